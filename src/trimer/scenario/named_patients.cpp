#include <trimer/scenario/named_patients.h>

#include <trimer/core/fingerprint.h>
#include <trimer/core/output_file.h>
#include <trimer/population/read_population.h>
#include <trimer/scenario/folder_name.h>
#include <trimer/scenario/scenario.h>

namespace trimer::scenario {
namespace {

using units::TomlDocument;
using units::TomlTable;

/// The folder of those who stand beside; no patient may have it.
const std::string unselected_name = "Unselected";

/// Runs a reader of another file; its faults join the others.
template <class Read>
void with_faults(FaultList& faults, Read read) {
  try {
    read();
  } catch (const InputError& error) {
    for (const Fault& fault : error.faults()) faults.add(fault);
  }
}

class PatientsReader {
 public:
  PatientsReader(const population::Population& base, FaultList& faults) : base_(base), faults_(faults) {}

  void read(std::vector<TomlTable> tables) {
    std::vector<std::string> names;
    for (TomlTable& table : tables) names.push_back(read_patient(table));
    name_folders(names, [&](std::size_t i, std::string expectation) {
      tables[i].fault(tables[i].has("name") ? "name" : "subject_id", std::move(expectation));
    });
    if (tables.size() > most_named_patients)
      tables[most_named_patients].fault(
          "", "expected at most " + std::to_string(most_named_patients) + " patients");
  }

  void read_csv(const std::filesystem::path& file) {
    const std::vector<population::GivenPatient> rows = population::read_given_patients(file);
    const auto fault = [&](std::size_t row, std::string expectation) {
      faults_.add({.file = file.string(),
                   .line = static_cast<long>(row) + 2,
                   .column = 0,
                   .path = "subject_id",
                   .value = row < rows.size() ? rows[row].subject_id : "",
                   .expectation = std::move(expectation)});
    };
    std::vector<std::string> names;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      names.push_back(rows[i].subject_id);
      if (names.back().empty()) fault(i, "missing, expected the patient's name");
      patients.push_back({names.back(), {}, rows[i], base_});
    }
    name_folders(names, fault);
    if (rows.size() > most_named_patients)
      fault(most_named_patients, "expected at most " + std::to_string(most_named_patients) + " patients");
  }

  std::vector<NamedPatient> patients;

 private:
  /// @returns the name, empty if there is none
  std::string read_patient(TomlTable& table) {
    NamedPatient patient;
    patient.population = base_;
    patient.given = population::read_given_patient(table);
    const auto name =
        table.text("name", table.has("subject_id") ? units::Presence::optional : units::required);
    patient.name = name.value_or(patient.given.subject_id);
    if (name && name->empty()) table.fault("name", "expected a name");
    if (patient.given.subject_id.empty()) patient.given.subject_id = patient.name;
    if (const auto population = table.choice("population", population::population_names()))
      with_faults(faults_, [&] { patient.population = population::named_population(*population); });
    TomlTable covariates = table.table("covariates");
    const bool complete = table.flag("complete").value_or(false);
    for (const population::CovariateInfo& info : population::covariates)
      if (!complete && patient.given.values[info.covariate] && covariates.has(info.name))
        covariates.fault(info.name, "expected either here or as a value of the patient");
    population::read_covariates(covariates, patient.population, "this scenario");
    patients.push_back(std::move(patient));
    return patients.back().name;
  }

  template <class AddFault>
  void name_folders(const std::vector<std::string>& names, AddFault fault) {
    const std::vector<std::string> folders = folder_names(names, "patient", fault);
    for (std::size_t i = 0; i < folders.size(); ++i) {
      patients[i].folder = folders[i];
      if (folders[i] == folder_name(unselected_name))
        fault(i, "expected another name: those of whom nothing is known have this one");
    }
  }

  const population::Population& base_;
  FaultList& faults_;
};

}  // namespace

NamedPatients read_named_patients(TomlTable root, const population::Population& base,
                                  const std::filesystem::path& folder, FaultList& faults) {
  NamedPatients named;
  TomlTable settings = root.table("patients");
  if (const auto draws = settings.whole("draws", 1, static_cast<std::int64_t>(most_draws)))
    named.draws = static_cast<std::uint64_t>(*draws);
  if (const auto unselected = settings.flag("unselected")) named.unselected = *unselected;

  PatientsReader reader(base, faults);
  if (const auto from = settings.text("from")) {
    if (root.has("patient")) {
      settings.fault("from", "expected either a file or [[patient]]");
      root.allow({"patient"});
      return named;
    }
    std::filesystem::path file(*from);
    if (file.is_relative()) file = folder / file;
    with_faults(faults, [&] {
      if (file.extension() == ".toml") {
        TomlDocument document(read_file(file), file.string());
        reader.read(document.root().tables("patient"));
        if (reader.patients.empty() && !document.has_faults())
          document.root().fault("patient", "missing, expected patients as [[patient]]");
        document.finish();
      } else {
        reader.read_csv(file);
      }
    });
  } else {
    reader.read(root.tables("patient"));
    if (settings.present() && !root.has("patient"))
      settings.fault("", "expected patients: [[patient]], or from = a file of them");
  }
  named.patients = std::move(reader.patients);
  return named;
}

std::string to_toml(const NamedPatients& named) {
  if (named.empty()) return {};
  std::string text = "\n[patients]\ndraws = " + std::to_string(named.draws) +
                     "\nunselected = " + (named.unselected ? "true" : "false") + "\n";
  for (const NamedPatient& patient : named.patients)
    text += "\n[[patient]]\nname = " + units::toml_quoted(patient.name) +
            "\ncomplete = true\npopulation = " + units::toml_quoted(patient.population.name) + "\n" +
            population::to_toml(patient.given) + "\n[patient.covariates]\n" +
            population::to_toml(patient.population);
  return text;
}

std::vector<Arm> patient_scenarios(const Scenario& scenario) {
  std::vector<Arm> arms;
  const auto add = [&](const std::string& name, const std::string& folder) -> Scenario& {
    arms.push_back({name, folder, scenario});
    Scenario& one = arms.back().scenario;
    one.named = {};
    one.patients = scenario.named.draws;
    return one;
  };
  if (scenario.named.unselected) (void)add(unselected_name, folder_name(unselected_name));
  for (const NamedPatient& patient : scenario.named.patients) {
    Scenario& one = add(patient.name, patient.folder);
    one.population = patient.population;
    one.given_patients = {patient.given};
  }
  for (Arm& arm : arms) {
    arm.scenario.canonical = to_toml(arm.scenario);
    arm.scenario.hash = fingerprint(arm.scenario.canonical);
  }
  return arms;
}

}  // namespace trimer::scenario
