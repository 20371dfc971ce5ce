// Cytokine release syndrome over time.
//
// Signs are step functions: a reading holds until the next of the same test, at most hold_h. Support is
// intervals. The sweep visits every time at which one of them changes, grades the instant with the point
// functions, and keeps the state of the ASTCT episode, because masked fever is waived only within one.
#include <trimer/assessment/decimal.h>
#include <trimer/assessment/engine.h>

#include <algorithm>
#include <cmath>

namespace trimer::assessment::engine {
namespace {

using observation::Domain;
using observation::Event;
using observation::Indication;
using observation::Judgement;
using observation::OxygenDevice;
using observation::Source;
using observation::Support;
using observation::SupportKind;
using observation::SupportResponse;
using observation::Vital;
using observation::VitalTest;

void add_change(Context& context, const observation::Moment& at, bool is_row) {
  if (at.known()) context.work.changes.push_back({at.day, at.calendar_day, is_row});
}
void add_change(Context& context, double day) {
  context.work.changes.push_back({day, context.calendar.day_of(day), false});
}

/// Cuts each step at the next one and at the end of its hold.
template <class Step>
void hold_steps(std::vector<Step>& steps, double hold_d) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].until = steps[i].from + hold_d;
    if (i + 1 < steps.size() && steps[i + 1].from < steps[i].until + same_time_d)
      steps[i].until = steps[i + 1].from;
  }
}

/// With two readings asked for, a sign changes only when two consecutive readings agree.
void confirm(std::vector<SignStep>& steps, int readings) {
  if (readings < 2) return;
  enum class Previous { none, absent, present };
  Previous previous = Previous::none;
  bool state = false;
  double held_until = -forever;
  for (SignStep& step : steps) {
    if (step.from > held_until || !step.sign) {
      previous = Previous::none;
      state = false;
    }
    held_until = step.until;
    if (!step.sign) continue;
    const Previous reading = *step.sign ? Previous::present : Previous::absent;
    if (previous == reading) state = *step.sign;
    previous = reading;
    step.sign = state;
  }
}

/// Readings that could not be used end the hold of the one before.
bool is_rejected(const observation::RejectedRow& row, std::string_view test) {
  return row.source.table == observation::Table::vitals && row.at.known() && same_word(row.test, test);
}

void build_temperature(Context& context) {
  static const double fever_limit = criteria().threshold("crs_astct2019.fever");
  std::vector<HeldStep>& steps = context.work.temperature;
  steps.clear();
  for (const Vital& row : context.record.vitals) {
    if (row.test != VitalTest::TEMP || !row.at.known()) continue;
    const std::optional<double> value = row.value ? celsius(*row.value, row.unit) : std::nullopt;
    if (!steps.empty() && steps.back().from == row.at.day) {
      // Two readings of one time: the higher.
      if (value && (!steps.back().value || *value > *steps.back().value)) {
        steps.back().value = value;
        steps.back().source = row.source;
      }
      continue;
    }
    steps.push_back({row.at.day, 0, value, row.source});
    add_change(context, row.at, true);
    add_change(context, row.at.day + context.hold_d());
  }
  bool rejected = false;
  for (const observation::RejectedRow& row : context.record.rejected) {
    if (!is_rejected(row, "TEMP")) continue;
    steps.push_back({row.at.day, 0, std::nullopt, row.source});
    add_change(context, row.at, true);
    rejected = true;
  }
  if (rejected) {
    std::stable_sort(steps.begin(), steps.end(),
                     [](const HeldStep& a, const HeldStep& b) { return a.from < b.from; });
  }
  hold_steps(steps, context.hold_d());

  std::vector<SignStep>& fever = context.work.fever;
  fever.clear();
  for (const HeldStep& step : steps) {
    std::optional<bool> hot;
    if (step.value) hot = at_least_value(*step.value, fever_limit);
    fever.push_back({step.from, step.until, hot, step.source});
  }
  confirm(fever, context.settings.options.confirm_readings);
}

