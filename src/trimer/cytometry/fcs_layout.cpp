#include <trimer/cytometry/fcs_layout.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

constexpr std::uint64_t header_length = 58;
constexpr std::uint64_t widest_value = 1024;  // bits or characters: far above anything real

struct Segment {
  std::uint64_t begin = 0, length = 0;  // begin relative to the data set
};

class LayoutReader {
 public:
  LayoutReader(FcsBytes& bytes, const std::string& file, std::uint64_t begin) : bytes_(bytes) {
    layout_.file = file;
    layout_.begin = begin;
    available_ = bytes.size() > begin ? bytes.size() - begin : 0;
  }

  FcsLayout read() {
    read_header();
    read_text(text_, true);
    read_supplement();
    read_form();
    read_parameters();
    locate_data();
    count_events();
    locate_next();
    return std::move(layout_);
  }

 private:
  [[noreturn]] void refuse(const std::string& path, std::string_view value,
                           const std::string& expectation) const {
    std::string shown = to_utf8(value.substr(0, 60));
    throw InputError(
        Fault{.file = layout_.file, .path = path, .value = std::move(shown), .expectation = expectation});
  }
  void warn(std::string text) { layout_.warnings.push_back(std::move(text)); }

  void read_header() {
    if (available_ < header_length)
      refuse("HEADER", std::to_string(available_) + " bytes", "expected at least 58 bytes");
    header_.resize(header_length);
    bytes_.read(layout_.begin, header_.data(), header_length);
    const std::string magic = header_.substr(0, 6);
    if (magic.substr(0, 3) != "FCS") refuse("HEADER", magic, "expected FCS2.0, FCS3.0, FCS3.1 or FCS3.2");
    layout_.version = magic.substr(3);
    if (layout_.version != "2.0" && layout_.version != "3.0" && layout_.version != "3.1" &&
        layout_.version != "3.2")
      refuse("HEADER version", magic, "expected FCS2.0, FCS3.0, FCS3.1 or FCS3.2");
    const auto text = header_segment("TEXT", 10);
    if (!text) refuse("HEADER TEXT", "", "expected first and last byte of TEXT, found blank or 0");
    text_ = *text;
    if (text_.begin < header_length)
      refuse("HEADER TEXT", std::to_string(text_.begin), "expected to begin after 58");
    try {
      header_data_ = header_segment("DATA", 26);
    } catch (const InputError&) {
      header_data_in_doubt_ = true;  // judged again when the events are known
    }
    analysis_ = header_segment("ANALYSIS", 42);
    if (header_data_ && header_data_->length > 0 && header_data_->begin + 1 == text_.begin + text_.length) {
      --text_.length;
      warn("HEADER TEXT ends one byte late, on the first byte of DATA");
    }
  }

  /// First and last byte from HEADER; nothing where both are blank or 0.
  std::optional<Segment> header_segment(const std::string& name, std::size_t at) {
    std::uint64_t offset[2];
    for (std::size_t i = 0; i < 2; ++i) {
      const std::string_view field = std::string_view(header_).substr(at + 8 * i, 8);
      const auto value = trim(field).empty() ? std::optional<std::uint64_t>(0) : whole_number(field);
      if (!value)
        refuse("HEADER " + name + (i == 0 ? " first byte" : " last byte"), field,
               "expected a whole number or blanks");
      offset[i] = *value;
    }
    return checked("HEADER " + name, offset[0], offset[1]);
  }

  /// @throws InputError unless both are 0 or lie in the file in this order
  std::optional<Segment> checked(const std::string& name, std::uint64_t first, std::uint64_t last) const {
    if (first == 0) {
      if (last != 0) refuse(name, "0-" + std::to_string(last), "expected a first byte for this last byte");
      return std::nullopt;
    }
    if (last + 1 == first) return Segment{first, 0};
    if (last == 0) return std::nullopt;
    const std::string shown = std::to_string(first) + "-" + std::to_string(last);
    // Some writers give the byte behind DATA. Where $TOT tells, what is there must still hold every event.
    if (last == available_ && first < last && name.ends_with("DATA") &&
        !layout_.keywords.trimmed("$TOT").empty() && fits({first, last - first}))
      return Segment{first, last - first};
    if (last < first) refuse(name, shown, "expected the last byte not before the first");
    if (last >= available_)
      refuse(name, shown,
             "reaches beyond the file, which has " + std::to_string(available_) + " bytes from here");
    return Segment{first, last - first + 1};
  }

