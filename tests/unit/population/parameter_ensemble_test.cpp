#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/population/parameter_ensemble.h>

namespace trimer::population {
namespace {

constexpr const char* two_members = R"(format = "trimer-ensemble/1"
title = "Two members"

[made]
command = "trimer calibrate a.toml"
method = "by hand"
seed = 3
version = "0.1.0"
date = "2025-01-31"
time = "1 s"
patients = 200

[[hyper_parameter]]
name = "leak_half"
unit = "pg/mL"
prior = { scale = "log", mu = 7.17, sd = 0.576, low = 300, high = 3000 }
source = "assumed"
values = [900.25, 1300]

[[hyper_parameter]]
name = "platelets.median_factor"
unit = "1"
prior = { scale = "log", mu = 0, sd = 0.3 }
source = "assumed"
values = [0.1, 1.5]

[members]
weights = [0.25, 0.75]
)";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

std::string faults_in(std::string_view from, std::string_view to) {
  try {
    (void)read_ensemble(replaced(two_members, from, to), "e.toml");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(ParameterEnsemble, members_are_models) {
  const ParameterEnsemble ensemble = read_ensemble(two_members, "e.toml");
  ASSERT_EQ(ensemble.size(), 2u);
  const ParameterModel base = parameter_model();
  EXPECT_EQ(ensemble.member(base, 0).typical.leak_half, 900.25);
  EXPECT_EQ(hyper_parameter_value(ensemble.member(base, 1), "platelets.median_factor"), 1.5);
  EXPECT_EQ(ensemble.origin.seed, 3u);
}

TEST(ParameterEnsemble, prints_itself_back_to_the_bit) {
  ParameterEnsemble ensemble = read_ensemble(two_members, "e.toml");
  ensemble.values[0][0] = 1000.0 / 3;
  EXPECT_EQ(read_ensemble(to_toml(ensemble), "again.toml"), ensemble);
}

TEST(ParameterEnsemble, members_are_chosen_in_proportion_to_their_weights) {
  const ParameterEnsemble ensemble = read_ensemble(two_members, "e.toml");
  EXPECT_EQ(ensemble.chosen(4), (std::vector<std::size_t>{0, 1, 1, 1}));
  EXPECT_EQ(ensemble.chosen(1), (std::vector<std::size_t>{1}));
}

TEST(ParameterEnsemble, faults_name_line_and_expectation) {
  EXPECT_EQ(faults_in("[0.25, 0.75]", "[0.25, 0.5]"),
            "e.toml:28: members.weights = [0.25, 0.5], expected a sum of 1, found 0.75");
  EXPECT_NE(
      faults_in("\"pg/mL\"", "\"ng/mL\"").find("e.toml:15: hyper_parameter[1].unit = ng/mL, expected pg/mL"),
      std::string::npos);
  EXPECT_NE(faults_in("leak_half", "leak_haf").find("did you mean 'leak_half'?"), std::string::npos);
  EXPECT_NE(faults_in("[0.1, 1.5]", "[0.1]").find("expected 2 numbers, one per member, found 1"),
            std::string::npos);
  EXPECT_NE(faults_in("1300]", "3001]").find("expected 300 to 3000, found 3001 at member 2"),
            std::string::npos);
  EXPECT_NE(faults_in("platelets.median_factor", "leak_half").find("expected each hyper-parameter once"),
            std::string::npos);
  EXPECT_NE(faults_in("sd = 0.576", "sd = 0").find("expected > 0"), std::string::npos);
  EXPECT_NE(faults_in("seed = 3", "sed = 3").find("made.seed"), std::string::npos);
}

TEST(ParameterEnsemble, the_shipped_ones_are_readable) {
  for (const std::string& name : ensemble_names()) EXPECT_GE(named_ensemble(name).size(), 1u) << name;
  EXPECT_THROW((void)named_ensemble("none_of_that_name"), InputError);
}

}  // namespace
}  // namespace trimer::population
