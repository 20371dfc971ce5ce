// Malformed record sets, one file each under data/malformed: tables, then the exact messages. With
// TRIMER_REFRESH set the messages are written anew, to be reviewed.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "study_folder.h"

namespace trimer::observation {
namespace {

namespace fs = std::filesystem;

struct MalformedSet {
  fs::path file;
  std::string title;
  std::string tables_text;  // as in the file, to write it back
  Files files;
  std::vector<std::string> messages;
};

// `\x41` stands for a byte, so that the sets can hold what no text should.
std::string with_bytes(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\x") == 0) {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

MalformedSet read_set(const fs::path& file) {
  MalformedSet set{file, {}, {}, {}, {}};
  std::istringstream in(read_file(file));
  std::string line, section;
  while (std::getline(in, line)) {
    if (line.starts_with("# ")) {
      set.title += line + "\n";
      continue;
    }
    if (line.starts_with("== ")) {
      section = line.substr(3);
      if (section != "messages") set.files[section];
    } else if (section == "messages") {
      if (!line.empty()) set.messages.push_back(line);
      continue;
    } else {
      set.files[section] += with_bytes(line) + (line.ends_with("\\x00") ? "" : "\n");
    }
    if (section != "messages") set.tables_text += line + "\n";
  }
  return set;
}

std::vector<std::string> set_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(TRIMER_TEST_DATA) / "malformed"))
    names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

class MalformedRecords : public testing::TestWithParam<std::string> {
 protected:
  MalformedSet set = read_set(fs::path(TRIMER_TEST_DATA) / "malformed" / (GetParam() + ".txt"));
};

TEST_P(MalformedRecords, every_fault_is_told_with_its_place_and_class) {
  const Reading reading = read_study(set.files);
  std::vector<std::string> told = reading.messages;
  // A fault of study.json is thrown before any table is read.
  if (told.empty()) told = reading.errors;
  if (std::getenv("TRIMER_REFRESH")) {
    std::string text = set.title + set.tables_text + "== messages\n";
    for (const std::string& message : told) text += message + "\n";
    write_file(set.file, text);
  }
  ASSERT_FALSE(set.messages.empty());
  EXPECT_THAT(told, testing::ElementsAreArray(set.messages));
}

TEST_P(MalformedRecords, a_row_that_is_set_aside_is_an_error_when_strict) {
  const auto count = [&](std::string_view letter) {
    return std::ranges::count_if(set.messages, [&](const std::string& text) {
      return text.find(" [" + std::string(letter) + " ") != std::string::npos;
    });
  };
  if (set.files.contains("study.json")) return;
  const Reading reading = read_study(set.files);
  const Reading strict = read_study(set.files, {.strict = true});
  EXPECT_EQ(static_cast<long>(reading.errors.size()), count("E"));
  EXPECT_EQ(static_cast<long>(strict.errors.size()), count("E") + count("R"));
}

INSTANTIATE_TEST_SUITE_P(Sets, MalformedRecords, testing::ValuesIn(set_names()),
                         [](const auto& set) { return set.param; });

TEST(MalformedRecordSets, there_are_at_least_thirty) {
  EXPECT_GE(set_names().size(), 30u);
}

}  // namespace
}  // namespace trimer::observation
