#include <trimer/core/csv.h>

#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include <trimer/core/fault.h>

namespace trimer {

namespace {

constexpr std::size_t longest_row = std::size_t{16} << 20;

// Bytes at which a plain row is cut or given up.
constexpr std::array<bool, 256> is_special = [] {
  std::array<bool, 256> special{};
  for (const char c : {',', '"', '\n', '\0'}) special[static_cast<unsigned char>(c)] = true;
  return special;
}();

}  // namespace

struct CsvReader::State {
  std::string name;
  std::FILE* file = nullptr;
  std::string buffer;  // unread input starts at `position`
  std::size_t position = 0;
  bool at_end = false;  // the file holds nothing beyond the buffer
  long next_line = 1;
  long row_line = 0;
  std::vector<std::string> header;
  std::vector<std::string_view> fields;  // into `row` or `buffer`
  std::string row;                       // unquoted text of rows that need it
  std::vector<std::pair<std::size_t, std::size_t>> spans;

  ~State() {
    if (file) std::fclose(file);
  }

  [[noreturn]] void fail(long line, std::string path, std::string expectation) const {
    throw InputError(Fault{name, line, 0, std::move(path), {}, std::move(expectation)});
  }

  bool fill() {
    if (at_end) return false;
    buffer.erase(0, position);
    position = 0;
    const std::size_t old = buffer.size();
    if (old > longest_row)
      fail(next_line, "row", "expected at most 16 MiB, does a quoted field never close?");
    buffer.resize(old + (file ? std::size_t{1} << 18 : 0));
    const std::size_t got = file ? std::fread(buffer.data() + old, 1, buffer.size() - old, file) : 0;
    buffer.resize(old + got);
    if (got == 0) at_end = true;
    return got > 0;
  }

  int peek(std::size_t offset) {
    while (position + offset >= buffer.size())
      if (!fill()) return -1;
    return static_cast<unsigned char>(buffer[position + offset]);
  }

  // A row without quotes is split where it stands; false (and nothing consumed) if it has quotes.
  bool read_plain_row() {
    std::size_t at = position;
    fields.clear();
    std::size_t begin = position;
    for (;;) {
      while (at < buffer.size() && !is_special[static_cast<unsigned char>(buffer[at])]) ++at;
      if (at == buffer.size()) {
        if (!at_end) {  // more may follow; what there is of the row moves to the front of the buffer
          fill();
          fields.clear();
          at = begin = position;
          continue;
        }
        fields.emplace_back(buffer.data() + begin, at - begin);
        position = at;
        return true;
      }
      const char c = buffer[at];
      if (c == '"') return false;
      if (c == '\0') fail(row_line, "NUL byte", "expected UTF-8 text, is this a binary file?");
      std::size_t end = at;
      if (c == '\n' && end > begin && buffer[end - 1] == '\r') --end;
      fields.emplace_back(buffer.data() + begin, end - begin);
      begin = ++at;
      if (c == '\n') {
        position = at;
        ++next_line;
        return true;
      }
    }
  }

  bool read_row() {
    for (;;) {  // skip blank lines
      const int c = peek(0);
      if (c < 0) return false;
      if (c == '\r' && peek(1) == '\n') {
        position += 2;
        ++next_line;
      } else if (c == '\n') {
        ++position;
        ++next_line;
      } else {
        break;
      }
    }
    row_line = next_line;
    if (read_plain_row()) return true;
    row.clear();
    spans.clear();
    std::size_t begin = 0;
    bool quoted = false, was_quoted = false;
    for (;;) {
      const int c = peek(0);
      if (c < 0) {
        if (quoted) fail(row_line, "quoted field", "expected a closing quote before the end of the file");
        break;
      }
      if (c == 0) fail(next_line, "NUL byte", "expected UTF-8 text, is this a binary file?");
      if (quoted) {
        if (c == '"') {
          if (peek(1) == '"') {
            row += '"';
            position += 2;
          } else {
            quoted = false;
            ++position;
          }
          continue;
        }
        if (c == '\n') ++next_line;
        row += static_cast<char>(c);
        if (row.size() > longest_row)
          fail(row_line, "quoted field", "expected a closing quote within 16 MiB");
        ++position;
        continue;
      }
      if (c == '"' && row.size() == begin && !was_quoted) {
        quoted = was_quoted = true;
        ++position;
      } else if (c == ',') {
        spans.emplace_back(begin, row.size() - begin);
        begin = row.size();
        was_quoted = false;
        ++position;
      } else if (c == '\n' || (c == '\r' && peek(1) == '\n')) {
        position += c == '\n' ? 1 : 2;
        ++next_line;
        break;
      } else {
        row += static_cast<char>(c);
        ++position;
      }
    }
    spans.emplace_back(begin, row.size() - begin);
    fields.clear();
    for (const auto& [start, length] : spans) fields.emplace_back(row.data() + start, length);
    return true;
  }

  void read_header() {
    if ((peek(0) == 0xFF && peek(1) == 0xFE) || (peek(0) == 0xFE && peek(1) == 0xFF))
      fail(1, "encoding", "expected UTF-8, the file is UTF-16");
    if (peek(0) == 0xEF && peek(1) == 0xBB && peek(2) == 0xBF) position += 3;
    if (!read_row()) fail(1, "header", "expected a header row, the file is empty");
    std::set<std::string_view> seen;
    for (std::string_view text : fields) {
      if (text.empty()) fail(1, "header", "expected a name for every column");
      if (text.find('\r') != text.npos)
        fail(1, "header", "expected lines to end with LF or CRLF, not with CR alone");
      if (!seen.insert(text).second) fail(1, std::string(text), "expected each column once");
      header.emplace_back(text);
    }
  }
};

CsvReader::CsvReader(const std::filesystem::path& file) : state_(std::make_unique<State>()) {
  state_->name = file.string();
  if (std::filesystem::is_directory(file)) state_->fail(0, "", "expected a file, this is a folder");
  state_->file = std::fopen(file.c_str(), "rb");
  if (!state_->file) state_->fail(0, "", "expected a readable file");
  state_->read_header();
}

CsvReader::CsvReader(std::string text, std::string name) : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  state_->buffer = std::move(text);
  state_->read_header();
}

CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;

const std::vector<std::string>& CsvReader::header() const {
  return state_->header;
}

int CsvReader::column(std::string_view name) const {
  for (std::size_t i = 0; i < state_->header.size(); ++i)
    if (state_->header[i] == name) return static_cast<int>(i);
  return -1;
}

bool CsvReader::next() {
  return state_->read_row();
}
std::size_t CsvReader::size() const {
  return state_->fields.size();
}
long CsvReader::line() const {
  return state_->row_line;
}
const std::string& CsvReader::name() const {
  return state_->name;
}

std::string_view CsvReader::field(int column) const {
  if (column < 0 || static_cast<std::size_t>(column) >= state_->fields.size()) return {};
  return state_->fields[static_cast<std::size_t>(column)];
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string number_text(double value) {
  if (std::isnan(value)) return {};
  char text[32];
  const auto result = std::to_chars(text, text + sizeof text, value);
  return {text, result.ptr};
}

bool parse_number(std::string_view text, double& value) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() && std::isfinite(value);
}

}  // namespace trimer
