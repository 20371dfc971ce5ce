#include <trimer/cohort/assessed_row.h>

#include <algorithm>

namespace trimer::cohort {

namespace {

using assessment::Grading;
using assessment::Mrd;
using assessment::Response;
using assessment::SubjectAssessment;
using assessment::SubjectSummary;
using observation::SubjectRecord;

/// A gap between two infusions of one cycle that is an interruption, not a change of bag [d] (assumed: 1 h).
constexpr double shortest_interruption = 1.0 / 24;

BestResponse best_response(Response response) {
  switch (response) {
    case Response::CR:
      return BestResponse::CR;
    case Response::CRh:
      return BestResponse::CRh;
    case Response::CRi:
      return BestResponse::CRi;
    case Response::MLFS:
    case Response::BLAST_FREE:
      return BestResponse::BLAST_FREE;
    case Response::PR:
      return BestResponse::PR;
    case Response::SD:
      return BestResponse::SD;
    case Response::NOT_CR:
    case Response::FAILURE:
    case Response::NR:
      return BestResponse::NR;
    case Response::PD:
      return BestResponse::PD;
    case Response::NE:
      return BestResponse::not_evaluable;
    case Response::NOT_APPLICABLE:
      return BestResponse::not_applicable;
  }
  return BestResponse::not_evaluable;
}

/// Nothing for patients who came without leukaemia in the CSF, or were not punctured again.
std::optional<bool> csf_clear(const SubjectRecord& record, const SubjectAssessment& assessment) {
  using observation::CnsStatus;
  if (!assessment.course.start) return std::nullopt;
  CnsStatus before = record.subject.baseline_cns, after = CnsStatus::unknown;
  for (const assessment::CnsVisit& visit : assessment.cns) {
    if (visit.result.cns == CnsStatus::unknown) continue;
    (visit.day <= *assessment.course.start ? before : after) = visit.result.cns;
  }
  if (record.subject.baseline_cns != CnsStatus::unknown) before = record.subject.baseline_cns;
  if (before == CnsStatus::unknown || before == CnsStatus::CNS1 || after == CnsStatus::unknown)
    return std::nullopt;
  return after == CnsStatus::CNS1;
}

BestMrd best_mrd(Mrd mrd) {
  switch (mrd) {
    case Mrd::MRD_CR:
      return BestMrd::complete;
    case Mrd::MRD_RESPONSE:
    case Mrd::MRD_INTERMEDIATE:
      return BestMrd::response;
    case Mrd::MRD_FAILURE:
      return BestMrd::failure;
    case Mrd::MRD_INDETERMINATE:
    case Mrd::NE:
      return BestMrd::not_evaluable;
    case Mrd::NOT_APPLICABLE:
      return BestMrd::not_applicable;
  }
  return BestMrd::not_evaluable;
}

RelapseCd19 relapse_cd19(observation::Cd19 cd19) {
  switch (cd19) {
    case observation::Cd19::positive:
      return RelapseCd19::positive;
    case observation::Cd19::dim:
      return RelapseCd19::dim;
    case observation::Cd19::negative:
      return RelapseCd19::negative;
    case observation::Cd19::unknown:
      break;
  }
  return RelapseCd19::unknown;
}

std::string_view cause_text(observation::DeathCause cause) {
  switch (cause) {
    case observation::DeathCause::crs:
      return "crs";
    case observation::DeathCause::icans:
      return "icans";
    case observation::DeathCause::leukaemia:
      return "leukaemia";
    case observation::DeathCause::infection:
      return "infection";
    case observation::DeathCause::other:
      return "other";
    case observation::DeathCause::unknown:
      break;
  }
  return "unknown";
}

WorstGrade worst_grade(const assessment::WorstGrade& summary) {
  WorstGrade worst;
  worst.grade = summary.grade;
  worst.lower_bound = summary.status == assessment::Status::lower_bound;
  if (worst.grade.value_or(0) > 0) worst.day = summary.day;
  worst.cycle_1 = summary.first_cycle;
  worst.baseline = summary.baseline_grade;
  worst.onset = summary.onset_day;
  return worst;
}

WorstGrade infection(const SubjectRecord& record, const SubjectAssessment& assessment) {
  WorstGrade worst;
  if (record.events.empty()) return worst;
  static const double after = assessment::criteria().threshold("record.treatment_emergent_window");
  static const double first_cycle = assessment::criteria().threshold("record.first_cycle_window");
  const auto& course = assessment.course;
  worst.grade = worst.cycle_1 = 0;
  for (const observation::Event& event : record.events) {
    if (event.event != observation::EventKind::ae || event.domain != observation::Domain::INFECTION) continue;
    if (!course.start || !event.at.known()) {
      // An infection without a day, or without a first dose to count from, may lie inside the window.
      worst.lower_bound = true;
      continue;
    }
    const double day = event.at.day - *course.start;
    if (day < 0 || (course.last_dose_end && event.at.day > *course.last_dose_end + after)) continue;
    if (!worst.onset || event.at.day < *worst.onset) worst.onset = event.at.day;
    if (!event.grade) {
      worst.lower_bound = true;
      continue;
    }
    if (*event.grade > *worst.grade) {
      worst.grade = event.grade;
      worst.day = event.at.day;
    }
    if (day < first_cycle) worst.cycle_1 = std::max(*worst.cycle_1, *event.grade);
  }
  return worst;
}

std::optional<EventTime> event_time(const assessment::TimeToEvent& time) {
  if (!time.known()) return std::nullopt;
  return EventTime{time.days, time.event == 1};
}

void take_baseline(const SubjectRecord& record, const SubjectAssessment& assessment,
                   BaselineCovariates& baseline) {
  const observation::Subject& subject = record.subject;
  if (!baseline.age) baseline.age = subject.age_y;
  if (!baseline.sex_male && subject.sex != observation::Sex::unknown) {
    baseline.sex_male = subject.sex == observation::Sex::male;
  }
  if (!baseline.weight) baseline.weight = subject.weight_kg;
  if (!baseline.bsa) baseline.bsa = subject.bsa_m2;
  if (baseline.marrow_blast_fraction || !assessment.course.start) return;
  for (const observation::Disease& row : record.disease) {
    if (row.site != observation::Site::BM || row.measure != observation::Measure::blast_pct || !row.value)
      continue;
    if (row.at.known() && row.at.day <= *assessment.course.start)
      baseline.marrow_blast_fraction = *row.value / 100;
  }
}

void take_treatment(const SubjectRecord& record, const SubjectAssessment& assessment, PatientRow& row) {
  row.cycles_started = static_cast<int>(assessment.course.cycles.size());
  row.interruptions = 0;
  row.infusion_days = 0;
  row.total_dose = 0;
  const observation::Exposure* before = nullptr;
  for (const observation::Exposure& exposure : record.exposure) {
    if (exposure.drug != "blinatumomab" || !exposure.when.start.known()) continue;
    if (before != nullptr && before->cycle == exposure.cycle && before->when.end.known() &&
        exposure.when.start.day - before->when.end.day > shortest_interruption) {
      ++row.interruptions;
    }
    before = &exposure;
    if (!exposure.when.end.known()) continue;
    const double days = exposure.when.end.day - exposure.when.start.day;
    row.infusion_days += days;
    if (!exposure.dose) continue;
    if (exposure.unit == "ug/d") row.total_dose += days * *exposure.dose;
    if (exposure.unit == "ug/m2/d" && record.subject.bsa_m2) {
      row.total_dose += days * *exposure.dose * *record.subject.bsa_m2;
    }
  }
}

}  // namespace

void take_assessment(const SubjectRecord& record, const SubjectAssessment& assessment,
                     const SubjectSummary& summary, PatientRow& row) {
  row.subject_id = summary.subject_id;
  take_baseline(record, assessment, row.baseline);
  take_treatment(record, assessment, row);

  if (!summary.responses.empty()) {
    const assessment::ProfileSummary& response = summary.responses.front();
    row.best_response = best_response(response.best);
    row.best_response_day = response.best_day;
    row.first_response_day = response.first_remission_day;
    row.mrd = best_mrd(response.mrd);
    row.mrd_day = response.mrd_day;
    row.lowest_mrd = response.lowest_mrd_level;
    row.mrd_undetected_cycle_1 = response.mrd_undetected_cycle_1;
  }

  row.csf_clear = csf_clear(record, assessment);

  row.crs = worst_grade(summary.worst_of(Grading::CRSASTCT));
  row.icans = worst_grade(summary.icans());
  row.pyrexia = worst_grade(summary.worst_of(Grading::FEVER));
  row.neutropenia = worst_grade(summary.worst_of(Grading::NEUT));
  row.thrombocytopenia = worst_grade(summary.worst_of(Grading::PLAT));
  row.anaemia = worst_grade(summary.worst_of(Grading::HGB));
  row.lymphopenia = worst_grade(summary.worst_of(Grading::LYM));
  row.infection = infection(record, assessment);

  row.overall_survival = event_time(summary.endpoint(assessment::Endpoint::OS));
  row.event_free_survival = event_time(summary.endpoint(assessment::Endpoint::EFS));
  row.relapse_free_survival = event_time(summary.endpoint(assessment::Endpoint::RFS));
  row.duration_of_response = event_time(summary.endpoint(assessment::Endpoint::DOR));
  row.relapse_day = summary.relapse_day;
  row.relapse_cd19 = relapse_cd19(summary.relapse_cd19);
  row.transplant_day = summary.hsct_day;
  row.death_day = summary.death_day;
  if (summary.death_day) row.death_cause = cause_text(summary.death_cause);
}

}  // namespace trimer::cohort