  void read_text(const Segment& segment, bool primary) {
    std::string text(segment.length, '\0');
    bytes_.read(layout_.begin + segment.begin, text.data(), text.size());
    read_fcs_text(text, layout_.file, primary, layout_.keywords, layout_.warnings);
  }

  /// Segment from two keywords; nothing where absent or 0.
  std::optional<Segment> keyword_segment(const std::string& first_key, const std::string& last_key) const {
    const std::string_view first = layout_.keywords.trimmed(first_key),
                           last = layout_.keywords.trimmed(last_key);
    if (first.empty() && last.empty()) return std::nullopt;
    const auto a = whole_number(first), b = whole_number(last);
    if (!a) refuse(first_key, first, "expected a whole number");
    if (!b) refuse(last_key, last, "expected a whole number");
    return checked(first_key + "-" + last_key, *a, *b);
  }

  void read_supplement() {
    const auto segment = keyword_segment("$BEGINSTEXT", "$ENDSTEXT");
    if (!segment || segment->length == 0) return;
    if (segment->begin == text_.begin) return;  // some programs name the primary TEXT again
    if (overlap(*segment, text_)) refuse("$BEGINSTEXT", std::to_string(segment->begin), "overlaps TEXT");
    read_text(*segment, false);
    supplement_ = *segment;
  }

  static bool overlap(const Segment& a, const Segment& b) {
    return a.length > 0 && b.length > 0 && a.begin < b.begin + b.length && b.begin < a.begin + a.length;
  }

  std::string_view required(const std::string& key) const {
    const std::string* value = layout_.keywords.find(key);
    if (!value) refuse(key, "", "is missing from TEXT");
    if (trim(*value).empty()) refuse(key, "", "is empty");
    return trim(*value);
  }

  static std::optional<FcsType> type_of(std::string_view text) {
    if (text == "I") return FcsType::integer;
    if (text == "F") return FcsType::real32;
    if (text == "D") return FcsType::real64;
    if (text == "A") return FcsType::ascii;
    return std::nullopt;
  }

  void read_form() {
    const FcsKeywords& keywords = layout_.keywords;
    const std::string_view mode = keywords.trimmed("$MODE");
    if (mode.empty() && layout_.version != "3.2") warn("$MODE is missing; read as L, a list of events");
    if (!mode.empty() && mode != "L")
      refuse("$MODE", mode,
             mode == "C" || mode == "U" ? "is a histogram; expected L, a list of events"
                                        : "expected L, a list of events");
    const auto type = type_of(required("$DATATYPE"));
    if (!type) refuse("$DATATYPE", required("$DATATYPE"), "expected I, F, D or A");
    type_ = *type;
    if (type_ == FcsType::ascii && keywords.trimmed("$BYTEORD").empty()) {
      layout_.byte_order = {4, 3, 2, 1};
      return;
    }
    const std::string_view order = required("$BYTEORD");
    std::size_t start = 0;
    while (start <= order.size() && layout_.byte_order.size() <= 8) {
      const std::size_t comma = std::min(order.find(',', start), order.size());
      const auto rank = whole_number(order.substr(start, comma - start));
      layout_.byte_order.push_back(rank && *rank >= 1 && *rank <= 8 ? static_cast<int>(*rank) : 0);
      start = comma + 1;
    }
    std::vector<int> sorted = layout_.byte_order;
    std::sort(sorted.begin(), sorted.end());
    bool sound = sorted.size() <= 8;
    for (std::size_t i = 0; i < sorted.size(); ++i) sound = sound && sorted[i] == static_cast<int>(i) + 1;
    if (!sound) refuse("$BYTEORD", order, "expected an order of the bytes such as 1,2,3,4 or 4,3,2,1");
  }

