#include <trimer/protocol/rules.h>

#include <trimer/core/named_values.h>
#include <trimer/protocol/read_protocol.h>

namespace trimer::protocol {

Rules load_rules(std::string_view protocol) {
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
                     {"red_cells_below", "g/dL", &s.red_cells_below},
                     {"platelets_below", "10*9/L", &s.platelets_below}});
  rules.protocol = preset(protocol);
  return rules;
}

}  // namespace trimer::protocol
