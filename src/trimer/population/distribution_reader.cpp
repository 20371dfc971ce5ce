#include <trimer/population/distribution_reader.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/therapy/parameter_table.h>

namespace trimer::population {
namespace {

using units::Presence;
using units::Range;
using units::TomlTable;

const std::vector<std::string> shapes = {
    "constant",  "bernoulli", "uniform", "log_uniform", "normal",         "lognormal", "categories",
    "quantiles", "mixture",   "by_sex",  "by_age",      "marrow_reserve", "derived",   "not_applicable"};

/// Reads the distribution of one covariate. Values are in its unit and inside its range.
class DistributionReader {
 public:
  explicit DistributionReader(const CovariateInfo& info)
      : info_(info), unit_(info.unit), values_{.low = info.lowest, .high = info.highest} {
    example_ = unit_ == "1" ? "0.5" : "5 " + unit_;
  }

  /// A complete distribution; empty if it has a fault.
  std::optional<Distribution> read(TomlTable& table) {
    Distribution distribution;
    const auto shape = table.choice("distribution", shapes, units::required);
    if (!shape) {
      // Whatever else the table says belongs to a shape that is not known.
      table.allow(table.keys());
      return std::nullopt;
    }
    bool good = true;
    if (*shape == "constant") good = read_constant(table, distribution);
    if (*shape == "bernoulli") good = read_bernoulli(table, distribution);
    if (*shape == "uniform" || *shape == "log_uniform")
      good = read_uniform(table, distribution, *shape == "log_uniform");
    if (*shape == "normal") good = read_normal(table, distribution);
    if (*shape == "lognormal") good = read_lognormal(table, distribution);
    if (*shape == "categories") good = read_categories(table, distribution);
    if (*shape == "quantiles") good = read_quantiles(table, distribution);
    if (*shape == "mixture") good = read_mixture(table, distribution);
    if (*shape == "by_sex") good = read_by_sex(table, distribution);
    if (*shape == "by_age") good = read_by_age(table, distribution);
    if (*shape == "marrow_reserve") good = read_marrow_reserve(table, distribution);
    if (*shape == "derived") good = read_derived(table, distribution);
    read_modifiers(table, distribution);
    if (good) check_truncation(table, distribution);
    return good ? std::optional(distribution) : std::nullopt;
  }

  /// An override that names only what changes.
  void patch(TomlTable& table, Distribution& distribution) {
    read_modifiers(table, distribution);
    if (table.has("median")) patch_median(table, distribution);
    if (table.has("mean"))
      patch_member<Normal>(table, "mean", "normal", distribution, &Normal::mean, values_);
    if (table.has("sd")) patch_member<Normal>(table, "sd", "normal", distribution, &Normal::sd, spread());
    if (table.has("sd_log")) patch_sd_log(table, distribution);
    if (table.has("probability")) {
      const auto value = table.number("probability", units::fraction);
      auto* bernoulli = std::get_if<Bernoulli>(&distribution.shape);
      if (!bernoulli) wrong_shape(table, "probability", "bernoulli");
      if (value && bernoulli) bernoulli->probability = *value;
    }
    if (table.has("shares")) patch_shares(table, distribution);
    check_truncation(table, distribution);
  }

  /// A bare value instead of a table.
  std::optional<double> constant(TomlTable& parent) {
    return value(parent, std::string(info_.name), values_);
  }

 private:
  /// A value in the covariate's unit: text with its unit, or a bare number where the unit is 1.
  std::optional<double> value(TomlTable& table, const std::string& key, Range range,
                              Presence presence = Presence::optional) {
    if (unit_ == "1" && !table.is_text(key)) return table.number(key, range, presence);
    return table.quantity(key, unit_, example_, range, presence);
  }
  std::optional<std::vector<double>> values(TomlTable& table, const std::string& key) {
    if (!table.has(key)) table.fault(key, "missing, expected a list of values");
    if (unit_ == "1") return table.numbers(key, values_);
    return table.quantities(key, unit_, example_, values_);
  }
  [[nodiscard]] Range spread() const { return {.low = 0, .high = info_.highest - info_.lowest}; }
  static Range log_spread() { return {.low = 0, .high = 20}; }

