#include <trimer/report/style.h>

#include <array>
#include <cmath>

namespace trimer::report {

PartStyle grade_style(int grade) {
  static const std::array<const char*, 6> fills{"#eef1f4", "#fee6a6", "#fdbe5b",
                                                "#ee8026", "#b8430b", "#4a1803"};
  if (grade < 0) return {colour::paper, colour::ink, true};
  const std::size_t index = grade > 5 ? 5 : static_cast<std::size_t>(grade);
  return {fills[index], index >= 4 ? colour::paper : colour::ink, false};
}

namespace {

struct NamedStyle {
  std::string_view name;
  const char *fill, *ink;
};

// From the deepest remission to progression: the order of bars and legends.
constexpr std::array<NamedStyle, 18> responses{{
    {"MRD_CR", "#014a75", colour::paper},
    {"CR", "#014a75", colour::paper},
    {"CR/CRi", "#0a6aa1", colour::paper},
    {"CR/CRh", "#0a6aa1", colour::paper},
    {"CR/CRh/CRi", "#0a6aa1", colour::paper},
    {"CRh", "#2f8fc9", colour::ink},
    {"CRi", "#7fc0ea", colour::ink},
    {"BLAST_FREE", "#bfe0f5", colour::ink},
    {"blast-free marrow", "#bfe0f5", colour::ink},
    {"MLFS", "#bfe0f5", colour::ink},
    {"PR", "#fbdc8f", colour::ink},
    {"NR/PR", "#f3b54a", colour::ink},
    {"SD", "#f3b54a", colour::ink},
    {"non-CR", "#f3b54a", colour::ink},
    {"no CR/CRh/CRi", "#f3b54a", colour::ink},
    {"NR", "#e3932b", colour::ink},
    {"FAILURE", "#e3932b", colour::ink},
    {"PD", "#b5480c", colour::paper},
}};

bool not_evaluable(std::string_view category) {
  return category == "NE" || category == "not evaluable" || category == "NOT_EVALUABLE" ||
         category == "NOT_APPLICABLE";
}

}  // namespace

PartStyle response_style(std::string_view category) {
  for (const NamedStyle& named : responses)
    if (named.name == category) return {named.fill, named.ink, false};
  if (not_evaluable(category)) return {colour::paper, colour::ink, true};
  if (category.substr(0, 3) == "no " || category == "PR/NR") return {"#f3b54a", colour::ink, false};
  return {"#d5dae0", colour::ink, false};
}

int response_rank(std::string_view category) {
  for (std::size_t i = 0; i < responses.size(); ++i)
    if (responses[i].name == category) return static_cast<int>(i);
  return static_cast<int>(responses.size()) + (not_evaluable(category) ? 1 : 0);
}

SeriesStyle series_style(std::size_t index) {
  static const std::array<SeriesStyle, 7> styles{{{colour::blue, Mark::circle, ""},
                                                  {colour::vermillion, Mark::square, "6 3"},
                                                  {colour::green, Mark::triangle_up, "2 2"},
                                                  {colour::ink, Mark::diamond, "8 3 2 3"},
                                                  {colour::purple, Mark::triangle_down, "4 2"},
                                                  {colour::orange, Mark::star, "1 3"},
                                                  {colour::sky, Mark::plus, "10 4"}}};
  return styles[index % styles.size()];
}

double contrast(std::string_view a, std::string_view b) {
  const auto luminance = [](std::string_view text) {
    const auto channel = [&](std::size_t at) {
      const double value = std::stoi(std::string(text.substr(at, 2)), nullptr, 16) / 255.0;
      return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  };
  const double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
  return first > second ? first / second : second / first;
}

}  // namespace trimer::report
