// Writing and reading: the same records come back, whatever the order of the rows on disk.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include <trimer/observation/record_template.h>
#include <trimer/observation/record_writer.h>
#include <trimer/observation/sorted_rows.h>

#include "random_records.h"
#include "study_folder.h"

namespace trimer::observation {
namespace {

bool same_moment(const Moment& a, const Moment& b) {
  return a.known() == b.known() && (!a.known() || a.day == b.day) && a.calendar_day == b.calendar_day &&
         a.date_only == b.date_only && a.imputed == b.imputed;
}

template <class Row>
void expect_same_rows(const std::vector<Row>& a, const std::vector<Row>& b, bool lines) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_TRUE(content(a[i]) == content(b[i])) << "row " << i;
    EXPECT_TRUE(same_moment(start_of(a[i]), start_of(b[i]))) << "row " << i;
    if constexpr (requires { a[i].when; }) {
      EXPECT_TRUE(same_moment(a[i].when.end, b[i].when.end)) << "row " << i;
    }
    if (lines) {
      EXPECT_EQ(a[i].source.line, b[i].source.line);
    }
    EXPECT_EQ(a[i].source.table, b[i].source.table);
  }
}

auto covariates(const Subject& s) {
  return std::tie(s.subject_id, s.age_y, s.sex, s.weight_kg, s.bsa_m2, s.dx, s.car_t_day, s.car_t_product,
                  s.prior_cd19_therapy, s.prior_lines, s.baseline_remission, s.baseline_emd, s.baseline_cns,
                  s.baseline_ice, s.developmental_delay, s.anchored, s.anchor_date);
}

void expect_same(const SubjectRecord& a, const SubjectRecord& b, bool lines = true) {
  EXPECT_TRUE(covariates(a.subject) == covariates(b.subject)) << a.subject.subject_id;
  expect_same_rows(a.exposure, b.exposure, lines);
  expect_same_rows(a.labs, b.labs, lines);
  expect_same_rows(a.vitals, b.vitals, lines);
  expect_same_rows(a.support, b.support, lines);
  expect_same_rows(a.neuro, b.neuro, lines);
  expect_same_rows(a.disease, b.disease, lines);
  expect_same_rows(a.flow, b.flow, lines);
  expect_same_rows(a.events, b.events, lines);
}

std::vector<SubjectRecord> write_random(const std::filesystem::path& folder, std::uint64_t seed, int subjects) {
  RandomRecords random(seed);
  std::vector<SubjectRecord> records;
  RecordWriter writer(folder, {});
  for (int i = 0; i < subjects; ++i) {
    records.push_back(random.record("P" + std::to_string(1000 + i)));
    writer.write(records.back());
  }
  writer.close();
  return records;
}

TEST(RoundTrip, records_that_are_written_read_back_the_same_with_their_lines) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const StudyFolder study;
    const auto written = write_random(study.path(), seed, 20);
    const Reading reading = read_folder(study.path());
    EXPECT_THAT(reading.errors, testing::IsEmpty());
    ASSERT_EQ(reading.records.size(), written.size());
    for (std::size_t i = 0; i < written.size(); ++i) expect_same(written[i], reading.records[i]);
    EXPECT_EQ(reading.report.total(Severity::rejected), 0) << report_text(reading.report);
  }
}

TEST(RoundTrip, settings_are_written_beside_the_tables) {
  const StudyFolder study;
  StudySettings settings;
  settings.options.confirm_readings = 2;
  settings.profiles = {Profile::eln2024};
  RecordWriter writer(study.path(), settings);
  writer.close();
  EXPECT_EQ(read_study_settings(study.path()), settings);
}

