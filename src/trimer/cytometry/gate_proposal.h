/// @file
/// Gates proposed from the density of the events: a starting point that a person looks at, corrects and
/// passes back. Whatever is counted with a proposal says so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <trimer/cytometry/gates.h>
#include <trimer/cytometry/panel.h>
#include <trimer/cytometry/panel_channels.h>

namespace trimer::cytometry {

/// A file that a proposal looks at.
struct ProposalFile {
  FcsReader* reader = nullptr;
  const PanelChannels* channels = nullptr;
  std::string control_for;  ///< marker that this tube lacks or holds as isotype; empty = a sample
};

struct ProposalOptions {
  std::uint64_t seed = 1;
  std::size_t most_events = 100000;       ///< of all samples together: a seeded sample of the events
  std::size_t least_events = 100;         ///< in a population, to propose anything from it
  std::optional<Spillover> compensation;  ///< of the user, instead of the files' own
};

struct GateProposal {
  std::uint64_t seed = 0;
  GateSet gates;                                             ///< on markers of the panel
  std::map<std::string, std::vector<std::string>> comments;  ///< how each gate came about, by its id
  std::vector<std::string> not_proposed;   ///< populations left to the user, with the reason
  [[nodiscard]] std::string toml() const;  ///< the document the user edits and passes back
};

/// Proposes the gates of a panel from the pooled events of samples.
///   singlets  median of the ratio of the axes and three robust deviations, at least 5 % of it
///   cluster   of the mixture, the cluster nearest to the panel's target: the ellipse that holds 99 % of it
///   above     the panel's quantile of the control tube, or of the internal negative population, or the
///   valley below     the limit of `above` on the same events, or the valley
/// @throws InputError if there is no sample
[[nodiscard]] GateProposal propose_gates(const Panel& panel, const BoundPanel& bound,
                                         std::span<const ProposalFile> files,
                                         const ProposalOptions& options = {});

/// A seeded sample of the events of a file without replacement, of scale values. The reader is rewound.
[[nodiscard]] EventBlock sample_events(FcsReader& reader, std::size_t most, std::uint64_t seed);

}  // namespace trimer::cytometry
