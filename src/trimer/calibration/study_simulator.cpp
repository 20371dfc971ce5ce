#include <trimer/calibration/study_simulator.h>

#include <algorithm>

#include <trimer/core/did_you_mean.h>
#include <trimer/core/fault.h>
#include <trimer/trial/study_cohort.h>

namespace trimer::calibration {

StudySimulator::StudySimulator(const CalibrationConfig& config, const StudyTargets& targets)
    : targets_(targets), parameters_(config.hyper_parameters), base_(population::parameter_model()), seed_(config.seed) {
  std::vector<std::string> ids;
  for (const evidence::Study* study : targets.studies) ids.push_back(study->id);
  for (const auto& [id, patients] : config.patients_of)
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      throw InputError("simulation.patients_of", id, "expected a study of the targets" + suggestion(id, ids));
  for (std::vector<std::size_t>& alike : trial::run_alike(targets.studies)) {
    Group group{std::move(alike), 0};
    for (const std::size_t s : group.studies) {
      const auto own = config.patients_of.find(ids[s]);
      group.patients = std::max(group.patients, own == config.patients_of.end() ? config.patients : own->second);
    }
    groups_.push_back(std::move(group));
  }
}

std::int64_t StudySimulator::patients() const {
  std::uint64_t sum = 0;
  for (const Group& group : groups_) sum += group.patients;
  return static_cast<std::int64_t>(sum);
}

inference::Simulation StudySimulator::simulate(const population::ParameterModel& model, std::uint64_t block) const {
  inference::Simulation result;
  result.statistics.resize(targets_.targets.size());
  result.patients = patients();
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    std::vector<const evidence::Study*> studies;
    for (const std::size_t s : group.studies) studies.push_back(targets_.studies[s]);
    // Groups have patients of their own, so that their sampling errors are independent.
    trial::CohortRequest request;
    request.seed = seed_ + 1000003 * g;
    request.first_patient = 1 + block * group.patients;
    request.patients = group.patients;
    request.threads = 1;
    const auto rows = trial::simulate_studies(studies, {&model, 1}, request);
    for (std::size_t t = 0; t < targets_.targets.size(); ++t) {
      const StudyTarget& target = targets_.targets[t];
      const auto found = std::find(group.studies.begin(), group.studies.end(), target.study);
      if (found == group.studies.end()) continue;
      result.statistics[t] = statistic_of(target, *targets_.studies[target.study],
                                          rows[static_cast<std::size_t>(found - group.studies.begin())]);
    }
  }
  return result;
}

inference::Problem StudySimulator::problem() const {
  return {.dimensions = parameters_.size(),
          .likelihood = targets_.likelihood(),
          .simulate = [this](std::span<const double> z, std::uint64_t block) {
            return simulate(model_at(base_, parameters_, z), block);
          }};
}

}  // namespace trimer::calibration
