/// @file
/// From a published endpoint to the simulated one that can stand beside it.
#pragma once

#include <trimer/evidence/study.h>

#include <optional>
#include <string>
#include <string_view>

namespace trimer::evidence {

/// The simulated side of a published number.
struct Counterpart {
  std::string_view endpoint;   ///< id of a proportion or a time of cohort/endpoint.h; empty = none
  std::string_view reference;  ///< second proportion of an odds ratio
  std::string_view note;       ///< how the two differ in ascertainment; why there is none
};

/// By threshold, scale, window and denominator. A published endpoint without counterpart says why in `note`.
[[nodiscard]] Counterpart simulated_counterpart(const PublishedEndpoint& endpoint);

}  // namespace trimer::evidence
