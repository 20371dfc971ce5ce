/// @file
/// Reading studies: from the data that Trimer ships, and from any file of the same format.
#pragma once

#include <trimer/evidence/study.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::evidence {

/// Reads the studies of one document. Everything is checked: the schema, and what a schema cannot say (k <=
/// n, the estimate against k/n at its printed precision, intervals around their estimate, unknown names in
/// nested_in, overlapping infusions, shares that add to one).
/// @param name  stands for the document in faults
/// @throws InputError with every fault and its JSON pointer, e.g. `/studies/1/endpoints/3/k`
[[nodiscard]] std::vector<Study> read_studies(std::string_view text, const std::string& name);

/// The studies of files and folders of the user; of a folder every *.json but schema.json, sorted by name.
/// @throws InputError with every fault of every file; also for an id that two studies have
[[nodiscard]] std::vector<Study> read_study_files(const std::vector<std::filesystem::path>& places);

/// Every study under data/evidence, each file *.json but schema.json, sorted by file; the order within a file
/// is kept.
/// @throws InputError also when two files define one study
[[nodiscard]] const std::vector<Study>& shipped_studies();

/// A shipped study. @throws InputError for an unknown id; the message lists the known ones
[[nodiscard]] const Study& find_study(std::string_view id);

}  // namespace trimer::evidence
