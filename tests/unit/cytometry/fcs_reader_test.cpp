// Sound FCS files, real ones and files written byte by byte.
#include <trimer/cytometry/fcs_reader.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

#include "fcs_builder.h"

namespace trimer::cytometry {
namespace {

using testing::append;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FcsBuilder;
using ::testing::HasSubstr;
using testing::two_parameters;

const std::filesystem::path data_folder = TRIMER_TEST_DATA;

struct Columns {
  std::vector<std::vector<double>> values;
  std::vector<std::string> warnings;
};

Columns read(FcsReader reader, FcsValues form = FcsValues::channel) {
  Columns all;
  all.values.resize(reader.layout().parameters.size());
  EventBlock block;
  while (reader.next(block, form))
    for (std::size_t p = 0; p < block.parameters; ++p)
      all.values[p].insert(all.values[p].end(), block.column(p).begin(), block.column(p).end());
  all.warnings = reader.warnings();
  return all;
}

Columns read(const FcsBuilder& file, FcsValues form = FcsValues::channel) {
  return read(FcsReader(file.bytes(), "built.fcs"), form);
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::vector<double> event(const Columns& all, std::size_t number) {
  std::vector<double> values;
  for (const auto& column : all.values) values.push_back(column[number]);
  return values;
}

TEST(fcs_reader, reads_the_events_of_a_real_integer_file) {
  FcsReader reader(data_folder / "data1.fcs");
  EXPECT_EQ(reader.layout().version, "2.0");
  EXPECT_EQ(reader.layout().events, 13367U);
  EXPECT_EQ(reader.layout().parameters[2].name, "FL1-H");
  EXPECT_EQ(reader.layout().parameters[2].stain, "CD4 FITC");
  EXPECT_EQ(reader.data_sets(), 1U);
  EXPECT_EQ(reader.parameter("CD3 PerCP"), 4U);
  const Columns all = read(std::move(reader));
  EXPECT_THAT(event(all, 0), ElementsAre(323, 218, 220, 394, 267, 5, 183, 0));
  EXPECT_THAT(event(all, 13366), ElementsAre(244, 70, 40, 16, 22, 0, 200, 174));
  EXPECT_NEAR(mean(all.values[0]), 239.361712, 5e-7);
  EXPECT_NEAR(mean(all.values[6]), 171.557792, 5e-7);
}

TEST(fcs_reader, decodes_gain_and_logarithm_of_a_real_file) {
  const Columns all = read(FcsReader(data_folder / "data1.fcs"), FcsValues::scale);
  EXPECT_NEAR(mean(all.values[0]), 65.221175, 5e-7);
  EXPECT_NEAR(mean(all.values[1]), 26.921420, 5e-7);
  EXPECT_NEAR(mean(all.values[2]), 15.015360, 5e-7);
  EXPECT_NEAR(mean(all.values[4]), 12.997007, 5e-7);
  EXPECT_NEAR(*std::max_element(all.values[6].begin(), all.values[6].end()), 9910.458562, 5e-7);
  EXPECT_EQ(*std::min_element(all.values[2].begin(), all.values[2].end()), 1.0);
}

TEST(fcs_reader, keeps_names_where_empty_values_stand_between_doubled_delimiters) {
  FcsReader reader(data_folder / "0877408774.B08");
  std::vector<std::string> names;
  for (const FcsParameter& parameter : reader.layout().parameters) names.push_back(parameter.name);
  EXPECT_THAT(names, ElementsAre("FSC-H", "SSC-H", "FL1-H", "FL2-H", "FL3-H", "FL1-A", "FL4-H", "Time"));
  EXPECT_EQ(reader.layout().keywords.all().size(), 144U);
  EXPECT_EQ(reader.layout().parameters[2].stain, "");
  EXPECT_THAT(*reader.layout().keywords.find("creator"), HasSubstr("CELLQuest\xC2\xAA"));
  const Columns all = read(std::move(reader));
  EXPECT_THAT(all.warnings, Contains(HasSubstr("doubled delimiters")));
  EXPECT_THAT(event(all, 0), ElementsAre(382, 77, 618, 0, 225, 55, 286, 1));
  EXPECT_THAT(event(all, 9999), ElementsAre(560, 336, 477, 434, 224, 10, 687, 626));
  EXPECT_NEAR(mean(all.values[0]), 491.9644, 5e-5);
  EXPECT_NEAR(mean(all.values[2]), 439.1023, 5e-5);
}

TEST(fcs_reader, reads_a_large_real_file_of_floats_where_it_is_there) {
  const std::filesystem::path file =
      std::filesystem::path(TRIMER_SOURCE_DIR) / "../shared/cytometry/fcs/100715.fcs";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: " << file << " is not there";
  FcsReader reader(file);
  EXPECT_EQ(reader.layout().events, 65016U);
  ASSERT_EQ(reader.layout().parameters.size(), 16U);
  EXPECT_EQ(reader.parameter("CD19"), 12U);
  const Columns all = read(std::move(reader));
  EXPECT_NEAR(all.values[2][0], 177.5258, 5e-5);
  EXPECT_NEAR(all.values[4][65015], 488.6573, 5e-5);
  EXPECT_NEAR(mean(all.values[4]), 1253.3883, 5e-5);
}

TEST(fcs_reader, reads_floats_and_doubles_in_both_byte_orders) {
  for (const bool big : {false, true}) {
    FcsBuilder floats = two_parameters("F", 32, big ? "4,3,2,1" : "1,2,3,4", "2");
    for (const float value : {1.5F, -2.0F, 3e10F, 0.0F}) append(floats.data, value, big);
    EXPECT_THAT(read(floats).values[0], ElementsAre(1.5, static_cast<double>(3e10F)));
    FcsBuilder doubles = two_parameters("D", 64, big ? "4,3,2,1" : "1,2,3,4", "2");
    for (const double value : {1e-300, 7.0, -0.25, 8.0}) append(doubles.data, value, big);
    EXPECT_THAT(read(doubles).values[0], ElementsAre(1e-300, -0.25));
    EXPECT_THAT(read(doubles).values[1], ElementsAre(7, 8));
  }
}

TEST(fcs_reader, reads_integers_of_every_whole_number_of_bytes_in_both_byte_orders) {
  for (const bool big : {false, true}) {
    for (int bytes = 1; bytes <= 8; ++bytes) {
      FcsBuilder file = two_parameters("I", 8 * bytes, big ? "4,3,2,1" : "1,2,3,4", "2");
      file.set("$P1R", bytes == 8 ? "18446744073709551616" : std::to_string(1ULL << (8 * bytes)));
      file.set("$P2R", "256");
      const std::uint64_t large = (1ULL << (8 * bytes - 1)) + 5;
      for (const std::uint64_t value : {large, std::uint64_t{200}, std::uint64_t{0}, std::uint64_t{255}})
        for (int k = 0; k < bytes; ++k)
          file.data += static_cast<char>(value >> 8 * (big ? bytes - 1 - k : k));
      const Columns all = read(file);
      EXPECT_THAT(all.values[0], ElementsAre(static_cast<double>(large), 0)) << bytes << " bytes";
      EXPECT_THAT(all.values[1], ElementsAre(200, 255)) << bytes << " bytes";
    }
  }
}

TEST(fcs_reader, reads_mixed_byte_orders) {
  FcsBuilder file = two_parameters("I", 32, "3,4,1,2", "1");
  file.set("$P1R", "4294967296").set("$P2R", "4294967296");
  file.data = std::string("\x02\x01\x04\x03", 4) + std::string("\x00\x00\x01\x00", 4);
  EXPECT_THAT(event(read(file), 0), ElementsAre(0x01020304, 1));
}

TEST(fcs_reader, reads_16_bit_data_of_a_two_byte_order) {
  FcsBuilder file = two_parameters("I", 16, "2,1", "1");
  file.data = std::string("\x01\x02\x00\x07", 4);
  EXPECT_THAT(event(read(file), 0), ElementsAre(0x102, 7));
}

TEST(fcs_reader, keeps_the_bits_that_the_range_leaves_and_counts_what_it_cut) {
  FcsBuilder file = two_parameters("I", 16, "4,3,2,1", "1");
  file.set("$P1R", "1024").set("$P2R", "1025");
  append<std::uint16_t>(file.data, 0xFC01, true);
  append<std::uint16_t>(file.data, 0x0FFF, true);
  const Columns all = read(file);
  EXPECT_THAT(event(all, 0), ElementsAre(1, 0x7FF));
  EXPECT_THAT(all.warnings, Contains(HasSubstr("A: 1 values had bits above $PnR")));
}

TEST(fcs_reader, reads_widths_that_do_not_fill_bytes) {
  FcsBuilder big = two_parameters("I", 10, "4,3,2,1", "2");
  // 10-bit values 1, 1023, 512, 3: 0000000001 1111111111 1000000000 0000000011
  big.data = std::string("\x00\x7F\xF8\x00\x03", 5);
  EXPECT_THAT(read(big).values[0], ElementsAre(1, 512));
  EXPECT_THAT(read(big).values[1], ElementsAre(1023, 3));
  FcsBuilder little = two_parameters("I", 12, "1,2,3,4", "1");
  little.set("$P1R", "4096").set("$P2R", "4096");
  little.data = std::string("\x21\x63\x54", 3);
  EXPECT_THAT(event(read(little), 0), ElementsAre(0x321, 0x546));
}

TEST(fcs_reader, reads_ascii_of_fixed_width_and_delimited) {
  FcsBuilder fixed = two_parameters("A", 4, "1,2,3,4", "2");
  fixed.data = "  12 345000799.5";
  EXPECT_THAT(read(fixed).values[0], ElementsAre(12, 7));
  EXPECT_THAT(read(fixed).values[1], ElementsAre(345, 99.5));
  FcsBuilder delimited = two_parameters("A", 1, "1,2,3,4", "2");
  delimited.set("$P1B", "*").set("$P2B", "*");
  delimited.data = "12, 345\r\n7 9";
  EXPECT_THAT(read(delimited).values[0], ElementsAre(12, 7));
  EXPECT_THAT(read(delimited).values[1], ElementsAre(345, 9));
}

TEST(fcs_reader, decodes_a_logarithmic_amplifier_with_its_lowest_value) {
  FcsBuilder file = two_parameters("I", 16, "4,3,2,1", "1");
  file.set("$P1E", "4,0.1").set("$P2E", "0,0").set("$P2G", "4");
  append<std::uint16_t>(file.data, 512, true);
  append<std::uint16_t>(file.data, 100, true);
  const Columns all = read(file, FcsValues::scale);
  EXPECT_DOUBLE_EQ(all.values[0][0], 10.0);
  EXPECT_DOUBLE_EQ(all.values[1][0], 25.0);
}

TEST(fcs_reader, divides_floating_point_values_by_the_gain) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "1");
  file.set("$P1G", "0.5").set("$P2E", "4,1");
  append(file.data, 3.0F, false);
  append(file.data, 2.0F, false);
  const Columns all = read(file, FcsValues::scale);
  EXPECT_THAT(event(all, 0), ElementsAre(6, 2));
  EXPECT_THAT(all.warnings, Contains(HasSubstr("$P2E = 4,1 is ignored")));
}

TEST(fcs_reader, a_gain_of_zero_and_an_amplification_of_a_single_zero_are_read_as_none) {
  FcsBuilder file = two_parameters("I", 16, "1,2", "1");
  file.set("$P1G", "0").set("$P2E", "0").data = std::string("\x05\0\x07\0", 4);
  FcsReader reader(file.bytes(), "built.fcs");
  EventBlock block;
  ASSERT_TRUE(reader.next(block));
  EXPECT_EQ(block.column(0)[0], 5);
  EXPECT_EQ(block.column(1)[0], 7);
  EXPECT_THAT(reader.warnings(),
              ::testing::IsSupersetOf({::testing::HasSubstr("$P1G is 0"), ::testing::HasSubstr("$P2E = 0")}));
}

TEST(fcs_reader, takes_offsets_from_text_where_the_header_holds_zero) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "1");
  file.offsets_in_header = false;
  append(file.data, 3.0F, false);
  append(file.data, 2.0F, false);
  EXPECT_THAT(event(read(file), 0), ElementsAre(3, 2));
}

