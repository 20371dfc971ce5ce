/// @file
/// Any number of patients, drawn as they are needed and reduced to endpoints as they end, on several threads.
#pragma once

#include <trimer/core/level.h>

#include <cstdint>

namespace trimer::benchmark {

struct StreamPlan {
  std::int64_t patients = 1000;
  int days = 42;  ///< one cycle
  int threads = 1;
  double tolerance = 1e-5;
  Level level = best_level();
};

struct StreamResult {
  double wall_seconds = 0;
  double processor_seconds = 0;  ///< of all threads
  double slowest_thread_seconds = 0;  ///< of its processor time
  double active = 0;             ///< share of lanes
  std::int64_t failures = 0;
  std::int64_t steps = 0;         ///< accepted
  double peak_memory_mib = 0;     ///< of the process
  double mean_peak_il6 = 0;       ///< [pg/mL]
  double cleared = 0;             ///< share of patients whose marrow blasts fell a hundredfold or more
  std::uint64_t fingerprint = 0;  ///< of the bits of all final states, whatever the order
};

/// Runs in a process of its own, so that its memory is its own.
/// @throws std::runtime_error if that process fails
[[nodiscard]] StreamResult stream(const StreamPlan& plan);

}  // namespace trimer::benchmark
