#include <trimer/trial/compare.h>

#include <chrono>

#include <trimer/trial/patient_stream.h>

namespace trimer::trial {

ComparisonResult compare_studies(std::span<const evidence::Study* const> studies,
                                 std::span<const population::ParameterModel> members, const CohortRequest& request,
                                 const evidence::VerdictOptions& options,
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
