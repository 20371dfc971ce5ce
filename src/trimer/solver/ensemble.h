/// @file
/// Ensemble: many patients through one system of equations, W at a time, each with its own time and step.
///
///     lane 0   patient 17 |----|--|--------|---stop---|-|-|--...          next patient
///     lane 1   patient 18 |-|-|-|----|------end  patient 19 |--|----...
///
/// A sweep advances every lane by one step of Rodas5P of its own size with a fresh Jacobian. What follows is
/// decided lane by lane: a rejected step is repeated smaller in the next sweep, an accepted one is shown to
/// the driver, a lane that comes to a stop lets the driver change state and inputs, a lane whose patient is
/// done takes the next. No lane ever waits for another, and nothing that crosses lanes enters a number.
///
/// After a change at a stop the step size is chosen anew from f and J f at the new state, which the first
/// stage needs anyway. Without pivoting the linear solutions are not taken on trust: their backward error is
/// checked at intervals and at every failure.
///
/// **Single precision.** With FloatLanes the states, the linear algebra and the step sizes are floats, twice as many
/// in a register; times stay doubles, or a step at day 700 would be lost in rounding. The driver sees doubles.
///
/// Subnormal numbers are flushed to zero while a sweep computes (a drug long gone would otherwise slow it
/// down); the driver is called with the mode of the caller.
#pragma once

#include <trimer/core/float_lanes.h>
#include <trimer/core/lane_maths.h>
#include <trimer/solver/driver.h>
#include <trimer/solver/kernel.h>
#include <trimer/solver/rodas5p.h>

namespace trimer::solver {
inline namespace TRIMER_LEVEL {

/// Flushes subnormal results and arguments to zero in its scope.
class FlushSubnormals {
 public:
  FlushSubnormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040u); }
  ~FlushSubnormals() { _mm_setcsr(saved_); }
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;

 private:
  unsigned saved_;
};

/// Step-size control. The error of a step of size h is about C h^5; the next size aims at 1.
struct StepControl {
  static constexpr double safety = 0.9;
  static constexpr double smallest_factor = 0.2;
  static constexpr double largest_factor = 6.0;
  static constexpr double factor_after_bad_step = 0.25;  ///< not finite, negative, inaccurate solution
  static constexpr double exponent = -1.0 / rodas5p::order;
  static constexpr double least_log_error = -4.6;  ///< an error below 0.01 makes no trend
  /// A step that would end within 2 % of a stop goes to it; one that would leave less than itself goes half
  /// way.
  static constexpr double stretch = 1.02;
  /// Relative backward error above which a linear solution counts as failed.
  static constexpr double residual_limit = 1e-8, residual_limit_single = 1e-3;
  /// Smallest step, relative to the time and to the first step after the last change.
  static constexpr double resolution = 1e-14;
  static constexpr double resolution_of_first = 1e-10;
};

template <Kernel K, int W, template <int> class LaneOf = Lanes>
class alignas(64) Ensemble {
 public:
  Ensemble(Driver& driver, const Options& options) : driver_(driver), options_(options) {}

  /// Integrates until the driver has no more patients.
  Statistics run() {
    statistics_.width = W;
    fill();
    bool some = false;
    for (int lane = 0; lane < W; ++lane) some |= take_next(lane);
    take_over(Mask(active_));
    while (some && any(active_)) sweep();
    return statistics_;
  }

 private:
  using V = LaneOf<W>;
  using Mask = typename V::Mask;
  using Times = Lanes<W>;
  using Calls = KernelCalls<K, V>;
  static constexpr int n = K::states;
  static constexpr bool single = sizeof(V) == W * sizeof(float);
  static constexpr double least_rate = single ? 1e-30 : 1e-100;
  static constexpr double least_magnitude = single ? 1e-18 : 1e-280;
  static constexpr double residual_limit =
      single ? StepControl::residual_limit_single : StepControl::residual_limit;
  static constexpr bool separate_constants = requires { K::prepared; };

  struct Record {
    std::int64_t steps = 0;
    std::int64_t rejected = 0;
    int attempt = 1;
    Outcome first_failure = Outcome::completed;
    double largest_residual = 0;
    int until_check = 0;             ///< steps to the next check of a linear solution
    int vigilance = 0;               ///< checks at every step still to come after one that failed
    std::int64_t attempts_left = 0;  ///< steps until the limit
    std::int64_t patient = 0;        ///< running number
  };

  const V* constants() const {
    if constexpr (separate_constants) {
      return constants_;
    } else {
      return inputs_;
    }
  }

