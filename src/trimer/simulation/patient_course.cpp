#include <trimer/simulation/patient_course.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/days.h>
#include <trimer/core/maths.h>
#include <trimer/simulation/course_random.h>
#include <trimer/simulation/noiseless_observation.h>
#include <trimer/simulation/virtual_subject.h>
#include <trimer/therapy/initial_state.h>

namespace trimer::simulation {
using observation::Moment;
using protocol::Observed;
using regimen::DoseEvent;
using regimen::DoseKind;
using regimen::DoseReason;

namespace {
constexpr double never = 1e9;
/// Two instants closer than this are one: a hundredth of a second.
constexpr double same_instant = 1e-7;

const std::vector<protocol::Decision>* replay_of(const CourseSettings& settings, std::uint64_t patient) {
  static const std::vector<protocol::Decision> nothing;
  if (!settings.replay) return nullptr;
  const auto found = settings.replay->find(patient);
  return found == settings.replay->end() ? &nothing : &found->second;
}
}  // namespace

PatientCourse::PatientCourse(const CourseSettings& settings, const population::VirtualPatient& patient)
    : settings_(&settings),
      patient_(patient),
      baseline_(therapy::baseline(patient.parameters, patient.covariates)),
      initial_(therapy::initial_state(patient.parameters, patient.covariates, baseline_)),
      size_{patient.covariates.weight, patient.covariates.bsa, patient.covariates.age},
      bedside_(settings.rules.support),
      protocol_(settings.rules.protocol, replay_of(settings, patient.id)),
      last_assessment_day_(settings.start_day),
      transplant_due_(never),
      transplant_death_day_(never),
      lost_day_(never) {
  record_.subject = virtual_subject(patient);
  protocol_.see(settings.start_day, Observed::age, patient.covariates.age);
  death_threshold_ = -maths::log(random(key(0), CourseDraw::death).uniform());
  infection_threshold_ = -maths::log(random(key(0), CourseDraw::infection).uniform());
  if (settings.rules.protocol.lost_per_year > 0)
    lost_day_ = -maths::log(random(key(0), CourseDraw::lost).uniform()) / settings.rules.protocol.lost_per_year *
                (days_per_month * 12);
  next_signs_ = next_counts_ = next_chemistry_ = next_marrow_ = settings.start_day;
  next_extinction_ = never;
  enqueue(regimen::cycle_doses(settings.regimen, size_, 1, 0.0));
  enqueue(regimen::intrathecal_doses(settings.regimen));
}

observation::VisitKey PatientCourse::key(double day) const { return {settings_->seed, patient_.id, day}; }

double PatientCourse::next_stop() const {
  double stop = std::min({settings_->follow_up_days, next_extinction_, transplant_due_, transplant_death_day_, lost_day_});
  if (!queue_.empty()) stop = std::min(stop, queue_.front().day);
  return stop;
}

double PatientCourse::next_look() const {
  double look = std::min({next_signs_, next_counts_, next_chemistry_, next_marrow_});
  if (next_band_ < settings_->band_days.size()) look = std::min(look, settings_->band_days[next_band_]);
  return look;
}

void PatientCourse::look(double day, const therapy::State<double>& state) {
  const auto due = [day](double next) { return next <= day + same_instant; };
  const observation::Noiseless truth = noiseless(patient_, baseline_, state);
  if (next_band_ < settings_->band_days.size() && due(settings_->band_days[next_band_])) {
    bands_.push_back(truth);
    ++next_band_;
  }
  if (due(next_counts_)) take_counts(day, truth);
  if (due(next_chemistry_)) take_chemistry(day, truth);
  if (due(next_marrow_)) take_marrow(day, truth);
  if (due(next_signs_)) take_signs(day, truth);
  decide(day);
}

bool PatientCourse::in_hospital(double day) const {
  if (protocol_.held() || infusion_rate_ <= 0) return protocol_.held();
  const auto stay = regimen::hospital_stay(settings_->regimen, std::max(cycle_, 1), cycle_start_);
  // A restart is watched as a start is.
  return (day >= stay.from_day && day < stay.to_day) || day < last_rise_day_ + 2;
}

void PatientCourse::take_signs(double day, const observation::Noiseless& truth) {
  const observation::SignReading reading = observation::read_signs(settings_->assays, key(day), truth);
  observation::record_signs(reading, record_);
  const protocol::BedsideState bedside = bedside_.observe(reading, record_);
  const ObservedGrades grades = observed_grades(bedside, crs_fever_before_);
  crs_fever_before_ = grades.crs > 0 || (crs_fever_before_ && bedside.masked);

  protocol_.see(day, Observed::crs_grade, grades.crs);
  protocol_.see(day, Observed::neuro_grade, grades.icans);
  protocol_.see(day, Observed::other_event_grade, day < infection_until_ ? infection_grade : 0);

  const auto& visits = settings_->visits;
  if (phase_ == Phase::follow_up)
    next_signs_ = day + visits.follow_up;
  else if (day < 0)
    next_signs_ = 0;
  else
    next_signs_ = day + (in_hospital(day) || day < 1 ? visits.vitals_in_hospital : visits.vitals_outside);
}

void PatientCourse::take_counts(double day, const observation::Noiseless& truth) {
  last_counts_ = observation::read_counts(settings_->assays, key(day), truth);
  observation::record_counts(settings_->assays, *last_counts_, record_);
  bedside_.observe(*last_counts_, record_);
  last_assessment_day_ = day;
  protocol_.see(day, Observed::neutrophils, last_counts_->neutrophils);
  protocol_.see(day, Observed::platelets, last_counts_->platelets);
  protocol_.see(day, Observed::haemoglobin, last_counts_->haemoglobin);
  const auto& visits = settings_->visits;
  if (phase_ == Phase::follow_up)
    next_counts_ = day + visits.follow_up;
  else if (day < 0)
    next_counts_ = 1;
  else
    next_counts_ = day + (day < cycle_start_ + visits.marrow_first ? visits.counts_in_cycle : visits.counts_between);
}

void PatientCourse::take_chemistry(double day, const observation::Noiseless& truth) {
  observation::record_chemistry(settings_->assays, key(day), truth, record_);
  observation::record_lymphocyte_subsets(settings_->assays, key(day), truth, record_);
  if (truth.csf_blasts_per_ul > 0 && day < 0)
    observation::record_csf(settings_->assays, key(day), truth, record_);
  const auto& visits = settings_->visits;
  const double since = day - last_rise_day_;
  if (phase_ == Phase::follow_up)
    next_chemistry_ = day + visits.follow_up;
  else if (day < 0)
    next_chemistry_ = 0.25;
  else
    next_chemistry_ = day + (since < 1   ? visits.vitals_in_hospital
                             : since < 3 ? visits.chemistry_first_days
                                         : visits.chemistry);
}

void PatientCourse::take_marrow(double day, const observation::Noiseless& truth) {
  if (!last_counts_ || last_counts_->day != day) take_counts(day, truth);
  const observation::MarrowReading marrow = observation::read_marrow(settings_->assays, key(day), truth);
  observation::record_marrow(settings_->assays, key(day), truth, marrow, record_);
  // Who came with leukaemia in the CSF is punctured with every marrow.
  if (day >= 0 && record_.subject.baseline_cns != observation::CnsStatus::CNS1)
    observation::record_csf(settings_->assays, key(day), truth, record_);
  if (!baseline_blast_pct_) baseline_blast_pct_ = marrow.blast_pct;
  last_assessment_day_ = day;
  protocol_.see(day, Observed::marrow_blasts, marrow.blast_pct);
  if (day < 0) {
    next_marrow_ = settings_->visits.marrow_first;
    return;
  }
  marrow_read_ = true;
  in_remission_ = observed_remission(marrow, *last_counts_, *baseline_blast_pct_);
  protocol_.see(day, Observed::remission, in_remission_ ? 1 : 0);
  if (phase_ == Phase::treatment && !treatment_.cycles.empty()) {
    treatment_.cycles.back().assessed = true;
    treatment_.cycles.back().remission = in_remission_;
  }
  if (ever_in_remission_ && !relapsed_ && observed_relapse(marrow, *last_counts_)) {
    relapsed_ = true;
    observation::Event relapse;
    relapse.event = observation::EventKind::relapse;
    relapse.cd19 = relapse_phenotype(truth);
    relapse.at = Moment::at(day);
    record_.events.push_back(relapse);
    protocol_.see(day, Observed::relapse, 1);
  }
  ever_in_remission_ = ever_in_remission_ || in_remission_;
}

}  // namespace trimer::simulation
