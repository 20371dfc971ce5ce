// The sample sheet of `trimer flow`: which file is whose, from which day.
#include <algorithm>
#include <set>

#include <trimer/core/csv.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/core/fault.h>

#include "flow_panel.h"

namespace trimer::cli {
namespace {

std::vector<FlowSample> read_sheet(const std::filesystem::path& sheet) {
  CsvReader csv(sheet);
  FaultList faults;
  const auto fault = [&](const std::string& column, std::string_view value, const std::string& expectation) {
    faults.add({.file = csv.name(),
                .line = csv.line(),
                .column = 0,
                .path = column,
                .value = std::string(value),
                .expectation = expectation});
  };
  const std::vector<std::string> known = {"file", "subject_id", "day", "sample_id", "specimen", "label"};
  for (const std::string& column : csv.header())
    if (std::find(known.begin(), known.end(), column) == known.end())
      fault(column, "", "unknown column" + suggestion(column, known));
  for (const char* column : {"file", "subject_id", "day"})
    if (csv.column(column) < 0) fault(column, "", "is missing");
  faults.throw_if_any();
  std::vector<FlowSample> samples;
  std::set<std::pair<std::string, std::string>> seen;
  while (csv.next()) {
    const auto text = [&](const char* column) {
      return csv.column(column) < 0 ? std::string() : std::string(csv.field(csv.column(column)));
    };
    FlowSample sample;
    const std::filesystem::path file = text("file");
    if (file.empty()) fault("file", "", "is missing");
    sample.file = file.is_absolute() ? file : sheet.parent_path() / file;
    sample.subject_id = text("subject_id");
    if (sample.subject_id.empty() || sample.subject_id.size() > 64)
      fault("subject_id", sample.subject_id, "expected 1 to 64 characters");
    if (!parse_number(text("day"), sample.day))
      fault("day", text("day"), "expected elapsed days, e.g. -1 or 28.5");
    sample.sample_id = text("sample_id").empty() ? file.stem().string() : text("sample_id");
    sample.specimen = text("specimen");
    if (!sample.specimen.empty() && sample.specimen != "BM" && sample.specimen != "PB" &&
        sample.specimen != "CSF")
      fault("specimen", sample.specimen, "expected BM, PB, CSF or nothing");
    sample.label = text("label");
    if (!seen.insert({sample.subject_id, sample.sample_id}).second)
      fault("sample_id", sample.sample_id, "the subject has a sample of this name in an earlier row");
    samples.push_back(std::move(sample));
  }
  if (samples.empty() && faults.empty()) fault("rows", "", "expected at least one sample");
  faults.throw_if_any();
  return samples;
}

}  // namespace

std::vector<FlowSample> read_flow_samples(const FlowArguments& arguments) {
  if (!arguments.samples.empty()) {
    if (!arguments.files.empty())
      throw InputError("FILES", arguments.files.front().string(), "expected none together with --samples");
    return read_sheet(arguments.samples);
  }
  std::vector<FlowSample> samples;
  std::set<std::string> names;
  for (const std::filesystem::path& file : arguments.files) {
    FlowSample sample;
    sample.file = file;
    sample.subject_id = sample.sample_id = file.stem().string().substr(0, 64);
    if (!names.insert(sample.subject_id).second)
      throw InputError("FILES", file.string(),
                       "expected file names that differ; --samples says which file is whose");
    samples.push_back(std::move(sample));
  }
  if (samples.empty()) throw InputError("FILES", "", "expected FCS files, or --samples");
  return samples;
}

}  // namespace trimer::cli
