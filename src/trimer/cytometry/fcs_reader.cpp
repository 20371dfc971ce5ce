#include <trimer/cytometry/fcs_reader.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

constexpr std::uint64_t block_bytes = 1U << 18;    // stays in the second cache with its columns
constexpr std::uint64_t table_entries = 1U << 16;  // logarithmic decoding of up to 16 bits is looked up

class FileBytes : public FcsBytes {
 public:
  explicit FileBytes(const std::filesystem::path& file) : name_(file.string()) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) refuse("is a folder; expected an FCS file");
    stream_.reset(std::fopen(file.c_str(), "rb"));
    if (!stream_ || fseeko(stream_.get(), 0, SEEK_END) != 0)
      refuse(std::string("cannot be read: ") + std::strerror(errno));
    const off_t size = ftello(stream_.get());
    if (size < 0) refuse("cannot be read: it has no length");
    size_ = static_cast<std::uint64_t>(size);
  }
  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t position, char* into, std::size_t count) override {
    if (count == 0) return;
    if ((position != position_ && fseeko(stream_.get(), static_cast<off_t>(position), SEEK_SET) != 0) ||
        std::fread(into, 1, count, stream_.get()) != count)
      refuse("cannot be read at byte " + std::to_string(position));
    position_ = position + count;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(Fault{.file = name_, .path = {}, .value = {}, .expectation = why});
    ;
  }
  struct Close {
    void operator()(std::FILE* stream) const { std::fclose(stream); }
  };
  std::string name_;
  std::unique_ptr<std::FILE, Close> stream_;
  std::uint64_t size_ = 0, position_ = ~0ULL;
};

class MemoryBytes : public FcsBytes {
 public:
  explicit MemoryBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  void read(std::uint64_t position, char* into, std::size_t count) override {
    if (position > bytes_.size() || count > bytes_.size() - position)
      throw InputError("FCS", std::to_string(position), "lies beyond the bytes");
    std::copy_n(bytes_.data() + position, count, into);
  }

 private:
  std::string bytes_;
};

