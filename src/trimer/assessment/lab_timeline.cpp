// Blood counts row by row, the daily composite, fever, febrile neutropenia, and cytopenia after CAR-T.
#include <trimer/assessment/decimal.h>
#include <trimer/assessment/engine.h>
#include <trimer/assessment/icaht.h>
#include <trimer/units/ucum.h>

#include <algorithm>
#include <cmath>

namespace trimer::assessment::engine {
namespace {

using observation::Event;
using observation::EventKind;
using observation::Lab;
using observation::LabTest;
using observation::Support;
using observation::SupportKind;
using observation::YesNo;

constexpr std::array<Grading, haem_term_count> gradings = {Grading::NEUT, Grading::PLAT, Grading::HGB,
                                                           Grading::LYM, Grading::WBC};

/// Transfusions and growth factor, for the flags of counts.
struct GivenTimes {
  std::vector<double> platelets, red_cells, gcsf;

  explicit GivenTimes(const observation::SubjectRecord& record) {
    for (const Support& row : record.support) {
      if (!row.when.start.known()) continue;
      const double day = row.when.start.day;
      if (row.kind == SupportKind::gcsf) gcsf.push_back(day);
      if (row.kind != SupportKind::transfusion) continue;
      if (row.agent == "PLT") platelets.push_back(day);
      if (row.agent == "RBC") red_cells.push_back(day);
    }
  }
  static bool within(const std::vector<double>& times, double day, double window_d) {
    return std::any_of(times.begin(), times.end(),
                       [=](double given) { return given <= day && day - given <= window_d; });
  }
};

GradeResult grade_row(const Lab& row, HaemTerm term, CtcaeVersion version) {
  HaemInputs in;
  in.value = row.value;
  in.unit = row.unit;
  in.below_limit = row.below_limit;
  in.lln = row.lln;
  in.transfusion_indicated = row.transfusion_indicated == YesNo::yes;
  in.life_threatening = row.life_threatening == YesNo::yes;
  in.source = row.source;
  return ctcae_haem(term, version, in);
}

bool is_graded_row(const Lab& row) {
  return row.specimen == observation::Specimen::BLOOD && haem_term(row.test).has_value();
}

void add_composite(Context& context, int calendar_day, double day,
                   const std::array<std::optional<int>, haem_term_count>& grades,
                   const CompositeMembers& members, const observation::Source& source) {
  GradeResult result = haem_composite(grades, members);
  result.source = source;
  if (context.trace && context.trace->wants(Grading::HAEMCOMP, day)) {
    context.trace->found = true;
    context.trace->at = day;
    context.trace->result = result;
  }
  context.add_point(Grading::HAEMCOMP, day, calendar_day, result);
}

/// The composite of each calendar day on which a member was counted.
void grade_composite(Context& context) {
  const CompositeMembers members = composite_members(context.settings.options);
  std::array<std::optional<int>, haem_term_count> grades;
  std::array<bool, haem_term_count> open{};  // a value of the day that could not be graded
  int calendar_day = 0;
  double day = 0;
  observation::Source source;
  bool any = false;
  const auto flush = [&] {
    if (!any) return;
    for (std::size_t i = 0; i < grades.size(); ++i) {
      if (open[i] && grades[i].value_or(0) < 4) grades[i].reset();
    }
    add_composite(context, calendar_day, day, grades, members, source);
    grades.fill(std::nullopt);
    open.fill(false);
    any = false;
  };
  for (const LabGrade& graded_row : context.out.labs) {
    if (!members.has(graded_row.term)) continue;
    const Lab& row = context.record.labs[graded_row.row];
    if (!row.at.known()) continue;
    if (any && row.at.calendar_day != calendar_day) flush();
    if (!any || graded_row.result.grade.value_or(-1) >= 0) day = row.at.day;
    calendar_day = row.at.calendar_day;
    any = true;
    std::optional<int>& grade = grades[static_cast<std::size_t>(graded_row.term)];
    if (graded_row.result.status == Status::graded) {
      if (!grade || *graded_row.result.grade >= *grade) {
        bool worst = true;
        for (const std::optional<int>& other : grades)
          worst &= other.value_or(-1) <= *graded_row.result.grade;
        if (worst) source = row.source;
      }
      grade = std::max(grade.value_or(0), *graded_row.result.grade);
    } else {
      open[static_cast<std::size_t>(graded_row.term)] = true;
    }
  }
  flush();
}

}  // namespace

std::optional<double> same_unit_value(const Lab& row, const Lab& other) {
  if (!row.value || row.unit == other.unit) return row.value;
  const bool haemoglobin = row.test == LabTest::HGB;
  return units::convert_ucum(*row.value, row.unit, other.unit,
                             haemoglobin ? units::Substance::haemoglobin : units::Substance::unspecified);
}

CompositeMembers composite_members(const observation::Options& options) {
  CompositeMembers members{false, false, false, false, false};
  for (const observation::HaemMember member : options.haem_members) {
    switch (member) {
      case observation::HaemMember::ANC:
        members.neutrophils = true;
        break;
      case observation::HaemMember::PLT:
        members.platelets = true;
        break;
      case observation::HaemMember::HGB:
        members.haemoglobin = true;
        break;
      case observation::HaemMember::LYM:
        members.lymphocytes = true;
        break;
      case observation::HaemMember::WBC:
        members.white_cells = true;
        break;
    }
  }
  return members;
}

void grade_labs(Context& context) {
  static const double window = criteria().threshold("record.transfusion_window");
  const std::optional<double> first_dose = context.out.course.start;
  std::vector<LabGrade>& labs = context.out.labs;
  labs.clear();
  const auto& rows = context.record.labs;
  const GivenTimes given(context.record);

  std::array<std::size_t, haem_term_count> baseline_row;
  baseline_row.fill(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!is_graded_row(rows[i])) continue;
    const HaemTerm term = *haem_term(rows[i].test);
    LabGrade& graded_row = labs.emplace_back();
    graded_row.row = i;
    graded_row.term = term;
    graded_row.result = grade_row(rows[i], term, context.settings.ctcae);
    const bool before = first_dose && rows[i].at.known() && rows[i].at.day <= *first_dose;
    graded_row.after_baseline = first_dose && rows[i].at.known() && !before;
    // The last value at or before the first dose; a row without a usable value is no baseline.
    if (before && graded_row.result.grade) baseline_row[static_cast<std::size_t>(term)] = i;
  }

