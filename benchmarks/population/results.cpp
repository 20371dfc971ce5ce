#include "results.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace trimer::benchmark {
namespace {

std::string number(double value, const char* format = "{:.1f}") {
  return std::isfinite(value) ? fmt::format(fmt::runtime(format), value) : "not measured";
}

const Method* method(const Results& results, const std::string& name) {
  for (const Method& m : results.work_precision.methods)
    if (m.name == name) return &m;
  return nullptr;
}

double rate(const Results& results, const std::string& name, double error) {
  const Method* m = method(results, name);
  if (m == nullptr) return std::numeric_limits<double>::quiet_NaN();
  return rate_at_error({std::vector<WorkPrecision>(m->rows.begin(), m->rows.end())}, error);
}

std::string stream_table(const std::vector<Results::Measured>& rows) {
  std::string text =
      "  patients  days threads       wall s  core s  patients/core s  ms/patient/day  lanes active  memory MiB  "
      "failed  fingerprint\n";
  for (const auto& [plan, r] : rows)
    text +=
        fmt::format("{:>10} {:>5} {:>7} {:>12.3f} {:>7.2f} {:>16.0f} {:>15.5f} {:>12.1f}% {:>11.1f} {:>7}  {:016x}\n",
                    plan.patients, plan.days, plan.threads, r.wall_seconds, r.processor_seconds,
                    static_cast<double>(plan.patients) / r.processor_seconds,
                    1e3 * r.processor_seconds / static_cast<double>(plan.patients * plan.days), 100 * r.active,
                    r.peak_memory_mib, r.failures, r.fingerprint);
  return text;
}

std::string memory_text(const Results& results) {
  const auto memory = [&](std::int64_t patients) {
    for (const auto& [plan, result] : results.by_patients)
      if (plan.patients == patients) return result.peak_memory_mib;
    return std::numeric_limits<double>::quiet_NaN();
  };
  return fmt::format("memory at 100000 patients over that at 1000: {}\n",
                     number(memory(100'000) / memory(1000), "{:.2f}"));
}

std::string threads_text(const Results& results) {
  const auto& rows = results.by_threads;
  std::string text = "\nThreads\n" + stream_table(rows);
  if (rows.size() > 1)
    text += fmt::format(
        "two threads over one: {:.2f} by wall time, {:.2f} by processor time, {} bits\n", results.threads_by_wall,
        results.threads_by_processor,
        rows[0].result.fingerprint == rows[1].result.fingerprint ? "the same" : "OTHER");
  return text;
}

std::string ingredients_text(const Results& results) {
  if (results.ingredients.empty()) return "";
  const IngredientPlan& plan = results.ingredient_plan;
  std::string text = fmt::format("\nWhat the ingredients are worth ({}, tolerance {:.0e}, {} days)\n",
                                 instruction_set(plan.level), plan.tolerance, plan.days);
  text += "                                          patients/core s  steps/patient  slower by\n";
  for (const Ingredient& i : results.ingredients)
    text += fmt::format("{:<41} {:>15.1f} {:>14.0f} {:>10.2f}\n", i.name, i.patients_per_second, i.steps_per_patient,
                        results.ingredients.front().patients_per_second / i.patients_per_second);
  return text;
}

}  // namespace

double Results::ratio(Level level, double error, const std::string& competitor) const {
  return rate(*this, "Trimer, " + instruction_set(level), error) / rate(*this, competitor, error);
}

std::string results_table(const Results& results) {
  const WorkPrecisionResult& wp = results.work_precision;
  std::string text =
      fmt::format("{}\n{}; CVODE of {} built with -O3 -march=native\nload before: {:.1f} processes\n\n",
                  results.processor, results.compiler, results.sundials, results.load);
  text += fmt::format(
      "Work and precision, one core, medians. The reference agrees with the ensemble at 1e-11 to {:.1e}.\n\n",
      wp.reference_error);
  text +=
      "method              tolerance     error  patients/core s  steps/patient  rejected  lanes active  "
      "failed\n";
  for (const Method& m : wp.methods) {
    if (m.rows.empty()) text += fmt::format("{:<18} not measured\n", m.name);
    for (const Row& r : m.rows)
      text += fmt::format("{:<18} {:>10.0e} {:>9.1e} {:>16.1f} {:>14.0f} {:>9} {:>13} {:>7}\n", m.name,
                          r.tolerance, r.error, r.patients_per_second, r.steps_per_patient,
                          m.level ? fmt::format("{:.1f}%", 100 * r.rejected) : "-",
                          m.level ? fmt::format("{:.1f}%", 100 * r.active) : "-", r.failures);
  }
  text += "\nAt equal error, one core                          ";
  for (double error : compared_errors) text += fmt::format("{:>14.0e}", error);
  text += '\n';
  for (const Method& m : wp.methods) {
    text += fmt::format("{:<50}", m.name + ", patients/s");
    for (double error : compared_errors) text += fmt::format("{:>14}", number(rate(results, m.name, error)));
    text += '\n';
  }
  for (const char* competitor : {"CVODE, dense", "CVODE, sparse"})
    for (Level level : compared_levels) {
      text += fmt::format("{:<50}", fmt::format("Trimer, {} over {}", instruction_set(level), competitor));
      for (double error : compared_errors)
        text += fmt::format("{:>14}", number(results.ratio(level, error, competitor)));
      text += '\n';
    }
  text += "\nPatients drawn as needed and reduced to endpoints\n" + stream_table(results.by_patients) + memory_text(results);
  text += "\nDays\n" + stream_table(results.by_days);
  text += threads_text(results);
  text += ingredients_text(results);
  text +=
      fmt::format("\nShare of the core's peak of multiply-adds, {:.0f} operations in a step of a patient\n",
                  results.flops_per_step);
  for (const auto& s : results.shares)
    text += fmt::format("{:<9} peak {:6.1f} Gflop/s, reached {:5.1f}: {:4.1f}%  (tolerance {:.0e})\n",
                        instruction_set(s.level), s.peak * 1e-9, s.reached * 1e-9, 100 * s.reached / s.peak,
                        s.tolerance);
  return text + "\n" + last_line(results) + "\n";
}

std::string last_line(const Results& results) {
  return fmt::format("ratio to CVODE at error 1e-6: {} ({}, one core)",
                     number(results.ratio(best_level(), 1e-6)), instruction_set(best_level()));
}

}  // namespace trimer::benchmark
