#include <trimer/protocol/recorded.h>

#include <algorithm>
#include <optional>

#include <trimer/protocol/patient_protocol.h>
#include <trimer/units/ucum.h>

namespace trimer::protocol {
namespace {
using assessment::Grading;
using observation::Lab;
using observation::LabTest;

/// A laboratory value in the unit of an observation; nothing where the unit is unknown or another quantity.
std::optional<double> in_unit(const Lab& lab, Observed what) {
  if (!lab.value) return std::nullopt;
  return units::convert_ucum(*lab.value, lab.unit, info(what).unit,
                             lab.test == LabTest::HGB ? units::Substance::haemoglobin : units::Substance::unspecified);
}

std::optional<Sighting> sighting(const Lab& lab) {
  const auto seen = [&](Observed what, std::optional<double> value) -> std::optional<Sighting> {
    if (!value) return std::nullopt;
    return Sighting{lab.at.day, what, *value};
  };
  const auto over_limit = [&](Observed what) {
    return seen(what, lab.value && lab.uln && *lab.uln > 0 ? std::optional(*lab.value / *lab.uln) : std::nullopt);
  };
  switch (lab.test) {
    case LabTest::NEUT:
      return seen(Observed::neutrophils, in_unit(lab, Observed::neutrophils));
    case LabTest::PLAT:
      return seen(Observed::platelets, in_unit(lab, Observed::platelets));
    case LabTest::HGB:
      return seen(Observed::haemoglobin, in_unit(lab, Observed::haemoglobin));
    case LabTest::ALT:
      return over_limit(Observed::alt_uln);
    case LabTest::AST:
      return over_limit(Observed::ast_uln);
    case LabTest::BILI:
      return over_limit(Observed::bilirubin_uln);
    default:
      return std::nullopt;
  }
}

/// The infusion that runs at an instant.
const observation::Exposure* running(const observation::SubjectRecord& record, double day) {
  for (const auto& row : record.exposure)
    if (row.drug == "blinatumomab" && row.when.start.known() && row.when.start.day <= day &&
        (!row.when.end.known() || day < row.when.end.day))
      return &row;
  return nullptr;
}

}  // namespace

std::vector<Sighting> sightings(const observation::SubjectRecord& record,
                                const assessment::SubjectAssessment& assessment) {
  std::vector<Sighting> seen;
  for (const auto& point : assessment.points)
    if (point.result.grade && (point.grading == Grading::CRSASTCT || point.grading == Grading::ICANSICE))
      seen.push_back({point.day, point.grading == Grading::CRSASTCT ? Observed::crs_grade : Observed::neuro_grade,
                      static_cast<double>(*point.result.grade)});
  for (const Lab& lab : record.labs)
    if (lab.at.known() && lab.specimen == observation::Specimen::BLOOD)
      if (const auto found = sighting(lab)) seen.push_back(*found);
  int seizures = 0;
  for (const auto& row : record.neuro)
    if (row.at.known() && row.seizure != observation::Seizure::none && row.seizure != observation::Seizure::unknown)
      seen.push_back({row.at.day, Observed::seizures, static_cast<double>(++seizures)});
  for (const auto& event : record.events)
    if (event.event == observation::EventKind::ae && event.at.known() && event.grade &&
        event.domain != observation::Domain::CRS && event.domain != observation::Domain::ICANS &&
        event.domain != observation::Domain::HAEM)
      seen.push_back({event.at.day, Observed::other_event_grade, static_cast<double>(*event.grade)});
  for (const auto& row : record.disease)
    if (row.site == observation::Site::BM && row.measure == observation::Measure::blast_pct && row.value && row.at.known())
      seen.push_back({row.at.day, Observed::marrow_blasts, *row.value});
  if (!assessment.profiles.empty()) {
    const auto& profile = assessment.profiles.front();
    for (const auto& visit : profile.visits)
      if (visit.result.response != assessment::Response::NE)
        seen.push_back({visit.day, Observed::remission, is_remission(visit.result.response) ? 1.0 : 0.0});
    if (profile.relapse.day) seen.push_back({*profile.relapse.day, Observed::relapse, 1});
  }
  std::stable_sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
  return seen;
}

std::vector<Decision> asked_of_record(const Protocol& protocol, const observation::SubjectRecord& record,
                                      const assessment::SubjectAssessment& assessment) {
  PatientProtocol patient(protocol);
  int cycle = 1, last_cycle = 1;
  for (const auto& row : record.exposure) last_cycle = std::max(last_cycle, row.cycle.value_or(1));
  const std::vector<Sighting> seen = sightings(record, assessment);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double day = seen[i].day;
    patient.see(day, seen[i].what, seen[i].value);
    if (i + 1 < seen.size() && seen[i + 1].day == day) continue;  // what is seen at one instant is judged together
    Instant now;
    now.day = day;
    now.screening = day < 0;
    const observation::Exposure* infusion = running(record, day);
    if (infusion) cycle = infusion->cycle.value_or(cycle);
    now.cycle = cycle;
    now.last_cycle = last_cycle;
    now.infusing = infusion != nullptr && !patient.held();
    now.remission_at_start = assessment.baseline_remission;
    (void)patient.decide(now);
  }
  return patient.decisions();
}

}  // namespace trimer::protocol
