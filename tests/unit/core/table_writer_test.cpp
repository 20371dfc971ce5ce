#include <trimer/core/table_writer.h>

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include <trimer/core/output_file.h>

namespace trimer {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct TableWriterTest : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("trimer_table_" + std::to_string(::getpid()));
  OutputTable described{.name = "ADLB",
                        .label = "Laboratory",
                        .columns = {{.name = "USUBJID", .label = "Subject", .key = 1},
                                    {.name = "AVAL", .label = "Value", .type = ColumnType::number},
                                    {.name = "ADY", .label = "Day", .type = ColumnType::integer},
                                    {.name = "FLAGS", .label = "Flags", .description = "words, space"}}};
  void SetUp() override { fs::create_directories(folder); }
  void TearDown() override { fs::remove_all(folder); }
};

TEST_F(TableWriterTest, csv_and_dataset_json_hold_the_same_rows) {
  TableWriter table(folder, described, {.study = "S1", .version = "0.1.0"});
  table.cell("a,\"b\"").cell(1.5).cell(-3).missing().end_row();
  table.cell("c\n").missing().cell(2.0).cell("x").end_row();
  table.close();
  EXPECT_EQ(read_file(folder / "ADLB.csv"),
            "USUBJID,AVAL,ADY,FLAGS\n\"a,\"\"b\"\"\",1.5,-3,\n\"c\n\",,2,x\n");
  const json document = json::parse(read_file(folder / "ADLB.json"));
  EXPECT_EQ(document["records"], 2);
  EXPECT_EQ(document["datasetJSONVersion"], "1.1.0");
  EXPECT_EQ(document["itemGroupOID"], "IG.ADLB");
  EXPECT_EQ(document["columns"][0]["keySequence"], 1);
  EXPECT_EQ(document["columns"][1]["dataType"], "double");
  EXPECT_EQ(document["rows"], json::parse(R"([["a,\"b\"",1.5,-3,null],["c\n",null,2,"x"]])"));
}

TEST_F(TableWriterTest, a_table_without_rows_is_complete) {
  TableWriter table(folder, described, {});
  table.close();
  const json document = json::parse(read_file(folder / "ADLB.json"));
  EXPECT_EQ(document["records"], 0);
  EXPECT_TRUE(document["rows"].empty());
}

TEST_F(TableWriterTest, an_unfinished_table_leaves_nothing) {
  {
    TableWriter table(folder, described, {});
    table.cell("a").missing().missing().missing().end_row();
  }
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(TableWriterTest, the_definition_describes_every_column) {
  const json definition = json::parse(definition_json({&described, 1}, {.study = "S1"}));
  EXPECT_EQ(definition["itemGroups"][0]["columns"].size(), 4u);
  EXPECT_EQ(definition["itemGroups"][0]["columns"][3]["description"], "words, space");
}

}  // namespace
}  // namespace trimer
