#include <trimer/cohort/quantile.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace trimer::cohort {

std::optional<double> quantile(std::span<const double> values, double probability) {
  if (!(probability >= 0 && probability <= 1)) {
    throw InputError("probability", number_text(probability), "expected 0 to 1");
  }
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](double v) { return !std::isnan(v); });
  if (sorted.empty()) return std::nullopt;
  std::sort(sorted.begin(), sorted.end());
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double share = position - static_cast<double>(below);
  if (share == 0 || sorted[below] == sorted[below + 1]) return sorted[below];
  return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

}  // namespace trimer::cohort
