/// @file
/// Elementary functions of a double.
#pragma once

#include <cmath>

namespace trimer::maths {

inline double exp(double x) { return std::exp(x); }
inline double log(double x) { return std::log(x); }
inline double log1p(double x) { return std::log1p(x); }
inline double pow(double x, double y) { return std::pow(x, y); }

}  // namespace trimer::maths