TEST(fcs_reader, takes_offsets_from_text_where_those_of_the_header_are_short) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "1");
  append(file.data, 3.0F, false);
  append(file.data, 2.0F, false);
  file.header_data_begin = static_cast<long>(file.bytes().size()) - 8;
  file.header_data_end = file.header_data_begin + 3;
  const Columns all = read(file);
  EXPECT_THAT(event(all, 0), ElementsAre(3, 2));
  EXPECT_THAT(all.warnings, Contains(HasSubstr("disagree")));
}

TEST(fcs_reader, reads_a_file_whose_data_end_one_byte_late_if_all_its_events_are_there) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "1");
  append(file.data, 3.0F, false);
  append(file.data, 2.0F, false);
  file.drop("$BEGINDATA").drop("$ENDDATA").version = "FCS2.0";
  file.header_data_begin = static_cast<long>(file.bytes().size()) - 8;
  file.header_data_end = file.header_data_begin + 8;
  EXPECT_THAT(event(read(file), 0), ElementsAre(3, 2));
  file.header_data_end += 1;
  EXPECT_THROW(read(file), InputError);
  file.header_data_end -= 1;
  file.drop("$TOT");
  EXPECT_THROW(read(file), InputError);
}

TEST(fcs_reader, reads_a_file_whose_text_ends_on_the_first_byte_of_data) {
  FcsBuilder file = two_parameters("I", 16, "4,3,2,1", "1");
  file.data = std::string("\x01\x02\x03\x04", 4);
  std::string bytes = file.bytes();
  // Without the three bytes between TEXT and DATA, and with TEXT one byte too long.
  const std::size_t gap = bytes.find("\r\n ");
  bytes.erase(gap, 3);
  bytes.replace(18, 8, FcsBuilder::offset(gap));
  bytes.replace(26, 16, FcsBuilder::offset(gap) + FcsBuilder::offset(gap + 3));
  const Columns all = read(FcsReader(bytes, "built.fcs"));
  EXPECT_EQ(all.values[0][0], 0x102);
  EXPECT_EQ(all.values[1][0], 0x304);
  EXPECT_THAT(all.warnings, Contains(HasSubstr("one byte late")));
}

