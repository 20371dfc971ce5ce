/// @file
/// What a record says inside the window of a published endpoint.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <trimer/evidence/reading.h>
#include <trimer/evidence/study.h>

namespace trimer::evidence {

/// Elapsed days [from, to) after the first dose. Study day d is [d - 1, d).
struct ObservationWindow {
  double from = 0;
  std::optional<double> to;  ///< none = as the endpoint's kind has it
  bool given = false;        ///< printed with the record

  explicit ObservationWindow(const PublishedEndpoint& endpoint);
};

/// The worst grade of a window. No grade: nothing that could be graded was recorded.
struct WindowGrade {
  std::optional<int> grade;
  bool lower_bound = false;     ///< at least `grade`: an input that could raise it is missing
  std::optional<double> onset;  ///< first day of grade >= 1 in the window, elapsed [d]
};

/// Without an end, adverse events count to 30 days after the last dose.
[[nodiscard]] WindowGrade worst_grade(const ObservedPatient& patient, assessment::Grading grading,
                                      const ObservationWindow& window);

/// CTCAE grade of a blood count. @param worsening  as an adverse event: count only what is worse than the
/// baseline grade, and only a count a week (criteria record.adverse_event_counts), as at study visits; no
/// grade without a baseline
[[nodiscard]] WindowGrade worst_count_grade(const ObservedPatient& patient, assessment::HaemTerm term,
                                            bool worsening, const ObservationWindow& window);

/// Worst of neutrophils, platelets and haemoglobin; no grade where one of them has none.
[[nodiscard]] WindowGrade worst_haematological(const ObservedPatient& patient,
                                               const ObservationWindow& window);

/// Infections of the record; 0 where events are recorded and none is an infection.
[[nodiscard]] WindowGrade worst_infection(const ObservedPatient& patient, const ObservationWindow& window);

/// Best response in the window (default: the response window of the assessment, 12 weeks).
struct WindowResponse {
  assessment::Response best = assessment::Response::NE;
  std::optional<double> lowest_blast_pct;  ///< marrow [%]
};
[[nodiscard]] WindowResponse best_response(const ObservedPatient& patient, assessment::Profile profile,
                                           const ObservationWindow& window);

/// First day in the window with one of these responses, elapsed [d].
[[nodiscard]] std::optional<double> first_day_of(const ObservedPatient& patient, assessment::Profile profile,
                                                 const std::vector<assessment::Response>& responses,
                                                 const ObservationWindow& window);

/// MRD of the window. `below`: a sample in haematological remission under the level, by an assay that
/// reaches it. `undetected`: of the last sample, whatever the response. No value: nothing evaluable.
[[nodiscard]] std::optional<bool> mrd_below(const ObservedPatient& patient, assessment::Profile profile,
                                            double level, const ObservationWindow& window);
[[nodiscard]] std::optional<bool> mrd_undetected(const ObservedPatient& patient, assessment::Profile profile,
                                                 const ObservationWindow& window);

/// Covariate of the patient by name, booleans as 0 and 1. @return none also for an unknown name
[[nodiscard]] std::optional<double> covariate_of(const cohort::BaselineCovariates& baseline,
                                                 std::string_view name);
/// Whether there is such a covariate.
[[nodiscard]] bool is_covariate(std::string_view name);

}  // namespace trimer::evidence
