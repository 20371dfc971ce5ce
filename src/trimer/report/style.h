/// @file
/// The house style: colours that every common form of colour blindness can tell apart, and what they stand
/// for.
///
/// Nothing is told by colour alone: every coloured thing also has a label, a number, a mark or a hatch, and
/// sequences (grades) run from light to dark so that they survive a black and white printer.
/// Categorical colours: Okabe & Ito, "Color Universal Design" (2008), https://jfly.uni-koeln.de/color/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trimer::report {

namespace colour {
inline constexpr const char* ink = "#1b1f24";
inline constexpr const char* muted = "#59616b";  ///< secondary text, 6:1 on paper
inline constexpr const char* rule = "#b9c0c8";   ///< axes
inline constexpr const char* faint = "#e9ecef";  ///< grid, empty cells
inline constexpr const char* paper = "#ffffff";
inline constexpr const char* blue = "#0072b2";
inline constexpr const char* sky = "#56b4e9";
inline constexpr const char* green = "#009e73";
inline constexpr const char* orange = "#e69f00";
inline constexpr const char* vermillion = "#d55e00";
inline constexpr const char* purple = "#cc79a7";
inline constexpr const char* yellow = "#f0e442";
}  // namespace colour

namespace size {
inline constexpr double body = 12;     ///< labels [px]
inline constexpr double small = 11;    ///< ticks and notes [px]
inline constexpr double heading = 13;  ///< panel titles [px]
}  // namespace size

enum class Mark { circle, square, diamond, triangle_up, triangle_down, triangle_right, cross, plus, star };

/// Fill of a part of a bar and the ink that is readable on it.
struct PartStyle {
  std::string fill;
  std::string ink;
  bool hatched = false;
};

/// Grade 0 (pale) to 5 (black); anything below 0 is `not evaluable`: hatched.
[[nodiscard]] PartStyle grade_style(int grade);

/// Style of a response category as printed (`CR`, `CRh`, `CR/CRi`, `PR`, `NR`, `not evaluable`, …):
/// remissions are blues, the deeper the darker; the rest runs through orange; unknown words are grey.
[[nodiscard]] PartStyle response_style(std::string_view category);

/// Place of a category from the deepest remission (0) over unknown words to `not evaluable`.
[[nodiscard]] int response_rank(std::string_view category);

/// Colour, mark and dash of the i-th of several series.
struct SeriesStyle {
  std::string colour;
  Mark mark;
  std::string dash;  ///< SVG dash array, empty for solid
};
[[nodiscard]] SeriesStyle series_style(std::size_t index);

/// Relative luminance contrast of two `#rrggbb` colours, 1 … 21 (WCAG 2.2).
[[nodiscard]] double contrast(std::string_view a, std::string_view b);

}  // namespace trimer::report
