#include <trimer/assessment/summary.h>

#include <trimer/assessment/assess.h>
#include <trimer/assessment/engine.h>

#include <algorithm>

namespace trimer::assessment {
namespace {

constexpr std::array<Grading, haem_term_count> lab_gradings = {Grading::NEUT, Grading::PLAT, Grading::HGB,
                                                               Grading::LYM, Grading::WBC};

/// Days in which a worst grade counts: from the first dose to 30 days after the last.
struct Window {
  double from = 0, to = 0, first_cycle_end = 0;
  bool open = false;
};

Window toxicity_window(const CourseOfTreatment& course) {
  static const double after = criteria().threshold("record.treatment_emergent_window");
  static const double first_cycle = criteria().threshold("record.first_cycle_window");
  Window window;
  if (!course.start) return window;
  window.open = true;
  window.from = *course.start;
  window.to = course.last_dose_end ? *course.last_dose_end + after : engine::forever;
  window.first_cycle_end = *course.start + first_cycle;
  return window;
}

/// Takes one graded result into the worst of its scale.
void take(WorstGrade& worst, double day, const GradeResult& result, bool in_first_cycle) {
  if (!worst.rule) worst.rule = result.rule;
  if (result.lower_bound && *result.lower_bound > worst.lower_bound.value_or(-1)) {
    worst.lower_bound = result.lower_bound;
  }
  if (!result.grade) return;
  if (in_first_cycle && *result.grade > worst.first_cycle.value_or(-1)) worst.first_cycle = result.grade;
  if (*result.grade >= 1 && !worst.onset_day) worst.onset_day = day;
  if (!worst.grade || *result.grade > *worst.grade) {
    worst.grade = result.grade;
    worst.status = result.status;
    worst.day = day;
    worst.rule = result.rule;
  }
}

void settle(WorstGrade& worst) {
  if (!worst.grade) return;
  if (worst.lower_bound.value_or(0) > *worst.grade) {
    worst.status = Status::lower_bound;
    worst.grade = worst.lower_bound;
  }
  if (worst.status == Status::graded) worst.lower_bound.reset();
}

void take_labs(const observation::SubjectRecord& record, const SubjectAssessment& assessment,
               const Window& window, SubjectSummary& summary) {
  for (const LabGrade& row : assessment.labs) {
    const observation::Moment& at = record.labs[row.row].at;
    if (!row.after_baseline || !at.known() || at.day > window.to) continue;
    const auto t = static_cast<std::size_t>(row.term);
    WorstGrade& worst = summary.worst[static_cast<std::size_t>(lab_gradings[t])];
    take(worst, at.day, row.result, at.day < window.first_cycle_end);
    if (!assessment.baseline_grades[t]) continue;
    if (!worst.worsened_to && row.result.grade) worst.worsened_to = 0;
    if (row.worsened) worst.worsened_to = std::max(worst.worsened_to.value_or(0), *row.result.grade);
  }
  for (std::size_t t = 0; t < lab_gradings.size(); ++t) {
    summary.worst[static_cast<std::size_t>(lab_gradings[t])].baseline_grade = assessment.baseline_grades[t];
  }
}

/// The composite of the worst grades of its members.
void take_composite(const observation::StudySettings& settings, SubjectSummary& summary) {
  std::array<std::optional<int>, haem_term_count> grades;
  std::array<std::optional<int>, haem_term_count> first_cycle;
  const CompositeMembers members = engine::composite_members(settings.options);
  WorstGrade& composite = summary.worst[static_cast<std::size_t>(Grading::HAEMCOMP)];
  for (std::size_t t = 0; t < lab_gradings.size(); ++t) {
    const WorstGrade& member = summary.worst[static_cast<std::size_t>(lab_gradings[t])];
    if (member.status == Status::graded) grades[t] = member.grade;
    first_cycle[t] = member.first_cycle;
  }
  const GradeResult result = haem_composite(grades, members);
  composite.grade = result.grade;
  composite.status = result.status;
  composite.lower_bound = result.lower_bound;
  composite.rule = result.rule;
  composite.first_cycle = haem_composite(first_cycle, members).grade;
  for (std::size_t t = 0; t < lab_gradings.size(); ++t) {
    if (!members.has(static_cast<HaemTerm>(t))) continue;
    const WorstGrade& member = summary.worst[static_cast<std::size_t>(lab_gradings[t])];
    if (composite.grade && member.grade == composite.grade && member.day &&
        (!composite.day || *member.day < *composite.day)) {
      composite.day = member.day;
    }
    if (member.onset_day && (!composite.onset_day || *member.onset_day < *composite.onset_day)) {
      composite.onset_day = member.onset_day;
    }
  }
}

ProfileSummary profile_summary(const ProfileAssessment& profile, const CourseOfTreatment& course) {
  ProfileSummary summary;
  summary.profile = profile.profile;
  summary.best = profile.best;
  summary.best_day = profile.best_day;
  summary.first_remission_day = profile.first_remission_day;
  summary.confirmed = profile.confirmed;
  summary.mrd = profile.best_mrd;
  summary.mrd_day = profile.best_mrd_day;
  summary.flags = profile.best_flags;
  double cycle_1_end = course.start.value_or(0) + criteria().threshold("record.first_cycle_window");
  for (const TreatmentCycle& cycle : course.cycles) {
    if (cycle.number == 2) cycle_1_end = std::max(cycle_1_end, cycle.start);
  }
  for (const MrdVisit& visit : profile.mrd) {
    const bool undetected = visit.result.undetected;
    const std::optional<double> level = undetected ? std::optional(0.0) : visit.result.level;
    if (level && *level < summary.lowest_mrd_level.value_or(engine::forever))
      summary.lowest_mrd_level = level;
    if (visit.day <= cycle_1_end && (undetected || visit.result.level))
      summary.mrd_undetected_cycle_1 = undetected;
  }
  return summary;
}

}  // namespace

SubjectSummary summarize(const observation::SubjectRecord& record, const SubjectAssessment& assessment,
                         const observation::StudySettings& settings) {
  SubjectSummary summary;
  summary.subject_id = assessment.subject_id;
  summary.treated = assessment.course.first_dose.has_value();
  summary.baseline_remission = assessment.baseline_remission;
  const Window window = toxicity_window(assessment.course);
  for (const GradePoint& point : assessment.points) {
    if (point.grading == Grading::HAEMCOMP) continue;
    const bool after_car_t = point.grading >= Grading::ICAHTE;
    if (!after_car_t && window.open && (point.day < window.from || point.day > window.to)) continue;
    take(summary.worst[static_cast<std::size_t>(point.grading)], point.day, point.result,
         window.open && point.day < window.first_cycle_end);
  }
  if (window.open) take_labs(record, assessment, window, summary);
  for (WorstGrade& worst : summary.worst) settle(worst);
  if (assessment.icans_scale) {
    const Grading unused = assessment.icans_scale == IcansScale::ice ? Grading::ICANSCAP : Grading::ICANSICE;
    summary.worst[static_cast<std::size_t>(unused)].status = Status::not_applicable;
  }
  take_composite(settings, summary);

  for (const ProfileAssessment& profile : assessment.profiles) {
    summary.responses.push_back(profile_summary(profile, assessment.course));
  }
  summary.endpoints = assessment.endpoints;
  summary.since_car_t = assessment.since_car_t;
  for (const ProfileAssessment& profile : assessment.profiles) {
    if (profile.profile == Profile::buchmann2022 && assessment.profiles.size() > 1) continue;
    summary.relapse_day = profile.relapse.day;
    summary.relapse_cd19 = profile.relapse.cd19;
    break;
  }
  summary.death_day = assessment.course.death;
  summary.death_cause = assessment.course.death_cause;
  for (const observation::Event& event : record.events) {
    if (event.event == observation::EventKind::hsct && event.at.known() && !summary.hsct_day) {
      summary.hsct_day = event.at.day;
    }
  }
  for (const Episode& episode : assessment.episodes) {
    if (!episode.reported && episode.grading == Grading::CRSASTCT && episode.treatment_emergent) {
      ++summary.crs_episodes;
    }
  }
  summary.disagreements = static_cast<int>(assessment.disagreements.size());
  return summary;
}

}  // namespace trimer::assessment
