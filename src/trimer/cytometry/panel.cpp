#include <trimer/cytometry/panel.h>

#include <algorithm>
#include <set>

#include <trimer/core/data_files.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/core/output_file.h>
#include <trimer/units/toml_document.h>

namespace trimer::cytometry {
namespace {

using units::required;
using units::TomlTable;

class PanelReader {
 public:
  PanelReader(std::string_view text, const std::string& name) : document_(text, name) {}

  Panel read() {
    TomlTable root = document_.root();
    panel_.title = root.text("title", required).value_or("");
    TomlTable markers = root.table("marker", required);
    for (const std::string& name : markers.keys()) {
      panel_.marker_order.push_back(name);
      panel_.markers[name] = markers.texts(name).value_or(std::vector<std::string>{});
      if (panel_.markers[name].empty()) markers.fault(name, "expected a list of names that mean it");
    }
    if (TomlTable positivity = root.table("positivity"); positivity.present())
      panel_.positive_quantile =
          positivity.number("quantile", {.low = 0.5, .high = 1, .below_high = true}, required)
              .value_or(0.995);
    for (TomlTable& table : root.tables("population")) read_population(table);
    for (TomlTable& table : root.tables("reading")) read_reading(table);
    if (TomlTable table = root.table("residual_disease"); table.present()) read_rule(table);
    if (TomlTable table = root.table("histogram"); table.present()) {
      panel_.histogram_marker = table.text("marker", required).value_or("");
      panel_.histogram_population = table.text("population", required).value_or("");
      known_marker(table, "marker", panel_.histogram_marker);
      known_population(table, "population", panel_.histogram_population);
    }
    if (panel_.populations.empty()) root.fault("population", "expected at least one");
    document_.finish();
    return std::move(panel_);
  }

 private:
  void known_marker(TomlTable& table, const std::string& key, const std::string& marker) {
    if (!panel_.markers.contains(marker))
      table.fault(key, "expected a marker of [marker]" + suggestion(marker, panel_.marker_order));
  }
  void known_population(TomlTable& table, const std::string& key, const std::string& id) {
    std::vector<std::string> ids;
    for (const PanelPopulation& population : panel_.populations) ids.push_back(population.id);
    if (!panel_.find(id)) table.fault(key, "expected a population written above" + suggestion(id, ids));
  }

  /// `[["CD45", "SSC-A"], ["FSC-A", "SSC-A"]]` is written as texts "CD45 SSC-A", "FSC-A SSC-A".
  void read_axes(TomlTable& table, PanelPopulation& population) {
    const auto choices = table.texts("axes");
    if (!choices || choices->empty())
      return table.fault("axes", "expected one or two markers, e.g. \"CD45 SSC-A\"");
    for (const std::string& choice : *choices) {
      std::vector<std::string> axes;
      for (std::size_t at = 0; at < choice.size();) {
        const std::size_t end = std::min(choice.find(' ', at), choice.size());
        if (end > at) axes.push_back(choice.substr(at, end - at));
        at = end + 1;
      }
      if (axes.empty() || axes.size() > 2)
        table.fault("axes", "expected one or two markers, e.g. \"CD45 SSC-A\"");
      for (const std::string& marker : axes) known_marker(table, "axes", marker);
      population.axes.push_back(std::move(axes));
    }
  }

