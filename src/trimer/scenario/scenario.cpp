#include <trimer/scenario/scenario.h>

#include <limits>
#include <set>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/days.h>
#include <trimer/core/fingerprint.h>
#include <trimer/core/output_file.h>
#include <trimer/evidence/library.h>
#include <trimer/population/parameter_ensemble.h>
#include <trimer/population/read_population.h>
#include <trimer/protocol/check_protocol.h>
#include <trimer/protocol/read_protocol.h>
#include <trimer/regimen/plan_changes.h>
#include <trimer/regimen/read_regimen.h>
#include <trimer/scenario/read_arms.h>
#include <trimer/units/toml_document.h>

namespace trimer::scenario {
namespace {

using units::TomlDocument;
using units::TomlTable;

/// The intervals of a visit schedule by name.
template <class Schedule, class F>
void for_each_visit(Schedule& visits, F&& f) {
  f("vitals_in_hospital", visits.vitals_in_hospital);
  f("vitals_outside", visits.vitals_outside);
  f("counts_in_cycle", visits.counts_in_cycle);
  f("counts_between", visits.counts_between);
  f("chemistry_first_days", visits.chemistry_first_days);
  f("chemistry", visits.chemistry);
  f("marrow_first", visits.marrow_first);
  f("marrow_second", visits.marrow_second);
  f("follow_up", visits.follow_up);
  f("follow_up_marrow", visits.follow_up_marrow);
}

/// Names between a prefix and an ending of the files of data/criteria.
std::vector<std::string> criteria_names(std::string_view prefix, std::string_view ending) {
  std::vector<std::string> names;
  for (const std::string& file : data_files_in("criteria"))
    if (file.size() > prefix.size() + ending.size() && file.substr(0, prefix.size()) == prefix &&
        file.substr(file.size() - ending.size()) == ending)
      names.push_back(file.substr(prefix.size(), file.size() - prefix.size() - ending.size()));
  return names;
}

std::vector<std::string> study_ids() {
  std::vector<std::string> ids;
  for (const evidence::Study& study : evidence::shipped_studies()) ids.push_back(study.id);
  return ids;
}

std::vector<std::string> ctcae_versions() {
  std::vector<std::string> names;
  for (const std::string& name : criteria_names("", "_haem.toml"))
    if (name.substr(0, 5) == "ctcae") names.push_back(name);
  return names;
}

class ScenarioReader {
 public:
  ScenarioReader(TomlDocument document, std::filesystem::path folder)
      : document_(std::move(document)), folder_(std::move(folder)) {}

  Scenario read() {
    TomlTable root = document_.root();
    root.allow({"arm", "sweep"});  // read_arms.cpp
    Scenario scenario;
    scenario.title = root.text("title", units::required).value_or("");
    scenario.seed = static_cast<std::uint64_t>(
        root.whole("seed", 0, std::numeric_limits<std::int64_t>::max(), units::required).value_or(0));
    const bool named = root.has("patient") || root.has("patients");
    read_population(root.table("population", units::required), named, scenario);
    if (named) {
      FaultList faults;
      scenario.named = read_named_patients(root, scenario.population, folder_, faults);
      scenario.patients = scenario.named.draws;
      for (const Fault& fault : faults.faults()) document_.add(fault);
    }
    read_regimen(root.table("regimen", units::required), scenario);
    read_protocol(root.table("protocol"), scenario);
    TomlTable follow_up = root.table("follow_up", units::required);
    if (follow_up.present())
      scenario.follow_up_months =
          follow_up.number("months", {.low = 0, .high = 600, .above_low = true}, units::required).value_or(0);
    scenario.follow_up_days = scenario.follow_up_months * days_per_month;
    read_assessment(root.table("assessment"), scenario.assessment);
    TomlTable compare = root.table("compare");
    if (const auto studies = compare.choices("studies", study_ids())) scenario.studies = *studies;
    read_solver(root.table("solver"), scenario.solver);
    scenario.visits = observation::load_visit_schedule();
    TomlTable visits = root.table("observation");
    for_each_visit(scenario.visits, [&](const char* key, double& interval) {
      const auto days = visits.quantity(key, "d", "6 h", {.low = 0.001, .high = 3650});
      if (days) interval = *days;
    });
    document_.finish();
    return scenario;
  }

