// Gates from TOML and Gating-ML on events placed by hand, and the counts of a published test set.
#include <trimer/cytometry/gating.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include <trimer/core/fault.h>
#include <trimer/cytometry/gates_toml.h>
#include <trimer/cytometry/gating_ml.h>

#include "fcs_builder.h"

namespace trimer::cytometry {
namespace {

using testing::append;
using ::testing::Contains;
using testing::FcsBuilder;
using ::testing::HasSubstr;
using testing::two_parameters;

/// Membership, a 0 or 1 per event, of a gate on events (A, B).
std::string members(const GateSet& gates, const std::string& id,
                    const std::vector<std::pair<double, double>>& events) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", std::to_string(events.size()));
  for (const auto& [a, b] : events) {
    append(file.data, static_cast<float>(a), false);
    append(file.data, static_cast<float>(b), false);
  }
  FcsReader reader(file.bytes(), "built.fcs");
  Gating gating(gates, reader);
  EventBlock block;
  reader.next(block);
  gating.evaluate(block);
  std::string text;
  for (const std::uint8_t in : gating.inside(gating.place(id))) text += in ? '1' : '0';
  return text;
}

std::string members(const std::string& toml, const std::string& id,
                    const std::vector<std::pair<double, double>>& events) {
  return members(parse_gates_toml(toml, "gates.toml"), id, events);
}

std::string fault_of(const std::string& text, bool bind = false) {
  try {
    const GateSet gates = text[0] == '<' ? parse_gating_ml(text, "g.xml") : parse_gates_toml(text, "g.toml");
    if (!bind) return "no fault";
    FcsReader reader(two_parameters("F", 32, "1,2,3,4", "0").bytes(), "built.fcs");
    Gating gating(gates, reader);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

const std::string ab = "dimension = [{ channel = \"A\" }, { channel = \"B\" }]\n";

TEST(gating, a_rectangle_holds_its_lower_bound_but_not_its_upper_one) {
  const std::string gate =
      "[[gate]]\nid = \"r\"\nkind = \"rectangle\"\ndimension = [{ channel = \"A\", min = 1, max = 2 }, { "
      "channel = \"B\" }]\n";
  EXPECT_EQ(members(gate, "r", {{1, 0}, {2, 0}, {1.5, -9}, {0.5, 0}, {1.5, NAN}}), "10100");
}

TEST(gating, a_polygon_that_crosses_itself_is_even_odd_and_holds_its_border) {
  // A pentagram: its core is enclosed twice, so it is outside.
  const std::string star =
      "[[gate]]\nid = \"p\"\nkind = \"polygon\"\n" + ab +
      "x = [0, 0.5878, -0.9511, 0.9511, -0.5878]\ny = [1, -0.809, 0.3125, 0.3125, -0.809]\n";
  EXPECT_EQ(members(star, "p", {{0, 0}, {0, 0.8}, {0, 0.3125}, {2, 0.3125}}), "0110");
  const std::string square =
      "[[gate]]\nid = \"p\"\nkind = \"polygon\"\n" + ab + "x = [0, 1, 1, 0]\ny = [0, 0, 1, 1]\n";
  EXPECT_EQ(members(square, "p", {{0, 0}, {1, 1}, {1, 0.5}, {0.5, 0}, {0.5, 1}, {1.001, 0.5}, {0.5, 0.5}}),
            "1111101");
}

TEST(gating, an_ellipsoid_holds_what_is_within_its_distance) {
  const std::string gate = "[[gate]]\nid = \"e\"\nkind = \"ellipsoid\"\n" + ab +
                           "mean = [1, 2]\ncovariance = [4, 0, 0, 1]\ndistance_square = 1\n";
  EXPECT_EQ(members(gate, "e", {{3, 2}, {3.01, 2}, {1, 3}, {1, 3.01}, {2, 2.5}}), "10101");
}

TEST(gating, quadrants_share_every_event_and_a_divider_belongs_above) {
  const std::string gate =
      "[[gate]]\nid = \"q\"\nkind = \"quadrants\"\n"
      "dimension = [{ channel = \"A\", divider = [10] }, { channel = \"B\", divider = [5] }]\n"
      "quadrant = [{ id = \"pp\", location = [11, 6] }, { id = \"np\", location = [0, 6] }, { id = \"pn\", "
      "location = "
      "[11, 0] }, { id = \"nn\", location = [0, 0] }]\n";
  const std::vector<std::pair<double, double>> events = {{10, 5}, {9.9, 5}, {10, 4.9}, {-1, -1}};
  EXPECT_EQ(members(gate, "pp", events), "1000");
  EXPECT_EQ(members(gate, "np", events), "0100");
  EXPECT_EQ(members(gate, "pn", events), "0010");
  EXPECT_EQ(members(gate, "nn", events), "0001");
}

TEST(gating, boolean_gates_and_parents_combine_whatever_their_order) {
  const std::string gates =
      "[[gate]]\nid = \"both\"\nkind = \"all\"\nof = [\"a\", \"not b\"]\n"
      "[[gate]]\nid = \"either\"\nkind = \"any\"\nof = [\"a\", \"b\"]\n"
      "[[gate]]\nid = \"neither\"\nkind = \"not\"\nof = [\"either\"]\n"
      "[[gate]]\nid = \"b in a\"\nparent = \"a\"\nkind = \"rectangle\"\ndimension = [{ channel = \"B\", min "
      "= 0 }]\n"
      "[[gate]]\nid = \"a\"\nkind = \"rectangle\"\ndimension = [{ channel = \"A\", min = 0 }]\n"
      "[[gate]]\nid = \"b\"\nkind = \"rectangle\"\ndimension = [{ channel = \"B\", min = 0 }]\n";
  const std::vector<std::pair<double, double>> events = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
  EXPECT_EQ(members(gates, "both", events), "0100");
  EXPECT_EQ(members(gates, "either", events), "1110");
  EXPECT_EQ(members(gates, "neither", events), "0001");
  EXPECT_EQ(members(gates, "b in a", events), "1000");
}

TEST(gating, a_logarithm_without_value_is_outside_and_its_complement_inside) {
  const std::string gates =
      "[scale.l]\nkind = \"log\"\nT = 1000\nM = 3\n"
      "[[gate]]\nid = \"g\"\nkind = \"rectangle\"\ndimension = [{ channel = \"A\", scale = \"l\", max = 2 "
      "}]\n"
      "[[gate]]\nid = \"n\"\nkind = \"not\"\nof = [\"g\"]\n";
  EXPECT_EQ(members(gates, "g", {{0, 0}, {-5, 0}, {1, 0}}), "001");
  EXPECT_EQ(members(gates, "n", {{0, 0}, {-5, 0}, {1, 0}}), "110");
}

TEST(gating, compensates_where_a_gate_asks_for_the_matrix_of_the_file) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "1");
  file.set("SPILL", "2,A,B,1,0.5,0,1");
  append(file.data, 10.0F, false);
  append(file.data, 5.0F, false);
  const std::string toml =
      "[[gate]]\nid = \"c\"\nkind = \"rectangle\"\ndimension = [{ channel = \"B\", max = 1 }]\n"
      "[[gate]]\nid = \"u\"\nkind = \"rectangle\"\n"
      "dimension = [{ channel = \"B\", compensation = \"uncompensated\", max = 1 }]\n";
  FcsReader reader(file.bytes(), "built.fcs");
  EventBlock block;
  reader.next(block);
  Gating gating(parse_gates_toml(toml, "g.toml"), reader);
  gating.evaluate(block);
  EXPECT_EQ(gating.inside(0)[0], 1);
  EXPECT_EQ(gating.inside(1)[0], 0);
  EXPECT_THAT(gating.warnings(), Contains("compensated with SPILL of the file"));
  Gating with_user(
      parse_gates_toml(toml, "g.toml"), reader,
      Spillover{
          .id = "m.csv", .fluorochromes = {"x", "y"}, .detectors = {"A", "B"}, .coefficients = {1, 0, 0, 1}});
  with_user.evaluate(block);
  EXPECT_EQ(with_user.inside(0)[0], 0);
}

TEST(gating, counts_of_the_published_test_set) {
  const GateSet gates = parse_gates_toml(R"(
[scale.asinh]
kind = "asinh"
T = 10000
M = 4
A = 1
[scale.log]
kind = "log"
T = 10000
M = 5
[scale.logicle]
kind = "logicle"
T = 10000
M = 4.5
W = 0.5
[[gate]]
id = "Range1"
kind = "rectangle"
dimension = [{ channel = "FSC-H", min = 100 }]
[[gate]]
id = "Rectangle1"
kind = "rectangle"
dimension = [{ channel = "SSC-H", min = 20, max = 80 }, { channel = "FL1-H", min = 70, max = 200 }]
[[gate]]
id = "Polygon1"
kind = "polygon"
dimension = [{ channel = "FL2-H" }, { channel = "FL3-H" }]
x = [5, 500, 500]
y = [5, 5, 500]
[[gate]]
id = "Ellipse1"
kind = "ellipsoid"
dimension = [{ channel = "FL3-H" }, { channel = "FL4-H" }]
mean = [12.99701, 16.22941]
covariance = [62.5, 37.5, 37.5, 62.5]
distance_square = 1
[[gate]]
id = "ParAnd2"
parent = "Polygon1"
kind = "all"
of = ["Range1", "Ellipse1"]
[[gate]]
id = "ScaleRange1"
kind = "rectangle"
dimension = [{ channel = "FL1-H", scale = "asinh", min = 0.37, max = 0.63 }]
[[gate]]
id = "ScaleRange6"
kind = "rectangle"
dimension = [{ channel = "FL1-H", scale = "log", min = 0.37, max = 0.63 }]
[[gate]]
id = "ScaleRange4"
kind = "rectangle"
dimension = [{ channel = "FL1-H", scale = "logicle", min = 0.37, max = 0.63 }]
)",
                                         "counts.toml");
  FcsReader reader(std::filesystem::path(TRIMER_TEST_DATA) / "data1.fcs");
  Gating gating(gates, reader);
  std::vector<long> counts(gates.gates.size(), 0);
  EventBlock block;
  while (reader.next(block)) {
    gating.evaluate(block);
    for (std::size_t g = 0; g < counts.size(); ++g)
      counts[g] += std::accumulate(gating.inside(g).begin(), gating.inside(g).end(), 0L);
  }
  EXPECT_THAT(counts, ::testing::ElementsAre(440, 252, 1582, 203, 12, 8425, 8351, 2509));
}

