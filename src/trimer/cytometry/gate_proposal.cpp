#include <trimer/cytometry/gate_proposal.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>
#include <trimer/cytometry/density_valley.h>
#include <trimer/cytometry/gates_toml.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/mixture.h>
#include <trimer/cytometry/population_statistics.h>

namespace trimer::cytometry {
namespace {

constexpr double ellipse_share = 0.99;
const double ellipse_distance =
    -2 * std::log(1 - ellipse_share);  // quantile of chi-squared, 2 degrees of freedom
constexpr double least_cluster = 0.005;
constexpr double beyond = 1.1;  // in display coordinates

std::string percent(double share) {
  return number_text(std::round(1000 * share) / 10) + " %";
}
std::string rounded(double value) {
  return value == 0
             ? "0"
             : number_text(std::round(value / std::pow(10, std::floor(std::log10(std::fabs(value))) - 3)) *
                           std::pow(10, std::floor(std::log10(std::fabs(value))) - 3));
}

class Proposer {
 public:
  Proposer(const Panel& panel, const BoundPanel& bound, std::span<const ProposalFile> files,
           const ProposalOptions& options)
      : panel_(panel), bound_(bound), files_(files), options_(options) {
    std::size_t samples = 0;
    for (const ProposalFile& file : files) samples += file.control_for.empty() ? 1 : 0;
    if (samples == 0) throw InputError("FILES", "", "expected a sample to propose gates from");
    for (const ProposalFile& file : files)
      events_.push_back(sample_events(*file.reader, options.most_events / samples, options.seed));
    result_.gates.file = "proposal";
    result_.seed = options.seed;
  }

  GateProposal take() {
    for (const BoundPopulation& one : bound_.populations()) propose(one);
    return std::move(result_);
  }

 private:
  using Values = std::vector<std::vector<double>>;  // (axes, events)

  [[nodiscard]] const FcsParameter& parameter(const std::string& marker) const {
    for (const ProposalFile& file : files_)
      if (file.control_for.empty() && file.channels->has(marker))
        return file.reader->layout().parameters[file.reader->parameter(file.channels->channel(marker))];
    throw InputError("marker", marker, "is in no sample");
  }

  /// Id of the display scale of a marker, made when first asked for.
  std::string scale_of(const std::string& marker) {
    if (const auto known = scale_ids_.find(marker); known != scale_ids_.end()) return known->second;
    const FcsParameter& p = parameter(marker);
    const bool scatter = is_scatter_or_time(p.name);
    std::vector<double> seen;
    for (std::size_t f = 0; scatter && f < files_.size(); ++f)
      if (files_[f].control_for.empty() && files_[f].channels->has(marker)) {
        const auto column =
            events_[f].column(files_[f].reader->parameter(files_[f].channels->channel(marker)));
        seen.insert(seen.end(), column.begin(), column.end());
      }
    const Scale scale = scatter ? scatter_scale(p, seen) : display_scale(p, false);
    const std::string id =
        (scale.kind() == ScaleKind::linear ? "linear_" : "logicle_") + number_text(scale.top());
    result_.gates.scales.emplace(id, scale);
    return scale_ids_[marker] = id;
  }

  GateDimension dimension(const std::string& marker, const std::string& scale) {
    const bool plain = is_scatter_or_time(parameter(marker).name);
    return {.channel = marker, .compensation = plain ? "uncompensated" : "FCS", .scale = scale, .ratio = {}};
  }