  static Mask none() { return V(0.0) < V(0.0); }

  void fill() {
    active_ = restart_ = none();
    for (V& v : y_) v = 0.0;
    for (V& v : after_) v = 0.0;
    for (V& v : inputs_) v = 0.0;
    time_ = 0.0;
    step_ = 1e-3;
    stop_ = 1e300;
    growth_ = StepControl::largest_factor;
    first_ = 1e-3;
    previous_step_ = previous_log_error_ = 0.0;
    strictness_ = 1.0;
    first_scale_ = 1.0;
  }

  // ------------------------------------------------------------------------------------ one lane, rarely

  /// The doubles of one lane; those of floats are a copy, which put_back() returns.
  Column column(V* values, int count, int lane, double* copy) const {
    if constexpr (single) {
      for (int i = 0; i < count; ++i) copy[i] = values[i][lane];
      return {copy, 1};
    } else {
      return {reinterpret_cast<double*>(values) + lane, W};
    }
  }
  Column state_column(int lane) { return column(after_, n, lane, scratch_); }
  Column input_column(int lane) { return column(inputs_, K::inputs, lane, input_copy_); }
  void put_back(int lane) {
    if constexpr (single) {
      for (int i = 0; i < n; ++i) after_[i].set(lane, scratch_[i]);
      for (int i = 0; i < K::inputs; ++i) inputs_[i].set(lane, input_copy_[i]);
    }
  }
  /// A difference of times as a step.
  static V span(const Times& t) {
    if constexpr (single) {
      V v;
      for (int lane = 0; lane < W; ++lane) v.set(lane, t[lane]);
      return v;
    } else {
      return t;
    }
  }

  void begin(int lane, const Start& start) {
    put_back(lane);
    time_.set(lane, start.time);
    stop_.set(lane, start.stop);
    growth_.set(lane, StepControl::largest_factor);
    restart_.set(lane, true);
    changed_inputs_ = true;
    Record& record = records_[lane];
    record.steps = record.rejected = 0;
    record.until_check = record.vigilance = 0;
    record.attempts_left = options_.step_limit << (record.attempt - 1);
    double strictness = 1, scale = 1;
    for (int i = 1; i < record.attempt; ++i) strictness *= 10, scale *= 0.1;
    strictness_.set(lane, strictness);
    first_scale_.set(lane, scale);
  }

  /// The next patient into a lane, or the lane falls idle: its state stays, its step size is harmless.
  bool take_next(int lane) {
    Start start{state_column(lane), input_column(lane), 0, 0};
    records_[lane] = Record{};
    if (exhausted_ || !driver_.next(lane, start)) {
      exhausted_ = true;
      active_.set(lane, false);
      restart_.set(lane, false);
      time_.set(lane, 0.0);
      step_.set(lane, 1e-3);
      stop_.set(lane, 1e300);
      return false;
    }
    records_[lane].patient = ++statistics_.patients;
    active_.set(lane, true);
    begin(lane, start);
    return true;
  }

  void end(int lane, Outcome outcome, double time) {
    const Record& record = records_[lane];
    statistics_.failures += outcome != Outcome::completed;
    statistics_.repeated += record.attempt > 1;
    driver_.on_end(lane, Ending{outcome, time, record.attempt, record.first_failure, record.steps,
                                record.rejected, record.largest_residual});
    take_next(lane);
  }

  void fail(int lane, Outcome outcome) {
    Record& record = records_[lane];
    if (record.attempt == 1) record.first_failure = outcome;
    if (record.attempt > options_.retries) return end(lane, outcome, time_[lane]);
    ++record.attempt;
    Start start{state_column(lane), input_column(lane), 0, 0};
    driver_.again(lane, record.attempt, start);
    begin(lane, start);
  }

  void come_to_stop(int lane, double time) {
    const Stop stop{time, state_column(lane), input_column(lane)};
    const Next next = driver_.on_stop(lane, stop);
    put_back(lane);
    if (next.finished) return end(lane, Outcome::completed, time);
    time_.set(lane, time);
    stop_.set(lane, next.stop);
    if (next.changed) {
      restart_.set(lane, true);
      changed_inputs_ = true;
    }
  }

