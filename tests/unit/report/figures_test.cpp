// What the figures draw, checked against the data behind them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/report/flow_chart.h>
#include <trimer/report/style.h>
#include <trimer/report/text.h>

#include "demo.h"
#include "markup.h"

namespace trimer::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<Figure> every_figure() {
  return {bands_figure(demo::bands()),
          bars_figure(demo::response_bars()),
          bars_figure(demo::grade_bars()),
          swimmer_figure(demo::swimmer(16)),
          flow_chart_figure(demo::flow()),
          survival_figure(demo::survival(1000)),
          survival_figure(demo::survival(5)),
          survival_figure(demo::survival_of_two(200)),
          incidence_figure(demo::incidence(200)),
          incidence_figure(demo::incidence(5)),
          spider_figure(demo::spider()),
          waterfall_figure(demo::waterfall()),
          laboratory_figure(demo::laboratory(5)),
          laboratory_figure(demo::laboratory(40)),
          heat_strip_figure(demo::heat_strip()),
          histogram_figure(demo::histogram()),
          paired_figure(demo::paired()),
          density_figure(demo::density())};
}

// Both reports hold figures made by their own composition (forest plots).
std::vector<Figure> figures_of_reports() {
  std::vector<Figure> figures = cohort_report(demo::cohort()).figures();
  const std::vector<Figure> more = assessment_report(demo::assessment()).figures();
  figures.insert(figures.end(), more.begin(), more.end());
  return figures;
}

TEST(Figures, are_well_formed_described_and_two_widths) {
  for (const Figure& figure : every_figure())
    for (const auto& [svg, width] : {std::pair(figure.svg, "720"), std::pair(figure.svg_narrow, "360")}) {
      SCOPED_TRACE(figure.id + " " + width);
      const auto elements = markup::parse(svg);
      EXPECT_EQ(elements.front().attributes.at("width"), width);
      EXPECT_EQ(markup::all(elements, "title").front().text, figure.title);
      EXPECT_FALSE(markup::all(elements, "desc").front().text.empty());
      EXPECT_THAT(svg, Not(HasSubstr("nan")));
      EXPECT_THAT(svg, Not(HasSubstr("inf,")));
      EXPECT_THAT(svg, Not(HasSubstr("<script")));
    }
}

TEST(Figures, no_label_is_cut_off_and_none_lies_on_another) {
  for (const Figure& figure : figures_of_reports())
    for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
      SCOPED_TRACE(figure.id + (&svg == &figure.svg ? "" : ""));
      EXPECT_THAT(markup::cut_off(svg, text_width), IsEmpty());
      EXPECT_THAT(markup::overlapping(svg, text_width), IsEmpty());
    }
}

// Names as long as real ones can be, everywhere a caller can put one.
std::vector<Figure> with_long_names() {
  const std::string name =
      "a study with a very long name indeed, second interim analysis of the intention-to-treat population";
  BarsInput bars = demo::grade_bars();
  for (BarRow& row : bars.rows) row.bar.label = row.group = name + row.group;
  BarsInput responses = demo::response_bars();
  responses.rows[1].bar.parts[0] = name;
  SwimmerInput swimmer = demo::swimmer(4);
  for (SwimmerLane& lane : swimmer.lanes) lane.note = lane.subject = name;
  SurvivalInput survival = demo::survival_of_two(20);
  for (SurvivalCurve& curve : survival.curves) curve.label = name;
  survival.published = {{name, 1, 0.5, 0.5, 3, true}, {name, 23, 0.2, 0.1, 0.3, false}};
  survival.limits_name = survival.outcome_axis = survival.time_axis = name;
  IncidenceInput incidence = demo::incidence(20);
  for (IncidenceCurve& cause : incidence.causes) cause.label = name + cause.label;
  ForestInput forest;
  forest.text = {"forest", "F", "."};
  forest.rows = {{name,
                  name,
                  name,
                  {0.5, 0.1, 0.9},
                  {{name, 1, 5, {0.2, 0.005, 0.716}, ""}, {name, {}, {}, {0.2, NAN, NAN}, ""}}}};
  SpiderInput spider = demo::spider();
  for (SpiderLine& line : spider.lines) line.group = line.subject = name;
  WaterfallInput waterfall = demo::waterfall();
  for (WaterfallBar& bar : waterfall.bars) bar.group = bar.subject = name;
  LaboratoryInput laboratory = demo::laboratory(3);
  for (LabPanel& panel : laboratory.panels) {
    panel.title = panel.unit = name;
    for (LabSeries& series : panel.series) series.subject = name;
  }
  HeatStripInput heat = demo::heat_strip();
  for (HeatRow& row : heat.rows) row.scale = row.subject = name;
  HistogramInput histogram = demo::histogram();
  for (HistogramSeries& series : histogram.series) series.label = name;
  histogram.cut_label = histogram.axis = histogram.denominator = name;
  DensityInput density = demo::density();
  for (DensityPanel& panel : density.panels) {
    panel.title = panel.x_axis = name;
    for (GateOutline& gate : panel.gates) gate.label = gate.denominator = name;
  }
  BandsInput bands = demo::bands();
  for (BandTable& table : bands.panels) table.title = table.unit = name;
  for (ReferenceLine& line : bands.references) line.label = name;
  return {bars_figure(bars),         bars_figure(responses),      swimmer_figure(swimmer),
          survival_figure(survival), incidence_figure(incidence), forest_figure(forest),
          spider_figure(spider),     waterfall_figure(waterfall), laboratory_figure(laboratory),
          heat_strip_figure(heat),   histogram_figure(histogram), density_figure(density),
          bands_figure(bands)};
}