  /// Display values of markers for the events inside a population; of samples, or of the controls of a
  /// marker.
  Values values_in(const std::string& population, const std::vector<std::string>& markers,
                   const std::string& control_for = {}) {
    Values values(markers.size());
    for (std::size_t f = 0; f < files_.size(); ++f) {
      const PanelChannels& channels = *files_[f].channels;
      if (files_[f].control_for != control_for || events_[f].events == 0) continue;
      if (!std::all_of(markers.begin(), markers.end(), [&](const std::string& m) { return channels.has(m); }))
        continue;
      GateSet gates = result_.gates;
      Gate probe{.id = "?", .parent = population, .group = {}, .dimensions = {}, .shape = RectangleGate{}};
      for (const std::string& marker : markers)
        probe.dimensions.push_back(dimension(marker, scale_of(marker)));
      probe.shape = RectangleGate{std::vector<RectangleGate::Bounds>(markers.size())};
      gates.scales = result_.gates.scales;
      gates.gates.push_back(std::move(probe));
      Gating gating(with_channels(std::move(gates), channels), *files_[f].reader, options_.compensation);
      gating.evaluate(events_[f]);
      const std::size_t place = gating.place("?");
      const auto inside = gating.inside(place);
      for (std::size_t m = 0; m < markers.size(); ++m) {
        const auto column = gating.values(place, m);
        for (std::size_t i = 0; i < inside.size(); ++i)
          if (inside[i]) values[m].push_back(column[i]);
      }
    }
    return values;
  }

  void leave(const BoundPopulation& one, const std::string& why) {
    const std::string parent = parent_of(one);
    std::string line = one.population->id + ": " + why;
    if (one.population->optional) {
      stands_for_[one.population->id] = parent;
      line += "; what lies in it is proposed in " + (parent.empty() ? "all events" : parent);
    }
    result_.not_proposed.push_back(std::move(line));
  }

  /// The parent, or the nearest ancestor that has a gate where optional ones have none; empty = all events.
  [[nodiscard]] std::string parent_of(const BoundPopulation& one) const {
    std::string parent = one.parent;
    for (auto found = stands_for_.find(parent); found != stands_for_.end(); found = stands_for_.find(parent))
      parent = found->second;
    return parent;
  }

  void add(const BoundPopulation& one, std::vector<GateDimension> dimensions, decltype(Gate::shape) shape,
           std::string how) {
    result_.gates.gates.push_back({.id = one.population->id,
                                   .parent = parent_of(one),
                                   .group = {},
                                   .dimensions = std::move(dimensions),
                                   .shape = std::move(shape)});
    result_.comments[one.population->id] = {one.population->title, std::move(how)};
  }

  void propose(const BoundPopulation& one) {
    if (one.population->propose == ProposalKind::none) return leave(one, "its gate is drawn by hand");
    const std::string parent = parent_of(one);
    if (!parent.empty() && !result_.gates.find(parent)) return leave(one, "its parent has no gate");
    const Values values = values_in(parent, one.axes);
    if (values[0].size() < options_.least_events)
      return leave(one, std::to_string(values[0].size()) + " events in its parent are too few");
    switch (one.population->propose) {
      case ProposalKind::singlets:
        return propose_singlets(one, values);
      case ProposalKind::cluster:
        return propose_cluster(one, values);
      default:
        return propose_limit(one, values[0]);
    }
  }

  void propose_singlets(const BoundPopulation& one, const Values& values) {
    // Scales of scatter are linear from 0, so a ratio of display values is the ratio of intensities but for
    // the tops.
    const double top_x = result_.gates.scales.at(scale_of(one.axes[0])).top();
    const double top_y = result_.gates.scales.at(scale_of(one.axes[1])).top();
    std::vector<double> ratio;
    for (std::size_t i = 0; i < values[0].size(); ++i)
      if (values[0][i] > 0) ratio.push_back(values[1][i] * top_y / (values[0][i] * top_x));
    if (ratio.empty()) return leave(one, "no event has an area");
    const double middle = quantile(ratio, 0.5);
    std::vector<double> away;
    for (const double r : ratio) away.push_back(std::fabs(r - middle));
    const double band = std::max(3 * 1.4826 * quantile(away, 0.5), 0.05 * middle);
    const double end = 2 * display_scale(parameter(one.axes[0]), true).top();
    add(one, {dimension(one.axes[0], ""), dimension(one.axes[1], "")},
        PolygonGate{{0, end, end}, {0, (middle - band) * end, (middle + band) * end}},
        "ratio of " + one.axes[1] + " to " + one.axes[0] + ": median " + rounded(middle) + ", within " +
            rounded(band) + " (" + std::to_string(ratio.size()) + " events)");
  }

