#include <trimer/cytometry/fcs_writer.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer::cytometry {
namespace {

constexpr std::size_t header_length = 58;
constexpr std::size_t count_width = 20;             // digits kept free for what is known at the end
constexpr std::uint64_t most_in_header = 99999999;  // HEADER has eight digits

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

/// Keywords that say how the file is built: they belong to the writer.
bool is_form(const std::string& key) {
  static const std::set<std::string> names = {
      "$BEGINDATA", "$ENDDATA", "$BEGINANALYSIS", "$ENDANALYSIS", "$BEGINSTEXT", "$ENDSTEXT", "$BYTEORD",
      "$DATATYPE",  "$MODE",    "$NEXTDATA",      "$PAR",         "$TOT",        "$UNICODE"};
  const std::string name = upper(key);
  if (names.contains(name)) return true;
  if (!name.starts_with("$P")) return false;
  std::size_t at = 2;
  while (at < name.size() && name[at] >= '0' && name[at] <= '9') ++at;
  const std::string what = name.substr(at);
  return at > 2 && (what == "N" || what == "S" || what == "B" || what == "R" || what == "E" || what == "G" ||
                    what == "DATATYPE");
}

std::string digits(std::uint64_t value, std::size_t width, char fill) {
  const std::string text = std::to_string(value);
  return std::string(text.size() < width ? width - text.size() : 0, fill) + text;
}

std::string whole_text(double value) {
  char text[400];
  std::snprintf(text, sizeof text, "%.0f", value);
  return text;
}

int bits_of(const FcsContent& content, const FcsParameter& parameter) {
  return content.type == FcsType::real32 ? 32 : content.type == FcsType::real64 ? 64 : parameter.bits;
}

void check(const FcsContent& content) {
  FaultList faults;
  const auto fault = [&](const std::string& path, const std::string& value, const std::string& expectation) {
    faults.add(
        {.file = {}, .line = 0, .column = 0, .path = path, .value = value, .expectation = expectation});
  };
  if (content.type == FcsType::ascii) fault("$DATATYPE", "A", "expected I, F or D");
  if (content.parameters.empty()) fault("$PAR", "0", "expected at least one parameter");
  std::set<std::string> names, keys;
  for (std::size_t i = 0; i < content.parameters.size(); ++i) {
    const FcsParameter& p = content.parameters[i];
    const std::string key = "$P" + std::to_string(i + 1);
    if (p.name.empty() || p.name.find(',') != std::string::npos)
      fault(key + "N", p.name, "expected a name without comma");
    if (!names.insert(p.name).second) fault(key + "N", p.name, "expected a name of its own");
    if (!(p.range > 0) || !std::isfinite(p.range))
      fault(key + "R", number_text(p.range), "expected a number > 0");
    if (!(p.gain > 0) || !std::isfinite(p.gain))
      fault(key + "G", number_text(p.gain), "expected a number > 0");
    if (content.type != FcsType::integer) {
      if (p.decades != 0)
        fault(key + "E", number_text(p.decades), "expected 0: floating-point values are linear");
      continue;
    }
    if (p.bits != 8 && p.bits != 16 && p.bits != 32 && p.bits != 64)
      fault(key + "B", std::to_string(p.bits), "expected 8, 16, 32 or 64");
    if (p.range != std::floor(p.range) || p.range > std::ldexp(1.0, p.bits))
      fault(key + "R", number_text(p.range), "expected a whole number that its bits hold");
  }
  for (const auto& [key, value] : content.keywords) {
    if (is_form(key) || value.empty()) continue;
    if (key.empty() || !keys.insert(upper(key)).second) fault(key, value, "expected a key of its own");
  }
  faults.throw_if_any();
}

using Keywords = std::vector<std::pair<std::string, std::string>>;

/// A character that occurs nowhere, so that nothing needs doubling; the form feed if each of them does.
char delimiter_for(const Keywords& keywords) {
  for (const char candidate : {'|', '/', '\\', '!', '#', '~', '\x1E', '\f'}) {
    const bool met = std::any_of(keywords.begin(), keywords.end(), [&](const auto& entry) {
      return entry.first.find(candidate) != std::string::npos ||
             entry.second.find(candidate) != std::string::npos;
    });
    if (!met) return candidate;
  }
  return '\f';
}

std::string escaped(const std::string& text, char delimiter) {
  std::string result;
  for (const char c : text) {
    result += c;
    if (c == delimiter) result += c;
  }
  return result;
}

template <class Word>
void put(char* at, Word word, bool big) {
  for (std::size_t k = 0; k < sizeof word; ++k)
    at[big ? sizeof word - 1 - k : k] = static_cast<char>(word >> (8 * k));
}

}  // namespace

