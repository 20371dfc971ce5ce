// Figures of `trimer flow --panel`: density plots with gates, histograms over each other, before and after.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include <trimer/core/csv.h>
#include <trimer/report/changes.h>
#include <trimer/report/cytometry_plots.h>

#include "flow_panel.h"

namespace trimer::cli {
namespace {

std::vector<report::AxisMark> marks_of(const cytometry::Scale& scale) {
  std::vector<report::AxisMark> marks;
  const auto add = [&](double value, const std::string& label) {
    const double at = scale(value);
    if (at >= 0 && at <= 1) marks.push_back({at, label});
  };
  if (scale.kind() == cytometry::ScaleKind::linear) {
    double step = std::pow(10.0, std::floor(std::log10(scale.top())));
    if (scale.top() / step < 3) step /= 2;
    for (double value = 0; value <= scale.top(); value += step)
      add(value, value == 0      ? "0"
                 : value >= 1e6  ? fmt::format("{:g}M", value / 1e6)
                 : value >= 1000 ? fmt::format("{:g}k", value / 1000)
                                 : fmt::format("{:g}", value));
    return marks;
  }
  static const char* const labels[] = {"10", "10²", "10³", "10⁴", "10⁵", "10⁶", "10⁷"};
  add(0, "0");
  for (int decade = 1; decade <= 7; ++decade) {
    const double power = std::pow(10.0, decade);
    if (scale(power) - scale(0) > 0.07) add(power, labels[decade - 1]);
    for (int digit = 2; digit <= 9 && scale(2 * power) - scale(power) > 0.02; ++digit)
      if (power * digit < scale.top()) add(power * digit, "");
  }
  return marks;
}

const FlowReadingResult* reading_of(const FlowResult& result, const std::string& marker,
                                    const std::string& denominator) {
  for (const FlowReadingResult& reading : result.readings)
    if (reading.reading->marker == marker && reading.denominator == denominator) return &reading;
  return nullptr;
}

}  // namespace

report::Figure flow_density_figure(const std::vector<FlowResult>& results, std::size_t number,
                                   const GateOrigin& gates) {
  const FlowResult& result = results[number];
  report::DensityInput input;
  input.text.id = fmt::format("gates_{}", number + 1);
  input.text.title =
      (gates.proposed() ? "Proposed gates: " : "Gates: ") + sample_title(result.sample, results);
  input.text.caption =
      "Events of the population above each plot, darker where there are more (logarithmic). Fluorescence is "
      "on a logicle scale, compensated as its gate asks; events beyond the scale lie on the border.";
  for (const cytometry::GatePlot& plot : result.analysis.plots) {
    report::DensityPanel panel;
    panel.title = population_name(plot.parent);
    panel.x_axis = plot.x_label;
    panel.y_axis = plot.y_label;
    panel.events = static_cast<long>(plot.grid.events());
    panel.columns = static_cast<int>(plot.grid.columns());
    panel.rows = static_cast<int>(plot.grid.rows());
    panel.count = plot.grid.count();
    panel.x_marks = marks_of(plot.grid.x_scale());
    panel.y_marks = marks_of(plot.grid.y_scale());
    for (const cytometry::GatePlot::Outline& outline : plot.gates) {
      const FlowRow* row = result.find(outline.gate);
      report::GateOutline gate;
      gate.label = outline.gate;
      gate.fraction = row && row->parent_events > 0
                          ? static_cast<double>(row->events) / static_cast<double>(row->parent_events)
                          : 0;
      gate.denominator = "of " + population_name(plot.parent);
      for (const cytometry::PlotVertex& vertex : outline.vertices)
        gate.outline.push_back({vertex.x, vertex.y});
      panel.gates.push_back(std::move(gate));
    }
    input.panels.push_back(std::move(panel));
  }
  return report::density_figure(input);
}

report::Figure flow_histogram_figure(const cytometry::Panel& panel, const std::vector<FlowResult>& results,
                                     const std::optional<FlowCalibration>& calibration,
                                     const cytometry::TubeAnalysis* control, const GateOrigin& gates) {
  const cytometry::BeadCalibration* beads =
      calibration && calibration->marker == panel.histogram_marker ? &calibration->fit : nullptr;
  report::HistogramInput input;
  input.text.id = "histogram";
  input.text.title = panel.histogram_marker + " on " + panel.histogram_population + gates.mark();
  input.text.caption =
      "Each histogram is scaled to its own maximum; events at or below zero are in the lowest bin.";
  if (beads) input.text.caption += " The axis is calibrated with beads; beyond them it is extrapolated.";
  if (control) input.text.caption += " Grey: the control tube.";
  input.axis = panel.histogram_marker + (beads ? ", molecules per cell (ABC)" : ", compensated intensity");
  input.denominator = "of " + panel.histogram_population;
  const auto shown = [&](double intensity) {
    return beads ? beads->density(intensity).molecules.value_or(intensity) : intensity;
  };
  const auto series_of = [&](const cytometry::TubeAnalysis& tube, const std::string& subject) {
    report::HistogramSeries series;
    const cytometry::IntensityHistogram& histogram = *tube.histogram;
    for (std::size_t bin = 0; bin <= histogram.count.size(); ++bin)
      series.edge.push_back(shown(histogram.edge(bin)));
    series.count = histogram.count;
    series.row = subject;
    const cytometry::PopulationCount* population = tube.find(panel.histogram_population);
    if (!population) return series;
    series.events = static_cast<long>(population->events);
    for (const cytometry::MarkerIntensity& one : population->intensity)
      if (const auto median = one.values.median();
          one.marker == panel.histogram_marker && median && *median > histogram.low)
        series.centre = shown(*median);
    return series;
  };
  std::vector<const FlowResult*> order;
  for (const FlowResult& result : results)
    if (result.analysis.histogram && order.size() < most_samples_drawn) order.push_back(&result);
  std::stable_sort(order.begin(), order.end(), [](const FlowResult* a, const FlowResult* b) {
    return std::tie(a->sample.subject_id, a->sample.day) < std::tie(b->sample.subject_id, b->sample.day);
  });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const FlowResult& result = *order[i];
    const std::string& subject = result.sample.subject_id;
    if (control && control->histogram && (i == 0 || order[i - 1]->sample.subject_id != subject)) {
      report::HistogramSeries series = series_of(*control, subject);
      series.label = "control";
      series.control = true;
      input.series.push_back(std::move(series));
    }
    report::HistogramSeries series = series_of(result.analysis, subject);
    series.label = sample_title(result.sample, results);
    if (const FlowReadingResult* reading =
            reading_of(result, panel.histogram_marker, panel.histogram_population);
        reading && reading->events >= least_flow_events)
      series.positive_fraction =
          static_cast<double>(reading->positive) / static_cast<double>(reading->events);
    input.series.push_back(std::move(series));
  }
  return report::histogram_figure(input);
}

