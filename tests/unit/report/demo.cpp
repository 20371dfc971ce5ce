#include "demo.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/random.h>

namespace trimer::report::demo {

namespace {

constexpr std::uint64_t seed = 7;

double bump(double t, double at, double width) {
  return std::exp(-(t - at) * (t - at) / (2 * width * width));
}

BandTable band(std::string id, std::string title, std::string unit, bool logarithmic,
               double (*median)(double), double spread) {
  BandTable table{std::move(id), std::move(title), std::move(unit), logarithmic, {}, {}, {}, {}, {}, {}, {}};
  for (double day = 0; day <= 84; day += 0.5) {
    const double m = median(day);
    table.day.push_back(day);
    table.median.push_back(m);
    table.low50.push_back(m / spread);
    table.high50.push_back(m * spread);
    table.low90.push_back(m / std::pow(spread, 2.6));
    table.high90.push_back(m * std::pow(spread, 2.6));
    table.patients.push_back(1000 - static_cast<int>(2.5 * day));
  }
  return table;
}

std::vector<DosingPeriod> dosing() {
  return {{0, 7, "9"}, {7, 28, "28 ug/d"}, {42, 70, "28 ug/d"}};
}

bool infusing(double day) {
  return day < 28 || (day >= 42 && day < 70);
}

}  // namespace

BandsInput bands() {
  BandsInput input;
  input.text = {
      "bands", "Course of the cohort",
      "Median and the central 50 and 90% of patients still followed. Noiseless observed quantities."};
  input.panels = {
      band(
          "blinatumomab", "Blinatumomab", "ng/mL", true,
          [](double t) {
            return infusing(t) ? (t < 7 ? 0.2 : 0.6) * (1 - std::exp(-9 * std::fmod(t, 42.0)) + 0.01)
                               : 0.0015;
          },
          1.4),
      band(
          "cd19_positive", "CD19+ B cells", "/uL", true,
          [](double t) { return 0.05 + 80 * std::exp(-1.5 * t); }, 1.8),
      band(
          "t_cells", "CD3+ T cells", "/uL", false,
          [](double t) {
            return 600 * (1 - 0.85 * std::exp(-t / 1.5) * (t > 0 ? 1 : 0)) + 300 * bump(t, 17, 6);
          },
          1.35),
      band(
          "interleukin_6", "IL-6", "pg/mL", true,
          [](double t) { return 5 + 180 * bump(t, 1, 0.7) + 90 * bump(t, 8, 0.8) + 12 * bump(t, 43, 0.8); },
          1.9),
      band(
          "marrow_blasts", "Marrow blasts", "%", true, [](double t) { return 55 * std::exp(-t / 5) + 0.02; },
          2.4),
      band(
          "neutrophils", "Neutrophils", "10*9/L", true,
          [](double t) { return 1.4 - 0.7 * bump(t, 12, 7) + 0.02 * t; }, 1.6),
      band(
          "platelets", "Platelets", "10*9/L", true,
          [](double t) { return 48 - 16 * bump(t, 10, 6) + 1.2 * t; }, 1.7),
      band(
          "haemoglobin", "Haemoglobin", "g/L", false,
          [](double t) { return 92 - 8 * bump(t, 12, 8) + 0.2 * t; }, 1.08),
      band(
          "crp", "CRP", "mg/L", true,
          [](double t) { return 6 + 60 * bump(t, 2, 1.5) + 20 * bump(t, 9, 1.5); }, 1.9),
  };
  input.dosing = dosing();
  input.references = {{"interleukin_6", 1.5, "limit of quantification"},
                      {"marrow_blasts", 5, "5%"},
                      {"neutrophils", 0.5, "grade 4"}};
  return input;
}

BarsInput response_bars() {
  BarsInput input;
  input.text = {"response_bars", "Best response within two cycles",
                "Bars add to all patients. The mark under a bar is the share with CR, CRh or CRi."};
  input.interval_note =
      "Open diamond: simulated, with 95% prediction interval for a series of 5. Square: published, with "
      "exact 95% interval.";
  input.rows = {
      {"",
       {"Simulated",
        1000,
        {"CR", "CRh", "CRi", "blast-free marrow", "PR", "NR", "not evaluable"},
        {312, 104, 41, 22, 80, 405, 36}},
       true,
       3,
       0.0,
       0.8},
      {"", {"Qi 2023", 5, {"CR/CRi", "NR/PR"}, {4, 1}}, false, 1, 0.284, 0.995},
      {"",
       {"TOWER 2017, blinatumomab", 271, {"CR", "CRh", "CRi", "no CR/CRh/CRi"}, {91, 24, 4, 152}},
       false,
       3,
       0.38,
       0.5},
  };
  return input;
}

BarsInput grade_bars() {
  BarsInput input;
  input.palette = BarPalette::grades;
  input.text = {"grade_bars", "Worst grade of each patient",
                "Bars add to all patients; those that could not be graded are hatched, never grade 0."};
  const std::vector<std::string> grades{"0", "1", "2", "3", "4", "5", "not evaluable"};
  input.rows = {
      {"CRS", {"Simulated, ASTCT 2019", 1000, grades, {350, 420, 160, 42, 12, 2, 14}}, true},
      {"CRS", {"Simulated, Lee 2014", 1000, grades, {330, 400, 190, 50, 14, 2, 14}}, true},
      {"CRS", {"Qi 2023, scale not stated", 5, {"0", "1", "2"}, {1, 3, 1}}, false},
      {"ICANS", {"Simulated, ASTCT 2019", 1000, grades, {700, 140, 82, 45, 15, 0, 18}}, true},
      {"ICANS", {"Qi 2023, scale not stated", 5, {"0", "1", "2"}, {5, 0, 0}}, false},
      {"Haematology, CTCAE 5.0",
       {"Simulated neutrophils", 1000, grades, {80, 60, 140, 260, 440, 0, 20}},
       true},
      {"Haematology, CTCAE 5.0",
       {"Simulated platelets", 1000, grades, {70, 110, 160, 240, 400, 0, 20}},
       true},
  };
  return input;
}

FlowInput flow() {
  FlowInput input;
  input.text = {"flow", "Flow of patients", "Every patient is in exactly one box at each stage."};
  input.stages = {
      {"Screened", 1000, {}, {"Not treated", 32, {{"excluded: marrow_blasts_below_5", 30}, {"computation not completed", 2}}}},
      {"Cycle 1, induction", 968, {{"infusion held", 121}, {"marrow assessed", 930}, {"of these in remission", 402}},
       {"Ended treatment in cycle 1", 168, {{"to transplantation", 60}, {"stopped for toxicity", 38}, {"died in treatment", 70}}}},
      {"Cycle 2, induction", 800, {{"infusion held", 54}, {"marrow assessed", 788}, {"of these in remission", 391}},
       {"Ended treatment in cycle 2", 500, {{"no remission", 380}, {"to transplantation", 80}, {"died in treatment", 40}}}},
      {"Cycle 3, consolidation", 300, {{"infusion held", 7}, {"marrow assessed", 299}, {"of these in remission", 280}},
       {"Ended treatment in cycle 3", 300, {{"completed as planned", 250}, {"relapse", 49}, {"lost in treatment", 1}}}}};
  input.ends = {{"Followed to 24 months or death", 968,
                 {{"alive in remission", 150}, {"alive after relapse", 110}, {"alive, never in remission", 108},
                  {"lost to follow-up", 10}, {"died of leukaemia", 450}, {"died of infection", 110},
                  {"died after transplantation", 30}, {"died of another cause", 0}}},
                {"Of these ever in remission", 460,
                 {{"relapse, CD19-positive", 170}, {"relapse, CD19-negative", 60}, {"died without relapse", 70},
                  {"in remission at last contact", 160}}},
                {"Transplantation decided", 140, {{"transplanted", 118}, {"not done: relapse, death or data cut", 22}}}};
  return input;
}

SwimmerInput swimmer(int lanes) {
  SwimmerInput input;
  input.text = {"swimmer", "Course of single patients",
                "One lane per patient from the first dose. Under the lane: CRS by grade."};
  for (int i = 0; i < lanes; ++i) {
    RandomStream random(seed, static_cast<std::uint64_t>(i), 1);
    SwimmerLane lane;
    lane.subject = fmt::format("P{:03}", i + 1);
    const int kind = i % 5;
    lane.note = kind == 0 ? "CR, MRD−" : kind == 1 ? "NR" : kind == 2 ? "CRh" : kind == 3 ? "CRi" : "PR";
    const int cycles = kind == 1 ? 1 : 2 + i % 3;
    for (int c = 0; c < cycles; ++c) {
      if (c == 0 && i % 4 == 1) {
        lane.treatment.push_back({0, 7, 9.0 / 28});
        lane.treatment.push_back({7, 9});
        lane.holds.push_back({9, 12.5});
        lane.treatment.push_back({12.5, 19.5, 9.0 / 28});
        lane.treatment.push_back({19.5, 31.5});
      } else {
        lane.treatment.push_back({42.0 * c, 42.0 * c + 28});
      }
    }
    lane.last_day = kind == 1 ? 40 + 60 * random.uniform() : 200 + 500 * random.uniform();
    lane.ongoing = kind != 1 && random.uniform() < 0.6;
    if (kind != 1)
      lane.events.push_back({kind == 4 ? SwimmerMark::partial_response : SwimmerMark::complete_response, 28});
    if (kind == 0) lane.events.push_back({SwimmerMark::mrd_response, 29});
    if (kind == 2) lane.events.push_back({SwimmerMark::transplant, 150});
    if (kind == 3) lane.events.push_back({SwimmerMark::relapse, 0.7 * lane.last_day});
    if (kind == 4) lane.events.push_back({SwimmerMark::next_therapy, 100});
    if (!lane.ongoing) lane.events.push_back({SwimmerMark::death, lane.last_day});
    if (i % 3 != 2) lane.crs = {{0.5, 2, 1}, {2, 3.5, 1 + i % 3}, {3.5, 6, 1}, {8, 10, 1}};
    if (i % 3 == 2) lane.crs = {{1, 4, -1}};
    std::stable_sort(lane.events.begin(), lane.events.end(),
                     [](const auto& a, const auto& b) { return a.day < b.day; });
    input.lanes.push_back(std::move(lane));
  }
  return input;
}

namespace {

// Product-limit table of exponential times with a hazard per month and uniform censoring.
SurvivalCurve curve(std::string label, int patients, double hazard, double follow_up, std::uint64_t draw) {
  struct Time {
    double t;
    bool event;
  };
  std::vector<Time> times;
  for (int i = 0; i < patients; ++i) {
    RandomStream random(seed, static_cast<std::uint64_t>(i), draw);
    const double event = -std::log(random.uniform()) / hazard,
                 censor = follow_up * (0.35 + 0.65 * random.uniform());
    times.push_back({std::min(event, censor), event <= censor});
  }
  std::sort(times.begin(), times.end(), [](const Time& a, const Time& b) { return a.t < b.t; });
  SurvivalCurve out;
  out.label = std::move(label);
  out.n = patients;
  double s = 1, variance = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const int at_risk = patients - static_cast<int>(i);
    if (times[i].event) {
      if (at_risk > 1) variance += 1.0 / (static_cast<double>(at_risk) * (at_risk - 1));
      s *= 1 - 1.0 / at_risk;
    }
    SurvivalStep step{times[i].t, at_risk, times[i].event, !times[i].event, s, NAN, NAN};
    if (s > 0 && s < 1) {
      const double theta = 1.96 * std::sqrt(variance) / std::log(s);
      step.low = std::pow(s, std::exp(-theta));
      step.high = std::pow(s, std::exp(theta));
    } else if (s == 1) {
      step.low = step.high = 1;
    }
    if (std::isnan(out.median) && s <= 0.5) out.median = step.time;
    if (std::isnan(out.median_low) && step.low <= 0.5) out.median_low = step.time;
    if (std::isnan(out.median_high) && step.high <= 0.5) out.median_high = step.time;
    out.steps.push_back(step);
  }
  return out;
}

}  // namespace