TEST(Figures, long_names_are_shortened_rather_than_cut_off) {
  for (const Figure& figure : with_long_names())
    for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
      SCOPED_TRACE(figure.id);
      EXPECT_THAT(markup::cut_off(svg, text_width), IsEmpty());
    }
}

TEST(Figures, histograms_of_one_row_lie_over_each_other_with_the_control_in_grey) {
  HistogramInput input = demo::histogram();
  ASSERT_GE(input.series.size(), 2U);
  input.series.resize(2);
  // An outline of a histogram begins on the base line of its row; the polygons of marks are short.
  const auto bases = [](const Figure& figure) {
    std::set<std::string> found;
    for (std::size_t at = figure.svg.find("<polygon"); at != std::string::npos;
         at = figure.svg.find("<polygon", at + 1)) {
      const std::size_t points = figure.svg.find("points=\"", at) + 8;
      if (figure.svg.find('"', points) - points < 100) continue;
      const std::size_t comma = figure.svg.find(',', points);
      found.insert(figure.svg.substr(comma + 1, figure.svg.find(' ', comma) - comma - 1));
    }
    return found;
  };
  const auto greys = [](const Figure& figure) {
    std::size_t count = 0;
    const std::string grey = "stroke=\"" + std::string(colour::muted) + "\"";
    for (std::size_t at = figure.svg.find(grey); at != std::string::npos; at = figure.svg.find(grey, at + 1))
      ++count;
    return count;
  };
  EXPECT_EQ(bases(histogram_figure(input)).size(), 2U);
  for (HistogramSeries& series : input.series) series.row = "patient";
  EXPECT_EQ(bases(histogram_figure(input)).size(), 1U);
  const std::size_t before = greys(histogram_figure(input));
  input.series[1].control = true;
  EXPECT_GE(greys(histogram_figure(input)), before + 2) << "its outline and its swatch";
}

