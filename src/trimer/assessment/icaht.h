/// @file
/// Cytopenia after CAR-T: ICAHT by neutrophils (EHA/EBMT) and T-ICAHT by platelets. Day 0 is the infusion.
/// Source: Rejeski K et al., Blood 2023;142:865-877, as encoded in the published grading algorithm.
#pragma once

#include <trimer/assessment/result.h>

#include <optional>
#include <vector>

namespace trimer::assessment {

struct DayValue {
  double day = 0;    ///< elapsed from the CAR-T infusion
  double value = 0;  ///< ANC [/uL] or platelets [10*9/L]
  observation::Source source;
};

struct IcahtInputs {
  std::vector<DayValue> series;    ///< in any order
  std::optional<double> last_day;  ///< last value, last alive or death; default: last value
  std::optional<double> next_therapy_day;
  std::optional<double> progression_day;
  bool next_therapy_is_blinatumomab = false;  ///< ends the early window too
  bool cumulative = false;                    ///< option icaht_spells = cumulative
  bool censor_early = false;                  ///< option icaht_early_censor = yes
};
[[nodiscard]] GradeResult icaht_early(const IcahtInputs& inputs);
[[nodiscard]] GradeResult icaht_late(const IcahtInputs& inputs);

struct TIcahtDays {
  std::optional<int> below_50, below_20;  ///< days in the window
};
[[nodiscard]] GradeResult t_icaht_early(const TIcahtDays& days);
struct TIcahtLate {
  std::optional<bool> any_below_100, any_below_50;
  std::optional<int> days_below_20;
};
[[nodiscard]] GradeResult t_icaht_late(const TIcahtLate& inputs);

/// Days of platelets low in a window of T-ICAHT, from a series [10*9/L].
struct TIcahtOptions {
  bool inclusive = false;   ///< option t_icaht_limit = le
  int longest_gap_d = 2;    ///< option t_icaht_gap_d
  bool cumulative = false;  ///< option icaht_spells
};
[[nodiscard]] TIcahtDays t_icaht_early_days(const IcahtInputs& inputs, const TIcahtOptions& options);
[[nodiscard]] TIcahtLate t_icaht_late_findings(const IcahtInputs& inputs, const TIcahtOptions& options);

}  // namespace trimer::assessment
