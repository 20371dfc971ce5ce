/// @file
/// Leukaemia burden of each patient: spider plot over time, waterfall of the best change,
/// paired dots.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/figure.h>

namespace trimer::report {

struct SpiderPoint {
  double day = 0;            ///< elapsed [d]
  double value = 0;          ///< fraction of nucleated cells, 0–1; the limit of detection when below it
  bool below_limit = false;  ///< drawn as an open mark at the limit
};

struct SpiderLine {
  std::string subject;
  std::string group;                ///< best response; groups differ in colour and mark
  std::vector<SpiderPoint> points;  ///< ascending in time
};

struct SpiderInput {
  FigureText text;
  std::string value_axis = "Marrow blasts";
  std::vector<SpiderLine> lines;
};

[[nodiscard]] Figure spider_figure(const SpiderInput& input);

struct WaterfallBar {
  std::string subject;
  std::string group;  ///< best response
  double change = 0;  ///< best relative change from baseline, −1 … ; NaN: no baseline, printed as `absent`
};

struct WaterfallInput {
  FigureText text;
  std::string value_axis = "Best change of marrow blasts";
  std::vector<WaterfallBar> bars;  ///< any order; drawn from the largest rise to the deepest fall
};

[[nodiscard]] Figure waterfall_figure(const WaterfallInput& input);

/// One value of one patient on each of several occasions, e.g. CD19 before CAR-T, before blinatumomab, at
/// relapse.
struct PairedSubject {
  std::string subject;
  std::vector<double> value;  ///< one per occasion; NaN: not measured, the line skips it
};

struct PairedInput {
  FigureText text;
  std::string value_axis = "CD19, molecules per cell (ABC)";
  std::vector<std::string> occasions;
  bool logarithmic = true;
  std::vector<PairedSubject> subjects;
};

/// Paired dots: a line per patient over the occasions.
/// @throws InputError if a subject has not one value per occasion
[[nodiscard]] Figure paired_figure(const PairedInput& input);

}  // namespace trimer::report
