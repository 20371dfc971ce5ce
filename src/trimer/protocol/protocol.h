/// @file
/// A protocol: the rules by which an infusion is held, restarted and stopped, events are treated, cycles wait
/// and patients leave, as data. A preset is a file data/protocol/NAME.toml; a scenario may change it
/// ([protocol]).
///
///     [[rule]]
///     id         = "neuro_grade_3"
///     observe    = "neuro_grade"
///     at_least   = 3
///     effect     = "hold"
///     until      = { at_most = 1 }
///     least      = "3 d"              # shortest hold
///     stop_after = "7 d"              # stopped for good when it takes longer to resolve
///     source     = "PMC4994468 Table 1"
///     evidence   = "label"
///
/// How rules compete. At an instant every rule whose observation stands is met. Orders (dexamethasone,
/// tocilizumab) are given by the first rule met of their kind. Of the others the strongest effect is carried
/// out, stop and leave before hold before withhold and transplant; of equal ones the first in the list. At screening
/// only `exclude` is asked. A
/// rule that can never act because another always acts before it is refused (check_protocol.h).
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/protocol/observed.h>
#include <trimer/regimen/regimen.h>

namespace trimer::protocol {

/// Values between two limits, each in or out.
struct Limits {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_out = false, high_out = false;  ///< the limit itself is out

  [[nodiscard]] bool hold(double value) const;
  [[nodiscard]] bool contain(const Limits& other) const;
  [[nodiscard]] bool overlap(const Limits& other) const;
  friend bool operator==(const Limits&, const Limits&) = default;
};

/// What a rule or the plan brings about.
enum class Effect {
  none,
  hold,                ///< the infusion is interrupted
  restart_same_cycle,  ///< and taken up again in the same cycle
  restart_new_cycle,   ///< or as a new cycle
  stop,                ///< stopped for good, for toxicity
  leave,               ///< treatment ends, the patient leaves to the next therapy
  withhold,            ///< the next cycle waits
  transplant,          ///< treatment ends, transplantation is planned
  dexamethasone,       ///< a course is ordered
  tocilizumab,         ///< a dose is ordered
  next_cycle,          ///< the next cycle is planned
  complete,            ///< treatment ends as planned
  exclude              ///< at screening: never treated
};
[[nodiscard]] std::string_view name_of(Effect effect);
[[nodiscard]] std::optional<Effect> parse_effect(std::string_view name);

/// Where the patient stands in treatment; flags of Rule::situations.
enum Situation : unsigned {
  infusing = 1,  ///< an infusion runs
  held = 2,      ///< an infusion is interrupted
  between = 4,   ///< in treatment, no infusion is due
  after = 8,     ///< treatment has ended
  screening = 16 ///< the baseline visit, before anything is given
};
inline constexpr unsigned in_treatment = infusing | held | between;

/// How a hold ends.
struct Hold {
  Limits until;                             ///< resolved: of the same observation
  double least_days = 0;                    ///< shortest hold [d]
  std::optional<double> stop_after_days;    ///< stopped for good when not resolved after [d]
  std::optional<regimen::Restart> restart;  ///< instead of the regimen's
};

/// A drug ordered against an event.
struct Order {
  regimen::Amount dose;                       ///< [mg]; tocilizumab: [mg/kg] in `value`
  std::optional<regimen::Amount> light_dose;  ///< below the weight limit of the regimen
  double every_hours = 24;                    ///< between doses; tocilizumab: least time between two [h]
  double for_days = 0;                        ///< dexamethasone: length of the course [d]
  int taper_days = 0;  ///< dexamethasone: days after it at half the dose of the day before
  int most = 0;        ///< tocilizumab: doses to one patient; 0 = no limit
};

struct Rule {
  std::string id;
  Observed observed = Observed::crs_grade;
  Limits trigger;
  double lasting_days = 0;  ///< met by every reading since at least this long [d]
  unsigned situations = in_treatment;
  std::optional<bool> in_remission;        ///< only if the last marrow showed (no) remission
  std::optional<bool> remission_at_start;  ///< only if (not) in remission before the first dose
  std::string again;                       ///< only after a hold by that rule has ended
  int cycle_from = 1, cycle_to = 0;        ///< 0 = no last
  Effect effect = Effect::none;
  Hold hold;               ///< hold; withhold uses `until` and `stop_after_days`
  Order order;             ///< dexamethasone, tocilizumab
  double probability = 1;  ///< transplant: chance each time the rule is met

  std::string meaning, source;
  std::string evidence = "assumed";  ///< label, measured, derived or assumed
  std::string file;                  ///< where it was written
  long line = 0;
};

/// Deaths that transplantation adds up to a day after it, as a share of the transplanted if nothing else
/// happened; the model's own hazards go on.
struct MortalityStep {
  double by_days = 0;  ///< [d]
  double share = 0;    ///< cumulative [1]
  std::string source = "assumed", evidence = "assumed";
};

/// What follows the decision to transplant.
struct Transplant {
  double after_days = 28;                            ///< from the decision [d]
  double marrow_before_days = 7;                     ///< marrow before it; a relapse calls it off [d]
  double relapse_reduction = 0;                      ///< chance that it clears the leukaemia for good [1]
  std::vector<MortalityStep> non_relapse_mortality;  ///< hazard constant between steps, 0 after the last
  std::string source = "assumed", evidence = "assumed";

  /// Days to death without relapse for a uniform number on (0, 1); infinity if the last step is survived. [d]
  [[nodiscard]] double days_to_death(double uniform) const;
};

struct Protocol {
  std::string id;  ///< name of the preset
  std::string title, source;
  std::vector<Rule> rules;

  double same_cycle_gap_days =
      7;  ///< a gap up to this continues the cycle, a longer one starts a new one [d]
  std::string gap_source = "assumed", gap_evidence = "assumed";
  std::optional<Transplant> transplant;
  double next_therapy_after_days =
      14;                           ///< from the decision to leave; recorded, without effect on a hazard [d]
  double lost_per_year = 0;         ///< hazard of loss to follow-up [1/year]
  double other_event_days = 8;      ///< median duration of a simulated infection of grade 3 [d]
  double other_event_log_sd = 0.5;  ///< its log SD [1]

  /// nullptr if there is none.
  [[nodiscard]] const Rule* find(std::string_view id) const;
};

/// The rules whose observation, or whose threshold of it, the virtual clinic never produces.
[[nodiscard]] std::vector<const Rule*> not_simulated(const Protocol& protocol);

/// One rule in words: `neuro_grade >= 3: hold until <= 1, at least 3 d, stop after 7 d`.
[[nodiscard]] std::string in_words(const Rule& rule);

}  // namespace trimer::protocol