  void read_proposal(TomlTable& table, PanelPopulation& population) {
    const std::string kind =
        table.choice("propose", {"none", "singlets", "cluster", "above", "below"}).value_or("none");
    const std::size_t wanted = kind == "singlets" || kind == "cluster" ? 2 : 1;
    population.propose = kind == "singlets"  ? ProposalKind::singlets
                         : kind == "cluster" ? ProposalKind::cluster
                         : kind == "above"   ? ProposalKind::above
                         : kind == "below"   ? ProposalKind::below
                                             : ProposalKind::none;
    for (const auto& axes : population.axes)
      if (kind != "none" && axes.size() != wanted)
        table.fault("propose",
                    "expected " + std::string(wanted == 2 ? "two markers" : "one marker") + " in axes");
    if (kind == "cluster") {
      const auto numbers = table.numbers("target", units::fraction, required).value_or(std::vector<double>{});
      if (numbers.size() != 2 * population.axes.size())
        table.fault("target", "expected two numbers for each choice of axes");
      else
        for (std::size_t i = 0; i < numbers.size(); i += 2)
          population.target.push_back({numbers[i], numbers[i + 1]});
    }
    if (kind == "above") population.internal_negative = table.text("internal_negative").value_or("");
    if (!population.internal_negative.empty())
      known_population(table, "internal_negative", population.internal_negative);
  }

  void read_population(TomlTable& table) {
    PanelPopulation population;
    population.id = table.text("id", required).value_or("");
    population.title = table.text("title").value_or(population.id);
    population.parent = table.text("parent").value_or("");
    if (!population.parent.empty()) known_population(table, "parent", population.parent);
    if (panel_.find(population.id)) table.fault("id", "expected an id of its own");
    population.optional = table.flag("optional").value_or(false);
    population.intensity = table.texts("intensity").value_or(std::vector<std::string>{});
    for (const std::string& marker : population.intensity) known_marker(table, "intensity", marker);
    read_axes(table, population);
    read_proposal(table, population);
    panel_.populations.push_back(std::move(population));
  }

  void read_reading(TomlTable& table) {
    PanelReading reading;
    reading.marker = table.text("marker", required).value_or("");
    reading.population = table.text("population", required).value_or("");
    reading.positive = table.text("positive", required).value_or("");
    reading.covariate =
        table.choice("covariate", {"cd19_positive_fraction", "cd3_percent", "cd8_fraction"}).value_or("");
    reading.intensity_covariate = table.choice("molecules", {"sites_high"}).value_or("");
    known_population(table, "population", reading.population);
    known_population(table, "positive", reading.positive);
    panel_.readings.push_back(std::move(reading));
  }

  void read_rule(TomlTable& table) {
    RareEventRule rule;
    rule.population = table.text("population", required).value_or("");
    rule.denominator = table.text("denominator", required).value_or("");
    rule.detection_events =
        static_cast<std::uint64_t>(table.whole("detection_events", 1, 1000000, required).value_or(1));
    rule.quantification_events =
        static_cast<std::uint64_t>(table.whole("quantification_events", 1, 1000000, required).value_or(1));
    rule.source = table.text("source", required).value_or("");
    if (rule.quantification_events < rule.detection_events)
      table.fault("quantification_events", "expected at least detection_events");
    known_population(table, "population", rule.population);
    known_population(table, "denominator", rule.denominator);
    panel_.residual_disease = std::move(rule);
  }

  units::TomlDocument document_;
  Panel panel_;
};

}  // namespace

const PanelPopulation* Panel::find(std::string_view id) const {
  for (const PanelPopulation& population : populations)
    if (population.id == id) return &population;
  return nullptr;
}

Panel parse_panel(std::string_view text, const std::string& name) {
  Panel panel = PanelReader(text, name).read();
  panel.name = std::filesystem::path(name).stem().string();
  return panel;
}

Panel read_panel(const std::string& name_or_path) {
  if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".toml"))
    return parse_panel(read_file(name_or_path), name_or_path);
  std::vector<std::string> known;
  for (const std::string& file : data_files_in("panels"))
    if (file.ends_with(".toml")) known.push_back(file.substr(0, file.size() - 5));
  if (std::find(known.begin(), known.end(), name_or_path) == known.end())
    throw InputError("--panel", name_or_path, "unknown panel" + suggestion(name_or_path, known));
  return parse_panel(data_file("panels/" + name_or_path + ".toml"), name_or_path + ".toml");
}

}  // namespace trimer::cytometry
