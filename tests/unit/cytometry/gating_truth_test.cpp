// Every gate of the Gating-ML compliance set against its truth file, event for event.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include <trimer/core/output_file.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/gating_ml.h>

namespace trimer::cytometry {
namespace {

const std::filesystem::path shared = std::filesystem::path(TRIMER_SOURCE_DIR) / "../shared/cytometry";
const std::filesystem::path data_file = std::filesystem::path(TRIMER_TEST_DATA) / "data1.fcs";

struct TruthCase {
  const char* document;
  std::vector<const char*> gates;
};

const TruthCase cases[] = {
    {"gml_range_gate", {"Range1"}},
    {"gml_rect1_gate", {"Rectangle1"}},
    {"gml_poly1_gate", {"Polygon1"}},
    {"gml_ellipse1_gate", {"Ellipse1"}},
    {"gml_quadrant1_gate", {"FL2P-FL4P", "FL2N-FL4P", "FL2N-FL4N", "FL2P-FL4N"}},
    {"gml_boolean_and1_gate", {"And1", "Polygon1"}},
    {"gml_boolean_not1_gate", {"Not1", "Ellipse1"}},
    {"gml_parent_poly1_boolean_and2_gate", {"ParAnd2", "Range1"}},
    {"gml_ratio_range1_gate", {"RatRange1"}},
    {"gml_matrix_rect3_gate", {"Rectangle3"}},
    {"gml_transform_asinh_range1_gate", {"ScaleRange1"}},
    {"gml_transform_log_range6_gate", {"ScaleRange6"}},
    {"gml_transform_logicle_range4_gate", {"ScaleRange4"}},
    {"gml_matrix_transform_logicle_range4c_gate", {"ScaleRange4c"}},
};

TEST(gating_truth, every_gate_agrees_with_its_truth_file_in_every_event) {
  if (!std::filesystem::exists(shared / "truth")) GTEST_SKIP() << "skipped: " << shared << " is not there";
  for (const TruthCase& test : cases) {
    FcsReader reader(data_file);
    Gating gating(read_gating_ml(shared / "gatingml" / (std::string(test.document) + ".xml")), reader);
    std::vector<std::string> truth(test.gates.size());
    std::vector<std::size_t> differing(test.gates.size(), 0);
    for (std::size_t g = 0; g < test.gates.size(); ++g) {
      const std::string text =
          read_file(shared / "truth" / ("Results_" + std::string(test.gates[g]) + ".txt"));
      for (const char c : text)
        if (c == '0' || c == '1') truth[g] += c;
      ASSERT_EQ(truth[g].size(), 13367U);
    }
    EventBlock block;
    while (reader.next(block)) {
      gating.evaluate(block);
      for (std::size_t g = 0; g < test.gates.size(); ++g) {
        const auto inside = gating.inside(gating.place(test.gates[g]));
        for (std::size_t i = 0; i < block.events; ++i)
          differing[g] += (truth[g][block.first_event + i] == '1') != (inside[i] == 1);
      }
    }
    for (std::size_t g = 0; g < test.gates.size(); ++g) EXPECT_EQ(differing[g], 0U) << test.gates[g];
  }
}

}  // namespace
}  // namespace trimer::cytometry
