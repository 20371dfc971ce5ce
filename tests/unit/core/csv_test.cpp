#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <string>

#include <unistd.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer {
namespace {

TEST(Csv, reads_quotes_byte_order_mark_and_crlf) {
  CsvReader reader(
      "\xEF\xBB\xBF"
      "a,b\r\n\"x,\"\"y\"\"\",2\r\n\r\n\"two\nlines\",\n",
      "t.csv");
  ASSERT_EQ(reader.header(), (std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.field(0), "x,\"y\"");
  EXPECT_EQ(reader.field(1), "2");
  EXPECT_EQ(reader.line(), 2);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.field(0), "two\nlines");
  EXPECT_EQ(reader.field(1), "");
  EXPECT_EQ(reader.line(), 4);
  EXPECT_FALSE(reader.next());
}

TEST(Csv, a_last_row_without_newline_counts) {
  CsvReader reader("a\n1", "t.csv");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.field(0), "1");
  EXPECT_FALSE(reader.next());
}

TEST(Csv, faults_name_file_and_line) {
  const auto message = [](std::string text) {
    try {
      CsvReader reader(std::move(text), "t.csv");
      while (reader.next()) {
      }
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message("a,b\n1,\"open"),
            "t.csv:2: quoted field, expected a closing quote before the end of the file");
  EXPECT_EQ(message(std::string("a\n1\0", 4)),
            "t.csv:2: NUL byte, expected UTF-8 text, is this a binary file?");
  EXPECT_EQ(message(""), "t.csv:1: header, expected a header row, the file is empty");
  EXPECT_EQ(message("a,a\n"), "t.csv:1: a, expected each column once");
}

TEST(Csv, the_encoding_and_the_line_ends_are_checked) {
  EXPECT_THROW(CsvReader(std::string("\xFF\xFE"
                                     "a\0\n\0",
                                     6),
                         "t.csv"),
               InputError);
  EXPECT_THROW(CsvReader("a,b\r1,2\r", "t.csv"), InputError);
}

// Rows with and without quotes take different ways through the reader; blocks of the file end anywhere.
TEST(Csv, rows_larger_than_a_block_of_the_file_read_alike_with_and_without_quotes) {
  const auto file = std::filesystem::temp_directory_path() / ("trimer_csv_" + std::to_string(::getpid()));
  const std::string wide(300000, 'w');
  std::string text = "id,text\n";
  for (int row = 0; row < 5; ++row)
    for (const char* quote : {"", "\""}) {
      text += quote;
      text += std::to_string(row);
      text += quote;
      text += "," + wide + std::to_string(row) + "\n";
    }
  write_file(file, text.substr(0, text.size() - 1));
  CsvReader reader(file);
  int rows = 0;
  while (reader.next()) {
    ASSERT_EQ(reader.size(), 2u);
    EXPECT_EQ(reader.field(0), std::to_string(rows / 2));
    EXPECT_EQ(reader.field(1), wide + std::to_string(rows / 2));
    EXPECT_EQ(reader.line(), rows + 2);
    ++rows;
  }
  EXPECT_EQ(rows, 10);
  std::filesystem::remove(file);
}

TEST(Csv, a_number_is_the_whole_field_and_finite) {
  double value = 0;
  EXPECT_TRUE(parse_number("-1.5e3", value));
  EXPECT_EQ(value, -1500);
  EXPECT_FALSE(parse_number("1.5x", value));
  EXPECT_FALSE(parse_number("", value));
  EXPECT_FALSE(parse_number("nan", value));
  EXPECT_FALSE(parse_number("1e999", value));
}

TEST(Csv, a_written_number_reads_back_to_the_same_bits) {
  for (double value : {0.1, 1.0 / 3, 1e-300, -7.0, 123456789.123456789}) {
    double back = 0;
    ASSERT_TRUE(parse_number(number_text(value), back));
    EXPECT_EQ(back, value);
  }
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_EQ(csv_field("a\"b,c"), "\"a\"\"b,c\"");
}

}  // namespace
}  // namespace trimer