TEST(fcs_reader, masks_by_a_range_written_as_a_decimal) {
  FcsBuilder file = two_parameters("I", 16, "4,3,2,1", "1");
  file.set("$P1R", "1023.0");
  append<std::uint16_t>(file.data, 0xFC01, true);
  append<std::uint16_t>(file.data, 0x0001, true);
  EXPECT_THAT(event(read(file), 0), ElementsAre(1, 1));
}

TEST(fcs_reader, reads_a_per_parameter_data_type_of_version_3_2) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "2");
  file.version = "FCS3.2";
  file.set("$P2DATATYPE", "I").set("$P2B", "16").set("$P2R", "65536");
  for (int i = 0; i < 2; ++i) {
    append(file.data, 1.25F, false);
    append<std::uint16_t>(file.data, static_cast<std::uint16_t>(40000 + i), false);
  }
  EXPECT_THAT(read(file).values[1], ElementsAre(40000, 40001));
}

TEST(fcs_reader, reads_doubled_delimiters_as_one_inside_a_value) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "0");
  file.set("$P1N", "CD3//CD19").set("$P2S", "a//b");
  FcsReader reader(file.bytes(), "built.fcs");
  EXPECT_EQ(reader.layout().parameters[0].name, "CD3/CD19");
  EXPECT_EQ(reader.layout().parameters[1].stain, "a/b");
  EXPECT_TRUE(reader.layout().warnings.empty()) << reader.layout().warnings.front();
}

