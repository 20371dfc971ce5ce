// How fast records are read, graded and written: subjects with 100 laboratory rows each, sorted by subject.
//
//     benchmark_assess [SUBJECTS] [FOLDER]
//
// Prints seconds of processor time and rows per second of reading and grading, and again with the tables
// written.
#include <trimer/assessment/assess.h>
#include <trimer/assessment/tables.h>
#include <trimer/core/random.h>
#include <trimer/observation/record_reader.h>
#include <trimer/observation/record_writer.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>

#include <sys/resource.h>

namespace {

using namespace trimer;
using observation::LabTest;

constexpr int draws_per_test = 25;

observation::SubjectRecord subject(int number) {
  RandomStream random(1, static_cast<std::uint64_t>(number), 1);
  observation::SubjectRecord record;
  char id[16];
  std::snprintf(id, sizeof id, "S%08d", number);
  record.subject.subject_id = id;
  record.subject.age_y = 40;
  observation::Exposure dose;
  dose.drug = "blinatumomab";
  dose.dose = 28;
  dose.unit = "ug/d";
  dose.when = {observation::Moment::at(0), observation::Moment::at(28)};
  dose.route = "CIV";
  dose.cycle = 1;
  record.exposure.push_back(dose);
  const struct {
    LabTest test;
    const char* unit;
    double lln, spread;
  } tests[] = {{LabTest::NEUT, "10*9/L", 2, 6},
               {LabTest::PLAT, "10*9/L", 150, 300},
               {LabTest::HGB, "g/L", 120, 180},
               {LabTest::LYM, "10*9/L", 1.1, 4}};
  for (int i = 0; i < draws_per_test; ++i) {
    for (const auto& test : tests) {
      observation::Lab row;
      row.test = test.test;
      row.unit = test.unit;
      row.lln = test.lln;
      row.value = std::round(random.uniform() * test.spread * 100) / 100;
      row.at = observation::Moment::at(-2 + 3.0 * i);
      record.labs.push_back(row);
    }
  }
  observation::Event alive;
  alive.event = observation::EventKind::last_alive;
  alive.at = observation::Moment::at(100);
  record.events.push_back(alive);
  return record;
}

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void assess_all(const std::filesystem::path& folder, int subjects, assessment::AssessmentTables* tables) {
  const double start = processor_seconds();
  observation::RecordReader reader(folder);
  assessment::Assessor assessor(reader.settings());
  observation::SubjectRecord record;
  long graded = 0;
  while (reader.next(record)) {
    const assessment::SubjectAssessment& result = assessor.assess(record);
    const assessment::SubjectSummary summary = assessment::summarize(record, result, reader.settings());
    graded += static_cast<long>(result.labs.size()) + summary.disagreements;
    if (tables) tables->write(record, result);
  }
  const double seconds = processor_seconds() - start;
  std::printf("%s: %d subjects, %ld graded rows, %.2f s of one core, %.0f rows/s\n",
              tables ? "read, grade, write" : "read, grade", subjects, graded, seconds,
              static_cast<double>(graded) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const int subjects = argc > 1 ? std::atoi(argv[1]) : 100000;
  const std::filesystem::path folder = argc > 2
                                           ? std::filesystem::path(argv[2])
                                           : std::filesystem::temp_directory_path() / "trimer_assess_rate";
  std::filesystem::create_directories(folder / "tables");
  {
    observation::RecordWriter writer(folder, {});
    for (int i = 0; i < subjects; ++i) writer.write(subject(i));
    writer.close();
  }
  assess_all(folder, subjects, nullptr);
  assessment::AssessmentTables tables(folder / "tables", {}, {});
  assess_all(folder, subjects, &tables);
  tables.close();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("largest memory %ld MiB\n", usage.ru_maxrss / 1024);
  std::filesystem::remove_all(folder);
}