TEST(RoundTrip, an_unfinished_study_leaves_no_table) {
  const StudyFolder study;
  {
    RecordWriter writer(study.path(), {});
    writer.write(RandomRecords(1).record("P1"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(study.path()));
}

TEST(RoundTrip, a_subject_without_name_or_twice_is_a_fault) {
  const StudyFolder study;
  RecordWriter writer(study.path(), {});
  RandomRecords random(1);
  EXPECT_THROW(writer.write(random.record("")), InputError);
  EXPECT_THROW(writer.write(random.record(std::string(65, 'x'))), InputError);
  writer.write(random.record("P1"));
  EXPECT_THROW(writer.write(random.record("P1")), InputError);
}

// Rows of a file without quoted line breaks.
void shuffle_rows(const std::filesystem::path& file, std::uint64_t seed) {
  std::istringstream in(read_file(file));
  std::string header, line;
  std::getline(in, header);
  std::vector<std::string> rows;
  while (std::getline(in, line)) rows.push_back(line);
  RandomStream stream(seed, 1, 1);
  for (std::size_t i = rows.size(); i > 1; --i)
    std::swap(rows[i - 1], rows[static_cast<std::size_t>(stream.uniform() * static_cast<double>(i))]);
  std::string text = header + "\n";
  for (const std::string& row : rows) text += row + "\n";
  write_file(file, text);
}

TEST(Order, shuffled_tables_give_the_same_records_sorted_in_memory_or_on_disk) {
  const StudyFolder study;
  RandomRecords random(7);
  {
    RecordWriter writer(study.path(), {});
    for (int i = 0; i < 40; ++i) {
      SubjectRecord record = random.record("P" + std::to_string(1000 + i));
      for (Support& row : record.support) row.reason.clear();  // no line breaks
      for (Lab& row : record.labs) row.method = "a, b";
      for (Disease& row : record.disease) row.gating = "CD22";
      record.subject.dx = record.subject.car_t_product = "x";
      for (Support& row : record.support)
        if (row.kind != SupportKind::vasopressor && row.kind != SupportKind::transfusion) row.agent = "x";
      writer.write(record);
    }
    writer.close();
  }
  const Reading sorted = read_folder(study.path());
  ASSERT_EQ(sorted.records.size(), 40u);
  for (const Word<Table>& table : words<Table>()) shuffle_rows(study.path() / (std::string(table.text) + ".csv"), 3);
  // 4 kB make hundreds of runs on disk, which are merged more than once.
  for (const std::size_t memory : {std::size_t{1} << 26, std::size_t{4096}, std::size_t{300}}) {
    const Reading shuffled = read_folder(study.path(), {.sort_memory = memory});
    ASSERT_EQ(shuffled.records.size(), 40u);
    for (std::size_t i = 0; i < 40; ++i) expect_same(sorted.records[i], shuffled.records[i], false);
  }
}

TEST(Order, rows_of_one_time_stand_in_an_order_of_their_content) {
  const std::string header = "subject_id,test,value,unit,day\n";
  const auto values = [](const Reading& reading) {
    std::vector<double> list;
    for (const Lab& lab : reading.records.at(0).labs) list.push_back(*lab.value);
    return list;
  };
  const Reading one = read_study({{"labs.csv", header + "P1,NEUT,2,10*9/L,1\nP1,NEUT,1,10*9/L,1\nP1,NEUT,3,10*9/L,0\n"}});
  const Reading two = read_study({{"labs.csv", header + "P1,NEUT,3,10*9/L,0\nP1,NEUT,1,10*9/L,1\nP1,NEUT,2,10*9/L,1\n"}});
  EXPECT_EQ(values(one), (std::vector<double>{3, 1, 2}));
  EXPECT_EQ(values(one), values(two));
}

TEST(Order, subjects_come_in_byte_order_of_their_names) {
  const Reading reading = read_study({{"subjects.csv", "subject_id,age_y,baseline_remission\nP2,40,no\nP10,41,no\nP1,42,no\n"}});
  std::vector<std::string> names;
  for (const SubjectRecord& record : reading.records) names.push_back(record.subject.subject_id);
  EXPECT_THAT(names, testing::ElementsAre("P1", "P10", "P2"));
}

TEST(Template, empty_tables_are_valid_and_hold_every_column_of_the_dictionary) {
  const StudyFolder study;
  write_record_template(study.path());
  const Reading reading = read_folder(study.path());
  EXPECT_THAT(reading.messages, testing::IsEmpty());
  EXPECT_THAT(reading.errors, testing::IsEmpty());
  EXPECT_EQ(read_study_settings(study.path()), StudySettings{});
  EXPECT_THROW(write_record_template(study.path()), InputError);  // nothing is overwritten
  EXPECT_THAT(read_file(study.path() / "dictionary.csv"),
              testing::HasSubstr("labs,unit,text,,UCUM units of the test,yes,\"missing or unknown: N, flag unit_missing; "
                                 "never guessed\",unit of the result,LBORRESU\n"));
}

TEST(Template, the_page_of_the_documentation_is_that_of_the_schema) {
  const std::filesystem::path page = std::filesystem::path(TRIMER_SOURCE_DIR) / "docs" / "records.md";
  if (std::getenv("TRIMER_REFRESH")) write_file(page, dictionary_markdown());
  EXPECT_EQ(read_file(page), dictionary_markdown()) << "run the test with TRIMER_REFRESH set to write it anew";
}

TEST(Check, the_report_holds_errors_and_rejects_without_throwing) {
  const StudyFolder study({{"subjects.csv", plain_subjects},
                           {"exposure.csv", plain_exposure},
                           {"labs.csv", "subject_id,test,value,unit,day\nP1,NEUT,x,10*9/L,1\n"},
                           {"vitals.csv", "subject_id,test\n"}});
  const ReadReport report = check_records(study.path());
  EXPECT_EQ(report.total(Severity::error), 2);
  EXPECT_THAT(report_text(report), testing::HasSubstr("vitals.csv:1: unit, expected this column in the header"));
  EXPECT_EQ(check_records("no such folder").total(Severity::error), 1);
}

TEST(Rejects, every_reason_of_a_row_set_aside_is_a_row) {
  const StudyFolder study({{"subjects.csv", plain_subjects},
                           {"exposure.csv", plain_exposure},
                           {"labs.csv", "subject_id,test,value,unit,lln,day\nP1,NEUT,\"a,b\",10*9/L,y,1\nP1,LDH,1,U/L,,1\n"}});
  RejectsFile rejects(study.path() / "rejects.csv");
  ReadOptions options;
  options.on_message = [&](const RecordMessage& message) { rejects.add(message); };
  (void)read_records(study.path(), options);
  EXPECT_EQ(rejects.rows(), 2);
  rejects.commit();
  EXPECT_EQ(read_file(study.path() / "rejects.csv"),
            "FILE,LINE,COLUMN,VALUE,RULEID,MESSAGE\nlabs.csv,2,value,\"a,b\",labs.value.text,expected a number\n"
            "labs.csv,2,lln,y,labs.lln.text,expected a number\n");
}

TEST(Messages, beyond_the_kept_ones_they_are_counted_and_still_passed_on) {
  std::string rows = "subject_id,test,value,unit,day\n";
  for (int i = 0; i < 50; ++i) rows += "P1,NEUT,x,10*9/L,1\n";
  const Reading reading = read_study({{"labs.csv", rows}}, {.kept_messages = 10});
  EXPECT_EQ(reading.report.messages.size(), 10u);
  EXPECT_EQ(reading.messages.size(), 50u);
  EXPECT_EQ(reading.report.counts.at("labs.value.text").count, 50);
}

}  // namespace
}  // namespace trimer::observation
