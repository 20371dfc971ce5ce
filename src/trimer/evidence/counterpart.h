/// @file
/// Where a published number stands in the list of a cohort's endpoints. What is simulated beside it is read
/// by study_reader.h, as the study ascertained it; this only finds the line it belongs to.
#pragma once

#include <string_view>

#include <trimer/evidence/study.h>

namespace trimer::evidence {

/// Id of a proportion or a time of cohort/endpoint.h, by threshold, scale, window and denominator; empty for
/// a number that belongs to none of them.
[[nodiscard]] std::string_view endpoint_beside(const PublishedEndpoint& endpoint);

}  // namespace trimer::evidence
