/// @file
/// The verdict on a study: every endpoint simulated as the study ascertained it, with the interval in which
/// the published number should lie if the patients were like the simulated ones.
///
/// `inside`: the published estimate lies in the central 90 % predictive interval. The interval holds the
/// sampling of a trial of the published size, the finite number of simulated patients, and what the members
/// of an ensemble of populations leave open. Medians and ratios are those of whole drawn trials; a median
/// that is not reached counts as infinite. A number without published n is not judged, but ratios between
/// groups, which are drawn from trials of the study's n.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <trimer/evidence/endpoint_statistic.h>
#include <trimer/evidence/study.h>
#include <trimer/evidence/study_reader.h>

namespace trimer::evidence {

struct VerdictOptions {
  double level = 0.90;  ///< of the predictive interval
  int trials = 2000;    ///< drawn per median, landmark or ratio
  std::uint64_t seed = 1;
};

/// One study's patients, counted, of one member of an ensemble.
class StudyTally {
 public:
  explicit StudyTally(const Study& study);
  void add(const StudyRow& row);
  void merge(const StudyTally& other);

  [[nodiscard]] const EndpointTally& endpoint(std::size_t position) const { return endpoints_[position]; }
  [[nodiscard]] std::int64_t patients() const { return patients_; }
  [[nodiscard]] std::int64_t failed() const { return failed_; }  ///< computations that did not complete

 private:
  std::vector<EndpointTally> endpoints_;
  std::int64_t patients_ = 0, failed_ = 0;
};

/// One endpoint. Numbers are in the unit of the record (percent, months, days, ratio).
struct EndpointVerdict {
  const Study* study = nullptr;
  const PublishedEndpoint* published = nullptr;
  EndpointStatistic simulated;  ///< of all members together
  /// k/n where both are printed, else the estimate; infinite for a median printed as not reached.
  std::optional<double> published_value;
  std::optional<std::int64_t> series_size;  ///< of the drawn trials
  bool predicted = false;                   ///< there is an interval
  std::optional<double> low, high;          ///< its ends; none where predicted = not reached
  std::optional<double> low_sampling,
      high_sampling;  ///< with the parameters known; as low, high for one member
  std::optional<bool> inside;
  std::string reason;         ///< why `inside` is not set; or how the n was chosen
  std::string ascertainment;  ///< what was simulated, in words
  std::string note;           ///< how that differs from what was published
};

/// Every endpoint of the study, in its order; those that are not read too, each with its reason.
/// @param members  one tally per member of the ensemble; empty for a study that cannot be run
[[nodiscard]] std::vector<EndpointVerdict> judge_study(const Study& study,
                                                       std::span<const StudyTally> members,
                                                       const VerdictOptions& options = {});

/// Endpoints judged, and those of them inside.
struct Score {
  int inside = 0, judged = 0;
  void add(const EndpointVerdict& verdict);
};
/// `inside: 12 of 31`
[[nodiscard]] std::string to_text(const Score& score);

/// Median, over the judged endpoints of these roles, of the width of the interval over that of sampling
/// alone; intervals with an open end are left out. None where nothing is left.
[[nodiscard]] std::optional<double> width_beside_sampling(std::span<const EndpointVerdict> verdicts,
                                                          std::span<const Use> roles);

/// comparison.json: {format, level, endpoints: [{study, endpoint, published: {k, n, estimate, low, high},
/// simulated, interval: [low, high], interval_of_sampling: [low, high], inside, reason, role}]}. Published
/// numbers are as printed, `n` of a ratio that prints none is that of its study; an end of an interval that
/// is not reached, and a number that does not exist, are null.
[[nodiscard]] std::string comparison_json(std::span<const EndpointVerdict> verdicts, double level);

}  // namespace trimer::evidence