TEST(fcs_reader, reads_escaped_delimiters_and_empty_values_in_one_text) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "0");
  file.set("$P1N", "CD3//CD19").set("$P1S", "").set("OPERATOR", "");
  FcsReader reader(file.bytes(), "built.fcs");
  EXPECT_EQ(reader.layout().parameters[0].name, "CD3/CD19");
  EXPECT_EQ(reader.layout().parameters[0].stain, "");
  EXPECT_THAT(reader.layout().warnings, Contains(HasSubstr("doubled delimiters")));
}

TEST(fcs_reader, finds_keys_in_any_case_with_blanks_around_numbers) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", " 1 ");
  file.drop("$PAR").set("$par", "  2");
  append(file.data, 3.0F, false);
  append(file.data, 2.0F, false);
  EXPECT_THAT(event(read(file), 0), ElementsAre(3, 2));
}

TEST(fcs_reader, reads_every_data_set_of_a_file) {
  FcsBuilder first = two_parameters("F", 32, "1,2,3,4", "1"), second = first;
  append(first.data, 1.0F, false);
  append(first.data, 2.0F, false);
  append(second.data, 3.0F, false);
  append(second.data, 4.0F, false);
  first.set("$NEXTDATA", "000");
  first.set("$NEXTDATA", std::to_string(first.bytes().size()));
  const std::string both = first.bytes() + second.bytes();
  FcsReader reader(both, "two.fcs");
  EXPECT_EQ(reader.data_sets(), 2U);
  const Columns one = read(std::move(reader));
  EXPECT_THAT(event(one, 0), ElementsAre(1, 2));
  EXPECT_THAT(one.warnings, Contains(HasSubstr("more than one data set")));
  EXPECT_THAT(event(read(FcsReader(both, "two.fcs", 1)), 0), ElementsAre(3, 4));
  EXPECT_THROW(FcsReader(both, "two.fcs", 2), InputError);
}

