/// @file
/// A finished figure: the drawing in two widths, what it shows in words, and the numbers behind it.
#pragma once

#include <string>

namespace trimer::report {

inline constexpr double wide_width = 720;    ///< [px] drawing for a screen or paper
inline constexpr double narrow_width = 360;  ///< [px] drawing for a phone: the same text size, fewer columns

/// Every figure function returns one; nothing else is needed to show it.
struct Figure {
  std::string id;          ///< file stem and anchor, e.g. `overall_survival`
  std::string title;       ///< what the figure says, plain text
  std::string caption;     ///< how to read it, plain text
  std::string svg;         ///< whole SVG document, `wide_width` wide
  std::string svg_narrow;  ///< whole SVG document, `narrow_width` wide
  std::string csv;         ///< the plotted numbers, RFC 4180 with a header row
};

/// What every figure is told about itself.
struct FigureText {
  std::string id;
  std::string title;
  std::string caption;
};

}  // namespace trimer::report