bool separates(char c) {
  return c == ' ' || c == ',' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

struct FcsReader::State {
  std::unique_ptr<FcsBytes> bytes;
  FcsLayout layout;
  std::size_t data_set = 0;
  std::vector<FcsValueNotes> notes;
  std::vector<std::vector<double>> scale_table;  // of logarithmic parameters with few channels
  std::uint64_t next_event = 0;
  std::string raw;
  // Delimited ASCII: where reading stands in DATA and in `raw`.
  std::uint64_t text_position = 0;
  std::size_t text_at = 0;

  State(std::unique_ptr<FcsBytes> source, const std::string& file, std::size_t wanted)
      : bytes(std::move(source)) {
    std::uint64_t begin = 0;
    for (data_set = 0;; ++data_set) {
      layout = read_fcs_layout(*bytes, file, begin);
      if (data_set == wanted) break;
      if (layout.next == 0)
        throw InputError(Fault{.file = file,
                               .path = "data set",
                               .value = std::to_string(wanted + 1),
                               .expectation = "the file has " + std::to_string(data_set + 1)});
      begin = layout.next;
    }
    if (layout.next != 0 && wanted == 0)
      layout.warnings.push_back("the file has more than one data set; the first is read");
    notes.resize(layout.parameters.size());
    for (const FcsParameter& parameter : layout.parameters) {
      std::vector<double>& table = scale_table.emplace_back();
      if (parameter.decades > 0 && parameter.type == FcsType::integer && parameter.mask < table_entries)
        for (std::uint64_t channel = 0; channel <= parameter.mask; ++channel)
          table.push_back(parameter.scaled(static_cast<double>(channel)));
    }
  }

  /// The next value of delimited ASCII data.
  double next_text(std::uint64_t event, std::size_t parameter) {
    std::string token;
    for (;;) {
      if (text_at == raw.size()) {
        const std::uint64_t left = layout.data_length - text_position;
        raw.resize(std::min<std::uint64_t>(left, block_bytes));
        bytes->read(layout.data_begin + text_position, raw.data(), raw.size());
        text_position += raw.size();
        text_at = 0;
        if (raw.empty()) break;
      }
      const char c = raw[text_at++];
      if (!separates(c)) {
        token += c;
        if (token.size() > 64) break;
      } else if (!token.empty()) {
        break;
      }
    }
    double value = 0;
    if (!parse_number(token, value))
      throw InputError(
          Fault{.file = layout.file,
                .path = "DATA event " + std::to_string(event + 1) + " " + layout.parameters[parameter].name,
                .value = to_utf8(token.substr(0, 40)),
                .expectation = token.empty() ? "DATA ends here" : "expected a number"});
    return value;
  }

  void scale(std::size_t parameter, std::span<double> values) const {
    const FcsParameter& p = layout.parameters[parameter];
    if (const std::vector<double>& table = scale_table[parameter]; !table.empty()) {
      for (double& value : values) value = table[static_cast<std::size_t>(value)];
    } else if (p.decades > 0 || p.gain != 1) {
      for (double& value : values) value = p.scaled(value);
    }
  }
};

FcsReader::FcsReader(const std::filesystem::path& file, std::size_t data_set)
    : state_(std::make_unique<State>(std::make_unique<FileBytes>(file), file.string(), data_set)) {}
FcsReader::FcsReader(std::string bytes, std::string name, std::size_t data_set)
    : state_(std::make_unique<State>(std::make_unique<MemoryBytes>(std::move(bytes)), name, data_set)) {}
FcsReader::~FcsReader() = default;
FcsReader::FcsReader(FcsReader&&) noexcept = default;
FcsReader& FcsReader::operator=(FcsReader&&) noexcept = default;

const FcsLayout& FcsReader::layout() const {
  return state_->layout;
}
std::span<const FcsValueNotes> FcsReader::notes() const {
  return state_->notes;
}

std::size_t FcsReader::data_sets() {
  std::size_t count = state_->data_set + 1;
  for (std::uint64_t next = state_->layout.next; next != 0; ++count)
    next = read_fcs_layout(*state_->bytes, state_->layout.file, next).next;
  return count;
}

std::optional<std::size_t> FcsReader::find(std::string_view name) const {
  const std::vector<FcsParameter>& parameters = state_->layout.parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name == name) return i;
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (name.empty() || parameters[i].stain != name) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

std::size_t FcsReader::parameter(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  std::string known;
  for (const FcsParameter& parameter : state_->layout.parameters) {
    known += (known.empty() ? "" : ", ") + parameter.name;
    if (!parameter.stain.empty()) known += " (" + parameter.stain + ")";
  }
  throw InputError(Fault{.file = state_->layout.file,
                         .path = "channel",
                         .value = std::string(name),
                         .expectation = "expected one of " + known});
}

bool FcsReader::next(EventBlock& block, FcsValues values) {
  State& s = *state_;
  const FcsLayout& layout = s.layout;
  block.first_event = s.next_event;
  block.parameters = layout.parameters.size();
  block.events = 0;
  const std::uint64_t left = layout.events - s.next_event;
  if (left == 0) {
    block.values.clear();
    return false;
  }
  const std::uint64_t event_bits = layout.delimited ? 64 * block.parameters : layout.event_bits;
  std::uint64_t most = std::max<std::uint64_t>(block_bytes * 8 / event_bits, 1);
  if (event_bits % 8 != 0) most = (most + 7) / 8 * 8;  // every block starts on a whole byte
  block.events = static_cast<std::size_t>(std::min(left, most));
  block.values.resize(block.events * block.parameters);
  if (layout.delimited) {
    for (std::size_t i = 0; i < block.events; ++i)
      for (std::size_t p = 0; p < block.parameters; ++p)
        block.column(p)[i] = s.next_text(s.next_event + i, p);
  } else {
    s.raw.resize((block.events * event_bits + 7) / 8);
    s.bytes->read(layout.data_begin + s.next_event * event_bits / 8, s.raw.data(), s.raw.size());
  }
  std::uint64_t bit = 0;
  for (std::size_t p = 0; p < block.parameters; ++p) {
    const FcsParameter& parameter = layout.parameters[p];
    if (!layout.delimited)
      decode_parameter(layout, p, bit, s.raw.data(), s.next_event, block.column(p), s.notes[p]);
    bit += static_cast<std::uint64_t>(parameter.bits) * (parameter.type == FcsType::ascii ? 8U : 1U);
    if (values == FcsValues::scale) s.scale(p, block.column(p));
  }
  s.next_event += block.events;
  return true;
}

void FcsReader::rewind() {
  state_->next_event = 0;
  state_->text_position = 0;
  state_->text_at = 0;
  state_->raw.clear();
  std::fill(state_->notes.begin(), state_->notes.end(), FcsValueNotes{});
}

std::vector<std::string> FcsReader::warnings() const {
  std::vector<std::string> lines = state_->layout.warnings;
  for (std::size_t p = 0; p < state_->notes.size(); ++p) {
    const std::string& name = state_->layout.parameters[p].name;
    if (state_->notes[p].masked > 0)
      lines.push_back(name + ": " + std::to_string(state_->notes[p].masked) +
                      " values had bits above $PnR, which were cut off");
    if (state_->notes[p].not_finite > 0)
      lines.push_back(name + ": " + std::to_string(state_->notes[p].not_finite) +
                      " values are NaN or infinite");
  }
  return lines;
}

}  // namespace trimer::cytometry