/// Blood pressure as a sign: at each time of a reading by what is held of each test.
void build_pressure(Context& context) {
  std::vector<SignStep>& steps = context.work.pressure;
  steps.clear();
  const observation::Options& options = context.settings.options;
  const double hold = context.hold_d();
  struct Held {
    std::optional<double> value;
    double from = -forever;
    [[nodiscard]] std::optional<double> at(double day, double hold_d) const {
      return day < from + hold_d ? value : std::nullopt;
    }
  };
  Held systolic;
  Held mean;
  const auto& vitals = context.record.vitals;
  std::size_t i = 0;
  while (i < vitals.size() && vitals[i].at.known()) {
    const double day = vitals[i].at.day;
    std::optional<double> sbp;
    std::optional<double> dbp;
    std::optional<double> map;
    bool any = false;
    bool mean_row = false;
    bool systolic_row = false;
    Source source;
    const observation::Moment at = vitals[i].at;
    for (; i < vitals.size() && vitals[i].at.known() && vitals[i].at.day == day; ++i) {
      const Vital& row = vitals[i];
      std::optional<double>* slot = row.test == VitalTest::SYSBP   ? &sbp
                                    : row.test == VitalTest::DIABP ? &dbp
                                    : row.test == VitalTest::MAP   ? &map
                                                                   : nullptr;
      if (!slot) continue;
      any = true;
      mean_row |= row.test == VitalTest::MAP;
      systolic_row |= row.test == VitalTest::SYSBP;
      if (!row.value || row.unit != "mm[Hg]") continue;
      if (!*slot || *row.value < **slot) *slot = row.value;
      if (source.line == 0 || row.test == VitalTest::MAP) source = row.source;
    }
    if (!any) continue;
    bool derived = false;
    if (!map && sbp && dbp && !mean_row) {
      map = (*sbp + 2 * *dbp) / 3;
      derived = true;
    }
    if (map || mean_row) mean = {map, day};
    if (systolic_row) systolic = {sbp, day};
    const PressureReading reading{systolic.at(day, hold), std::nullopt, mean.at(day, hold)};
    SignStep step;
    step.from = day;
    step.sign = hypotension_by_pressure(reading, context.record.subject.age_y, options.hypotension_rule);
    step.source = source;
    step.derived_mean = derived;
    steps.push_back(step);
    add_change(context, at, true);
    add_change(context, day + hold);
  }
  bool rejected = false;
  for (const observation::RejectedRow& row : context.record.rejected) {
    if (!is_rejected(row, "SYSBP") && !is_rejected(row, "MAP") && !is_rejected(row, "DIABP")) continue;
    steps.push_back({row.at.day, 0, std::nullopt, row.source});
    add_change(context, row.at, true);
    rejected = true;
  }
  if (rejected) {
    std::stable_sort(steps.begin(), steps.end(),
                     [](const SignStep& a, const SignStep& b) { return a.from < b.from; });
  }
  hold_steps(steps, hold);
  confirm(steps, options.confirm_readings);
}

void build_judgement(Context& context, VitalTest test, std::vector<SignStep>& steps) {
  steps.clear();
  for (const Vital& row : context.record.vitals) {
    if (row.test != test || !row.at.known()) continue;
    std::optional<bool> sign;
    if (row.judgement != Judgement::none) sign = row.judgement == Judgement::yes;
    if (!steps.empty() && steps.back().from == row.at.day) {
      if (sign == true) steps.back().sign = true;
      continue;
    }
    steps.push_back({row.at.day, 0, sign, row.source});
    add_change(context, row.at, true);
    add_change(context, row.at.day + context.hold_d());
  }
  hold_steps(steps, context.hold_d());
}

