/// @file
/// Plain data behind figures. Anyone may fill them; report/ draws them and writes them as CSV.
#pragma once

#include <string>
#include <vector>

namespace trimer {

/// A quantity over time across patients: the median and central intervals at each day.
struct BandTable {
  std::string id;     ///< e.g. `interleukin_6`
  std::string title;  ///< e.g. `IL-6`
  std::string unit;   ///< e.g. `pg/mL`
  bool logarithmic = false;
  std::vector<double> day;
  std::vector<double> median, low50, high50, low90, high90;  ///< shape (days); NaN where nobody is at risk
  std::vector<int> patients;                                  ///< number contributing at each day
};

/// One line or step curve.
struct Curve {
  std::string label;
  std::vector<double> x, y;
  std::vector<double> low, high;  ///< limits at x; empty if none
};

/// Shares of one bar, e.g. responses or grades.
struct StackedBar {
  std::string label;
  int n = 0;                       ///< denominator, printed with the bar
  std::vector<std::string> parts;  ///< names, in drawing order
  std::vector<int> counts;         ///< one per part; they add to n
};

}  // namespace trimer
