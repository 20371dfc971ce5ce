/// @file
/// Blood counts by CTCAE v5.0 and v6.0, febrile neutropenia, and the haematological composite.
///
/// The absolute bands are tested from grade 4 down to 2, then the laboratory's lower limit. Comparison is at
/// 15 significant digits; the upper end of a band is strict.
#pragma once

#include <trimer/assessment/result.h>
#include <trimer/observation/study_settings.h>

#include <array>
#include <optional>
#include <string_view>

namespace trimer::assessment {

using observation::CtcaeVersion;
enum class HaemTerm { neutrophils, platelets, haemoglobin, lymphocytes, white_cells };
inline constexpr int haem_term_count = 5;
/// CTCAE term, e.g. `Neutrophil count decreased`; v6.0 calls the platelet term `Thrombocytopenia`.
[[nodiscard]] std::string_view ctcae_term(HaemTerm term, CtcaeVersion version);
/// The term of a CTCAE name of either version; empty if it is none of these.
[[nodiscard]] std::optional<HaemTerm> haem_term(std::string_view name);
[[nodiscard]] std::optional<HaemTerm> haem_term(observation::LabTest test);

struct HaemInputs {
  std::optional<double> value;
  std::string_view unit;           ///< canonical or an accepted alias; empty or unknown = not evaluable
  bool below_limit = false;        ///< reported as `<value`
  std::optional<double> lln;       ///< in `unit`
  std::optional<double> baseline;  ///< in `unit`
  bool transfusion_indicated = false;
  bool life_threatening = false;
  observation::Source source;
};
[[nodiscard]] GradeResult ctcae_haem(HaemTerm term, CtcaeVersion version, const HaemInputs& inputs);

struct FebrileNeutropeniaInputs {
  std::optional<double> anc;
  std::string_view unit = "10*9/L";
  std::optional<double> temp_single_C;       ///< highest single reading [Cel]
  std::optional<double> temp_sustained_min;  ///< span of readings >= 38.0 Cel without one below [min]
  bool life_threatening = false;
  observation::Source source;
};
/// CTCAE v5.0 febrile neutropenia (unchanged in v6.0 as far as known).
[[nodiscard]] GradeResult febrile_neutropenia(const FebrileNeutropeniaInputs& inputs);

/// Worst of the configured members; not evaluable (with a lower bound) when one of them is missing.
struct CompositeMembers {
  bool neutrophils = true, platelets = true, haemoglobin = true, lymphocytes = false, white_cells = false;
  [[nodiscard]] bool has(HaemTerm term) const;
};
[[nodiscard]] GradeResult haem_composite(const std::array<std::optional<int>, haem_term_count>& grades,
                                         const CompositeMembers& members);

/// Factor from a cell-count unit to 10*9/L; empty if it is not one.
[[nodiscard]] std::optional<double> to_giga_per_litre(std::string_view unit);

}  // namespace trimer::assessment
