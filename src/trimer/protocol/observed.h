/// @file
/// What a rule may look at. Everything here can be read from a record, of a real or a virtual patient; the
/// virtual clinic produces most of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::protocol {

enum class Observed {
  crs_grade,                ///< ASTCT 2019
  neuro_grade,              ///< ICANS, ASTCT 2019
  seizures,                 ///< number so far
  other_event_grade,        ///< worst CTCAE grade of the other adverse events that stand
  neutrophils,              ///< [10*9/L]
  platelets,                ///< [10*9/L]
  haemoglobin,              ///< [g/dL]
  alt_uln,                  ///< alanine aminotransferase over its upper limit of normal
  ast_uln,                  ///< aspartate aminotransferase over its upper limit of normal
  bilirubin_uln,            ///< bilirubin over its upper limit of normal
  interruptions,            ///< holds so far, the one being decided included
  remission,                ///< 1 if the last marrow showed CR, CRh or CRi, else 0
  relapse,                  ///< 1 from a marrow that shows relapse on
  cycles_without_remission,  ///< number of the cycle whose last marrow showed no remission
  marrow_blasts,             ///< of nucleated cells on the smear [%]
  age                        ///< at screening [year]
};
inline constexpr std::size_t observed_count =
    static_cast<std::size_t>(Observed::age) + 1;

/// What is known of an observation.
struct ObservedInfo {
  std::string_view name;
  std::string_view unit;  ///< `1` for grades, counts of events and multiples
  double highest;         ///< largest value that a threshold may name
  bool whole;             ///< grades, counts of events, yes or no
  bool simulated;         ///< the virtual clinic produces it
  double most_simulated;  ///< and never a value above this
  std::string_view meaning;
};
[[nodiscard]] const ObservedInfo& info(Observed what);
[[nodiscard]] std::vector<std::string> observed_names();
[[nodiscard]] std::optional<Observed> parse_observed(std::string_view name);

/// `crs_grade 3`, `neutrophils 0.31 10*9/L`.
[[nodiscard]] std::string in_words(Observed what, double value);

}  // namespace trimer::protocol
