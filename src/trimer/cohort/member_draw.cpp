#include <trimer/cohort/member_draw.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/fault.h>

namespace trimer::cohort {

namespace {

double proportion(const Count& count) {
  return static_cast<double>(count.k) / static_cast<double>(count.n);
}

}  // namespace

Count pooled(std::span<const Count> members) {
  Count all;
  for (const Count& member : members) {
    all.k += member.k;
    all.n += member.n;
  }
  return all;
}

MemberSpread member_spread(std::span<const Count> members) {
  const Count all = pooled(members);
  const auto groups = static_cast<double>(
      std::count_if(members.begin(), members.end(), [](const Count& member) { return member.n > 0; }));
  const auto n = static_cast<double>(all.n);
  if (groups < 2 || n <= groups) return {};
  const double p = proportion(all);
  double between = 0, within = 0, squares = 0;
  for (const Count& member : members) {
    if (member.n == 0) continue;
    const auto size = static_cast<double>(member.n);
    const double own = proportion(member);
    between += size * (own - p) * (own - p);
    within += size * own * (1 - own);
    squares += size * size;
  }
  between /= groups - 1;
  within /= n - groups;
  const double typical_size = (n - squares / n) / (groups - 1);
  return {std::max(0.0, (between - within) / typical_size), within,
          within / typical_size * std::sqrt(2 / (groups - 1))};
}

std::vector<double> member_shares(std::span<const Count> members) {
  std::vector<double> shares(members.size(), 0.0);
  const MemberSpread spread = member_spread(members);
  if (spread.between == 0) return shares;
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i].n > 0)
      shares[i] =
          std::sqrt(spread.between / (spread.between + spread.within / static_cast<double>(members[i].n)));
  return shares;
}

std::vector<double> member_proportions(std::span<const Count> members) {
  const std::vector<double> shares = member_shares(members);
  const double all = proportion(pooled(members));
  std::vector<double> proportions;
  for (std::size_t i = 0; i < members.size(); ++i)
    proportions.push_back(members[i].n == 0 ? all
                                            : shares[i] * proportion(members[i]) + (1 - shares[i]) * all);
  return proportions;
}

MemberDraw::MemberDraw(const std::vector<std::vector<std::int64_t>>& counts, std::vector<double> shares)
    : shares_(std::move(shares)) {
  if (counts.size() != shares_.size()) throw InputError("members", "", "expected a share for each");
  const std::size_t cells = counts.empty() ? 0 : counts.front().size();
  pooled_.assign(cells, 0);
  for (const std::vector<std::int64_t>& member : counts) {
    std::vector<std::int64_t>& cumulative = cumulative_.emplace_back();
    std::int64_t sum = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      cumulative.push_back(sum += member[cell]);
      pooled_[cell] += sum;
    }
  }
  if (pooled_.empty() || pooled_.back() == 0) throw InputError("tally", "0", "expected at least one patient");
  // A member without a patient has nothing of its own to draw.
  for (std::size_t member = 0; member < shares_.size(); ++member)
    if (cumulative_[member].back() == 0) shares_[member] = 0;
}

std::size_t MemberDraw::cell_of(const std::vector<std::int64_t>& cumulative, double ball) {
  const auto place = std::upper_bound(cumulative.begin(), cumulative.end(), static_cast<std::int64_t>(ball));
  return std::min(static_cast<std::size_t>(place - cumulative.begin()), cumulative.size() - 1);
}

void MemberDraw::draw(std::size_t member, std::int64_t size, RandomStream& random,
                      std::vector<std::int64_t>& drawn) {
  drawn.assign(pooled_.size(), 0);
  copies_.clear();
  const std::vector<std::int64_t>& own = cumulative_[member];
  const auto all = static_cast<double>(pooled_.back());
  for (std::int64_t i = 0; i < size; ++i) {
    if (shares_[member] > 0 && random.uniform() < shares_[member]) {
      ++drawn[cell_of(own, random.uniform() * static_cast<double>(own.back()))];
      continue;
    }
    const double ball = random.uniform() * (all + static_cast<double>(copies_.size()));
    const std::size_t cell =
        ball < all ? cell_of(pooled_, ball)
                   : copies_[std::min(static_cast<std::size_t>(ball - all), copies_.size() - 1)];
    copies_.push_back(cell);
    ++drawn[cell];
  }
}

}  // namespace trimer::cohort
