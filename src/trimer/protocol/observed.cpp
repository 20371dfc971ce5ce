#include <trimer/protocol/observed.h>

#include <array>

#include <trimer/core/csv.h>

namespace trimer::protocol {
namespace {

// The order of Observed.
constexpr std::array<ObservedInfo, observed_count> table = {{
    {"crs_grade", "1", 5, true, true, 5, "CRS by ASTCT 2019"},
    {"neuro_grade", "1", 5, true, true, 5, "ICANS by ASTCT 2019"},
    {"seizures", "1", 100, true, false, 0, "number of seizures so far"},
    {"other_event_grade", "1", 5, true, true, 3,
     "worst CTCAE grade of the other adverse events that stand; simulated: infection, grade 3"},
    {"neutrophils", "10*9/L", 100, false, true, 100, "absolute neutrophil count"},
    {"platelets", "10*9/L", 2000, false, true, 2000, "platelet count"},
    {"haemoglobin", "g/dL", 25, false, true, 25, "haemoglobin"},
    {"alt_uln", "1", 1000, false, false, 0, "alanine aminotransferase over its upper limit of normal"},
    {"ast_uln", "1", 1000, false, false, 0, "aspartate aminotransferase over its upper limit of normal"},
    {"bilirubin_uln", "1", 1000, false, false, 0, "bilirubin over its upper limit of normal"},
    {"interruptions", "1", 100, true, true, 100, "interruptions so far, the one being decided included"},
    {"remission", "1", 1, true, true, 1, "1 if the last marrow showed CR, CRh or CRi"},
    {"relapse", "1", 1, true, true, 1, "1 from a marrow that shows relapse on"},
    {"cycles_without_remission", "1", 100, true, true, 100,
     "number of the cycle whose last marrow showed no remission"},
    {"marrow_blasts", "%", 100, false, true, 100, "blasts of the nucleated cells on the marrow smear"},
    {"age", "years", 150, false, true, 150, "age at screening"},
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