 private:
  /// Runs a reader of another file; its faults join those of the document.
  template <class Read>
  void with_faults(Read read) {
    try {
      read();
    } catch (const InputError& error) {
      for (const Fault& fault : error.faults()) document_.add(fault);
    }
  }

  void read_population(TomlTable table, bool named, Scenario& scenario) {
    if (!table.present()) return;
    const auto name = table.choice("name", population::population_names(), units::required);
    if (name) with_faults([&] { scenario.population = population::named_population(*name); });
    std::vector<std::string> ensembles = population::ensemble_names();
    ensembles.emplace_back("none");
    scenario.ensemble = table.choice("ensemble", ensembles)
                            .value_or(population::default_ensemble().value_or("none"));
    population::read_covariates(table.table("covariates"), scenario.population, "this scenario");
    if (named) {
      for (const char* key : {"patients", "patient", "csv"}) {
        if (!table.has(key)) continue;
        table.allow({key});
        table.fault(key, "expected no cohort beside [[patient]]; draws in [patients] says how many courses each has");
      }
      return;
    }

    std::set<std::string> subjects;
    for (TomlTable& patient : table.tables("patient")) {
      scenario.given_patients.push_back(population::read_given_patient(patient));
      const std::string& subject = scenario.given_patients.back().subject_id;
      if (!subject.empty() && !subjects.insert(subject).second)
        patient.fault("subject_id", "the same subject stands in an earlier entry");
    }
    if (const auto csv = table.text("csv")) {
      if (table.has("patient")) table.fault("csv", "expected either csv or patient");
      with_faults([&] {
        std::filesystem::path file(*csv);
        if (file.is_relative()) file = folder_ / file;
        scenario.given_patients = population::read_given_patients(file);
      });
    }
    const bool given = table.has("csv") || table.has("patient");
    const auto patients = table.whole("patients", 1, static_cast<std::int64_t>(most_patients),
                                      given ? units::Presence::optional : units::required);
    scenario.patients = patients ? static_cast<std::uint64_t>(*patients) : scenario.given_patients.size();
  }

  void read_regimen(TomlTable table, Scenario& scenario) {
    if (!table.present()) return;
    if (!table.has("preset")) {
      table.allow({"preset"});
      if (!table.has("cycle")) {
        table.fault("", "expected a preset, or cycles written out as [[regimen.cycle]]");
        table.allow(table.keys());
        return;
      }
      scenario.regimen = regimen::read_regimen(table, "written_out");
      regimen::read_plan_changes(table, scenario.regimen);
      return;
    }
    const auto name = table.choice("preset", regimen::preset_names());
    if (name) with_faults([&] { scenario.regimen = regimen::preset(*name); });
    regimen::Regimen& plan = scenario.regimen;
    if (table.has("cycle")) {
      table.allow({"cycle"});
      table.fault("cycle", "expected either a preset or cycles of its own");
    }
    if (auto premedication = regimen::read_premedication(table))
      plan.premedication = std::move(*premedication);
    if (const auto restart = regimen::read_restart(table)) plan.restart = *restart;
    if (auto intrathecal = regimen::read_intrathecal(table)) plan.intrathecal = std::move(*intrathecal);
    if (auto days = table.quantities("hospital", "d", "9 d", {.low = 0, .high = 365})) {
      plan.hospital_days = std::move(*days);
      plan.hospital_provenance = {};
    }
    regimen::read_plan_changes(table, plan);
  }

  void read_protocol(TomlTable table, Scenario& scenario) {
    const auto name = table.choice("preset", protocol::preset_names());
    if (table.has("preset") && !name) table.allow(table.keys());
    protocol::Protocol base;
    with_faults([&] { base = protocol::preset(name.value_or("label")); });
    scenario.protocol = protocol::read_protocol(table, document_.name(), std::move(base));
    if (!table.present()) return;
    for (Fault& fault : protocol::check(scenario.protocol, document_.name())) document_.add(std::move(fault));
  }

