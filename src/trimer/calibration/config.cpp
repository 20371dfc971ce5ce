#include <trimer/calibration/config.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <trimer/core/fault.h>
#include <trimer/core/fingerprint.h>
#include <trimer/core/output_file.h>
#include <trimer/units/toml_document.h>

namespace trimer::calibration {
namespace {

using population::HyperParameter;
using population::ParameterModel;
using population::Scale;
using units::TomlTable;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

bool ends_with_factor(std::string_view name) {
  return name.ends_with(".median_factor") || name.ends_with(".spread_factor") || name.ends_with(".probability_factor");
}

/// What data/parameters says of the prior, or what the kind of the number says.
HyperParameter default_prior(const therapy::ParameterTable& table, const ParameterModel& model, const std::string& name,
                             bool& sd_known) {
  const therapy::ParameterRow* row = table.find(name);
  if (row && row->name == name && row->prior.kind != therapy::PriorKind::fixed) {
    sd_known = true;
    return population::tabulated_hyper_parameter(table, name);
  }
  sd_known = false;
  HyperParameter parameter;
  parameter.name = name;
  parameter.unit = population::hyper_parameter_unit(model, name);
  parameter.scale = Scale::log;
  const double now = population::hyper_parameter_value(model, name);
  if (now > 0)
    parameter.mu = population::to_scale(Scale::log, now);
  else
    parameter.scale = Scale::identity;
  parameter.low = row && row->name == name ? row->range_low : 0;
  parameter.high = row && row->name == name ? row->range_high : infinity;
  parameter.source = ends_with_factor(name) || !row ? "assumed" : row->source;
  return parameter;
}

void override_prior(TomlTable& prior, HyperParameter& parameter, bool sd_known) {
  const double median = population::from_scale(parameter.scale, parameter.mu);
  const Scale before = parameter.scale;
  if (const auto scale = prior.choice("scale", {"identity", "log", "logit"}))
    parameter.scale = *scale == "log" ? Scale::log : *scale == "logit" ? Scale::logit : Scale::identity;
  if (parameter.scale != before && !prior.has("sd")) prior.fault("sd", "expected with another scale than that of the table");
  const auto given = prior.number("median");
  const double centre = given.value_or(median);
  if ((parameter.scale != Scale::identity && !(centre > 0)) || (parameter.scale == Scale::logit && !(centre < 1)))
    prior.fault("median", parameter.scale == Scale::logit ? "expected inside (0, 1)" : "expected > 0");
  else
    parameter.mu = population::to_scale(parameter.scale, centre);
  const auto sd = prior.number("sd", units::positive, sd_known ? units::Presence::optional : units::required);
  if (sd) parameter.sd = *sd;
  if (const auto low = prior.number("low")) parameter.low = *low;
  if (const auto high = prior.number("high")) parameter.high = *high;
  if (parameter.scale == Scale::logit) parameter.high = std::min(parameter.high, 1.0);
}

std::optional<HyperParameter> read_parameter(TomlTable& table, const therapy::ParameterTable& parameters,
                                             const ParameterModel& model) {
  const auto name = table.text("name", units::required);
  const auto reason = table.text("reason");
  TomlTable prior = table.table("prior");
  if (!name) return std::nullopt;
  bool sd_known = false;
  HyperParameter parameter;
  try {
    parameter = default_prior(parameters, model, *name, sd_known);
  } catch (const InputError& error) {
    table.fault("name", error.faults().front().expectation);
    prior.allow({"scale", "median", "sd", "low", "high"});
    return std::nullopt;
  }
  override_prior(prior, parameter, sd_known);
  if (prior.present()) parameter.source = reason ? *reason : "assumed";
  for (const Fault& fault : population::faults_of(parameter, "")) table.fault("prior", fault.path.substr(1) + ": " + fault.expectation);
  return parameter;
}

void read_simulation(TomlTable table, CalibrationConfig& config) {
  config.patients = static_cast<std::uint64_t>(table.whole("patients", 1, 1000000).value_or(1200));
  TomlTable single = table.table("patients_of");
  for (const std::string& study : single.keys())
    if (const auto patients = single.whole(study, 1, 1000000))
      config.patients_of[study] = static_cast<std::uint64_t>(*patients);
  config.method.kalman.blocks = static_cast<std::uint64_t>(table.whole("blocks", 1, 1000000).value_or(20));
  config.budget = table.whole("budget", 1, most, units::required).value_or(0);
}

void read_targets(TomlTable table, CalibrationConfig& config) {
  config.studies = table.texts("studies").value_or(std::vector<std::string>());
  config.watched = table.texts("watched").value_or(std::vector<std::string>());
  config.contrast_correlation =
      table.number("contrast_correlation", {.low = -1, .high = 1, .above_low = true, .below_high = true}).value_or(0.2);
}

void read_method(TomlTable table, inference::PosteriorOptions& method) {
  const auto whole = [&](const char* key, std::int64_t low, std::int64_t high, int absent) {
    return static_cast<int>(table.whole(key, low, high).value_or(absent));
  };
  method.kalman.members = whole("members", 3, 100000, 100);
  method.kalman.most_iterations = whole("iterations", 1, 100, 5);
  method.waves = whole("waves", 1, 100, 3);
  method.wave_points = whole("wave_points", 2, 100000, 130);
  method.training = whole("training", 10, 1000000, 1500);
  method.chains = whole("chains", 2, 1000, 8);
  method.steps = whole("steps", 10, 10000000, 3000);
  method.wave_steps = whole("wave_steps", 10, 10000000, 300);
  if (method.chains > method.kalman.members) table.fault("chains", "expected at most the members of the inversion");
}

}  // namespace

CalibrationConfig read_config(std::string_view text, const std::string& name) {
  units::TomlDocument document(text, name);
  TomlTable root = document.root();
  CalibrationConfig config;
  config.fingerprint = fingerprint(text);
  (void)root.choice("format", {"trimer-calibration/1"}, units::required);
  config.name = root.text("name", units::required).value_or("");
  if (root.is_text("name") &&
      (config.name.empty() ||
       config.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos))
    root.fault("name", "expected small letters, digits and _");
  config.title = root.text("title", units::required).value_or("");
  config.seed = static_cast<std::uint64_t>(root.whole("seed", 0, most, units::required).value_or(0));
  config.method.kalman.seed = config.seed;
  read_simulation(root.table("simulation", units::required), config);
  read_targets(root.table("targets"), config);
  read_method(root.table("method"), config.method);
  TomlTable ensemble = root.table("ensemble");
  config.members = static_cast<int>(ensemble.whole("members", 1, 100000).value_or(200));

  const therapy::ParameterTable parameters = therapy::ParameterTable::load();
  const ParameterModel model = population::parameter_model();
  for (TomlTable& table : root.tables("hyper_parameter")) {
    auto parameter = read_parameter(table, parameters, model);
    if (!parameter) continue;
    for (const HyperParameter& other : config.hyper_parameters)
      if (other.name == parameter->name) table.fault("name", "expected each hyper-parameter once");
    config.hyper_parameters.push_back(std::move(*parameter));
  }
  if (config.hyper_parameters.empty() && !document.has_faults())
    root.fault("hyper_parameter", "expected at least one");
  document.finish();
  return config;
}

CalibrationConfig read_config(const std::filesystem::path& file) { return read_config(read_file(file), file.string()); }

population::ParameterModel model_at(const ParameterModel& base, const std::vector<HyperParameter>& parameters,
                                    std::span<const double> z) {
  std::vector<population::HyperValue> values;
  for (std::size_t i = 0; i < parameters.size(); ++i) values.push_back({parameters[i].name, parameters[i].value_at(z[i])});
  return population::with_values(base, values);
}

}  // namespace trimer::calibration