  void read_parameters() {
    const auto count = whole_number(required("$PAR"));
    if (!count || *count == 0) refuse("$PAR", required("$PAR"), "expected a whole number, at least 1");
    if (*count > layout_.keywords.all().size())  // each parameter has keywords of its own
      refuse("$PAR", required("$PAR"),
             "expected at most one parameter per keyword, the file has " +
                 std::to_string(layout_.keywords.all().size()) + " keywords");
    std::size_t starred = 0;
    for (std::uint64_t n = 1; n <= *count; ++n) read_parameter("$P" + std::to_string(n), starred);
    layout_.delimited = starred > 0;
    if (starred > 0 && starred != *count)
      refuse("$PnB", "*", "expected either all parameters of ASCII data delimited or none");
    unique_names();
    if (layout_.delimited) return;
    for (const FcsParameter& parameter : layout_.parameters)
      layout_.event_bits +=
          static_cast<std::uint64_t>(parameter.bits) * (parameter.type == FcsType::ascii ? 8U : 1U);
  }

  void read_parameter(const std::string& key, std::size_t& starred) {
    const FcsKeywords& keywords = layout_.keywords;
    FcsParameter parameter;
    parameter.name = std::string(keywords.trimmed(key + "N"));
    if (parameter.name.empty()) {
      parameter.name = key.substr(1);
      if (layout_.version[0] == '3' && layout_.version != "3.0")
        warn(key + "N is missing or empty; named " + parameter.name);
    }
    parameter.stain = std::string(keywords.trimmed(key + "S"));
    parameter.type = type_;
    if (const std::string_view own = keywords.trimmed(key + "DATATYPE");
        !own.empty() && layout_.version == "3.2") {
      const auto type = type_of(own);
      if (!type || *type == FcsType::ascii || type_ == FcsType::ascii)
        refuse(key + "DATATYPE", own, "expected I, F or D");
      parameter.type = *type;
    }
    read_width(key, parameter, starred);
    read_range(key, parameter);
    read_scale(key, parameter);
    layout_.parameters.push_back(std::move(parameter));
  }

  void read_width(const std::string& key, FcsParameter& parameter, std::size_t& starred) {
    const std::string_view width = required(key + "B");
    if (width == "*" && parameter.type == FcsType::ascii) {
      ++starred;
      return;
    }
    const auto bits = whole_number(width);
    const std::uint64_t most = parameter.type == FcsType::integer ? 64 : widest_value;
    if (!bits || *bits == 0 || *bits > most)
      refuse(key + "B", width, "expected a whole number from 1 to " + std::to_string(most));
    if (parameter.type == FcsType::real32 && *bits != 32)
      refuse(key + "B", width, "expected 32 for data type F");
    if (parameter.type == FcsType::real64 && *bits != 64)
      refuse(key + "B", width, "expected 64 for data type D");
    parameter.bits = static_cast<int>(*bits);
    if (parameter.type == FcsType::ascii) return;
    const std::size_t bytes = (*bits + 7) / 8;
    if (bytes > 1 && !layout_.big_endian() && !layout_.little_endian() &&
        (bytes != layout_.byte_order.size() || *bits % 8 != 0))
      refuse(key + "B", width, "has no meaning in the mixed $BYTEORD " + std::string(required("$BYTEORD")));
  }

  void read_range(const std::string& key, FcsParameter& parameter) {
    const std::string_view text = layout_.keywords.trimmed(key + "R");
    const bool integer = parameter.type == FcsType::integer;
    if (integer) required(key + "R");
    if (!parse_number(text, parameter.range)) {
      if (integer) refuse(key + "R", text, "expected a number");
      parameter.range = 0;
    }
    if (parameter.range < 0 || (integer && parameter.range != std::floor(parameter.range)))
      refuse(key + "R", text, "expected a whole number, at least 0");
    if (!integer) return;
    if (parameter.range == 0) {
      warn(key + "R is 0; all bits of its values are kept");
    } else if (parameter.range <= static_cast<double>(1ULL << 63)) {
      std::uint64_t limit = 1;
      while (static_cast<double>(limit) < parameter.range) limit *= 2;
      parameter.mask = limit - 1;
    }
    if (parameter.bits > 53 && parameter.mask >> 53 != 0)
      warn(key + "B is " + std::to_string(parameter.bits) + "; values above 2^53 are rounded");
  }

