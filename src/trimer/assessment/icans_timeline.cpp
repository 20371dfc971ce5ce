// Neurotoxicity over time. Each finding holds by itself until the next record of the same finding, at most
// hold_h: an ICE score in the morning and a seizure at noon are graded together at noon.
#include <trimer/assessment/engine.h>

#include <algorithm>

namespace trimer::assessment::engine {
namespace {

using observation::Neuro;
using observation::Source;

/// A finding and how long it holds.
template <class T>
struct Held {
  T value{};
  Source source;
  double until = -forever;

  void set(const T& found, const Neuro& row, double hold_d) {
    value = found;
    source = row.source;
    until = row.at.day + hold_d;
  }
  [[nodiscard]] bool holds(double day) const { return day < until; }
};

struct HeldFindings {
  Held<std::optional<int>> score;
  Held<observation::NotDone> not_done;
  Held<std::optional<int>> rass;
  Held<observation::AwakeState> awake_state;
  Held<observation::YesNo> other_cause;
  Held<observation::Seizure> seizure;
  Held<std::optional<double>> seizure_minutes;
  Held<observation::Motor> motor;
  Held<observation::Edema> edema;
  Held<RaisedPressureSigns> pressure_signs;
  Held<bool> ich;
  Held<bool> death;
};

std::optional<int> score_of(const Neuro& row, IcansScale scale) {
  if (scale == IcansScale::ice) {
    const ScoreResult items =
        ice_score({row.ice_orientation, row.ice_naming, row.ice_command, row.ice_writing, row.ice_attention});
    return items.score ? items.score : row.ice_total;
  }
  std::array<std::optional<int>, 8> answers;
  std::copy(std::begin(row.capd_frequency), std::end(row.capd_frequency), answers.begin());
  const ScoreResult items = capd_score(answers);
  return items.score ? items.score : row.capd_total;
}

void take(const Neuro& row, IcansScale scale, double hold, HeldFindings& held) {
  const std::optional<int> score = score_of(row, scale);
  // A score and a reason for having none are two answers to one question.
  if (score || row.not_done_reason != observation::NotDone::none) {
    held.score.set(score, row, hold);
    held.not_done.set(row.not_done_reason, row, hold);
  }
  if (row.rass) held.rass.set(row.rass, row, hold);
  if (row.awake_state != observation::AwakeState::unknown) {
    held.awake_state.set(row.awake_state, row, hold);
    held.other_cause.set(row.loc_other_cause, row, hold);
  } else if (row.loc_other_cause != observation::YesNo::unknown) {
    held.other_cause.set(row.loc_other_cause, row, hold);
  }
  if (row.seizure != observation::Seizure::unknown || row.seizure_duration_min) {
    held.seizure.set(row.seizure, row, hold);
    held.seizure_minutes.set(row.seizure_duration_min, row, hold);
  }
  if (row.motor != observation::Motor::unknown) held.motor.set(row.motor, row, hold);
  if (row.edema != observation::Edema::unknown) {
    held.edema.set(row.edema, row, hold);
    held.ich.set(row.ich, row, hold);
  } else if (row.ich) {
    held.ich.set(true, row, hold);
  }
  // Empty means no for these: every row answers.
  held.pressure_signs.set({row.posturing, row.cn6_palsy, row.papilledema, row.cushing_triad}, row, hold);
  held.death.set(row.death_due_to_icans, row, hold);
}

IcansInputs inputs_at(const HeldFindings& held, double day) {
  IcansInputs in;
  if (held.score.holds(day)) {
    in.score = held.score.value;
    in.sources.score = held.score.source;
  }
  if (held.not_done.holds(day)) in.not_done_reason = held.not_done.value;
  if (held.rass.holds(day)) in.rass = held.rass.value;
  if (held.awake_state.holds(day)) {
    in.awake_state = held.awake_state.value;
    in.sources.awake_state = held.awake_state.source;
  }
  if (held.other_cause.holds(day)) in.loc_other_cause = held.other_cause.value == observation::YesNo::yes;
  if (held.seizure.holds(day)) {
    in.seizure = held.seizure.value;
    in.seizure_duration_min = held.seizure_minutes.value;
    in.sources.seizure = held.seizure.source;
  }
  if (held.motor.holds(day)) {
    in.motor = held.motor.value;
    in.sources.motor = held.motor.source;
  }
  if (held.edema.holds(day)) {
    in.edema = held.edema.value;
    in.sources.edema = held.edema.source;
  }
  if (held.ich.holds(day)) in.ich = held.ich.value;
  if (held.pressure_signs.holds(day)) {
    in.raised_icp_signs = held.pressure_signs.value;
    in.sources.pressure_signs = held.pressure_signs.source;
  }
  if (held.death.holds(day)) {
    in.death_due_to_icans = held.death.value;
    in.sources.death = held.death.source;
  }
  return in;
}

bool wants(const observation::StudySettings& settings, IcansScale scale) {
  return std::find(settings.icans.begin(), settings.icans.end(), scale) != settings.icans.end();
}

}  // namespace

void grade_icans(Context& context) {
  const observation::Subject& subject = context.record.subject;
  const observation::Options& options = context.settings.options;
  const bool delay = subject.developmental_delay == observation::YesNo::yes;
  context.out.icans_scale =
      icans_scale(subject.age_y, delay, options.icans_age_split == observation::IcansAgeSplit::capd_at_12);
  const std::optional<double> death = context.out.course.death;
  const bool icans_death = death && context.out.course.death_cause == observation::DeathCause::icans;

  std::vector<ChangePoint>& changes = context.work.changes;
  changes.clear();
  const double hold = context.hold_d();
  for (const Neuro& row : context.record.neuro) {
    if (!row.at.known()) continue;
    changes.push_back({row.at.day, row.at.calendar_day, true});
    changes.push_back({row.at.day + hold, context.calendar.day_of(row.at.day + hold), false});
  }
  std::vector<std::pair<double, Source>> rejected;
  for (const observation::RejectedRow& row : context.record.rejected) {
    if (row.source.table != observation::Table::neuro || !row.at.known()) continue;
    changes.push_back({row.at.day, row.at.calendar_day, true});
    rejected.emplace_back(row.at.day, row.source);
  }
  if (changes.empty() && !icans_death) return;
  if (icans_death) changes.push_back({*death, context.calendar.day_of(*death), true});
  sort_changes(changes);

  if (!context.out.icans_scale) {
    static const Rule& age_missing = criteria().rule("icans_astct2019.age_missing");
    for (const ChangePoint& at : changes) {
      if (at.is_row)
        context.add_point(Grading::ICANSICE, at.day, at.calendar_day, not_evaluable(age_missing));
    }
    return;
  }
  const IcansScale scale = *context.out.icans_scale;
  if (!wants(context.settings, scale)) return;
  const Grading grading = scale == IcansScale::ice ? Grading::ICANSICE : Grading::ICANSCAP;

  HeldFindings held;
  std::size_t next = 0;
  std::optional<GradeResult> last;
  std::vector<GradeResult>* domains = context.trace ? &context.work.domains : nullptr;
  const auto& rows = context.record.neuro;
  for (const ChangePoint& at : changes) {
    if (death && at.day > *death) break;
    for (const auto& [day, source] : rejected) {
      if (day == at.day) held = HeldFindings{};  // what the row said is not known
    }
    for (; next < rows.size() && rows[next].at.known() && rows[next].at.day <= at.day; ++next) {
      take(rows[next], scale, hold, held);
    }
    IcansInputs in = inputs_at(held, at.day);
    in.baseline_ice = subject.baseline_ice;
    in.change_from_baseline = options.icans_baseline == observation::IcansBaseline::change;
    if (icans_death && at.day >= *death) {
      in.death_due_to_icans = true;
      in.sources.death = context.out.course.death_source;
    }
    GradeResult result = scale == IcansScale::ice ? icans_by_ice(in, domains) : icans_by_capd(in, domains);
    if (context.trace && context.trace->wants(grading, at.day)) {
      context.trace->found = true;
      context.trace->at = at.day;
      context.trace->result = result;
      context.trace->domains = *domains;
    }
    const bool same = last && last->grade == result.grade && last->status == result.status &&
                      last->rule == result.rule && last->flags == result.flags;
    if (!at.is_row && same) continue;
    last = result;
    context.add_point(grading, at.day, at.calendar_day, result);
  }
}

}  // namespace trimer::assessment::engine
