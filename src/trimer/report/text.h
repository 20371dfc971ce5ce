/// @file
/// Text of a figure or a page: escaping, and how wide it will be.
///
/// Without a browser nobody knows the width of a word. The widths here are those of Helvetica, which Arial
/// and Liberation Sans share; other sans-serif fonts differ by a few percent, so layouts leave that much
/// room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trimer::report {

/// Text for element content and quoted attributes. Control characters that XML forbids become U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

/// Width of one line [px] at a font size [px].
[[nodiscard]] double text_width(std::string_view text, double font_size, bool bold = false);

/// Breaks at spaces into lines no wider than `width`; a longer word stays whole.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, double width, double font_size,
                                               bool bold = false);

/// Shortens with an ellipsis until it fits.
[[nodiscard]] std::string shortened(std::string_view text, double width, double font_size, bool bold = false);

/// A position held inside [low, high]; `low` wins where the room is too small.
[[nodiscard]] inline double held(double value, double low, double high) {
  return value > high ? (high > low ? high : low) : value > low ? value : low;
}

/// Moves label positions apart so that neighbours keep `gap`, staying inside [low, high] where they can.
/// Order is kept and the total movement is small. @return new positions in the order given
[[nodiscard]] std::vector<double> spread(const std::vector<double>& wanted, double gap, double low,
                                         double high);

}  // namespace trimer::report
