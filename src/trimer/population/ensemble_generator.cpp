#include <trimer/population/ensemble_generator.h>

#include <algorithm>
#include <cmath>

namespace trimer::population {

EnsembleGenerator::EnsembleGenerator(const Population& population, const std::string& ensemble, std::uint64_t seed,
                                     const std::vector<GivenPatient>& given) {
  const ParameterModel base = parameter_model();
  if (ensemble == "none") {
    members_.emplace_back(population, base, seed, given);
    cumulative_ = {1};
    return;
  }
  const ParameterEnsemble known = named_ensemble(ensemble);
  double sum = 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    members_.emplace_back(population, known.member(base, i), seed, given);
    cumulative_.push_back(sum += known.weights[i]);
  }
}

std::size_t EnsembleGenerator::member(std::uint64_t id) const {
  constexpr double golden = 0.6180339887498949;
  const double turns = (static_cast<double>(id) - 0.5) * golden;
  const double quantile = (turns - std::floor(turns)) * cumulative_.back();
  const auto place = std::upper_bound(cumulative_.begin(), cumulative_.end(), quantile);
  return std::min(static_cast<std::size_t>(place - cumulative_.begin()), members_.size() - 1);
}

}  // namespace trimer::population