TEST(FlowChart, refuses_counts_that_do_not_add_up) {
  const auto fault = [](const FlowInput& input) {
    try {
      (void)flow_chart_figure(input);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(fault(demo::flow()), "");
  FlowInput lost_one = demo::flow();
  --lost_one.stages[1].left.parts[0].patients;
  EXPECT_THAT(fault(lost_one), HasSubstr("Ended treatment in cycle 1 = 168, expected the sum of its parts, 167"));
  --lost_one.stages[1].left.patients;
  EXPECT_THAT(fault(lost_one), HasSubstr("Cycle 1, induction = 968, expected who left and who went on, 967"));
  FlowInput end = demo::flow();
  ++end.ends[1].patients;
  EXPECT_THAT(fault(end), HasSubstr("Of these ever in remission = 461, expected the sum of its parts, 460"));
  FlowInput note = demo::flow();
  note.stages[1].notes[0].patients = 969;
  EXPECT_THAT(fault(note), HasSubstr("infusion held = 969, expected at most those of the stage"));
}

TEST(FlowChart, draws_every_stage_and_leaves_out_reasons_without_patients) {
  const Figure figure = flow_chart_figure(demo::flow());
  for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
    for (const char* words : {"Screened (n = 1000)", "Cycle 1, induction (n = 968)", "died of leukaemia", ">450<"})
      EXPECT_THAT(svg, HasSubstr(words));
    EXPECT_THAT(svg, Not(HasSubstr("died of another cause")));
  }
  EXPECT_THAT(figure.csv, HasSubstr("died of another cause,0"));
}

TEST(Swimmer, a_step_is_as_high_as_its_rate) {
  SwimmerInput input = demo::swimmer(1);
  input.lanes[0].crs.clear();
  input.lanes[0].treatment = {{0, 7, 9.0 / 28}, {7, 28, 1}};
  const Figure figure = swimmer_figure(input);
  std::vector<double> heights;
  for (const auto& rect : markup::all(markup::parse(figure.svg), "rect"))
    if (rect.attributes.count("fill") && rect.attributes.at("fill") == colour::sky && rect.attributes.count("x"))
      heights.push_back(std::stod(rect.attributes.at("height")));
  ASSERT_GE(heights.size(), 2u);
  const double full = heights.back(), step = heights[heights.size() - 2];
  EXPECT_NEAR(step / full, 9.0 / 28, 0.01);
  EXPECT_THAT(figure.csv, HasSubstr("infusion,0,7,,0.32142857142857145"));
}

TEST(Figures, survive_odd_numbers) {
  BandsInput bands;
  bands.panels = {
      {"a", "A", "1", true, {0, 1}, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}, {}},
      {"b", "B", "1", true, {0, 1}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {}},
      {"c", "C", "1", false, {5}, {-3}, {-3}, {-3}, {-3}, {-3}, {1}},
      {"d",
       "D",
       "1",
       true,
       {0, 1},
       {1e-30, 1e30},
       {1e-30, 1e30},
       {1e-30, 1e30},
       {1e-30, 1e30},
       {1e-30, 1e30},
       {}}};
  SwimmerInput swimmer;
  swimmer.lanes = {{"A", "", {}, {}, {}, {{-2, -1, 3}}, 0, true},
                   {"B", "", {{0, 1e4}}, {}, {{SwimmerMark::death, 5000}}, {}, 3000, false}};
  SurvivalInput survival;
  survival.curves = {{"nobody", 0, {}, NAN, NAN, NAN},
                     {"all at once", 3, {{0, 3, 3, 0, 0, NAN, NAN}}, 0, NAN, NAN}};
  SpiderInput spider;
  spider.lines = {{"A", "CR", {}}, {"B", "NR", {{-400, 0, false}}}};
  WaterfallInput waterfall;
  waterfall.bars = {{"A", "CR", 1e9}, {"B", "?", 0}};
  LaboratoryInput laboratory;
  laboratory.panels = {
      {"X", "X", "1", true, {{4, -INFINITY, INFINITY}}, {{"A", {{0, 0, true}, {1, -1, false}}}}}};
  HeatStripInput heat;
  heat.rows = {{"A", "CRS", {{-30, 1, true, false}, {900, 5, true, false}}}};
  HistogramInput histogram;
  histogram.series = {{"A", 0, {1, 10}, {0}, 5.0, std::nullopt}};
  DensityInput density;
  density.panels = {{"A", "x", "y", 0, 0, 1, 0, 1, 0, 0, {}, {}, {}, {{"g", {}, 0, ""}}}};
  for (const Figure& figure :
       {bands_figure(bands), swimmer_figure(swimmer), survival_figure(survival), spider_figure(spider),
        waterfall_figure(waterfall), laboratory_figure(laboratory), heat_strip_figure(heat),
        histogram_figure(histogram), density_figure(density)})
    for (const std::string& svg : {figure.svg, figure.svg_narrow}) {
      EXPECT_NO_THROW((void)markup::parse(svg));
      for (const char* word : {"=\"nan", "=\"inf", "=\"-inf", ",nan", ",inf", ",-inf"})
        EXPECT_THAT(svg, Not(HasSubstr(word)));
    }
}

