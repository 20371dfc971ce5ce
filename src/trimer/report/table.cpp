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

std::string percent_limits(double low, double high) {
  const auto limit = [](double value) {
    return std::isnan(value) ? std::string("?") : percent_number(value);
  };
  return limit(low) + "–" + limit(high);
}

std::string proportion_text(long k, long n, std::optional<double> low, std::optional<double> high) {
  if (n <= 0) return "–";
  const std::string counts = fmt::format("{}/{}", k, n);
  const double share = static_cast<double>(k) / static_cast<double>(n);
  const bool limits = low && high && !std::isnan(*low) && !std::isnan(*high);
  if (limits) return fmt::format("{} = {}% ({})", counts, percent_number(share), percent_limits(*low, *high));
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
    text = count_text(std::lround(value));
  } else {
    text = fmt::format("{:.{}f}", value, decimals);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text.front() == '-' ? "−" + text.substr(1) : text;
}

std::string time_text(double value) {
  return std::isnan(value) ? "–" : fmt::format("{:.1f}", value);
}

std::string count_text(long count) {
  std::string text = std::to_string(count);
  const std::size_t first = count < 0 ? 1 : 0;
  if (text.size() - first > 4)
    for (std::size_t at = text.size() - 3; at > first; at -= 3) {
      text.insert(at, ",");
      if (at < first + 3) break;
    }
  return text;
}

std::string unit_text(std::string_view unit) {
  std::string out(unit);
  const auto replace = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = out.find(from, at)) != std::string::npos; at += to.size())
      out.replace(at, from.size(), to);
  };
  replace("10*12", "10¹²");
  replace("10*9", "10⁹");
  replace("10*6", "10⁶");
  replace("10*3", "10³");
  replace("m2", "m²");
  replace("mm[Hg]", "mmHg");
  replace("[degF]", "°F");
  if (out == "Cel") out = "°C";
  // `u` is micro only before a litre, a gram, a metre or a mole, at the start or after a division.
  for (std::size_t at = 0; at + 1 < out.size(); ++at)
    if (out[at] == 'u' && (at == 0 || out[at - 1] == '/' || out[at - 1] == ' ') &&
        (out[at + 1] == 'L' || out[at + 1] == 'g' || out[at + 1] == 'm'))
      out.replace(at, 1, "µ");
  return out;
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
