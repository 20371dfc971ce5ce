/// @file
/// Flow of patients in the manner of a CONSORT diagram (10.1136/bmj.c332): a trunk of stages, beside each those
/// who left, and boxes at the end. Counts that do not add up are refused, not drawn.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trimer/report/figure.h>
#include <trimer/report/table.h>

namespace trimer::report {

struct FlowLine {
  std::string text;
  long patients = 0;
};

/// A box whose lines are parts of it: they add to `patients`.
struct FlowBox {
  std::string title;
  long patients = 0;
  std::vector<FlowLine> parts;  ///< those without patients are not drawn
};

struct FlowStage {
  std::string title;
  long patients = 0;
  std::vector<FlowLine> notes;  ///< of these patients, not parts: they may overlap
  FlowBox left;                 ///< who did not reach the next stage; not drawn without patients
};

struct FlowInput {
  FigureText text;
  std::vector<FlowStage> stages;  ///< the last one's patients all leave it
  std::vector<FlowBox> ends;      ///< below; the first one holds everyone treated, the others views of some of them
};

/// @throws InputError if a stage is not what left it and the next stage together, or a box not its parts
[[nodiscard]] Figure flow_chart_figure(const FlowInput& input);

/// The same as a table: stage, what, patients.
[[nodiscard]] Table flow_table(const FlowInput& input);

}  // namespace trimer::report
