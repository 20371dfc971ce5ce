#include <trimer/trial/sample_patient.h>

namespace trimer::trial {

SamplePatient sample_patient(const simulation::PatientResult& result,
                             const assessment::SubjectAssessment& assessment,
                             const assessment::SubjectSummary& summary) {
  SamplePatient sample;
  sample.subject_id = result.record.subject.subject_id;
  sample.last_day = result.ending.time;
  if (!summary.responses.empty()) {
    sample.best_response = summary.responses.front().best;
    sample.remission_day = summary.responses.front().first_remission_day;
  }
  sample.relapse_day = summary.relapse_day;
  sample.transplant_day = result.treatment.transplant_day;
  sample.next_therapy_day = result.treatment.next_therapy_day;
  sample.lost_day = result.treatment.lost_day;
  sample.death_day = summary.death_day;
  for (const auto& row : result.record.exposure)
    sample.infusions.push_back({row.when.start.day, row.when.end.day, row.dose.value_or(0)});
  // A hold lasts to the restart or to the end of treatment; drugs ordered meanwhile do not end it.
  using protocol::Effect;
  double held = -1;
  for (const auto& decision : result.decisions) {
    if (decision.effect == Effect::hold) {
      held = decision.day;
    } else if (held >= 0 && decision.effect != Effect::dexamethasone && decision.effect != Effect::tocilizumab) {
      sample.holds.emplace_back(held, decision.at_day);
      held = -1;
    }
  }
  if (held >= 0) sample.holds.emplace_back(held, sample.last_day);
  for (const auto& point : assessment.points) {
    if (point.grading != assessment::Grading::CRSASTCT) continue;
    const int grade = point.result.grade.value_or(-1);
    if (!sample.crs.empty()) sample.crs.back().end_day = point.day;
    if (sample.crs.empty() || sample.crs.back().grade != grade)
      sample.crs.push_back({point.day, point.day, grade});
  }
  if (!sample.crs.empty()) sample.crs.back().end_day = sample.last_day;
  std::erase_if(sample.crs, [](const auto& stretch) { return stretch.grade == 0; });
  return sample;
}

}  // namespace trimer::trial
