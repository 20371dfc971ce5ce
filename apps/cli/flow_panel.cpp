// trimer flow --panel: tubes in, a table with figures, records and covariates out; without gates, a proposal.
#include "flow_panel.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include <trimer/cohort/proportion.h>
#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/cytometry/gate_proposal.h>
#include <trimer/cytometry/gates_toml.h>

#include "interrupt.h"

namespace trimer::cli {
namespace {

using namespace cytometry;

/// A file opened and its channels known.
struct Tube {
  FcsReader reader;
  PanelChannels channels;
  BoundPanel bound;

  Tube(const std::filesystem::path& file, const Panel& panel, const FlowArguments& arguments)
      : reader(file, arguments.data_set - 1),
        channels(panel, reader, arguments.channels),
        bound(panel, channels, reader) {}
};

/// What a run reads beside its samples.
struct Aids {
  std::optional<Spillover> compensation;
  std::map<std::string, TubeAnalysis> controls;  // marker -> the control tube through the same gates
  std::optional<FlowCalibration> beads;
  std::map<std::string, std::string> bead_settings;  // voltage and gain of the beads' channel
};

std::map<std::string, std::string> detector_settings(const FcsReader& reader, const std::string& channel) {
  const std::string key = "$P" + std::to_string(reader.parameter(channel) + 1);
  std::map<std::string, std::string> settings;
  for (const char* what : {"V", "G"}) {
    const std::string_view value = reader.layout().keywords.trimmed(key + what);
    if (!value.empty() && value != "0") settings[what] = value;
  }
  return settings;
}

/// Calibration from a CSV of peaks (molecules, intensity).
BeadCalibration beads_from_csv(const std::filesystem::path& file) {
  CsvReader csv(file);
  std::vector<Bead> beads;
  FaultList faults;
  while (csv.next()) {
    Bead bead;
    for (const auto& [column, value] :
         {std::pair("molecules", &bead.molecules), std::pair("intensity", &bead.intensity)})
      if (csv.column(column) < 0 || !parse_number(csv.field(csv.column(column)), *value) || !(*value > 0))
        faults.add({.file = csv.name(),
                    .line = csv.line(),
                    .column = 0,
                    .path = column,
                    .value = csv.column(column) < 0 ? "" : std::string(csv.field(csv.column(column))),
                    .expectation = "expected a number > 0"});
    beads.push_back(bead);
  }
  faults.throw_if_any();
  return calibrate(beads);
}

void read_beads(const FlowArguments& arguments, const Panel& panel, Aids& aids) {
  if (arguments.beads.empty()) return;
  if (arguments.beads.size() > 1) throw InputError("--beads", "", "expected the beads of one marker");
  const auto& [marker, file] = *arguments.beads.begin();
  if (!panel.markers.contains(marker)) throw InputError("--beads", marker, "expected a marker of the panel");
  if (file.extension() == ".csv") {
    aids.beads = {marker, beads_from_csv(file)};
    return;
  }
  if (arguments.molecules.empty())
    throw InputError("--molecules", "",
                     "expected the molecules per bead of the lot, e.g. 500,5000,25000,60000");
  FcsReader reader(file);
  const PanelChannels channels(panel, reader, arguments.channels);
  if (!channels.has(marker))
    throw InputError("--beads " + marker, file.string(), "expected a file with a channel for it");
  aids.bead_settings = detector_settings(reader, channels.channel(marker));
  GateSet gates;
  gates.gates.push_back(
      {.id = "beads",
       .parent = {},
       .group = {},
       .dimensions = {{.channel = channels.channel(marker), .compensation = "FCS", .scale = {}, .ratio = {}}},
       .shape = RectangleGate{{{}}}});
  Gating gating(std::move(gates), reader, aids.compensation);
  EventBlock sample = sample_events(reader, 500000, arguments.seed);
  gating.evaluate(sample);
  const auto values = gating.values(0, 0);
  aids.beads = {marker, calibrate(pair_beads(find_bead_peaks(values, arguments.molecules.size()),
                                             arguments.molecules))};
}

void add_intensity(FlowRow& row, const PopulationCount& population, const Tube& tube, const Aids& aids,
                   const FlowArguments& arguments) {
  for (const MarkerIntensity& marker : population.intensity) {
    FlowIntensity one;
    one.marker = marker.marker;
    one.median = marker.values.median();
    one.geometric_mean = marker.values.geometric_mean();
    one.not_positive = marker.values.not_positive();
    if (population.events < least_flow_events) one.flags.emplace_back("too_few_events");
    if (const auto control = aids.controls.find(one.marker); control != aids.controls.end())
      if (const PopulationCount* same = control->second.find(population.id))
        for (const MarkerIntensity& other : same->intensity)
          if (other.marker == one.marker) one.background = other.values.geometric_mean();
    one.subtracted = arguments.subtract_background && one.background;
    if (aids.beads && one.marker == aids.beads->marker && one.geometric_mean) {
      const bool same_settings =
          detector_settings(tube.reader, tube.channels.channel(one.marker)) == aids.bead_settings;
      if (!same_settings) one.flags.emplace_back("detector_settings_differ");
      if (same_settings || arguments.any_settings) {
        one.density = aids.beads->fit.density(*one.geometric_mean, one.subtracted ? *one.background : 0);
        if (one.density->outside_range) one.flags.emplace_back("outside_calibrated_range");
        if (aids.beads->fit.poor) one.flags.emplace_back("poor_calibration");
      }
    }
    row.intensity.push_back(std::move(one));
  }
}

bool descends_from_cd19(const GateSet& gates, std::string id) {
  for (std::size_t steps = 0; steps <= gates.gates.size() && !id.empty(); ++steps) {
    const Gate* gate = gates.find(id);
    if (!gate) return false;
    for (const GateDimension& dimension : gate->dimensions)
      if (dimension.channel == "CD19") return true;
    id = gate->parent;
  }
  return false;
}

FlowResult read_sample(const FlowSample& sample, const Panel& panel, const GateSet& gates, const Aids& aids,
                       const FlowArguments& arguments) {
  Tube tube(sample.file, panel, arguments);
  FlowResult result;
  result.sample = sample;
  result.analysis = analyse_tube(tube.reader, panel, tube.channels, tube.bound, gates, aids.compensation,
                                 [] { throw_if_interrupted(); });
  for (const PopulationCount& population : result.analysis.populations) {
    FlowRow& row = result.rows.emplace_back();
    row.population = population.id;
    row.parent = population.parent;
    row.events = population.events;
    row.parent_events = population.parent_events;
    if (row.parent_events >= least_flow_events) {
      row.fraction = static_cast<double>(row.events) / static_cast<double>(row.parent_events);
      const auto limits = cohort::clopper_pearson(static_cast<std::int64_t>(row.events),
                                                  static_cast<std::int64_t>(row.parent_events));
      row.low = limits.low;
      row.high = limits.high;
    }
    add_intensity(row, population, tube, aids, arguments);
  }
  const auto events_of = [&](const std::string& id) {
    const PopulationCount* population = result.analysis.find(id);
    return id.empty() ? result.analysis.events : population ? population->events : 0;
  };
  for (const PanelReading& reading : panel.readings) {
    if (!result.analysis.find(reading.positive)) continue;
    const std::string denominator = population_read(reading.population, panel, tube.bound, gates);
    result.readings.push_back({&reading, denominator, events_of(denominator), events_of(reading.positive)});
  }
  if (panel.residual_disease && result.analysis.find(panel.residual_disease->population)) {
    result.residual_denominator =
        population_read(panel.residual_disease->denominator, panel, tube.bound, gates);
    result.residual =
        count_rare_events(*panel.residual_disease, events_of(panel.residual_disease->population),
                          events_of(result.residual_denominator));
    result.cd19_gated = descends_from_cd19(gates, panel.residual_disease->population);
  }
  return result;
}

GateProposal propose(const std::vector<FlowSample>& samples, const Panel& panel, const Aids& aids,
                     const FlowArguments& arguments) {
  std::vector<std::unique_ptr<Tube>> tubes;
  std::vector<ProposalFile> files;
  const auto add = [&](const std::filesystem::path& file, const std::string& control_for) {
    tubes.push_back(std::make_unique<Tube>(file, panel, arguments));
    files.push_back({&tubes.back()->reader, &tubes.back()->channels, control_for});
  };
  for (const FlowSample& sample : samples) add(sample.file, "");
  for (const auto& [marker, file] : arguments.controls) add(file, marker);
  ProposalOptions options;
  options.seed = arguments.seed;
  options.compensation = aids.compensation;
  return propose_gates(panel, tubes.front()->bound, files, options);
}

/// What a proposal has no gates for is not reported.
void leave_out_what_is_not_proposed(Panel& panel, const GateSet& gates) {
  const auto has = [&](const std::string& id) {
    const PanelPopulation* population = panel.find(id);
    return gates.find(id) || (population && population->optional);
  };
  std::erase_if(panel.readings, [&](const PanelReading& reading) {
    return !gates.find(reading.positive) || !has(reading.population);
  });
  if (panel.residual_disease &&
      (!gates.find(panel.residual_disease->population) || !has(panel.residual_disease->denominator)))
    panel.residual_disease.reset();
}

}  // namespace

const FlowRow* FlowResult::find(std::string_view population) const {
  for (const FlowRow& row : rows)
    if (row.population == population) return &row;
  return nullptr;
}

int flow_panel(const FlowArguments& arguments) {
  Panel panel = read_panel(arguments.panel);
  const std::vector<FlowSample> samples = read_flow_samples(arguments);
  for (const auto* files : {&arguments.controls, &arguments.beads})
    for (const auto& [marker, file] : *files)
      if (!panel.markers.contains(marker))
        throw InputError(files == &arguments.controls ? "--control" : "--beads", marker,
                         "expected a marker of the panel");
  Aids aids;
  if (!arguments.compensation.empty()) aids.compensation = read_spillover_csv(arguments.compensation);
  const std::filesystem::path where =
      arguments.out.empty() ? std::filesystem::path("flow") / panel.name : arguments.out;
  OutputFolder folder(where, arguments.replace);

  GateOrigin origin{.file = arguments.gates.filename().string(), .seed = {}};
  std::optional<GateProposal> proposal;
  GateSet gates;
  if (arguments.gates.empty()) {
    proposal = propose(samples, panel, aids, arguments);
    write_file(folder.path() / "proposed_gates.toml", proposal->toml());
    origin.seed = arguments.seed;
    gates = proposal->gates;
    leave_out_what_is_not_proposed(panel, gates);
  } else {
    gates = read_gates(arguments.gates);
    write_file(folder.path() / ("gates" + arguments.gates.extension().string()), read_file(arguments.gates));
  }
  read_beads(arguments, panel, aids);
  std::vector<FlowResult> results;
  if (!gates.gates.empty()) {
    for (const auto& [marker, file] : arguments.controls) {
      Tube tube(file, panel, arguments);
      aids.controls.emplace(marker, analyse_tube(tube.reader, panel, tube.channels, tube.bound, gates,
                                                 aids.compensation, [] { throw_if_interrupted(); }));
    }
    for (const FlowSample& sample : samples)
      results.push_back(read_sample(sample, panel, gates, aids, arguments));
  }
  std::printf("%s", write_flow_tables(folder.path(), panel, results, aids.beads, origin).c_str());
  write_flow_records(folder.path(), panel, results, origin);
  const auto control = aids.controls.find(panel.histogram_marker);
  flow_report(panel, results, aids.beads, control == aids.controls.end() ? nullptr : &control->second, origin)
      .write(folder.path());
  folder.commit();
  if (proposal) {
    for (const std::string& line : proposal->not_proposed) std::printf("not proposed: %s\n", line.c_str());
    const std::string file = (where / "proposed_gates.toml").string();
    std::printf(
        "The gates are proposed (seed %s) and every result above rests on them. Look at the plots in %s,\n"
        "correct %s and pass it back: --gates %s\n",
        std::to_string(arguments.seed).c_str(), (where / "report.html").c_str(), file.c_str(), file.c_str());
  } else {
    std::printf("%s\n", (where / "report.html").c_str());
  }
  return 0;
}

}  // namespace trimer::cli