TEST(Figures, write_their_numbers_as_a_whole_table) {
  for (const Figure& figure : every_figure()) {
    CsvReader csv(figure.csv, figure.id);
    int rows = 0;
    for (; csv.next(); ++rows)
      EXPECT_EQ(csv.size(), csv.header().size()) << figure.id << " line " << csv.line();
    EXPECT_GT(rows, 0) << figure.id;
  }
}

TEST(Figures, survive_having_nothing_to_show) {
  for (const Figure& figure :
       {bands_figure({}), bars_figure({}), swimmer_figure({}), survival_figure({}), incidence_figure({}),
        spider_figure({}), waterfall_figure({}), laboratory_figure({}), heat_strip_figure({}),
        histogram_figure({}), density_figure({}), paired_figure({}), forest_figure({})})
    for (const std::string& svg : {figure.svg, figure.svg_narrow}) EXPECT_NO_THROW((void)markup::parse(svg));
}

TEST(Figures, escape_what_users_write) {
  SwimmerInput input = demo::swimmer(1);
  input.lanes[0].subject = "<P&1>";
  const Figure figure = swimmer_figure(input);
  EXPECT_THAT(markup::words(figure.svg), Contains("<P&1>"));
  EXPECT_THAT(figure.csv, HasSubstr("<P&1>"));
}

BandsInput one_band() {
  BandTable table{"il6",       "IL-6",       "pg/mL",     false,        {0, 7, 14}, {10, 30, 20},
                  {8, 20, 15}, {12, 40, 25}, {5, 10, 10}, {20, 50, 30}, {9, 9, 8}};
  return {{"bands", "Bands", "."}, {table}, {}, {}};
}

TEST(Bands, the_median_passes_through_the_data_and_the_bands_around_it) {
  const auto elements = markup::parse(bands_figure(one_band()).svg);
  const auto lines = markup::all(elements, "polyline");
  ASSERT_EQ(lines.size(), 1u);
  const auto median = markup::points(lines[0]);
  ASSERT_EQ(median.size(), 3u);
  // Day 7 lies half way; 30 is twice as far above 10 as 20 is.
  EXPECT_NEAR(median[1].x - median[0].x, median[2].x - median[1].x, 0.02);
  EXPECT_NEAR(median[0].y - median[1].y, 2 * (median[0].y - median[2].y), 0.05);
  const auto areas = markup::all(elements, "polygon");
  ASSERT_EQ(areas.size(), 2u);
  for (const auto& area : areas) {
    const auto outline = markup::points(area);
    ASSERT_EQ(outline.size(), 6u) << "three upper corners, three lower ones";
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_LT(outline[i].y, median[i].y);
      EXPECT_GT(outline[5 - i].y, median[i].y);
    }
  }
}

TEST(Bands, a_day_on_which_nobody_is_followed_breaks_the_band) {
  BandsInput input = one_band();
  BandTable& table = input.panels[0];
  table.day = {0, 1, 2, 3, 4};
  for (auto* column : {&table.median, &table.low50, &table.high50, &table.low90, &table.high90})
    *column = {1, 2, NAN, 3, 4};
  table.patients = {5, 5, 0, 1, 1};
  const auto elements = markup::parse(bands_figure(input).svg);
  EXPECT_EQ(markup::all(elements, "polyline").size(), 2u);
  EXPECT_EQ(markup::all(elements, "polygon").size(), 4u);
}

TEST(Bands, columns_of_different_length_are_a_fault) {
  BandsInput input = one_band();
  input.panels[0].low90.pop_back();
  EXPECT_THROW((void)bands_figure(input), InputError);
}

TEST(Bars, few_subjects_get_counts_and_many_get_percentages) {
  const auto words = markup::words(bars_figure(demo::response_bars()).svg);
  EXPECT_THAT(words, Contains("CR/CRi · 4"));
  EXPECT_THAT(words, Contains("CR · 31%"));
  EXPECT_THAT(words, Contains("n = 5"));
  EXPECT_THAT(words, Not(Contains(HasSubstr("80% "))));
}