void sort_support(Context& context) {
  Workspace& work = context.work;
  work.oxygen.clear();
  work.vasopressors.clear();
  work.inotropes.clear();
  work.fluids.clear();
  work.masking.clear();
  for (const Support& row : context.record.support) {
    if (!row.when.start.known()) continue;
    const bool counts = row.indication != Indication::other;
    double end = support_end(row);
    switch (row.kind) {
      case SupportKind::oxygen:
        if (counts) work.oxygen.push_back(&row);
        break;
      case SupportKind::vasopressor:
        if (counts) work.vasopressors.push_back(&row);
        break;
      case SupportKind::inotrope:
        work.inotropes.push_back(&row);
        break;
      case SupportKind::fluids:
        if (counts) work.fluids.push_back(&row);
        break;
      case SupportKind::antipyretic:
      case SupportKind::tocilizumab:
      case SupportKind::anticytokine:
      case SupportKind::steroid:
        work.masking.push_back(&row);
        end += context.masking_free_d();
        break;
      default:
        continue;
    }
    add_change(context, row.when.start, true);
    if (row.when.end.known() && end == row.when.end.day) {
      add_change(context, row.when.end, true);
    } else if (end < forever) {
      add_change(context, end);
    }
  }
}

/// Severity of a device for choosing among those that run at once.
int device_rank(const Support& row) {
  switch (row.device) {
    case OxygenDevice::none:
      return 2;
    case OxygenDevice::room_air:
      return 0;
    case OxygenDevice::nasal_cannula:
      return row.flow_L_min && above(*row.flow_L_min, 6) ? 4 : 3;
    case OxygenDevice::blow_by:
      return 3;
    case OxygenDevice::facemask:
    case OxygenDevice::venturi:
    case OxygenDevice::nonrebreather:
    case OxygenDevice::high_flow:
      return 5;
    default:
      return 6;
  }
}

/// The worst device at an instant, its inspired oxygen, and whether a ventilator runs.
struct OxygenState {
  const Support* device = nullptr;       ///< for hypoxia
  const Support* not_hypoxia = nullptr;  ///< runs, but not for hypoxia
  std::optional<double> fio2;
  bool amount_unknown = false, estimated = false, ventilator = false;
  Source source;
};

OxygenState oxygen_at(const Context& context, double day) {
  OxygenState state;
  state.fio2 = 21;
  const bool any_ventilator = context.settings.options.lee_ventilator == observation::LeeVentilator::any;
  for (const Support* row : context.work.oxygen) {
    if (!runs_at(*row, day)) continue;
    if (!for_hypoxia(*row)) {
      state.not_hypoxia = row;
      continue;
    }
    if (!state.device || device_rank(*row) > device_rank(*state.device)) {
      state.device = row;
      state.source = row->source;
    }
    const bool positive_pressure = row->device == OxygenDevice::cpap || row->device == OxygenDevice::bipap;
    state.ventilator |=
        row->device == OxygenDevice::mechanical_ventilation || (any_ventilator && positive_pressure);
    if (row->device == OxygenDevice::room_air) continue;
    const bool low_flow = !positive_pressure && row->device != OxygenDevice::high_flow &&
                          row->device != OxygenDevice::mechanical_ventilation;
    if (row->fio2_pct) {
      if (*row->fio2_pct > *state.fio2) {
        state.fio2 = row->fio2_pct;
        state.estimated = false;
      }
    } else if (row->flow_L_min && low_flow) {
      const double estimate = std::min(100.0, fio2_from_flow(*row->flow_L_min));
      if (estimate > *state.fio2) {
        state.fio2 = estimate;
        state.estimated = true;
      }
    } else {
      state.amount_unknown = true;
    }
  }
  if (state.amount_unknown && below(*state.fio2, 40)) state.fio2.reset();
  return state;
}

/// Dose of a vasopressor row in the unit of its limit: ug/min, dopamine ug/kg/min. Empty when it cannot be
/// told.
std::optional<double> dose_for_limit(const Context& context, const Support& row) {
  if (!row.dose) return std::nullopt;
  const bool per_kg = row.agent == "dopamine";
  if (row.unit == (per_kg ? "ug/kg/min" : "ug/min")) return row.dose;
  if (row.unit != (per_kg ? "ug/min" : "ug/kg/min")) return std::nullopt;
  std::optional<double> weight;
  for (const Vital& vital : context.record.vitals) {
    if (vital.test == VitalTest::WEIGHT && vital.value && vital.unit == "kg" && vital.at.known() &&
        vital.at.day <= row.when.start.day) {
      weight = vital.value;
    }
  }
  if (!weight) weight = context.record.subject.weight_kg;
  if (!weight || *weight <= 0) return std::nullopt;
  return per_kg ? *row.dose / *weight : *row.dose * *weight;
}