FcsContent content_of(const FcsLayout& layout) {
  FcsContent content;
  content.type = layout.parameters.front().type;
  content.big_endian = layout.big_endian();
  content.parameters = layout.parameters;
  for (FcsParameter& parameter : content.parameters) {
    if (parameter.type != content.type || parameter.type == FcsType::ascii)
      throw InputError(Fault{.file = layout.file,
                             .path = "$DATATYPE",
                             .value = parameter.name,
                             .expectation = "expected parameters of one type, I, F or D"});
    std::replace(parameter.name.begin(), parameter.name.end(), ',', ';');
    if (content.type != FcsType::integer) {
      if (!(parameter.range > 0)) parameter.range = 262144;  // says nothing of floats; a usual top of scale
      continue;
    }
    int bits = 8;
    while (bits < parameter.bits) bits *= 2;
    parameter.bits = bits;
    if (!(parameter.range > 0)) parameter.range = std::ldexp(1.0, bits);
  }
  for (const auto& entry : layout.keywords.all())
    if (!is_form(entry.first) && !trim(entry.second).empty()) content.keywords.push_back(entry);
  return content;
}

std::string spillover_keyword(const Spillover& spillover) {
  std::string text = std::to_string(spillover.detectors.size());
  for (const std::string& name : spillover.detectors) text += "," + name;
  for (const double value : spillover.coefficients) text += "," + number_text(value);
  return text;
}

struct FcsWriter::State {
  FcsContent content;
  OutputFile file;
  std::size_t event_bytes = 0;
  std::size_t total_at = 0, begin_at = 0, end_at = 0;  // positions of the counts known at the end
  std::uint64_t data_begin = 0, events = 0;
  std::string buffer;

  State(std::filesystem::path path, const FcsContent& given) : content(given), file(std::move(path)) {
    for (const FcsParameter& parameter : content.parameters)
      event_bytes += static_cast<std::size_t>(bits_of(content, parameter)) / 8;
    file.write(head());
  }

  std::string head() {
    const std::string open(count_width, '0');
    Keywords all = {{"$BEGINANALYSIS", "0"},
                    {"$ENDANALYSIS", "0"},
                    {"$BEGINSTEXT", "0"},
                    {"$ENDSTEXT", "0"},
                    {"$BEGINDATA", open},
                    {"$ENDDATA", open},
                    {"$NEXTDATA", "0"},
                    {"$MODE", "L"},
                    {"$DATATYPE", content.type == FcsType::integer  ? "I"
                                  : content.type == FcsType::real32 ? "F"
                                                                    : "D"},
                    {"$BYTEORD", content.big_endian ? "4,3,2,1" : "1,2,3,4"},
                    {"$PAR", std::to_string(content.parameters.size())},
                    {"$TOT", open}};
    for (std::size_t i = 0; i < content.parameters.size(); ++i) {
      const FcsParameter& p = content.parameters[i];
      const std::string key = "$P" + std::to_string(i + 1);
      all.emplace_back(key + "N", p.name);
      if (!p.stain.empty()) all.emplace_back(key + "S", p.stain);
      all.emplace_back(key + "B", std::to_string(bits_of(content, p)));
      all.emplace_back(key + "R",
                       content.type == FcsType::integer ? whole_text(p.range) : number_text(p.range));
      all.emplace_back(key + "E",
                       p.decades > 0 ? number_text(p.decades) + "," + number_text(p.lowest) : "0,0");
      if (p.gain != 1) all.emplace_back(key + "G", number_text(p.gain));
    }
    for (const auto& [key, value] : content.keywords)
      if (!is_form(key) && !value.empty()) all.emplace_back(key, value);
    const char delimiter = delimiter_for(all);
    std::string text(1, delimiter);
    for (const auto& [key, value] : all) {
      text += escaped(key, delimiter) + delimiter;
      const std::size_t at = header_length + text.size();
      if (key == "$BEGINDATA") begin_at = at;
      if (key == "$ENDDATA") end_at = at;
      if (key == "$TOT") total_at = at;
      text += escaped(value, delimiter) + delimiter;
    }
    data_begin = header_length + text.size();
    if (data_begin > most_in_header)
      throw InputError("TEXT", std::to_string(text.size()) + " bytes",
                       "expected to end within 99,999,999 bytes");
    return header() + text;
  }

