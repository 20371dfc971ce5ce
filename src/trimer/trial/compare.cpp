#include <trimer/trial/compare.h>

#include <algorithm>
#include <chrono>

#include <trimer/trial/patient_stream.h>

namespace trimer::trial {

std::vector<population::ParameterModel> ensemble_members(const population::ParameterEnsemble& ensemble,
                                                         std::uint64_t patients) {
  constexpr std::uint64_t patients_of_a_member = 25;
  const std::uint64_t enough = std::max<std::uint64_t>(1, patients / patients_of_a_member);
  const population::ParameterModel base = population::parameter_model();
  std::vector<population::ParameterModel> members;
  for (const std::size_t index : ensemble.chosen(std::min<std::uint64_t>(enough, ensemble.size())))
    members.push_back(ensemble.member(base, index));
  return members;
}

ComparisonResult compare_studies(std::span<const evidence::Study* const> studies,
                                 std::span<const population::ParameterModel> members,
                                 const CohortRequest& request, const evidence::VerdictOptions& options,
                                 const std::function<void(std::uint64_t, std::uint64_t)>& done) {
  const auto begin = std::chrono::steady_clock::now();
  ComparisonResult result;
  result.threads = thread_count(request.threads, request.patients);
  std::vector<const evidence::Study*> runnable;
  for (const evidence::Study* study : studies)
    if (study->simulate) runnable.push_back(study);
  const std::uint64_t all = run_alike(runnable).size() * request.patients;
  std::function<void(std::uint64_t)> progress;
  if (done) progress = [&](std::uint64_t simulated) { done(simulated, all); };
  const auto rows = simulate_studies(runnable, members, request, progress);
  result.simulated = all;

  std::size_t next = 0;
  for (const evidence::Study* study : studies) {
    StudyComparison comparison{study, evidence::StudyTally(*study), {}};
    std::vector<evidence::StudyTally> tallies;
    if (study->simulate) {
      tallies.assign(members.size(), evidence::StudyTally(*study));
      for (const evidence::StudyRow& row : rows[next]) {
        tallies[row.member].add(row);
        comparison.tally.add(row);
      }
      ++next;
    }
    comparison.verdicts = evidence::judge_study(*study, tallies, options);
    for (const evidence::EndpointVerdict& verdict : comparison.verdicts) result.score.add(verdict);
    result.studies.push_back(std::move(comparison));
  }
  result.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace trimer::trial
