/// @file
/// A small writer of SVG documents: shapes, text, groups, clips and hatches, described for screen readers.
///
/// Looks are written as presentation attributes, never as a style sheet, so that a drawing is the same in a
/// page, in a file and in a converter. Coordinates are pixels from the top left, printed with two decimals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <trimer/report/style.h>

namespace trimer::report {

struct Point {
  double x = 0, y = 0;
};

/// How a shape is filled and stroked. Empty text means none.
struct Paint {
  std::string fill;
  std::string stroke;
  double width = 1;    ///< of the stroke [px]
  std::string dash;    ///< SVG dash array
  double opacity = 1;  ///< of the fill
  double stroke_opacity = 1;
};

/// Fill without outline.
[[nodiscard]] inline Paint filled(std::string fill, double opacity = 1) {
  return {std::move(fill), {}, 1, {}, opacity, 1};
}
/// Outline without fill.
[[nodiscard]] inline Paint stroked(std::string stroke, double width = 1, std::string dash = {}) {
  return {{}, std::move(stroke), width, std::move(dash), 1, 1};
}

enum class Anchor { start, middle, end };

struct TextStyle {
  double size = 12;  ///< [px]
  Anchor anchor = Anchor::start;
  std::string fill = colour::ink;
  bool bold = false;
  bool halo = false;  ///< a rim of paper, for text over lines
  double rotate = 0;  ///< [degree] about its own position
};

class Svg {
 public:
  /// @param id  unique in a page: every identifier inside starts with it
  Svg(double width, double height, std::string id, std::string title, std::string description);

  void rect(double x, double y, double width, double height, const Paint& paint, double corner = 0);
  void line(double x1, double y1, double x2, double y2, const Paint& paint);
  /// Points with NaN break the line.
  void polyline(const std::vector<Point>& points, const Paint& paint);
  void polygon(const std::vector<Point>& points, const Paint& paint);
  void circle(double x, double y, double radius, const Paint& paint);
  /// A mark of `size` px across; open marks are filled with paper.
  void mark(Mark mark, double x, double y, double size, const std::string& colour, bool open = false);
  /// `y` is the baseline. A text that would leave the drawing at a side is shortened.
  void text(double x, double y, std::string_view text, const TextStyle& style = {});

  /// Everything until close() belongs to a group; `label`, if any, becomes its tooltip.
  void open(std::string_view label = {});
  /// A group that shows only what lies inside a rectangle.
  void open_clip(double x, double y, double width, double height);
  void close();

  /// A fill of diagonal lines, for Paint::fill.
  [[nodiscard]] std::string hatch(const std::string& colour = colour::muted);

  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }
  /// Height is often known only at the end.
  void set_height(double height) { height_ = height; }

  /// The document. @pre every group is closed
  [[nodiscard]] std::string finish() const;

 private:
  double width_, height_;
  std::string id_, title_, description_, defs_, body_;
  std::vector<std::pair<std::string, std::string>> hatches_;
  int clips_ = 0, open_ = 0;
};

/// A coordinate as it is printed: at most two decimals, no trailing zeros, never `-0`.
[[nodiscard]] std::string coordinate(double value);

}  // namespace trimer::report
