#include <trimer/regimen/dose_event.h>

namespace trimer::regimen {

std::string_view name_of(DoseKind kind) {
  switch (kind) {
    case DoseKind::dexamethasone:
      return "dexamethasone";
    case DoseKind::tocilizumab:
      return "tocilizumab";
    case DoseKind::intrathecal:
      return "intrathecal";
    case DoseKind::infusion_rate:
      return "infusion_rate";
  }
  return "";
}

std::string_view name_of(DoseReason reason) {
  switch (reason) {
    case DoseReason::cycle_start:
      return "cycle_start";
    case DoseReason::step:
      return "step";
    case DoseReason::cycle_end:
      return "cycle_end";
    case DoseReason::pause:
      return "pause";
    case DoseReason::premedication:
      return "premedication";
    case DoseReason::hold:
      return "hold";
    case DoseReason::restart:
      return "restart";
    case DoseReason::discontinuation:
      return "discontinuation";
    case DoseReason::treatment:
      return "treatment";
    case DoseReason::prophylaxis:
      return "prophylaxis";
  }
  return "";
}

}  // namespace trimer::regimen
