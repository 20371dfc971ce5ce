/// @file
/// Draws whole series of patients from a cohort that was simulated under several parameter sets, the members
/// of an ensemble: every series is of one member, as one trial is of one truth.
///
/// A member may have few patients, and their scatter is no difference between members. How far the members
/// really differ is estimated by an analysis of variance of a yes-or-no reading (DerSimonian & Laird 1986,
/// doi:10.1016/0197-2456(86)90046-2, of proportions); a patient of a series then comes from the member with
/// such a share and else from all members together that series of different members differ just as much
/// (constrained shrinkage, Louis 1984, doi:10.1080/01621459.1984.10478062).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <trimer/cohort/cohort_tally.h>
#include <trimer/core/random.h>

namespace trimer::cohort {

/// All members together.
[[nodiscard]] Count pooled(std::span<const Count> members);

/// How far the probabilities of the members differ, as variances of a proportion.
struct MemberSpread {
  double between = 0;  ///< of the members, by analysis of variance; not below 0
  double within = 0;   ///< of one patient
  double error = 0;    ///< standard error of `between` if the members do not differ
};
/// All 0 with fewer than two members that have patients, or no more patients than those.
[[nodiscard]] MemberSpread member_spread(std::span<const Count> members);

/// Share of each member's own patients in its series, 0 to 1; 0 for a single member.
/// @param members  counts of a yes-or-no reading that stands for the statistic
[[nodiscard]] std::vector<double> member_shares(std::span<const Count> members);

/// Proportion of each member after shrinkage: share · k/n of the member + (1 - share) · k/n of all.
[[nodiscard]] std::vector<double> member_proportions(std::span<const Count> members);

/// Patients by cell (a value, a time with its event), for each member.
class MemberDraw {
 public:
  /// @param counts  patients per cell, shape (members, cells)
  /// @param shares  of member_shares()
  /// @throws InputError if there is no patient
  MemberDraw(const std::vector<std::vector<std::int64_t>>& counts, std::vector<double> shares);

  /// Draws a series of one member into `drawn`, shape (cells). Patients of all members together are drawn by
  /// Pólya's urn (each is put back with a copy), the predictive distribution of the Bayesian bootstrap (Rubin
  /// 1981, doi:10.1214/aos/1176345338), so that a finite simulation widens the interval as it should.
  void draw(std::size_t member, std::int64_t size, RandomStream& random, std::vector<std::int64_t>& drawn);

  [[nodiscard]] std::size_t members() const { return shares_.size(); }

 private:
  /// Cell of ball `ball`, counted from 0 through the cells.
  [[nodiscard]] static std::size_t cell_of(const std::vector<std::int64_t>& cumulative, double ball);

  std::vector<std::vector<std::int64_t>> cumulative_;  ///< (members, cells)
  std::vector<std::int64_t> pooled_;                   ///< (cells), cumulative over all members
  std::vector<double> shares_;
  std::vector<std::size_t> copies_;  ///< cells drawn from all together, in the order of drawing
};

}  // namespace trimer::cohort
