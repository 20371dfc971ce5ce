/// @file
/// Immune effector cell-associated neurotoxicity at one instant (ASTCT 2019): by ICE score, or by CAPD for
/// children. Sources: Lee DW et al., Biol Blood Marrow Transplant 2019;25:625-638; Traube C et al., Crit Care
/// Med 2014;42:656-663.
#pragma once

#include <trimer/assessment/result.h>
#include <trimer/observation/study_settings.h>

#include <array>
#include <optional>
#include <vector>

namespace trimer::assessment {

struct RaisedPressureSigns {
  bool posturing = false, cn6_palsy = false, papilledema = false, cushing_triad = false;
  [[nodiscard]] bool any() const { return posturing || cn6_palsy || papilledema || cushing_triad; }
};

/// Rows behind the findings; line 0 = none.
struct IcansSources {
  observation::Source score, awake_state, seizure, motor, edema, pressure_signs, death;
};

/// Findings at one instant. `score` is ICE (0-10) or CAPD (0-32). Seizure, motor, oedema and pressure signs
/// are findings: not recorded = not found. The state of consciousness is an observation: missing = not
/// evaluable.
struct IcansInputs {
  std::optional<int> score;
  observation::NotDone not_done_reason = observation::NotDone::none;
  std::optional<int> rass;
  observation::AwakeState awake_state = observation::AwakeState::unknown;
  bool loc_other_cause = false;  ///< consciousness explained by sedation or another cause
  observation::Seizure seizure = observation::Seizure::unknown;
  std::optional<double> seizure_duration_min;
  observation::Motor motor = observation::Motor::unknown;
  observation::Edema edema = observation::Edema::unknown;
  RaisedPressureSigns raised_icp_signs;
  bool ich = false;
  bool tremor_myoclonus = false;
  bool death_due_to_icans = false;
  std::optional<int> baseline_ice;
  bool change_from_baseline = false;  ///< option icans_baseline = change: the fall from baseline is graded
  IcansSources sources;
};

[[nodiscard]] GradeResult icans_by_ice(const IcansInputs& inputs,
                                       std::vector<GradeResult>* domains = nullptr);
[[nodiscard]] GradeResult icans_by_capd(const IcansInputs& inputs,
                                        std::vector<GradeResult>* domains = nullptr);

using observation::IcansScale;
/// CAPD below 12 years or with developmental delay, else ICE; empty when the age is missing.
/// @param capd_at_12  option icans_age_split = capd_at_12
[[nodiscard]] std::optional<IcansScale> icans_scale(std::optional<double> age_y, bool developmental_delay,
                                                    bool capd_at_12);

struct IceItems {
  std::optional<int> orientation, naming, command, writing, attention;
};
/// Sum of the five items [point, 0-10]; empty when an item is missing or out of range (never clipped).
struct ScoreResult {
  std::optional<int> score;
  bool out_of_range = false;
};
[[nodiscard]] ScoreResult ice_score(const IceItems& items);

/// CAPD of eight answers (0 never ... 4 always, as answered; items 1-4 are reversed here).
[[nodiscard]] ScoreResult capd_score(const std::array<std::optional<int>, 8>& frequency);

}  // namespace trimer::assessment
