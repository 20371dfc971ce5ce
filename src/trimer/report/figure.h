/// @file
/// A finished figure: the drawing in two widths, what it shows in words, and the numbers behind it.
#pragma once

#include <string>
#include <utility>

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

/// A figure in both widths. `draw` gives a whole SVG document `width` [px] wide, whose ids begin with `id`,
/// so that both drawings may stand on one page.
/// @tparam Input  has a FigureText `text`
template <class Input>
[[nodiscard]] Figure drawn(const Input& input,
                           std::string (*draw)(const Input&, double width, std::string id), std::string csv) {
  const FigureText& text = input.text;
  return {text.id,
          text.title,
          text.caption,
          draw(input, wide_width, text.id),
          draw(input, narrow_width, text.id + "-n"),
          std::move(csv)};
}

}  // namespace trimer::report