std::string gating_ml(const std::string& body) {
  return "<g:Gating-ML xmlns:g=\"http://www.isac-net.org/std/Gating-ML/v2.0/gating\" xmlns:d=\"d\" "
         "xmlns:t=\"t\">\n" +
         body + "</g:Gating-ML>";
}

TEST(gating, an_event_without_a_place_on_a_scale_is_in_no_polygon) {
  const std::string gates =
      "[scale.l]\nkind = \"log\"\nT = 1000\nM = 3\n[[gate]]\nid = \"p\"\nkind = \"polygon\"\n"
      "dimension = [{ channel = \"A\", scale = \"l\" }, { channel = \"B\" }]\n"
      "x = [-9, 9, 9, -9]\ny = [-9, -8, 9, 8]\n";
  EXPECT_EQ(members(gates, "p", {{-1, 0}, {10, 0}, {0, 0}, {10, NAN}}), "0100");
}

TEST(gating, bounds_of_a_ratio_hold_its_values) {
  // A / B is 4, 1 and infinite; held at 2 it is outside [0, 2), and inside a gate from 2 on.
  const std::string body =
      "<t:transformation t:id=\"r\" t:boundMax=\"2\"><t:fratio t:A=\"1\" t:B=\"0\" t:C=\"0\">"
      "<d:fcs-dimension d:name=\"A\"/><d:fcs-dimension d:name=\"B\"/></t:fratio></t:transformation>"
      "<g:RectangleGate g:id=\"at\"><g:dimension g:compensation-ref=\"uncompensated\" g:min=\"2\" "
      "g:max=\"2.5\"><d:new-dimension d:transformation-ref=\"r\"/></g:dimension></g:RectangleGate>";
  EXPECT_EQ(members(parse_gating_ml(gating_ml(body), "g.xml"), "at", {{4, 1}, {1, 1}, {1, 0}}), "101");
}

