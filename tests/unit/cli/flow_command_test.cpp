/// @file
/// `trimer flow` as a user meets it: started as a process on a file and its gates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <trimer/core/output_file.h>

namespace trimer::cli {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path data1 = fs::path(TRIMER_SOURCE_DIR) / "tests/unit/cytometry/data/data1.fcs";

constexpr const char* gates = R"(<?xml version="1.0" encoding="UTF-8"?>
<g:Gating-ML xmlns:g="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
             xmlns:d="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
  <g:RectangleGate g:id="Range1">
    <g:dimension g:compensation-ref="uncompensated" g:min="100"><d:fcs-dimension d:name="FSC-H"/></g:dimension>
  </g:RectangleGate>
  <g:QuadrantGate g:id="Q">
    <g:divider g:id="FL2" g:compensation-ref="FCS"><d:fcs-dimension d:name="FL2-H"/><g:value>12.14748</g:value></g:divider>
    <g:divider g:id="FL4" g:compensation-ref="FCS"><d:fcs-dimension d:name="FL4-H"/><g:value>14.22417</g:value></g:divider>
    <g:Quadrant g:id="both">
      <g:position g:divider_ref="FL2" g:location="15"/><g:position g:divider_ref="FL4" g:location="15"/>
    </g:Quadrant>
    <g:Quadrant g:id="neither">
      <g:position g:divider_ref="FL2" g:location="5"/><g:position g:divider_ref="FL4" g:location="5"/>
    </g:Quadrant>
  </g:QuadrantGate>
</g:Gating-ML>)";

class FlowCommand : public testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(testing::TempDir()) / ("trimer_flow_" + std::to_string(getpid()));
    fs::remove_all(base_);
    fs::create_directories(base_);
    write_file(base_ / "gates.xml", gates);
  }
  void TearDown() override { fs::remove_all(base_); }
  int trimer(const std::string& arguments) {
    const std::string command =
        "cd '" + base_.string() + "' && '" TRIMER_BINARY "' flow " + arguments + " >out.txt 2>&1";
    const int status = std::system(command.c_str());
    text_ = read_file(base_ / "out.txt");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  long ones(const std::string& gate) {
    const std::string text = read_file(base_ / "inside" / ("Results_" + gate + ".txt"));
    EXPECT_EQ(text.size(), 2 * 13367U);
    return std::count(text.begin(), text.end(), '1');
  }

  fs::path base_;
  std::string text_;
};

TEST_F(FlowCommand, writes_a_line_per_event_for_every_gate_and_quadrant) {
  ASSERT_EQ(trimer(data1.string() + " --gates gates.xml --membership inside"), 0) << text_;
  EXPECT_EQ(ones("Range1"), 440);
  EXPECT_EQ(ones("both"), 620);
  EXPECT_EQ(ones("neither"), 5148);
  EXPECT_FALSE(fs::exists(base_ / "inside/Results_Q.txt"));
  EXPECT_THAT(text_, HasSubstr("13367 events"));
}

TEST_F(FlowCommand, describes_a_file_without_gates) {
  EXPECT_EQ(trimer(data1.string()), 0);
  EXPECT_THAT(text_, HasSubstr("CD3 PerCP"));
  EXPECT_THAT(text_, HasSubstr("logarithmic, 4 decades from 1"));
}

TEST_F(FlowCommand, names_what_is_wrong_and_ends_with_2) {
  EXPECT_EQ(trimer("gates.xml"), 2);
  EXPECT_THAT(text_, HasSubstr("expected FCS2.0"));
  EXPECT_EQ(trimer(data1.string() + " --gates no.xml"), 2);
  EXPECT_EQ(trimer(data1.string() + " --membership inside"), 2);
  EXPECT_EQ(trimer(data1.string() + " --data-set 2 --gates gates.xml --membership inside"), 2);
  EXPECT_FALSE(fs::exists(base_ / "inside/Results_Range1.txt"));
}

}  // namespace
}  // namespace trimer::cli