/// Whether a row is part of a high-dose run of its agent of at least 3 h; empty when its dose is not known.
std::optional<bool> runs_at_high_dose(const Context& context, const Support& row) {
  static const double duration_d = criteria().threshold("crs_lee2014.high_dose.duration") / 24;
  const auto is_high = [&](const Support& other) -> std::optional<bool> {
    const std::optional<double> dose = dose_for_limit(context, other);
    if (!dose) return std::nullopt;
    return is_high_dose(other.agent, *dose).value_or(false);
  };
  const std::optional<bool> high = is_high(row);
  if (high != true) return high;
  double start = row.when.start.day;
  double end = support_end(row);
  for (bool grown = true; grown;) {
    grown = false;
    for (const Support* other : context.work.vasopressors) {
      if (other->agent != row.agent || is_high(*other) != true) continue;
      const double other_start = other->when.start.day;
      const double other_end = support_end(*other);
      if (other_start <= end && other_end >= start && (other_start < start || other_end > end)) {
        start = std::min(start, other_start);
        end = std::max(end, other_end);
        grown = true;
      }
    }
  }
  return at_least_value(end - start, duration_d);
}

/// The fluids that belong to a hypotension at this instant: the latest begun within the hold, else the next
/// within it, since the response to fluids is known only afterwards.
const Support* fluids_near(const Context& context, double day) {
  const Support* before = nullptr;
  const Support* after = nullptr;
  const double hold = context.hold_d();
  for (const Support* row : context.work.fluids) {
    const double start = row->when.start.day;
    if (start <= day && day < std::max(support_end(*row), start) + hold) before = row;
    if (start > day && start < day + hold && !after) after = row;
  }
  return before ? before : after;
}

/// Everything about one instant.
struct Instant {
  CrsInputs astct;
  LeeInputs lee;
  CtcaeCrsInputs ctcae;
};

/// Cursors over the held signs.
struct Cursors {
  std::size_t temperature = 0, fever = 0, pressure = 0, judgement = 0, other_cause = 0;
};

int event_grade(const Context& context, double day, Domain domain, Source& source) {
  int worst = 0;
  for (const Event& event : context.record.events) {
    if (event.event != observation::EventKind::ae || event.domain != domain || !event.at.known()) continue;
    if (event.at.day > day || day >= event.at.day + context.hold_d()) continue;
    if (event.grade.value_or(0) > worst) {
      worst = *event.grade;
      source = event.source;
    }
  }
  return worst;
}

/// A support row of this kind that could not be used began within the hold: what was given is not known.
bool support_rejected(const Context& context, double day, std::string_view kind) {
  return std::any_of(context.record.rejected.begin(), context.record.rejected.end(),
                     [&](const observation::RejectedRow& row) {
                       return row.source.table == observation::Table::support && row.at.known() &&
                              same_word(row.test, kind) && row.at.day <= day &&
                              day < row.at.day + context.hold_d();
                     });
}

