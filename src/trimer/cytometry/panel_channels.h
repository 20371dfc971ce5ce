/// @file
/// Which channels of a file carry the markers of a panel, and which of its populations can be read there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/cytometry/fcs_reader.h>
#include <trimer/cytometry/gates.h>
#include <trimer/cytometry/panel.h>

namespace trimer::cytometry {

/// The user's word on where a marker is: marker -> `$PnN` or `$PnS`.
using ChannelOverrides = std::map<std::string, std::string, std::less<>>;

/// Markers of a panel found in one file. A name means a channel whose `$PnN` or `$PnS` is that name, or holds
/// it as a whole word: `CD3` is found in `CD3 PerCP` and `PE-CD3`, not in `CD38`. Where a stain stands at the
/// area, height and width of a detector, the area is meant.
class PanelChannels {
 public:
  /// @throws InputError if a marker fits several channels, or an override names no channel or no marker
  PanelChannels(const Panel& panel, const FcsReader& reader, const ChannelOverrides& overrides = {});

  /// `$PnN` of the channel of a marker; empty if the file has none.
  [[nodiscard]] const std::string& channel(std::string_view marker) const;
  [[nodiscard]] bool has(std::string_view marker) const { return !channel(marker).empty(); }
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const { return channels_; }

 private:
  std::map<std::string, std::string, std::less<>> channels_;
};

/// A population as it is read in a file: its axes chosen, its parent one that is read too.
struct BoundPopulation {
  const PanelPopulation* population = nullptr;
  std::string parent;             ///< empty = all events
  std::vector<std::string> axes;  ///< markers
  std::size_t choice = 0;         ///< which choice of axes
};

/// What of a panel a file with these channels can be read for. A population whose parent is left out hangs on
/// that one's parent; one that is not optional and lacks a channel is a fault. The axes of a population are
/// different channels.
class BoundPanel {
 public:
  /// @throws InputError listing every missing marker with the names it was looked for and the channels of the
  /// file
  BoundPanel(const Panel& panel, const PanelChannels& channels, const FcsReader& reader);

  [[nodiscard]] const std::vector<BoundPopulation>& populations() const { return populations_; }
  [[nodiscard]] const BoundPopulation* find(std::string_view id) const;
  /// The population itself, or the nearest ancestor that is read; empty = all events.
  [[nodiscard]] std::string standing_for(std::string id) const;

 private:
  std::vector<BoundPopulation> populations_;
  std::map<std::string, std::string> stands_for_;  ///< left out -> its parent
};

/// Gates in which markers of the panel are replaced by the channels of the file.
[[nodiscard]] GateSet with_channels(GateSet gates, const PanelChannels& channels);

}  // namespace trimer::cytometry
