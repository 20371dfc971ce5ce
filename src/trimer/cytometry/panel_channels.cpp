#include <trimer/cytometry/panel_channels.h>

#include <algorithm>
#include <optional>
#include <set>

#include <trimer/core/did_you_mean.h>
#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// Words of letters and digits: `CD8 B PE-Cy7` is cd8, b, pe, cy7.
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> list(1);
  for (const char c : lower(text)) {
    const bool part =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) >= 0x80);
    if (part)
      list.back() += c;
    else if (!list.back().empty())
      list.emplace_back();
  }
  if (list.back().empty()) list.pop_back();
  return list;
}

bool holds(const std::vector<std::string>& text, const std::vector<std::string>& name) {
  return !name.empty() && std::search(text.begin(), text.end(), name.begin(), name.end()) != text.end();
}

/// How the channels of a file and their stains are called, for messages.
std::string channels_text(const FcsReader& reader) {
  std::string text;
  for (const FcsParameter& p : reader.layout().parameters)
    text += (text.empty() ? "" : ", ") + p.name + (p.stain.empty() ? "" : " (" + p.stain + ")");
  return text;
}

/// Channels that fit a name best: the name itself before the name as a word, `$PnN` before `$PnS`.
std::vector<std::size_t> fitting(const std::vector<FcsParameter>& parameters, const std::string& name) {
  const std::string exact = lower(name);
  const std::vector<std::string> parts = words(name);
  for (int form = 0; form < 4; ++form) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const std::string& text = form % 2 == 0 ? parameters[i].name : parameters[i].stain;
      if (form < 2 ? lower(trim(text)) == exact : holds(words(text), parts)) found.push_back(i);
    }
    if (!found.empty()) return found;
  }
  return {};
}

bool ends_with(const std::string& name, std::string_view end) {
  return lower(name).ends_with(end);
}

}  // namespace

PanelChannels::PanelChannels(const Panel& panel, const FcsReader& reader, const ChannelOverrides& overrides) {
  const std::vector<FcsParameter>& parameters = reader.layout().parameters;
  FaultList faults;
  const auto fault = [&](const std::string& path, const std::string& value, const std::string& expectation) {
    faults.add({.file = reader.layout().file,
                .line = 0,
                .column = 0,
                .path = path,
                .value = value,
                .expectation = expectation});
  };
  for (const auto& [marker, name] : overrides) {
    if (!panel.markers.contains(marker)) {
      fault("--channel", marker, "expected a marker of the panel" + suggestion(marker, panel.marker_order));
    } else if (const auto found = reader.find(name)) {
      channels_[marker] = parameters[*found].name;
    } else {
      fault("--channel " + marker, name, "expected one of " + channels_text(reader));
    }
  }
  for (const auto& [marker, names] : panel.markers) {
    if (overrides.contains(marker)) continue;
    std::string& channel = channels_[marker];
    for (const std::string& name : names) {
      std::vector<std::size_t> found = fitting(parameters, name);
      if (found.size() > 1) {  // height and width of a detector beside its area
        std::vector<std::size_t> areas;
        for (const std::size_t i : found)
          if (ends_with(parameters[i].name, "-a")) areas.push_back(i);
        if (areas.size() == 1) found = areas;
      }
      if (found.empty()) continue;
      if (found.size() > 1) {
        std::string list;
        for (const std::size_t i : found)
          list += (list.empty() ? "" : ", ") + parameters[i].name + " (" + parameters[i].stain + ")";
        fault("marker", marker, "fits " + list + "; say which with --channel " + marker + "=NAME");
      } else {
        channel = parameters[found.front()].name;
      }
      break;
    }
  }
  faults.throw_if_any();
}

const std::string& PanelChannels::channel(std::string_view marker) const {
  static const std::string none;
  const auto found = channels_.find(marker);
  return found == channels_.end() ? none : found->second;
}

BoundPanel::BoundPanel(const Panel& panel, const PanelChannels& channels, const FcsReader& reader) {
  std::set<std::string> missing;
  for (const PanelPopulation& population : panel.populations) {
    BoundPopulation one{
        .population = &population, .parent = standing_for(population.parent), .axes = {}, .choice = 0};
    for (; one.choice < population.axes.size() && one.axes.empty(); one.choice += one.axes.empty() ? 1 : 0) {
      const auto& axes = population.axes[one.choice];
      if (!std::all_of(axes.begin(), axes.end(), [&](const std::string& m) { return channels.has(m); }))
        continue;
      if (axes.size() == 2 && channels.channel(axes[0]) == channels.channel(axes[1])) continue;
      one.axes = axes;
    }
    if (!one.axes.empty()) {
      populations_.push_back(std::move(one));
      continue;
    }
    stands_for_[population.id] = population.parent;
    if (population.optional) continue;
    for (const std::string& marker : population.axes.front())
      if (!channels.has(marker)) missing.insert(marker);
  }
  FaultList faults;
  for (const std::string& marker : missing) {
    std::string names;
    for (const std::string& name : panel.markers.find(marker)->second)
      names += (names.empty() ? "" : ", ") + name;
    faults.add({.file = reader.layout().file,
                .line = 0,
                .column = 0,
                .path = "marker",
                .value = marker,
                .expectation = "panel " + panel.name + " needs it: no channel is called " + names +
                               " among " + channels_text(reader) + "; say which with --channel " + marker +
                               "=NAME"});
  }
  faults.throw_if_any();
}

const BoundPopulation* BoundPanel::find(std::string_view id) const {
  for (const BoundPopulation& one : populations_)
    if (one.population->id == id) return &one;
  return nullptr;
}

std::string BoundPanel::standing_for(std::string id) const {
  for (auto found = stands_for_.find(id); found != stands_for_.end(); found = stands_for_.find(id))
    id = found->second;
  return id;
}

GateSet with_channels(GateSet gates, const PanelChannels& channels) {
  for (Gate& gate : gates.gates)
    for (GateDimension& dimension : gate.dimensions)
      if (channels.has(dimension.channel)) dimension.channel = channels.channel(dimension.channel);
  for (auto& [id, ratio] : gates.ratios) {
    if (channels.has(ratio.numerator)) ratio.numerator = channels.channel(ratio.numerator);
    if (channels.has(ratio.denominator)) ratio.denominator = channels.channel(ratio.denominator);
  }
  return gates;
}

}  // namespace trimer::cytometry
