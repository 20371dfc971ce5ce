/// @file
/// The work of `trimer flow --panel`: tubes read through the gates of their user, their table, figures,
/// records and covariates; without gates, through gates that are proposed, and everything says so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <trimer/cytometry/antigen_density.h>
#include <trimer/cytometry/panel.h>
#include <trimer/cytometry/tube_analysis.h>
#include <trimer/report/html.h>

#include "commands.h"

namespace trimer::cli {

/// A file and whose it is: a row of the sample sheet.
struct FlowSample {
  std::filesystem::path file;
  std::string subject_id, sample_id;
  std::string specimen;  ///< BM, PB, CSF or empty
  std::string label;     ///< occasion, e.g. `before`; may be empty
  double day = 0;        ///< elapsed [d]
};

/// The sample sheet, a CSV with the columns file, subject_id, day and, if wanted, sample_id, specimen, label;
/// or, without one, each file as a subject of its own on day 0. Files of the sheet are found beside it.
/// @throws InputError with every fault
[[nodiscard]] std::vector<FlowSample> read_flow_samples(const FlowArguments& arguments);

/// Intensity of a marker on a population.
struct FlowIntensity {
  std::string marker;
  std::optional<double> median, geometric_mean;
  std::uint64_t not_positive = 0;    ///< left out of the geometric mean
  std::optional<double> background;  ///< geometric mean of the control tube
  bool subtracted = false;
  std::optional<cytometry::BeadCalibration::Density> density;
  std::vector<std::string> flags;
};

/// Molecules per cell of one marker.
struct FlowCalibration {
  std::string marker;
  cytometry::BeadCalibration fit;
};

/// Where the gates came from: a word of every table.
struct GateOrigin {
  std::string file;                   ///< of the user
  std::optional<std::uint64_t> seed;  ///< of a proposal

  [[nodiscard]] bool proposed() const { return seed.has_value(); }
  /// `proposed (seed 1)`, or the name of the user's file.
  [[nodiscard]] std::string word() const {
    return seed ? "proposed (seed " + std::to_string(*seed) + ")" : file;
  }
  /// Behind the title of a figure.
  [[nodiscard]] std::string mark() const { return seed ? ", proposed gates" : ""; }
};

/// A population of a sample as the table prints it.
struct FlowRow {
  std::string population, parent;
  std::uint64_t events = 0, parent_events = 0;
  std::optional<double> fraction, low, high;  ///< 0–1, exact 95 % limits; empty: too few events in the parent
  std::vector<FlowIntensity> intensity;
};

/// A proportion of the panel in a sample.
struct FlowReadingResult {
  const cytometry::PanelReading* reading = nullptr;
  std::string denominator;  ///< population that stands for the panel's
  std::uint64_t events = 0, positive = 0;
};

struct FlowResult {
  FlowSample sample;
  cytometry::TubeAnalysis analysis;
  std::vector<FlowRow> rows;
  std::vector<FlowReadingResult> readings;
  std::optional<cytometry::RareEventResult> residual;
  std::string residual_denominator;
  bool cd19_gated = false;  ///< residual disease is looked for among CD19-positive cells only

  [[nodiscard]] const FlowRow* find(std::string_view population) const;
};

/// Fewer events than this in a denominator give no percentage (assumed; the option min_events of records).
inline constexpr std::uint64_t least_flow_events = 20;

/// Table, residual disease, calibration and notes as files in the folder; lines for the terminal. @returns
/// those lines
std::string write_flow_tables(const std::filesystem::path& folder, const cytometry::Panel& panel,
                              const std::vector<FlowResult>& results,
                              const std::optional<FlowCalibration>& beads, const GateOrigin& gates);
/// records/ for `trimer assess`, covariates.toml and covariates.csv for `trimer run`; named proposed_… where
/// the gates are.
void write_flow_records(const std::filesystem::path& folder, const cytometry::Panel& panel,
                        const std::vector<FlowResult>& results, const GateOrigin& gates);
/// `all events` for the empty name.
[[nodiscard]] std::string population_name(const std::string& population);
/// Subject and occasion: its label, or the day where the subject has other samples.
[[nodiscard]] std::string sample_title(const FlowSample& sample, const std::vector<FlowResult>& results);

/// Samples beyond this are in the tables but not drawn.
inline constexpr std::size_t most_samples_drawn = 24;

/// Every plot with its gates, of one sample. @param number  of the sample
[[nodiscard]] report::Figure flow_density_figure(const std::vector<FlowResult>& results, std::size_t number,
                                                 const GateOrigin& gates);
/// One row per subject: its occasions over each other, and the control tube where there is one.
[[nodiscard]] report::Figure flow_histogram_figure(const cytometry::Panel& panel,
                                                   const std::vector<FlowResult>& results,
                                                   const std::optional<FlowCalibration>& calibration,
                                                   const cytometry::TubeAnalysis* control,
                                                   const GateOrigin& gates);
/// Subjects with more than one sample, one line each over the occasions (labels, else days in order).
[[nodiscard]] std::optional<report::Figure> flow_paired_figure(const cytometry::Panel& panel,
                                                               const std::vector<FlowResult>& results,
                                                               const GateOrigin& gates);
/// The page with its figures. @param control  tube of the histogram's marker; may be null
[[nodiscard]] report::Report flow_report(const cytometry::Panel& panel,
                                         const std::vector<FlowResult>& results,
                                         const std::optional<FlowCalibration>& beads,
                                         const cytometry::TubeAnalysis* control, const GateOrigin& gates);

int flow_panel(const FlowArguments& arguments);

}  // namespace trimer::cli
