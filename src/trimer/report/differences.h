/// @file
/// Arms of a trial beside the first one: differences of endpoints with their intervals about a line at zero;
/// or the shares themselves.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/figure.h>
#include <trimer/report/forest.h>

namespace trimer::report {

/// One endpoint.
struct DifferenceRow {
  std::string group;                  ///< heading above the first row of a group
  std::string endpoint;               ///< e.g. `CRS grade >= 3`
  std::vector<Estimate> differences;  ///< one per arm of the input, in its unit; NaN: not told
};

struct DifferencesInput {
  FigureText text;
  std::string reference;          ///< name of the arm the others stand beside
  std::vector<std::string> arms;  ///< the others
  std::string unit = "%";         ///< `%`: fractions, shown as percentage points; else e.g. `days`
  std::vector<DifferenceRow> rows;
  /// Not differences but shares of all arms, the reference among them: the axis runs from 0 to 100 %.
  bool shares = false;
};

/// `+12.3`, `−4`, `0`: percentage points of a fraction, or a number in the unit.
[[nodiscard]] std::string difference_text(double value, bool percent);

/// @throws InputError if a row has not one difference per arm
[[nodiscard]] Figure differences_figure(const DifferencesInput& input);

}  // namespace trimer::report
