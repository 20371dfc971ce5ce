#include <trimer/simulation/virtual_subject.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <trimer/assessment/crs.h>
#include <trimer/assessment/icans.h>
#include <trimer/assessment/response.h>
#include <trimer/therapy/constants.h>
#include <trimer/therapy/hazards.h>

namespace trimer::simulation {
using observation::Cd19;
using observation::DeathCause;
using observation::Moment;
using observation::OxygenDevice;
using observation::YesNo;
using protocol::OxygenSupport;
using protocol::PressureSupport;

std::string subject_id(std::uint64_t patient) {
  char text[32];
  std::snprintf(text, sizeof text, "VP%06llu", static_cast<unsigned long long>(patient));
  return text;
}

observation::Subject virtual_subject(const population::VirtualPatient& patient) {
  const auto& covariates = patient.covariates;
  observation::Subject subject;
  subject.subject_id = patient.subject_id.empty() ? subject_id(patient.id) : patient.subject_id;
  subject.age_y = std::floor(covariates.age);
  subject.sex = patient.male ? observation::Sex::male : observation::Sex::female;
  subject.weight_kg = std::round(covariates.weight * 10) / 10;
  subject.bsa_m2 = std::round(covariates.bsa * 100) / 100;
  subject.dx = "B-ALL";
  if (patient.car_t_interval_days) {
    subject.car_t_day = -*patient.car_t_interval_days;
    subject.prior_cd19_therapy = YesNo::yes;
  } else {
    subject.prior_cd19_therapy = YesNo::no;
  }
  // Screening is a matter of eligibility, not of one smear: below 5 % the patient is in remission with
  // residual disease.
  subject.baseline_remission = covariates.marrow_blast_fraction < 0.05 ? YesNo::yes : YesNo::no;
  subject.baseline_emd = YesNo::no;
  constexpr double cns3_from_per_ul = 5;  // COG, data/criteria/cns.toml
  const double csf_blasts_per_ul = covariates.csf_blasts / therapy::Constants<double>().csf_volume;
  subject.baseline_cns = csf_blasts_per_ul >= cns3_from_per_ul ? observation::CnsStatus::CNS3
                         : csf_blasts_per_ul > 0               ? observation::CnsStatus::CNS2
                                                               : observation::CnsStatus::CNS1;
  subject.baseline_ice = 10;
  subject.developmental_delay = YesNo::no;
  return subject;
}

observation::Exposure exposure_row(double rate, double day, int cycle) {
  observation::Exposure row;
  row.drug = "blinatumomab";
  row.dose = rate;
  row.unit = "ug/d";
  row.when.start = Moment::at(day);
  row.route = "CIV";
  row.cycle = cycle;
  return row;
}

observation::Support support_row(const regimen::DoseEvent& event) {
  observation::Support row;
  const bool steroid = event.kind == regimen::DoseKind::dexamethasone;
  row.kind = steroid ? observation::SupportKind::steroid : observation::SupportKind::tocilizumab;
  row.agent = steroid ? "dexamethasone" : "tocilizumab";
  row.dose = event.value;
  row.unit = "mg";
  const bool premedication = event.reason == regimen::DoseReason::premedication;
  row.indication = premedication ? observation::Indication::other : observation::Indication::crs;
  if (premedication) row.reason = "premedication";
  row.when.start = Moment::at(event.day);
  return row;
}

ObservedGrades observed_grades(const protocol::BedsideState& bedside, bool crs_fever_before) {
  assessment::CrsInputs crs;
  crs.temp_C = bedside.temperature;
  crs.prior_crs_fever = crs_fever_before;
  crs.antipyretic_or_anticytokine = bedside.masked;
  crs.hypotension = bedside.pressure != PressureSupport::none;
  assessment::Vasopressors agents;
  agents.norepinephrine = bedside.pressure >= PressureSupport::one_vasopressor;
  agents.epinephrine = bedside.pressure == PressureSupport::two_vasopressors;
  crs.vasopressors = agents;
  crs.hypoxia = bedside.oxygen != OxygenSupport::none;
  switch (bedside.oxygen) {
    case OxygenSupport::none:
      crs.o2_device = OxygenDevice::room_air;
      break;
    case OxygenSupport::nasal_cannula:
      crs.o2_device = OxygenDevice::nasal_cannula;
      crs.o2_flow_L_min = 4;  // low flow: any value up to 6 L/min grades alike
      break;
    case OxygenSupport::facemask:
      crs.o2_device = OxygenDevice::facemask;
      break;
    case OxygenSupport::positive_pressure:
      crs.o2_device = OxygenDevice::cpap;
      break;
  }
  assessment::IcansInputs icans;
  icans.score = bedside.ice;
  icans.awake_state = observation::AwakeState::awakens_spontaneously;
  icans.seizure = observation::Seizure::none;
  icans.motor = observation::Motor::none;
  return {assessment::crs_astct2019(crs).grade.value_or(0),
          assessment::icans_by_ice(icans).grade.value_or(0)};
}

bool observed_remission(const observation::MarrowReading& marrow, const observation::CountReading& counts,
                        double baseline_blast_pct) {
  assessment::ResponseInputs inputs;
  inputs.bm_blast_pct = marrow.blast_pct;
  inputs.bm_blast_pct_baseline = baseline_blast_pct;
  inputs.bm_cellularity =
      marrow.hypoplastic ? assessment::Cellularity::hypoplastic : assessment::Cellularity::normal;
  inputs.anc = counts.neutrophils;
  inputs.plt = counts.platelets;
  inputs.pb_blast_pct = counts.blood_blast_pct;
  inputs.emd = false;
  return assessment::is_remission(assessment::response(inputs).response);
}

bool observed_relapse(const observation::MarrowReading& marrow, const observation::CountReading& counts) {
  assessment::RelapseInputs inputs;
  inputs.bm_blast_pct = marrow.blast_pct;
  inputs.pb_blast_pct = counts.blood_blast_pct;
  inputs.emd = false;
  inputs.prior = assessment::Response::CR;
  return assessment::relapse(inputs).relapse.value_or(false);
}

Cd19 relapse_phenotype(const observation::Noiseless& truth) {
  if (truth.cd19_null_fraction > 0.5) return Cd19::negative;
  return truth.cd19_positive_fraction < 0.5 ? Cd19::dim : Cd19::positive;
}

observation::Event infection_event(double day) {
  observation::Event event;
  event.event = observation::EventKind::ae;
  event.term = "infection";
  event.domain = observation::Domain::INFECTION;
  event.scale = observation::Scale::CTCAE5;
  event.grade = infection_grade;
  event.at = Moment::at(day);
  return event;
}

observation::Event death_event(double day, DeathCause cause) {
  observation::Event event;
  event.event = observation::EventKind::death;
  event.cause = cause;
  event.at = Moment::at(day);
  return event;
}

observation::Event treatment_event(observation::EventKind kind, double day) {
  observation::Event event;
  event.event = kind;
  event.at = Moment::at(day);
  return event;
}

DeathCause death_cause(const therapy::Parameters<double>& parameters, const therapy::State<double>& state,
                       double u) {
  const auto drugs = therapy::supportive_drugs(state, parameters);
  const double blasts = state.marrow_blasts_cd19_high + state.marrow_blasts_cd19_low +
                        state.marrow_blasts_cd19_null + state.marrow_blasts_protected;
  const auto h = therapy::hazards(state, parameters, drugs.dexamethasone_effect, blasts);
  double part = u * (h.death_background + h.death_leukaemia + h.death_leak + h.death_infection);
  if ((part -= h.death_leukaemia) < 0) return DeathCause::leukaemia;
  if ((part -= h.death_infection) < 0) return DeathCause::infection;
  if ((part -= h.death_leak) < 0) return DeathCause::crs;
  return DeathCause::other;
}

void close_record(observation::SubjectRecord& record, double day, double last_assessment_day, bool died) {
  const auto add = [&](observation::EventKind kind, double at) {
    observation::Event event;
    event.event = kind;
    event.at = Moment::at(at);
    record.events.push_back(event);
  };
  add(observation::EventKind::last_assessment, last_assessment_day);
  if (!died) add(observation::EventKind::last_alive, day);
  const auto by_time = [](auto& rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.at.day < b.at.day; });
  };
  const auto by_start = [](auto& rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.when.start.day < b.when.start.day; });
  };
  by_start(record.exposure);
  by_time(record.labs);
  by_time(record.vitals);
  by_start(record.support);
  by_time(record.neuro);
  by_time(record.disease);
  by_time(record.flow);
  by_time(record.events);
}

}  // namespace trimer::simulation
