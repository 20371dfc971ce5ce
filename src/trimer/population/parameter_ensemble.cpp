#include <trimer/population/parameter_ensemble.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/units/toml_document.h>

namespace trimer::population {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

EnsembleOrigin read_origin(units::TomlTable table) {
  EnsembleOrigin origin;
  origin.command = table.text("command", units::required).value_or("");
  origin.method = table.text("method", units::required).value_or("");
  origin.version = table.text("version", units::required).value_or("");
  origin.date = table.text("date", units::required).value_or("");
  origin.time = table.text("time", units::required).value_or("");
  origin.seed = static_cast<std::uint64_t>(
      table.whole("seed", 0, std::numeric_limits<std::int64_t>::max(), units::required).value_or(0));
  origin.patients =
      table.whole("patients", 0, std::numeric_limits<std::int64_t>::max(), units::required).value_or(0);
  return origin;
}

HyperParameter read_prior(units::TomlTable& table) {
  HyperParameter parameter;
  parameter.name = table.text("name", units::required).value_or("");
  parameter.unit = table.text("unit", units::required).value_or("");
  parameter.source = table.text("source", units::required).value_or("");
  units::TomlTable prior = table.table("prior", units::required);
  const std::string scale =
      prior.choice("scale", {"identity", "log", "logit"}, units::required).value_or("identity");
  parameter.scale = scale == "log" ? Scale::log : scale == "logit" ? Scale::logit : Scale::identity;
  parameter.mu = prior.number("mu", {}, units::required).value_or(0);
  parameter.sd = prior.number("sd", units::positive, units::required).value_or(1);
  parameter.low = prior.number("low").value_or(parameter.scale == Scale::identity ? -infinity : 0);
  parameter.high = prior.number("high").value_or(parameter.scale == Scale::logit ? 1 : infinity);
  return parameter;
}

void check_against_model(units::TomlTable& table, const HyperParameter& parameter,
                         const ParameterModel& model) {
  if (parameter.name.empty()) return;
  try {
    if (const std::string unit = hyper_parameter_unit(model, parameter.name); unit != parameter.unit)
      table.fault("unit", "expected " + unit);
  } catch (const InputError& error) {
    table.fault("name", error.faults().front().expectation);
  }
  for (const Fault& fault : faults_of(parameter, ""))
    table.fault("prior", fault.path.substr(1) + ": " + fault.expectation);
}

void check_weights(units::TomlTable& table, std::vector<double>& weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  if (weights.empty()) {
    table.fault("weights", "expected at least one member");
  } else if (std::fabs(sum - 1) > 1e-9) {
    table.fault("weights", "expected a sum of 1, found " + number_text(sum));
  }
}

std::string list(const std::vector<double>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    text += (i == 0 ? "" : i % 8 == 0 ? ",\n  " : ", ") + number_text(numbers[i]);
  return "[" + text + "]";
}

}  // namespace

ParameterModel ParameterEnsemble::member(const ParameterModel& base, std::size_t index) const {
  std::vector<HyperValue> named;
  for (std::size_t i = 0; i < hyper_parameters.size(); ++i)
    named.push_back({hyper_parameters[i].name, values[index][i]});
  return with_values(base, named);
}

std::vector<std::size_t> ParameterEnsemble::chosen(std::size_t count) const {
  std::vector<std::size_t> result;
  double below = 0;
  std::size_t member = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double quantile = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    while (member + 1 < weights.size() && below + weights[member] <= quantile) below += weights[member++];
    result.push_back(member);
  }
  return result;
}

