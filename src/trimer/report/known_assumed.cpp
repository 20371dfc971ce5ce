#include <trimer/report/known_assumed.h>

#include <fmt/core.h>

namespace trimer::report {

void known_assumed_section(Report& report, const KnownAssumed& input) {
  report.section("known", "What is known and what is assumed");
  int all = 0, assumed = 0;
  for (const EvidenceCount& count : input.counts) {
    all += count.parameters;
    if (count.evidence_class == "assumed") assumed += count.parameters;
  }
  if (all > 0) {
    report.paragraph(
        fmt::format("The model has {} parameters; {} of them are assumed: nobody has measured them, and "
                    "results that depend on them are hypotheses.",
                    all, assumed));
    Table table{"evidence_classes",
                "Parameters of the model by kind of evidence",
                {{"Evidence", "", false}, {"Meaning", "", false}, {"Parameters", "", true}},
                {},
                {}};
    for (const EvidenceCount& count : input.counts)
      table.rows.push_back({count.evidence_class, count.meaning, std::to_string(count.parameters)});
    report.table(table);
  }
  if (!input.known.empty()) {
    report.paragraph("Known:");
    report.list(input.known);
  }
  if (!input.assumed.empty()) {
    report.paragraph("Assumed:");
    report.list(input.assumed);
  }
}

}  // namespace trimer::report
