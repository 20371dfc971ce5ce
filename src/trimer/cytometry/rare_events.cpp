#include <trimer/cytometry/rare_events.h>

namespace trimer::cytometry {

RareEventResult count_rare_events(const RareEventRule& rule, std::uint64_t events,
                                  std::uint64_t denominator) {
  RareEventResult result;
  result.events = events;
  result.denominator = denominator;
  if (denominator == 0) return result;
  const auto all = static_cast<double>(denominator);
  result.limit_of_detection = static_cast<double>(rule.detection_events) / all;
  result.limit_of_quantification = static_cast<double>(rule.quantification_events) / all;
  result.level = static_cast<double>(events) / all;
  result.verdict = events < rule.detection_events        ? RareEventVerdict::not_detected
                   : events < rule.quantification_events ? RareEventVerdict::detected
                                                         : RareEventVerdict::quantifiable;
  return result;
}

std::string_view word_of(RareEventVerdict verdict) {
  switch (verdict) {
    case RareEventVerdict::not_detected:
      return "not detected";
    case RareEventVerdict::detected:
      return "detected, below the limit of quantification";
    case RareEventVerdict::quantifiable:
      return "detected and quantifiable";
    case RareEventVerdict::no_denominator:
      break;
  }
  return "not evaluable: no events to count among";
}

}  // namespace trimer::cytometry
