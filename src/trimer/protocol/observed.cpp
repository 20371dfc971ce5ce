#include <trimer/protocol/observed.h>

#include <array>

#include <trimer/core/csv.h>

namespace trimer::protocol {
namespace {

// The order of Observed.
constexpr std::array<ObservedInfo, observed_count> table = {{
    {"crs_grade", "1", 5, true, true, "CRS by ASTCT 2019"},
    {"neuro_grade", "1", 5, true, true, "ICANS by ASTCT 2019"},
    {"seizures", "1", 100, true, false, "number of seizures so far"},
    {"other_event_grade", "1", 5, true, true,
     "worst CTCAE grade of the other adverse events that stand; simulated: infection, grade 3"},
    {"neutrophils", "10*9/L", 100, false, true, "absolute neutrophil count"},
    {"platelets", "10*9/L", 2000, false, true, "platelet count"},
    {"haemoglobin", "g/dL", 25, false, true, "haemoglobin"},
    {"alt_uln", "1", 1000, false, false, "alanine aminotransferase over its upper limit of normal"},
    {"ast_uln", "1", 1000, false, false, "aspartate aminotransferase over its upper limit of normal"},
    {"bilirubin_uln", "1", 1000, false, false, "bilirubin over its upper limit of normal"},
    {"interruptions", "1", 100, true, true, "interruptions so far, the one being decided included"},
    {"remission", "1", 1, true, true, "1 if the last marrow showed CR, CRh or CRi"},
    {"relapse", "1", 1, true, true, "1 from a marrow that shows relapse on"},
    {"cycles_without_remission", "1", 100, true, true,
     "number of the cycle whose last marrow showed no remission"},
}};

}  // namespace

const ObservedInfo& info(Observed what) {
  return table[static_cast<std::size_t>(what)];
}

std::vector<std::string> observed_names() {
  std::vector<std::string> names;
  for (const ObservedInfo& row : table) names.emplace_back(row.name);
  return names;
}

std::optional<Observed> parse_observed(std::string_view name) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].name == name) return static_cast<Observed>(i);
  return std::nullopt;
}

std::string in_words(Observed what, double value) {
  const ObservedInfo& row = info(what);
  std::string text = std::string(row.name) + " " + number_text(value);
  if (row.unit != "1") text += " " + std::string(row.unit);
  return text;
}

}  // namespace trimer::protocol
