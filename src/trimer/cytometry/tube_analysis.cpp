#include <trimer/cytometry/tube_analysis.h>

#include <algorithm>
#include <set>

#include <trimer/core/fault.h>
#include <trimer/cytometry/gate_plots.h>
#include <trimer/cytometry/gating.h>

namespace trimer::cytometry {
namespace {

/// Gates that the file can be read for; those left out take their descendants with them.
GateSet readable(const GateSet& gates, const FcsReader& reader, const BoundPanel& bound,
                 std::vector<std::string>& notes) {
  std::set<std::string> left_out;
  const auto known = [&](const GateDimension& dimension) {
    if (!dimension.ratio.empty() || reader.find(dimension.channel)) return true;
    const auto matrix = gates.spillovers.find(dimension.compensation);
    if (matrix == gates.spillovers.end()) return false;
    const auto& names = matrix->second.names();
    return std::find(names.begin(), names.end(), dimension.channel) != names.end();
  };
  for (bool again = true; again;) {
    again = false;
    for (const Gate& gate : gates.gates) {
      if (left_out.contains(gate.id) || bound.find(gate.id)) continue;
      std::string why;
      for (const GateDimension& dimension : gate.dimensions)
        if (!known(dimension)) why = "the file has no channel " + dimension.channel;
      if (left_out.contains(gate.parent)) why = "its parent " + gate.parent + " is left out";
      if (const auto* boolean = std::get_if<BooleanGate>(&gate.shape))
        for (const BooleanGate::Operand& operand : boolean->operands)
          if (left_out.contains(operand.gate)) why = operand.gate + " is left out";
      if (why.empty()) continue;
      left_out.insert(gate.id);
      notes.push_back("gate " + gate.id + " is left out: " + why);
      again = true;
    }
  }
  GateSet kept = gates;
  std::erase_if(kept.gates, [&](const Gate& gate) { return left_out.contains(gate.id); });
  return kept;
}

void check_against_panel(const Panel& panel, const BoundPanel& bound, const GateSet& gates,
                         std::vector<std::string>& notes) {
  std::set<std::string> needed;
  for (const PanelReading& reading : panel.readings) {
    if (!bound.find(reading.positive)) continue;
    needed.insert(reading.positive);
    needed.insert(population_read(reading.population, panel, bound, gates));
  }
  if (panel.residual_disease && bound.find(panel.residual_disease->population)) {
    needed.insert(panel.residual_disease->population);
    needed.insert(population_read(panel.residual_disease->denominator, panel, bound, gates));
  }
  FaultList faults;
  for (const BoundPopulation& one : bound.populations()) {
    const std::string& id = one.population->id;
    const Gate* gate = gates.find(id);
    if (!gate) {
      if (needed.contains(id))
        faults.add({.file = gates.file,
                    .line = 0,
                    .column = 0,
                    .path = "gate",
                    .value = id,
                    .expectation =
                        "is missing: panel " + panel.name + " reports it (" + one.population->title + ")"});
      else
        notes.push_back(id + ": no gate, not read");
    } else if (gate->parent != one.parent) {
      notes.push_back(id + ": its gate lies in " + (gate->parent.empty() ? "all events" : gate->parent) +
                      ", the panel has it in " + (one.parent.empty() ? "all events" : one.parent));
    }
  }
  faults.throw_if_any();
}

std::vector<std::string> intensity_markers(const std::string& id, const Panel& panel, const BoundPanel& bound,
                                           const PanelChannels& channels) {
  std::vector<std::string> markers;
  const PanelPopulation* population = panel.find(id);
  if (!population) return markers;
  for (const std::string& marker : population->intensity)
    if (channels.has(marker)) markers.push_back(marker);
  const BoundPopulation* one = bound.find(id);
  if (!population->intensity.empty() || !one) return markers;
  for (const std::string& marker : one->axes)
    if (!is_scatter_or_time(channels.channel(marker))) markers.push_back(marker);
  return markers;
}

}  // namespace

std::string population_read(const std::string& id, const Panel& panel, const BoundPanel& bound,
                            const GateSet& gates) {
  std::string at = bound.standing_for(id);
  for (const PanelPopulation* population = panel.find(at);
       population && population->optional && !gates.find(at); population = panel.find(at))
    at = bound.standing_for(population->parent);
  return at;
}

const PopulationCount* TubeAnalysis::find(std::string_view id) const {
  for (const PopulationCount& population : populations)
    if (population.id == id) return &population;
  return nullptr;
}

TubeAnalysis analyse_tube(FcsReader& reader, const Panel& panel, const PanelChannels& channels,
                          const BoundPanel& bound, const GateSet& given,
                          const std::optional<Spillover>& compensation,
                          const std::function<void()>& progress) {
  TubeAnalysis result;
  for (const auto& [marker, channel] : channels.all())
    if (!channel.empty()) {
      const FcsParameter& p = reader.layout().parameters[reader.parameter(channel)];
      result.notes.push_back(marker + " is channel " + p.name +
                             (p.stain.empty() ? "" : " (" + p.stain + ")"));
    }
  GateSet gates = readable(with_channels(given, channels), reader, bound, result.notes);
  check_against_panel(panel, bound, gates, result.notes);
  const std::size_t count = gates.gates.size();
  EventBlock block;
  reader.rewind();
  reader.next(block);
  std::vector<PlannedPlot> plots = plan_plots(gates, reader, block);
  for (const PlannedPlot& planned : plots) gates.gates.push_back(planned.probe);

  // A gate without bounds fetches the compensated intensity of each marker that is reported.
  std::vector<std::string> markers;
  const auto probe_of = [&](const std::string& marker) {
    const auto found = std::find(markers.begin(), markers.end(), marker);
    if (found == markers.end()) markers.push_back(marker);
    return static_cast<std::size_t>(std::find(markers.begin(), markers.end(), marker) - markers.begin());
  };
  std::vector<std::vector<std::size_t>> probes(count);
  for (std::size_t g = 0; g < count; ++g) {
    PopulationCount& population = result.populations.emplace_back();
    population.id = gates.gates[g].id;
    population.parent = gates.gates[g].parent;
    for (const std::string& marker : intensity_markers(population.id, panel, bound, channels)) {
      population.intensity.push_back({marker, {}});
      probes[g].push_back(probe_of(marker));
    }
  }
  std::optional<std::pair<std::size_t, std::size_t>> histogram;  // population and probe
  if (!panel.histogram_marker.empty() && channels.has(panel.histogram_marker))
    for (std::size_t g = 0; g < count; ++g)
      if (gates.gates[g].id == panel.histogram_population) {
        histogram = {g, probe_of(panel.histogram_marker)};
        result.histogram = IntensityHistogram{.low = 10, .high = 1e6, .count = std::vector<double>(125, 0)};
        result.histogram_population = gates.gates[g].id;
      }
  for (const std::string& marker : markers)
    gates.gates.push_back(
        {.id = "?intensity " + marker,
         .parent = {},
         .group = {},
         .dimensions =
             {{.channel = channels.channel(marker), .compensation = "FCS", .scale = {}, .ratio = {}}},
         .shape = RectangleGate{{{}}}});

  Gating gating(std::move(gates), reader, compensation);
  std::vector<std::optional<std::size_t>> parents(count);
  for (std::size_t g = 0; g < count; ++g)
    if (!result.populations[g].parent.empty()) parents[g] = gating.place(result.populations[g].parent);
  reader.rewind();
  while (reader.next(block)) {
    if (progress) progress();
    gating.evaluate(block);
    result.events += block.events;
    for (std::size_t g = 0; g < count; ++g) {
      const auto inside = gating.inside(g);
      for (const std::uint8_t in : inside) result.populations[g].events += in;
      for (std::size_t m = 0; m < probes[g].size(); ++m) {
        const auto values = gating.values(count + plots.size() + probes[g][m], 0);
        for (std::size_t i = 0; i < inside.size(); ++i)
          if (inside[i]) result.populations[g].intensity[m].values.add(values[i]);
      }
    }
    for (std::size_t p = 0; p < plots.size(); ++p) {
      const auto inside = gating.inside(count + p);
      const auto x = gating.values(count + p, 0), y = gating.values(count + p, 1);
      for (std::size_t i = 0; i < inside.size(); ++i)
        if (inside[i]) plots[p].plot.grid.add(x[i], y[i]);
    }
    if (histogram) {
      const auto inside = gating.inside(histogram->first);
      const auto values = gating.values(count + plots.size() + histogram->second, 0);
      for (std::size_t i = 0; i < inside.size(); ++i)
        if (inside[i]) result.histogram->add(values[i]);
    }
  }
  for (std::size_t g = 0; g < count; ++g)
    result.populations[g].parent_events = parents[g] ? result.populations[*parents[g]].events : result.events;
  for (PlannedPlot& planned : plots) result.plots.push_back(std::move(planned.plot));
  const std::vector<std::string> warnings = reader.warnings();
  result.notes.insert(result.notes.end(), warnings.begin(), warnings.end());
  result.notes.insert(result.notes.end(), gating.warnings().begin(), gating.warnings().end());
  return result;
}

}  // namespace trimer::cytometry