  void propose_cluster(const BoundPopulation& one, const Values& values) {
    const std::string key = parent_of(one) + "\n" + one.axes[0] + "\n" + one.axes[1];
    auto found = mixtures_.find(key);
    if (found == mixtures_.end()) {
      std::vector<PlotPoint> points;
      for (std::size_t i = 0; i < values[0].size(); ++i)  // what lies far beyond the plots is no cluster
        if (values[0][i] < beyond && values[1][i] < beyond) points.push_back({values[0][i], values[1][i]});
      if (points.size() < options_.least_events) return leave(one, "too few events lie within the plot");
      found =
          mixtures_
              .emplace(key,
                       fit_mixture(points, {.most_clusters = 6, .most_points = 20000, .seed = options_.seed}))
              .first;
    }
    const std::vector<Cluster>& clusters = found->second.clusters;
    double low[2] = {1e300, 1e300}, high[2] = {-1e300, -1e300};
    for (const Cluster& c : clusters) {
      if (c.share < least_cluster) continue;
      low[0] = std::min(low[0], c.mean.x), high[0] = std::max(high[0], c.mean.x);
      low[1] = std::min(low[1], c.mean.y), high[1] = std::max(high[1], c.mean.y);
    }
    const ClusterTarget& target = one.population->target[one.choice];
    std::vector<std::size_t>& taken = taken_[key];
    std::size_t best = clusters.size();
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < clusters.size(); ++j) {
      const Cluster& c = clusters[j];
      if (c.share < least_cluster || std::count(taken.begin(), taken.end(), j) > 0) continue;
      const double x = high[0] > low[0] ? (c.mean.x - low[0]) / (high[0] - low[0]) : target[0];
      const double y = high[1] > low[1] ? (c.mean.y - low[1]) / (high[1] - low[1]) : target[1];
      const double distance = std::hypot(x - target[0], y - target[1]);
      if (distance < nearest) nearest = distance, best = j;
    }
    if (best == clusters.size())
      return leave(one, "no cluster of its own among " + std::to_string(clusters.size()));
    taken.push_back(best);
    const Cluster& c = clusters[best];
    add(one, {dimension(one.axes[0], scale_of(one.axes[0])), dimension(one.axes[1], scale_of(one.axes[1]))},
        EllipsoidGate{{c.mean.x, c.mean.y}, {c.xx, c.xy, c.xy, c.yy}, ellipse_distance},
        "one of " + std::to_string(clusters.size()) + " clusters of " + one.axes[0] + " and " + one.axes[1] +
            ", " + percent(c.share) + " of " + std::to_string(values[0].size()) +
            " events; the ellipse holds " + percent(ellipse_share) + " of a normal cluster");
  }

  /// A limit on one marker, in intensities, and how it was found.
  std::optional<std::pair<double, std::string>> limit_of(const BoundPopulation& one,
                                                         const std::vector<double>& values) {
    const std::string& marker = one.axes[0];
    const Scale& scale = result_.gates.scales.at(scale_of(marker));
    const auto from_quantile = [&](const std::vector<double>& negative, const std::string& what) {
      return std::pair(scale.inverse(quantile(negative, panel_.positive_quantile)),
                       "the " + percent(panel_.positive_quantile) + " quantile of " + marker + " " + what +
                           " (" + std::to_string(negative.size()) + " events)");
    };
    if (one.population->propose == ProposalKind::above) {
      const auto control = values_in(parent_of(one), {marker}, marker)[0];
      if (control.size() >= options_.least_events) return from_quantile(control, "in the control tube");
      const std::string& negative = one.population->internal_negative;
      if (!negative.empty() && result_.gates.find(negative)) {
        const auto others = values_in(negative, {marker})[0];
        if (others.size() >= options_.least_events)
          return from_quantile(others, "among " + negative + ", the internal negative");
      }
    }
    const auto valley = find_valley(kernel_density(values));
    if (!valley) return std::nullopt;
    return std::pair(scale.inverse(valley->position), "the valley of the density of " + marker + " (" +
                                                          std::to_string(values.size()) + " events, depth " +
                                                          percent(valley->depth) + " of the lower peak)");
  }

