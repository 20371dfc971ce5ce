/// @file
/// Cytokine release syndrome at one instant, on three scales: ASTCT 2019, Lee 2014, CTCAE v5.0.
///
/// ASTCT grades what the patient needs (vasopressor, oxygen device) once there is fever or fever is masked;
/// Lee and CTCAE ask for no fever. One low-dose vasopressor is Lee 2 and ASTCT 3, so the scales stand side by
/// side. Sources: Lee DW et al., Biol Blood Marrow Transplant 2019;25:625-638; Lee DW et al., Blood
/// 2014;124:188-195; NCI CTCAE v5.0 (2017).
#pragma once

#include <trimer/assessment/result.h>
#include <trimer/observation/study_settings.h>

#include <optional>
#include <string_view>
#include <vector>

namespace trimer::assessment {

/// Vasopressors running at one instant for CRS (indication `other` left out).
struct Vasopressors {
  bool norepinephrine = false, epinephrine = false, phenylephrine = false, dopamine = false;
  bool vasopressin = false;
  int other_agents = 0;   ///< distinct agents of another name
  bool inotrope = false;  ///< dobutamine or milrinone, not counted

  void add(std::string_view agent);
  [[nodiscard]] int distinct_not_vasopressin() const {
    return norepinephrine + epinephrine + phenylephrine + dopamine + other_agents;
  }
  [[nodiscard]] bool any() const { return vasopressin || distinct_not_vasopressin() > 0; }
};

/// Rows behind the signs of one instant; line 0 = none.
struct CrsSources {
  observation::Source temperature, hypotension, vasopressor, oxygen, organ, death;
};

/// Signs at one instant, ASTCT 2019. An empty optional is a missing observation.
struct CrsInputs {
  std::optional<double> temp_C;
  /// Whether the sign counts, where more than one reading must agree (confirm_readings); decides instead of
  /// temp_C.
  std::optional<bool> fever_counts;
  bool prior_crs_fever = false;              ///< grade >= 1 earlier in this episode
  bool antipyretic_or_anticytokine = false;  ///< a drug that masks fever is in effect
  bool fever_other_cause = false;
  std::optional<bool> hypotension;
  std::optional<Vasopressors> vasopressors;
  bool inotrope = false;
  std::optional<observation::OxygenDevice> o2_device;  ///< room_air when no oxygen runs
  std::optional<double> o2_flow_L_min;
  std::optional<bool> hypoxia;  ///< the device is for hypoxia; missing = yes for a device other than room_air
  bool death_due_to_crs = false;
  bool death_other_cause = false;
  CrsSources sources;
};

/// @param domains  if given, receives fever, hypotension and hypoxia as graded apart (their own grade 0-4)
[[nodiscard]] GradeResult crs_astct2019(const CrsInputs& inputs, std::vector<GradeResult>* domains = nullptr);

/// How hypotension is managed (Lee 2014, CTCAE v5.0), mildest first.
enum class HypotensionCare {
  none,
  fluids,          ///< responsive to fluids
  fluids_unknown,  ///< hypotension, but no fluids and no vasopressor recorded, or response not recorded
  one_low_dose_pressor,
  one_pressor_dose_unknown,
  one_high_dose_pressor,
  multiple_pressors
};

/// Signs at one instant, Lee 2014.
struct LeeInputs {
  std::optional<bool> constitutional_or_fever;
  std::optional<HypotensionCare> hypotension;
  std::optional<double> o2_FiO2_pct;   ///< [%], 21 = room air
  bool oxygen_amount_unknown = false;  ///< oxygen runs, neither FiO2 nor flow recorded
  bool fio2_estimated = false;
  std::optional<bool> ventilator;
  int organ_toxicity_max = 0;   ///< 0 = none recorded
  int transaminitis_grade = 0;  ///< 0 = none recorded
  bool death = false;           ///< due to CRS
  CrsSources sources;
};
[[nodiscard]] GradeResult crs_lee2014(const LeeInputs& inputs, std::vector<GradeResult>* domains = nullptr);

/// Signs at one instant, CTCAE v5.0 (MedDRA 10052015).
struct CtcaeCrsInputs {
  std::optional<bool> fever;
  std::optional<HypotensionCare> hypotension;
  std::optional<double> o2_FiO2_pct;
  bool oxygen_amount_unknown = false;
  bool fio2_estimated = false;
  bool life_threatening = false;
  bool death = false;
  CrsSources sources;
};
[[nodiscard]] GradeResult crs_ctcae5(const CtcaeCrsInputs& inputs,
                                     std::vector<GradeResult>* domains = nullptr);

/// Estimated FiO2 [%] of a nasal flow [L/min] (rule `oxygen.fio2_estimate`, from memory).
[[nodiscard]] double fio2_from_flow(double flow_L_min);

/// Temperature in Cel of a reading in Cel or [degF], at 15 significant digits; empty for another unit.
[[nodiscard]] std::optional<double> celsius(double value, std::string_view unit);

/// Doses of one instant [ug/min, dopamine ug/kg/min]; empty = not running.
struct PressorDoses {
  std::optional<double> norepinephrine, epinephrine, phenylephrine, dopamine;
};
/// Norepinephrine equivalent [ug/min] (VASST, from memory).
[[nodiscard]] double norepinephrine_equivalent(const PressorDoses& doses);
/// Whether one vasopressor alone is high-dose by Lee 2014 (from memory); empty when the agent has no limit.
/// @param dose  [ug/min], dopamine [ug/kg/min]
[[nodiscard]] std::optional<bool> is_high_dose(std::string_view agent, double dose);

using observation::HypotensionRule;
struct PressureReading {
  std::optional<double> systolic, diastolic, mean;  ///< [mm[Hg]]
};
/// Hypotension by pressure; empty where age or pressure is missing, below 1 year, or the rule wants a
/// judgement. A missing mean is (systolic + 2 diastolic) / 3 and sets `map_derived`.
[[nodiscard]] std::optional<bool> hypotension_by_pressure(const PressureReading& reading,
                                                          std::optional<double> age_y, HypotensionRule rule,
                                                          bool* map_derived = nullptr);

}  // namespace trimer::assessment