  static void read_assessment(TomlTable table, Assessment& assessment) {
    const auto read = [&](const char* key, const std::vector<std::string>& known,
                          std::vector<std::string>& names) {
      const auto chosen = table.choices(key, known);
      if (chosen && chosen->empty()) table.fault(key, "expected at least one name");
      if (chosen) names = *chosen;
    };
    read("response", criteria_names("response_", ".toml"), assessment.response);
    read("crs", criteria_names("crs_", ".toml"), assessment.crs);
    read("icans", criteria_names("icans_", ".toml"), assessment.icans);
    read("ctcae", ctcae_versions(), assessment.ctcae);
  }

  static void read_solver(TomlTable table, Solver& solver) {
    if (const auto tolerance = table.number("relative_tolerance", {.low = 1e-12, .high = 0.01}))
      solver.relative_tolerance = *tolerance;
    if (const auto scale = table.number("absolute_tolerance_scale", {.low = 1e-8, .high = 100}))
      solver.absolute_tolerance_scale = *scale;
    const auto precision = table.choice("precision", {"f64", "f32"});
    if (precision != "f32") return;
    solver.precision = simulation::Precision::f32;
    if (solver.relative_tolerance < simulation::finest_single_tolerance)
      table.fault("relative_tolerance",
                  "expected at least " + number_text(simulation::finest_single_tolerance) + " with precision = \"f32\"");
  }

  TomlDocument document_;
  std::filesystem::path folder_;
};

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + units::toml_quoted(name);
  return "[" + text + "]";
}

}  // namespace

Scenario read_document(TomlDocument document, const std::filesystem::path& folder) {
  Scenario scenario = ScenarioReader(document, folder).read();
  scenario.file = document.name();
  scenario.name = scenario.file.stem().string();
  scenario.canonical = to_toml(scenario);
  scenario.hash = fingerprint(scenario.canonical);
  return scenario;
}

Scenario parse_scenario(std::string_view text, const std::string& name, const std::filesystem::path& folder,
                        const std::optional<Sweep>& sweep) {
  Scenario scenario = read_with_arms(text, name, folder, sweep);
  if (scenario.arms.empty()) return scenario;
  scenario.canonical = to_toml(scenario);
  scenario.hash = fingerprint(scenario.canonical);
  return scenario;
}

Scenario read_scenario(const std::filesystem::path& file, const std::optional<Sweep>& sweep) {
  return parse_scenario(read_file(file), file.string(), file.parent_path(), sweep);
}

std::string to_toml(const Scenario& scenario) {
  std::string text = "title = " + units::toml_quoted(scenario.title) +
                     "\nseed = " + std::to_string(scenario.seed) +
                     "\n\n[population]\nname = " + units::toml_quoted(scenario.population.name) +
                     "\nensemble = " + units::toml_quoted(scenario.ensemble) +
                     (scenario.named.empty() ? "\npatients = " + std::to_string(scenario.patients) : "") +
                     "\n\n[population.covariates]\n" +
                     population::to_toml(scenario.population);
  for (const population::GivenPatient& patient : scenario.given_patients)
    text += "\n[[population.patient]]\n" + population::to_toml(patient);
  text += "\n[regimen]\n" + regimen::to_toml(scenario.regimen, "regimen.");
  text += "\n[protocol]\npreset = \"none\"\n" + protocol::to_toml(scenario.protocol, "protocol.");
  text += "\n[follow_up]\nmonths = " + number_text(scenario.follow_up_months) + "\n";
  text += "\n[assessment]\nresponse = " + list(scenario.assessment.response) +
          "\ncrs = " + list(scenario.assessment.crs) + "\nicans = " + list(scenario.assessment.icans) +
          "\nctcae = " + list(scenario.assessment.ctcae) + "\n";
  text += "\n[compare]\nstudies = " + list(scenario.studies) + "\n";
  text += "\n[solver]\nrelative_tolerance = " + number_text(scenario.solver.relative_tolerance) +
          "\nabsolute_tolerance_scale = " + number_text(scenario.solver.absolute_tolerance_scale) + "\n";
  if (scenario.solver.precision != simulation::Precision::f64)
    text += "precision = " + units::toml_quoted(std::string(simulation::name_of(scenario.solver.precision))) + "\n";
  text += "\n[observation]\n";
  for_each_visit(scenario.visits, [&](const char* key, double interval) {
    text += std::string(key) + " = \"" + number_text(interval) + " d\"\n";
  });
  return text + to_toml(scenario.named) + arms_toml(scenario);
}

}  // namespace trimer::scenario
