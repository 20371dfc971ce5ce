#include <trimer/population/distribution.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/maths.h>
#include <trimer/therapy/baseline.h>
#include <trimer/therapy/constants.h>

namespace trimer::population {
namespace {

constexpr int most_tries = 10000;

double clamped(double value, const Interval& interval) {
  if (interval.low) value = std::max(value, *interval.low);
  if (interval.high) value = std::min(value, *interval.high);
  return value;
}

bool inside(double value, const Interval& interval) {
  return (!interval.low || value >= *interval.low) && (!interval.high || value <= *interval.high);
}

double parameter_or(const DrawContext& context, const std::string& name, double value) {
  if (name.empty()) return value;
  therapy::for_each_parameter(*context.parameters, [&](const therapy::ParameterInfo& info, double parameter) {
    if (info.name == name) value = parameter;
  });
  return value;
}

/// Linear between the points, constant outside.
double interpolated(const std::vector<double>& x, const std::vector<double>& y, double at) {
  if (at <= x.front()) return y.front();
  for (std::size_t i = 1; i < x.size(); ++i)
    if (at <= x[i]) return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
  return y.back();
}

/// Index of the part in which u falls.
std::size_t chosen(const std::vector<double>& shares, double u) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
    sum += shares[i];
    if (u < sum) return i;
  }
  return shares.size() - 1;
}

double count_from_reserve(const DrawContext& context, double reserve) {
  const therapy::Parameters<double>& p = *context.parameters;
  const therapy::Constants<double> constants;
  const double niche = therapy::niche_left_by(
      constants.marrow_reference_cells * context.marrow_blast_fraction, p.marrow_space);
  const bool platelets = context.covariate == Covariate::platelets;
  const double normal = platelets ? p.platelet_normal : p.neutrophil_normal;
  const double feedback = platelets ? p.platelet_feedback : p.neutrophil_feedback;
  return normal * maths::pow(reserve * maths::pow(niche, p.niche_exponent), 1 / (1 + feedback));
}

double draw_shape(const Distribution& distribution, RandomStream& stream, const DrawContext& context) {
  const auto deviate = [&] {
    const double own = stream.normal();
    const double loading = distribution.loading;
    return loading == 0 ? own : loading * context.marrow_reserve_z + std::sqrt(1 - loading * loading) * own;
  };
  struct Visitor {
    RandomStream& stream;
    const DrawContext& context;
    const decltype(deviate)& normal_deviate;

    double operator()(const Constant& d) const { return d.value; }
    double operator()(const Bernoulli& d) const { return stream.uniform() < d.probability ? 1 : 0; }
    double operator()(const Uniform& d) const { return d.low + (d.high - d.low) * stream.uniform(); }
    double operator()(const LogUniform& d) const {
      return d.low * maths::exp(maths::log(d.high / d.low) * stream.uniform());
    }
    double operator()(const Normal& d) const { return d.mean + d.sd * normal_deviate(); }
    double operator()(const LogNormal& d) const {
      return parameter_or(context, d.median_parameter, d.median) *
             maths::exp(parameter_or(context, d.sd_log_parameter, d.sd_log) * normal_deviate());
    }
    double operator()(const Categories& d) const {
      const std::size_t i = chosen(d.shares, stream.uniform());
      return d.bounds[i] + (d.bounds[i + 1] - d.bounds[i]) * stream.uniform();
    }
    double operator()(const Quantiles& d) const { return interpolated(d.p, d.values, stream.uniform()); }
    double operator()(const Mixture& d) const {
      return draw(d.parts[chosen(d.shares, stream.uniform())], stream, context);
    }
    double operator()(const BySex& d) const {
      return draw(context.male ? d.male.front() : d.female.front(), stream, context);
    }
    double operator()(const ByAge& d) const {
      return interpolated(d.age, context.male ? d.median_male : d.median_female, context.age) *
             maths::exp(d.sd_log * normal_deviate());
    }
    double operator()(const MarrowReserve& d) const {
      return count_from_reserve(context, d.median * maths::exp(d.sd_log * normal_deviate()));
    }
    double operator()(const Derived&) const { return std::sqrt(context.height * context.weight / 3600); }
    double operator()(const NotApplicable&) const { return std::nan(""); }
  };
  double value = std::visit(Visitor{stream, context, deviate}, distribution.shape);
  if (distribution.scale)
    value *= maths::pow(context.marrow_blast_fraction / distribution.scale->reference,
                        distribution.scale->exponent);
  return value;
}

}  // namespace

double draw(const Distribution& distribution, RandomStream& stream, const DrawContext& context) {
  double value = draw_shape(distribution, stream, context);
  if (distribution.truncate) {
    for (int i = 1; i < most_tries && !inside(value, *distribution.truncate); ++i)
      value = draw_shape(distribution, stream, context);
    value = clamped(value, *distribution.truncate);
  }
  return distribution.clip ? clamped(value, *distribution.clip) : value;
}

double accepted_share(const Distribution& distribution, const DrawContext& context) {
  if (!distribution.truncate) return 1;
  constexpr int draws = 2000;
  int accepted = 0;
  DrawContext typical = context;
  for (int i = 0; i < draws; ++i) {
    RandomStream stream(0, static_cast<std::uint64_t>(i), 0);
    typical.male = i % 2 == 0;
    accepted += inside(draw_shape(distribution, stream, typical), *distribution.truncate);
  }
  return static_cast<double>(accepted) / draws;
}

}  // namespace trimer::population
