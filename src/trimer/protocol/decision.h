/// @file
/// One decision of a patient's course, and the table of them: what was observed on which day, by which rule,
/// to what effect. The log of a run holds all that is decided, so that the course can be followed from it
/// alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <trimer/protocol/protocol.h>

namespace trimer::protocol {

struct Decision {
  double day = 0;           ///< when it was decided, elapsed [d]
  int cycle = 0;            ///< the cycle it is about: the running one, or the one that starts
  std::string observation;  ///< e.g. `crs_grade 3`
  std::string rule;         ///< id of the rule; `gap`, `plan` for what the label and the regimen say
  Effect effect = Effect::none;
  double at_day = 0;  ///< when the effect sets in, elapsed [d]

  friend bool operator==(const Decision&, const Decision&) = default;
};

/// Header line of decisions.csv, with its line end.
[[nodiscard]] std::string decisions_csv_header();
/// The rows of one patient. Days read back to the same bits.
[[nodiscard]] std::string decisions_csv_rows(std::uint64_t patient, const std::string& subject_id,
                                             const std::vector<Decision>& decisions);
using DecisionLog = std::map<std::uint64_t, std::vector<Decision>>;  ///< by patient
/// Reads decisions.csv. @throws InputError with every faulty row
[[nodiscard]] DecisionLog read_decisions(const std::filesystem::path& file);
/// The same, for a course that is to follow it: each rule is one of the protocol and each cycle one of the regimen.
/// @param cycles  of the regimen
[[nodiscard]] DecisionLog read_decisions(const std::filesystem::path& file, const Protocol& protocol, int cycles);

}  // namespace trimer::protocol
