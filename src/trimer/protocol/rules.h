/// @file
/// The declared rules of the virtual clinic: its support on observed signs, and the protocol (data/protocol).
#pragma once

#include <string_view>

#include <trimer/protocol/protocol.h>

namespace trimer::protocol {

/// When support is given, on observed signs. Units as in data/protocol/support.csv.
struct SupportRules {
  double hypotension_map, one_vasopressor_map, two_vasopressors_map;       ///< [mm[Hg]], below
  double nasal_cannula_spo2, facemask_spo2, positive_pressure_spo2;        ///< [%], below
  double nasal_cannula_flow, facemask_flow;                                ///< [L/min]
  double facemask_fio2, positive_pressure_fio2;                            ///< [%]
  double norepinephrine_dose, norepinephrine_high_dose, epinephrine_dose;  ///< [ug/min]
  double fever;                                                            ///< [Cel], at or above
  double antipyretic_temperature;                                          ///< [Cel], at or above
  double antipyretic_interval;                                             ///< [h]
  double antipyretic_dose;                                                 ///< [mg]
  double red_cells_below;                                                  ///< haemoglobin [g/dL]
  double platelets_below;                                                  ///< [10*9/L]
};

struct Rules {
  SupportRules support;
  Protocol protocol;
};

/// Reads data/protocol/support.csv and a protocol. @throws InputError with every fault
[[nodiscard]] Rules load_rules(std::string_view protocol = "label");

}  // namespace trimer::protocol