std::optional<report::Figure> flow_paired_figure(const cytometry::Panel& panel,
                                                 const std::vector<FlowResult>& results,
                                                 const GateOrigin& gates) {
  std::map<std::string, std::vector<const FlowResult*>> subjects;
  for (const FlowResult& result : results)
    if (reading_of(result, panel.histogram_marker, panel.histogram_population))
      subjects[result.sample.subject_id].push_back(&result);
  std::erase_if(subjects, [](const auto& entry) { return entry.second.size() < 2; });
  if (subjects.empty()) return std::nullopt;
  std::map<std::string, double> first_day;  // occasion -> earliest day, for the order
  std::map<const FlowResult*, std::string> occasion;
  for (auto& [subject, samples] : subjects) {
    std::stable_sort(samples.begin(), samples.end(),
                     [](const FlowResult* a, const FlowResult* b) { return a->sample.day < b->sample.day; });
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const FlowSample& sample = samples[i]->sample;
      const std::string name = sample.label.empty() ? fmt::format("sample {}", i + 1) : sample.label;
      occasion[samples[i]] = name;
      const auto known = first_day.emplace(name, sample.day).first;
      known->second = std::min(known->second, sample.day);
    }
  }
  report::PairedInput input;
  input.text.id = "before_and_after";
  input.text.title =
      panel.histogram_marker + " on " + panel.histogram_population + ", sample by sample" + gates.mark();
  input.text.caption = "One line per subject. Percent of " + panel.histogram_population + " with " +
                       panel.histogram_marker + "; samples with fewer than 20 of them are left out.";
  input.value_axis = panel.histogram_marker + "+, % of " + panel.histogram_population;
  input.logarithmic = false;
  for (const auto& [name, day] : first_day) input.occasions.push_back(name);
  std::stable_sort(input.occasions.begin(), input.occasions.end(),
                   [&](const std::string& a, const std::string& b) { return first_day[a] < first_day[b]; });
  for (const auto& [subject, samples] : subjects) {
    report::PairedSubject line{
        subject, std::vector<double>(input.occasions.size(), std::numeric_limits<double>::quiet_NaN())};
    for (const FlowResult* sample : samples) {
      const FlowReadingResult* reading =
          reading_of(*sample, panel.histogram_marker, panel.histogram_population);
      if (reading->events < least_flow_events) continue;
      const auto place = std::find(input.occasions.begin(), input.occasions.end(), occasion[sample]);
      line.value[static_cast<std::size_t>(place - input.occasions.begin())] =
          100 * static_cast<double>(reading->positive) / static_cast<double>(reading->events);
    }
    input.subjects.push_back(std::move(line));
  }
  return report::paired_figure(input);
}

}  // namespace trimer::cli
