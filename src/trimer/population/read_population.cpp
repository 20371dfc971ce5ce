#include <trimer/population/read_population.h>

#include <algorithm>

#include <trimer/core/data_files.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/population/distribution_reader.h>

namespace trimer::population {

void read_covariates(units::TomlTable table, Population& population, const std::string& source) {
  for (const CovariateInfo& info : covariates) {
    const std::string key(info.name);
    table.allow({key});
    if (!table.has(key)) continue;
    Distribution& distribution = population.distributions[info.covariate];
    Provenance provenance{source, ""};
    if (!table.is_table(key)) {
      if (const auto constant = read_covariate_value(table, info)) {
        distribution = Distribution();
        distribution.shape = Constant{*constant};
      }
    } else {
      units::TomlTable entry = table.table(key);
      if (const auto text = entry.text("source")) provenance.source = *text;
      if (const auto word = entry.choice("evidence", {"measured", "fitted", "derived", "assumed"}))
        provenance.evidence = *word;
      if (entry.has("distribution")) {
        if (const auto complete = read_distribution(entry, info)) distribution = *complete;
      } else {
        entry.allow({"distribution"});
        patch_distribution(entry, info, distribution);
      }
    }
    population.provenance[info.covariate] = provenance;
    if (std::find(population.overridden.begin(), population.overridden.end(), info.covariate) ==
        population.overridden.end())
      population.overridden.push_back(info.covariate);
  }
}

std::vector<std::string> population_names() {
  std::vector<std::string> names;
  for (const std::string& file : data_files_in("populations"))
    if (file.size() > 5 && file.substr(file.size() - 5) == ".toml")
      names.push_back(file.substr(0, file.size() - 5));
  return names;
}

namespace {

Population load(std::string_view name, int depth) {
  const auto names = population_names();
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw InputError("population", name, "unknown" + suggestion(name, names));
  const std::string path = "populations/" + std::string(name) + ".toml";
  units::TomlDocument document(data_file(path), data_file_origin(path));
  units::TomlTable root = document.root();
  Population population;
  const auto base = root.text("based_on");
  if (base && depth > 0) population = load(*base, depth - 1);
  if (base && depth == 0) root.fault("based_on", "expected a shorter chain of populations");
  population.name = name;
  population.title = root.text("title", units::required).value_or("");
  read_covariates(root, population, "assumed");
  for (const CovariateInfo& info : covariates)
    if (!base && !root.has(info.name)) root.fault(info.name, "missing, expected its distribution");
  document.finish();
  return population;
}

}  // namespace

Population named_population(std::string_view name) {
  Population population = load(name, 4);
  population.overridden.clear();  // only what a scenario replaces counts
  return population;
}

}  // namespace trimer::population
