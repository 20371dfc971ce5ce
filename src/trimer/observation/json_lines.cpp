#include <trimer/observation/json_lines.h>

#include <iterator>
#include <vector>

namespace trimer::observation {

namespace {

using Json = nlohmann::ordered_json;

// Counts lines while the parser pulls characters.
class LineIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  LineIterator(const char* at, long* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  LineIterator& operator++() {
    if (*at_ == '\n') ++*line_;
    ++at_;
    return *this;
  }
  LineIterator operator++(int) {
    LineIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const LineIterator& other) const { return at_ == other.at_; }
  bool operator!=(const LineIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  long* line_;
};

// Follows the parser through the document to record the line of each key and array item.
class Follower : public nlohmann::json_sax<Json> {
 public:
  Follower(const std::string& name, const long& line, JsonDocument& document, FaultList& faults)
      : name_(name), line_(line), document_(document), faults_(faults) {}

  bool null() override { return item(); }
  bool boolean(bool) override { return item(); }
  bool number_integer(number_integer_t) override { return item(); }
  bool number_unsigned(number_unsigned_t) override { return item(); }
  bool number_float(number_float_t, const string_t&) override { return item(); }
  bool string(string_t&) override { return item(); }
  bool binary(binary_t&) override { return item(); }
  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close(); }

  bool key(string_t& text) override {
    levels_.back().key = text;
    if (!document_.lines.emplace(pointer(), line_).second)
      faults_.add({name_, line_, 0, text, {}, "expected each key once"});
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    std::string what = error.what();
    if (const auto colon = what.find(": "); colon != std::string::npos) what = what.substr(colon + 2);
    faults_.add({name_, line_, 0, "JSON", {}, "expected a JSON document: " + what});
    return false;
  }

 private:
  struct Level {
    bool array;
    long index = -1;
    std::string key;
  };

  [[nodiscard]] std::string pointer() const {
    std::string text;
    for (const Level& level : levels_) text += '/' + (level.array ? std::to_string(level.index) : level.key);
    return text;
  }

  bool item() {
    if (!levels_.empty() && levels_.back().array) {
      ++levels_.back().index;
      document_.lines.emplace(pointer(), line_);
    }
    return true;
  }

  bool open(bool array) {
    item();
    if (levels_.size() >= 64) {
      faults_.add({name_, line_, 0, "JSON", {}, "expected at most 64 levels of nesting"});
      return false;
    }
    levels_.push_back({array, -1, {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  const std::string& name_;
  const long& line_;
  JsonDocument& document_;
  FaultList& faults_;
  std::vector<Level> levels_;
};

}  // namespace

long JsonDocument::line(const std::string& pointer) const {
  const auto at = lines.find(pointer);
  return at == lines.end() ? 0 : at->second;
}

JsonDocument parse_json(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  JsonDocument document;
  FaultList faults;
  long line = 1;
  Follower follower(name, line, document, faults);
  LineIterator first(text.data(), &line), last(text.data() + text.size(), &line);
  Json::sax_parse(first, last, &follower);
  faults.throw_if_any();
  document.root = Json::parse(text);
  return document;
}

}  // namespace trimer::observation
