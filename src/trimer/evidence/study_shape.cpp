#include <trimer/evidence/study_shape.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <trimer/evidence/json_schema.h>

namespace trimer::evidence {

namespace {

using Json = nlohmann::json;

bool are_numbers(const Json& list, std::size_t least) {
  return list.is_array() && list.size() >= least &&
         std::all_of(list.begin(), list.end(), [](const Json& item) { return item.is_number(); });
}

bool are_words(const Json& list) {
  return list.is_array() && !list.empty() &&
         std::all_of(list.begin(), list.end(), [](const Json& item) { return item.is_string(); });
}

/// Quantities that are yes or no.
bool is_truth(std::string_view quantity) {
  constexpr std::array<std::string_view, 5> truths = {"mrd_detected", "transplant", "infusion_interrupted",
                                                      "infusion_discontinued", "relapse_cd19_negative"};
  return std::find(truths.begin(), truths.end(), quantity) != truths.end();
}

/// Parameters of each kind of change: those that are lists, those that are one number.
struct Shape {
  std::vector<std::string> lists, numbers;
  bool numbers_may_be_null = false;
};

const std::map<std::string, Shape, std::less<>>& change_shapes() {
  static const std::map<std::string, Shape, std::less<>> shapes = {
      {"categories", {{"bounds", "shares"}, {}, false}},
      {"quantiles", {{"p", "value"}, {}, false}},
      {"truncate", {{}, {"min", "max"}, true}},
      {"median_range", {{}, {"median", "min", "max"}, false}},
      {"bernoulli", {{}, {"p"}, false}},
      {"by_age", {{"age", "median_male", "median_female"}, {"sd_log"}, false}}};
  return shapes;
}

class ShapeChecker {
 public:
  ShapeChecker(std::string file, FaultList& faults) : file_(std::move(file)), faults_(faults) {}

  void study(const Json& json, const std::string& path) {
    const std::string endpoints = pointer(path, "endpoints");
    for (std::size_t i = 0; i < json.at("endpoints").size(); ++i)
      endpoint(json.at("endpoints")[i], pointer(endpoints, i));
    if (!json.at("simulate").is_object()) return;
    const Json& changes = json.at("simulate").at("covariate_overrides");
    for (std::size_t i = 0; i < changes.size(); ++i)
      change(changes[i], pointer(pointer(pointer(path, "simulate"), "covariate_overrides"), i));
  }

 private:
  void fault(const std::string& where, const Json& value, const std::string& expectation) {
    faults_.add({file_, 0, 0, where, shown(value), "expected " + expectation});
  }

  void endpoint(const Json& json, const std::string& path) {
    if (json.at("threshold").is_object()) threshold(json.at("threshold"), pointer(path, "threshold"));
    const Json& group = json.at("subgroup");
    if (!group.is_object()) return;
    const std::string where = pointer(path, "subgroup");
    for (const auto& [key, value] : group.items())
      if (key != "variable" && key != "test" && key != "reference")
        fault(pointer(where, key), value, "no such key");
    if (!group.contains("variable") || !group.at("variable").is_string())
      fault(pointer(where, "variable"), group.value("variable", Json()), "the name of a covariate");
    for (const char* key : {"test", "reference"}) {
      const Json limits = group.value(key, Json());
      if (!are_numbers(limits, 2) || limits.size() != 2 || !(limits[0] < limits[1]))
        fault(pointer(where, key), limits, "two rising numbers, [low, high)");
    }
  }

  void threshold(const Json& json, const std::string& path) {
    const std::string quantity = json.at("quantity"), sign = json.at("operator");
    const Json& value = json.at("value");
    const std::string where = pointer(path, "value");
    if (sign == "none") {
      if (!value.is_null()) fault(where, value, "null with operator none");
    } else if (is_truth(quantity)) {
      if (sign != "==" || !value.is_boolean()) fault(where, value, "true or false with operator ==");
    } else if (sign == "in") {
      if (!are_words(value) && !are_numbers(value, 1)) fault(where, value, "a list of categories");
    } else if (sign == "between") {
      if (!are_numbers(value, 2) || value.size() != 2 || !(value[0] <= value[1]))
        fault(where, value, "two rising numbers");
    } else if (!value.is_number()) {
      fault(where, value, "a number with operator " + sign);
    }
    if (quantity == "response_category" && sign != "in")
      fault(pointer(path, "operator"), json.at("operator"), "in with response_category");
  }

  void change(const Json& json, const std::string& path) {
    const Shape& shape = change_shapes().at(json.at("kind").get<std::string>());
    const Json& values = json.at("values");
    const std::string where = pointer(path, "values");
    for (const auto& [key, value] : values.items()) {
      const auto holds = [&, key = key](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), key) != names.end();
      };
      if (holds(shape.lists)) {
        if (!are_numbers(value, 1)) fault(pointer(where, key), value, "a list of numbers");
      } else if (holds(shape.numbers)) {
        if (!value.is_number() && !(shape.numbers_may_be_null && value.is_null()))
          fault(pointer(where, key), value, "a number");
      } else {
        fault(pointer(where, key), value,
              "no such key in a change of kind " + json.at("kind").get<std::string>());
      }
    }
    if (shape.numbers_may_be_null) return;
    for (const std::vector<std::string>* names : {&shape.lists, &shape.numbers})
      for (const std::string& key : *names)
        if (!values.contains(key))
          fault(pointer(where, key), Json(),
                "this key in a change of kind " + json.at("kind").get<std::string>());
  }

  std::string file_;
  FaultList& faults_;
};

}  // namespace

void check_shapes(const Json& document, const std::string& file, FaultList& faults) {
  ShapeChecker checker(file, faults);
  for (std::size_t i = 0; i < document.at("studies").size(); ++i)
    checker.study(document.at("studies")[i], pointer("/studies", i));
}

}  // namespace trimer::evidence
