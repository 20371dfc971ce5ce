/// @file
/// Reads patients as the investigators of a published study did: response by the profile and window of the
/// record, CRS as reported before ASTCT, cytopenias that worsened over baseline, among the patients named.
///
///     const evidence::StudyReader reader(study);
///     row.readings = reader.read({row.patient, record, assessment, summary});
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <trimer/evidence/reading.h>
#include <trimer/evidence/study.h>

namespace trimer::evidence {

class StudyReader {
 public:
  /// Everything about the study that is not understood becomes a reason(); nothing throws.
  explicit StudyReader(const Study& study);

  /// One reading per endpoint; `outside` for endpoints with a reason and for a computation that failed.
  [[nodiscard]] std::vector<EndpointReading> read(const ObservedPatient& patient) const;

  /// Why this endpoint is not read; empty = it is.
  [[nodiscard]] const std::string& reason(std::size_t endpoint) const { return readers_[endpoint].reason; }
  /// How the reading differs from what was published, in words; may be empty.
  [[nodiscard]] const std::string& note(std::size_t endpoint) const { return readers_[endpoint].note; }
  /// What is simulated for it, in words.
  [[nodiscard]] const std::string& ascertainment(std::size_t endpoint) const {
    return readers_[endpoint].ascertainment;
  }

  /// Response profiles that the records ask for; the first also decides times to event.
  [[nodiscard]] const std::vector<assessment::Profile>& profiles() const { return profiles_; }
  /// Settings of the assessment under which these records can be read.
  [[nodiscard]] observation::StudySettings settings() const;

 private:
  struct Reader {
    std::function<EndpointReading(const ObservedPatient&)> read;
    std::string reason, note, ascertainment;
  };
  std::vector<Reader> readers_;
  std::vector<assessment::Profile> profiles_;
};

/// What the study calls a responder: its widest set of remissions among all patients, else CR, CRh or CRi
/// within the response window.
[[nodiscard]] PublishedEndpoint responder_definition(const Study& study);

}  // namespace trimer::evidence
