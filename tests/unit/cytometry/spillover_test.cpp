// Spillover keywords in their spellings, and compensation.
#include <trimer/cytometry/spillover.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/core/random.h>

#include "fcs_builder.h"

namespace trimer::cytometry {
namespace {

using testing::append;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FcsBuilder;
using ::testing::HasSubstr;
using testing::two_parameters;

FcsReader with(const std::string& key, const std::string& value) {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "1");
  file.set("$P1S", "CD19 PE").set(key, value);
  append(file.data, 120.0F, false);
  append(file.data, 20.0F, false);
  return FcsReader(file.bytes(), "built.fcs");
}

TEST(spillover, is_found_in_every_spelling) {
  for (const char* key : {"$SPILLOVER", "SPILL", "$SPILL", "spillover", "$COMP", "$Spillover"}) {
    const FileSpillover found = file_spillover(with(key, "2,A,B,1,0.1,0.2,1"));
    ASSERT_TRUE(found.matrix) << key;
    EXPECT_THAT(found.matrix->detectors, ElementsAre("A", "B"));
    EXPECT_THAT(found.matrix->coefficients, ElementsAre(1, 0.1, 0.2, 1));
    EXPECT_TRUE(found.warnings.empty());
  }
}

TEST(spillover, knows_channels_by_stain_prefix_blanks_or_number) {
  for (const char* value :
       {"2, A , B ,1,1e-1,2E-1,1", "2,CD19 PE,B,1,0.1,0.2,1", "2,Comp-A,Comp-B,1,0.1,0.2,1"})
    EXPECT_THAT(file_spillover(with("SPILL", value)).matrix.value().detectors, ElementsAre("A", "B"))
        << value;
  const FileSpillover numbered = file_spillover(with("SPILL", "2,1,2,1,0.1,0.2,1"));
  EXPECT_THAT(numbered.matrix.value().detectors, ElementsAre("A", "B"));
  EXPECT_THAT(numbered.warnings, Contains(HasSubstr("1 is read as the number of parameter A")));
  EXPECT_THAT(file_spillover(with("$COMP", "2,1,0.1,0.2,1")).matrix.value().detectors, ElementsAre("A", "B"));
}

TEST(spillover, that_cannot_be_used_is_set_aside_with_its_reason) {
  const std::pair<const char*, const char*> cases[] = {
      {"2,A,B,1,0,1,0,2,1,0", "decimal commas?"},
      {"2,A,B", "expected 2 names and 4 numbers"},
      {"3,A,B,1,0.1,0.2,1", "expected 3 names"},
      {"2,A,X,1,0.1,0.2,1", "its channel X is not in the file"},
      {"2,A,B,1,2,2,4", "singular"},
      {"2,A,B,1,x,0.2,1", "expected a number, found x"},
      {"2,A,A,1,0.1,0.2,1", "occurs twice"},
      {"none", "expected a number of channels first"},
  };
  for (const auto& [value, reason] : cases) {
    const FileSpillover found = file_spillover(with("$SPILLOVER", value));
    EXPECT_FALSE(found.matrix) << value;
    EXPECT_THAT(found.warnings, Contains(HasSubstr(reason))) << value;
  }
}

TEST(compensation, takes_the_spill_of_one_dye_out_of_the_other_detector) {
  FcsReader reader = with("$SPILLOVER", "2,A,B,1,0.1,0.2,1");
  const Compensation compensation(*file_spillover(reader).matrix, reader);
  EventBlock block;
  reader.next(block);
  compensation.apply_in_place(block);
  // 120 = a + 0.2 b, 20 = 0.1 a + b: b = 8 / 0.98
  EXPECT_NEAR(block.column(1)[0], 8 / 0.98, 1e-12);
  EXPECT_NEAR(block.column(0)[0], 120 - 0.2 * 8 / 0.98, 1e-12);
}

TEST(compensation, undoes_any_spillover) {
  RandomStream random(5, 1, 1);
  for (int trial = 0; trial < 50; ++trial) {
    const std::size_t n = 2 + static_cast<std::size_t>(trial % 12);
    std::vector<double> s(n * n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        s[i * n + j] = i == j ? 1 : 0.3 / static_cast<double>(n) * random.uniform();
    const std::vector<double> back = inverse(s, n, "S");
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < n; ++k) sum += s[i * n + k] * back[k * n + j];
        EXPECT_NEAR(sum, i == j ? 1 : 0, 1e-13);
      }
  }
}

TEST(compensation, of_more_detectors_than_dyes_is_the_least_squares_solution) {
  FcsReader reader = with("X", "y");
  const Spillover one{.id = "m", .fluorochromes = {"PE"}, .detectors = {"A", "B"}, .coefficients = {1, 0.5}};
  const Compensation compensation(one, reader);
  EventBlock block;
  reader.next(block);
  std::vector<double> values(1);
  compensation.apply(block, 0, values);
  EXPECT_NEAR(values[0], (120 + 0.5 * 20) / 1.25, 1e-12);
}

TEST(compensation, reads_a_matrix_of_the_user_and_names_what_is_wrong_in_it) {
  const std::filesystem::path file = std::filesystem::path(::testing::TempDir()) / "spill.csv";
  write_file(file, "dye,A,B\nFITC,1,0.1\nPE,0.2,1\n");
  const Spillover matrix = read_spillover_csv(file);
  EXPECT_THAT(matrix.fluorochromes, ElementsAre("FITC", "PE"));
  EXPECT_THAT(matrix.coefficients, ElementsAre(1, 0.1, 0.2, 1));
  write_file(file, "A,B\n1,0.1\n0.2,one\n");
  EXPECT_THROW(read_spillover_csv(file), InputError);
  write_file(file, "A,B\n1,0.1\n");
  EXPECT_THROW(read_spillover_csv(file), InputError);
  std::filesystem::remove(file);
}

TEST(compensation, of_a_real_file_gives_known_values_where_it_is_there) {
  const std::filesystem::path file =
      std::filesystem::path(TRIMER_SOURCE_DIR) / "../shared/cytometry/fcs/100715.fcs";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: " << file << " is not there";
  FcsReader reader(file);
  const Compensation compensation(file_spillover(reader).matrix.value(), reader);
  EXPECT_EQ(compensation.names().size(), 13U);
  EventBlock block;
  double cd3 = 0, cd19 = 0, first = 0;
  while (reader.next(block)) {
    compensation.apply_in_place(block);
    if (block.first_event == 0) first = block.column(reader.parameter("CD8"))[0];
    for (const double value : block.column(reader.parameter("CD3"))) cd3 += value;
    for (const double value : block.column(reader.parameter("CD19"))) cd19 += value;
  }
  EXPECT_NEAR(first, 1050.0242, 5e-5);
  EXPECT_NEAR(cd3 / 65016, 293.7985, 5e-5);
  EXPECT_NEAR(cd19 / 65016, 1100.5572, 5e-5);
}

}  // namespace
}  // namespace trimer::cytometry
