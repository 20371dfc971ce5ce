#include <trimer/units/ucum.h>

#include <vector>

namespace trimer::units {

namespace {

using Texts = std::span<const std::string_view>;

// What a unit measures. Two units convert only within one quantity; what has no partner is its own quantity.
enum class Quantity { count, mass_concentration, amount, temperature, mass, proportion, single };

struct Entry {
  UnitAliases unit;
  Quantity quantity = Quantity::single;
  // The unit is numerator / denominator of its quantity's base unit (10*9/L, g/L, ug).
  double numerator = 1, denominator = 1;
};

constexpr std::string_view giga_per_litre[] = {"GI/L", "10^9/L", "K/uL", "10*3/uL", "x10E3/uL"};
constexpr std::string_view per_microlitre[] = {"/mm3", "10*6/L", "10^6/L"};
constexpr std::string_view tera_per_litre[] = {"10*6/uL", "10^12/L"};
constexpr std::string_view microgram_per_litre[] = {"ng/mL"};
constexpr std::string_view picogram_per_millilitre[] = {"ng/L"};

constexpr Entry entries[] = {
    {{"10*9/L", giga_per_litre}, Quantity::count},
    {{"/uL", per_microlitre}, Quantity::count, 1, 1000},
    {{"10*12/L", tera_per_litre}, Quantity::count, 1000},
    {{"g/L", {}}, Quantity::mass_concentration},
    {{"g/dL", {}}, Quantity::mass_concentration, 10},
    {{"mg/L", {}}, Quantity::mass_concentration, 1, 1e3},
    {{"mg/dL", {}}, Quantity::mass_concentration, 1, 1e2},
    {{"ug/L", microgram_per_litre}, Quantity::mass_concentration, 1, 1e6},
    {{"pg/mL", picogram_per_millilitre}, Quantity::mass_concentration, 1, 1e9},
    {{"mmol/L", {}}, Quantity::amount},
    {{"umol/L", {}}, Quantity::amount, 1, 1000},
    {{"U/L", {}}},
    {{"Cel", {}}, Quantity::temperature},
    {{"[degF]", {}}, Quantity::temperature},
    {{"mm[Hg]", {}}},
    {{"/min", {}}},
    {{"%", {}}, Quantity::proportion, 1, 100},
    {{"kg", {}}, Quantity::mass, 1e9},
    {{"L/min", {}}},
    {{"ug/d", {}}},
    {{"ug/m2/d", {}}},
    {{"ug", {}}, Quantity::mass},
    {{"mg", {}}, Quantity::mass, 1e3},
    {{"mg/m2", {}}},
    {{"mg/kg", {}}},
    {{"g", {}}, Quantity::mass, 1e6},
    {{"mL", {}}},
    {{"ug/min", {}}},
    {{"ug/kg/min", {}}},
    {{"U/min", {}}},
    {{"cells", {}}},
    {{"cells/kg", {}}},
    {{"1", {}}, Quantity::proportion},
    {{"mm", {}}},
    {{"molecules/cell", {}}},
    {{"d", {}}},
    {{"h", {}}},
    {{"min", {}}},
    {{"year", {}}},
    {{"m2", {}}},
};

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

const Entry* find(std::string_view text) {
  for (const Entry& entry : entries) {
    if (same(entry.unit.canonical, text)) return &entry;
    for (std::string_view alias : entry.unit.aliases)
      if (same(alias, text)) return &entry;
  }
  return nullptr;
}

constexpr std::string_view counts[] = {"10*9/L", "/uL"};
constexpr std::string_view red_cells[] = {"10*12/L", "10*9/L", "/uL"};
constexpr std::string_view haemoglobin[] = {"g/L", "g/dL", "mmol/L"};
constexpr std::string_view blasts[] = {"%", "10*9/L", "/uL"};
constexpr std::string_view cytokines[] = {"pg/mL", "ug/L"};
constexpr std::string_view crp[] = {"mg/L", "mg/dL"};
constexpr std::string_view subsets[] = {"/uL", "10*9/L"};
constexpr std::string_view ferritin[] = {"ug/L"};
constexpr std::string_view proteins[] = {"g/L", "mg/dL"};
constexpr std::string_view chemistry[] = {"umol/L", "mg/dL"};
constexpr std::string_view enzymes[] = {"U/L"};
constexpr std::string_view temperature[] = {"Cel", "[degF]"};
constexpr std::string_view pressure[] = {"mm[Hg]"};
constexpr std::string_view rate[] = {"/min"};
constexpr std::string_view percent[] = {"%"};
constexpr std::string_view weight[] = {"kg"};

constexpr TestUnits tests[] = {
    {"NEUT", counts},       {"PLAT", counts},         {"LYM", counts},      {"WBC", counts},
    {"RBC", red_cells},     {"HGB", haemoglobin},     {"BLAST_PB", blasts}, {"BLINA", cytokines},
    {"IL6", cytokines},     {"IFNG", cytokines},      {"IL10", cytokines},  {"CRP", crp},
    {"CD3", subsets},       {"CD8", subsets},         {"BCELL", subsets},   {"CART", subsets},
    {"FERRITIN", ferritin}, {"FIBRINOGEN", proteins}, {"IGG", proteins},    {"CREAT", chemistry},
    {"BILI", chemistry},    {"AST", enzymes},         {"ALT", enzymes},     {"TEMP", temperature},
    {"SYSBP", pressure},    {"DIABP", pressure},      {"MAP", pressure},    {"HR", rate},
    {"RESP", rate},         {"SPO2", percent},        {"WEIGHT", weight},
};

}  // namespace

std::string_view canonical_ucum(std::string_view text) {
  const Entry* entry = find(text);
  return entry ? entry->unit.canonical : std::string_view{};
}

std::optional<double> convert_ucum(double value, std::string_view from, std::string_view to,
                                   Substance substance) {
  const Entry* a = find(from);
  const Entry* b = find(to);
  if (!a || !b) return std::nullopt;
  if (a == b) return value;
  if (a->quantity == Quantity::temperature && b->quantity == Quantity::temperature)
    return a->unit.canonical == "Cel" ? value * 9 / 5 + 32 : (value - 32) * 5 / 9;
  if (substance == Substance::haemoglobin) {
    if (a->quantity == Quantity::amount && b->quantity == Quantity::mass_concentration)
      return value * a->numerator / a->denominator * haemoglobin_g_per_mmol * b->denominator / b->numerator;
    if (a->quantity == Quantity::mass_concentration && b->quantity == Quantity::amount)
      return value * a->numerator / a->denominator / haemoglobin_g_per_mmol * b->denominator / b->numerator;
  }
  if (a->quantity != b->quantity || a->quantity == Quantity::single) return std::nullopt;
  // Reduce to one whole factor, so that a conversion is one correctly rounded operation.
  const double up = a->numerator * b->denominator, down = a->denominator * b->numerator;
  return up >= down ? value * (up / down) : value / (down / up);
}

std::span<const std::string_view> units_of_test(std::string_view test) {
  for (const TestUnits& entry : tests)
    if (entry.test == test) return entry.units;
  return {};
}

std::span<const TestUnits> tests_with_units() {
  return tests;
}

std::span<const UnitAliases> known_ucum() {
  static const std::vector<UnitAliases> list = [] {
    std::vector<UnitAliases> all;
    for (const Entry& entry : entries) all.push_back(entry.unit);
    return all;
  }();
  return list;
}

}  // namespace trimer::units