  bool read_constant(TomlTable& table, Distribution& distribution) {
    const auto constant = value(table, "value", values_, units::required);
    if (constant) distribution.shape = Constant{*constant};
    return constant.has_value();
  }

  bool read_bernoulli(TomlTable& table, Distribution& distribution) {
    const auto probability = table.number("probability", units::fraction, units::required);
    if (probability) distribution.shape = Bernoulli{*probability};
    return probability.has_value();
  }

  bool read_uniform(TomlTable& table, Distribution& distribution, bool log) {
    const auto low = value(table, "low", values_, units::required),
               high = value(table, "high", values_, units::required);
    if (!low || !high) return false;
    if (*high < *low) {
      table.fault("high", "expected not below low (" + number_text(*low) + ")");
      return false;
    }
    if (log && *low <= 0) {
      table.fault("low", "expected > 0 for a log-uniform distribution");
      return false;
    }
    if (log)
      distribution.shape = LogUniform{*low, *high};
    else
      distribution.shape = Uniform{*low, *high};
    return true;
  }

  bool read_normal(TomlTable& table, Distribution& distribution) {
    const auto mean = value(table, "mean", values_, units::required),
               sd = value(table, "sd", spread(), units::required);
    if (mean && sd) distribution.shape = Normal{*mean, *sd};
    return mean && sd;
  }

  /// A number, or the name of a parameter of the model.
  std::optional<double> value_or_parameter(TomlTable& table, const std::string& key, bool logarithmic,
                                           std::string& name) {
    if (!table.has(key + "_parameter")) {
      table.allow({key + "_parameter"});
      return logarithmic ? table.number(key, log_spread(), units::required)
                         : value(table, key, above_zero(), units::required);
    }
    std::vector<std::string> known;
    for (const auto& parameter : therapy::parameters)
      if (parameter.module == therapy::Module::population) known.emplace_back(parameter.name);
    const auto parameter = table.choice(key + "_parameter", known);
    if (table.has(key)) table.fault(key, "expected either " + key + " or " + key + "_parameter");
    if (!parameter) return std::nullopt;
    name = *parameter;
    return 1;
  }
  [[nodiscard]] Range above_zero() const { return {.low = 0, .high = info_.highest, .above_low = true}; }

  bool read_lognormal(TomlTable& table, Distribution& distribution) {
    LogNormal shape;
    const auto median = value_or_parameter(table, "median", false, shape.median_parameter);
    const auto sd_log = value_or_parameter(table, "sd_log", true, shape.sd_log_parameter);
    if (!median || !sd_log) return false;
    shape.median = *median;
    shape.sd_log = *sd_log;
    distribution.shape = shape;
    return true;
  }

  bool shares_add_to_one(TomlTable& table, const std::string& key, const std::vector<double>& shares) {
    double sum = 0;
    for (const double share : shares) sum += share;
    if (std::abs(sum - 1) < 1e-6) return true;
    table.fault(key,
                "expected shares that add to 1; these add to " + number_text(std::round(sum * 1e6) / 1e6));
    return false;
  }

  bool read_categories(TomlTable& table, Distribution& distribution) {
    const auto bounds = values(table, "bounds");
    const auto shares = table.numbers("shares", units::fraction, units::required);
    if (!bounds || !shares) return false;
    if (bounds->size() != shares->size() + 1 || shares->empty()) {
      table.fault("bounds", "expected one bound more than shares (" + std::to_string(shares->size()) + ")");
      return false;
    }
    if (!std::is_sorted(bounds->begin(), bounds->end())) {
      table.fault("bounds", "expected rising bounds");
      return false;
    }
    if (!shares_add_to_one(table, "shares", *shares)) return false;
    distribution.shape = Categories{*bounds, *shares};
    return true;
  }