SurvivalInput survival(int patients) {
  SurvivalInput input;
  input.text = {"overall_survival", "Overall survival", "From the first dose to death of any cause."};
  input.limits_name = "95% limits, complementary log-log";
  input.curves = {curve("Simulated", patients, 0.08, 24, 2)};
  input.published = {{"TOWER median 7.7", 7.7, 0.5, 5.6, 9.6, true}};
  input.last_time = 24;
  return input;
}

SurvivalInput survival_of_two(int patients) {
  SurvivalInput input = survival(patients);
  input.text = {"relapse_free_survival", "Relapse-free survival by MRD",
                "From first remission to relapse or death."};
  input.outcome_axis = "Alive without relapse";
  input.time_axis = "Months since remission";
  input.curves = {curve("MRD negative", patients, 0.05, 24, 3), curve("MRD positive", patients, 0.16, 24, 4)};
  input.published.clear();
  return input;
}

IncidenceInput incidence(int patients) {
  IncidenceInput input;
  input.text = {"relapse_incidence", "Relapse and death without relapse",
                "Aalen–Johansen estimates; each cause competes with the other."};
  input.limits_name = "95% limits, log-log";
  input.n = patients;
  input.causes = {{"relapse", {}}, {"death without relapse", {}}};
  const SurvivalCurve any = curve("", patients, 0.1, 24, 5);
  double before = 1, cumulative[2] = {0, 0};
  for (std::size_t i = 0; i < any.steps.size(); ++i) {
    const SurvivalStep& step = any.steps[i];
    input.risk_time.push_back(step.time);
    input.at_risk.push_back(step.at_risk);
    if (step.events > 0) {
      const std::size_t cause = i % 4 == 0 ? 1 : 0;
      cumulative[cause] += before - step.survival;
      const double p = cumulative[cause], half = 1.96 * std::sqrt(p * (1 - p) / patients);
      input.causes[cause].steps.push_back(
          {step.time, p, std::max(0.0, p - half), std::min(1.0, p + half), step.events});
    }
    before = step.survival;
  }
  input.last_time = 24;
  return input;
}