TEST(gating, a_bound_may_be_written_as_infinite) {
  const std::string body =
      "<g:RectangleGate g:id=\"r\"><g:dimension g:compensation-ref=\"uncompensated\" g:min=\"-INF\" "
      "g:max=\"INF\"><d:fcs-dimension d:name=\"A\"/></g:dimension></g:RectangleGate>";
  EXPECT_EQ(members(parse_gating_ml(gating_ml(body), "g.xml"), "r", {{4, 1}, {INFINITY, 1}, {NAN, 0}}),
            "110");
}

TEST(gating, a_quadrant_may_be_the_parent_and_the_operand_of_a_gate) {
  const std::string divider =
      "<g:divider g:id=\"%\" g:compensation-ref=\"uncompensated\"><d:fcs-dimension d:name=\"%\"/>"
      "<g:value>1</g:value><g:value>2</g:value></g:divider>";
  std::string a = divider, b = divider;
  for (std::string* text : {&a, &b})
    for (std::size_t at = 0; (at = text->find('%')) != std::string::npos;)
      text->at(at) = text == &a ? 'A' : 'B';
  const std::string body =
      "<g:RectangleGate g:id=\"child\" g:parent_id=\"middle\"><g:dimension "
      "g:compensation-ref=\"uncompensated\" g:min=\"1.5\"><d:fcs-dimension d:name=\"B\"/></g:dimension>"
      "</g:RectangleGate><g:BooleanGate g:id=\"not\"><g:not><g:gateReference g:ref=\"middle\"/></g:not>"
      "</g:BooleanGate><g:BooleanGate g:id=\"and\"><g:and><g:gateReference g:ref=\"low\"/><g:gateReference "
      "g:ref=\"child\" g:use-as-complement=\"true\"/></g:and></g:BooleanGate><g:QuadrantGate g:id=\"Q\">" +
      a + b +
      "<g:Quadrant g:id=\"middle\"><g:position g:divider_ref=\"A\" g:location=\"1.5\"/><g:position "
      "g:divider_ref=\"B\" g:location=\"1.5\"/></g:Quadrant><g:Quadrant g:id=\"low\"><g:position "
      "g:divider_ref=\"A\" g:location=\"0\"/></g:Quadrant></g:QuadrantGate>";
  const GateSet gates = parse_gating_ml(gating_ml(body), "g.xml");
  const std::vector<std::pair<double, double>> events = {{1, 1}, {1, 1.5}, {2, 1.5}, {1.9, 2}, {0.9, 9}};
  EXPECT_EQ(members(gates, "middle", events), "11000");
  EXPECT_EQ(members(gates, "child", events), "01000");
  EXPECT_EQ(members(gates, "not", events), "00111");
  EXPECT_EQ(members(gates, "low", events), "00001") << "a quadrant need not look at every divider";
  EXPECT_EQ(members(gates, "and", events), "00001");
}

