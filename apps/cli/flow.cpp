// trimer flow: FCS files in, gated populations out.
#include <cinttypes>
#include <cstdio>
#include <set>
#include <string>

#include <trimer/core/fault.h>
#include <trimer/cytometry/fcs_reader.h>
#include <trimer/cytometry/gates_toml.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/membership.h>
#include <trimer/cytometry/spillover.h>

#include "commands.h"
#include "flow_panel.h"
#include "interrupt.h"

namespace trimer::cli {
namespace {

using namespace cytometry;

void warn(const std::filesystem::path& file, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) std::fprintf(stderr, "%s: %s\n", file.c_str(), warning.c_str());
}

/// What a file holds, for a user who has no gates yet.
void describe(FcsReader& reader) {
  const FcsLayout& layout = reader.layout();
  std::printf("%s: FCS %s, %" PRIu64 " events, %zu parameters", layout.file.c_str(), layout.version.c_str(),
              layout.events, layout.parameters.size());
  if (const std::size_t sets = reader.data_sets(); sets > 1) std::printf(", %zu data sets", sets);
  std::printf("\n");
  for (std::size_t i = 0; i < layout.parameters.size(); ++i) {
    const FcsParameter& p = layout.parameters[i];
    std::printf("%4zu  %-16s %-20s", i + 1, p.name.c_str(), p.stain.c_str());
    if (p.decades > 0) std::printf(" logarithmic, %g decades from %g", p.decades, p.lowest);
    if (p.decades == 0 && p.gain != 1) std::printf(" divided by its gain %g", p.gain);
    std::printf("\n");
  }
  const FileSpillover spillover = file_spillover(reader);
  if (spillover.matrix)
    std::printf("      spillover matrix of %zu channels in %s\n", spillover.matrix->detectors.size(),
                spillover.matrix->id.c_str());
  warn(layout.file, spillover.warnings);
  EventBlock block;
  while (reader.next(block)) throw_if_interrupted();
  warn(layout.file, reader.warnings());
}

void print_counts(const std::string& file, const GateSet& gates, const GateCounts& counts) {
  std::printf("%s: %" PRIu64 " events\n%-24s %-24s %10s %10s\n", file.c_str(), counts.events, "gate",
              "parent", "events", "% parent");
  for (std::size_t i = 0; i < gates.gates.size(); ++i) {
    const Gate& gate = gates.gates[i];
    std::uint64_t denominator = counts.events;
    for (std::size_t k = 0; k < gates.gates.size(); ++k)
      if (gates.gates[k].id == gate.parent) denominator = counts.inside[k];
    std::printf("%-24s %-24s %10" PRIu64, gate.id.c_str(), gate.parent.empty() ? "all" : gate.parent.c_str(),
                counts.inside[i]);
    if (denominator > 0)
      std::printf(" %10.2f\n",
                  100 * static_cast<double>(counts.inside[i]) / static_cast<double>(denominator));
    else
      std::printf(" %10s\n", "-");
  }
}

void gate_file(const FlowArguments& arguments, const std::filesystem::path& file, const GateSet& gates,
               const std::optional<Spillover>& matrix) {
  FcsReader reader(file, arguments.data_set - 1);
  Gating gating(gates, reader, matrix);
  std::optional<MembershipFiles> membership;
  if (!arguments.membership.empty()) {
    const bool several = arguments.files.size() > 1;
    membership.emplace(several ? arguments.membership / file.filename() : arguments.membership,
                       gating.gates());
  }
  GateCounts counts;
  counts.inside.resize(gates.gates.size(), 0);
  EventBlock block;
  while (reader.next(block)) {
    throw_if_interrupted();
    gating.evaluate(block);
    counts.add(gating, block.events);
    if (membership) membership->write(gating);
  }
  if (membership) membership->close();
  warn(file, reader.warnings());
  warn(file, gating.warnings());
  print_counts(file.string(), gates, counts);
}

}  // namespace

int flow(const FlowArguments& arguments) {
  watch_for_interrupt();
  if (!arguments.panel.empty()) return flow_panel(arguments);
  if (arguments.files.empty()) throw InputError("FILES", "", "expected FCS files");
  std::optional<Spillover> matrix;
  if (!arguments.compensation.empty()) matrix = read_spillover_csv(arguments.compensation);
  if (arguments.gates.empty()) {
    if (!arguments.membership.empty()) throw InputError("--membership", "", "expected together with --gates");
    for (const std::filesystem::path& file : arguments.files) {
      FcsReader reader(file, arguments.data_set - 1);
      describe(reader);
    }
    return 0;
  }
  const GateSet gates = read_gates(arguments.gates);
  if (!arguments.membership.empty()) {
    std::set<std::string> names;
    for (const std::filesystem::path& file : arguments.files)
      if (!names.insert(file.filename().string()).second)
        throw InputError("FILES", file.string(), "expected file names that differ, each gives a folder");
  }
  for (const std::filesystem::path& file : arguments.files) gate_file(arguments, file, gates, matrix);
  return 0;
}

}  // namespace trimer::cli
