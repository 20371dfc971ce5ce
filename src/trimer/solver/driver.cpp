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
class Interpolant {
 public:
  Interpolant(const StepSource& source, int lane, double x)
      : before_(source.before + lane),
        after_(source.after + lane),
        dense_(source.dense + lane),
        x_(x),
        width_(source.width),
        block_(static_cast<std::ptrdiff_t>(source.states) * source.width) {}
  double operator()(int i) const {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * width_;
    const double rest = 1 - x_;
    const double* k = dense_ + at;
    return rest * before_[at] + x_ * (after_[at] + rest * (k[0] + x_ * (k[block_] + x_ * k[2 * block_])));
  }

 private:
  const double *before_, *after_, *dense_;
  double x_;
  std::ptrdiff_t width_, block_;
};

}  // namespace

double Step::state(int i, double t) const {
  const StepSource& s = *source_;
  const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * s.width + lane_;
  if (t >= end) return s.after[at];
  if (t <= begin) return s.before[at];
  if (!*s.dense_ready) s.prepare_dense(s.ensemble);
  return Interpolant(s, lane_, (t - begin) / (end - begin))(i);
}

void Step::states(double t, double* values) const {
  const StepSource& s = *source_;
  if (t <= begin || t >= end) {
    const double* from = (t >= end ? s.after : s.before) + lane_;
    for (int i = 0; i < s.states; ++i) values[i] = from[static_cast<std::ptrdiff_t>(i) * s.width];
    return;
  }
  if (!*s.dense_ready) s.prepare_dense(s.ensemble);
  const Interpolant interpolant(s, lane_, (t - begin) / (end - begin));
  for (int i = 0; i < s.states; ++i) values[i] = interpolant(i);
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
