/// @file
/// What a schema cannot say about studies.
#pragma once

#include <trimer/core/fault.h>
#include <trimer/evidence/study.h>

#include <string>
#include <vector>

namespace trimer::evidence {

/// Adds a fault per violation: ids and endpoint names unique, k <= n, estimate equal to k/n at its printed
/// precision, intervals around the estimate, nested_in and overlaps known, calibrated regimens neither
/// assumed nor from memory (odds ratios excepted: contrasts), infusions in order and without overlap,
/// overrides that are distributions.
void check_studies(const std::vector<Study>& studies, const std::string& file, FaultList& faults);

}  // namespace trimer::evidence
