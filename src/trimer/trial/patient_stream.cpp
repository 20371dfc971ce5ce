#include <trimer/trial/patient_stream.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace trimer::trial {

int thread_count(int asked, std::uint64_t patients) {
  const int threads = asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return static_cast<int>(std::min<std::uint64_t>(static_cast<std::uint64_t>(threads), std::max<std::uint64_t>(1, patients)));
}

solver::Statistics stream_patients(const StreamSettings& settings,
                                   const std::function<std::optional<population::VirtualPatient>()>& next,
                                   const std::function<void(FinishedPatient&&)>& receive) {
  std::vector<solver::Statistics> statistics(static_cast<std::size_t>(std::max(1, settings.threads)));
  std::vector<std::exception_ptr> errors(statistics.size());
  std::atomic<bool> stop{false};
  const auto work = [&](std::size_t thread) {
    try {
      assessment::Assessor assessor(*settings.assessment);
      simulation::CourseDriver driver(
          *settings.course, simulation::lanes_of(best_level(), settings.accuracy.precision),
          [&]() -> std::optional<population::VirtualPatient> {
            if (stop) return std::nullopt;
            return next();
          },
          [&](simulation::PatientResult&& patient) {
            const assessment::SubjectAssessment& assessed = assessor.assess(patient.record);
            const assessment::SubjectSummary summary = summarize(patient.record, assessed, *settings.assessment);
            receive({patient, assessed, summary});
          });
      statistics[thread] = simulation::integrate_therapy(driver, settings.accuracy);
    } catch (...) {
      errors[thread] = std::current_exception();
      stop = true;
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < statistics.size(); ++i) threads.emplace_back(work, i);
  work(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
  solver::Statistics all;
  for (const solver::Statistics& part : statistics) all += part;
  return all;
}

}  // namespace trimer::trial