SpiderInput spider() {
  SpiderInput input;
  input.text = {"spider", "Marrow blasts of each patient",
                "Smear or flow cytometry. Open marks lie at the limit of detection."};
  const char* groups[] = {"CR", "CR", "CRh", "NR", "CR", "PR", "NR", "CRi", "CR", "CRh", "NR", "CR"};
  for (int i = 0; i < 12; ++i) {
    RandomStream random(seed, static_cast<std::uint64_t>(i), 6);
    const std::string group = groups[i];
    SpiderLine line{fmt::format("P{:03}", i + 1), group, {}};
    const double start = 0.15 + 0.8 * random.uniform();
    for (int visit = 0; visit < 4; ++visit) {
      const double day =
          visit == 0 ? -3 : 15 * visit + (visit > 1 ? 12 : 0) + std::floor(3 * random.uniform());
      double value = start;
      if (group == "NR")
        value = std::min(0.95, start * (1 + 0.3 * visit * random.uniform()));
      else if (group == "PR")
        value = start / (1 + 1.5 * visit);
      else
        value = start * std::pow(10, -1.6 * visit * (0.6 + 0.6 * random.uniform()));
      const bool below = value < 1e-4;
      line.points.push_back({day, std::max(value, 1e-4), below});
      if (below) break;
    }
    input.lines.push_back(std::move(line));
  }
  return input;
}

