#include <trimer/trial/named_patients.h>

#include <algorithm>
#include <optional>
#include <variant>

#include <nlohmann/json.hpp>

#include <trimer/cohort/endpoint.h>
#include <trimer/core/csv.h>
#include <trimer/core/days.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/trial/arms.h>
#include <trimer/trial/manifest.h>

namespace trimer::trial {
namespace {

using Json = nlohmann::ordered_json;

std::string row(std::initializer_list<std::string> fields) {
  std::string text;
  for (const std::string& field : fields) text += (text.empty() ? "" : ",") + field;
  return text + "\n";
}

std::string probabilities_csv(const std::vector<PatientResult>& patients) {
  std::string text = "patient,endpoint,name,probability,low,high,draws,not_evaluable,method\n";
  for (const PatientResult& patient : patients)
    for (const cohort::Probability& p : patient.probabilities)
      text += row({csv_field(patient.name), p.id, csv_field(p.name), number_text(p.value), number_text(p.low),
                   number_text(p.high), std::to_string(p.n), std::to_string(p.not_evaluable),
                   csv_field(p.method)});
  return text;
}

std::string movers_csv(const std::vector<PatientResult>& patients) {
  std::string text =
      "patient,outcome,rank,quantity,kind,unit,low_third_to,high_third_from,low_k,low_n,high_k,high_n,"
      "difference,low,"
      "high,clear,meaning\n";
  for (const PatientResult& patient : patients)
    for (std::size_t outcome = 0; outcome < patient.movers.size(); ++outcome)
      for (std::size_t i = 0; i < patient.movers[outcome].size(); ++i) {
        const cohort::Mover& m = patient.movers[outcome][i];
        const DrawnQuantity& quantity = patient.quantities[m.quantity];
        text += row({csv_field(patient.name), std::string(cohort::moved_outcomes[outcome]),
                     std::to_string(i + 1), quantity.name, quantity.parameter ? "parameter" : "covariate",
                     csv_field(quantity.unit), number_text(m.low_third), number_text(m.high_third),
                     std::to_string(m.low_k), std::to_string(m.low_n), std::to_string(m.high_k),
                     std::to_string(m.high_n), number_text(m.difference), number_text(m.low),
                     number_text(m.high), m.clear() ? "yes" : "no", csv_field(quantity.meaning)});
      }
  return text;
}

/// What is known as a distribution, in words.
std::vector<std::string> known_roughly(const population::Population& population,
                                       const population::Population& base) {
  std::vector<std::string> lines;
  for (const population::CovariateInfo& info : population::covariates) {
    const population::Distribution& distribution = population.distributions[info.covariate];
    if (std::find(population.overridden.begin(), population.overridden.end(), info.covariate) ==
            population.overridden.end() ||
        distribution == base.distributions[info.covariate])
      continue;
    std::string line(info.name);
    std::replace(line.begin(), line.end(), '_', ' ');
    const std::string unit = info.unit == "1" ? "" : " " + std::string(info.unit);
    if (const auto* uniform = std::get_if<population::Uniform>(&distribution.shape))
      line += " from " + number_text(uniform->low) + " to " + number_text(uniform->high) + unit;
    else if (const auto* lognormal = std::get_if<population::LogNormal>(&distribution.shape))
      line += " about " + number_text(lognormal->median) + unit;
    else if (const auto* constant = std::get_if<population::Constant>(&distribution.shape))
      line += " " + number_text(constant->value) + unit;
    else
      line += " as written in the scenario";
    lines.push_back(line);
  }
  return lines;
}

Json movers_json(const PatientResult& patient) {
  constexpr std::size_t most = 10;
  Json all = Json::object();
  for (std::size_t outcome = 0; outcome < patient.movers.size(); ++outcome) {
    Json& list = all[std::string(cohort::moved_outcomes[outcome])] = Json::array();
    for (const cohort::Mover& m : patient.movers[outcome]) {
      if (list.size() == most) break;
      list.push_back({{"quantity", patient.quantities[m.quantity].name},
                      {"share_low_third", static_cast<double>(m.low_k) / static_cast<double>(m.low_n)},
                      {"share_high_third", static_cast<double>(m.high_k) / static_cast<double>(m.high_n)},
                      {"difference", m.difference},
                      {"low", m.low},
                      {"high", m.high},
                      {"clear", m.clear()}});
    }
  }
  return all;
}

std::string summary(const std::vector<PatientResult>& patients, double landmark_day) {
  Json json;
  json["level"] = 0.95;
  json["interval"] =
      "of the share among so many draws of what is unknown; typical parameters are taken as known";
  json["survival_landmark_days"] = landmark_day;
  for (const PatientResult& patient : patients) {
    Json entry = {{"name", patient.name},
                  {"folder", patient.folder.generic_string()},
                  {"known", patient.known},
                  {"draws", patient.run.tally.patients()},
                  {"failed", patient.run.tally.failed()}};
    entry["probabilities"] = Json::array();
    for (const cohort::Probability& p : patient.probabilities)
      entry["probabilities"].push_back({{"endpoint", p.id},
                                        {"name", p.name},
                                        {"probability", p.value},
                                        {"low", p.low},
                                        {"high", p.high},
                                        {"n", p.n},
                                        {"not_evaluable", p.not_evaluable}});
    entry["movers"] = movers_json(patient);
    json["patients"].push_back(std::move(entry));
  }
  return json.dump(1) + "\n";
}

}  // namespace

double survival_landmark(double follow_up_days) {
  double landmark = follow_up_days;
  for (const int months : {24, 12, 6})
    if (months * days_per_month <= follow_up_days) return months * days_per_month;
  return landmark;
}

std::vector<std::string> moved_outcome_names(double landmark_day) {
  std::vector<std::string> names;
  for (const std::string_view id : cohort::moved_outcomes)
    names.push_back(
        id == "os_at_landmark" ? "Alive at " + number_text(landmark_day / days_per_month) + " months"
        : id == "crs_ge2"
            ? "CRS grade >= 2"
            : std::string(
                  cohort::proportion_endpoints()[static_cast<std::size_t>(cohort::find_proportion(id))]
                      .name));
  return names;
}

std::vector<PatientResult> run_named_patients(const scenario::Scenario& scenario,
                                              const scenario::RunOptions& options,
                                              const std::filesystem::path& folder, const Progress& progress,
                                              const AfterPatient& after) {
  const std::uint64_t draws = options.patients.value_or(scenario.patients);
  if (draws > scenario::most_draws)
    throw InputError(
        "patients", std::to_string(draws),
        "expected at most " + std::to_string(scenario::most_draws) + " draws of each named patient");
  const double landmark = survival_landmark(scenario.follow_up_days);
  const std::vector<scenario::Arm> arms = scenario::patient_scenarios(scenario);
  std::optional<cohort::ArmOutcomes> unselected;
  std::vector<PatientResult> results;
  RunResult all;
  for (const scenario::Arm& arm : arms) {
    PatientResult result;
    result.name = arm.name;
    result.folder = std::filesystem::path("patients") / arm.folder;
    result.unselected = arm.scenario.given_patients.empty();
    const population::GivenPatient* given =
        result.unselected ? nullptr : &arm.scenario.given_patients.front();
    if (given) {
      result.known = population::known_in_words(*given);
      for (const std::string& line : known_roughly(arm.scenario.population, scenario.population))
        result.known.push_back(line);
    }
    result.quantities = drawn_quantities(given);
    std::filesystem::create_directories(folder / result.folder);
    cohort::ArmOutcomes outcomes;
    cohort::Movers movers(result.quantities.size(), landmark);
    const std::uint64_t before = results.size(), count = arms.size();
    result.run = run(
        arm.scenario, options, folder / result.folder,
        [&](std::uint64_t done, std::uint64_t of) {
          if (progress) progress(before * of + done, count * of);
        },
        [&](const population::VirtualPatient& patient, const cohort::PatientRow& row) {
          outcomes.add(row);
          movers.add(values_of(result.quantities, patient), row);
        });
    result.probabilities = cohort::probabilities(result.run.tally, scenario.follow_up_days);
    for (std::size_t i = 0; i < cohort::moved_outcomes.size(); ++i) result.movers.push_back(movers.rank(i));
    if (unselected)
      result.differences = cohort::arm_differences(*unselected, outcomes, scenario.follow_up_days);
    else if (result.unselected)
      unselected = std::move(outcomes);
    if (after) after(arm, result, folder / result.folder);
    if (results.empty()) {
      all.seed = result.run.seed;
      all.patients = result.run.patients;
      all.threads = result.run.threads;
    }
    all.tally.merge(result.run.tally);
    all.solver += result.run.solver;
    all.wall_seconds += result.run.wall_seconds;
    results.push_back(std::move(result));
  }
  write_file(folder / "probabilities.csv", probabilities_csv(results));
  write_file(folder / "movers.csv", movers_csv(results));
  if (unselected) {
    std::vector<NamedDifferences> differences;
    for (const PatientResult& result : results)
      if (!result.unselected) differences.push_back({result.name, &result.differences});
    write_file(folder / "differences.csv", differences_csv("patient", results.front().name, differences));
  }
  write_file(folder / "summary.json", summary(results, landmark));
  write_file(folder / "manifest.json", manifest_json(scenario, options, all));
  return results;
}

}  // namespace trimer::trial