TEST(Bars, the_mark_of_an_interval_stands_at_the_end_of_the_parts_it_counts) {
  BarsInput input;
  input.text = {"bars", "Bars", "."};
  input.rows = {{"", {"published", 4, {"CR", "NR"}, {1, 3}}, false, 1, 0.1, 0.8}};
  const auto elements = markup::parse(bars_figure(input).svg);
  double end = 0, centre = 0;
  for (const auto& rect : markup::all(elements, "rect")) {
    const auto& a = rect.attributes;
    if (a.at("height") == "22" && a.at("fill") == "#014a75")
      end = std::stod(a.at("x")) + std::stod(a.at("width"));
    if (a.count("x") && a.at("fill") == colour::ink)
      centre = std::stod(a.at("x")) + std::stod(a.at("width")) / 2;
  }
  EXPECT_GT(end, 0);
  EXPECT_NEAR(centre, end, 0.02);
}

TEST(Bars, counts_that_do_not_add_up_are_a_fault) {
  BarsInput input;
  input.rows = {{"", {"published", 5, {"CR", "NR"}, {1, 3}}}};
  EXPECT_THROW((void)bars_figure(input), InputError);
}

TEST(Bars, patients_who_could_not_be_graded_are_hatched) {
  BarsInput input;
  input.palette = BarPalette::grades;
  input.text = {"bars", "Bars", "."};
  input.rows = {{"", {"series", 100, {"grade 0", "grade 3", "not evaluable"}, {50, 30, 20}}}};
  const Figure figure = bars_figure(input);
  EXPECT_THAT(markup::words(figure.svg), Contains("NE · 20%"));
  EXPECT_THAT(figure.svg, HasSubstr("fill=\"url(#bars-hatch1)\""));
}

// Five patients: events at 1, 3, 4; censored at 2 and 5.
SurvivalInput five() {
  SurvivalCurve curve;
  curve.label = "five";
  curve.n = 5;
  curve.steps = {{1, 5, 1, 0, 0.8, 0.2, 0.97},
                 {2, 4, 0, 1, 0.8, 0.2, 0.97},
                 {3, 3, 1, 0, 0.8 * 2 / 3, 0.07, 0.85},
                 {4, 2, 1, 0, 0.8 / 3, 0.01, 0.7},
                 {5, 1, 0, 1, 0.8 / 3, 0.01, 0.7}};
  curve.median = 4;
  curve.median_low = 1;
  SurvivalInput input;
  input.text = {"os", "Survival", "."};
  input.limits_name = "95% limits, complementary log-log";
  input.curves = {curve};
  input.last_time = 5;
  return input;
}

TEST(Survival, the_curve_steps_down_at_each_event_and_ends_at_the_last_follow_up) {
  const auto lines = markup::all(markup::parse(survival_figure(five()).svg), "polyline");
  ASSERT_EQ(lines.size(), 1u);
  const auto p = markup::points(lines[0]);
  ASSERT_EQ(p.size(), 12u);
  const double left = p.front().x, right = p.back().x, top = p.front().y;
  const double per_month = (right - left) / 5;
  EXPECT_NEAR(p[1].x, left + per_month, 0.02);
  EXPECT_NEAR(p[1].y, top, 0.02) << "alive until the event";
  EXPECT_NEAR(p[2].x, p[1].x, 0.02);
  const double full = (p[2].y - top) / 0.2;  // pixels of the whole axis
  EXPECT_NEAR(p.back().y, top + full * (1 - 0.8 / 3), 0.05);
}

TEST(Survival, numbers_at_risk_and_events_are_those_at_the_ticks) {
  const SurvivalCurve curve = five().curves[0];
  EXPECT_EQ(at_risk_before(curve, 0), 5);
  EXPECT_EQ(at_risk_before(curve, 1), 5) << "just before the event the patient is at risk";
  EXPECT_EQ(at_risk_before(curve, 1.5), 4);
  EXPECT_EQ(at_risk_before(curve, 5), 1);
  EXPECT_EQ(at_risk_before(curve, 5.1), 0);
  EXPECT_EQ(events_until(curve, 0.9), 0);
  EXPECT_EQ(events_until(curve, 3), 2);
  // The two rows under the axis, aligned to the ticks 0 … 5.
  const auto elements = markup::parse(survival_figure(five()).svg);
  std::map<double, std::vector<std::pair<double, std::string>>> rows;
  std::map<std::string, double> tick_at;
  for (const auto& text : markup::all(elements, "text")) {
    const double x = std::stod(text.attributes.at("x")), y = std::stod(text.attributes.at("y"));
    rows[y].push_back({x, text.text});
  }
  std::vector<std::vector<std::pair<double, std::string>>> numeric;
  for (const auto& [y, cells] : rows)
    if (cells.size() == 6) numeric.push_back(cells);
  ASSERT_EQ(numeric.size(), 3u) << "ticks, at risk, events";
  const std::vector<std::string> at_risk{"5", "5", "4", "3", "2", "1"}, events{"0", "1", "1", "2", "3", "3"};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(numeric[1][i].first, numeric[0][i].first);
    EXPECT_EQ(numeric[2][i].first, numeric[0][i].first);
    EXPECT_EQ(numeric[1][i].second, at_risk[i]);
    EXPECT_EQ(numeric[2][i].second, events[i]);
  }
}

