/// @file
/// The patients of the benchmark: drawn as any cohort, with fixed doses, no decisions, daily outputs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <trimer/simulation/generated/therapy_inputs.h>
#include <trimer/therapy/dosing.h>
#include <trimer/therapy/state.h>

namespace trimer::benchmark {

inline constexpr int states = therapy::state_count;
inline constexpr int inputs = simulation::therapy_inputs;

struct Patient {
  std::array<double, states> y;
  std::array<double, inputs> inputs_at_start;
};

struct TimedDose {
  double day;
  therapy::Dose dose;
};

/// The label's relapsed or refractory regimen: 9 ug/d for 7 days, 28 ug/d to day 28, 14 days off, then 28
/// ug/d; dexamethasone 20 mg one hour before the start, the step and the second cycle.
struct Protocol {
  double begin = -0.1;
  double end;  ///< last output
  std::vector<TimedDose> doses;
  std::vector<double> stops;  ///< days of doses, increasing, then `end`
  int outputs;                ///< days 1, 2, … end; at a dose the state before it
};
[[nodiscard]] Protocol protocol(int days);

/// Patient id (from 1) of the population `relapsed_refractory`.
class Cohort {
 public:
  explicit Cohort(std::uint64_t seed);
  ~Cohort();
  Cohort(const Cohort&) = delete;
  Cohort& operator=(const Cohort&) = delete;
  [[nodiscard]] Patient patient(std::uint64_t id) const;

 private:
  struct Generator;
  Generator* generator_;
};

/// Changes state and inputs as the dose says (therapy/dosing.h); both are anything indexed.
template <class Y, class I>
void apply_dose(const therapy::Dose& dose, Y&& y, I&& in) {
  std::array<double, states> values;
  for (int i = 0; i < states; ++i) values[static_cast<std::size_t>(i)] = y[i];
  therapy::State<double> state = therapy::state_from(values.data());
  double rate = in[simulation::therapy_infusion_rate];
  therapy::apply(dose, state, rate);
  values = therapy::to_array(state);
  for (int i = 0; i < states; ++i) y[i] = values[static_cast<std::size_t>(i)];
  in[simulation::therapy_infusion_rate] = rate;
}

}  // namespace trimer::benchmark
