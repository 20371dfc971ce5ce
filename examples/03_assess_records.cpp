// Grade a real series from its tables: read the folder, assess each subject, ask why.
#include <cstdio>

#include <fmt/core.h>

#include <trimer/assessment/assess.h>
#include <trimer/assessment/summary.h>
#include <trimer/core/fault.h>
#include <trimer/observation/record_reader.h>

using namespace trimer;

int main(int argc, char** argv) try {
  const char* folder = argc > 1 ? argv[1] : TRIMER_EXAMPLE_SERIES;
  observation::RecordReader reader(folder);  // streaming: one subject at a time
  assessment::Assessor assessor(reader.settings());
  observation::SubjectRecord record;
  int subjects = 0;
  while (reader.next(record)) {
    const assessment::SubjectAssessment& result = assessor.assess(record);
    const assessment::SubjectSummary summary = assessment::summarize(record, result, reader.settings());
    const assessment::WorstGrade& crs = summary.worst_of(assessment::Grading::CRSASTCT);
    fmt::print("{}: {}, CRS {}\n", summary.subject_id,
               summary.responses.empty() ? "-" : assessment::to_text(summary.responses.front().best),
               crs.grade ? std::to_string(*crs.grade) : "not evaluable");
    if (subjects++ == 0)  // from the grade to its rows and the text of the rule
      for (const std::string& line : assessment::explain(record, reader.settings(), crs.day.value_or(1), "CRSASTCT"))
        fmt::print("    {}\n", line);
  }
  fmt::print("{} subjects, {} warnings\n", subjects, reader.report().total(observation::Severity::warning));
  return 0;
} catch (const InputError& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