  void propose_limit(const BoundPopulation& one, const std::vector<double>& values) {
    const bool above = one.population->propose == ProposalKind::above;
    const auto key = std::pair(parent_of(one), one.axes[0]);
    auto known = limits_.find(key);
    if (known == limits_.end()) {
      const auto limit = limit_of(one, values);
      if (!limit)
        return leave(one, one.axes[0] + " shows no valley among " + std::to_string(values.size()) +
                              " events, and there is no control tube or internal negative population");
      known = limits_.emplace(key, *limit).first;
    }
    const auto& [limit, how] = known->second;
    RectangleGate rectangle{{{}}};
    (above ? rectangle.bounds[0].low : rectangle.bounds[0].high) = std::stod(rounded(limit));
    add(one, {dimension(one.axes[0], "")}, std::move(rectangle), (above ? "above " : "below ") + how);
  }

  const Panel& panel_;
  const BoundPanel& bound_;
  std::span<const ProposalFile> files_;
  const ProposalOptions& options_;
  std::vector<EventBlock> events_;
  GateProposal result_;
  std::map<std::string, std::string> scale_ids_;           // of markers
  std::map<std::string, std::string> stands_for_;          // optional and left out -> its parent
  std::map<std::string, Mixture> mixtures_;                // by parent and axes
  std::map<std::string, std::vector<std::size_t>> taken_;  // clusters that have a gate
  std::map<std::pair<std::string, std::string>, std::pair<double, std::string>>
      limits_;  // by parent and marker
};

}  // namespace

EventBlock sample_events(FcsReader& reader, std::size_t most, std::uint64_t seed) {
  reader.rewind();
  EventBlock sample, block;
  sample.parameters = reader.layout().parameters.size();
  sample.events = static_cast<std::size_t>(std::min<std::uint64_t>(most, reader.layout().events));
  sample.values.resize(sample.parameters * sample.events);
  RandomStream random(seed, 3, 1);
  while (reader.next(block)) {
    for (std::size_t i = 0; i < block.events; ++i) {
      std::uint64_t place = block.first_event + i;
      if (place >= sample.events)
        place = static_cast<std::uint64_t>(random.uniform() * static_cast<double>(place + 1));
      if (place >= sample.events) continue;
      for (std::size_t p = 0; p < block.parameters; ++p)
        sample.column(p)[static_cast<std::size_t>(place)] = block.column(p)[i];
    }
  }
  reader.rewind();
  return sample;
}

GateProposal propose_gates(const Panel& panel, const BoundPanel& bound, std::span<const ProposalFile> files,
                           const ProposalOptions& options) {
  return Proposer(panel, bound, files, options).take();
}

std::string GateProposal::toml() const {
  std::map<std::string, std::vector<std::string>> all = comments;
  std::vector<std::string>& head = all[""];
  head.insert(head.begin(),
              {"Proposed from the density of the events with seed " + std::to_string(seed) + ".",
               "Look at the plots, correct what is wrong, and pass this file back with --gates:",
               "until then every table and figure counted with it says that its gates are proposed.",
               "Limits without a scale are compensated intensities."});
  for (const std::string& line : not_proposed) head.push_back("Not proposed: " + line);
  return to_toml(gates, all);
}

}  // namespace trimer::cytometry
