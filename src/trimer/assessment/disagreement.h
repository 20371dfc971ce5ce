/// @file
/// Places where a record contradicts itself, or where the investigator and the criteria differ. Both sides
/// are kept; neither overwrites the other.
#pragma once

#include <trimer/observation/record.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::assessment {

enum class DisagreementKind {
  grade_differs,        ///< a reported grade and the derived one
  grade_not_derivable,  ///< reported, but the record does not hold what the derivation needs
  response_differs,
  response_not_derivable,
  reports_contradict,  ///< two reports that cannot both be true, e.g. NR and PR
  remission_with_circulating_blasts,
  remission_with_marrow_blasts,
  relapse_without_remission,
  after_death,  ///< an observation or event after death
  cns_differs,
  pressor_without_hypotension,
  event_dates_differ
};
[[nodiscard]] std::string_view to_text(DisagreementKind kind);

struct Disagreement {
  DisagreementKind kind = DisagreementKind::grade_differs;
  std::string subject_id;
  std::optional<double> day;  ///< elapsed [d]
  std::string scale;          ///< e.g. `CRSASTCT`, `amgen_blina`
  std::string reported;       ///< what is claimed, e.g. `PR`
  std::string derived;        ///< what stands against it, e.g. `NR`
  std::string text;           ///< one sentence
  std::vector<observation::Source> sources;
};

/// A reported grade or response beside the derived one, agreeing or not: the rows of an agreement table.
struct Comparison {
  std::string scale;                  ///< `CRSASTCT` ... or a response profile
  std::optional<double> day;          ///< elapsed [d]
  std::string reported;               ///< as printed, e.g. `2-3` or `CR/CRi`
  std::optional<int> reported_grade;  ///< low end; the derived grade where this lies in the reported range
  std::optional<int> derived_grade;
  std::string derived;  ///< empty where nothing could be derived
  bool agrees = false;
  observation::Source source;  ///< of the report
};

}  // namespace trimer::assessment
