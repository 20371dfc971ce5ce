#include <trimer/report/scale.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include <fmt/core.h>

#include <trimer/report/style.h>

namespace trimer::report {

namespace {

std::string superscript(int exponent) {
  static const char* const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char c : std::to_string(exponent)) out += c == '-' ? "⁻" : digit[c - '0'];
  return out;
}

std::vector<Tick> multiples(double low, double high, double step) {
  std::vector<Tick> ticks;
  const double slack = 1e-9 * step;
  for (double i = std::ceil((low - slack) / step); i * step <= high + slack; ++i) {
    const double value = i == 0 ? 0 : i * step;
    ticks.push_back({value, tick_label(value)});
  }
  return ticks;
}

std::vector<Tick> first_that_fits(double low, double high, int most, std::initializer_list<double> steps) {
  most = std::max(2, most);  // fewer than two would ask for an endless step
  double last = 1;
  for (const double step : steps) {
    last = step;
    if ((high - low) / step + 1 <= most + 1e-9) return multiples(low, high, step);
  }
  while ((high - low) / last + 1 > most) last *= 2;
  return multiples(low, high, last);
}

}  // namespace

double Scale::operator()(double value) const {
  double share;
  if (logarithmic) {
    if (std::isnan(value)) return value;
    share = value <= 0 ? 0 : std::log(value / low) / std::log(high / low);
  } else {
    share = (value - low) / (high - low);
  }
  return pixel_low + share * (pixel_high - pixel_low);
}

double nice_step(double raw) {
  if (!(raw > 0) || !std::isfinite(raw)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (factor * power >= raw * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

std::vector<Tick> linear_ticks(double low, double high, int most) {
  if (!(high > low)) return {{low, tick_label(low)}};
  // The finest round step that does not give too many.
  most = std::max(2, most);
  double step = nice_step((high - low) / most);
  std::vector<Tick> ticks = multiples(low, high, step);
  while (static_cast<int>(ticks.size()) > most) {
    step = nice_step(step * 1.01);
    ticks = multiples(low, high, step);
  }
  return ticks;
}

std::vector<Tick> logarithmic_ticks(double low, double high, int most) {
  std::vector<Tick> ticks;
  if (!(low > 0) || !(high > low)) return ticks;
  most = std::max(2, most);
  const double decades = std::log10(high / low);
  const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
  const auto inside = [&](double v) { return v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9); };
  if (decades < 2) {
    for (const bool two_and_five : {true, false}) {
      ticks.clear();
      for (int e = first; e <= last; ++e)
        for (const double factor : {1.0, 2.0, 5.0}) {
          const double value = factor * std::pow(10.0, e);
          if (inside(value)) ticks.push_back({value, factor == 1 || two_and_five ? tick_label(value) : ""});
        }
      const auto labelled =
          std::count_if(ticks.begin(), ticks.end(), [](const Tick& t) { return !t.label.empty(); });
      if (labelled <= most) break;
    }
    return ticks;
  }
  int stride = 1;
  while (decades / stride + 1 > most + 1e-9) ++stride;
  for (int e = first; e <= last; ++e) {
    const double value = std::pow(10.0, e);
    if (inside(value)) ticks.push_back({value, e % stride == 0 ? tick_label(value) : ""});
  }
  return ticks;
}

std::vector<Tick> percent_ticks(double low, double high, int most) {
  std::vector<Tick> ticks = linear_ticks(low * 100, high * 100, most);
  for (Tick& tick : ticks) {
    tick.value /= 100;
    tick.label += "%";
  }
  return ticks;
}

std::vector<Tick> day_ticks(double low, double high, int most) {
  if (high - low > 14) return first_that_fits(low, high, most, {7, 14, 28, 56, 84, 168});
  return first_that_fits(low, high, most, {1, 2, 7, 14});
}

std::vector<Tick> month_ticks(double low, double high, int most) {
  return first_that_fits(low, high, most, {1, 2, 3, 6, 12, 24});
}

Domain round_domain(double low, double high, bool logarithmic, int most_ticks) {
  if (logarithmic) {
    low = std::max(low, 1e-300);
    high = std::max(high, low * 1.0001);
    const auto outward = [&](double value, bool up) {
      const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
      if (high / low > 31.6) return up && value > power * (1 + 1e-9) ? 10 * power : power;
      const std::initializer_list<double> factors{1, 2, 5, 10};
      double best = up ? 10 * power : power;
      for (const double factor : factors) {
        if (up && factor * power >= value * (1 - 1e-9)) return factor * power;
        if (!up && factor * power <= value * (1 + 1e-9)) best = factor * power;
      }
      return best;
    };
    Domain domain{outward(low, false), outward(high, true)};
    if (!(domain.high > domain.low)) domain.high = 10 * domain.low;
    return domain;
  }
  if (!(high > low)) {
    const double half = high == 0 ? 1 : std::abs(high) * 0.5;
    low -= half;
    high += half;
  }
  const double step = nice_step((high - low) / std::max(1, most_ticks - 1));
  return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step};
}

Domain padded_logarithmic(double low, double high) {
  low = std::max(low, 1e-300);
  const double middle = std::sqrt(low * std::max(high, low)), half = std::sqrt(std::max(10.0, high / low));
  const double pad = std::pow(half, 0.06);
  return {middle / half / pad, middle * half * pad};
}

std::string tick_label(double value) {
  if (value == 0) return "0";
  const double magnitude = std::abs(value);
  if (magnitude >= 1e4 || magnitude < 1e-3) {
    int exponent = static_cast<int>(std::floor(std::log10(magnitude) + 1e-9));
    const double mantissa = value / std::pow(10.0, exponent);
    std::string power = "10" + superscript(exponent);
    if (std::abs(mantissa - 1) < 1e-6) return power;
    return fmt::format("{:g}×{}", std::round(mantissa * 1000) / 1000, power);
  }
  std::string text = fmt::format("{:g}", std::round(value * 1e6) / 1e6);
  if (text.front() == '-') text = "−" + text.substr(1);
  return text;
}

}  // namespace trimer::report