TEST(gating, a_detector_means_its_fluorochrome_where_each_has_one) {
  const std::string matrix =
      "<t:spectrumMatrix t:id=\"m\"><t:fluorochromes><d:fcs-dimension d:name=\"dye 1\"/><d:fcs-dimension "
      "d:name=\"dye 2\"/></t:fluorochromes><t:detectors><d:fcs-dimension d:name=\"A\"/><d:fcs-dimension "
      "d:name=\"B\"/></t:detectors><t:spectrum><t:coefficient t:value=\"1\"/><t:coefficient t:value=\"0.5\"/>"
      "</t:spectrum><t:spectrum><t:coefficient t:value=\"0\"/><t:coefficient t:value=\"1\"/></t:spectrum>"
      "</t:spectrumMatrix>";
  for (const std::string name : {"dye 2", "B"}) {
    const GateSet gates = parse_gating_ml(
        gating_ml(matrix +
                  "<g:RectangleGate g:id=\"r\"><g:dimension g:compensation-ref=\"m\" g:min=\"9\">"
                  "<d:fcs-dimension d:name=\"" +
                  name + "\"/></g:dimension></g:RectangleGate>"),
        "g.xml");
    EXPECT_EQ(members(gates, "r", {{10, 15}, {10, 13}, {0, 9}}), "101") << name;
  }
}

