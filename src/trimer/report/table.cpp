#include <trimer/report/table.h>

#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>

namespace trimer::report {

namespace {

// One decimal where it says something: 28.4, 80, 99.5; never rounded up to a whole 100 or down to 0.
std::string percent_number(double fraction) {
  const double percent = fraction * 100;
  if (percent > 0 && percent < 0.05) return "<0.1";
  if (percent < 100 && percent > 99.95) return ">99.9";
  std::string text = fmt::format("{:.1f}", percent);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text;
}

}  // namespace

std::string percent_text(double fraction) {
  return std::isnan(fraction) ? "–" : percent_number(fraction) + "%";
}

std::string proportion_text(long k, long n, std::optional<double> low, std::optional<double> high) {
  if (n <= 0) return "–";
  const std::string counts = fmt::format("{}/{}", k, n);
  const double share = static_cast<double>(k) / static_cast<double>(n);
  const bool limits = low && high && !std::isnan(*low) && !std::isnan(*high);
  if (limits)
    return fmt::format("{} = {}% ({}–{})", counts, percent_number(share), percent_number(*low),
                       percent_number(*high));
  return n < 20 ? counts : fmt::format("{} = {}%", counts, percent_number(share));
}

std::string value_text(double value, int significant_digits) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  if (value == 0) return "0";
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12));
  const int decimals = significant_digits - 1 - magnitude;
  std::string text;
  if (magnitude >= 7 || magnitude < -4) {
    text = fmt::format("{:.{}e}", value, significant_digits - 1);
  } else if (decimals <= 0) {
    // 12,345 keeps its digits: rounding to 12,300 would look like precision lost by mistake.
    text = fmt::format("{:.0f}", value);
    const std::size_t digits = text.size() - (text.front() == '-' ? 1 : 0);
    if (digits > 4)
      for (std::size_t at = text.size() - 3; at > text.size() - digits; at -= 3) {
        text.insert(at, ",");
        if (at <= 3) break;
      }
  } else {
    text = fmt::format("{:.{}f}", value, decimals);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text.front() == '-' ? "−" + text.substr(1) : text;
}

std::string grade_text(const GradeText& grade) {
  if (grade.grade && grade.lower_bound) return "≥" + std::to_string(*grade.grade);
  if (grade.not_evaluable) return "NE";
  if (grade.grade) return std::to_string(*grade.grade);
  return "–";
}

std::string table_csv(const Table& table) {
  std::string out;
  for (const TableColumn& column : table.columns) {
    if (!out.empty()) out += ',';
    out += csv_field(column.unit.empty() ? column.name : column.name + " [" + column.unit + "]");
  }
  out += '\n';
  for (const std::vector<std::string>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i) out += ',';
      out += csv_field(row[i]);
    }
    out += '\n';
  }
  return out;
}

}  // namespace trimer::report
