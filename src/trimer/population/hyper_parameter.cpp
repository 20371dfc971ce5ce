#include <trimer/population/hyper_parameter.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include <trimer/core/csv.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/core/maths.h>
#include <trimer/core/random.h>

namespace trimer::population {
namespace {

constexpr std::string_view log_sd_ending = "_log_sd";
constexpr std::string_view median_ending = ".median_factor";
constexpr std::string_view spread_ending = ".spread_factor";
constexpr std::string_view transplant_name = "transplant.probability_factor";

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() > ending.size() && text.substr(text.size() - ending.size()) == ending;
}

/// What a name stands for.
struct Place {
  enum class Kind { unknown, typical, log_sd, median_factor, spread_factor, transplant_factor };
  Kind kind = Kind::unknown;
  int parameter = -1;  ///< of typical and log_sd
  Covariate covariate{};
};

Place place_of(const ParameterModel& model, std::string_view name) {
  if (const int index = therapy::parameter_index(name); index >= 0) return {Place::Kind::typical, index, {}};
  if (ends_with(name, log_sd_ending)) {
    const int index = therapy::parameter_index(name.substr(0, name.size() - log_sd_ending.size()));
    for (const therapy::Variability& entry : model.variability)
      if (entry.index == index && entry.draws_with < 0 && entry.log_sd_index < 0)
        return {Place::Kind::log_sd, index, {}};
  }
  for (const auto& [ending, kind] : {std::pair(median_ending, Place::Kind::median_factor),
                                     std::pair(spread_ending, Place::Kind::spread_factor)})
    if (ends_with(name, ending))
      if (const auto covariate = covariate_named(name.substr(0, name.size() - ending.size())))
        return {kind, -1, *covariate};
  if (name == transplant_name) return {Place::Kind::transplant_factor, -1, {}};
  return {};
}

InputError unknown_name(const ParameterModel& model, std::string_view name) {
  std::vector<std::string> known;
  for (const therapy::ParameterInfo& info : therapy::parameters) known.emplace_back(info.name);
  for (const therapy::Variability& entry : model.variability)
    if (entry.draws_with < 0 && entry.log_sd_index < 0)
      known.push_back(entry.name + std::string(log_sd_ending));
  for (const CovariateInfo& info : covariates)
    for (const std::string_view ending : {median_ending, spread_ending})
      known.push_back(std::string(info.name) + std::string(ending));
  known.emplace_back(transplant_name);
  const std::string nearest = did_you_mean(name, known);
  return InputError("hyper-parameter", name,
                    "expected a parameter of the model, NAME_log_sd of one that varies between patients, or "
                    "COVARIATE.median_factor or .spread_factor, or "
                    "transplant.probability_factor" +
                        (nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
}

double& typical_value(ParameterModel& model, int index) {
  double* found = nullptr;
  therapy::for_each_parameter(model.typical, [&, at = 0](const auto&, double& value) mutable {
    if (at++ == index) found = &value;
  });
  return *found;
}

CovariateFactor& factor_of(ParameterModel& model, Covariate covariate) {
  for (CovariateFactor& factor : model.covariate_factors)
    if (factor.covariate == covariate) return factor;
  return model.covariate_factors.emplace_back(CovariateFactor{covariate, 1, 1});
}

void set(ParameterModel& model, const Place& place, double value) {
  switch (place.kind) {
    case Place::Kind::typical:
      typical_value(model, place.parameter) = value;
      break;
    case Place::Kind::log_sd:
      for (therapy::Variability& entry : model.variability)
        if (entry.index == place.parameter || entry.draws_with == place.parameter) entry.log_sd = value;
      break;
    case Place::Kind::median_factor:
      factor_of(model, place.covariate).median = value;
      break;
    case Place::Kind::spread_factor:
      factor_of(model, place.covariate).spread = value;
      break;
    case Place::Kind::transplant_factor:
      model.transplant_factor = value;
      break;
    case Place::Kind::unknown:
      break;
  }
}

Fault value_fault(const HyperValue& value, std::string expectation) {
  Fault fault;
  fault.path = value.name;
  fault.value = std::isnan(value.value) ? "NaN" : number_text(value.value);
  fault.expectation = std::move(expectation);
  return fault;
}

}  // namespace

std::string_view name_of(Scale scale) {
  switch (scale) {
    case Scale::identity:
      return "identity";
    case Scale::log:
      return "log";
    case Scale::logit:
      return "logit";
  }
  return "";
}

double to_scale(Scale scale, double value) {
  switch (scale) {
    case Scale::identity:
      break;
    case Scale::log:
      return maths::log(value);
    case Scale::logit:
      return maths::log(value) - maths::log1p(-value);
  }
  return value;
}

double from_scale(Scale scale, double scaled) {
  switch (scale) {
    case Scale::identity:
      break;
    case Scale::log:
      return maths::exp(scaled);
    case Scale::logit:
      return 1 / (1 + maths::exp(-scaled));
  }
  return scaled;
}

namespace {

/// Prior probability below each bound, and above it, on the normal that is not yet restricted.
struct Tails {
  double below_low, above_low, below_high, above_high;
};

Tails tails_of(const HyperParameter& p) {
  const double a = (to_scale(p.scale, p.low) - p.mu) / p.sd, b = (to_scale(p.scale, p.high) - p.mu) / p.sd;
  return {normal_probability(a), normal_probability(-a), normal_probability(b), normal_probability(-b)};
}

/// The standard normal deviate with these probabilities on either side; the smaller one is the exact one.
double deviate(double below, double above) {
  constexpr double smallest = 1e-300;
  return below < above ? normal_quantile(std::max(below, smallest))
                       : -normal_quantile(std::max(above, smallest));
}

}  // namespace

double HyperParameter::value_at(double z) const {
  const Tails t = tails_of(*this);
  const double u = normal_probability(z), v = normal_probability(-z);
  const double scaled = mu + sd * deviate(t.below_low + u * (t.below_high - t.below_low),
                                          t.above_high + v * (t.above_low - t.above_high));
  return std::clamp(from_scale(scale, scaled), low, high);
}

double HyperParameter::standard(double value) const {
  const Tails t = tails_of(*this);
  const double x = (to_scale(scale, value) - mu) / sd;
  return deviate((normal_probability(x) - t.below_low) / (t.below_high - t.below_low),
                 (normal_probability(-x) - t.above_high) / (t.above_low - t.above_high));
}

std::vector<Fault> faults_of(const HyperParameter& parameter, const std::string& path) {
  std::vector<Fault> faults;
  const auto add = [&](std::string_view key, double value, std::string expectation) {
    Fault fault;
    fault.path = path + "." + std::string(key);
    fault.value = number_text(value);
    fault.expectation = std::move(expectation);
    faults.push_back(std::move(fault));
  };
  if (!std::isfinite(parameter.mu)) add("mu", parameter.mu, "expected a finite number");
  if (!(parameter.sd > 0) || !std::isfinite(parameter.sd)) add("sd", parameter.sd, "expected > 0");
  if (!(parameter.low < parameter.high)) add("low", parameter.low, "expected less than high");
  if (parameter.scale != Scale::identity && !(parameter.low >= 0)) add("low", parameter.low, "expected >= 0");
  if (parameter.scale == Scale::logit && !(parameter.high <= 1)) add("high", parameter.high, "expected <= 1");
  if (!faults.empty()) return faults;
  const Tails t = tails_of(parameter);
  if (!(t.below_high - t.below_low > 1e-6 || t.above_low - t.above_high > 1e-6))
    add("mu", parameter.mu,
        "expected a prior that has more than 1e-6 of its probability within low and high");
  return faults;
}

HyperParameter tabulated_hyper_parameter(const therapy::ParameterTable& table, std::string_view name) {
  const therapy::ParameterRow* row = table.find(name);
  if (!row || row->name != name)
    throw InputError("hyper-parameter", name, "expected the name of a parameter of the model");
  if (row->prior.kind == therapy::PriorKind::fixed)
    throw InputError("hyper-parameter", name, "has no prior in " + row->file + "; give mu and sd");
  HyperParameter result;
  result.name = row->name;
  result.unit = row->unit;
  result.scale = row->prior.kind == therapy::PriorKind::normal      ? Scale::identity
                 : row->prior.kind == therapy::PriorKind::lognormal ? Scale::log
                                                                    : Scale::logit;
  result.mu = row->prior.mu;
  result.sd = row->prior.sd;
  result.low = row->range_low;
  result.high = row->range_high;
  result.source = row->source;
  return result;
}

std::string hyper_parameter_unit(const ParameterModel& model, std::string_view name) {
  const Place place = place_of(model, name);
  if (place.kind == Place::Kind::unknown) throw unknown_name(model, name);
  if (place.kind != Place::Kind::typical) return "1";
  return std::string(therapy::parameters[static_cast<std::size_t>(place.parameter)].unit);
}

double hyper_parameter_value(const ParameterModel& model, std::string_view name) {
  const Place place = place_of(model, name);
  switch (place.kind) {
    case Place::Kind::unknown:
      throw unknown_name(model, name);
    case Place::Kind::typical: {
      ParameterModel copy = model;
      return typical_value(copy, place.parameter);
    }
    case Place::Kind::log_sd:
      for (const therapy::Variability& entry : model.variability)
        if (entry.index == place.parameter) return entry.log_sd;
      break;
    case Place::Kind::median_factor:
    case Place::Kind::spread_factor:
      for (const CovariateFactor& factor : model.covariate_factors)
        if (factor.covariate == place.covariate)
          return place.kind == Place::Kind::median_factor ? factor.median : factor.spread;
      break;
    case Place::Kind::transplant_factor:
      return model.transplant_factor;
  }
  return 1;
}

ParameterModel with_values(ParameterModel model, std::span<const HyperValue> values) {
  std::vector<Fault> faults;
  for (const HyperValue& value : values) {
    const Place place = place_of(model, value.name);
    if (place.kind == Place::Kind::unknown) {
      faults.push_back(unknown_name(model, value.name).faults().front());
    } else if (!std::isfinite(value.value)) {
      faults.push_back(value_fault(value, "expected a finite number"));
    } else if (place.kind != Place::Kind::typical && value.value < 0) {
      faults.push_back(value_fault(value, "expected >= 0"));
    } else if (place.kind == Place::Kind::median_factor && value.value == 0) {
      faults.push_back(value_fault(value, "expected > 0"));
    } else {
      set(model, place, value.value);
    }
  }
  if (faults.empty()) faults = therapy::individual_faults(model.typical);
  if (!faults.empty()) throw InputError(std::move(faults));
  return model;
}

}  // namespace trimer::population
