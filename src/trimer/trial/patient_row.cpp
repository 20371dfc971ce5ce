#include <trimer/trial/patient_row.h>

#include <trimer/cohort/assessed_row.h>

namespace trimer::trial {
namespace {

void fill_baseline(const population::VirtualPatient& patient, cohort::BaselineCovariates& row) {
  const auto& c = patient.covariates;
  row.age = c.age;
  row.sex_male = patient.male;
  row.height = patient.height;
  row.weight = c.weight;
  row.bsa = c.bsa;
  row.marrow_blast_fraction = c.marrow_blast_fraction;
  row.blood_blasts_per_ul = c.blood_blasts_per_ul;
  row.neutrophils = c.neutrophils;
  row.platelets = c.platelets;
  row.haemoglobin = c.haemoglobin;
  row.t_cells_per_ul = c.t_cells_per_ul;
  row.cd8_fraction = c.cd8_fraction;
  row.treg_percent = c.treg_percent;
  row.cd19_positive_fraction = c.cd19_positive_fraction;
  row.cd19_null_fraction = c.cd19_null_fraction;
  row.cd19_sites = c.sites_high;
  row.b_cells_per_ul = c.b_cells_per_ul;
  row.car_t_per_ul = c.car_t_per_ul;
  row.prior_transplant = patient.prior_transplant;
}

cohort::TreatmentExit treatment_exit(const simulation::TreatmentCourse& treatment, bool died) {
  using cohort::TreatmentExit;
  using simulation::TreatmentEnd;
  switch (treatment.end) {
    case TreatmentEnd::completed: return TreatmentExit::completed;
    case TreatmentEnd::toxicity: return TreatmentExit::toxicity;
    case TreatmentEnd::no_remission: return TreatmentExit::no_remission;
    case TreatmentEnd::relapse: return TreatmentExit::relapse;
    case TreatmentEnd::transplant: return TreatmentExit::transplant;
    case TreatmentEnd::left: return TreatmentExit::other;
    case TreatmentEnd::excluded: return TreatmentExit::excluded;
    case TreatmentEnd::ongoing: break;
  }
  if (treatment.lost_day) return TreatmentExit::lost;
  return died ? TreatmentExit::died : TreatmentExit::ongoing;
}

}  // namespace

cohort::PatientRow patient_row(const simulation::PatientResult& result,
                               const assessment::SubjectAssessment& assessment,
                               const assessment::SubjectSummary& summary) {
  cohort::PatientRow row;
  row.patient = static_cast<std::int64_t>(result.patient.id);
  row.subject_id = result.record.subject.subject_id;
  fill_baseline(result.patient, row.baseline);
  row.outcome = solver::name(result.ending.outcome);
  row.outcome_day = result.ending.time;
  row.treatment_exit = treatment_exit(result.treatment, summary.death_day.has_value());
  if (row.failed()) row.treatment_exit = cohort::TreatmentExit::failed;
  if (row.failed()) return row;  // nothing clinical is claimed of a computation that did not end
  cohort::take_assessment(result.record, assessment, summary, row);
  row.cycles_started = result.treatment.cycles_started;
  row.interruptions = result.treatment.interruptions;
  row.interrupted_for_toxicity = result.treatment.interruptions > 0;
  row.stopped_day = result.treatment.stopped_day;
  row.stop_reason = result.treatment.stop_reason;
  for (const simulation::CycleCourse& cycle : result.treatment.cycles)
    row.cycles.push_back({cycle.held, cycle.assessed, cycle.remission});
  row.next_therapy_day = result.treatment.next_therapy_day;
  row.lost_day = result.treatment.lost_day;
  row.stopped_for_toxicity = result.treatment.stopped_for_toxicity;
  return row;
}

}  // namespace trimer::trial
