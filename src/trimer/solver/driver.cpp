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

double Step::state(int i, double t) const {
  const StepSource& s = *source_;
  const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * s.width + lane_;
  if (t >= end) return s.after[at];
  if (t <= begin) return s.before[at];
  if (!*s.dense_ready) s.prepare_dense(s.ensemble);
  const std::ptrdiff_t block = static_cast<std::ptrdiff_t>(s.states) * s.width;
  const double x = (t - begin) / (end - begin), rest = 1 - x;
  const double* k = s.dense + at;
  return rest * s.before[at] + x * (s.after[at] + rest * (k[0] + x * (k[block] + x * k[2 * block])));
}

void Step::states(double t, double* values) const {
  for (int i = 0; i < source_->states; ++i) values[i] = state(i, t);
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
