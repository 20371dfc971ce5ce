/// @file
/// What an ensemble asks of the program that uses it: patients, stops, and what to do with each step.
///
/// An ensemble integrates one patient per lane and knows nothing of medicine. A Driver hands it patients and
/// is told of every accepted step; it may sample the solution anywhere in the step, change state and inputs
/// at a stop, or send the patient back to a moment inside the step.
///
/// **The instant of a stop.** The step is clipped so that time is set to the stop, not summed up to it.
/// `on_step` sees the step that ends there, with the solution from the left, x-(t). Then `on_stop` may
/// change the state; what it leaves is x+(t), from which the next step begins.
///
/// **Rewinding.** When `on_step` finds that something observed at time s inside the step demands a change at
/// a time r in (begin, end], it returns `Reply::rewind(r)`: the step is cut there, the state is that of the
/// interpolant at r, and `on_stop` is called at r. Samples taken at or before r stand. A change due after the
/// end of the step is only a new stop: `Reply::proceed_to(r)`.
///
/// A patient's numbers depend on nothing but its own start, stops and replies: not on its lane, its
/// neighbours, the width, or the order of patients.
///
/// This interface is plain: the code behind it is compiled for the baseline whatever the level of the
/// ensemble, and the calls are one or two per accepted step and patient.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trimer::solver {

/// One patient's numbers among those of all lanes.
struct Column {
  double* first = nullptr;
  int stride = 1;
  double& operator[](int i) const { return first[static_cast<std::ptrdiff_t>(i) * stride]; }
};

/// How the integration of one patient ended.
enum class Outcome : std::uint8_t {
  completed,
  step_limit_reached,   ///< too many steps
  step_size_too_small,  ///< the error test fails at the smallest step
  non_finite,           ///< derivatives or states are not finite
  singular_matrix,      ///< the linear system cannot be solved, or not accurately
  negative_state,       ///< a state stays below its lowest allowed value
};

/// Its name, as above.
[[nodiscard]] std::string_view name(Outcome outcome);

/// Where a patient begins; filled in by the driver.
struct Start {
  Column y;         ///< all states
  Column inputs;    ///< all inputs
  double time = 0;  ///< of that state
  double stop = 0;  ///< first stop, > time
};

/// An accepted step of one lane.
class Step {
 public:
  double begin;  ///< time before the step
  double end;    ///< time after it
  bool at_stop;  ///< on_stop follows at `end`

  /// State i at time t in [begin, end], by the interpolant of the method (order 4); exact at both ends.
  [[nodiscard]] double state(int i, double t) const;
  /// All states at time t.
  void states(double t, double* values) const;

 private:
  friend struct StepSource;
  const struct StepSource* source_ = nullptr;
  int lane_ = 0;
};

/// Where a Step finds its numbers; filled in by the ensemble.
struct StepSource {
  const void* before;  ///< states at `begin`, lane-interleaved
  const void* after;   ///< states at `end`
  const void* dense;   ///< three blocks of coefficients of the interpolant
  bool single;         ///< they are floats, else doubles
  int states;
  int width;
  void (*prepare_dense)(void* ensemble);  ///< computes `dense`, for all lanes
  void* ensemble;
  bool* dense_ready;
  static Step step(const StepSource& source, int lane, double begin, double end, bool at_stop);
};

/// An exact stop of one lane.
struct Stop {
  double time;
  Column y;       ///< x-(t) on entry, x+(t) on return
  Column inputs;  ///< valid from here on
};

/// The driver's answer to a step.
struct Reply {
  enum class Kind : std::uint8_t { proceed, proceed_to, rewind, finished };
  Kind kind = Kind::proceed;
  double time = 0;

  static constexpr Reply proceed() { return {}; }
  /// As proceed, with another next stop, later than the end of the step. Has no effect on a step that ends
  /// at a stop: on_stop follows and names the next.
  static constexpr Reply proceed_to(double stop) { return {Kind::proceed_to, stop}; }
  static constexpr Reply rewind(double time) { return {Kind::rewind, time}; }
  /// Nothing more is wanted of this patient.
  static constexpr Reply finished() { return {Kind::finished, 0}; }
};

/// The driver's answer to a stop.
struct Next {
  bool finished = false;
  bool changed = true;  ///< state or inputs differ from before: the step size starts anew
  double stop = 0;      ///< next stop, later than this one

  static constexpr Next finish() { return {true, false, 0}; }
  /// State or inputs were changed.
  static constexpr Next restart(double stop) { return {false, true, stop}; }
  /// Nothing was changed, the step size is kept.
  static constexpr Next go_on(double stop) { return {false, false, stop}; }
};

/// The end of one patient.
struct Ending {
  Outcome outcome = Outcome::completed;
  double time = 0;                             ///< reached
  int attempts = 1;                            ///< 1 unless it had to be integrated again
  Outcome first_failure = Outcome::completed;  ///< of the first attempt, if there were several
  std::int64_t steps = 0;                      ///< accepted, last attempt
  std::int64_t rejected = 0;                   ///< last attempt
  double largest_residual = 0;  ///< relative backward error of the linear solutions that were checked
};

class Driver {
 public:
  Driver() = default;
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  virtual ~Driver();

  /// The next patient for a free lane; false when none is left.
  virtual bool next(int lane, Start& start) = 0;
  /// The patient of this lane again from its start, after a failure: whatever was recorded of it is void.
  /// `attempt` is 2 for the first repetition.
  virtual void again(int lane, int attempt, Start& start) = 0;
  virtual Reply on_step(int lane, const Step& step) = 0;
  virtual Next on_stop(int lane, const Stop& stop) = 0;
  /// The last word on the patient of this lane, completed or not; `next` follows.
  virtual void on_end(int lane, const Ending& ending) = 0;
};

/// How to integrate. Pointers are not owned and must outlive the run.
struct Options {
  double relative_tolerance = 1e-6;
  const double* absolute_tolerance = nullptr;  ///< per state, > 0
  /// Per state, the lowest value a step may end at (-infinity: any); null: any. A step below is rejected.
  const double* lowest = nullptr;
  double largest_step = 1e300;
  std::int64_t step_limit = 100000;  ///< attempted steps of one patient
  /// After a failure the patient is integrated again from its start, tolerances divided by 10, the first
  /// steps ten times smaller, the step limit doubled; at most this many times. Recorded in Ending.
  int retries = 2;
  /// The residual of a linear solution is checked at the first step of a patient and every so many steps, and
  /// at every step for as long after one that failed; 0: never.
  int residual_interval = 128;
};

/// Counts over a run.
struct Statistics {
  std::int64_t patients = 0;
  std::int64_t failures = 0;
  std::int64_t repeated = 0;    ///< patients that needed more than one attempt
  std::int64_t sweeps = 0;      ///< steps of all lanes together
  std::int64_t lane_steps = 0;  ///< steps of lanes that held a patient
  std::int64_t accepted = 0;
  std::int64_t rejected_error = 0;
  std::int64_t rejected_other = 0;  ///< not finite, negative, inaccurate linear solution
  double largest_residual = 0;
  int width = 0;

  /// Share of lane steps that served a patient.
  [[nodiscard]] double activity() const;
  Statistics& operator+=(const Statistics& other);
};

}  // namespace trimer::solver