  std::array<std::optional<int>, haem_term_count>& baseline = context.out.baseline_grades;
  baseline.fill(std::nullopt);
  for (const LabGrade& graded_row : labs) {
    if (graded_row.row == baseline_row[static_cast<std::size_t>(graded_row.term)] &&
        graded_row.result.status == Status::graded) {
      baseline[static_cast<std::size_t>(graded_row.term)] = graded_row.result.grade;
    }
  }
  std::array<int, haem_term_count> worst{};
  std::array<LabGrade*, haem_term_count> first_worst{};
  for (LabGrade& graded_row : labs) {
    const auto t = static_cast<std::size_t>(graded_row.term);
    const Lab& row = rows[graded_row.row];
    FlagSet& flags = graded_row.result.flags;
    graded_row.is_baseline = graded_row.row == baseline_row[t];
    if (graded_row.after_baseline) {
      graded_row.baseline_grade = baseline[t];
      if (baseline_row[t] < rows.size())
        graded_row.baseline_value = same_unit_value(rows[baseline_row[t]], row);
      flags.raise_if(baseline[t].value_or(0) > 0, Flag::baseline_abnormal);
      flags.raise_if(!baseline[t], Flag::baseline_missing);
      graded_row.worsened = baseline[t] && graded_row.result.grade.value_or(-1) > *baseline[t];
      graded_row.treatment_emergent = graded_row.worsened;
    }
    if (row.at.known()) {
      const double day = row.at.day;
      if (graded_row.term == HaemTerm::platelets) {
        flags.raise_if(GivenTimes::within(given.platelets, day, window), Flag::platelet_transfusion);
      } else if (graded_row.term == HaemTerm::haemoglobin) {
        flags.raise_if(GivenTimes::within(given.red_cells, day, forever), Flag::rbc_transfusion);
      } else {
        flags.raise_if(GivenTimes::within(given.gcsf, day, window), Flag::gcsf);
      }
      flags.raise_if(row.at.imputed, Flag::date_imputed);
    }
    if (graded_row.treatment_emergent && *graded_row.result.grade > worst[t]) {
      worst[t] = *graded_row.result.grade;
      first_worst[t] = &graded_row;
    }
  }
  for (LabGrade* graded_row : first_worst) {
    if (graded_row) graded_row->first_worst = true;
  }
  for (const LabGrade& graded_row : labs) {
    const observation::Moment& at = rows[graded_row.row].at;
    const Grading grading = gradings[static_cast<std::size_t>(graded_row.term)];
    if (context.trace && at.known() && context.trace->wants(grading, at.day)) {
      context.trace->found = true;
      context.trace->at = at.day;
      context.trace->result = graded_row.result;
    }
  }
  grade_composite(context);
}