  void accepted(int lane, const StepSource& source, double step, bool at_stop) {
    const double begin = time_[lane];
    const double end_time = at_stop ? stop_[lane] : begin + step;
    const Step view = StepSource::step(source, lane, begin, end_time, at_stop);
    const Reply reply = driver_.on_step(lane, view);
    switch (reply.kind) {
      case Reply::Kind::finished:
        return end(lane, Outcome::completed, end_time);
      case Reply::Kind::rewind:
        if (reply.time < end_time) {
          for (int i = 0; i < n; ++i) scratch_[i] = view.state(i, reply.time);
          for (int i = 0; i < n; ++i) after_[i].set(lane, scratch_[i]);
        }
        return come_to_stop(lane, reply.time < end_time ? reply.time : end_time);
      case Reply::Kind::proceed_to:
        stop_.set(lane, reply.time);
        break;
      case Reply::Kind::proceed:
        break;
    }
    time_.set(lane, end_time);
    if (at_stop) come_to_stop(lane, end_time);
  }

  static void prepare_dense(void* self) {
    auto& ensemble = *static_cast<Ensemble*>(self);
    ensemble.stages_.interpolant(ensemble.dense_);
    ensemble.dense_ready_ = true;
  }

  // ------------------------------------------------------------------------------------------ all lanes

  /// States of the lanes in `mask` from `after_`, and the constants if any inputs changed.
  void take_over(const Mask& mask) {
    for (int i = 0; i < n; ++i) y_[i] = select(mask, after_[i], y_[i]);
    if (changed_inputs_) {
      if constexpr (separate_constants) K::template prepare<V>(inputs_, constants_);
      changed_inputs_ = false;
    }
  }

  V weight(int i, const V& magnitude) const {
    return fma(V(options_.relative_tolerance), magnitude, V(options_.absolute_tolerance[i]));
  }

  /// First step after a change. With f in tolerance units and 1/s = |J f| / |f| the rate at which f itself
  /// changes, the error of a step h is about (h/s)^5 |f| s.
  [[gnu::noinline]] V first_step() {
    for (V& v : scratch_lanes_) v = 0.0;
    const V* jacobian = Calls::jacobian(linear_, constants(), jacobian_space_);
    for (int k = 0; k < K::jacobian_nonzeros; ++k) {
      const int row = K::jacobian_rows[k], column = K::jacobian_columns[k];
      scratch_lanes_[row] = fma(jacobian[k], stages_.derivatives[column], scratch_lanes_[row]);
    }
    V speed = 0.0, bend = 0.0;
    for (int i = 0; i < n; ++i) {
      const V scale = V(1.0) / weight(i, abs(y_[i]));
      const V a = stages_.derivatives[i] * scale, b = scratch_lanes_[i] * scale;
      speed = fma(a, a, speed);
      bend = fma(b, b, bend);
    }
    speed = max(sqrt(speed * V(1.0 / n)) * strictness_, V(least_rate));
    bend = max(sqrt(bend * V(1.0 / n)) * strictness_, V(least_rate));
    const V time_scale = speed / bend;
    const V units = speed * time_scale;
    return V(0.5) * first_scale_ * time_scale * exp(V(StepControl::exponent) * log(max(units, V(1e-5))));
  }

  /// Step size with the next stop in view, and whether it ends there.
  struct Clipped {
    V step;
    Mask at_stop;
    Mask shortened;
  };
  Clipped clip(const V& wanted) const {
    const V remaining = span(stop_ - time_);
    const Mask at_stop = remaining <= wanted * V(StepControl::stretch);
    const Mask close = remaining < V(2.0) * wanted;
    const V step = select(at_stop, remaining, select(close, V(0.5) * remaining, wanted));
    return {step, at_stop, step < wanted};
  }

  /// Relative backward error of u[0], solution of W u = f.
  [[gnu::noinline]] V backward_error(const V& diagonal, const V* right_hand_side) {
    for (int i = 0; i < n; ++i) {
      const V wu = diagonal * stages_.u[0][i];
      scratch_lanes_[i] = right_hand_side[i] - wu;
      magnitude_[i] = abs(right_hand_side[i]) + abs(wu);
    }
    const V* jacobian = Calls::jacobian(linear_, constants(), jacobian_space_);
    for (int k = 0; k < K::jacobian_nonzeros; ++k) {
      const int row = K::jacobian_rows[k], column = K::jacobian_columns[k];
      const V term = jacobian[k] * stages_.u[0][column];
      scratch_lanes_[row] = scratch_lanes_[row] + term;
      magnitude_[row] = magnitude_[row] + abs(term);
    }
    V worst = 0.0;
    for (int i = 0; i < n; ++i) {
      const V relative = abs(scratch_lanes_[i]) / max(magnitude_[i], V(least_magnitude));
      worst = select(relative <= worst, worst, relative);  // a NaN stays
    }
    return worst;
  }

