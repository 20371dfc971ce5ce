/// @file
/// The distribution of one covariate between patients, as data.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <trimer/core/random.h>
#include <trimer/population/covariate.h>
#include <trimer/therapy/parameters.h>

namespace trimer::population {

struct Distribution;

/// The same for everyone.
struct Constant {
  double value = 0;
  friend bool operator==(const Constant&, const Constant&) = default;
};
/// 1 with this probability, else 0.
struct Bernoulli {
  double probability = 0;
  friend bool operator==(const Bernoulli&, const Bernoulli&) = default;
};
struct Uniform {
  double low = 0, high = 1;
  friend bool operator==(const Uniform&, const Uniform&) = default;
};
/// ln(x) uniform.
struct LogUniform {
  double low = 1, high = 1;
  friend bool operator==(const LogUniform&, const LogUniform&) = default;
};
struct Normal {
  double mean = 0, sd = 0;
  friend bool operator==(const Normal&, const Normal&) = default;
};
/// ln(x) normal. Median and log SD may be parameters of the therapy model (module population), so that they
/// can be calibrated; the name is empty for a number.
struct LogNormal {
  double median = 1, sd_log = 0;
  std::string median_parameter, sd_log_parameter;
  friend bool operator==(const LogNormal&, const LogNormal&) = default;
};
/// Uniform inside each category [bounds[i], bounds[i+1]].
struct Categories {
  std::vector<double> bounds;  ///< (m + 1), rising
  std::vector<double> shares;  ///< (m), sum 1
  friend bool operator==(const Categories&, const Categories&) = default;
};
/// A quantile table, linear between its points.
struct Quantiles {
  std::vector<double> p;       ///< (m), from 0 to 1, rising
  std::vector<double> values;  ///< (m), not falling
  friend bool operator==(const Quantiles&, const Quantiles&) = default;
};
struct Mixture {
  std::vector<double> shares;       ///< (m), sum 1
  std::vector<Distribution> parts;  ///< (m)
  friend bool operator==(const Mixture&, const Mixture&) = default;
};
struct BySex {
  std::vector<Distribution> male, female;  ///< (1) each
  friend bool operator==(const BySex&, const BySex&) = default;
};
/// Lognormal about a median that is linear in age between the points and constant outside.
struct ByAge {
  std::vector<double> age;  ///< [year], rising
  std::vector<double> median_male, median_female;
  double sd_log = 0;
  friend bool operator==(const ByAge&, const ByAge&) = default;
};
/// A blood count that follows from a production reserve r and the room that blasts leave,
///     count = normal · (r · niche^niche_exponent)^(1 / (1 + feedback)),   ln r ~ N(ln median, sd_log),
/// with normal, niche_exponent and feedback of the therapy model. Only for neutrophils and platelets.
struct MarrowReserve {
  double median = 1, sd_log = 0;
  friend bool operator==(const MarrowReserve&, const MarrowReserve&) = default;
};
/// Follows from other covariates: bsa = sqrt(height · weight / 3600), Mosteller,
/// doi:10.1056/NEJM198710223171717.
struct Derived {
  friend bool operator==(const Derived&, const Derived&) = default;
};
/// Has no value in this population.
struct NotApplicable {
  friend bool operator==(const NotApplicable&, const NotApplicable&) = default;
};

/// Bounds; one of them may be absent.
struct Interval {
  std::optional<double> low, high;
  friend bool operator==(const Interval&, const Interval&) = default;
};
/// Multiplies by (marrow_blast_fraction / reference)^exponent.
struct MarrowPower {
  double reference = 1, exponent = 0;
  friend bool operator==(const MarrowPower&, const MarrowPower&) = default;
};

struct Distribution {
  using Shape = std::variant<Constant, Bernoulli, Uniform, LogUniform, Normal, LogNormal, Categories,
                             Quantiles, Mixture, BySex, ByAge, MarrowReserve, Derived, NotApplicable>;
  Shape shape = NotApplicable{};
  /// Weight of marrow_reserve_z in the normal deviate: loading·z + sqrt(1 - loading²)·own. Normal shapes
  /// only.
  double loading = 0;
  std::optional<MarrowPower> scale;
  std::optional<Interval> truncate;  ///< drawn again until inside
  std::optional<Interval> clip;      ///< set to the bound
  friend bool operator==(const Distribution&, const Distribution&) = default;
};

/// What the distribution of one covariate may depend on: covariates drawn before it and the patient's
/// parameters.
struct DrawContext {
  Covariate covariate{};
  double age = 40;  ///< [year]
  bool male = true;
  double height = 170, weight = 75;  ///< [cm], [kg]
  double marrow_blast_fraction = 0.5;
  double marrow_reserve_z = 0;
  const therapy::Parameters<double>* parameters = nullptr;
};

/// Draws one value. Numbers come from the stream in order; truncation takes as many as it needs (after 10,000
/// tries the last one is clipped to the bounds, which the check below keeps from happening).
[[nodiscard]] double draw(const Distribution& distribution, RandomStream& stream, const DrawContext& context);

/// Share of draws inside `truncate`, estimated from 2,000 draws of a typical man and woman (1 without
/// truncation).
[[nodiscard]] double accepted_share(const Distribution& distribution, const DrawContext& context);

}  // namespace trimer::population
