#include <trimer/population/covariate_factor.h>

#include <algorithm>

namespace trimer::population {

namespace {

struct HasMedian {
  bool operator()(const Normal&) const { return true; }
  bool operator()(const LogNormal& d) const {
    return d.median_parameter.empty() && d.sd_log_parameter.empty();
  }
  bool operator()(const ByAge&) const { return true; }
  bool operator()(const MarrowReserve&) const { return true; }
  bool operator()(const Mixture& d) const { return std::any_of(d.parts.begin(), d.parts.end(), has_median); }
  bool operator()(const BySex& d) const { return has_median(d.male.front()) && has_median(d.female.front()); }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};

struct Multiply {
  double median, spread;
  void operator()(Normal& d) const {
    d.mean *= median;
    d.sd *= spread;
  }
  void operator()(LogNormal& d) const {
    d.median *= median;
    d.sd_log *= spread;
  }
  void operator()(ByAge& d) const {
    for (double& value : d.median_male) value *= median;
    for (double& value : d.median_female) value *= median;
    d.sd_log *= spread;
  }
  void operator()(MarrowReserve& d) const {
    d.median *= median;
    d.sd_log *= spread;
  }
  void operator()(Mixture& d) const {
    for (Distribution& part : d.parts) multiply(part, median, spread);
  }
  void operator()(BySex& d) const {
    multiply(d.male.front(), median, spread);
    multiply(d.female.front(), median, spread);
  }
  template <class Other>
  void operator()(Other&) const {}
};

}  // namespace

bool has_median(const Distribution& distribution) {
  return std::visit(HasMedian(), distribution.shape);
}

void multiply(Distribution& distribution, double median, double spread) {
  std::visit(Multiply{median, spread}, distribution.shape);
}

void apply_factors(const std::vector<CovariateFactor>& factors, Population& population) {
  for (const CovariateFactor& factor : factors)
    if (std::find(population.overridden.begin(), population.overridden.end(), factor.covariate) ==
        population.overridden.end())
      multiply(population.distributions[factor.covariate], factor.median, factor.spread);
}

}  // namespace trimer::population
