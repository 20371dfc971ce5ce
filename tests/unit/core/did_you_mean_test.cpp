#include <gtest/gtest.h>

#include <trimer/core/did_you_mean.h>

namespace trimer {
namespace {

const std::vector<std::string> names = {"patients", "name", "seed"};

TEST(DidYouMean, finds_the_name_behind_a_slip) {
  EXPECT_EQ(did_you_mean("patiens", names), "patients");
  EXPECT_EQ(did_you_mean("Patients", names), "patients");
  EXPECT_EQ(did_you_mean("nmae", names), "name");
  EXPECT_EQ(suggestion("patien", {"patient", "patiens"}), ", did you mean 'patient' or 'patiens'?");
}

TEST(DidYouMean, stays_silent_when_nothing_is_near) {
  EXPECT_EQ(did_you_mean("thickness", names), "");
  EXPECT_EQ(suggestion("thickness", names), ", known: patients, name, seed");
}

}  // namespace
}  // namespace trimer