TEST(fcs_reader, merges_supplemental_text_behind_the_primary) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "0");
  file.set("$BEGINSTEXT", "0000").set("$ENDSTEXT", "0000");
  const std::string extra = "|$P1S|CD19|$P1N|other|";
  const std::size_t at = file.bytes().size();
  file.set("$BEGINSTEXT", "0" + std::to_string(at))
      .set("$ENDSTEXT", "0" + std::to_string(at + extra.size() - 1));
  FcsReader reader(file.bytes() + extra, "built.fcs");
  EXPECT_EQ(reader.layout().parameters[0].stain, "CD19");
  EXPECT_EQ(reader.layout().parameters[0].name, "A");
  EXPECT_THAT(reader.layout().warnings, Contains(HasSubstr("$P1N occurs again")));
}

TEST(fcs_reader, counts_events_where_version_2_0_gives_no_total) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "0");
  file.version = "FCS2.0";
  file.drop("$TOT").drop("$BEGINDATA").drop("$ENDDATA");
  for (const float value : {1.F, 2.F, 3.F, 4.F}) append(file.data, value, false);
  file.data += "\r";
  EXPECT_THAT(read(file).values[0], ElementsAre(1, 3));
}

TEST(fcs_reader, keeps_and_reports_values_that_are_not_finite) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "1");
  append(file.data, std::numeric_limits<float>::quiet_NaN(), false);
  append(file.data, -5.0F, false);
  const Columns all = read(file);
  EXPECT_TRUE(std::isnan(all.values[0][0]));
  EXPECT_EQ(all.values[1][0], -5);
  EXPECT_THAT(all.warnings, Contains("A: 1 values are NaN or infinite"));
}

TEST(fcs_reader, gives_a_second_channel_of_one_name_a_suffix) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "0");
  file.set("$P2N", "A");
  FcsReader reader(file.bytes(), "built.fcs");
  EXPECT_EQ(reader.layout().parameters[1].name, "A_2");
  EXPECT_THAT(reader.layout().warnings, Contains(HasSubstr("occurs twice")));
}

TEST(fcs_reader, memory_does_not_grow_with_the_file) {
  // A sparse file: 96 MB of zeros behind a HEADER and a TEXT, which read whole would be 384 MB of values.
  constexpr std::uint64_t events = 24'000'000;
  FcsBuilder file = two_parameters("I", 16, "4,3,2,1", std::to_string(events));
  file.set("$BEGINDATA", "4096").set("$ENDDATA", std::to_string(4096 + 4 * events - 1));
  file.offsets_in_header = false;
  std::string start = file.bytes();
  start.resize(4096, ' ');
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / "sparse.fcs";
  write_file(path, start);
  std::filesystem::resize_file(path, 4096 + 4 * events);
  const auto peak_kilobytes = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const long before = peak_kilobytes();
  std::uint64_t read = 0;
  {
    FcsReader reader(path);
    EventBlock block;
    while (reader.next(block)) read += block.events;
  }
  std::filesystem::remove(path);
  EXPECT_EQ(read, events);
  EXPECT_LT(peak_kilobytes() - before, 24 * 1024);
}

TEST(fcs_reader, reads_the_same_events_in_many_blocks_and_after_a_rewind) {
  FcsBuilder file = two_parameters("I", 10, "4,3,2,1", "300000");
  file.data.resize(300000 * 20 / 8);
  for (std::size_t i = 0; i < file.data.size(); ++i) file.data[i] = static_cast<char>(i * 37 + i / 251);
  FcsReader reader(file.bytes(), "built.fcs");
  std::vector<double> sums;
  int blocks = 0;
  for (int pass = 0; pass < 2; ++pass) {
    EventBlock block;
    double sum = 0;
    std::uint64_t events = 0;
    while (reader.next(block)) {
      EXPECT_EQ(block.first_event, events);
      for (std::size_t i = 0; i < block.events; ++i)
        sum += block.column(1)[i] * static_cast<double>((events + i) % 97);
      events += block.events;
      ++blocks;
    }
    EXPECT_EQ(events, 300000U);
    sums.push_back(sum);
    reader.rewind();
  }
  EXPECT_GT(blocks, 4);
  EXPECT_EQ(sums[0], sums[1]);
}

}  // namespace
}  // namespace trimer::cytometry
