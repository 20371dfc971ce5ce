// Scales, text, numbers in words, colours, the SVG writer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include <trimer/report/scale.h>
#include <trimer/report/style.h>
#include <trimer/report/svg.h>
#include <trimer/report/table.h>
#include <trimer/report/text.h>

#include "markup.h"

namespace trimer::report {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> out;
  for (const Tick& tick : ticks) out.push_back(tick.label);
  return out;
}

TEST(Scale, linear_and_logarithmic_maps_hit_their_ends) {
  const Scale linear{10, 20, 100, 0, false};
  EXPECT_DOUBLE_EQ(linear(10), 100);
  EXPECT_DOUBLE_EQ(linear(20), 0);
  EXPECT_DOUBLE_EQ(linear(15), 50);
  const Scale logarithmic{1, 100, 0, 200, true};
  EXPECT_DOUBLE_EQ(logarithmic(10), 100);
  EXPECT_DOUBLE_EQ(logarithmic(0), 0) << "nothing is drawn below the floor of a logarithmic axis";
  EXPECT_TRUE(std::isnan(logarithmic(NAN)));
}

TEST(Scale, ticks_are_round_and_inside) {
  EXPECT_THAT(labels(linear_ticks(0, 1, 6)), ElementsAre("0", "0.2", "0.4", "0.6", "0.8", "1"));
  EXPECT_THAT(labels(linear_ticks(-3, 7.2, 5)), ElementsAre("−2.5", "0", "2.5", "5"));
  EXPECT_THAT(labels(logarithmic_ticks(0.01, 1e5, 10)),
              ElementsAre("0.01", "0.1", "1", "10", "100", "1000", "10⁴", "10⁵"));
  EXPECT_THAT(labels(logarithmic_ticks(1, 20, 10)), ElementsAre("1", "2", "5", "10", "20"));
  EXPECT_THAT(labels(percent_ticks(0, 1, 5)), ElementsAre("0%", "25%", "50%", "75%", "100%"));
  EXPECT_THAT(labels(month_ticks(0, 24, 9)), ElementsAre("0", "3", "6", "9", "12", "15", "18", "21", "24"));
  EXPECT_THAT(labels(day_ticks(0, 84, 5)), ElementsAre("0", "28", "56", "84")) << "days are counted in weeks";
}

TEST(Scale, there_are_never_more_labels_than_asked_for) {
  for (double high = 0.013; high < 1e7; high *= 1.7)
    for (int most = 2; most < 10; ++most) {
      EXPECT_LE(linear_ticks(0, high, most).size(), static_cast<std::size_t>(most)) << high;
      int labelled = 0;
      for (const Tick& tick : logarithmic_ticks(high / 1e6, high, most)) labelled += !tick.label.empty();
      EXPECT_LE(labelled, most) << high;
      EXPECT_LE(day_ticks(0, high, most).size(), static_cast<std::size_t>(most)) << high;
    }
}

TEST(Scale, no_room_for_ticks_is_no_endless_search) {
  for (int most : {-5, 0, 1}) {
    EXPECT_LE(linear_ticks(0, 730, most).size(), 2u);
    EXPECT_LE(day_ticks(0, 730, most).size(), 2u);
    EXPECT_LE(month_ticks(0, 730, most).size(), 2u);
    EXPECT_FALSE(logarithmic_ticks(1e-3, 1e5, most).empty());
  }
}

TEST(Scale, a_round_domain_holds_its_data) {
  for (double low = 0.003; low < 1e4; low *= 2.3)
    for (double ratio = 1; ratio < 1e6; ratio *= 3.1)
      for (const bool logarithmic : {false, true}) {
        const Domain domain = round_domain(low, low * ratio, logarithmic, 5);
        EXPECT_LE(domain.low, low * (1 + 1e-9));
        EXPECT_GE(domain.high, low * ratio * (1 - 1e-9));
        EXPECT_LT(domain.low, domain.high);
        const Domain padded = padded_logarithmic(low, low * ratio);
        EXPECT_LE(padded.low, low);
        EXPECT_GE(padded.high, low * ratio);
        EXPECT_GE(padded.high / padded.low, 10);
      }
}

