#include "results.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace trimer::benchmark {
namespace {

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

nlohmann::ordered_json ingredients_json(const std::vector<Ingredient>& ingredients) {
  auto out = nlohmann::ordered_json::array();
  for (const Ingredient& i : ingredients)
    out.push_back({{"name", i.name},
                   {"patients_per_core_s", i.patients_per_second},
                   {"steps_per_patient", i.steps_per_patient}});
  return out;
}

}  // namespace

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
    for (Level level : compared_levels)
      for (double error : compared_errors)
        root["ratios"].push_back({{"instruction_set", instruction_set(level)},
                                  {"competitor", competitor},
                                  {"error", error},
                                  {"ratio", json_number(results.ratio(level, error, competitor))}});
  root["by_patients"] = stream_json(results.by_patients);
  root["by_days"] = stream_json(results.by_days);
  root["by_threads"] = stream_json(results.by_threads);
  root["two_threads_over_one"] = {{"by_wall_time", results.threads_by_wall},
                                  {"by_processor_time", results.threads_by_processor}};
  root["ingredients"] = {{"instruction_set", instruction_set(results.ingredient_plan.level)},
                         {"relative_tolerance", results.ingredient_plan.tolerance},
                         {"days", results.ingredient_plan.days},
                         {"variants", ingredients_json(results.ingredients)}};
  root["flops_per_step"] = results.flops_per_step;
  root["peak_shares"] = Json::array();
  for (const auto& s : results.shares)
    root["peak_shares"].push_back({{"instruction_set", instruction_set(s.level)},
                                   {"peak_flops", s.peak},
                                   {"reached_flops", s.reached},
                                   {"share", s.reached / s.peak}});
  root["last_line"] = last_line(results);
  return root.dump(1) + "\n";
}

}  // namespace trimer::benchmark