  bool read_quantiles(TomlTable& table, Distribution& distribution) {
    const auto p = table.numbers("p", units::fraction, units::required);
    const auto table_values = values(table, "values");
    if (!p || !table_values) return false;
    const bool rising =
        std::is_sorted(p->begin(), p->end()) && std::adjacent_find(p->begin(), p->end()) == p->end();
    if (p->size() < 2 || p->front() != 0 || p->back() != 1 || !rising) {
      table.fault("p", "expected probabilities that rise from 0 to 1");
      return false;
    }
    if (table_values->size() != p->size() || !std::is_sorted(table_values->begin(), table_values->end())) {
      table.fault("values", "expected one value per probability, none below the one before");
      return false;
    }
    distribution.shape = Quantiles{*p, *table_values};
    return true;
  }

  bool read_mixture(TomlTable& table, Distribution& distribution) {
    Mixture mixture;
    bool good = true;
    if (!table.has("parts"))
      table.fault("parts", "missing, expected a list of tables with share and distribution");
    for (TomlTable& part : table.tables("parts")) {
      const auto share = part.number("share", units::fraction, units::required);
      const auto inner = read(part);
      good = good && share && inner;
      if (!share || !inner) continue;
      mixture.shares.push_back(*share);
      mixture.parts.push_back(*inner);
    }
    if (!good || mixture.parts.empty() || !shares_add_to_one(table, "parts", mixture.shares)) return false;
    distribution.shape = mixture;
    return true;
  }

  bool read_by_sex(TomlTable& table, Distribution& distribution) {
    TomlTable male = table.table("male", units::required), female = table.table("female", units::required);
    if (!male.present() || !female.present()) return false;
    const auto of_male = read(male), of_female = read(female);
    if (!of_male || !of_female) return false;
    distribution.shape = BySex{{*of_male}, {*of_female}};
    return true;
  }

  bool read_by_age(TomlTable& table, Distribution& distribution) {
    const auto age = table.quantities("age", "year", "40 years", {.low = 0, .high = 120});
    if (!table.has("age")) table.fault("age", "missing, expected a list of ages");
    const auto male = values(table, "median_male"), female = values(table, "median_female");
    const auto sd_log = table.number("sd_log", log_spread(), units::required);
    if (!age || !male || !female || !sd_log) return false;
    if (age->empty() || !std::is_sorted(age->begin(), age->end()) || male->size() != age->size() ||
        female->size() != age->size()) {
      table.fault("age", "expected rising ages, with one median_male and one median_female each");
      return false;
    }
    distribution.shape = ByAge{*age, *male, *female, *sd_log};
    return true;
  }

  bool read_marrow_reserve(TomlTable& table, Distribution& distribution) {
    if (info_.covariate != Covariate::neutrophils && info_.covariate != Covariate::platelets) {
      table.fault("distribution", "expected only for neutrophils and platelets");
      table.allow(table.keys());
      return false;
    }
    const auto median = table.number("median", {.low = 0, .high = 100, .above_low = true}, units::required);
    const auto sd_log = table.number("sd_log", log_spread(), units::required);
    if (median && sd_log) distribution.shape = MarrowReserve{*median, *sd_log};
    return median && sd_log;
  }

  bool read_derived(TomlTable& table, Distribution& distribution) {
    if (info_.covariate != Covariate::bsa) {
      table.fault("distribution", "expected only for bsa");
      return false;
    }
    distribution.shape = Derived{};
    return true;
  }

  std::optional<Interval> read_interval(TomlTable& table, const std::string& key) {
    TomlTable bounds = table.table(key);
    if (!bounds.present()) return std::nullopt;
    const Interval interval{value(bounds, "min", values_), value(bounds, "max", values_)};
    if (!bounds.has("min") && !bounds.has("max")) bounds.fault("", "expected min, max, or both");
    if (interval.low && interval.high && *interval.high < *interval.low)
      bounds.fault("max", "expected not below min (" + number_text(*interval.low) + ")");
    return interval;
  }