WaterfallInput waterfall() {
  WaterfallInput input;
  input.text = {"waterfall", "Best change of marrow blasts",
                "Relative to the last marrow before the first dose; “absent”: no marrow before it."};
  for (const SpiderLine& line : spider().lines) {
    double best = INFINITY;
    for (std::size_t i = 1; i < line.points.size(); ++i)
      best = std::min(best, line.points[i].value / line.points[0].value - 1);
    input.bars.push_back({line.subject, line.group, best});
  }
  input.bars[3].change = 2.4;
  input.bars[7].change = NAN;
  return input;
}

LaboratoryInput laboratory(int patients) {
  LaboratoryInput input;
  input.text = {
      "laboratory", "Blood counts",
      "One line per patient. CTCAE 5.0 grade bands; the limit of normal is that of the laboratory."};
  const double inf = INFINITY;
  input.panels = {
      {"NEUT", "Neutrophils", "10*9/L", true, {{2, 1.0, 1.5}, {3, 0.5, 1.0}, {4, -inf, 0.5}}, {}},
      {"PLAT", "Platelets", "10*9/L", true, {{1, 75, 150}, {2, 50, 75}, {3, 25, 50}, {4, -inf, 25}}, {}},
      {"HGB", "Haemoglobin", "g/L", false, {{1, 100, 120}, {2, 80, 100}, {3, -inf, 80}}, {}},
      {"LYM",
       "Lymphocytes",
       "10*9/L",
       true,
       {{1, 0.8, 1.0}, {2, 0.5, 0.8}, {3, 0.2, 0.5}, {4, -inf, 0.2}},
       {}},
      {"CRP", "CRP", "mg/L", true, {}, {}},
      {"IL6", "IL-6", "pg/mL", true, {}, {}},
  };
  for (int i = 0; i < patients; ++i) {
    RandomStream random(seed, static_cast<std::uint64_t>(i), 8);
    const double factor = std::exp(0.5 * random.normal());
    for (LabPanel& panel : input.panels) {
      LabSeries series{fmt::format("P{:03}", i + 1), {}};
      for (int k = 0; k < 16; ++k) {
        const double day = k < 8 ? k * 2.0 : 14 + (k - 7) * 3.5, dip = bump(day, 10, 5),
                     noise = std::exp(0.15 * random.normal());
        double value = 0;
        if (panel.id == "NEUT") value = factor * (2.2 - 1.9 * dip) * noise;
        if (panel.id == "PLAT") value = factor * (90 - 70 * dip) * noise;
        if (panel.id == "HGB") value = 98 * (1 - 0.2 * dip) * std::pow(noise, 0.3);
        if (panel.id == "LYM") value = factor * (0.9 - 0.8 * bump(day, 1.5, 1.5)) * noise;
        if (panel.id == "CRP") value = factor * (5 + 80 * bump(day, 2, 1.5)) * noise;
        if (panel.id == "IL6") value = factor * (4 + 300 * bump(day, 2, 1)) * noise;
        const bool below = panel.id == "IL6" && value < 3;
        series.points.push_back({day, below ? 3 : value, below});
      }
      panel.series.push_back(std::move(series));
    }
  }
  input.dosing = {{0, 7, "9"}, {7, 28, "28 ug/d"}};
  return input;
}

