// Virtual cytometry: what is put into a tube is found again through the reference gates of a panel.
#include <trimer/cytometry/virtual_tube.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/cytometry/gates_toml.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/panel_channels.h>

namespace trimer::cytometry {
namespace {

namespace fs = std::filesystem;

fs::path scratch(const std::string& name) {
  return fs::path(::testing::TempDir()) / ("virtual_" + name);
}

std::map<std::string, std::uint64_t> counts(const fs::path& file, const GateSet& gates,
                                            const std::string& panel_name) {
  const Panel panel = read_panel(panel_name);
  FcsReader reader(file);
  const PanelChannels channels(panel, reader);
  Gating gating(with_channels(gates, channels), reader);
  std::map<std::string, std::uint64_t> result;
  EventBlock block;
  while (reader.next(block)) {
    gating.evaluate(block);
    for (std::size_t g = 0; g < gating.gates().gates.size(); ++g)
      result[gating.gates().gates[g].id] +=
          std::accumulate(gating.inside(g).begin(), gating.inside(g).end(), std::uint64_t{0});
  }
  return result;
}

const VirtualTube marrow{.cells = {{"CD4 T cell", 700},
                                   {"CD8 T cell", 500},
                                   {"B cell", 150},
                                   {"other lymphocyte", 220},
                                   {"CD19+ blast", 4321},
                                   {"CD19- blast", 1234},
                                   {"granulocyte", 2000},
                                   {"monocyte", 400},
                                   {"erythroid cell", 900}},
                         .cd19_sites = 12000,
                         .keywords = {{"$SMNO", "VP000001"}},
                         .seed = 5,
                         .patient = 1};

TEST(virtual_tube, the_reference_gates_find_every_cell_again) {
  const fs::path file = scratch("marrow.fcs");
  write_virtual_fcs(file, marrow);
  const GateSet gates = parse_gates_toml(virtual_gates(), "gates.toml");
  const auto found = counts(file, gates, "lymphocyte_subsets");
  EXPECT_EQ(found.at("live"), 700U + 500 + 150 + 220 + 4321 + 1234 + 2000 + 400 + 900);
  EXPECT_EQ(found.at("lymphocytes"), 700U + 500 + 150 + 220);
  EXPECT_EQ(found.at("CD3+"), 1200U);
  EXPECT_EQ(found.at("CD3+CD8+"), 500U);
  EXPECT_EQ(found.at("B cells"), 150U);
  EXPECT_EQ(found.at("blasts"), 4321U + 1234);
  EXPECT_EQ(found.at("CD19+ blasts"), 4321U);
  EXPECT_EQ(found.at("residual blasts"), 4321U + 1234);
  fs::remove(file);
}

TEST(virtual_tube, without_compensation_the_counts_would_be_wrong) {
  const fs::path file = scratch("uncompensated.fcs");
  write_virtual_fcs(file, marrow);
  std::string text = virtual_gates();
  text.replace(text.find("compensation = \"FCS\""), 20, "compensation = \"uncompensated\"");
  const auto found = counts(file, parse_gates_toml(text, "gates.toml"), "lymphocyte_subsets");
  EXPECT_NE(found.at("CD19+ blasts"), 4321U);
  fs::remove(file);
}

TEST(virtual_tube, holds_doublets_and_dead_cells_that_the_gates_leave_out) {
  const fs::path file = scratch("doublets.fcs");
  write_virtual_fcs(file, marrow);
  FcsReader reader(file);
  const double live = 700 + 500 + 150 + 220 + 4321 + 1234 + 2000 + 400 + 900;
  EXPECT_NEAR(static_cast<double>(reader.layout().events), live * (1 + 0.04 / 0.96 + 0.03 / 0.97), 2);
  EXPECT_THAT(reader.warnings(), ::testing::IsEmpty());
  EXPECT_EQ(*reader.layout().keywords.find("$SMNO"), "VP000001");
  fs::remove(file);
}

TEST(virtual_tube, the_same_seed_gives_the_same_bytes_and_another_one_others) {
  const fs::path one = scratch("one.fcs"), two = scratch("two.fcs");
  VirtualTube tube{.cells = {{"CD8 T cell", 300}, {"CD19+ blast", 20}}, .keywords = {}, .seed = 9};
  write_virtual_fcs(one, tube);
  write_virtual_fcs(two, tube);
  EXPECT_EQ(read_file(one), read_file(two));
  tube.purpose = 1;
  write_virtual_fcs(two, tube);
  EXPECT_NE(read_file(one), read_file(two));
  fs::remove(one);
  fs::remove(two);
}

TEST(virtual_tube, an_unknown_kind_of_cell_is_refused_with_the_nearest) {
  try {
    write_virtual_fcs(scratch("kind.fcs"), {.cells = {{"CD8 T cel", 3}}, .keywords = {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("CD8 T cell"));
  }
}

TEST(virtual_tube, an_empty_tube_is_a_sound_file) {
  const fs::path file = scratch("empty.fcs");
  write_virtual_fcs(file, {.cells = {}, .keywords = {}});
  EXPECT_EQ(FcsReader(file).layout().events, 0U);
  fs::remove(file);
}

}  // namespace
}  // namespace trimer::cytometry