  void read_modifiers(TomlTable& table, Distribution& distribution) {
    if (const auto interval = read_interval(table, "truncate")) distribution.truncate = interval;
    if (const auto interval = read_interval(table, "clip")) distribution.clip = interval;
    if (const auto loading = table.number("loading", {.low = -1, .high = 1})) {
      distribution.loading = *loading;
      if (index_of(info_.covariate) <= index_of(Covariate::marrow_reserve_z))
        table.fault("loading", "expected only for covariates that are drawn after marrow_reserve_z");
    }
    TomlTable scale = table.table("scale_with_marrow");
    if (!scale.present()) return;
    if (index_of(info_.covariate) <= index_of(Covariate::marrow_blast_fraction))
      table.fault("scale_with_marrow",
                  "expected only for covariates that are drawn after marrow_blast_fraction");
    const auto reference =
        scale.number("reference", {.low = 0, .high = 1, .above_low = true}, units::required);
    const auto exponent = scale.number("exponent", {.low = -10, .high = 10}, units::required);
    if (reference && exponent) distribution.scale = MarrowPower{*reference, *exponent};
  }

  void check_truncation(TomlTable& table, const Distribution& distribution) {
    if (!distribution.truncate) return;
    static const therapy::Parameters<double> parameters = therapy::typical_values();
    DrawContext context;
    context.covariate = info_.covariate;
    context.parameters = &parameters;
    if (accepted_share(distribution, context) < 0.005)
      table.fault("truncate", "expected bounds that keep at least 0.5 % of the distribution");
  }

  void wrong_shape(TomlTable& table, const std::string& key, const std::string& shape) {
    table.fault(key, "the population's own distribution is not " + shape + ", expected a whole distribution");
  }

  template <class Shape>
  void patch_member(TomlTable& table, const std::string& key, const std::string& name,
                    Distribution& distribution, double Shape::*member, Range range) {
    const auto read_value = value(table, key, range);
    auto* shape = std::get_if<Shape>(&distribution.shape);
    if (!shape) return wrong_shape(table, key, name);
    if (read_value) shape->*member = *read_value;
  }

  /// The population's own shape moved to another median.
  void patch_median(TomlTable& table, Distribution& distribution) {
    if (auto* shape = std::get_if<Normal>(&distribution.shape)) {
      if (const auto median = value(table, "median", values_)) shape->mean = *median;
    } else if (auto* log_shape = std::get_if<LogNormal>(&distribution.shape)) {
      if (const auto median = value(table, "median", above_zero())) {
        log_shape->median = *median;
        log_shape->median_parameter.clear();
      }
    } else {
      (void)value(table, "median", values_);
      wrong_shape(table, "median", "normal or lognormal");
    }
  }

  void patch_sd_log(TomlTable& table, Distribution& distribution) {
    const auto sd_log = table.number("sd_log", log_spread());
    if (auto* shape = std::get_if<LogNormal>(&distribution.shape)) {
      if (sd_log) {
        shape->sd_log = *sd_log;
        shape->sd_log_parameter.clear();
      }
    } else if (auto* reserve = std::get_if<MarrowReserve>(&distribution.shape)) {
      if (sd_log) reserve->sd_log = *sd_log;
    } else {
      wrong_shape(table, "sd_log", "lognormal");
    }
  }

  void patch_shares(TomlTable& table, Distribution& distribution) {
    const auto shares = table.numbers("shares", units::fraction);
    auto* categories = std::get_if<Categories>(&distribution.shape);
    auto* mixture = std::get_if<Mixture>(&distribution.shape);
    if (!categories && !mixture) return wrong_shape(table, "shares", "made of categories or parts");
    std::vector<double>& own = categories ? categories->shares : mixture->shares;
    if (!shares) return;
    if (shares->size() != own.size())
      table.fault("shares", "expected " + std::to_string(own.size()) + " shares, as the population has");
    else if (shares_add_to_one(table, "shares", *shares))
      own = *shares;
  }

  const CovariateInfo& info_;
  std::string unit_, example_;
  Range values_;
};

}  // namespace

std::optional<Distribution> read_distribution(units::TomlTable& table, const CovariateInfo& info) {
  return DistributionReader(info).read(table);
}

void patch_distribution(units::TomlTable& table, const CovariateInfo& info, Distribution& distribution) {
  DistributionReader(info).patch(table, distribution);
}

std::optional<double> read_covariate_value(units::TomlTable& parent, const CovariateInfo& info) {
  return DistributionReader(info).constant(parent);
}

}  // namespace trimer::population