HeatStripInput heat_strip() {
  HeatStripInput input;
  input.text = {"heat_strip", "CRS and ICANS by day",
                "The worst grade of each day on every scale. Hatched: not evaluable. Days without a row in "
                "the record stay empty."};
  const char* scales[] = {"CRS ASTCT 2019", "CRS Lee 2014", "CRS CTCAE 5.0", "ICANS ICE"};
  for (int p = 0; p < 5; ++p)
    for (int s = 0; s < 4; ++s) {
      HeatRow row{fmt::format("Pt {}", p + 1), scales[s], {}};
      for (int day = 0; day < 29; ++day) {
        if (day == 17 || day == 18) continue;
        int grade = 0;
        if (s < 3 && p != 0)
          grade = day < 1    ? 0
                  : day < 3  ? std::min(4, p + (s == 1 ? 0 : day % 2))
                  : day < 6  ? 1
                  : day == 8 ? 1
                             : 0;
        if (s == 3 && p == 4) grade = day > 2 && day < 6 ? 2 : 0;
        row.days.push_back({day, grade, !(p == 2 && day > 10 && day < 14), s == 1 && p == 3 && day == 2});
      }
      input.rows.push_back(std::move(row));
    }
  return input;
}

HistogramInput histogram() {
  HistogramInput input;
  input.text = {"cd19_histogram", "CD19 on blasts before and after", "Scaled to the peak of each sample."};
  input.cut = 3000;
  input.cut_label = "positive from 3,000";
  input.denominator = "of gated blasts";
  const double centres[] = {9000, 4200, 900};
  const char* labels[] = {"before CAR-T", "before blinatumomab", "at relapse"};
  for (int s = 0; s < 3; ++s) {
    HistogramSeries series;
    series.label = labels[s];
    series.events = 18432 / (s + 1);
    double above = 0, all = 0;
    for (int i = 0; i <= 80; ++i) series.edge.push_back(std::pow(10, 1.5 + 3.5 * i / 80));
    for (int i = 0; i < 80; ++i) {
      const double at = std::log10(
          std::sqrt(series.edge[static_cast<std::size_t>(i)] * series.edge[static_cast<std::size_t>(i) + 1]));
      const double n =
          std::round(series.events / 12.0 *
                     (bump(at, std::log10(centres[s]), 0.28) + (s == 2 ? 0.4 * bump(at, 2.2, 0.2) : 0)));
      series.count.push_back(n);
      all += n;
      if (series.edge[static_cast<std::size_t>(i)] >= 3000) above += n;
    }
    series.centre = centres[s];
    series.positive_fraction = above / all;
    input.series.push_back(std::move(series));
  }
  return input;
}

PairedInput paired() {
  PairedInput input;
  input.text = {"cd19_paired", "CD19 of each patient", "A gap is an occasion without a measurement."};
  input.occasions = {"before CAR-T", "before blinatumomab", "at relapse"};
  input.subjects = {{"P001", {9000, 4200, 900}},
                    {"P002", {7000, NAN, 6500}},
                    {"P003", {12000, 9800, NAN}},
                    {"P004", {5200, 5100, 4900}},
                    {"P005", {8000, 3000, 120}}};
  return input;
}

DensityInput density() {
  DensityInput input;
  input.text = {"gates", "Gating",
                "Darker: more events, in steps of their logarithm. Every percentage names its denominator."};
  const std::vector<AxisMark> marks{{0.08, "0"}, {0.35, "10³"}, {0.6, "10⁴"}, {0.85, "10⁵"},
                                    {0.2, ""},   {0.45, ""},    {0.7, ""}};
  const auto panel = [&](std::string title, std::string x, std::string y, std::uint64_t draw,
                         std::vector<GateOutline> gates, bool transformed) {
    DensityPanel p;
    p.title = std::move(title);
    p.x_axis = std::move(x);
    p.y_axis = std::move(y);
    p.events = 20000;
    p.columns = p.rows = 64;
    p.count.assign(64 * 64, 0);
    for (int i = 0; i < 20000; ++i) {
      RandomStream random(seed, static_cast<std::uint64_t>(i), draw);
      const bool first = random.uniform() < 0.6;
      const double px = (first ? 0.3 : 0.72) + 0.07 * random.normal(),
                   py = (first ? 0.28 : 0.66) + 0.09 * random.normal();
      const int c = std::clamp(static_cast<int>(px * 64), 0, 63),
                r = std::clamp(static_cast<int>(py * 64), 0, 63);
      ++p.count[static_cast<std::size_t>(r * 64 + c)];
    }
    if (transformed)
      p.x_marks = p.y_marks = marks;
    else
      p.x_marks = p.y_marks = {{0, "0"}, {0.38, "100k"}, {0.76, "200k"}};
    p.gates = std::move(gates);
    return p;
  };
  input.panels = {
      panel("Singlets", "FSC-A", "SSC-A", 11,
            {{"lymphocytes", {{0.12, 0.08}, {0.5, 0.05}, {0.52, 0.45}, {0.2, 0.52}}, 0.612, "of singlets"}},
            false),
      panel("Lymphocytes", "CD3", "CD8", 12,
            {{"CD3+", {{0.52, 0.02}, {0.97, 0.02}, {0.97, 0.97}, {0.52, 0.97}}, 0.401, "of lymphocytes"},
             {"CD3+CD8+", {{0.54, 0.46}, {0.95, 0.46}, {0.95, 0.9}, {0.54, 0.9}}, 0.381, "of lymphocytes"}},
            true),
      panel("CD3+", "CD8", "CD4", 13,
            {{"CD8+", {{0.5, 0.3}, {0.95, 0.3}, {0.95, 0.95}, {0.5, 0.95}}, 0.402, "of CD3+"}}, true),
  };
  return input;
}