  struct Judgement {
    V error;    ///< WRMS norm of the error estimate, 1 = tolerance
    V deficit;  ///< least distance of a state from its lowest allowed value; negative: below
  };
  /// Ends the step: `after_` = y1, and what is to be said of it.
  TRIMER_INLINE Judgement judge() {
    V sum = 0.0, deficit = 1e300;
    for (int i = 0; i < n; ++i) {
      const V estimate = stages_.u[7][i];
      const V y1 = stages_.at[i] + estimate;
      after_[i] = y1;
      const V q = estimate / weight(i, max(abs(y_[i]), abs(y1)));
      sum = fma(q, q, sum);
      if (options_.lowest != nullptr) deficit = min(deficit, y1 - V(options_.lowest[i]));
    }
    return {sqrt(sum * V(1.0 / n)) * strictness_, deficit};
  }

  /// Whether the linear solution of some lane is due for a check.
  bool residual_due() const {
    if (options_.residual_interval <= 0) return false;
    for (int lane = 0; lane < W; ++lane) {
      if (active_[lane] && records_[lane].until_check == 0) return true;
    }
    return false;
  }

  /// What a sweep found, per lane.
  struct Found {
    V tried, error;
    Mask good, finite, nonnegative, solved, at_stop;
  };

  /// One step of every lane. `after_` and `found_` hold the result; `step_` is the next size to try.
  [[gnu::noinline]] void compute() {
    dense_ready_ = false;
    Calls::derivatives_and_linear(y_, constants(), stages_.derivatives, linear_);
    if (any(restart_)) {
      first_ = select(restart_, min(first_step(), span(stop_ - time_)), first_);
      step_ = select(restart_, first_, step_);
      previous_step_ = select(restart_, V(0.0), previous_step_);
      restart_ = none();
    }
    step_ = min(V(options_.largest_step), step_);
    const Clipped now = clip(step_);
    const V reciprocal = V(1.0) / now.step;
    const V diagonal = reciprocal * V(1 / rodas5p::gamma);
    Calls::factor(linear_, constants(), diagonal, lu_);
    const bool due = residual_due();
    if (due) {
      for (int i = 0; i < n; ++i) slope_[i] = stages_.derivatives[i];
    }
    stages_.template run<K>(y_, constants(), linear_, lu_, reciprocal);
    const Judgement judgement = judge();
    const V error = judgement.error;
    const Mask finite = error < V(1e300);
    const Mask nonnegative = judgement.deficit >= V(0.0);
    Mask solved = !none();
    if (due) {
      check_solution(backward_error(diagonal, slope_), solved);
    } else if (options_.residual_interval > 0) {
      for (Record& record : records_) --record.until_check;
    }
    const Mask good = (error <= V(1.0)) & nonnegative & solved;

    // Next size: what the error asks for, and no more than what the trend of the last two errors predicts
    // (Gustafsson 1994, doi:10.1145/198429.198437); smaller after a bad step, never larger after a rejection.
    const V log_error = log(max(V(1e-12), error));
    V factor = V(StepControl::safety) * exp(V(StepControl::exponent) * log_error);
    const V predicted = V(StepControl::safety) * (now.step / previous_step_) *
                        exp(V(StepControl::exponent) * (V(2.0) * log_error - previous_log_error_));
    factor = select(good & (previous_step_ > V(0.0)), min(factor, predicted), factor);
    factor = min(max(factor, V(StepControl::smallest_factor)), growth_);
    previous_step_ = select(good, now.step, previous_step_);
    previous_log_error_ = select(good, max(V(StepControl::least_log_error), log_error), previous_log_error_);
    factor = select(finite & nonnegative & solved, factor, V(StepControl::factor_after_bad_step));
    const V next = now.step * factor;
    step_ = select(active_, select(good & now.shortened, max(next, step_), next), step_);
    growth_ = select(good, V(StepControl::largest_factor), V(1.0));
    found_ = {now.step, error, good, finite, nonnegative, solved, now.at_stop};
  }

  void sweep() {
    ++statistics_.sweeps;
    {
      const FlushSubnormals scope;
      compute();
    }
    const StepSource source{y_,
                            after_,
                            dense_,
                            single,
                            n,
                            W,
                            prepare_dense,
                            this,
                            &dense_ready_};
    const Mask active = active_;
    Mask take = none();
    for (int lane = 0; lane < W; ++lane) {
      if (!active[lane]) continue;
      ++statistics_.lane_steps;
      if (found_.good[lane] || start_over(lane)) take.set(lane, true);
      if (found_.good[lane]) show_step(lane, source);
    }
    take_over(take);
  }