TEST(gating, faults_of_a_document_name_the_gate_and_its_line) {
  const std::string head =
      "<g:Gating-ML xmlns:g=\"http://www.isac-net.org/std/Gating-ML/v2.0/gating\" xmlns:d=\"d\" "
      "xmlns:t=\"t\">\n";
  const auto xml = [&](const std::string& body) { return head + body + "</g:Gating-ML>"; };
  EXPECT_THAT(fault_of("<a"), HasSubstr("not XML"));
  EXPECT_THAT(fault_of("<Gating-ML xmlns=\"http://www.isac-net.org/std/Gating-ML/v1.5/gating\"/>"),
              HasSubstr("expected http://www.isac-net.org/std/Gating-ML/v2.0/gating"));
  EXPECT_THAT(fault_of(xml("<g:HexagonGate g:id=\"h\"/>")), HasSubstr("g.xml:2: g:HexagonGate"));
  EXPECT_THAT(
      fault_of(xml("<g:RectangleGate g:id=\"r\">\n<g:dimension g:compensation-ref=\"FCS\" g:min=\"x\"/>"
                   "</g:RectangleGate>")),
      ::testing::AllOf(HasSubstr("g.xml:3: dimension min = x, expected a number"),
                       HasSubstr("expected one fcs-dimension")));
  EXPECT_THAT(
      fault_of(xml("<t:transformation t:id=\"l\"><t:logicle t:T=\"-1\" t:W=\"1\" t:M=\"4\" t:A=\"0\"/>"
                   "</t:transformation>")),
      HasSubstr("transformation l T = -1, expected > 0"));
  EXPECT_THAT(fault_of(xml(""), true), HasSubstr("at least one gate"));
}

TEST(gating, faults_of_binding_are_all_listed) {
  const std::string circle =
      "[[gate]]\nid = \"a\"\nkind = \"all\"\nof = [\"b\"]\n[[gate]]\nid = \"b\"\nparent = \"a\"\nkind = "
      "\"rectangle\"\ndimension = [{ channel = \"A\" }]\n";
  EXPECT_THAT(fault_of(circle, true), HasSubstr("circle"));
  const std::string many =
      "[[gate]]\nid = \"a\"\nparent = \"none\"\nkind = \"rectangle\"\ndimension = [{ channel = \"X\", min = "
      "2, max = 1 }]\n"
      "[[gate]]\nid = \"e\"\nkind = \"ellipsoid\"\n" +
      ab +
      "mean = [0, 0]\ncovariance = [1, 2, 2, 1]\ndistance_square = 1\n"
      "[[gate]]\nid = \"p\"\nkind = \"polygon\"\n" +
      ab +
      "x = [0, 1]\ny = [0, 1]\n"
      "[[gate]]\nid = \"s\"\nkind = \"rectangle\"\ndimension = [{ channel = \"A\", scale = \"none\" }]\n";
  const std::string text = fault_of(many, true);
  for (const char* part : {"gate a parent = none", "gate a channel = X", "expected min <= max",
                           "positive definite", "2 vertices", "gate s transformation = none"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(gating, unknown_keys_of_a_toml_are_refused) {
  EXPECT_THAT(
      fault_of("[[gate]]\nid = \"a\"\nkind = \"rectangle\"\ncolour = 1\ndimension = [{ channel = \"A\" }]\n"),
      HasSubstr("colour"));
}

}  // namespace
}  // namespace trimer::cytometry
