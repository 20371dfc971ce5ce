/// The data sets and the numbers of R beside this folder's tests.
#pragma once

#include <trimer/cohort/cumulative_incidence.h>
#include <trimer/cohort/event_time.h>
#include <trimer/core/csv.h>
#include <trimer/core/output_file.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace trimer::cohort {

inline const char* const reference_sets[] = {"lung", "ovarian", "veteran", "aml", "five"};

struct DataSet {
  std::vector<EventTime> times;
  std::vector<CauseTime> causes;
  std::map<std::string, std::vector<std::string>> columns;

  std::vector<double> numbers(const std::string& column) const {
    std::vector<double> values;
    for (const std::string& text : columns.at(column)) values.push_back(std::stod(text));
    return values;
  }
  /// Group numbers in alphabetical order of the words.
  std::vector<int> groups(const std::string& column) const {
    std::vector<std::string> levels = columns.at(column);
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    std::vector<int> result;
    for (const std::string& text : columns.at(column)) {
      result.push_back(
          static_cast<int>(std::lower_bound(levels.begin(), levels.end(), text) - levels.begin()));
    }
    return result;
  }
};

/// Reads a set in the coding of R. Every third row's event is called cause 2, so that competing risks have
/// data.
inline DataSet data_set(const std::string& name) {
  CsvReader csv(std::string(TRIMER_TEST_DATA) + "/" + name + ".csv");
  const bool ovarian = name == "ovarian";
  const int time_column = csv.column(ovarian ? "futime" : "time"),
            status_column = csv.column(ovarian ? "fustat" : "status");
  const std::string event = name == "lung" ? "2" : "1";
  DataSet data;
  while (csv.next()) {
    for (std::size_t i = 0; i < csv.header().size(); ++i) {
      data.columns[csv.header()[i]].emplace_back(csv.field(static_cast<int>(i)));
    }
    const double time = std::stod(std::string(csv.field(time_column)));
    const bool is_event = csv.field(status_column) == event;
    data.times.push_back({time, is_event});
    const bool third = data.times.size() % 3 == 0;
    const int cause = name == "five" ? std::stoi(std::string(csv.field(csv.column("cause"))))
                      : is_event     ? (third ? 2 : 1)
                                     : 0;
    data.causes.push_back({time, cause});
  }
  return data;
}

inline const nlohmann::json& reference() {
  static const nlohmann::json json =
      nlohmann::json::parse(read_file(std::string(TRIMER_TEST_DATA) + "/reference.json"));
  return json;
}

/// R writes vectors of length one as numbers.
inline std::vector<nlohmann::json> list(const nlohmann::json& value) {
  if (value.is_array()) return value;
  return {value};
}

/// Agreement to 1e-6 relative; null must be null.
inline void expect_same(const std::optional<double>& got, const nlohmann::json& expected,
                        const std::string& what) {
  if (expected.is_null()) {
    EXPECT_FALSE(got.has_value()) << what << " is " << got.value_or(0) << ", R has none";
    return;
  }
  ASSERT_TRUE(got.has_value()) << what;
  const double value = expected.get<double>();
  EXPECT_NEAR(*got, value, std::max(1e-6 * std::abs(value), 1e-10)) << what;
}

}  // namespace trimer::cohort