  /// After an accepted step.
  void show_step(int lane, const StepSource& source) {
    Record& record = records_[lane];
    const std::int64_t patient = record.patient;
    ++statistics_.accepted;
    ++record.steps;
    const bool last = --record.attempts_left <= 0;
    accepted(lane, source, found_.tried[lane], found_.at_stop[lane]);
    if (last && active_[lane] && records_[lane].patient == patient) fail(lane, Outcome::step_limit_reached);
  }

  /// After a rejected step: true if it was one too many, so that the lane holds another start.
  bool start_over(int lane) {
    Record& record = records_[lane];
    const bool finite = found_.finite[lane], solved = found_.solved[lane],
               nonnegative = found_.nonnegative[lane];
    ++(finite && solved && nonnegative ? statistics_.rejected_error : statistics_.rejected_other);
    ++record.rejected;
    const double by_time = StepControl::resolution * __builtin_fabs(time_[lane]);
    const double by_first = StepControl::resolution_of_first * first_[lane];
    const double smallest = by_time > by_first ? by_time : by_first;
    if (--record.attempts_left <= 0) {
      fail(lane, Outcome::step_limit_reached);
    } else if (found_.tried[lane] * StepControl::smallest_factor > smallest) {
      return false;
    } else {
      fail(lane, !finite        ? cause_of_non_finite(lane)
                 : !solved      ? Outcome::singular_matrix
                 : !nonnegative ? Outcome::negative_state
                                : Outcome::step_size_too_small);
    }
    return true;
  }

  /// Judges the lanes whose check is due; a lane that fails is checked again at its next attempt.
  void check_solution(const V& error, Mask& solved) {
    for (int lane = 0; lane < W; ++lane) {
      Record& record = records_[lane];
      if (!active_[lane] || record.until_check-- > 0) continue;
      const double e = error[lane];
      const bool sound = e <= residual_limit;
      solved.set(lane, sound);
      record.vigilance = sound ? record.vigilance - 1 : options_.residual_interval;
      record.until_check = record.vigilance > 0 ? 0 : options_.residual_interval - 1;
      if (e > record.largest_residual) record.largest_residual = e;
      if (e > statistics_.largest_residual) statistics_.largest_residual = e;
    }
  }

  /// Finite derivatives and Jacobian, but no finite solution: the matrix is to blame.
  Outcome cause_of_non_finite(int lane) const {
    for (int i = 0; i < n; ++i) {
      if (!(__builtin_fabs(y_[i][lane]) < 1e300)) return Outcome::non_finite;
    }
    for (int k = 0; k < Calls::linear_size; ++k) {
      if (!(__builtin_fabs(linear_[k][lane]) < 1e300)) return Outcome::non_finite;
    }
    for (int k = 0; k < Calls::lu_size; ++k) {
      if (!(__builtin_fabs(lu_[k][lane]) < 1e300)) return Outcome::singular_matrix;
    }
    return Outcome::non_finite;
  }

  V y_[n];
  Rodas5PStages<V, n> stages_;
  V linear_[Calls::linear_size];
  V lu_[Calls::lu_size];
  V jacobian_space_[Calls::augmented ? K::jacobian_nonzeros : 1];
  V inputs_[K::inputs];
  V constants_[separate_constants ? constants_of<K> : 1];
  V after_[n];
  V dense_[3][n];
  V scratch_lanes_[n], magnitude_[n], slope_[n];
  V previous_step_, previous_log_error_;
  Times time_, stop_;
  V step_, growth_, first_, strictness_, first_scale_;
  Mask active_, restart_;
  Found found_;
  double scratch_[n];
  double input_copy_[single ? K::inputs : 1];
  Record records_[W];
  Statistics statistics_;
  Driver& driver_;
  const Options options_;
  bool dense_ready_ = false;
  bool changed_inputs_ = false;
  bool exhausted_ = false;
};

/// Integrates all patients of the driver in lanes of width W.
template <Kernel K, int W, template <int> class LaneOf = Lanes>
Statistics integrate(Driver& driver, const Options& options) {
  auto* ensemble = new Ensemble<K, W, LaneOf>(driver, options);
  const Statistics statistics = ensemble->run();
  delete ensemble;
  return statistics;
}

}  // namespace TRIMER_LEVEL
}  // namespace trimer::solver
