#include "results.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace trimer::benchmark {
namespace {

constexpr double errors[] = {1e-4, 1e-6};
constexpr Level levels[] = {Level::v4, Level::v3, Level::baseline};

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

nlohmann::ordered_json json_number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json stream_json(const std::vector<Results::Measured>& rows) {
  auto out = nlohmann::ordered_json::array();
  for (const auto& [plan, result] : rows)
    out.push_back({{"patients", plan.patients},
                   {"days", plan.days},
                   {"threads", plan.threads},
                   {"instruction_set", instruction_set(plan.level)},
                   {"relative_tolerance", plan.tolerance},
                   {"wall_s", result.wall_seconds},
                   {"processor_s", result.processor_seconds},
                   {"lanes_active", result.active},
                   {"peak_memory_mib", result.peak_memory_mib},
                   {"accepted_steps", result.steps},
                   {"failures", result.failures},
                   {"mean_peak_il6_pg_per_ml", result.mean_peak_il6},
                   {"blasts_cleared_fraction", result.cleared},
                   {"fingerprint", fmt::format("{:016x}", result.fingerprint)}});
  return out;
}

std::string stream_table(const std::vector<Results::Measured>& rows) {
  std::string text =
      "  patients  days threads       wall s  core s  patients/core s  lanes active  memory MiB  failed  "
      "fingerprint\n";
  for (const auto& [plan, r] : rows)
    text +=
        fmt::format("{:>10} {:>5} {:>7} {:>12.3f} {:>7.2f} {:>16.0f} {:>12.1f}% {:>11.1f} {:>7}  {:016x}\n",
                    plan.patients, plan.days, plan.threads, r.wall_seconds, r.processor_seconds,
                    static_cast<double>(plan.patients) / r.processor_seconds, 100 * r.active,
                    r.peak_memory_mib, r.failures, r.fingerprint);
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
  for (double error : errors) text += fmt::format("{:>14.0e}", error);
  text += '\n';
  for (const Method& m : wp.methods) {
    text += fmt::format("{:<50}", m.name + ", patients/s");
    for (double error : errors) text += fmt::format("{:>14}", number(rate(results, m.name, error)));
    text += '\n';
  }
  for (const char* competitor : {"CVODE, dense", "CVODE, sparse"})
    for (Level level : levels) {
      text += fmt::format("{:<50}", fmt::format("Trimer, {} over {}", instruction_set(level), competitor));
      for (double error : errors)
        text += fmt::format("{:>14}", number(results.ratio(level, error, competitor)));
      text += '\n';
    }
  text += "\nPatients drawn as needed and reduced to endpoints\n" + stream_table(results.by_patients);
  text += "\nDays\n" + stream_table(results.by_days);
  text += "\nThreads\n" + stream_table(results.by_threads);
  if (results.by_threads.size() > 1)
    text += fmt::format("two threads over one: {:.2f}, {} bits\n",
                        results.by_threads[0].result.wall_seconds / results.by_threads[1].result.wall_seconds,
                        results.by_threads[0].result.fingerprint == results.by_threads[1].result.fingerprint
                            ? "the same"
                            : "OTHER");
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

std::string results_json(const Results& results) {
  using Json = nlohmann::ordered_json;
  Json root = {{"processor", results.processor},
               {"compiler", results.compiler},
               {"cvode", results.sundials + ", -O3 -march=native"},
               {"load_before", results.load},
               {"reference_error", results.work_precision.reference_error}};
  root["methods"] = Json::array();
  for (const Method& m : results.work_precision.methods) {
    Json rows = Json::array();
    for (const Row& r : m.rows) {
      Json row = {{"relative_tolerance", r.tolerance},
                  {"error", r.error},
                  {"patients_per_core_s", r.patients_per_second},
                  {"steps_per_patient", r.steps_per_patient},
                  {"failures", r.failures}};
      if (m.level) row["rejected"] = r.rejected, row["lanes_active"] = r.active;
      rows.push_back(std::move(row));
    }
    root["methods"].push_back({{"name", m.name}, {"measured", !m.rows.empty()}, {"rows", std::move(rows)}});
  }
  root["ratios"] = Json::array();
  for (const char* competitor : {"CVODE, dense", "CVODE, sparse"})
    for (Level level : levels)
      for (double error : errors)
        root["ratios"].push_back({{"instruction_set", instruction_set(level)},
                                  {"competitor", competitor},
                                  {"error", error},
                                  {"ratio", json_number(results.ratio(level, error, competitor))}});
  root["by_patients"] = stream_json(results.by_patients);
  root["by_days"] = stream_json(results.by_days);
  root["by_threads"] = stream_json(results.by_threads);
  root["flops_per_step"] = results.flops_per_step;
  root["peak_shares"] = Json::array();
  for (const auto& s : results.shares)
    root["peak_shares"].push_back({{"instruction_set", instruction_set(s.level)},
                                   {"peak_flops", s.peak},
                                   {"reached_flops", s.reached},
                                   {"share", s.reached / s.peak}});
  return root.dump(1) + "\n";
}

}  // namespace trimer::benchmark
