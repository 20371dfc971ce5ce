#include <trimer/solver/driver.h>

#include <algorithm>

namespace trimer::solver {

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed:
      return "completed";
    case Outcome::step_limit_reached:
      return "step_limit_reached";
    case Outcome::step_size_too_small:
      return "step_size_too_small";
    case Outcome::non_finite:
      return "non_finite";
    case Outcome::singular_matrix:
      return "singular_matrix";
    case Outcome::negative_state:
      return "negative_state";
  }
  return "";
}

Driver::~Driver() = default;

Step StepSource::step(const StepSource& source, int lane, double begin, double end, bool at_stop) {
  Step step;
  step.begin = begin;
  step.end = end;
  step.at_stop = at_stop;
  step.source_ = &source;
  step.lane_ = lane;
  return step;
}

namespace {

/// The interpolant of one lane at one time: the weights are the same for all its states.
template <class Real>
class Interpolant {
 public:
  Interpolant(const StepSource& source, int lane, double x)
      : before_(static_cast<const Real*>(source.before) + lane),
        after_(static_cast<const Real*>(source.after) + lane),
        dense_(static_cast<const Real*>(source.dense) + lane),
        x_(x),
        width_(source.width),
        block_(static_cast<std::ptrdiff_t>(source.states) * source.width) {}
  double operator()(int i) const {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * width_;
    const double rest = 1 - x_;
    const Real* k = dense_ + at;
    const double k0 = k[0], k1 = k[block_], k2 = k[2 * block_];
    return rest * before_[at] + x_ * (after_[at] + rest * (k0 + x_ * (k1 + x_ * k2)));
  }

 private:
  const Real *before_, *after_, *dense_;
  double x_;
  std::ptrdiff_t width_, block_;
};

/// Gives give(i, state i) for states from `first` up to `last` at one time.
template <class Real, class Give>
void states_at(const StepSource& s, int lane, const Step& step, double t, int first, int last, Give&& give) {
  if (t <= step.begin || t >= step.end) {
    const Real* from = static_cast<const Real*>(t >= step.end ? s.after : s.before) + lane;
    for (int i = first; i < last; ++i) give(i, static_cast<double>(from[static_cast<std::ptrdiff_t>(i) * s.width]));
    return;
  }
  if (!*s.dense_ready) s.prepare_dense(s.ensemble);
  const Interpolant<Real> interpolant(s, lane, (t - step.begin) / (step.end - step.begin));
  for (int i = first; i < last; ++i) give(i, interpolant(i));
}

template <class Give>
void states_at(const StepSource& s, int lane, const Step& step, double t, int first, int last, Give&& give) {
  if (s.single) states_at<float>(s, lane, step, t, first, last, give);
  else states_at<double>(s, lane, step, t, first, last, give);
}

}  // namespace

double Step::state(int i, double t) const {
  double value = 0;
  states_at(*source_, lane_, *this, t, i, i + 1, [&](int, double x) { value = x; });
  return value;
}

void Step::states(double t, double* values) const {
  states_at(*source_, lane_, *this, t, 0, source_->states, [&](int i, double x) { values[i] = x; });
}

double Statistics::activity() const {
  return sweeps == 0 ? 1 : static_cast<double>(lane_steps) / (static_cast<double>(sweeps) * width);
}

Statistics& Statistics::operator+=(const Statistics& other) {
  patients += other.patients;
  failures += other.failures;
  repeated += other.repeated;
  sweeps += other.sweeps;
  lane_steps += other.lane_steps;
  accepted += other.accepted;
  rejected_error += other.rejected_error;
  rejected_other += other.rejected_other;
  largest_residual = std::max(largest_residual, other.largest_residual);
  width = other.width;
  return *this;
}

}  // namespace trimer::solver
