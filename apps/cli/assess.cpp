// trimer assess: record tables in, graded tables out.
#include <cstdio>
#include <string>

#include <trimer/assessment/assess.h>
#include <trimer/assessment/tables.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/core/version.h>
#include <trimer/observation/record_reader.h>
#include <trimer/observation/record_template.h>

#include "assess_report.h"
#include "assess_summary.h"
#include "commands.h"
#include "interrupt.h"

namespace trimer::cli {
namespace {

using observation::RecordReader;
using observation::SubjectRecord;

int write_template(const AssessArguments& arguments) {
  observation::write_record_template(arguments.template_folder);
  std::printf("empty tables, study.json and dictionary.csv are in %s\n", arguments.template_folder.c_str());
  return 0;
}

int check(const AssessArguments& arguments) {
  observation::ReadOptions options;
  options.strict = arguments.strict;
  const observation::ReadReport report = observation::check_records(arguments.records, options);
  std::printf("%s", observation::report_text(report).c_str());
  return report.total(observation::Severity::error) > 0 ? 2 : 0;
}

int why(const AssessArguments& arguments) {
  RecordReader reader(arguments.records);
  SubjectRecord record;
  while (reader.next(record)) {
    if (record.subject.subject_id != arguments.why_subject) continue;
    for (const std::string& line :
         assessment::explain(record, reader.settings(), arguments.why_day, arguments.why_scale)) {
      std::printf("%s\n", line.c_str());
    }
    return 0;
  }
  throw InputError("--why", arguments.why_subject, "expected a subject_id of " + arguments.records.string());
}

std::filesystem::path default_folder(const std::filesystem::path& records) {
  std::filesystem::path name = records.lexically_normal();
  if (name.filename().empty()) name = name.parent_path();
  return std::filesystem::path("assessed") / name.filename();
}

}  // namespace

int assess(const AssessArguments& arguments) {
  if (!arguments.template_folder.empty()) return write_template(arguments);
  if (arguments.records.empty()) throw InputError("DIR", "", "expected a folder of record tables");
  if (arguments.check) return check(arguments);
  if (!arguments.why_subject.empty()) return why(arguments);

  const std::filesystem::path folder =
      arguments.out.empty() ? default_folder(arguments.records) : arguments.out;
  OutputFolder out(folder, arguments.replace);
  observation::RejectsFile rejects(out.path() / "rejects.csv");
  observation::ReadOptions options;
  options.strict = arguments.strict;
  options.on_message = [&rejects](const observation::RecordMessage& message) { rejects.add(message); };
  RecordReader reader(arguments.records, options);
  const std::string study = std::filesystem::weakly_canonical(arguments.records).filename().string();
  assessment::AssessmentTables tables(out.path(), reader.settings(),
                                      {.study = study, .version = std::string(version)});
  assessment::Assessor assessor(reader.settings());
  AssessSummary summary(reader.settings());
  AssessReport page(reader.settings());
  watch_for_interrupt();
  SubjectRecord record;
  while (reader.next(record)) {
    throw_if_interrupted();
    const assessment::SubjectAssessment& result = assessor.assess(record);
    tables.write(record, result);
    summary.add(record, result);
    page.add(record, result);
  }
  tables.close();
  rejects.commit();
  write_file(out.path() / "messages.txt", observation::report_text(reader.report()));
  write_file(out.path() / "summary.json", summary.json(study, reader.report()));
  write_file(out.path() / "agreement.csv", summary.agreement_csv());
  report::assessment_report(page.input(study, reader.report())).write(out.path());
  out.commit();
  std::printf("%s\n%s\n", summary.text(reader.report()).c_str(), (folder / "report.html").c_str());
  return 0;
}

}  // namespace trimer::cli