  [[nodiscard]] std::uint64_t data_end() const { return data_begin + events * event_bytes - 1; }

  [[nodiscard]] std::string header() const {
    const bool told = events > 0 && data_end() <= most_in_header;
    return "FCS3.1    " + digits(header_length, 8, ' ') + digits(data_begin - 1, 8, ' ') +
           digits(told ? data_begin : 0, 8, ' ') + digits(told ? data_end() : 0, 8, ' ') + digits(0, 8, ' ') +
           digits(0, 8, ' ');
  }

  [[noreturn]] void refuse(const EventBlock& block, std::size_t event, std::size_t parameter,
                           const std::string& expectation) const {
    throw InputError(
        "event " + std::to_string(block.first_event + event + 1) + " " + content.parameters[parameter].name,
        number_text(block.column(parameter)[event]), expectation);
  }

  void encode(const EventBlock& block, std::size_t parameter, std::size_t offset) {
    const std::span<const double> values = block.column(parameter);
    const FcsParameter& p = content.parameters[parameter];
    const int bits = bits_of(content, p);
    // The reader keeps the bits below the next power of two of $PnR; a value above would come back changed.
    double limit = 1;
    while (limit < p.range) limit *= 2;
    for (std::size_t i = 0; i < values.size(); ++i) {
      char* const at = buffer.data() + i * event_bytes + offset;
      const double value = values[i];
      if (content.type == FcsType::real32) {
        if (std::isfinite(value) && std::fabs(value) > static_cast<double>(std::numeric_limits<float>::max()))
          refuse(block, i, parameter, "expected a number that 32 bits hold");
        put(at, std::bit_cast<std::uint32_t>(static_cast<float>(value)), content.big_endian);
      } else if (content.type == FcsType::real64) {
        put(at, std::bit_cast<std::uint64_t>(value), content.big_endian);
      } else {
        if (!(value >= 0 && value < limit) || value != std::floor(value))
          refuse(block, i, parameter, "expected a whole number from 0 to " + whole_text(limit - 1));
        const auto word = static_cast<std::uint64_t>(value);
        if (bits == 8) put(at, static_cast<std::uint8_t>(word), content.big_endian);
        if (bits == 16) put(at, static_cast<std::uint16_t>(word), content.big_endian);
        if (bits == 32) put(at, static_cast<std::uint32_t>(word), content.big_endian);
        if (bits == 64) put(at, word, content.big_endian);
      }
    }
  }
};

FcsWriter::FcsWriter(std::filesystem::path file, const FcsContent& content) {
  check(content);
  state_ = std::make_unique<State>(std::move(file), content);
}
FcsWriter::~FcsWriter() = default;
FcsWriter::FcsWriter(FcsWriter&&) noexcept = default;
FcsWriter& FcsWriter::operator=(FcsWriter&&) noexcept = default;

void FcsWriter::write(const EventBlock& block) {
  State& s = *state_;
  if (block.parameters != s.content.parameters.size())
    throw InputError("block", std::to_string(block.parameters) + " parameters",
                     "expected " + std::to_string(s.content.parameters.size()));
  s.buffer.resize(block.events * s.event_bytes);
  std::size_t offset = 0;
  for (std::size_t p = 0; p < block.parameters; ++p) {
    s.encode(block, p, offset);
    offset += static_cast<std::size_t>(bits_of(s.content, s.content.parameters[p])) / 8;
  }
  s.file.write(s.buffer);
  s.events += block.events;
}

void FcsWriter::close() {
  State& s = *state_;
  s.file.write("00000000");  // no CRC, as the standard allows
  const auto at = [](std::size_t position) { return static_cast<long>(position); };
  s.file.overwrite(0, s.header());
  s.file.overwrite(at(s.total_at), digits(s.events, count_width, '0'));
  if (s.events > 0) {
    s.file.overwrite(at(s.begin_at), digits(s.data_begin, count_width, '0'));
    s.file.overwrite(at(s.end_at), digits(s.data_end(), count_width, '0'));
  }
  s.file.commit();
}

}  // namespace trimer::cytometry
