/// @file
/// How one endpoint is read from a patient, before its denominator and contrast: the parts of study_reader.h.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <trimer/evidence/reading.h>
#include <trimer/evidence/study.h>

namespace trimer::evidence {

struct ReadingPlan {
  std::function<EndpointReading(const ObservedPatient&)> read;
  std::string reason;         ///< why it cannot be read; empty = it can
  std::string note;           ///< how the reading differs from what was published
  std::string ascertainment;  ///< what is simulated, in words
};

[[nodiscard]] inline ReadingPlan cannot(std::string reason) {
  return {nullptr, std::move(reason), "", ""};
}
[[nodiscard]] inline EndpointReading count(bool yes) {
  return {yes ? cohort::Reading::yes : cohort::Reading::no, Side::none, 0};
}
inline constexpr EndpointReading unknown{cohort::Reading::not_evaluable, Side::none, 0};
inline constexpr EndpointReading outside{};

/// Whether a value passes the test. @pre complete(test)
[[nodiscard]] bool passes(const Threshold& test, double value);
/// Whether the comparison has the values it needs.
[[nodiscard]] bool complete(const Threshold& test);

/// Endpoints that count grades: CRS, neurologic events, blood counts, fever, infection.
[[nodiscard]] ReadingPlan graded_plan(const PublishedEndpoint& endpoint);

}  // namespace trimer::evidence
