/// @file
/// Names of arms and patients as names of folders.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace trimer::scenario {

/// The name in small letters, digits and underscores: `14 of 42 days` gives `14_of_42_days`. A point becomes
/// `p`, since 0.5 and 5 are not the same dose.
[[nodiscard]] std::string folder_name(const std::string& name);

/// Folders for all names, in their order; an empty name gets none and no fault.
/// @param fault  told of each name that is an earlier one's, or cannot be a folder of its own
/// @param what   `arm` or `patient`, for the faults; folders lie under `what`s/
[[nodiscard]] std::vector<std::string> folder_names(
    const std::vector<std::string>& names, const std::string& what,
    const std::function<void(std::size_t index, std::string expectation)>& fault);

}  // namespace trimer::scenario
