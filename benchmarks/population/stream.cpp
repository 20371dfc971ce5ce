#include "stream.h"

#include "clock.h"
#include "lane_solver.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trimer::benchmark {
namespace {

constexpr std::uint64_t seed = 20230888;

std::uint64_t mix(std::uint64_t x) {  // the finaliser of SplitMix64
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9;
  x ^= x >> 27;
  x *= 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// Endpoints of the patients of one thread.
struct Tally {
  double peak_il6 = 0;
  std::int64_t cleared = 0, failures = 0;
  std::uint64_t fingerprint = 0;

  void add(std::uint64_t id, const Trajectory& t, const solver::Ending& ending) {
    constexpr int il6 = therapy::state_index("interleukin_6");
    constexpr int blasts[] = {
        therapy::state_index("marrow_blasts_cd19_high"), therapy::state_index("marrow_blasts_cd19_low"),
        therapy::state_index("marrow_blasts_cd19_null"), therapy::state_index("marrow_blasts_protected")};
    const std::size_t days = t.size() / states;
    double peak = 0, first = 0, last = 0;
    for (std::size_t day = 0; day < days; ++day) peak = std::max(peak, t[day * states + il6]);
    for (int b : blasts) {
      first += t[static_cast<std::size_t>(b)];
      last += t[(days - 1) * states + static_cast<std::size_t>(b)];
    }
    peak_il6 += peak;
    cleared += last <= 0.01 * first;
    failures += ending.outcome != solver::Outcome::completed;
    std::uint64_t hash = mix(id);
    for (std::size_t i = 0; i < states; ++i)
      hash = mix(hash ^ std::bit_cast<std::uint64_t>(t[(days - 1) * states + i]));
    fingerprint += hash;
  }
};

StreamResult run(const StreamPlan& plan) {
  const Protocol course = protocol(plan.days);
  const Cohort cohort(seed);
  std::atomic<std::int64_t> next{0};
  std::mutex mutex;
  StreamResult result;
  Tally all;
  solver::Statistics statistics;
  const auto work = [&] {
    const double start = thread_seconds();
    Tally tally;
    const LaneTask task{[&](std::uint64_t& id, Patient& patient) {
                          const std::int64_t n = ++next;
                          if (n > plan.patients) return false;
                          id = static_cast<std::uint64_t>(n);
                          patient = cohort.patient(id);
                          return true;
                        },
                        [&](std::uint64_t id, const Trajectory& trajectory, const solver::Ending& ending) {
                          tally.add(id, trajectory, ending);
                        }};
    const solver::Statistics mine = solve_in_lanes(course, task, plan.tolerance, plan.level);
    const double seconds = thread_seconds() - start;
    const std::lock_guard lock(mutex);
    statistics += mine;
    result.processor_seconds += seconds;
    result.slowest_thread_seconds = std::max(result.slowest_thread_seconds, seconds);
    all.peak_il6 += tally.peak_il6;
    all.cleared += tally.cleared;
    all.failures += tally.failures;
    all.fingerprint += tally.fingerprint;
  };
  const double start = wall_seconds();
  std::vector<std::thread> threads;
  for (int i = 1; i < plan.threads; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  result.wall_seconds = wall_seconds() - start;
  const double patients = static_cast<double>(plan.patients);
  result.active = statistics.activity();
  result.steps = statistics.accepted;
  result.failures = all.failures;
  result.mean_peak_il6 = all.peak_il6 / patients;
  result.cleared = static_cast<double>(all.cleared) / patients;
  result.fingerprint = all.fingerprint;
  return result;
}

}  // namespace

StreamResult stream(const StreamPlan& plan) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe for a measurement");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process for a measurement");
  if (child == 0) {
    StreamResult result = run(plan);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    result.peak_memory_mib = static_cast<double>(usage.ru_maxrss) / 1024;
    const bool written = write(ends[1], &result, sizeof result) == static_cast<ssize_t>(sizeof result);
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  StreamResult result;
  const bool complete = read(ends[0], &result, sizeof result) == static_cast<ssize_t>(sizeof result);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!complete || status != 0) throw std::runtime_error("a measurement failed in its process");
  return result;
}

}  // namespace trimer::benchmark