TEST(Text, is_escaped_and_stays_legal) {
  EXPECT_EQ(escaped("a<b & \"c\" 'd'>"), "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;");
  EXPECT_EQ(escaped("IL-6 µg ≥ 3"), "IL-6 µg ≥ 3");
  EXPECT_EQ(escaped(std::string("a\0b\x1b", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD")
      << "XML has no control characters";
  EXPECT_EQ(escaped("caf\xe9"), "caf\xEF\xBF\xBD") << "Latin-1 is not UTF-8";
  EXPECT_EQ(escaped("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "an overlong < must not slip through";
}

TEST(Text, wraps_and_shortens_to_the_width) {
  for (const std::string& line : wrapped("one two three four five six seven", 60, 12))
    EXPECT_LE(text_width(line, 12), 60);
  EXPECT_THAT(wrapped("", 60, 12), ElementsAre(""));
  EXPECT_EQ(shortened("short", 100, 12), "short");
  const std::string cut = shortened("a name much too long for its place", 60, 12);
  EXPECT_LE(text_width(cut, 12), 60);
  EXPECT_EQ(cut.substr(cut.size() - 3), "…");
}

TEST(Text, labels_spread_apart_without_changing_order) {
  const std::vector<double> placed = spread({50, 51, 52, 10, 99}, 12, 0, 100);
  EXPECT_THAT(placed, ElementsAre(testing::DoubleNear(39, 1), testing::DoubleNear(51, 1),
                                  testing::DoubleNear(63, 1), 10, 99));
  const std::vector<double> crowded = spread({95, 96, 97, 98}, 10, 0, 100);
  for (std::size_t i = 1; i < crowded.size(); ++i) EXPECT_GE(crowded[i] - crowded[i - 1], 10 - 1e-9);
  EXPECT_LE(crowded.back(), 100);
}

TEST(Numbers, a_percentage_of_few_never_stands_without_its_interval) {
  EXPECT_EQ(proportion_text(4, 5), "4/5");
  EXPECT_EQ(proportion_text(19, 19), "19/19");
  EXPECT_EQ(proportion_text(4, 5, 0.28358, 0.99495), "4/5 = 80% (28.4–99.5)");
  EXPECT_EQ(proportion_text(10, 20), "10/20 = 50%");
  EXPECT_EQ(proportion_text(0, 0), "–");
}

TEST(Numbers, are_not_rounded_onto_a_boundary) {
  EXPECT_EQ(percent_text(0.99999), ">99.9%");
  EXPECT_EQ(percent_text(1), "100%");
  EXPECT_EQ(percent_text(0.0001), "<0.1%");
  EXPECT_EQ(percent_text(0), "0%");
}

TEST(Numbers, read_as_people_write_them) {
  EXPECT_EQ(value_text(0.012345), "0.0123");
  EXPECT_EQ(value_text(12345.6), "12,346");
  EXPECT_EQ(value_text(-2), "−2");
  EXPECT_EQ(value_text(NAN), "–");
  EXPECT_EQ(time_text(10), "10.0");
  EXPECT_EQ(count_text(1000), "1000");
  EXPECT_EQ(count_text(1234567), "1,234,567");
  EXPECT_EQ(unit_text("10*9/L"), "10⁹/L");
  EXPECT_EQ(unit_text("28 ug/day"), "28 µg/day");
  EXPECT_EQ(unit_text("/uL"), "/µL");
  EXPECT_EQ(unit_text("molecules/cell"), "molecules/cell") << "only a prefix is micro";
}

TEST(Numbers, an_unknown_grade_is_never_zero) {
  EXPECT_EQ(grade_text({2, false, false}), "2");
  EXPECT_EQ(grade_text({2, true, false}), "≥2");
  EXPECT_EQ(grade_text({std::nullopt, false, true}), "NE");
  EXPECT_EQ(grade_text({}), "–");
  EXPECT_EQ(grade_text({0, false, true}), "NE") << "a grade that could not be evaluated prints none";
}

TEST(Style, grades_darken_and_their_digits_stay_readable) {
  for (int grade = 0; grade <= 5; ++grade) {
    const PartStyle style = grade_style(grade);
    EXPECT_GE(contrast(style.fill, style.ink), 4.5) << grade;
    if (grade == 0) continue;
    EXPECT_GT(contrast(style.fill, "#ffffff"), contrast(grade_style(grade - 1).fill, "#ffffff")) << grade;
  }
  EXPECT_TRUE(grade_style(-1).hatched) << "not evaluable is not a colour";
}

TEST(Style, response_labels_stay_readable) {
  for (const char* word :
       {"CR", "CR/CRi", "CRh", "CRi", "BLAST_FREE", "PR", "NR", "SD", "PD", "FAILURE", "no CR/CRh/CRi", "?"})
    EXPECT_GE(contrast(response_style(word).fill, response_style(word).ink), 4.5) << word;
  EXPECT_TRUE(response_style("not evaluable").hatched);
  EXPECT_LT(response_rank("CR"), response_rank("CRh"));
  EXPECT_LT(response_rank("CRi"), response_rank("PR"));
  EXPECT_LT(response_rank("PD"), response_rank("not evaluable"));
}

TEST(Style, series_differ_in_mark_and_dash_and_not_only_in_colour) {
  for (std::size_t i = 0; i < 7; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(series_style(i).mark, series_style(j).mark);
      EXPECT_NE(series_style(i).dash, series_style(j).dash);
    }
}

TEST(Svg, is_well_formed_whatever_the_words) {
  Svg svg(200, 100, "a", "Title & <more>", "A \"description\"");
  svg.open("tooltip <&>");
  svg.text(10, 20, "a<b&\"c\"");
  svg.close();
  const std::string document = svg.finish();
  const auto elements = markup::parse(document);
  EXPECT_EQ(elements.front().attributes.at("role"), "img");
  EXPECT_EQ(elements.front().attributes.at("viewBox"), "0 0 200 100");
  EXPECT_EQ(markup::all(elements, "title").front().text, "Title & <more>");
  EXPECT_EQ(markup::all(elements, "desc").front().text, "A \"description\"");
  EXPECT_THAT(markup::words(document), ElementsAre("a<b&\"c\""));
}

TEST(Svg, the_checker_of_these_tests_sees_broken_markup) {
  for (const char* broken :
       {"<a><b></a></b>", "<a>", "<a b=\"1\" b=\"2\"/>", "<a>x & y</a>", "<a/><b/>", "<a b/>", "<a>"})
    EXPECT_THROW((void)markup::parse(broken), markup::NotWellFormed) << broken;
}

TEST(Svg, a_missing_point_breaks_the_line) {
  Svg svg(100, 100, "a", "", "");
  svg.polyline({{0, 0}, {1, 1}, {2, NAN}, {3, 3}, {4, 4}}, stroked("#000"));
  EXPECT_EQ(markup::all(markup::parse(svg.finish()), "polyline").size(), 2u);
}

TEST(Svg, coordinates_are_short) {
  EXPECT_EQ(coordinate(1), "1");
  EXPECT_EQ(coordinate(1.2345), "1.23");
  EXPECT_EQ(coordinate(-0.001), "0");
  EXPECT_EQ(coordinate(100), "100");
}

}  // namespace
}  // namespace trimer::report
