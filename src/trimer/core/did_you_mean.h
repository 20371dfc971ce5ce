/// @file
/// The known name that a misspelt one most likely meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trimer {

/// The nearest of `known` by edit distance (insert, delete, replace, swap of neighbours; case ignored); empty
/// if none is within a third of the longer of the two (at least 1). The first in the list wins a tie.
[[nodiscard]] std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

/// `, did you mean 'patients'?`, two names if they are equally near, or `, known: a, b, c` when nothing is.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& known);

}  // namespace trimer
