// What is written is read back the same.
#include <trimer/cytometry/fcs_writer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <filesystem>
#include <limits>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/core/random.h>

#include "fcs_builder.h"

namespace trimer::cytometry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

fs::path scratch(const std::string& name) {
  return fs::path(::testing::TempDir()) / ("fcs_writer_" + name);
}

EventBlock block_of(std::size_t parameters, std::vector<double> values) {
  EventBlock block;
  block.parameters = parameters;
  block.events = values.size() / parameters;
  block.values = std::move(values);
  return block;
}

/// Values of all events, parameter by parameter, as bits so that NaN compares.
std::vector<std::uint64_t> all_bits(FcsReader& reader) {
  std::vector<std::vector<std::uint64_t>> columns(reader.layout().parameters.size());
  EventBlock block;
  while (reader.next(block, FcsValues::channel))
    for (std::size_t p = 0; p < block.parameters; ++p)
      for (const double value : block.column(p)) columns[p].push_back(std::bit_cast<std::uint64_t>(value));
  std::vector<std::uint64_t> bits;
  for (const auto& column : columns) bits.insert(bits.end(), column.begin(), column.end());
  return bits;
}

void copy(FcsReader& from, const fs::path& to) {
  FcsWriter writer(to, content_of(from.layout()));
  EventBlock block;
  while (from.next(block, FcsValues::channel)) writer.write(block);
  writer.close();
  from.rewind();
}

void expect_same(FcsReader& one, FcsReader& other) {
  ASSERT_EQ(one.layout().events, other.layout().events);
  ASSERT_EQ(one.layout().parameters.size(), other.layout().parameters.size());
  for (std::size_t p = 0; p < one.layout().parameters.size(); ++p) {
    const FcsParameter &a = one.layout().parameters[p], &b = other.layout().parameters[p];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.stain, b.stain);
    EXPECT_EQ(a.type, b.type);
    EXPECT_EQ(a.bits, b.bits);
    EXPECT_EQ(a.range, b.range);
    EXPECT_EQ(a.decades, b.decades);
    EXPECT_EQ(a.lowest, b.lowest);
    EXPECT_EQ(a.gain, b.gain);
  }
  EXPECT_EQ(all_bits(one), all_bits(other));
}

TEST(fcs_writer, a_real_file_of_integers_comes_back_the_same) {
  for (const char* name : {"data1.fcs", "0877408774.B08"}) {
    FcsReader original(fs::path(TRIMER_TEST_DATA) / name);
    const fs::path file = scratch("real.fcs");
    copy(original, file);
    FcsReader written(file);
    EXPECT_EQ(written.layout().version, "3.1");
    EXPECT_THAT(written.warnings(), IsEmpty());
    expect_same(original, written);
    fs::remove(file);
  }
}

TEST(fcs_writer, keywords_of_a_real_file_come_back_the_same_and_in_order) {
  FcsReader original(fs::path(TRIMER_TEST_DATA) / "data1.fcs");
  const fs::path file = scratch("keywords.fcs");
  copy(original, file);
  FcsReader written(file);
  EXPECT_EQ(content_of(original.layout()).keywords, content_of(written.layout()).keywords);
  EXPECT_GT(content_of(written.layout()).keywords.size(), 50U);
  fs::remove(file);
}

TEST(fcs_writer, any_type_width_and_byte_order_comes_back_the_same) {
  RandomStream random(11, 1, 1);
  const fs::path file = scratch("any.fcs");
  for (const FcsType type : {FcsType::integer, FcsType::real32, FcsType::real64}) {
    for (const bool big : {false, true}) {
      FcsContent content;
      content.type = type;
      content.big_endian = big;
      for (int p = 0; p < 5; ++p) {
        FcsParameter parameter{.name = "P|" + std::to_string(p) + "/\\", .stain = p % 2 ? "CD19 PE" : ""};
        parameter.bits = 8 << (p % 4);
        parameter.range = type == FcsType::integer ? (p % 4 == 3 ? 1e15 : 200) : 262144.5;
        parameter.gain = p == 1 ? 2.5 : 1;
        if (p == 2 && type == FcsType::integer) parameter.decades = 4, parameter.lowest = 0.01;
        content.parameters.push_back(parameter);
      }
      content.keywords = {{"$CYT", "a /cytometer|"}, {"$COM", ""}, {"empty", "x"}, {"$TOT", "9"}};
      FcsWriter writer(file, content);
      std::vector<double> expected[5];
      for (int b = 0; b < 3; ++b) {
        EventBlock block = block_of(5, std::vector<double>(5 * 1000));
        for (std::size_t p = 0; p < 5; ++p)
          for (double& value : block.column(p)) {
            value = type == FcsType::integer  ? std::floor((p % 4 == 3 ? 1e15 : 200) * random.uniform())
                    : type == FcsType::real32 ? static_cast<float>(1e5 * random.normal())
                                              : 1e5 * random.normal();
            expected[p].push_back(value);
          }
        writer.write(block);
      }
      writer.close();
      FcsReader reader(file);
      EXPECT_THAT(reader.warnings(), IsEmpty());
      ASSERT_EQ(reader.layout().events, 3000U);
      EXPECT_EQ(*reader.layout().keywords.find("$CYT"), "a /cytometer|");
      EXPECT_EQ(reader.layout().keywords.find("$COM"), nullptr);
      EXPECT_EQ(reader.layout().big_endian(), big);
      EventBlock block;
      while (reader.next(block, FcsValues::channel))
        for (std::size_t p = 0; p < 5; ++p) {
          EXPECT_EQ(reader.layout().parameters[p].name, content.parameters[p].name);
          for (std::size_t i = 0; i < block.events; ++i)
            ASSERT_EQ(block.column(p)[i], expected[p][block.first_event + i]);
        }
    }
  }
  fs::remove(file);
}

