/// @file
/// Which of the quantities that were drawn for a patient move an outcome most: the share with the outcome
/// where a quantity is low beside the share where it is high.
///
/// Courses are put in thirds of each quantity. Quantities that are drawn independently (the parameters, most
/// covariates) move the outcome by themselves; where covariates are drawn together (blasts in blood and
/// marrow, the blood counts) a difference may be the other's. Intervals are simultaneous over the quantities
/// of one outcome, since among fifty quantities without any effect the largest difference would look like
/// one.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/cohort/patient_row.h>
#include <trimer/cohort/proportion.h>

namespace trimer::cohort {

/// Interval of p2 - p1 of two independent series from their Wilson limits. Source: Newcombe 1998, method 10,
/// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
/// @throws InputError unless 0 <= k <= n and n >= 1 in both
[[nodiscard]] Interval difference_interval(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2,
                                           double level = 0.95);

/// One quantity and one outcome.
struct Mover {
  std::size_t quantity = 0;                  ///< as given to Movers
  double low_third = 0;                      ///< the low third goes up to here [unit of the quantity]
  double high_third = 0;                     ///< the high third starts here
  std::int64_t low_k = 0, low_n = 0;         ///< courses of the low third: with the outcome, in all
  std::int64_t high_k = 0, high_n = 0;       ///< of the high third
  double difference = 0, low = 0, high = 0;  ///< share of the high third minus that of the low one
  [[nodiscard]] bool clear() const { return low > 0 || high < 0; }
};

/// An outcome: the id of an endpoint of proportion_endpoints(), or `os_at_landmark`, alive at the landmark.
inline constexpr std::array<std::string_view, 6> moved_outcomes = {
    "cr_crh_cri", "mrd_response_all", "crs_ge2", "icans_any", "infection_ge3", "os_at_landmark"};

class Movers {
 public:
  /// @param quantities    drawn for every course
  /// @param landmark_day  [d] from the first dose, for survival
  Movers(std::size_t quantities, double landmark_day);

  /// @param values  shape (quantities)
  void add(std::span<const double> values, const PatientRow& row);

  /// Quantities by the size of their difference, the largest first; those that do not vary are left out.
  /// Empty with fewer than 30 courses that are evaluable.
  /// @param outcome  position in moved_outcomes
  /// @param level    of all intervals together
  [[nodiscard]] std::vector<Mover> rank(std::size_t outcome, double level = 0.95) const;

  [[nodiscard]] double landmark_day() const { return landmark_day_; }

 private:
  std::size_t quantities_;
  double landmark_day_;
  std::vector<double> values_;         ///< shape (courses, quantities)
  std::vector<std::int8_t> outcomes_;  ///< shape (courses, outcomes): 1 yes, 0 no, -1 not told
};

}  // namespace trimer::cohort
