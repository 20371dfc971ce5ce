#include <trimer/report/text.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace trimer::report {

namespace {

// Advance widths of Helvetica, thousandths of the font size, characters 32 … 126.
constexpr int helvetica[95] = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};

// The same of Helvetica Bold.
constexpr int helvetica_bold[95] = {
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};

int advance(std::uint32_t c, bool bold) {
  if (c >= 32 && c < 127) return bold ? helvetica_bold[c - 32] : helvetica[c - 32];
  if (c == 0xA0) return 278;
  if (c == 0x00B2 || c == 0x00B3 || c == 0x00B9 || (c >= 0x2070 && c <= 0x208E)) return 333;
  if (c == 0x2013 || c == 0x00B5) return 556;
  if (c == 0x2009 || c == 0x202F) return 200;
  if (c == 0x2014 || c == 0x2026 || c == 0x2192 || c >= 0x3000) return 1000;
  if (c == 0x2212 || c == 0x2264 || c == 0x2265 || c == 0x00B1 || c == 0x00D7) return 584;
  return 600;
}

struct CodePoint {
  std::uint32_t value;
  std::size_t length;  // bytes; a malformed byte is one replacement character
};

bool forbidden(std::uint32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F || (c >= 0xD800 && c <= 0xDFFF) ||
         c == 0xFFFE || c == 0xFFFF || c > 0x10FFFF;
}

CodePoint code_point(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first > 0xF4 || at + length > text.size()) return {0xFFFD, 1};
  std::uint32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {0xFFFD, 1};
    value = value << 6 | (byte(at + i) & 0x3Fu);
  }
  constexpr std::uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[length]) return {0xFFFD, 1};
  return {value, length};
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = code_point(text, i);
    if (c.value == '&')
      out += "&amp;";
    else if (c.value == '<')
      out += "&lt;";
    else if (c.value == '>')
      out += "&gt;";
    else if (c.value == '"')
      out += "&quot;";
    else if (c.value == '\'')
      out += "&#39;";
    else if (c.value == 0xFFFD || forbidden(c.value))
      out += "\xEF\xBF\xBD";
    else
      out += text.substr(i, c.length);
    i += c.length;
  }
  return out;
}

double text_width(std::string_view text, double font_size, bool bold) {
  double thousandths = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = code_point(text, i);
    thousandths += advance(c.value, bold);
    i += c.length;
  }
  return thousandths / 1000 * font_size;
}

std::vector<std::string> wrapped(std::string_view text, double width, double font_size, bool bold) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    const std::string_view word = text.substr(i, end - i);
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (!line.empty() && text_width(longer, font_size, bold) > width) {
      lines.push_back(line);
      line = word;
    } else {
      line = longer;
    }
    i = end + 1;
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

std::string shortened(std::string_view text, double width, double font_size, bool bold) {
  if (text_width(text, font_size, bold) <= width) return std::string(text);
  std::string fitting;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = code_point(text, i);
    const std::string longer = fitting + std::string(text.substr(i, c.length));
    if (text_width(longer + "…", font_size, bold) > width) break;
    fitting = longer;
    i += c.length;
  }
  while (!fitting.empty() && fitting.back() == ' ') fitting.pop_back();
  return fitting + "…";
}

std::vector<double> spread(const std::vector<double>& wanted, double gap, double low, double high) {
  // Clusters that would overlap are merged and centred on the mean of what they want, as in isotonic
  // regression.
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
  struct Cluster {
    double sum = 0;  // of wanted position minus the offset inside the cluster
    std::size_t size = 0;
    double start(double g, double lo, double hi) const {
      const double length = static_cast<double>(size - 1) * g;
      return std::max(lo, std::min(sum / static_cast<double>(size), hi - length));
    }
  };
  std::vector<Cluster> clusters;
  for (const std::size_t index : order) {
    clusters.push_back({wanted[index], 1});
    while (clusters.size() > 1) {
      Cluster& last = clusters.back();
      Cluster& before = clusters[clusters.size() - 2];
      const double end = before.start(gap, low, high) + static_cast<double>(before.size) * gap;
      if (end <= last.start(gap, low, high)) break;
      before.sum += last.sum - static_cast<double>(last.size * before.size) * gap;
      before.size += last.size;
      clusters.pop_back();
    }
  }
  std::vector<double> placed(wanted.size());
  std::size_t next = 0;
  for (const Cluster& cluster : clusters) {
    const double start = cluster.start(gap, low, high);
    for (std::size_t i = 0; i < cluster.size; ++i)
      placed[order[next++]] = start + static_cast<double>(i) * gap;
  }
  return placed;
}

}  // namespace trimer::report
