/// @file
/// Grades per day: a strip per patient and scale.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/figure.h>

namespace trimer::report {

/// The worst grade of one day.
struct GradeDay {
  int day = 0;               ///< whole elapsed day
  int grade = 0;             ///< 0–5; meaningless when not evaluable
  bool evaluable = true;     ///< false is drawn hatched, never as grade 0
  bool lower_bound = false;  ///< at least `grade`: printed `≥2`
};

struct HeatRow {
  std::string subject;
  std::string scale;           ///< e.g. `CRS ASTCT`
  std::vector<GradeDay> days;  ///< days not listed are left empty: nothing was observed
};

struct HeatStripInput {
  FigureText text;
  std::vector<HeatRow> rows;  ///< rows of one subject together
};

[[nodiscard]] Figure heat_strip_figure(const HeatStripInput& input);

}  // namespace trimer::report
