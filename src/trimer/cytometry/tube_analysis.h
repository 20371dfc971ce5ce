/// @file
/// One file read through the gates of its user: counts, intensities, and what the figures show.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <trimer/cytometry/panel.h>
#include <trimer/cytometry/panel_channels.h>
#include <trimer/cytometry/population_statistics.h>

namespace trimer::cytometry {

struct MarkerIntensity {
  std::string marker;
  IntensityStatistics values;
};

struct PopulationCount {
  std::string id;
  std::string parent;  ///< empty = all events
  std::uint64_t events = 0, parent_events = 0;
  std::vector<MarkerIntensity> intensity;
};

struct PlotVertex {
  double x = 0, y = 0;  ///< display coordinates, 0 to 1 within the plot
};

/// Events of one population on two channels, with the gates drawn there.
struct GatePlot {
  std::string parent;  ///< empty = all events
  std::string x_label, y_label;
  PlotGrid grid;
  struct Outline {
    std::string gate;
    std::vector<PlotVertex> vertices;
  };
  std::vector<Outline> gates;
};

struct TubeAnalysis {
  std::uint64_t events = 0;
  std::vector<PopulationCount> populations;     ///< in the order of the gates
  std::vector<GatePlot> plots;                  ///< in gating order
  std::optional<IntensityHistogram> histogram;  ///< of the panel's marker on its population
  std::string histogram_population;
  std::vector<std::string> notes;  ///< what was read, left out and warned of

  [[nodiscard]] const PopulationCount* find(std::string_view id) const;
};

/// The population itself; or, where it is optional and the gates lack it or the file its channels, the
/// nearest ancestor that is read. Empty = all events.
[[nodiscard]] std::string population_read(const std::string& id, const Panel& panel, const BoundPanel& bound,
                                          const GateSet& gates);

/// Reads a file to its end. Gates on markers or channels that the file lacks are left out with a note, unless
/// the panel needs them.
/// @param gates     of the user, on markers of the panel or channels
/// @param progress  called once a block
/// @throws InputError if the gates lack a population that the panel reports, or a gate cannot be bound
[[nodiscard]] TubeAnalysis analyse_tube(FcsReader& reader, const Panel& panel, const PanelChannels& channels,
                                        const BoundPanel& bound, const GateSet& gates,
                                        const std::optional<Spillover>& compensation = std::nullopt,
                                        const std::function<void()>& progress = {});

}  // namespace trimer::cytometry