void fill_pressors(const Context& context, double day, Instant& now) {
  Vasopressors& set = now.astct.vasopressors.emplace();
  const Support* only = nullptr;
  int agents = 0;
  for (std::size_t i = 0; i < context.work.vasopressors.size(); ++i) {
    const Support& row = *context.work.vasopressors[i];
    if (!runs_at(row, day)) continue;
    bool seen = false;
    for (std::size_t k = 0; k < i; ++k) {
      const Support& earlier = *context.work.vasopressors[k];
      seen |= earlier.agent == row.agent && runs_at(earlier, day);
    }
    if (seen) continue;
    const bool inotrope_before = set.inotrope;
    set.inotrope = false;
    set.add(row.agent);
    const bool is_inotrope = set.inotrope;
    set.inotrope |= inotrope_before;
    if (is_inotrope) continue;
    ++agents;
    only = &row;
    if (now.astct.sources.vasopressor.line == 0) now.astct.sources.vasopressor = row.source;
  }
  for (const Support* row : context.work.inotropes) now.astct.inotrope |= runs_at(*row, day);

  std::optional<HypotensionCare>& care = now.lee.hypotension;
  if (agents >= 2) {
    care = HypotensionCare::multiple_pressors;
  } else if (agents == 1) {
    const std::optional<bool> high = runs_at_high_dose(context, *only);
    care = !high   ? HypotensionCare::one_pressor_dose_unknown
           : *high ? HypotensionCare::one_high_dose_pressor
                   : HypotensionCare::one_low_dose_pressor;
  } else {
    const Support* fluids = fluids_near(context, day);
    const bool treated = fluids && fluids->when.start.day <= day && runs_at(*fluids, day) &&
                         fluids->response != SupportResponse::unknown;
    if (now.astct.hypotension == false) {
      care = HypotensionCare::none;
    } else if (now.astct.hypotension == true || treated) {
      const bool responsive = fluids && fluids->response == SupportResponse::responsive;
      care = responsive ? HypotensionCare::fluids : HypotensionCare::fluids_unknown;
      if (!now.astct.hypotension) now.astct.sources.hypotension = fluids->source;
    }
  }
  if (support_rejected(context, day, "vasopressor") && agents < 2) {
    // At least what is known runs; with nothing known the domain is open.
    if (agents == 0) now.astct.vasopressors.reset();
    care = agents == 1 || now.astct.hypotension == true ? std::optional(HypotensionCare::fluids_unknown)
                                                        : std::nullopt;
    if (agents == 0 && now.astct.hypotension == false) now.astct.hypotension.reset();
  }
  now.ctcae.hypotension = care;
}

void fill_oxygen(const Context& context, double day, Instant& now) {
  const OxygenState oxygen = oxygen_at(context, day);
  now.astct.sources.oxygen = oxygen.source;
  if (oxygen.device) {
    now.astct.o2_device =
        oxygen.device->device == OxygenDevice::none ? std::nullopt : std::optional(oxygen.device->device);
    now.astct.o2_flow_L_min = oxygen.device->flow_L_min;
    if (oxygen.device->device != OxygenDevice::room_air) now.astct.hypoxia = true;
  } else if (oxygen.not_hypoxia) {
    now.astct.o2_device = oxygen.not_hypoxia->device;
    now.astct.hypoxia = false;
    now.astct.sources.oxygen = oxygen.not_hypoxia->source;
  } else {
    now.astct.o2_device = OxygenDevice::room_air;  // no row: no oxygen was given
  }
  now.lee.o2_FiO2_pct = now.ctcae.o2_FiO2_pct = oxygen.fio2;
  now.lee.oxygen_amount_unknown = now.ctcae.oxygen_amount_unknown = oxygen.amount_unknown;
  now.lee.fio2_estimated = now.ctcae.fio2_estimated = oxygen.estimated;
  now.lee.ventilator = oxygen.ventilator;
  if (support_rejected(context, day, "oxygen") && !oxygen.device) {
    now.astct.o2_device.reset();
    now.astct.hypoxia.reset();
    now.lee.o2_FiO2_pct.reset();
    now.ctcae.o2_FiO2_pct.reset();
    now.lee.ventilator.reset();
  }
}

