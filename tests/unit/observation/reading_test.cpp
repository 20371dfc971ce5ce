// What a record says once it has been read: times, anchors, derived fields, renamed columns.
#include <gmock/gmock.h>

#include "study_folder.h"

namespace trimer::observation {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::IsEmpty;

const std::string dated_exposure =
    "subject_id,drug,dose,unit,start_datetime,end_datetime,cycle\nP1,blinatumomab,9,ug/d,2024-03-01T12:00,,1\n";

TEST(Reading, byte_order_mark_crlf_quotes_and_columns_in_any_order_are_accepted) {
  const Reading reading = read_study({{"labs.csv", "\xEF\xBB\xBF" "day,\"unit\",test,value,subject_id,method\r\n"
                                                   "1.5,10*9/L,NEUT,\"0.4\",\"P1\",\"a, \"\"b\"\"\"\r\n"}});
  EXPECT_THAT(reading.messages, IsEmpty());
  ASSERT_EQ(reading.records.size(), 1u);
  const Lab& lab = reading.records[0].labs.at(0);
  EXPECT_EQ(lab.test, LabTest::NEUT);
  EXPECT_EQ(lab.value, 0.4);
  EXPECT_EQ(lab.method, "a, \"b\"");
  EXPECT_EQ(lab.at.day, 1.5);
  EXPECT_EQ(lab.at.calendar_day, 1);
  EXPECT_EQ(lab.source.line, 2);
  EXPECT_EQ(lab.source.table, Table::labs);
}

TEST(Reading, units_become_canonical_and_values_stay_as_reported) {
  const Reading reading = read_study({{"labs.csv", "subject_id,test,value,unit,day\nP1,NEUT,400,/mm3,1\nP1,NEUT,0.4,K/uL,2\n"
                                                   "P1,LDH,250,u/l,3\n"}});
  const auto& labs = reading.records.at(0).labs;
  EXPECT_EQ(labs.at(0).unit, "/uL");
  EXPECT_EQ(labs.at(0).value, 400);
  EXPECT_EQ(labs.at(1).unit, "10*9/L");
  EXPECT_EQ(labs.at(2).unit, "U/L");
  EXPECT_EQ(labs.at(2).code, "LDH");
}

TEST(Reading, dates_count_from_the_first_dose) {
  const Reading reading =
      read_study({{"exposure.csv", dated_exposure},
                  {"labs.csv", "subject_id,test,value,unit,datetime\nP1,NEUT,1,10*9/L,2024-03-02T00:00\n"
                               "P1,NEUT,2,10*9/L,2024-03-01T06:00\nP1,NEUT,3,10*9/L,2024-03-03\nP1,NEUT,4,10*9/L,2024-03\n"}});
  const SubjectRecord& record = reading.records.at(0);
  EXPECT_TRUE(record.subject.anchored);
  EXPECT_EQ(record.subject.anchor_date, 19783);  // 2024-03-01
  ASSERT_EQ(record.labs.size(), 4u);
  EXPECT_EQ(record.labs[0].at.day, -0.25);  // before the dose, the same date
  EXPECT_EQ(record.labs[0].at.calendar_day, 0);
  EXPECT_EQ(record.labs[1].at.day, 0.5);
  EXPECT_EQ(record.labs[1].at.calendar_day, 1);
  EXPECT_EQ(record.labs[2].at.day, 2);  // a date without time: the difference of the dates
  EXPECT_TRUE(record.labs[2].at.date_only);
  EXPECT_FALSE(record.labs[3].at.known());  // partial, last
  EXPECT_EQ(record.labs[3].value, 4);
}

TEST(Reading, calendar_days_are_those_of_the_time_zone_and_hours_are_real) {
  const Reading reading = read_study(
      {{"study.json", R"({"time_zone": "Europe/Berlin"})"},
       {"exposure.csv", "subject_id,drug,dose,unit,start_datetime,end_datetime,cycle\n"
                        "P1,blinatumomab,9,ug/d,2024-03-30T12:00,,1\n"},
       {"labs.csv", "subject_id,test,value,unit,datetime\nP1,NEUT,1,10*9/L,2024-03-31T12:00\n"
                    "P1,NEUT,2,10*9/L,2024-03-31T22:30Z\n"}});
  const auto& labs = reading.records.at(0).labs;
  EXPECT_THAT(labs.at(0).at.day, DoubleNear(23.0 / 24, 1e-15));  // the clock went forward
  EXPECT_EQ(labs.at(0).at.calendar_day, 1);
  EXPECT_EQ(labs.at(1).at.calendar_day, 2);  // already 1 April in Berlin
}

TEST(Reading, times_that_the_clock_skipped_or_showed_twice_are_told) {
  const Reading reading = read_study(
      {{"study.json", R"({"time_zone": "Europe/Berlin"})"},
       {"exposure.csv", dated_exposure},
       {"labs.csv", "subject_id,test,value,unit,datetime\nP1,NEUT,1,10*9/L,2024-03-31T02:30\n"
                    "P1,NEUT,2,10*9/L,2024-10-27T02:30\n"}});
  EXPECT_TRUE(reading.told("labs.datetime.clock_skipped"));
  EXPECT_TRUE(reading.told("labs.datetime.clock_twice"));
}

TEST(Reading, a_partial_date_is_completed_only_by_a_named_rule_and_marked) {
  const Files files = {{"exposure.csv", dated_exposure},
                       {"events.csv", "subject_id,event,cause,datetime\nP1,death,leukaemia,2024-06\n"}};
  EXPECT_FALSE(read_study(files).records.at(0).events.at(0).at.known());
  Files imputed = files;
  imputed["study.json"] = R"({"options": {"date_imputation": "mid_month"}})";
  const Reading reading = read_study(imputed);
  const Moment& death = reading.records.at(0).events.at(0).at;
  EXPECT_TRUE(death.imputed);
  EXPECT_EQ(death.day, 106);  // 2024-06-15
  EXPECT_TRUE(reading.told("events.datetime.imputed"));
}

TEST(Reading, days_whose_anchor_is_not_at_zero_are_shifted) {
  const Reading reading = read_study(
      {{"subjects.csv", "subject_id,age_y,car_t_day,baseline_remission\nP1,40,-80,no\n"},
       {"exposure.csv", "subject_id,drug,dose,unit,start_day,end_day,cycle\nP1,vincristine,2,mg,-20,-20,1\n"
                        "P1,blinatumomab,9,ug/d,10,17,1\nP1,blinatumomab,28,ug/d,17,38,1\n"},
       {"labs.csv", "subject_id,test,value,unit,day\nP1,NEUT,1,10*9/L,10.5\n"}});
  const SubjectRecord& record = reading.records.at(0);
  EXPECT_EQ(record.labs.at(0).at.day, 0.5);
  EXPECT_EQ(record.subject.car_t_day, -90);
  EXPECT_EQ(record.exposure.at(0).when.start.day, -30);
  EXPECT_EQ(record.exposure.at(1).when.end.day, 7);
  EXPECT_TRUE(reading.told("exposure.start_day.reanchored"));
  EXPECT_EQ(record.subject.prior_cd19_therapy, YesNo::yes);  // CAR-T precedes
}

TEST(Reading, the_anchor_can_be_the_car_t_infusion_or_a_date) {
  const Reading car_t = read_study({{"study.json", R"({"anchor": "car_t"})"},
                                    {"subjects.csv", "subject_id,age_y,car_t_datetime,baseline_remission\n"
                                                     "P1,40,2024-01-01,no\n"},
                                    {"exposure.csv", dated_exposure}});
  EXPECT_EQ(car_t.records.at(0).exposure.at(0).when.start.day, 60.5);
  EXPECT_EQ(car_t.records.at(0).subject.car_t_day, 0);

  const Files by_date = {{"study.json", R"({"anchor": "date"})"},
                         {"subjects.csv", "subject_id,age_y,anchor_datetime,baseline_remission\nP1,40,2024-02-28T12:00,no\n"},
                         {"exposure.csv", dated_exposure}};
  EXPECT_EQ(read_study(by_date).records.at(0).exposure.at(0).when.start.day, 2);

  Files without = by_date;
  without["subjects.csv"] = "subject_id,age_y,anchor_datetime,baseline_remission\nP1,40,,no\n";
  const Reading reading = read_study(without);
  EXPECT_FALSE(reading.records.at(0).subject.anchored);
  EXPECT_TRUE(reading.told("subjects.anchor_datetime.missing"));
}

TEST(Reading, a_subject_without_anchor_keeps_its_rows_their_order_and_distances) {
  const Reading reading =
      read_study({{"exposure.csv", "subject_id,drug,dose,unit,start_datetime\n"},
                  {"labs.csv", "subject_id,test,value,unit,datetime\nP1,NEUT,1,10*9/L,2024-03-05\n"
                               "P1,NEUT,2,10*9/L,2024-03-01\n"}});
  const SubjectRecord& record = reading.records.at(0);
  EXPECT_FALSE(record.subject.anchored);
  EXPECT_EQ(record.labs.at(0).value, 2);
  EXPECT_EQ(record.labs.at(1).at.day - record.labs.at(0).at.day, 4);
  EXPECT_EQ(record.subject.anchor_date, 19783);
}

TEST(Reading, sdtm_columns_are_accepted_by_a_declared_renaming_and_named_in_faults) {
  const Reading reading = read_study(
      {{"study.json", R"({"columns": "sdtm"})"},
       {"subjects.csv", "USUBJID,AGE,SEX,baseline_remission\nP1,40,F,no\n"},
       {"exposure.csv", "USUBJID,EXTRT,EXDOSE,EXDOSU,EXSTDTC,EXENDTC,cycle\nP1,BLINATUMOMAB,9,ug/d,2024-03-01,,1\n"},
       {"labs.csv", "USUBJID,LBTESTCD,LBORRES,LBORRESU,LBORNRLO,LBORNRHI,LBDTC\nP1,NEUT,0.4,10*9/L,1.8,7.5,2024-03-02\n"
                    "P1,NEUT,low,10*9/L,1.8,7.5,2024-03-03\n"}});
  EXPECT_THAT(reading.messages,
              testing::ElementsAre("labs.csv:3: LBORRES = low, expected a number [R labs.value.text]"));
  const SubjectRecord& record = reading.records.at(0);
  EXPECT_EQ(record.exposure.at(0).drug, "blinatumomab");
  EXPECT_EQ(record.labs.at(0).lln, 1.8);
  EXPECT_EQ(record.labs.at(0).at.day, 1);
  EXPECT_EQ(record.subject.sex, Sex::female);
}

TEST(Reading, a_renaming_to_a_column_that_does_not_exist_is_an_error) {
  const Reading reading = read_study({{"study.json", R"({"columns": {"labs": {"LBX": "values"}}})"}});
  EXPECT_THAT(reading.errors, testing::ElementsAre("study.json: columns.labs.LBX = values, expected a column of labs "
                                                   "[study.columns.unknown]"));
}

TEST(Reading, a_row_set_aside_is_kept_as_rejected_with_its_time_and_rule) {
  const Reading reading =
      read_study({{"vitals.csv", "subject_id,test,value,unit,day\nP1,TEMP,38.5,Cel,1\nP1,TEMP,385,Cel,1.25\n"}});
  const SubjectRecord& record = reading.records.at(0);
  ASSERT_EQ(record.vitals.size(), 1u);
  ASSERT_EQ(record.rejected.size(), 1u);
  EXPECT_EQ(record.rejected[0].source.line, 3);
  EXPECT_EQ(record.rejected[0].rule_id, "vitals.value.range");
  EXPECT_EQ(record.rejected[0].test, "TEMP");
  EXPECT_EQ(record.rejected[0].at.day, 1.25);
}

TEST(Reading, a_subject_row_set_aside_leaves_the_subject_with_its_other_rows) {
  const Reading reading = read_study({{"subjects.csv", "subject_id,age_y,weight_kg\nP1,40,900\n"},
                                      {"labs.csv", "subject_id,test,value,unit,day\nP1,NEUT,1,10*9/L,1\n"}});
  ASSERT_EQ(reading.records.size(), 1u);
  EXPECT_EQ(reading.records[0].subject.subject_id, "P1");
  EXPECT_EQ(reading.records[0].subject.age_y, std::nullopt);
  EXPECT_EQ(reading.records[0].labs.size(), 1u);
  EXPECT_EQ(reading.records[0].rejected.size(), 1u);
}

TEST(Reading, oxygen_is_for_hypoxia_unless_the_record_says_why_else) {
  const Reading reading = read_study(
      {{"support.csv", "subject_id,kind,device,for_hypoxia,reason,start_day,end_day\nP1,oxygen,nasal_cannula,,,1,2\n"
                       "P1,oxygen,mechanical_ventilation,,airway protection,2,3\nP1,oxygen,mechanical_ventilation,,,3,4\n"
                       "P1,oxygen,facemask,unknown,,4,5\nP1,oxygen,room_air,,,5,6\nP1,oxygen,cpap,no,,6,7\n"}});
  std::vector<YesNo> answers;
  for (const Support& row : reading.records.at(0).support) answers.push_back(row.for_hypoxia);
  EXPECT_EQ(answers, (std::vector{YesNo::yes, YesNo::no, YesNo::yes, YesNo::unknown, YesNo::unknown, YesNo::no}));
}

TEST(Reading, remission_at_baseline_is_derived_from_the_last_marrow_before_the_first_dose) {
  const auto derived = [](const std::string& rows) {
    return read_study({{"subjects.csv", "subject_id,age_y\nP1,40\n"},
                       {"disease.csv", "subject_id,site,measure,value,unit,day\n" + rows}})
        .records.at(0)
        .subject.baseline_remission;
  };
  EXPECT_EQ(derived("P1,BM,blast_pct,5,%,-3\nP1,BM,blast_pct,60,%,-30\n"), YesNo::yes);
  EXPECT_EQ(derived("P1,BM,blast_pct,5.1,%,-3\n"), YesNo::no);
  EXPECT_EQ(derived("P1,BM,blast_pct,2,%,-3\nP1,EMD,emd_status,present,,-3\n"), YesNo::no);
  EXPECT_EQ(derived("P1,BM,blast_pct,2,%,28\n"), YesNo::unknown);
}

TEST(Reading, sedation_beside_an_examination_without_a_word_about_it_is_told) {
  const Reading reading =
      read_study({{"neuro.csv", "subject_id,awake_state,loc_other_cause,day\nP1,unarousable,,2\nP1,unarousable,true,2.5\n"
                                "P1,unarousable,,9\n"},
                  {"support.csv", "subject_id,kind,agent,start_day,end_day\nP1,sedation,propofol,1,3\n"}});
  EXPECT_EQ(reading.report.counts.at("neuro.loc_other_cause.sedation").count, 1);
}

TEST(Reading, mrd_in_percent_becomes_a_fraction_and_csf_counts_cells_per_microlitre) {
  const Reading reading =
      read_study({{"disease.csv", "subject_id,site,measure,value,unit,method,day\nP1,BM,mrd_level,0.01,%,pcr,28\n"
                                  "P1,CSF,csf_wbc,0.005,10*9/L,,28\n"}});
  const auto& rows = reading.records.at(0).disease;
  EXPECT_EQ(rows.at(0).value, 1e-4);
  EXPECT_EQ(rows.at(0).unit, "1");
  EXPECT_EQ(rows.at(1).value, 5);
}

TEST(Reading, a_missing_table_is_a_table_without_rows_and_told) {
  const StudyFolder study({{"subjects.csv", plain_subjects}});
  ReadReport report;
  const auto records = read_records(study.path(), {}, &report);
  EXPECT_EQ(records.size(), 1u);
  EXPECT_EQ(report.counts.at("labs.missing_file").severity, Severity::warning);
  EXPECT_EQ(report.total(Severity::error), 0);
}

TEST(Reading, a_folder_without_tables_or_none_is_a_fault) {
  EXPECT_THROW(RecordReader("no such folder"), InputError);
  const StudyFolder empty;
  EXPECT_THROW(RecordReader(empty.path()), InputError);
}

TEST(Reading, all_errors_of_a_study_are_thrown_together) {
  const Reading reading = read_study({{"subjects.csv", "subject_id,age_y,baseline_remission\nP1,40,no\nP1,40,no\nP2,40,no\n"},
                                      {"events.csv", "subject_id,event,cause,day\nP2,death,crs,1\nP2,death,crs,2\n"},
                                      {"labs.csv", "subject_id,test,value,unit,day\nP1,NEUT,\"1,10*9/L,1\n"}});
  EXPECT_EQ(reading.errors.size(), 3u);
}

}  // namespace
}  // namespace trimer::observation