  void read_scale(const std::string& key, FcsParameter& parameter) {
    const std::string_view amplification = layout_.keywords.trimmed(key + "E");
    if (!amplification.empty()) {
      const std::size_t comma = amplification.find(',');
      double decades = 0, lowest = 0;
      if (comma == std::string_view::npos || !parse_number(trim(amplification.substr(0, comma)), decades) ||
          !parse_number(trim(amplification.substr(comma + 1)), lowest) || decades < 0 || lowest < 0 ||
          decades > 100) {
        if (amplification != "0") refuse(key + "E", amplification, "expected two numbers such as 0,0 or 4,1");
        warn(key + "E = 0 is read as 0,0");
      }
      const bool real = parameter.type == FcsType::real32 || parameter.type == FcsType::real64;
      if (decades > 0 && real) {
        warn(key + "E = " + std::string(amplification) + " is ignored: floating-point values are linear");
      } else if (decades > 0) {
        if (!(parameter.range > 0)) refuse(key + "R", "0", "expected > 0 for a logarithmic parameter");
        parameter.decades = decades;
        parameter.lowest = lowest > 0 ? lowest : 1;
        if (!(lowest > 0))
          warn(key + "E = " + std::string(amplification) + " is read as " + number_text(decades) + ",1");
      }
    }
    const std::string_view gain = layout_.keywords.trimmed(key + "G");
    if (gain.empty()) return;
    if (!parse_number(gain, parameter.gain) || parameter.gain < 0)
      refuse(key + "G", gain, "expected a number > 0");
    if (parameter.gain == 0) {
      warn(key + "G is 0; read as 1");
      parameter.gain = 1;
    }
    if (parameter.decades > 0 && parameter.gain != 1) {
      warn(key + "G = " + std::string(gain) + " is ignored: the parameter is logarithmic");
      parameter.gain = 1;
    }
  }

  void unique_names() {
    std::set<std::string> names;
    for (FcsParameter& parameter : layout_.parameters) {
      const std::string name = parameter.name;
      for (int n = 2; !names.insert(parameter.name).second; ++n)
        parameter.name = name + "_" + std::to_string(n);
      if (parameter.name != name)
        warn("$PnN " + name + " occurs twice; the later one is named " + parameter.name);
    }
  }

  /// Whether a segment holds `$TOT` events (or a whole number of events where `$TOT` is absent).
  bool fits(const Segment& segment) const {
    if (layout_.event_bits == 0) return true;  // delimited: reading will tell
    const auto total = whole_number(layout_.keywords.trimmed("$TOT"));
    return !total || *total <= segment.length * 8 / layout_.event_bits;
  }

  void locate_data() {
    const bool in_text = layout_.version != "2.0" || layout_.keywords.find("$BEGINDATA") != nullptr;
    std::optional<Segment> chosen = header_data_;
    if (header_data_in_doubt_) {
      chosen = header_segment("DATA", 26);  // now that the events are known
      warn("HEADER DATA ends one byte behind the file; every event is there");
    }
    if (!chosen || !fits(*chosen)) {
      const auto other = in_text ? keyword_segment("$BEGINDATA", "$ENDDATA") : std::nullopt;
      if (other && (!chosen || fits(*other))) {
        if (chosen) warn("HEADER and TEXT disagree on DATA; those of TEXT fit $TOT and are used");
        chosen = other;
      }
    } else if (in_text) {
      warn_if_text_differs(*chosen);
    }
    if (!chosen) {
      if (whole_number(layout_.keywords.trimmed("$TOT")) != 0)
        refuse("HEADER DATA", "", "expected first and last byte of DATA here or in $BEGINDATA and $ENDDATA");
      chosen = Segment{};
    }
    if (overlap(*chosen, text_)) refuse("DATA", std::to_string(chosen->begin), "overlaps TEXT");
    if (overlap(*chosen, supplement_))
      refuse("DATA", std::to_string(chosen->begin), "overlaps supplemental TEXT");
    if (analysis_ && overlap(*chosen, *analysis_))
      refuse("HEADER ANALYSIS", std::to_string(analysis_->begin), "overlaps DATA");
    if (analysis_ && overlap(text_, *analysis_))
      refuse("HEADER ANALYSIS", std::to_string(analysis_->begin), "overlaps TEXT");
    if (chosen->length > 0 && chosen->begin < header_length)
      refuse("DATA", std::to_string(chosen->begin), "expected to begin after HEADER");
    layout_.data_begin = layout_.begin + chosen->begin;
    layout_.data_length = chosen->length;
  }

