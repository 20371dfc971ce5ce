#include <gtest/gtest.h>

#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/protocol/decision.h>
#include <trimer/protocol/read_protocol.h>

namespace trimer::protocol {
namespace {

class Log : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file); }
  void write(const std::string& rows) { write_file(file, decisions_csv_header() + rows); }
  std::string faults() {
    try {
      (void)read_decisions(file, label, 5);
    } catch (const InputError& error) {
      std::string text = error.what();
      for (std::size_t at; (at = text.find(file.string() + ":")) != std::string::npos;)
        text.erase(at, file.string().size() + 1);
      return text;
    }
    return "";
  }
  Protocol label = preset("label");
  std::filesystem::path file = std::filesystem::path(testing::TempDir()) /
                               ("log_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(Log, days_read_back_to_the_same_bits_and_commas_stay_in_their_field) {
  const std::vector<Decision> made = {
      {1.0 / 3, 1, "crs_grade 3, interruptions 1", "crs_grade_3", Effect::hold, 1.0 / 3},
      {0.1 + 0.2 + 4, 1, "crs_grade 0, gap 4 d", "crs_grade_3", Effect::restart_same_cycle, 5.0 + 1.0 / 24},
      {28.5, 2, "remission 1", "plan", Effect::next_cycle, 42}};
  write(decisions_csv_rows(17, "a,b", made));
  const DecisionLog log = read_decisions(file, label, 5);
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log.at(17), made);
}

TEST_F(Log, every_faulty_row_is_named) {
  write("1,a,2,1,x,crs_grade_3,hold,2\n"
        "1,a,1,1,x,crs_grade_3,restart_same_cycle,1\n"
        "x,a,3,1,x,plan,next_cycle,3\n"
        "2,a,soon,1.5,x,plan,pause,-2\n"
        "3,a,9,1,x,plan,next_cycle,8\n");
  EXPECT_EQ(faults(), "3: day = 1, expected not before the row above\n"
                      "4: patient = x, expected a whole number\n"
                      "5: day = soon, expected an elapsed day\n"
                      "5: cycle = 1.5, expected a whole number\n"
                      "5: effect = pause, expected an effect, e.g. hold\n"
                      "5: at_day = -2, expected an elapsed day\n"
                      "6: at_day = 8, expected not before the day of the decision");
}

TEST_F(Log, what_a_course_cannot_follow_is_refused) {
  write("1,a,2,1,x,crs_grade_3,restart_same_cycle,2\n"
        "2,a,2,1,x,crs_grade_3,dexamethasone,2\n"
        "3,a,2,6,x,plan,next_cycle,42\n"
        "4,a,2,0,x,plan,next_cycle,42\n"
        "5,a,2,1,x,relapsed,stop,2\n");
  EXPECT_EQ(faults(), "2: rule = crs_grade_3, expected a hold before it\n"
                      "3: rule = crs_grade_3, the rule asks for hold\n"
                      "4: cycle = 6, expected a cycle of the regimen, 1 to 5\n"
                      "5: cycle = 0, expected a cycle of the regimen, 1 to 5\n"
                      "6: rule = relapsed, no rule of the protocol, did you mean 'relapse'?");
  EXPECT_EQ(read_decisions(file).size(), 5u) << "to look at, without a protocol, they are only rows";
}

TEST_F(Log, a_file_without_a_column_says_which) {
  write_file(file, "patient,subject_id,day,cycle,observation,rule,effect\n");
  EXPECT_EQ(faults(), "1: at_day, missing column");
}

}  // namespace
}  // namespace trimer::protocol
