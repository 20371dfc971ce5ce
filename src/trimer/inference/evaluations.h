/// @file
/// The simulator as inference sees it, and the log of every simulation that was made.
///
/// Everything else in this folder is a function of the log and a seed. So a checkpoint is the log: a run that
/// was killed starts again from the beginning, takes from the log what it holds, and goes on where it ends,
/// with the same bits as if nothing had happened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include <trimer/inference/statistic.h>
#include <trimer/inference/target.h>

namespace trimer::inference {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;

/// What the simulator answers at one point.
struct Simulation {
  std::vector<Statistic> statistics;  ///< one per target, in their order
  std::int64_t patients = 0;          ///< simulated for it
};

/// y = G(z, block): a noisy simulator whose parameters are standard normal under the prior.
struct Problem {
  std::size_t dimensions = 0;
  Likelihood likelihood{{}, {}};
  /// Called from several threads. The same block means the same virtual patients (common random numbers), so
  /// that two points of one block differ by their parameters alone.
  std::function<Simulation(std::span<const double> z, std::uint64_t block)> simulate;
};

struct Evaluation {
  std::vector<double> z;
  std::uint64_t block = 0;
  Simulation simulation;
};

struct Progress {
  std::string phase;            ///< e.g. `Kalman inversion 3, temperature 0.42`
  std::size_t evaluations = 0;  ///< made so far
  std::size_t of_this_phase = 0, phase_size = 0;
  std::int64_t patients = 0;  ///< simulated so far
};

struct EvaluationOptions {
  int threads = 1;
  std::size_t budget = 100000;            ///< most evaluations
  std::filesystem::path checkpoint = {};  ///< file of the log; empty = none
  std::string fingerprint = {};  ///< of everything that decides the result; a log of another one is refused
  std::function<void(const Progress&)> progress = {};
  std::function<bool()> stop = {};  ///< asked between evaluations: true = save the log and throw Stopped
};

/// Thrown when `stop` said so; the checkpoint is complete.
struct Stopped {};

class Evaluations {
 public:
  /// Reads the checkpoint if there is one.
  /// @throws InputError if it is damaged or belongs to another fingerprint, problem or point
  Evaluations(const Problem& problem, EvaluationOptions options);

  /// Simulates at each row of `points`, row i with block `blocks[i]`, in parallel. The result does not depend
  /// on the number of threads. The checkpoint is written at the end, and every few evaluations.
  /// @returns the position of the first new evaluation in all()
  /// @throws InputError if the budget does not suffice; Stopped
  std::size_t run(const Matrix& points, const std::vector<std::uint64_t>& blocks, const std::string& phase);

  [[nodiscard]] const Problem& problem() const { return problem_; }
  [[nodiscard]] const std::vector<Evaluation>& all() const { return all_; }
  [[nodiscard]] std::size_t left() const { return options_.budget - all_.size(); }
  [[nodiscard]] int threads() const { return options_.threads; }
  [[nodiscard]] std::int64_t patients() const { return patients_; }
  /// Of the evaluations so far, how many came from the checkpoint.
  [[nodiscard]] std::size_t resumed() const { return resumed_; }

 private:
  void load();
  void save() const;
  void report(const std::string& phase, std::size_t done, std::size_t of) const;

  const Problem& problem_;
  EvaluationOptions options_;
  std::vector<Evaluation> all_;
  std::vector<Evaluation> logged_;  ///< from the checkpoint, not asked for yet
  std::size_t resumed_ = 0;
  std::int64_t patients_ = 0;
};

}  // namespace trimer::inference
