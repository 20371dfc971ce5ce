#include <trimer/cohort/member_counts.h>

#include <trimer/cohort/member_draw.h>
#include <trimer/cohort/quantile.h>
#include <trimer/core/fault.h>

namespace trimer::cohort {

MemberCounts::MemberCounts(std::size_t members)
    : members_(members), counts_(proportion_endpoints().size(), std::vector<Count>(members)) {}

void MemberCounts::add(std::size_t member, const PatientRow& row) {
  const auto endpoints = proportion_endpoints();
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const Reading reading = endpoints[i].read(row);
    if (reading == Reading::outside) continue;
    Count& count = counts_[i][member];
    ++count.n;
    if (reading == Reading::yes) ++count.k;
    if (reading == Reading::not_evaluable) ++count.not_evaluable;
  }
}

std::optional<Interval> MemberCounts::of_parameters(std::string_view id, double level) const {
  const int position = find_proportion(id);
  if (position < 0) throw InputError("endpoint", id, "unknown");
  const std::vector<Count>& counts = counts_[static_cast<std::size_t>(position)];
  constexpr double one_sided_5_percent = 1.645;
  const MemberSpread spread = member_spread(counts);
  if (spread.between <= one_sided_5_percent * spread.error) return std::nullopt;
  const std::vector<double> proportions = member_proportions(counts);
  return Interval{*quantile(proportions, (1 - level) / 2), *quantile(proportions, (1 + level) / 2)};
}

}  // namespace trimer::cohort