TEST(Survival, names_its_limits_and_a_median_that_was_not_reached) {
  SurvivalInput input = five();
  auto words = markup::words(survival_figure(input).svg);
  EXPECT_THAT(words, Contains("median 4.0 months (1.0–not reached)"));
  EXPECT_THAT(words, Contains(HasSubstr("complementary log-log")));
  input.curves[0].median = NAN;
  words = markup::words(survival_figure(input).svg);
  EXPECT_THAT(words, Contains("median not reached"));
}

TEST(Survival, a_tick_marks_each_censoring) {
  const std::string svg = survival_figure(five()).svg;
  int ticks = 0;
  for (const auto& line : markup::all(markup::parse(svg), "line")) {
    const auto& a = line.attributes;
    ticks += a.at("x1") == a.at("x2") && a.count("stroke-width") && a.at("stroke-width") == "1.25";
  }
  EXPECT_EQ(ticks, 2);
}

TEST(Survival, a_large_cohort_stays_a_small_drawing) {
  EXPECT_LT(survival_figure(demo::survival(20000)).svg.size(), 400'000u);
}

TEST(Incidence, both_causes_are_drawn_with_their_events) {
  const Figure figure = incidence_figure(demo::incidence(200));
  const auto elements = markup::parse(figure.svg);
  EXPECT_EQ(markup::all(elements, "polyline").size(), 2u);
  const auto words = markup::words(figure.svg);
  EXPECT_THAT(words, Contains("death without relapse"));
  EXPECT_THAT(words, Contains("200"));
}

TEST(Forest, prints_counts_with_exact_interval_and_leaves_no_bare_percentage_of_few) {
  ForestInput input;
  input.text = {"forest", "Forest", "."};
  input.rows = {{"",
                 "CR",
                 "series of 5",
                 {0.46, 0, 0.8},
                 {{"Qi", 4, 5, {0.8, 0.284, 0.995}, ""}, {"No interval", {}, 7, {0.5, NAN, NAN}, ""}}}};
  const auto words = markup::words(forest_figure(input).svg);
  EXPECT_THAT(words, Contains("4/5 = 80% (28.4–99.5)"));
  EXPECT_THAT(words, Contains("46% (0–80)"));
  EXPECT_THAT(words, Contains("no interval printed"));
  EXPECT_THAT(words, Not(Contains("50%")));
}

TEST(Waterfall, runs_from_rise_to_fall_and_says_absent_without_a_baseline) {
  WaterfallInput input;
  input.text = {"w", "W", "."};
  input.bars = {{"A", "CR", -1}, {"B", "NR", NAN}, {"C", "NR", 0.3}, {"D", "PR", -0.6}};
  const Figure figure = waterfall_figure(input);
  std::vector<std::string> order;
  for (const std::string& word : markup::words(figure.svg))
    if (word.size() == 1) order.push_back(word);
  EXPECT_THAT(order, ElementsAre("C", "D", "A", "B"));
  EXPECT_THAT(markup::words(figure.svg), Contains("absent"));
  EXPECT_THAT(figure.csv, HasSubstr("B,NR,absent"));
}

TEST(Spider, a_value_below_the_limit_is_an_open_mark) {
  SpiderInput input;
  input.text = {"s", "S", "."};
  input.lines = {{"A", "CR", {{0, 0.5, false}, {28, 1e-4, true}}}};
  int open = 0;
  for (const auto& circle : markup::all(markup::parse(spider_figure(input).svg), "circle"))
    open += circle.attributes.at("fill") == colour::paper;
  EXPECT_EQ(open, 2) << "the value and its entry in the legend";
}

TEST(Paired, a_value_that_was_not_measured_is_skipped_and_left_empty) {
  PairedInput input;
  input.text = {"p", "P", "."};
  input.occasions = {"before", "between", "after"};
  input.subjects = {{"A", {1000, NAN, 100}}};
  const Figure figure = paired_figure(input);
  const auto elements = markup::parse(figure.svg);
  EXPECT_EQ(markup::all(elements, "circle").size(), 2u);
  EXPECT_EQ(markup::points(markup::all(elements, "polyline").front()).size(), 2u);
  EXPECT_THAT(figure.csv, HasSubstr("A,between,\n"));
  input.subjects[0].value.pop_back();
  EXPECT_THROW((void)paired_figure(input), InputError);
}

TEST(HeatStrip, not_evaluable_is_hatched_and_nothing_observed_is_empty) {
  HeatStripInput input;
  input.text = {"h", "H", "."};
  input.rows = {
      {"A", "CRS", {{0, 0, true, false}, {1, 2, true, false}, {2, 3, true, true}, {4, 0, false, false}}}};
  const Figure figure = heat_strip_figure(input);
  const auto words = markup::words(figure.svg);
  EXPECT_THAT(words, Contains("2"));
  EXPECT_THAT(words, Contains("≥3"));
  int cells = 0, hatched = 0;
  for (const auto& rect : markup::all(markup::parse(figure.svg), "rect")) {
    const auto& a = rect.attributes;
    if (!a.count("height") || a.at("height") != "15") continue;
    ++cells;
    hatched += a.at("fill") == "url(#h-hatch1)";
  }
  EXPECT_EQ(cells, 4) << "day 3 has no cell";
  EXPECT_EQ(hatched, 1);
  EXPECT_THAT(figure.csv, HasSubstr("A,CRS,4,,not_evaluable"));
}

TEST(Swimmer, lanes_have_their_marks_and_an_arrow_when_ongoing) {
  SwimmerInput input;
  input.text = {"s", "S", "."};
  SwimmerLane lane;
  lane.subject = "A";
  lane.treatment = {{0, 28}};
  lane.events = {{SwimmerMark::complete_response, 28}, {SwimmerMark::transplant, 60}};
  lane.last_day = 90;
  lane.ongoing = true;
  input.lanes = {lane};
  const Figure figure = swimmer_figure(input);
  EXPECT_THAT(markup::words(figure.svg), Contains("alive at last contact"));
  EXPECT_THAT(markup::words(figure.svg), Contains("transplant"));
  EXPECT_THAT(markup::words(figure.svg), Not(Contains("death"))) << "the legend holds only what occurs";
  EXPECT_THAT(figure.csv, HasSubstr("A,transplant,60"));
  input.lanes[0].ongoing = false;
  EXPECT_THAT(markup::words(swimmer_figure(input).svg), Not(Contains("alive at last contact")));
}

TEST(Laboratory, grade_bands_are_named) {
  const auto words = markup::words(laboratory_figure(demo::laboratory(3)).svg);
  EXPECT_THAT(words, Contains("G4"));
  EXPECT_THAT(words, Contains("10⁹/L"));
}

TEST(Cytometry, every_percentage_names_its_denominator) {
  const auto gates = markup::words(density_figure(demo::density()).svg);
  EXPECT_THAT(gates, Contains("CD3+CD8+ 38.1%"));
  EXPECT_EQ(std::count(gates.begin(), gates.end(), "of lymphocytes"), 2);
  EXPECT_THAT(markup::words(histogram_figure(demo::histogram()).svg),
              Contains(HasSubstr("positive of gated blasts")));
}

TEST(Cytometry, counts_that_do_not_fit_their_grid_are_a_fault) {
  DensityInput density = demo::density();
  density.panels[0].count.pop_back();
  EXPECT_THROW((void)density_figure(density), InputError);
  HistogramInput histogram = demo::histogram();
  histogram.series[0].edge.pop_back();
  EXPECT_THROW((void)histogram_figure(histogram), InputError);
}

}  // namespace
}  // namespace trimer::report
