/// @file
/// Panel templates: which populations a tube is read for, on which markers, and what is reported of them.
/// Data under data/panels; the gates themselves are the user's (gates_toml.h), or a proposal
/// (gate_proposal.h).
///
///     title = "Lymphocyte subsets"
///     [marker]
///     CD3   = ["CD3", "CD3e"]                    # the names that mean it in $PnS or $PnN
///     [[population]]
///     id       = "CD3+"
///     parent   = "lymphocytes"
///     axes     = ["CD3"]                         # one or two markers ("CD45 SSC-A"); of several choices the
///     first
///                                                # whose channels a file has
///     propose  = "above"                         # cluster, singlets, above, below, none
///     [[reading]]
///     marker = "CD3"
///     population = "lymphocytes"
///     positive = "CD3+"
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/cytometry/rare_events.h>

namespace trimer::cytometry {

/// How a gate is proposed; never applied before the user has seen it.
enum class ProposalKind {
  none,      ///< the user draws it
  singlets,  ///< a band around the ratio of the two axes
  cluster,   ///< the cluster of a two-dimensional mixture nearest to `target`
  above,  ///< above a limit: of a control, of an internal negative population, or the valley of the density
  below   ///< below the valley of the density
};

/// Where a wanted cluster lies among the others: 0 = at the lowest cluster of the axis, 1 = at the highest.
using ClusterTarget = std::vector<double>;

struct PanelPopulation {
  std::string id;
  std::string title;                           ///< what it is, in words
  std::string parent;                          ///< empty = all events
  std::vector<std::vector<std::string>> axes;  ///< choices of one or two markers
  bool optional = false;  ///< left out where the channels are missing; its children hang on its parent
  std::vector<std::string> intensity;  ///< markers whose intensity is reported
  ProposalKind propose = ProposalKind::none;
  std::vector<ClusterTarget> target;  ///< one per choice of axes
  std::string internal_negative;      ///< population that does not carry the marker
};

/// A proportion that is reported and recorded: events in `positive` among those in `population`.
struct PanelReading {
  std::string marker, population, positive;
  std::string covariate;            ///< of a virtual patient that it gives; empty = none
  std::string intensity_covariate;  ///< that its molecules per cell give
};

struct Panel {
  std::string name, title;
  std::vector<std::string> marker_order;
  std::map<std::string, std::vector<std::string>, std::less<>> markers;  ///< marker -> names that mean it
  std::vector<PanelPopulation> populations;                              ///< parents before their children
  std::vector<PanelReading> readings;
  double positive_quantile = 0.995;  ///< of a control or internal negative population: the limit of `above`
  std::optional<RareEventRule> residual_disease;
  std::string histogram_marker, histogram_population;  ///< of the overlaid histograms; empty = none

  [[nodiscard]] const PanelPopulation* find(std::string_view id) const;
};

/// Reads a panel by the name of a file under data/panels, or from a path (with a slash or ending in .toml).
/// @throws InputError with every fault; an unknown name lists the known ones
[[nodiscard]] Panel read_panel(const std::string& name_or_path);
[[nodiscard]] Panel parse_panel(std::string_view text, const std::string& name);

}  // namespace trimer::cytometry
