/// @file
/// A file of grading cases: reading it, and comparing a result with what a case expects.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace trimer::grading_cases {

using Json = nlohmann::json;

struct Case {
  std::string id, suite;
  Json input, expect;
  std::vector<std::string> flags_expected;
};

/// @throws InputError if the file is not of format grading-cases/1
[[nodiscard]] std::vector<Case> read_cases(const std::filesystem::path& file);

/// Runs one suite: the fields of an input to the named results. Flags stand under `flags`.
using Suite = std::function<Json(const Json& input)>;
using Suites = std::map<std::string, Suite>;

/// Empty when the result holds everything expected, else what it holds instead.
[[nodiscard]] std::string difference(const Case& wanted, const Json& result);

/// Each adds the suites of its module.
void add_toxicity_suites(Suites& suites);
void add_disease_suites(Suites& suites);

// Fields: absent and null are both missing.
[[nodiscard]] bool is_missing(const Json& input, const char* key);
template <class T>
[[nodiscard]] std::optional<T> field(const Json& input, const char* key) {
  if (is_missing(input, key)) return std::nullopt;
  return input.at(key).get<T>();
}
/// The text of an option or a word; `otherwise` when missing.
[[nodiscard]] std::string word(const Json& input, const char* key, const std::string& otherwise = "");
/// A truth value, given as such or as yes/no, on/off.
[[nodiscard]] bool truth(const Json& input, const char* key);

}  // namespace trimer::grading_cases
