/// @file
/// Time to event of one subject: overall, event-free and relapse-free survival, duration of response, and the
/// cumulative incidence of relapse with death as the competing event.
#pragma once

#include <trimer/assessment/response.h>

#include <optional>
#include <string_view>

namespace trimer::assessment {

enum class Endpoint { OS, EFS, RFS, DOR, CIR };
inline constexpr int endpoint_count = 5;
[[nodiscard]] std::string_view to_text(Endpoint endpoint);
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);

/// Days on one clock (any origin). An empty optional = did not happen, or not recorded.
struct TimeToEventInputs {
  Endpoint endpoint = Endpoint::OS;
  std::optional<double> start;  ///< start of the clock; RFS, DOR and CIR start at `cr_date`
  std::optional<double> death;
  std::optional<double> relapse;
  std::optional<double> progression;  ///< EFS only
  std::optional<double> cr_date;      ///< first CR, CRh or CRi (EFS: by the landmark)
  std::optional<Response> best_response;
  bool landmark_passed = false;  ///< EFS: followed to the landmark
  std::optional<double> hsct;
  bool censor_at_hsct = false;  ///< option; not for OS
  std::optional<double> last_alive, last_assessment;
  bool baseline_remission = false;  ///< RFS and CIR start at `start`, no EFS landmark, no DOR
  bool death_competes = false;      ///< option dor_death = competing
};

enum class EndOfTime { death, relapse, progression, no_remission, alive, assessment, transplant };
[[nodiscard]] std::string_view to_text(EndOfTime end);

struct TimeToEvent {
  Endpoint endpoint = Endpoint::OS;
  Status status = Status::not_evaluable;  ///< graded, not_evaluable or not_applicable
  double start_day = 0, end_day = 0;      ///< on the clock of the inputs
  double days = 0;                        ///< end - start [d], elapsed
  int event = 0;                          ///< 0 censored, 1 event, 2 competing event
  EndOfTime why = EndOfTime::alive;
  const Rule* rule = nullptr;
  FlagSet flags;
  observation::Source source;  ///< row of the event or the last contact

  [[nodiscard]] bool known() const { return status == Status::graded; }
};
[[nodiscard]] TimeToEvent time_to_event(const TimeToEventInputs& inputs);

}  // namespace trimer::assessment
