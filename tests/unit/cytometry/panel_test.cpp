// Panel templates: markers found by name, populations bound, and gates proposed from the density.
#include <trimer/cytometry/panel.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>
#include <trimer/cytometry/gate_proposal.h>
#include <trimer/cytometry/gates_toml.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/population_statistics.h>
#include <trimer/cytometry/tube_analysis.h>
#include <trimer/cytometry/virtual_tube.h>

#include "fcs_builder.h"

namespace trimer::cytometry {
namespace {

using testing::FcsBuilder;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// A file without events whose channels have these names and stains.
FcsReader file_with(const std::vector<std::pair<std::string, std::string>>& channels) {
  FcsBuilder file;
  file.set("$BEGINDATA", "????????????").set("$ENDDATA", "????????????");
  file.set("$MODE", "L").set("$DATATYPE", "F").set("$BYTEORD", "1,2,3,4").set("$TOT", "0");
  file.set("$PAR", std::to_string(channels.size())).set("$NEXTDATA", "0");
  int n = 0;
  for (const auto& [name, stain] : channels) {
    const std::string key = "$P" + std::to_string(++n);
    file.set(key + "N", name).set(key + "B", "32").set(key + "R", "262144").set(key + "E", "0,0");
    if (!stain.empty()) file.set(key + "S", stain);
  }
  return FcsReader(file.bytes(), "tube.fcs");
}

std::string fault_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

const char* const small_panel = R"(
title = "small"
[marker]
FSC-A = ["FSC-A", "FSC-H"]
FSC-H = ["FSC-H"]
CD3 = ["CD3"]
CD8 = ["CD8"]
dead = ["live dead"]
[[population]]
id = "singlets"
axes = ["FSC-A FSC-H"]
optional = true
propose = "singlets"
[[population]]
id = "live"
parent = "singlets"
axes = ["dead"]
optional = true
[[population]]
id = "CD3+"
parent = "live"
axes = ["CD3"]
propose = "above"
[[reading]]
marker = "CD3"
population = "live"
positive = "CD3+"
)";

TEST(panels, of_the_project_are_read) {
  for (const std::string& file : data_files_in("panels")) {
    if (!file.ends_with(".toml")) continue;
    const Panel panel = read_panel(file.substr(0, file.size() - 5));
    EXPECT_FALSE(panel.populations.empty()) << file;
    EXPECT_EQ(panel.name + ".toml", file);
  }
  EXPECT_GE(data_files_in("panels").size(), 3U);
}

TEST(panels, an_unknown_name_lists_the_nearest) {
  EXPECT_THAT(fault_of([] { (void)read_panel("b_all_blast"); }), HasSubstr("b_all_blasts"));
}

TEST(panels, faults_are_all_listed_with_their_lines) {
  const std::string text = fault_of([] {
    (void)parse_panel(
        "title = \"x\"\n[marker]\nA = [\"A\"]\n[[population]]\nid = \"p\"\nparent = \"q\"\naxes = [\"B\"]\n"
        "colour = 1\n[[population]]\nid = \"c\"\naxes = [\"A\"]\npropose = \"cluster\"\ntarget = [1, "
        "0]\n[[reading]]\nmarker = "
        "\"A\"\npopulation = \"p\"\npositive = \"z\"\n",
        "x.toml");
  });
  for (const char* part : {"x.toml:6", "x.toml:7", "colour", "two markers", "population written above"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(panels, a_marker_is_found_as_a_word_of_the_stain_or_the_name_but_not_inside_a_word) {
  const Panel panel = parse_panel(small_panel, "small.toml");
  for (const char* stain : {"CD3", "cd3", "CD3 PerCP-Cy5.5", "PE-CD3", "anti-CD3 BV605", " CD3 "}) {
    const FcsReader reader = file_with({{"B1-A", "CD38 FITC"}, {"B2-A", stain}, {"B3-A", "CD33"}});
    EXPECT_EQ(PanelChannels(panel, reader).channel("CD3"), "B2-A") << stain;
  }
  const FcsReader by_name = file_with({{"CD38-A", ""}, {"CD3 FITC-A", ""}});
  EXPECT_EQ(PanelChannels(panel, by_name).channel("CD3"), "CD3 FITC-A");
  EXPECT_FALSE(PanelChannels(panel, by_name).has("CD8"));
}

TEST(panels, the_area_of_a_detector_is_meant_where_a_stain_stands_at_height_too) {
  const Panel panel = parse_panel(small_panel, "small.toml");
  const FcsReader reader = file_with({{"B1-H", "CD3"}, {"B1-A", "CD3"}, {"B1-W", "CD3"}});
  EXPECT_EQ(PanelChannels(panel, reader).channel("CD3"), "B1-A");
}

TEST(panels, a_marker_that_fits_two_channels_is_a_fault_until_the_user_says_which) {
  const Panel panel = parse_panel(small_panel, "small.toml");
  const FcsReader reader = file_with({{"FL2-H", "CD8 B PE"}, {"FL4-H", "CD8 APC"}});
  EXPECT_THAT(fault_of([&] { (void)PanelChannels(panel, reader); }),
              HasSubstr("FL2-H (CD8 B PE), FL4-H (CD8 APC); say which with --channel CD8=NAME"));
  EXPECT_EQ(PanelChannels(panel, reader, {{"CD8", "CD8 APC"}}).channel("CD8"), "FL4-H");
  EXPECT_THAT(fault_of([&] {
                (void)PanelChannels(panel, reader, {{"CD8", "FL9"}});
              }),
              HasSubstr("FL2-H (CD8 B PE)"));
  EXPECT_THAT(fault_of([&] {
                (void)PanelChannels(panel, reader, {{"CD9", "FL4-H"}});
              }),
              HasSubstr("did you mean"));
}

TEST(panels, a_population_without_channels_is_left_out_and_its_children_hang_on_its_parent) {
  const Panel panel = parse_panel(small_panel, "small.toml");
  const FcsReader reader = file_with({{"FSC-A", ""}, {"FSC-H", ""}, {"B1-A", "CD3"}});
  const PanelChannels channels(panel, reader);
  const BoundPanel bound(panel, channels, reader);
  ASSERT_EQ(bound.populations().size(), 2U);
  EXPECT_EQ(bound.find("CD3+")->parent, "singlets");
  EXPECT_EQ(bound.standing_for("live"), "singlets");
  const FcsReader height_only = file_with({{"FSC-H", ""}, {"B1-A", "CD3"}});
  const BoundPanel without(panel, PanelChannels(panel, height_only), height_only);
  EXPECT_EQ(without.find("singlets"), nullptr) << "both axes would be one channel";
  EXPECT_EQ(without.find("CD3+")->parent, "");
}

TEST(panels, a_missing_marker_is_named_with_what_was_looked_for_and_what_there_is) {
  const Panel panel = parse_panel(small_panel, "small.toml");
  const FcsReader reader = file_with({{"FSC-A", ""}, {"B1-A", "CD4"}});
  const PanelChannels channels(panel, reader);
  EXPECT_THAT(fault_of([&] { (void)BoundPanel(panel, channels, reader); }),
              HasSubstr("no channel is called CD3 among FSC-A, B1-A (CD4)"));
}

struct Read {
  GateProposal proposal;
  std::map<std::string, std::uint64_t> counts;
};

Read proposed(const std::string& panel_name, const VirtualTube& tube, std::uint64_t seed = 1) {
  const fs::path file = fs::path(::testing::TempDir()) / ("panel_" + panel_name + ".fcs");
  write_virtual_fcs(file, tube);
  const Panel panel = read_panel(panel_name);
  FcsReader reader(file);
  const PanelChannels channels(panel, reader);
  const BoundPanel bound(panel, channels, reader);
  const ProposalFile sample{.reader = &reader, .channels = &channels, .control_for = {}};
  Read read;
  read.proposal = propose_gates(panel, bound, std::span(&sample, 1), {.seed = seed, .compensation = {}});
  Gating gating(with_channels(parse_gates_toml(read.proposal.toml(), "proposal.toml"), channels), reader);
  EventBlock block;
  while (reader.next(block)) {
    gating.evaluate(block);
    for (std::size_t g = 0; g < gating.gates().gates.size(); ++g)
      read.counts[gating.gates().gates[g].id] +=
          std::accumulate(gating.inside(g).begin(), gating.inside(g).end(), std::uint64_t{0});
  }
  fs::remove(file);
  return read;
}

double share(const Read& read, const std::string& of, const std::string& in) {
  return static_cast<double>(read.counts.at(of)) / static_cast<double>(read.counts.at(in));
}

const VirtualTube marrow{.cells = {{"CD4 T cell", 1400},
                                   {"CD8 T cell", 1000},
                                   {"B cell", 200},
                                   {"other lymphocyte", 400},
                                   {"CD19+ blast", 6000},
                                   {"CD19- blast", 2000},
                                   {"granulocyte", 4000},
                                   {"monocyte", 700},
                                   {"erythroid cell", 1500}},
                         .keywords = {},
                         .seed = 3};

TEST(gate_proposal, finds_the_blasts_of_a_virtual_marrow_and_their_cd19) {
  const Read read = proposed("b_all_blasts", marrow);
  EXPECT_THAT(read.proposal.not_proposed, ::testing::IsEmpty());
  EXPECT_NEAR(static_cast<double>(read.counts.at("blasts")), 8000, 400);
  EXPECT_NEAR(share(read, "CD19+ blasts", "blasts"), 0.75, 0.02);
  EXPECT_NEAR(static_cast<double>(read.counts.at("live")), 17200, 350);
}

TEST(gate_proposal, finds_the_lymphocytes_of_a_virtual_blood_and_their_subsets) {
  const VirtualTube blood{.cells = {{"CD4 T cell", 4000},
                                    {"CD8 T cell", 2500},
                                    {"B cell", 500},
                                    {"other lymphocyte", 1500},
                                    {"granulocyte", 9000},
                                    {"monocyte", 1200}},
                          .keywords = {},
                          .seed = 4};
  const Read read = proposed("lymphocyte_subsets", blood);
  EXPECT_NEAR(share(read, "CD3+", "lymphocytes"), 6500.0 / 8500, 0.01);
  EXPECT_NEAR(share(read, "CD3+CD8+", "CD3+"), 2500.0 / 6500, 0.01);
  EXPECT_NEAR(share(read, "B cells", "lymphocytes"), 500.0 / 8500, 0.005);
}

TEST(scatter_scale, follows_what_is_in_the_channel_up_to_its_top) {
  const FcsParameter parameter{.range = 262144};
  std::vector<double> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  EXPECT_EQ(scatter_scale(parameter, values).top(), 1200) << "1.2 times 994 in two digits";
  for (double& value : values) value *= 1000;
  EXPECT_EQ(scatter_scale(parameter, values).top(), 262144);
  EXPECT_EQ(scatter_scale(parameter, {}).top(), 262144);
  EXPECT_EQ(scatter_scale(parameter, std::vector<double>{-1, NAN}).top(), 262144);
}

TEST(gate_plots, an_outline_that_leaves_the_plot_is_cut_at_its_rim_and_keeps_its_slope) {
  const fs::path file = fs::path(::testing::TempDir()) / "outline.fcs";
  write_virtual_fcs(file, {.cells = {{"granulocyte", 2000}}, .keywords = {}, .seed = 1});
  const Panel panel = read_panel("b_all_residual");
  FcsReader reader(file);
  const PanelChannels channels(panel, reader);
  const BoundPanel bound(panel, channels, reader);
  GateSet gates = parse_gates_toml(
      "[[gate]]\nid = \"singlets\"\nkind = \"polygon\"\ndimension = [{ channel = \"FSC-A\" }, { channel = "
      "\"FSC-H\" }]\nx = [0, 600000, 600000]\ny = [0, 420000, 540000]\n"
      "[[gate]]\nid = \"live\"\nparent = \"singlets\"\nkind = \"rectangle\"\ndimension = [{ channel = "
      "\"viability\", max = 2000 }]\n[[gate]]\nid = \"residual blasts\"\nparent = \"live\"\nkind = "
      "\"rectangle\"\ndimension = [{ channel = \"CD10\", min = 600 }]\n",
      "gates.toml");
  const TubeAnalysis tube = analyse_tube(reader, panel, channels, bound, gates);
  fs::remove(file);
  ASSERT_EQ(tube.plots.size(), 3U);
  const GatePlot& plot = tube.plots[0];
  const double slope = plot.grid.x_scale().top() / plot.grid.y_scale().top();
  bool reaches = false;
  for (const PlotVertex& vertex : plot.gates.at(0).vertices) {
    EXPECT_LE(vertex.x, 1 + 1e-12);
    EXPECT_LE(vertex.y, 1 + 1e-12);
    reaches = reaches || vertex.x > 1 - 1e-9 || vertex.y > 1 - 1e-9;
    if (vertex.x > 0.1 && vertex.y < 1 - 1e-9) {
      const double ratio = vertex.y / vertex.x / slope;
      EXPECT_TRUE(std::fabs(ratio - 0.7) < 1e-6 || std::fabs(ratio - 0.9) < 1e-6 || vertex.x > 1 - 1e-9)
          << ratio;
    }
  }
  EXPECT_TRUE(reaches);
}

TEST(gate_proposal, is_the_same_for_the_same_seed) {
  const Read one = proposed("b_all_blasts", marrow, 7), two = proposed("b_all_blasts", marrow, 7);
  EXPECT_EQ(one.proposal.toml(), two.proposal.toml());
}

TEST(gate_proposal, names_how_each_gate_came_about_and_what_it_leaves_to_the_user) {
  const Read read = proposed("b_all_blasts", marrow);
  const std::string text = read.proposal.toml();
  EXPECT_THAT(text, HasSubstr("Proposed from the density of the events with seed 1."));
  EXPECT_THAT(text, HasSubstr("quantile of CD19 among CD3+, the internal negative"));
  EXPECT_THAT(text, HasSubstr("the valley of the density of viability"));
  const Read residual = proposed("b_all_residual", marrow);
  EXPECT_THAT(residual.proposal.toml(),
              HasSubstr("Not proposed: residual blasts: its gate is drawn by hand"));
}

TEST(gate_proposal, proposes_nothing_where_one_population_shows_no_valley) {
  VirtualTube tube{.cells = {{"granulocyte", 3000}, {"other lymphocyte", 3000}}, .keywords = {}, .seed = 2};
  const Read read = proposed("lymphocyte_subsets", tube);
  EXPECT_FALSE(read.counts.contains("CD3+"));
  EXPECT_THAT(read.proposal.not_proposed, ::testing::Contains(HasSubstr("CD3+: CD3 shows no valley")));
}

TEST(gates_toml, gates_written_read_back_the_same) {
  const std::string text = R"(
[scale."dye 1"]
kind = "logicle"
T = 262144
M = 4.5
W = 0.5
A = 0.25
[[gate]]
id = "a"
kind = "rectangle"
dimension = [{ channel = "X", scale = "dye 1", min = 0.1 }, { channel = "Y", compensation = "uncompensated", max = 1e5 }]
[[gate]]
id = "b"
parent = "a"
kind = "polygon"
dimension = [{ channel = "X" }, { channel = "Y" }]
x = [0, 1, 0.333333333333]
y = [0, 0, 1e-7]
[[gate]]
id = "c"
kind = "ellipsoid"
dimension = [{ channel = "X" }, { channel = "Y" }]
mean = [0.5, 0.5]
covariance = [1, 0.1, 0.1, 2]
distance_square = 9.21
[[gate]]
id = "d"
kind = "any"
of = ["a", "not b"]
)";
  const GateSet gates = parse_gates_toml(text, "a.toml");
  const std::string written = to_toml(gates, {{"b", {"a comment"}}, {"", {"head"}}});
  EXPECT_THAT(written, HasSubstr("# head\n"));
  EXPECT_THAT(written, HasSubstr("# a comment\n[[gate]]\nid = \"b\""));
  EXPECT_EQ(to_toml(parse_gates_toml(written, "b.toml")), to_toml(gates));
  EXPECT_EQ(parse_gates_toml(written, "b.toml").scales.at("dye 1")(500), gates.scales.at("dye 1")(500));
}

}  // namespace
}  // namespace trimer::cytometry
