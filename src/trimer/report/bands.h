/// @file
/// Quantities over time across patients: small multiples of median, 50 and 90 % bands.
#pragma once

#include <string>
#include <vector>

#include <trimer/core/figure_data.h>
#include <trimer/report/figure.h>

namespace trimer::report {

/// A stretch of infusion, drawn as a bar under the time axis.
struct DosingPeriod {
  double start_day = 0, end_day = 0;  ///< elapsed [d]
  std::string label;                  ///< e.g. `28 ug/day`
};

/// A horizontal line in one panel, e.g. a limit of quantification.
struct ReferenceLine {
  std::string panel;  ///< id of the BandTable
  double value = 0;   ///< in the panel's unit
  std::string label;
};

struct BandsInput {
  FigureText text;
  std::vector<BandTable> panels;
  std::vector<DosingPeriod> dosing;
  std::vector<ReferenceLine> references;
};

/// One panel per table, in the given order. Non-positive values of a logarithmic panel are drawn at its
/// floor.
/// @throws InputError if the columns of a table differ in length
[[nodiscard]] Figure bands_figure(const BandsInput& input);

}  // namespace trimer::report