ParameterEnsemble read_ensemble(std::string_view text, const std::string& name) {
  units::TomlDocument document(text, name);
  units::TomlTable root = document.root();
  const ParameterModel model = parameter_model();
  ParameterEnsemble ensemble;
  (void)root.choice("format", {"trimer-ensemble/1"}, units::required);
  ensemble.title = root.text("title", units::required).value_or("");
  ensemble.origin = read_origin(root.table("made", units::required));
  units::TomlTable members = root.table("members", units::required);
  ensemble.weights =
      members.numbers("weights", units::not_negative, units::required).value_or(std::vector<double>());
  check_weights(members, ensemble.weights);
  ensemble.values.resize(ensemble.weights.size());
  for (units::TomlTable& table : root.tables("hyper_parameter")) {
    const HyperParameter parameter = read_prior(table);
    check_against_model(table, parameter, model);
    const auto values = table.numbers("values", {}, units::required).value_or(std::vector<double>());
    if (values.size() != ensemble.size())
      table.fault("values", "expected " + std::to_string(ensemble.size()) +
                                " numbers, one per member, found " + std::to_string(values.size()));
    for (std::size_t i = 0; i < std::min(values.size(), ensemble.size()); ++i) {
      if (!(values[i] >= parameter.low && values[i] <= parameter.high))
        table.fault("values", "expected " + number_text(parameter.low) + " to " +
                                  number_text(parameter.high) + ", found " + number_text(values[i]) +
                                  " at member " + std::to_string(i + 1));
      ensemble.values[i].push_back(values[i]);
    }
    for (const HyperParameter& other : ensemble.hyper_parameters)
      if (other.name == parameter.name) table.fault("name", "expected each hyper-parameter once");
    ensemble.hyper_parameters.push_back(parameter);
  }
  if (ensemble.hyper_parameters.empty()) root.fault("hyper_parameter", "expected at least one");
  document.finish();
  return ensemble;
}

std::string to_toml(const ParameterEnsemble& ensemble) {
  using units::toml_quoted;
  const EnsembleOrigin& origin = ensemble.origin;
  std::string text =
      "format = \"trimer-ensemble/1\"\ntitle = " + toml_quoted(ensemble.title) + "\n\n[made]\n";
  text += "command = " + toml_quoted(origin.command) + "\nmethod = " + toml_quoted(origin.method);
  text += "\nseed = " + std::to_string(origin.seed) + "\nversion = " + toml_quoted(origin.version);
  text += "\ndate = " + toml_quoted(origin.date) + "\ntime = " + toml_quoted(origin.time);
  text += "\npatients = " + std::to_string(origin.patients) + "\n";
  for (std::size_t k = 0; k < ensemble.hyper_parameters.size(); ++k) {
    const HyperParameter& p = ensemble.hyper_parameters[k];
    text += "\n[[hyper_parameter]]\nname = " + toml_quoted(p.name) + "\nunit = " + toml_quoted(p.unit);
    text += "\nprior = { scale = \"" + std::string(name_of(p.scale)) + "\", mu = " + number_text(p.mu) +
            ", sd = " + number_text(p.sd);
    if (p.scale == Scale::identity ? std::isfinite(p.low) : p.low > 0)
      text += ", low = " + number_text(p.low);
    if (p.scale == Scale::logit ? p.high < 1 : std::isfinite(p.high))
      text += ", high = " + number_text(p.high);
    text += " }\nsource = " + toml_quoted(p.source) + "\nvalues = ";
    std::vector<double> column;
    for (const auto& member : ensemble.values) column.push_back(member[k]);
    text += list(column) + "\n";
  }
  return text + "\n[members]\nweights = " + list(ensemble.weights) + "\n";
}

std::vector<std::string> ensemble_names() {
  std::vector<std::string> names;
  for (const std::string& file : data_files_in("populations/ensembles"))
    if (file.size() > 5 && file.substr(file.size() - 5) == ".toml")
      names.push_back(file.substr(0, file.size() - 5));
  return names;
}

std::optional<std::string> default_ensemble() {
  const std::string name = "published";
  const auto names = ensemble_names();
  return std::find(names.begin(), names.end(), name) == names.end() ? std::nullopt : std::optional(name);
}

ParameterEnsemble named_ensemble(std::string_view name) {
  const auto names = ensemble_names();
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw InputError("ensemble", name, "unknown" + suggestion(name, names));
  const std::string path = "populations/ensembles/" + std::string(name) + ".toml";
  return read_ensemble(data_file(path), data_file_origin(path));
}

}  // namespace trimer::population
