#include <trimer/report/from_cohort.h>

#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <trimer/core/csv.h>

namespace trimer::report {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double scaled(const std::optional<double>& value, double factor) {
  return value ? *value * factor : unknown;
}

}  // namespace

SurvivalCurve survival_curve(const cohort::SurvivalCurve& curve, std::string label, double days_per_unit) {
  const double factor = 1 / days_per_unit;
  SurvivalCurve out;
  out.label = std::move(label);
  out.n = static_cast<int>(curve.patients);
  for (const cohort::SurvivalPoint& p : curve.points) {
    // Nobody has had an event: the estimate is 1 and its log-log limits are not defined.
    const double edge = p.survival == 1 ? 1 : unknown;
    out.steps.push_back({p.time * factor, static_cast<int>(p.at_risk), static_cast<int>(p.events),
                         static_cast<int>(p.censored), p.survival, p.low.value_or(edge),
                         p.high.value_or(edge)});
  }
  out.median = scaled(curve.median, factor);
  out.median_low = scaled(curve.median_low, factor);
  out.median_high = scaled(curve.median_high, factor);
  return out;
}

std::string limits_name(const cohort::SurvivalCurve& curve) {
  return fmt::format("{:.0f}% limits, {}", curve.level * 100, cohort::to_text(curve.type));
}

IncidenceCurve incidence_curve(const cohort::CumulativeIncidence& curve, std::string label,
                               double days_per_unit) {
  IncidenceCurve out{std::move(label), {}};
  for (const cohort::IncidencePoint& p : curve.points) {
    const cohort::IncidenceLimits limits = cohort::incidence_limits(p);
    out.steps.push_back({p.time / days_per_unit, p.incidence, limits.low.value_or(unknown),
                         limits.high.value_or(unknown), static_cast<int>(p.events)});
  }
  return out;
}

FlowInput flow_input(const cohort::PatientFlow& flow, const std::vector<std::string>& phases, double months) {
  FlowInput input;
  input.text = {"flow", "Flow of patients",
                "Every patient who was screened is in exactly one box at each stage. Beside a cycle: who started no other, "
                "and why. Marrow and remission by the clinic's own reading, at the end by the assessment of the record."};
  FlowStage screened{"Screened", static_cast<long>(flow.screened()), {}, {"Not treated", 0, {}}};
  for (const auto& [reason, count] : flow.not_treated()) {
    const bool named = reason != "computation" && reason != "no cycle";
    const std::string words = reason == "computation" ? "computation not completed"
                              : named                 ? "excluded: " + reason
                                                      : "without a first dose";
    screened.left.parts.push_back({words, static_cast<long>(count)});
    screened.left.patients += static_cast<long>(count);
  }
  input.stages.push_back(screened);
  for (std::size_t i = 0; i < flow.cycles().size(); ++i) {
    const auto& cycle = flow.cycles()[i];
    const std::string phase = i < phases.size() && !phases[i].empty() ? ", " + phases[i] : "";
    FlowStage stage{fmt::format("Cycle {}{}", i + 1, phase), static_cast<long>(cycle.started), {}, {}};
    if (cycle.assessed > 0 || cycle.held > 0)
      stage.notes = {{"infusion held", static_cast<long>(cycle.held)},
                     {"marrow assessed", static_cast<long>(cycle.assessed)},
                     {"of these in remission", static_cast<long>(cycle.in_remission)}};
    stage.left.title = fmt::format("Ended treatment in cycle {}", i + 1);
    for (std::size_t exit = 0; exit < cohort::treatment_exits; ++exit) {
      const auto count = static_cast<long>(cycle.left[exit]);
      if (count > 0)
        stage.left.parts.push_back({std::string(in_words(static_cast<cohort::TreatmentExit>(exit))), count});
      stage.left.patients += count;
    }
    input.stages.push_back(stage);
  }
  FlowBox fates{fmt::format("Followed to {} months or death", number_text(months)), static_cast<long>(flow.treated()), {}};
  for (std::size_t i = 0; i < cohort::fates; ++i) {
    const auto fate = static_cast<cohort::Fate>(i);
    fates.parts.push_back({std::string(in_words(fate)), static_cast<long>(flow.fate(fate))});
  }
  FlowBox remission{"Of these ever in remission", static_cast<long>(flow.ever_in_remission()), {}};
  for (std::size_t i = 0; i < cohort::after_remissions; ++i) {
    const auto what = static_cast<cohort::AfterRemission>(i);
    remission.parts.push_back({std::string(in_words(what)), static_cast<long>(flow.after_remission(what))});
  }
  input.ends = {fates, remission};
  const auto transplanted = static_cast<long>(flow.transplanted());
  long planned = 0;
  for (const auto& cycle : flow.cycles())
    planned += static_cast<long>(cycle.left[static_cast<std::size_t>(cohort::TreatmentExit::transplant)]);
  if (planned > 0 && planned >= transplanted)
    input.ends.push_back({"Transplantation decided",
                          planned,
                          {{"transplanted", transplanted}, {"not done: relapse, death or data cut", planned - transplanted}}});
  return input;
}

std::vector<FailureRow> failure_rows(const cohort::CohortTally& tally) {
  constexpr int examples = 3;
  std::vector<FailureRow> rows;
  for (const auto& [outcome, count] : tally.outcomes()) {
    if (outcome == "completed") continue;
    FailureRow row{outcome, static_cast<int>(count), {}};
    int named = 0;
    for (const cohort::Failure& failure : tally.failures()) {
      if (failure.outcome != outcome || ++named > examples) continue;
      row.examples += fmt::format("{}patient {} at day {}", named == 1 ? "" : "; ", failure.patient,
                                  number_text(std::round(failure.day * 100) / 100));
    }
    if (named > examples) row.examples += "; …";
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace trimer::report
