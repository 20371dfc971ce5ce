/// @file
/// Which program this is.
#pragma once

#include <string_view>

namespace trimer {

inline constexpr std::string_view version = "0.1.0";
inline constexpr std::string_view compiler = "g++ " __VERSION__;

}  // namespace trimer