void fill_events(const Context& context, double day, Instant& now) {
  Source organ;
  Source transaminase;
  now.lee.organ_toxicity_max = event_grade(context, day, Domain::ORGAN, organ);
  now.lee.transaminitis_grade = event_grade(context, day, Domain::TRANSAMINASE, transaminase);
  now.astct.sources.organ = organ.line ? organ : transaminase;
  for (const Event& event : context.record.events) {
    if (!event.at.known() || event.at.day > day || day >= event.at.day + context.hold_d()) continue;
    if (event.event == observation::EventKind::ae && event.domain == Domain::CONSTITUTIONAL &&
        event.grade.value_or(1) > 0) {
      now.lee.constitutional_or_fever = true;
      now.ctcae.fever = true;
      if (now.astct.sources.temperature.line == 0) now.astct.sources.temperature = event.source;
    }
    if (event.domain == Domain::CRS && event.life_threatening == observation::YesNo::yes) {
      now.ctcae.life_threatening = true;
      now.ctcae.sources.organ = event.source;
    }
  }
}

Instant instant_at(const Context& context, double day, Cursors& cursors) {
  const Workspace& work = context.work;
  Instant now;
  if (const HeldStep* step = step_at(work.temperature, cursors.temperature, day)) {
    now.astct.temp_C = step->value;
    now.astct.sources.temperature = step->source;
  }
  std::optional<bool> fever;
  if (const SignStep* step = step_at(work.fever, cursors.fever, day)) fever = step->sign;
  if (context.settings.options.confirm_readings > 1) now.astct.fever_counts = fever;
  now.lee.constitutional_or_fever = fever;
  now.ctcae.fever = fever;
  if (const SignStep* step = step_at(work.other_cause, cursors.other_cause, day)) {
    now.astct.fever_other_cause = step->sign.value_or(false);
  }
  const SignStep* judged = step_at(work.judgement, cursors.judgement, day);
  const SignStep* measured = step_at(work.pressure, cursors.pressure, day);
  if (judged && judged->sign) {
    now.astct.hypotension = judged->sign;
    now.astct.sources.hypotension = judged->source;
  } else if (measured) {
    now.astct.hypotension = measured->sign;
    now.astct.sources.hypotension = measured->source;
  }
  for (const Support* row : work.masking) {
    const double start = row->when.start.day;
    now.astct.antipyretic_or_anticytokine |=
        start <= day && day < std::max(start, support_end(*row)) + context.masking_free_d();
  }
  fill_pressors(context, day, now);
  fill_oxygen(context, day, now);
  fill_events(context, day, now);
  const CourseOfTreatment& course = context.out.course;
  if (course.death && day >= *course.death) {
    const bool due = course.death_cause == observation::DeathCause::crs;
    now.astct.death_due_to_crs = now.lee.death = now.ctcae.death = due;
    now.astct.death_other_cause = !due;
    now.astct.sources.death = course.death_source;
  }
  const Source threat = now.ctcae.sources.organ;
  now.lee.sources = now.astct.sources;
  now.ctcae.sources = now.astct.sources;
  now.ctcae.sources.organ = threat;
  return now;
}

bool same_result(const GradeResult& a, const GradeResult& b) {
  return a.grade == b.grade && a.status == b.status && a.rule == b.rule && a.flags == b.flags &&
         a.lower_bound == b.lower_bound;
}

/// One scale of the sweep: writes a point at every row, and where a hold that runs out changes the grade.
class ScalePoints {
 public:
  ScalePoints(Context& context, Grading grading, bool wanted)
      : context_(context), grading_(grading), wanted_(wanted) {}

  void add(const ChangePoint& at, const GradeResult& result, const std::vector<GradeResult>& domains) {
    if (!wanted_) return;
    if (context_.trace && context_.trace->wants(grading_, at.day)) {
      context_.trace->found = true;
      context_.trace->at = at.day;
      context_.trace->result = result;
      context_.trace->domains = domains;
    }
    if (!at.is_row && (!last_ || same_result(*last_, result))) return;
    last_ = result;
    points_.push_back({at, result});
  }
  void write() const {
    for (const auto& [at, result] : points_) context_.add_point(grading_, at.day, at.calendar_day, result);
  }

 private:
  Context& context_;
  Grading grading_;
  bool wanted_;
  std::optional<GradeResult> last_;
  std::vector<std::pair<ChangePoint, GradeResult>> points_;
};

