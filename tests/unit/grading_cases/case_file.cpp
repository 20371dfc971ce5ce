#include "case_file.h"

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

#include <algorithm>
#include <cmath>

namespace trimer::grading_cases {
namespace {

bool same_number(const Json& expected, const Json& got) {
  if (expected.is_number_integer() && got.is_number_integer()) return expected == got;
  const double x = expected.get<double>();
  const double y = got.get<double>();
  if (x == 0) return std::abs(y) <= 1e-10;
  // Ten significant digits are printed, so half of the last one never exceeds the relative tolerance.
  return std::abs(x - y) <= 1e-6 * std::abs(x);
}

bool same(const Json& expected, const Json& got) {
  if (expected.is_number() && got.is_number()) return same_number(expected, got);
  if (expected.is_array() && got.is_array()) {
    return expected.size() == got.size() && std::equal(expected.begin(), expected.end(), got.begin(), same);
  }
  if (expected.is_object() && got.is_object()) {
    return std::all_of(expected.items().begin(), expected.items().end(), [&got](const auto& item) {
      return got.contains(item.key()) && same(item.value(), got.at(item.key()));
    });
  }
  return expected == got;
}

}  // namespace

std::vector<Case> read_cases(const std::filesystem::path& file) {
  Json document;
  try {
    document = Json::parse(read_file(file));
  } catch (const Json::parse_error& error) {
    throw InputError(Fault{file.string(), 0, 0, "", "", error.what()});
  }
  if (document.value("format", "") != "grading-cases/1") {
    throw InputError(
        Fault{file.string(), 0, 0, "format", document.value("format", ""), "expected grading-cases/1"});
  }
  std::vector<Case> cases;
  for (const Json& entry : document.at("cases")) {
    Case one;
    one.id = entry.at("id");
    one.suite = entry.at("suite");
    one.input = entry.at("input");
    one.expect = entry.at("expect");
    if (entry.contains("flags_expected")) one.flags_expected = entry.at("flags_expected");
    cases.push_back(std::move(one));
  }
  return cases;
}

std::string difference(const Case& wanted, const Json& result) {
  bool agrees = true;
  Json got = Json::object();
  for (const auto& [key, value] : wanted.expect.items()) {
    if (key == "error" && !value.is_null() && value != false) {
      // An error is expected; its words are ours.
      agrees = agrees && result.contains("error");
      if (result.contains("error")) got[key] = result.at("error");
    } else if (!result.contains(key)) {
      agrees = false;
    } else {
      agrees = agrees && same(value, result.at(key));
      got[key] = result.at(key);
    }
  }
  const Json flags = result.value("flags", Json::array());
  for (const std::string& flag : wanted.flags_expected) {
    if (std::find(flags.begin(), flags.end(), flag) == flags.end()) agrees = false;
  }
  if (!wanted.flags_expected.empty()) got["flags"] = flags;
  return agrees ? "" : got.dump();
}

bool is_missing(const Json& input, const char* key) {
  return !input.contains(key) || input.at(key).is_null();
}

std::string word(const Json& input, const char* key, const std::string& otherwise) {
  if (is_missing(input, key)) return otherwise;
  const Json& value = input.at(key);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool truth(const Json& input, const char* key) {
  const std::string text = word(input, key, "false");
  return text == "true" || text == "yes" || text == "on";
}

}  // namespace trimer::grading_cases
