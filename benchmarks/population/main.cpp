// Trimer's ensemble beside CVODE on the same patients: work, precision, threads, memory.
//
//     benchmark_population [--quick] [--folder FOLDER]
//
// Prints a table and writes population.txt, population.json and population.svg into FOLDER. Its last line is
// the ratio to CVODE at a true error of 1e-6.
#include "accuracy.h"
#include "ingredients.h"
#include "peak.h"
#include "results.h"
#include "step_flops.h"

#include <trimer/core/output_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace {

using namespace trimer;
using namespace trimer::benchmark;

struct Extent {
  WorkPrecisionPlan work_precision;
  std::int64_t most_patients;
  std::int64_t patients_by_threads;
  int most_days;
  int repetitions;  ///< of the comparison of threads
  IngredientPlan ingredients;
};

Extent extent(bool quick) {
  Extent e;
  e.work_precision.lane_tolerances = {1e-4, 1e-5, 1e-6, 1e-7, 1e-8};
  e.work_precision.single_tolerances = {1e-3, 1e-4, 1e-5};
  e.work_precision.cvode_tolerances = {1e-6, 1e-7, 1e-8, 1e-9, 1e-10};
  e.work_precision.reference_patients = quick ? 24 : 96;
  e.work_precision.lane_patients = quick ? 512 : 1024;
  e.work_precision.repetitions = quick ? 1 : 5;
  e.most_patients = quick ? 10'000 : 1'000'000;
  e.patients_by_threads = quick ? 10'000 : 40'000;
  e.most_days = quick ? 168 : 672;
  e.repetitions = 5;
  e.ingredients.patients = quick ? 128 : 512;
  e.ingredients.repetitions = quick ? 1 : 5;
  return e;
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

double load() {
  double average = 0;
  return getloadavg(&average, 1) == 1 ? average : -1;
}

/// Both thread counts in turn, so that a change of the machine's load meets both.
void measure_threads(const Extent& e, Results& results) {
  std::vector<double> wall[2], by_wall, by_processor;
  for (int repetition = 0; repetition < e.repetitions; ++repetition) {
    StreamResult measured[2];
    for (int threads = 1; threads <= 2; ++threads) {
      const StreamPlan plan{.patients = e.patients_by_threads, .threads = threads};
      measured[threads - 1] = stream(plan);
      wall[threads - 1].push_back(measured[threads - 1].wall_seconds);
      if (repetition == 0) results.by_threads.push_back({plan, measured[threads - 1]});
    }
    by_wall.push_back(measured[0].wall_seconds / measured[1].wall_seconds);
    by_processor.push_back(measured[0].processor_seconds / measured[1].slowest_thread_seconds);
  }
  for (std::size_t i = 0; i < 2; ++i) results.by_threads[i].result.wall_seconds = median(wall[i]);
  results.threads_by_wall = median(by_wall);
  results.threads_by_processor = median(by_processor);
}

/// At an error near 1e-4, as counted steps over measured time.
std::vector<Results::Share> shares(const WorkPrecisionResult& measured, double flops_per_step) {
  std::vector<Results::Share> all;
  for (const Method& m : measured.methods) {
    if (!m.level || m.rows.empty() || m.precision != simulation::Precision::f64) continue;
    const Row& r = *std::min_element(m.rows.begin(), m.rows.end(), [](const Row& a, const Row& b) {
      return std::abs(a.tolerance - 1e-5) < std::abs(b.tolerance - 1e-5);
    });
    const double steps = r.steps_per_patient / (1 - r.rejected);
    all.push_back(
        {*m.level, measured_peak(*m.level), r.patients_per_second * steps * flops_per_step, r.tolerance});
  }
  return all;
}

void run(bool quick, const std::filesystem::path& folder) {
  const Extent e = extent(quick);
  Results results;
  results.processor = processor();
  results.compiler = fmt::format("g++ {}", __VERSION__);
  results.sundials = TRIMER_SUNDIALS_VERSION;
  results.load = load();
  // First what measures memory, while this process is small.
  for (std::int64_t patients = 100; patients <= e.most_patients; patients *= 10)
    results.by_patients.push_back({{.patients = patients, .threads = patients < 1'000'000 ? 1 : 2}, {}});
  for (auto& [plan, result] : results.by_patients) {
    fmt::print(stderr, "{} patients\n", plan.patients);
    result = stream(plan);
  }
  for (int days = 42; days <= e.most_days; days *= 2) {
    fmt::print(stderr, "{} days\n", days);
    const StreamPlan plan{.patients = 1000, .days = days};
    results.by_days.push_back({plan, stream(plan)});
  }
  fmt::print(stderr, "threads\n");
  measure_threads(e, results);
  fmt::print(stderr, "work and precision\n");
  results.work_precision = measure_work_precision(e.work_precision);
  fmt::print(stderr, "ingredients\n");
  results.ingredient_plan = e.ingredients;
  results.ingredients = measure_ingredients(e.ingredients);
  results.flops_per_step = step_flops().total();
  results.shares = shares(results.work_precision, results.flops_per_step);

  std::filesystem::create_directories(folder);
  const std::string table = results_table(results);
  write_file(folder / "population.txt", table);
  write_file(folder / "population.json", results_json(results));
  write_file(folder / "population.svg", results_figure(results));
  fmt::print("{}", table);
}

}  // namespace

int main(int argc, char** argv) try {
  bool quick = false;
  std::filesystem::path folder = ".";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--quick") {
      quick = true;
    } else if (argument == "--folder" && i + 1 < argc) {
      folder = argv[++i];
    } else {
      fmt::print(stderr, "usage: benchmark_population [--quick] [--folder FOLDER]\n");
      return 2;
    }
  }
  run(quick, folder);
  return 0;
} catch (const std::exception& problem) {
  fmt::print(stderr, "benchmark_population: {}\n", problem.what());
  return 1;
}
