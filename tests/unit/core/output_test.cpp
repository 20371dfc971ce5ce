#include <gtest/gtest.h>

#include <filesystem>

#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer {
namespace {
namespace fs = std::filesystem;

class Output : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(testing::TempDir()) / ("trimer_output_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }
  long entries() const { return std::distance(fs::directory_iterator(folder), fs::directory_iterator()); }
  fs::path folder;
};

TEST_F(Output, an_uncommitted_file_leaves_nothing) {
  { OutputFile(folder / "a.csv").write("half"); }
  EXPECT_EQ(entries(), 0);
  write_file(folder / "a.csv", "whole");
  EXPECT_EQ(read_file(folder / "a.csv"), "whole");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Output, a_folder_appears_whole_and_replaces_only_when_asked) {
  {
    OutputFolder run(folder / "run", false);
    write_file(run.path() / "a", "1");
    EXPECT_FALSE(fs::exists(folder / "run"));
    run.commit();
  }
  EXPECT_EQ(read_file(folder / "run" / "a"), "1");
  EXPECT_THROW(OutputFolder(folder / "run", false), InputError);
  {
    OutputFolder run(folder / "run", true);
    write_file(run.path() / "b", "2");
  }
  EXPECT_TRUE(fs::exists(folder / "run" / "a")) << "an abandoned replacement keeps the old folder";
  {
    OutputFolder run(folder / "run", true);
    write_file(run.path() / "b", "2");
    run.commit();
  }
  EXPECT_FALSE(fs::exists(folder / "run" / "a"));
  EXPECT_EQ(read_file(folder / "run" / "b"), "2");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Output, data_is_embedded_and_TRIMER_DATA_overrides_it) {
  const std::string path = "README.md";
  const std::string embedded = data_file(path);
  EXPECT_EQ(embedded, read_file(fs::path(TRIMER_SOURCE_DIR) / "data" / path));
  write_file(folder / path, "mine");
  ::setenv("TRIMER_DATA", folder.c_str(), 1);
  EXPECT_EQ(data_file(path), "mine");
  EXPECT_EQ(data_file_origin(path), (folder / path).string());
  ::unsetenv("TRIMER_DATA");
  EXPECT_EQ(data_file_origin(path), "embedded:README.md");
  EXPECT_THROW((void)data_file("no/such"), InputError);
}

TEST_F(Output, the_root_of_the_file_system_is_no_folder_for_results) {
  EXPECT_THROW(OutputFolder("/", false), InputError);
}

}  // namespace
}  // namespace trimer
