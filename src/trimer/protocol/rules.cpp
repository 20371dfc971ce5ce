#include <trimer/protocol/rules.h>

#include <trimer/core/named_values.h>

namespace trimer::protocol {

Rules load_rules() {
  Rules rules{};
  SupportRules& s = rules.support;
  read_named_values("protocol/support.csv",
                    {{"hypotension_map", "mm[Hg]", &s.hypotension_map},
                     {"one_vasopressor_map", "mm[Hg]", &s.one_vasopressor_map},
                     {"two_vasopressors_map", "mm[Hg]", &s.two_vasopressors_map},
                     {"nasal_cannula_spo2", "%", &s.nasal_cannula_spo2},
                     {"facemask_spo2", "%", &s.facemask_spo2},
                     {"positive_pressure_spo2", "%", &s.positive_pressure_spo2},
                     {"nasal_cannula_flow", "L/min", &s.nasal_cannula_flow},
                     {"facemask_flow", "L/min", &s.facemask_flow},
                     {"facemask_fio2", "%", &s.facemask_fio2},
                     {"positive_pressure_fio2", "%", &s.positive_pressure_fio2},
                     {"norepinephrine_dose", "ug/min", &s.norepinephrine_dose},
                     {"norepinephrine_high_dose", "ug/min", &s.norepinephrine_high_dose},
                     {"epinephrine_dose", "ug/min", &s.epinephrine_dose},
                     {"fever", "Cel", &s.fever},
                     {"antipyretic_temperature", "Cel", &s.antipyretic_temperature},
                     {"antipyretic_interval", "h", &s.antipyretic_interval},
                     {"antipyretic_dose", "mg", &s.antipyretic_dose},
                     {"tocilizumab_crs_grade", "1", &s.tocilizumab_crs_grade},
                     {"tocilizumab_dose", "mg/kg", &s.tocilizumab_dose},
                     {"tocilizumab_cap", "mg", &s.tocilizumab_cap},
                     {"tocilizumab_interval", "h", &s.tocilizumab_interval},
                     {"tocilizumab_doses", "1", &s.tocilizumab_doses},
                     {"red_cells_below", "g/dL", &s.red_cells_below},
                     {"platelets_below", "10*9/L", &s.platelets_below}});
  LabelRules& l = rules.label;
  read_named_values("protocol/label.csv",
                    {{"crs_hold_grade", "1", &l.crs_hold_grade},
                     {"crs_stop_grade", "1", &l.crs_stop_grade},
                     {"crs_resume_grade", "1", &l.crs_resume_grade},
                     {"neuro_hold_grade", "1", &l.neuro_hold_grade},
                     {"neuro_stop_grade", "1", &l.neuro_stop_grade},
                     {"neuro_resume_grade", "1", &l.neuro_resume_grade},
                     {"neuro_stop_after", "d", &l.neuro_stop_after},
                     {"neuro_recurrences", "1", &l.neuro_recurrences},
                     {"least_hold", "d", &l.least_hold},
                     {"crs_stop_after", "d", &l.crs_stop_after},
                     {"most_interruptions", "1", &l.most_interruptions},
                     {"same_cycle_gap", "d", &l.same_cycle_gap},
                     {"restart_days", "d", &l.restart_days},
                     {"event_dexamethasone", "mg", &l.event_dexamethasone},
                     {"event_dexamethasone_interval", "h", &l.event_dexamethasone_interval},
                     {"event_dexamethasone_days", "d", &l.event_dexamethasone_days},
                     {"taper_days", "d", &l.taper_days},
                     {"induction_cycles", "1", &l.induction_cycles},
                     {"go_on_probability", "1", &l.go_on_probability}});
  return rules;
}

}  // namespace trimer::protocol
