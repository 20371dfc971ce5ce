/// @file
/// The declared rules of the virtual clinic and of the label, as numbers with their source (data/protocol).
#pragma once

namespace trimer::protocol {

/// When support is given, on observed signs. Units as in data/protocol/support.csv.
struct SupportRules {
  double hypotension_map, one_vasopressor_map, two_vasopressors_map;           ///< [mm[Hg]], below
  double nasal_cannula_spo2, facemask_spo2, positive_pressure_spo2;            ///< [%], below
  double nasal_cannula_flow, facemask_flow;                                    ///< [L/min]
  double facemask_fio2, positive_pressure_fio2;                                ///< [%]
  double norepinephrine_dose, norepinephrine_high_dose, epinephrine_dose;      ///< [ug/min]
  double fever;                                                                ///< [Cel], at or above
  double antipyretic_temperature;                                              ///< [Cel], at or above
  double antipyretic_interval;                                                 ///< [h]
  double antipyretic_dose;                                                     ///< [mg]
  double tocilizumab_crs_grade;                                                ///< CRS grade, at or above
  double tocilizumab_dose;                                                     ///< [mg/kg]
  double tocilizumab_cap;                                                      ///< [mg]
  double tocilizumab_interval;                                                 ///< [h]
  double tocilizumab_doses;                                                    ///< at most
  double red_cells_below;                                                      ///< haemoglobin [g/dL]
  double platelets_below;                                                      ///< [10*9/L]
};

/// When the infusion is held, restarted and stopped. Units as in data/protocol/label.csv.
struct LabelRules {
  double crs_hold_grade, crs_stop_grade, crs_resume_grade;
  double neuro_hold_grade, neuro_stop_grade, neuro_resume_grade;
  double neuro_stop_after;              ///< [d]
  double neuro_recurrences;
  double least_hold;                    ///< [d]
  double crs_stop_after;                ///< [d]
  double most_interruptions;
  double same_cycle_gap;                ///< [d]
  double restart_days;                  ///< [d]
  double event_dexamethasone;           ///< [mg]
  double event_dexamethasone_interval;  ///< [h]
  double event_dexamethasone_days;      ///< [d]
  double taper_days;                    ///< [d]
  double induction_cycles;
  double go_on_probability;
};

struct Rules {
  SupportRules support;
  LabelRules label;
};

/// Reads data/protocol/{support,label}.csv. @throws InputError with every fault
[[nodiscard]] Rules load_rules();

}  // namespace trimer::protocol
