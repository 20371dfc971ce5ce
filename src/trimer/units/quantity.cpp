#include <trimer/units/quantity.h>

#include <array>
#include <cmath>

#include <trimer/core/csv.h>

namespace trimer::units {
namespace {

struct Named {
  std::string_view text;
  Unit unit;
};

constexpr Dimension mass{.mass = 1}, time_{.time = 1}, area{.length = 2}, volume{.length = 3}, number{},
    cell{.cells = 1};

constexpr std::array named = std::to_array<Named>({
    {"pg", {mass, 1e-6}},
    {"ng", {mass, 1e-3}},
    {"ug", {mass, 1}},
    {"mg", {mass, 1e3}},
    {"g", {mass, 1e6}},
    {"kg", {mass, 1e9}},
    {"s", {time_, 1.0 / 86400}},
    {"min", {time_, 1.0 / 1440}},
    {"h", {time_, 1.0 / 24}},
    {"hour", {time_, 1.0 / 24}},
    {"hours", {time_, 1.0 / 24}},
    {"d", {time_, 1}},
    {"day", {time_, 1}},
    {"days", {time_, 1}},
    {"week", {time_, 7}},
    {"weeks", {time_, 7}},
    {"month", {time_, 30.4375}},
    {"months", {time_, 30.4375}},
    {"year", {time_, 365.25}},
    {"years", {time_, 365.25}},
    {"m2", {area, 1}},
    {"cm", {{.length = 1}, 1e-2}},
    {"m", {{.length = 1}, 1}},
    {"mm", {{.length = 1}, 1e-3}},
    {"L", {volume, 1e-3}},
    {"dL", {volume, 1e-4}},
    {"mL", {volume, 1e-6}},
    {"uL", {volume, 1e-9}},
    {"1", {number, 1}},
    {"%", {number, 0.01}},
    {"cells", {cell, 1}},
    {"cell", {cell, 1}},
    {"sites", {{.sites = 1}, 1}},
    {"site", {{.sites = 1}, 1}},
    {"points", {number, 1}},
    {"point", {number, 1}},
    {"10*9", {number, 1e9}},
    {"10*12", {number, 1e12}},
    {"1e9", {number, 1e9}},
    {"Cel", {{.temperature = 1}, 1}},
    {"degC", {{.temperature = 1}, 1}},
    {"mm[Hg]", {{.pressure = 1}, 1}},
    {"mmHg", {{.pressure = 1}, 1}},
});

const Unit* find(std::string_view text) {
  for (const Named& entry : named)
    if (entry.text == text) return &entry.unit;
  return nullptr;
}

Unit combine(const Unit& a, const Unit& b, int sign) {
  const auto& x = a.dimension;
  const auto& y = b.dimension;
  return {{x.mass + sign * y.mass, x.time + sign * y.time, x.length + sign * y.length,
           x.temperature + sign * y.temperature, x.cells + sign * y.cells, x.sites + sign * y.sites,
           x.pressure + sign * y.pressure},
          sign > 0 ? a.scale * b.scale : a.scale / b.scale};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Unit product(const Unit& a, const Unit& b) {
  return combine(a, b, 1);
}
Unit quotient(const Unit& a, const Unit& b) {
  return combine(a, b, -1);
}

std::optional<Unit> parse_unit(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  Unit result;
  int sign = 1;
  for (;;) {
    const auto end = text.find_first_of("/.");
    const Unit* part = find(text.substr(0, end));
    if (!part) return std::nullopt;
    result = combine(result, *part, sign);
    if (end == std::string_view::npos) return result;
    sign = text[end] == '/' ? -1 : 1;
    text.remove_prefix(end + 1);
  }
}

std::optional<Quantity> parse_quantity(std::string_view text) {
  text = trimmed(text);
  const auto end = text.find_first_of(" \t");
  double value = 0;
  if (!parse_number(text.substr(0, end), value)) return std::nullopt;
  if (end == std::string_view::npos) return Quantity{value, "1"};
  const std::string_view unit = trimmed(text.substr(end));
  if (!parse_unit(unit)) return std::nullopt;
  return Quantity{value, std::string(unit)};
}

std::optional<double> convert(const Quantity& quantity, std::string_view to_unit) {
  const auto from = parse_unit(quantity.unit), to = parse_unit(to_unit);
  if (!from || !to || !(from->dimension == to->dimension)) return std::nullopt;
  if (from->scale == to->scale) return quantity.value;
  return quantity.value * from->scale / to->scale;
}

}  // namespace trimer::units
