/// @file
/// A dose as something that happens at an instant.
///
/// What happens at the instant t of a dose, said once for the whole project: x⁻(t) is the state that the
/// integration has reached at t, x⁺(t) the state after all events of that instant, applied in the order of
/// the list (dexamethasone, tocilizumab, intrathecal therapy, infusion rate). The integration goes on from
/// x⁺(t). A bolus adds to its compartment at once: x⁺ = x⁻ + dose. An infusion rate changes no state: it is
/// right continuous, R(t) is already the new rate, and it holds until the next event of its kind. Trajectory
/// rows at t hold x⁺(t).
#pragma once

#include <string_view>

namespace trimer::regimen {

/// Declared in the order in which events of one instant are applied.
enum class DoseKind {
  dexamethasone,  ///< intravenous bolus [mg]
  tocilizumab,    ///< intravenous bolus [mg]
  intrathecal,    ///< intrathecal chemotherapy: CSF blasts fall by this many log10 units [1]
  infusion_rate,  ///< blinatumomab, continuous intravenous infusion from now on [ug/day]; 0 stops it
};

enum class DoseReason {
  cycle_start,
  step,       ///< the planned rise of the rate
  cycle_end,  ///< the planned end of the infusion
  pause,      ///< a planned gap between two infusions of one cycle
  premedication,
  hold,             ///< interrupted for toxicity
  restart,          ///< after a hold
  discontinuation,  ///< stopped for good
  treatment,        ///< ordered against toxicity (dexamethasone, tocilizumab)
  prophylaxis,      ///< planned intrathecal therapy
};

struct DoseEvent {
  double day = 0;  ///< elapsed days from the first infusion [d]; premedication of cycle 1 is before 0
  DoseKind kind = DoseKind::infusion_rate;
  double value = 0;  ///< in unit_of(kind)
  int cycle = 1;     ///< 1-based
  DoseReason reason = DoseReason::cycle_start;

  friend bool operator==(const DoseEvent&, const DoseEvent&) = default;
};

/// `ug/day`, `mg`, or `1`.
[[nodiscard]] constexpr std::string_view unit_of(DoseKind kind) {
  switch (kind) {
    case DoseKind::infusion_rate:
      return "ug/day";
    case DoseKind::intrathecal:
      return "1";
    case DoseKind::dexamethasone:
    case DoseKind::tocilizumab:
      return "mg";
  }
  return "";
}

/// Time first, then the order of DoseKind.
[[nodiscard]] constexpr bool earlier(const DoseEvent& a, const DoseEvent& b) {
  if (a.day != b.day) return a.day < b.day;
  return static_cast<int>(a.kind) < static_cast<int>(b.kind);
}

[[nodiscard]] std::string_view name_of(DoseKind kind);
[[nodiscard]] std::string_view name_of(DoseReason reason);

}  // namespace trimer::regimen