  void warn_if_text_differs(const Segment& header) {
    const auto first = whole_number(layout_.keywords.trimmed("$BEGINDATA")),
               last = whole_number(layout_.keywords.trimmed("$ENDDATA"));
    if (first && last && *first != 0 && (*first != header.begin || *last + 1 != header.begin + header.length))
      warn("HEADER and TEXT disagree on DATA; those of HEADER fit and are used");
  }

  void count_events() {
    const std::string_view text = layout_.keywords.trimmed("$TOT");
    const auto total = whole_number(text);
    if (!text.empty() && !total) refuse("$TOT", text, "expected a whole number");
    if (layout_.delimited) {
      if (!total) refuse("$TOT", "", "is needed for delimited ASCII data");
      if (*total > layout_.data_length / (2 * layout_.parameters.size()) + 1)
        refuse("$TOT", text,
               "expected at most what " + std::to_string(layout_.data_length) + " bytes of DATA hold");
      layout_.events = *total;
      return;
    }
    const std::uint64_t most = layout_.data_length * 8 / layout_.event_bits;
    if (!total) {
      if (layout_.version != "2.0") warn("$TOT is missing; counted from the length of DATA");
      layout_.events = most;
      return;
    }
    if (*total > most)
      refuse("$TOT", text,
             "expected at most " + std::to_string(most) + ", DATA has " +
                 std::to_string(layout_.data_length) + " bytes of " + std::to_string(layout_.event_bits) +
                 " bits per event");
    if (*total < most)
      warn("DATA has room for " + std::to_string(most) + " events; $TOT = " + std::string(text) +
           " are read");
    layout_.events = *total;
  }

  void locate_next() {
    const std::string_view text = layout_.keywords.trimmed("$NEXTDATA");
    if (text.empty()) return;
    const auto next = whole_number(text);
    if (!next) refuse("$NEXTDATA", text, "expected a whole number");
    if (*next == 0) return;
    if (*next > available_) refuse("$NEXTDATA", text, "lies beyond the file");
    if (*next < header_length) refuse("$NEXTDATA", text, "lies within HEADER");
    if (available_ - *next < header_length) {
      warn("$NEXTDATA = " + std::string(text) + " is at the end of the file; there is no further data set");
      return;
    }
    char magic[3];
    bytes_.read(layout_.begin + *next, magic, sizeof magic);
    if (std::string_view(magic, 3) != "FCS") {
      warn("$NEXTDATA = " + std::string(text) + " does not point to a data set; it is ignored");
      return;
    }
    layout_.next = layout_.begin + *next;
  }

  FcsBytes& bytes_;
  FcsLayout layout_;
  std::uint64_t available_ = 0;
  std::string header_;
  Segment text_, supplement_;
  std::optional<Segment> header_data_, analysis_;
  bool header_data_in_doubt_ = false;
  FcsType type_ = FcsType::integer;
};

}  // namespace

double FcsParameter::scaled(double channel) const {
  return decades > 0 ? std::pow(10.0, decades * channel / range) * lowest : channel / gain;
}

bool FcsLayout::big_endian() const {
  return std::is_sorted(byte_order.rbegin(), byte_order.rend());
}
bool FcsLayout::little_endian() const {
  return std::is_sorted(byte_order.begin(), byte_order.end());
}

FcsLayout read_fcs_layout(FcsBytes& bytes, const std::string& file, std::uint64_t begin) {
  return LayoutReader(bytes, file, begin).read();
}

}  // namespace trimer::cytometry