CohortReportInput cohort() {
  CohortReportInput input;
  input.title = "Blinatumomab after anti-CD19 CAR-T failure";
  input.subtitle =
      "1,000 virtual patients, population after_car_t, label regimen (9 then 28 ug/day), followed for 24 "
      "months";
  input.opening = {"Invented numbers, to look at the page. Nothing here was simulated or measured."};
  input.patients_asked = 1000;
  input.patients_simulated = 1000;
  input.failures = {{"step_limit_reached", 2, "patient 17 at day 3.2; patient 804 at day 41"}};
  input.key_figures = {{"CR, CRh or CRi", "45.7%",
                        "Series of 5: 0–80% (95% prediction interval). Published: 4/5 = 80% (28.4–99.5)"},
                       {"CRS grade 3 or more", "5.6%", "ASTCT 2019. Series of 5: 0–40%"},
                       {"Median survival", "8.4 months", "TOWER: 7.7 (5.6–9.6)"}};
  input.cautions = {{"The published series contradicts itself",
                     "Patient 5 of Qi 2023 is called NR in one sentence and PR in the next. Both are shown; "
                     "neither is chosen. Dose, cycles and grading scales are not stated in the abstract, so "
                     "the comparison illustrates: doi:10.1080/07853890.2023.2230888."}};
  const PublishedValue qi{"Qi 2023", 4, 5, {0.8, 0.284, 0.995}, "dose, cycles and grading scale not stated"};
  const PublishedValue tower{"TOWER 2017", 119, 271, {0.439, 0.379, 0.5}, ""};
  const PublishedValue qi_crs{"Qi 2023", 0, 5, {0, 0, 0.522}, "dose, cycles and grading scale not stated"};
  const PublishedValue tower_crs{"TOWER 2017", 13, 267, {0.049, 0.026, 0.082}, "CTCAE 4.03"};
  const PublishedValue tower_mrd{"TOWER 2017", 76, 100, {0.76, 0.664, 0.84}, ""};
  const PublishedValue tower_os{"TOWER 2017", std::nullopt, 271, {7.7, 5.6, 9.6}, ""};
  const PublishedValue single_arm{"MT103-211", std::nullopt, 81, {5.9, 4.8, 8.3}, ""};
  const auto proportion = [](std::string group, std::string id, std::string name, std::string definition,
                             long k, long n, long missing) {
    EndpointRow row;
    row.group = std::move(group);
    row.id = std::move(id);
    row.name = std::move(name);
    row.definition = std::move(definition);
    row.k = k;
    row.n = n;
    row.not_evaluable = missing;
    row.simulated.value = static_cast<double>(k) / static_cast<double>(n);
    row.mc_error = std::sqrt(row.simulated.value * (1 - row.simulated.value) / static_cast<double>(n));
    return row;
  };
  EndpointRow cr = proportion("Response", "cr_crh_cri", "CR, CRh or CRi",
                              "Best response within two cycles, blinatumomab-trial profile.", 457, 1000, 36);
  cr.beside = {{qi, {0.457, 0, 0.8}}, {tower, {0.457, 0.39, 0.52}}};
  EndpointRow mrd = proportion("Response", "mrd_response", "MRD response",
                               "MRD below 1e-4 among patients with CR, CRh or CRi.", 350, 457, 12);
  mrd.beside = {{tower_mrd, {0.766, 0.68, 0.85}}};
  EndpointRow crs =
      proportion("Toxicity", "crs_ge3", "CRS grade 3 or more", "Worst grade, ASTCT 2019.", 56, 1000, 14);
  crs.beside = {{qi_crs, {0.056, 0, 0.4}}, {tower_crs, {0.056, 0.03, 0.09}}};
  EndpointRow icans =
      proportion("Toxicity", "icans_ge3", "ICANS grade 3 or more", "Worst grade, ASTCT 2019.", 60, 1000, 18);
  EndpointRow os = proportion("Survival", "os_median_months", "Median overall survival",
                              "From first dose, Kaplan–Meier.", 0, 1000, 0);
  os.k.reset();
  os.unit = "months";
  os.mc_error = 0.3;
  os.simulated = {8.4, 7.8, 9.1};
  EndpointRow rfs = os;
  rfs.id = "rfs_median_months";
  rfs.name = "Median relapse-free survival";
  rfs.definition = "From first remission, Kaplan–Meier.";
  rfs.n = 457;
  rfs.simulated = {6.4, 5.6, 7.3};
  os.beside = {{tower_os, {8.4, 6.6, 10.3}}};
  rfs.beside = {{single_arm, {6.4, 4.9, NAN}}};
  input.endpoints = {cr, mrd, crs, icans, os, rfs};
  input.bands = bands();
  input.responses = response_bars();
  input.grades = grade_bars();
  input.swimmer = swimmer(16);
  input.flow = flow();
  input.survival = {survival(1000), survival_of_two(200)};
  input.relapse = incidence(457);
  input.known_assumed = {{{"measured", "read in a clinical or laboratory source", 61},
                          {"fitted", "estimate of a published model", 40},
                          {"derived", "computed from such numbers", 22},
                          {"assumed", "ours", 48}},
                         {"Clearance and volume of blinatumomab come from a population analysis of 674 "
                          "patients, doi:10.1007/s40262-019-00823-8."},
                         {"How fast blasts lose CD19 under pressure."}};
  input.provenance = {
      {"scenario", "salvage_after_car_t.toml"},
      {"seed", "20230888"},
      {"version", "trimer 0.1.0"},
      {"scenario sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}};
  return input;
}

AssessmentReportInput assessment() {
  AssessmentReportInput input;
  input.title = "Assessment of a series of twelve";
  input.subtitle = "Records under records/, CTCAE 5.0, anchor: first blinatumomab dose";
  input.opening = {"Invented numbers, to look at the page. Nothing here was simulated or measured."};
  input.subjects = 12;
  input.rejected_rows = 3;
  input.profiles = {"blinatumomab trials", "ELN 2024", "BMT/CIBMTR"};
  input.scales = {"CRS ASTCT", "CRS Lee", "CRS CTCAE", "ICANS", "Neutrophils", "Platelets", "Haemoglobin"};
  for (int i = 0; i < 12; ++i) {
    RandomStream random(seed, static_cast<std::uint64_t>(i), 20);
    const std::string subject = fmt::format("P{:03}", i + 1);
    PatientLine patient{subject,   20 + std::floor(50 * random.uniform()),  i % 2 ? "female" : "male",
                        2 + i % 3, 60 + std::floor(300 * random.uniform()), 0.1 + 0.8 * random.uniform(),
                        0.99,      4000 + 8000 * random.uniform(),          i == 4 ? "yes" : "no",
                        "CNS1"};
    if (i == 7) patient.marrow_blasts.reset();
    input.patients.push_back(patient);
    const std::string group = spider().lines[static_cast<std::size_t>(i)].group;
    input.responses.push_back({subject,
                               {group, group == "PR" ? "FAILURE" : group, group},
                               group == "CR" ? "MRD_CR" : "",
                               group == "NR" ? std::optional<double>() : 28,
                               {},
                               i == 2 ? "day 112, CD19 negative" : ""});
    ToxicityLine toxicity{subject, {}, i == 3 ? "pneumonia, grade 3, day 12" : ""};
    for (int s = 0; s < 7; ++s)
      toxicity.worst.push_back({{(i + s) % 5, s == 1 && i == 3, false}, 1.0 + s + i / 2.0});
    toxicity.worst[3].grade = i == 2 ? GradeText{std::nullopt, false, true} : GradeText{0, false, false};
    input.toxicity.push_back(toxicity);
    input.exposure.push_back({subject, 1 + i % 3, 28.0 * (1 + i % 3), 651.0 * (1 + i % 3), i % 4 == 1 ? 1 : 0,
                              i % 5 == 3 ? 1 : 0, i % 5 == 3 ? 1.5 : 0, i % 3 == 1 ? 2.0 : 0, 1.0, i % 4,
                              i % 6});
  }
  input.endpoints = {
      {"CR, CRh or CRi", "best within 12 weeks", 8, 12, {8.0 / 12, 0.349, 0.901}, "%", "Clopper–Pearson"},
      {"Median overall survival",
       "from first dose",
       std::nullopt,
       12,
       {9.2, 3.1, NAN},
       "months",
       "Kaplan–Meier, complementary log-log"},
      {"Survival at 24 months", "from first dose", std::nullopt, 12, {0.31, NAN, NAN}, "%", "Kaplan–Meier"}};
  input.disagreements = {
      {"P005", "best response", "NR; PR", "PR", "events.csv:12, events.csv:13"},
      {"P009", "last contact", "day 140", "death on day 131", "events.csv:22, events.csv:25"}};
  input.readings = {"hypotension_rule = map70_or_sbp90 (policy: the criteria are silent)"};
  input.swimmer = swimmer(12);
  input.spider = spider();
  input.waterfall = waterfall();
  input.laboratory = laboratory(5);
  input.heat_strip = heat_strip();
  SurvivalInput os = survival(12);
  os.published.clear();
  os.curves[0].label = "Series";
  input.survival = {os};
  input.relapse = incidence(12);
  input.histograms = {histogram()};
  input.densities = {density()};
  input.paired = {paired()};
  input.provenance = {{"records sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
                      {"version", "trimer 0.1.0"}};
  return input;
}

cohort::CohortTally tally(int patients) {
  cohort::CohortTally tally;
  for (int i = 0; i < patients; ++i) {
    RandomStream random(seed, static_cast<std::uint64_t>(i), 30);
    cohort::PatientRow row;
    row.patient = i + 1;
    row.baseline.marrow_blast_fraction = 0.05 + 0.9 * random.uniform();
    const double u = random.uniform();
    using cohort::BestResponse;
    row.best_response = i % 7 == 6 ? BestResponse::not_evaluable
                        : u < 0.32 ? BestResponse::CR
                        : u < 0.42 ? BestResponse::CRh
                        : u < 0.45 ? BestResponse::CRi
                        : u < 0.55 ? BestResponse::PR
                                   : BestResponse::NR;
    const bool responder = row.best_response == BestResponse::CR || row.best_response == BestResponse::CRh ||
                           row.best_response == BestResponse::CRi;
    row.mrd = !responder                ? cohort::BestMrd::not_applicable
              : random.uniform() < 0.75 ? cohort::BestMrd::response
                                        : cohort::BestMrd::failure;
    if (i % 7 != 5) row.crs.grade = static_cast<int>(2.6 * random.uniform() * random.uniform() + 0.4);
    row.icans.grade = static_cast<int>(3.4 * std::pow(random.uniform(), 3));
    row.neutropenia.grade = static_cast<int>(4.9 * random.uniform());
    row.thrombocytopenia.grade = static_cast<int>(4.9 * random.uniform());
    row.anaemia.grade = static_cast<int>(3.5 * random.uniform());
    const double death = -std::log(random.uniform()) * 300;
    row.overall_survival = cohort::EventTime{std::min(death, 730.0), death < 730};
    if (responder) {
      const double relapse = -std::log(random.uniform()) * 250;
      row.relapse_free_survival = row.duration_of_response =
          cohort::EventTime{std::min(relapse, 700.0), relapse < 700};
    }
    if (i % 50 == 49) {
      row.outcome = "step_limit_reached";
      row.outcome_day = 3.25;
    }
    tally.add(row);
  }
  return tally;
}

std::vector<evidence::StudyReadings> readings(const std::vector<const evidence::Study*>& studies,
                                              int patients) {
  std::vector<evidence::StudyReadings> list;
  for (const evidence::Study* study : studies) {
    list.push_back({study, evidence::StudyTally(*study)});
    for (int i = 0; i < patients; ++i) {
      RandomStream random(seed, static_cast<std::uint64_t>(i), 31);
      evidence::StudyRow row;
      for (const evidence::PublishedEndpoint& endpoint : study->endpoints) {
        evidence::EndpointReading reading;
        const double u = random.uniform();
        if (endpoint.use == evidence::Use::not_simulated) {
          row.readings.push_back(reading);
          continue;
        }
        reading.counts = u < 0.4    ? cohort::Reading::yes
                         : u < 0.95 ? cohort::Reading::no
                                    : cohort::Reading::not_evaluable;
        if (endpoint.contrast)
          reading.side = random.uniform() < 0.5 ? evidence::Side::test : evidence::Side::reference;
        reading.value = -std::log(random.uniform()) * 300;
        row.readings.push_back(reading);
      }
      list.back().tally.add(row);
    }
  }
  return list;
}

}  // namespace trimer::report::demo
