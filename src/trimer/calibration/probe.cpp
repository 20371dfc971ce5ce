#include <trimer/calibration/probe.h>

#include <algorithm>
#include <atomic>

#include <trimer/core/fault.h>
#include <trimer/trial/patient_row.h>
#include <trimer/trial/patient_stream.h>

namespace trimer::calibration {
namespace {

constexpr double before_dose = -0.05, first_day = 1, expansion_day = 17, last_day = 43;

std::vector<double> days() {
  std::vector<double> list{before_dose};
  for (int i = 1; i <= 24; ++i) list.push_back(i / 24.0);
  for (int i = 5; i <= 28; ++i) list.push_back(i / 4.0);
  for (int day = 8; day <= static_cast<int>(last_day); ++day) list.push_back(day);
  return list;
}

void read_bands(const std::vector<double>& at, const std::vector<observation::Noiseless>& bands, ProbePatient& patient) {
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const observation::Noiseless& truth = bands[i];
    if (at[i] <= first_day) patient.interleukin_6_peak = std::max(patient.interleukin_6_peak, truth.interleukin_6);
    if (at[i] == expansion_day && bands[0].t_cells_per_ul > 0)
      patient.t_cells_day_17 = truth.t_cells_per_ul / bands[0].t_cells_per_ul;
    if (!patient.b_cells_low_day && at[i] > 0 && truth.b_cells_per_ul < 1) patient.b_cells_low_day = at[i];
  }
}

}  // namespace

std::vector<ProbePatient> probe(const evidence::Study& study, const trial::StudyPlan& plan,
                                std::span<const population::ParameterModel> members, const ProbeRequest& request) {
  const evidence::StudyReader reader(study);
  const observation::StudySettings assessment = reader.settings();
  simulation::CourseSettings course;
  course.seed = request.seed;
  course.regimen = plan.regimen;
  course.rules = protocol::load_rules();
  course.assays = observation::load_assays();
  course.visits = plan.visits;
  course.follow_up_days = request.follow_up_days;
  course.band_days = days();
  std::vector<population::PatientGenerator> generators;
  for (const population::ParameterModel& member : members) generators.emplace_back(plan.population, member, request.seed);

  std::vector<std::optional<ProbePatient>> found(request.patients);
  std::atomic<std::uint64_t> next{0};
  trial::stream_patients(
      {&course, &assessment, {}, trial::thread_count(request.threads, request.patients)},
      [&]() -> std::optional<population::VirtualPatient> {
        const std::uint64_t position = next++;
        if (position >= request.patients) return std::nullopt;
        const auto member = static_cast<std::size_t>(position * generators.size() / request.patients);
        return generators[member].patient(request.first_patient + position);
      },
      [&](trial::FinishedPatient&& patient) {
        ProbePatient one{trial::patient_row(patient.result, patient.assessment, patient.summary), {}, 0, {}, {}};
        if (one.row.failed()) return;
        one.readings = reader.read({one.row, patient.result.record, patient.assessment, patient.summary});
        read_bands(course.band_days, patient.result.bands, one);
        found[patient.result.patient.id - request.first_patient] = std::move(one);
      });
  std::vector<ProbePatient> patients;
  for (auto& one : found)
    if (one) patients.push_back(std::move(*one));
  return patients;
}

std::optional<double> share(const evidence::Study& study, std::string_view endpoint,
                            std::span<const ProbePatient> patients) {
  std::size_t position = 0;
  while (position < study.endpoints.size() && study.endpoints[position].name != endpoint) ++position;
  if (position == study.endpoints.size())
    throw InputError("endpoint", endpoint, "expected an endpoint of " + study.id);
  double k = 0, n = 0;
  for (const ProbePatient& patient : patients) {
    const cohort::Reading reading = patient.readings[position].counts;
    if (reading == cohort::Reading::outside) continue;
    ++n;
    k += reading == cohort::Reading::yes ? 1 : 0;
  }
  return n > 0 ? std::optional(k / n) : std::nullopt;
}

}  // namespace trimer::calibration