/// Whether a CRS episode is open, for the waiver of fever.
class OpenEpisode {
 public:
  explicit OpenEpisode(double gap_d) : gap_d_(gap_d) {}
  [[nodiscard]] bool open_at(double day) const { return open_ && day - over_since_ < gap_d_; }
  void see(double day, const GradeResult& result) {
    if (!open_at(day)) open_ = false;
    if (result.grade.value_or(0) >= 1) {
      open_ = true;
      over_since_ = forever;
    } else if (open_ && !result.flags.has(Flag::fever_masked)) {
      over_since_ = std::min(over_since_, day);
    } else {
      over_since_ = forever;
    }
  }

 private:
  double gap_d_;
  bool open_ = false;
  double over_since_ = forever;  ///< since when neither graded nor masked
};

bool wants(const observation::StudySettings& settings, observation::CrsScale scale) {
  return std::find(settings.crs.begin(), settings.crs.end(), scale) != settings.crs.end();
}

}  // namespace

void grade_crs(Context& context) {
  Workspace& work = context.work;
  work.changes.clear();
  build_temperature(context);
  build_pressure(context);
  build_judgement(context, VitalTest::HYPOTENSION, work.judgement);
  build_judgement(context, VitalTest::FEVER_OTHER_CAUSE, work.other_cause);
  sort_support(context);
  for (const Event& event : context.record.events) {
    const bool graded_event =
        event.domain == Domain::ORGAN || event.domain == Domain::TRANSAMINASE ||
        event.domain == Domain::CONSTITUTIONAL ||
        (event.domain == Domain::CRS && event.life_threatening == observation::YesNo::yes);
    if (!graded_event || !event.at.known()) continue;
    add_change(context, event.at, true);
    add_change(context, event.at.day + context.hold_d());
  }
  const std::optional<double> death = context.out.course.death;
  for (const observation::RejectedRow& row : context.record.rejected) {
    if (row.source.table != observation::Table::support || !row.at.known()) continue;
    add_change(context, row.at, true);
    add_change(context, row.at.day + context.hold_d());
  }
  // Without any sign there is nothing to grade: support alone (premedication) opens no assessment.
  const bool any_sign = !work.temperature.empty() || !work.pressure.empty() || !work.judgement.empty() ||
                        !work.oxygen.empty() || !work.vasopressors.empty() || !work.fluids.empty();
  const bool crs_death = death && context.out.course.death_cause == observation::DeathCause::crs;
  if (death && (any_sign || crs_death))
    work.changes.push_back({*death, context.calendar.day_of(*death), true});
  if (!any_sign && !crs_death) return;
  sort_changes(work.changes);

  ScalePoints astct(context, Grading::CRSASTCT, wants(context.settings, observation::CrsScale::astct2019));
  ScalePoints lee(context, Grading::CRSLEE, wants(context.settings, observation::CrsScale::lee2014));
  ScalePoints ctcae(context, Grading::CRSC5, wants(context.settings, observation::CrsScale::ctcae5));
  OpenEpisode episode(context.masking_free_d());
  Cursors cursors;
  std::vector<GradeResult>* domains = context.trace ? &work.domains : nullptr;
  work.domains.clear();
  for (const ChangePoint& at : work.changes) {
    if (death && at.day > *death) break;
    Instant now = instant_at(context, at.day, cursors);
    now.astct.prior_crs_fever = episode.open_at(at.day);
    const GradeResult result = crs_astct2019(now.astct, domains);
    episode.see(at.day, result);
    astct.add(at, result, work.domains);
    const GradeResult by_lee = crs_lee2014(now.lee, domains);
    lee.add(at, by_lee, work.domains);
    const GradeResult by_ctcae = crs_ctcae5(now.ctcae, domains);
    ctcae.add(at, by_ctcae, work.domains);
  }
  astct.write();
  lee.write();
  ctcae.write();
}

}  // namespace trimer::assessment::engine
