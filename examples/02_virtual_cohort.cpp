// A cohort of fifty: simulate, observe, assess from the records, count, and say how certain a count is.
#include <filesystem>

#include <fmt/core.h>

#include <trimer/cohort/proportion.h>
#include <trimer/scenario/scenario.h>
#include <trimer/trial/run.h>

using namespace trimer;

int main() {
  const scenario::Scenario scenario = scenario::parse_scenario(R"(
title = "Fifty patients after CAR-T failure"
seed  = 1

[population]
name     = "after_car_t"
patients = 50

[regimen]
preset = "label_relapsed_refractory"

[follow_up]
months = 6
)",
                                                               "fifty.toml");

  const auto folder = std::filesystem::temp_directory_path() / "trimer_example_02";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const trial::RunResult result = trial::run(scenario, {}, folder, nullptr);

  const cohort::Count& response = result.tally.proportion("cr_crh_cri");
  const cohort::Interval exact = cohort::clopper_pearson(response.k, response.n);
  fmt::print("{} patients, {} failed\n", result.tally.patients(), result.tally.failed());
  fmt::print("CR, CRh or CRi: {}/{}, exact 95 % interval {:.0f} to {:.0f} %\n", response.k, response.n, 100 * exact.low,
             100 * exact.high);
  // A series of five like these patients would show between these shares of responses.
  const cohort::Interval five = cohort::prediction_interval(response.k, response.n, 5);
  fmt::print("in a series of five: {:.0f} to {:.0f} %\n", 100 * five.low, 100 * five.high);
  std::filesystem::remove_all(folder);
}