TEST(fcs_writer, negative_values_and_nan_are_kept) {
  const fs::path file = scratch("nan.fcs");
  FcsWriter writer(file, {.parameters = {{.name = "A", .range = 1000}}});
  writer.write(block_of(1, {-2.5, std::numeric_limits<double>::quiet_NaN(), -0.0}));
  writer.close();
  FcsReader reader(file);
  EventBlock block;
  reader.next(block);
  EXPECT_EQ(block.column(0)[0], -2.5);
  EXPECT_TRUE(std::isnan(block.column(0)[1]));
  EXPECT_TRUE(std::signbit(block.column(0)[2]));
  fs::remove(file);
}

TEST(fcs_writer, a_file_without_events_is_sound) {
  const fs::path file = scratch("none.fcs");
  FcsWriter writer(file, {.parameters = {{.name = "A", .range = 1000}}});
  writer.close();
  FcsReader reader(file);
  EXPECT_EQ(reader.layout().events, 0U);
  EXPECT_THAT(reader.warnings(), IsEmpty());
  fs::remove(file);
}

TEST(fcs_writer, the_spillover_matrix_comes_back) {
  const fs::path file = scratch("spill.fcs");
  const Spillover matrix{
      .id = "m", .fluorochromes = {}, .detectors = {"A", "B"}, .coefficients = {1, 0.125, 1e-7, 1}};
  FcsWriter writer(file, {.parameters = {{.name = "A", .range = 1000}, {.name = "B", .range = 1000}},
                          .keywords = {{"$SPILLOVER", spillover_keyword(matrix)}}});
  writer.close();
  const FileSpillover found = file_spillover(FcsReader(file));
  ASSERT_TRUE(found.matrix);
  EXPECT_EQ(found.matrix->coefficients, matrix.coefficients);
  EXPECT_EQ(found.matrix->detectors, matrix.detectors);
  fs::remove(file);
}

TEST(fcs_writer, an_unfinished_file_leaves_nothing) {
  const fs::path folder = scratch("unfinished");
  fs::create_directories(folder);
  {
    FcsWriter writer(folder / "a.fcs", {.parameters = {{.name = "A", .range = 1000}}});
    writer.write(block_of(1, {1, 2}));
  }
  EXPECT_TRUE(fs::is_empty(folder));
  fs::remove_all(folder);
}

std::string fault_of(const FcsContent& content, std::vector<double> values = {}) {
  const fs::path file = scratch("fault.fcs");
  try {
    FcsWriter writer(file, content);
    writer.write(block_of(content.parameters.size(), std::move(values)));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

TEST(fcs_writer, content_that_the_standard_forbids_is_refused_with_every_fault) {
  FcsContent content{.type = FcsType::integer,
                     .parameters = {{.name = "A,B", .bits = 12, .range = 1024},
                                    {.name = "C", .bits = 8, .range = 1000},
                                    {.name = "C", .bits = 8, .range = 0, .gain = 0}},
                     .keywords = {{"X", "1"}, {"x", "2"}}};
  const std::string text = fault_of(content);
  for (const char* part :
       {"$P1N = A,B", "$P1B = 12", "$P2R = 1000", "$P3N = C", "$P3R = 0", "$P3G = 0", "x = 2"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(fault_of(FcsContent{}), HasSubstr("at least one parameter"));
  EXPECT_THAT(fault_of({.parameters = {{.name = "A", .range = 9, .decades = 4}}}), HasSubstr("$P1E"));
}

TEST(fcs_writer, values_that_would_come_back_changed_are_refused) {
  const FcsContent integers{.type = FcsType::integer,
                            .parameters = {{.name = "A", .bits = 16, .range = 1000}}};
  EXPECT_EQ(fault_of(integers, {0, 1023}), "no fault");
  EXPECT_THAT(fault_of(integers, {3, 1024}),
              HasSubstr("event 2 A = 1024, expected a whole number from 0 to 1023"));
  EXPECT_THAT(fault_of(integers, {0.5}), HasSubstr("event 1 A = 0.5"));
  EXPECT_THAT(fault_of(integers, {-1}), HasSubstr("event 1 A = -1"));
  const FcsContent floats{.parameters = {{.name = "A", .range = 1000}}};
  EXPECT_THAT(fault_of(floats, {1e39}), HasSubstr("32 bits hold"));
}

TEST(fcs_writer, a_file_of_mixed_types_has_no_form_in_version_3_1) {
  testing::FcsBuilder file = testing::two_parameters("F", 32, "1,2,3,4", "0");
  file.version = "FCS3.2";
  file.set("$P2DATATYPE", "I").set("$P2B", "16").set("$P2R", "65536");
  EXPECT_THROW((void)content_of(FcsReader(file.bytes(), "mixed.fcs").layout()), InputError);
}

}  // namespace
}  // namespace trimer::cytometry