namespace {

/// Fever by CTCAE: above 40.0 Cel for more than 24 h is grade 4.
GradeResult grade_temperature(std::optional<double> temp, double hours_above_40,
                              const observation::Source& source) {
  struct Rules {
    std::array<const Rule*, 5> grade = {
        &criteria().rule("ctcae5_fever.0"), &criteria().rule("ctcae5_fever.1"),
        &criteria().rule("ctcae5_fever.2"), &criteria().rule("ctcae5_fever.3"),
        &criteria().rule("ctcae5_fever.4")};
    const Rule& missing = criteria().rule("ctcae5_fever.missing");
  };
  static const Rules rules;
  if (!temp) return not_evaluable(rules.missing);
  int grade = 0;
  if (at_least_value(*temp, *rules.grade[1]->threshold)) grade = 1;
  if (above(*temp, *rules.grade[2]->threshold)) grade = 2;
  if (above(*temp, *rules.grade[3]->threshold))
    grade = above(hours_above_40, *rules.grade[4]->threshold) ? 4 : 3;
  GradeResult result = graded(grade, *rules.grade[static_cast<std::size_t>(grade)]);
  result.value.number = temp;
  result.value.unit = "Cel";
  result.source = source;
  return result;
}

/// Neutrophils nearest to a time, within the window of febrile neutropenia.
const Lab* nearest_neutrophils(const Context& context, double day) {
  static const double window = criteria().threshold("record.anc_nearest") / 24;
  const Lab* nearest = nullptr;
  for (const Lab& row : context.record.labs) {
    if (row.test != LabTest::NEUT || !row.value || !row.at.known() ||
        row.specimen != observation::Specimen::BLOOD || !to_giga_per_litre(row.unit)) {
      continue;
    }
    const double distance = std::abs(row.at.day - day);
    if (distance <= window && (!nearest || distance <= std::abs(nearest->at.day - day))) nearest = &row;
  }
  return nearest;
}

}  // namespace

namespace {
/// A difference of days in minutes, without the last bits of the subtraction.
double minutes(double days) {
  return std::round(days * 24 * 60 * 1e6) / 1e6;
}
}  // namespace

void grade_fever(Context& context) {
  static const double sustained_limit = criteria().threshold("ctcae5_haem.febrile_neutropenia.sustained");
  static const double very_high = criteria().threshold("ctcae5_fever.3");
  const std::optional<double> death = context.out.course.death;
  const std::vector<HeldStep>& readings = context.work.temperature;
  double sustained_since = forever;  // for ever: no such run of readings
  double above_40_since = forever;
  double held_until = -forever;
  std::vector<std::pair<double, GradeResult>> neutropenic;
  std::vector<std::pair<double, GradeResult>> fever;
  for (const HeldStep& step : readings) {
    if (death && step.from > *death) break;
    if (step.from > held_until) sustained_since = above_40_since = forever;
    held_until = step.from + context.hold_d();
    const auto follow = [&](double& since, bool met) { since = met ? std::min(since, step.from) : forever; };
    follow(sustained_since, step.value && at_least_value(*step.value, sustained_limit));
    follow(above_40_since, step.value && above(*step.value, very_high));
    const double hours = std::max(0.0, (step.from - above_40_since) * 24);
    fever.emplace_back(step.from, grade_temperature(step.value, hours, step.source));

    FebrileNeutropeniaInputs in;
    in.temp_single_C = step.value;
    if (step.value) in.temp_sustained_min = std::max(0.0, minutes(step.from - sustained_since));
    in.source = step.source;
    const Lab* anc = nearest_neutrophils(context, step.from);
    if (anc) {
      in.anc = anc->value;
      in.unit = anc->unit;
    }
    for (const Event& event : context.record.events) {
      in.life_threatening |= event.domain == observation::Domain::HAEM &&
                             event.life_threatening == YesNo::yes && event.at.known() &&
                             event.at.day <= step.from && step.from < event.at.day + context.hold_d();
    }
    GradeResult result = febrile_neutropenia(in);
    if (anc && result.grade.value_or(0) == 0) result.source = anc->source;
    neutropenic.emplace_back(step.from, result);
  }
  const auto write = [&context](Grading grading, const auto& points) {
    for (const auto& [day, result] : points) {
      if (context.trace && context.trace->wants(grading, day)) {
        context.trace->found = true;
        context.trace->at = day;
        context.trace->result = result;
      }
      context.add_point(grading, day, context.calendar.day_of(day), result);
    }
  };
  write(Grading::FEBNEUT, neutropenic);
  write(Grading::FEVER, fever);
}

