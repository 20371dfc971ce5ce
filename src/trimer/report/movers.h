/// @file
/// What moves the outcomes of one patient: the share where a drawn quantity is low beside the share where it
/// is high.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/figure.h>

namespace trimer::report {

struct MoverRow {
  std::string quantity;      ///< e.g. `CD19 sites per blast`
  double low = 0, high = 0;  ///< share with the outcome in the low and in the high third of the quantity
  bool clear = false;        ///< the interval of the difference is on one side of zero
};

struct MoverPanel {
  std::string outcome;
  double share = 0;            ///< of all courses
  std::vector<MoverRow> rows;  ///< the strongest first
};

struct MoversInput {
  FigureText text;
  std::vector<MoverPanel> panels;
};

[[nodiscard]] Figure movers_figure(const MoversInput& input);

}  // namespace trimer::report
