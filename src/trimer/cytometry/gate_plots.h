/// @file
/// Which plots show a set of gates, and the outlines of the gates in display coordinates. Internal to
/// tube_analysis.
#pragma once

#include <vector>

#include <trimer/cytometry/tube_analysis.h>

namespace trimer::cytometry {

/// A plot and the gate that fetches its values: two dimensions without scale, no bounds.
struct PlannedPlot {
  GatePlot plot;
  Gate probe;
};

/// One plot for each pair of channels that gates of one parent look at; a gate on one channel is shown over
/// side scatter. Boolean gates and gates on ratios have no plot.
/// @param gates  on channels of the file
/// @param first  some events of the file, for the scales of scatter
[[nodiscard]] std::vector<PlannedPlot> plan_plots(const GateSet& gates, const FcsReader& reader,
                                                  const EventBlock& first);

}  // namespace trimer::cytometry