void grade_icaht(Context& context) {
  const std::optional<double> car_t = context.out.course.car_t;
  if (!car_t) return;
  const observation::Options& options = context.settings.options;
  IcahtInputs neutrophils;
  IcahtInputs platelets;
  double last = -forever;
  for (const Lab& row : context.record.labs) {
    const bool counted = row.test == LabTest::NEUT || row.test == LabTest::PLAT;
    if (!counted || !row.value || !row.at.known() || row.at.day < *car_t ||
        row.specimen != observation::Specimen::BLOOD) {
      continue;
    }
    const std::optional<double> factor = to_giga_per_litre(row.unit);
    if (!factor) continue;
    const double day = row.at.day - *car_t;
    last = std::max(last, day);
    if (row.test == LabTest::NEUT) {
      neutrophils.series.push_back({day, *row.value * *factor * 1000, row.source});
    } else {
      platelets.series.push_back({day, *row.value * *factor, row.source});
    }
  }
  std::optional<double> next_therapy;
  bool blinatumomab = false;
  const auto consider = [&](const observation::Moment& at, bool is_blinatumomab) {
    if (!at.known() || at.day <= *car_t) return;
    if (next_therapy && at.day - *car_t >= *next_therapy) return;
    next_therapy = at.day - *car_t;
    blinatumomab = is_blinatumomab;
  };
  for (const observation::Exposure& row : context.record.exposure) {
    consider(row.when.start, same_word(row.drug, "blinatumomab"));
  }
  std::optional<double> progression;
  for (const Event& event : context.record.events) {
    if (event.event == EventKind::next_therapy) {
      consider(event.at, same_word(event.term, "blinatumomab"));
    } else if ((event.event == EventKind::progression || event.event == EventKind::relapse) &&
               event.at.known() && event.at.day > *car_t) {
      progression = std::min(progression.value_or(forever), event.at.day - *car_t);
    } else if ((event.event == EventKind::last_alive || event.event == EventKind::death) &&
               event.at.known()) {
      last = std::max(last, event.at.day - *car_t);
    }
  }
  for (IcahtInputs* in : {&neutrophils, &platelets}) {
    in->next_therapy_day = next_therapy;
    in->next_therapy_is_blinatumomab = blinatumomab;
    in->progression_day = progression;
    if (last > -forever) in->last_day = last;
    in->cumulative = options.icaht_spells == observation::IcahtSpells::cumulative;
    in->censor_early = options.icaht_early_censor == observation::IcahtEarlyCensor::yes;
  }
  const TIcahtOptions t_options{options.t_icaht_limit == observation::TIcahtLimit::le, options.t_icaht_gap_d,
                                options.icaht_spells == observation::IcahtSpells::cumulative};
  static const double early_end = criteria().threshold("icaht.window.early_end");
  static const double late_end = criteria().threshold("icaht.window.late_end");
  const auto add = [&](Grading grading, double window_end, const GradeResult& result) {
    double day = window_end;
    if (last > -forever) day = std::min(day, std::max(last, 0.0));
    day += *car_t;
    if (context.trace && context.trace->wants(grading, forever)) {
      context.trace->found = true;
      context.trace->at = day;
      context.trace->result = result;
    }
    context.add_point(grading, day, context.calendar.day_of(day), result);
  };
  add(Grading::ICAHTE, early_end, icaht_early(neutrophils));
  add(Grading::ICAHTL, late_end, icaht_late(neutrophils));
  add(Grading::TICAHTE, early_end, t_icaht_early(t_icaht_early_days(platelets, t_options)));
  add(Grading::TICAHTL, late_end, t_icaht_late(t_icaht_late_findings(platelets, t_options)));
}

}  // namespace trimer::assessment::engine
