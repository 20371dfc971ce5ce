#include "stats_suite.h"

#include <trimer/cohort/agreement.h>
#include <trimer/cohort/cox.h>
#include <trimer/cohort/cumulative_incidence.h>
#include <trimer/cohort/fisher.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/log_rank.h>
#include <trimer/cohort/proportion.h>
#include <trimer/cohort/signed_rank.h>
#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

namespace trimer::grading_cases {

namespace {

using Json = nlohmann::json;
using cohort::CauseTime;
using cohort::EventTime;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

bool given(const Json& input, const char* key) {
  return input.contains(key) && !input.at(key).is_null();
}

double level_of(const Json& input) {
  const double level = given(input, "conf") ? input.at("conf").get<double>() : 0.95;
  return level > 1 ? level / 100 : level;
}

/// Columns by name, as text.
using Frame = std::map<std::string, std::vector<std::string>>;

Frame read_frame(const std::string& data) {
  const bool text = data.find('\n') != std::string::npos;
  std::filesystem::path file = data;
  if (!text && !std::filesystem::exists(file)) {
    std::vector<std::filesystem::path> folders{std::string(TRIMER_SOURCE_DIR) + "/tests/unit/cohort/data"};
    if (const char* cases = std::getenv("TRIMER_GRADING_CASES"); cases != nullptr && *cases != '\0') {
      folders.insert(folders.begin(), std::filesystem::path(cases).parent_path());
    }
    const std::string name = data.ends_with(".csv") ? data : data + ".csv";
    for (const auto& folder : folders) {
      if (std::filesystem::exists(folder / name)) {
        file = folder / name;
        break;
      }
    }
  }
  CsvReader csv = text ? CsvReader(data, "data") : CsvReader(file);
  Frame frame;
  while (csv.next()) {
    for (std::size_t i = 0; i < csv.header().size(); ++i) {
      frame[csv.header()[i]].emplace_back(csv.field(static_cast<int>(i)));
    }
  }
  return frame;
}

/// Data as rows of objects, or as columns.
Frame frame_of(const Json& data) {
  if (data.is_string()) return read_frame(data.get<std::string>());
  Frame frame;
  auto text = [](const Json& value) {
    return value.is_null() ? std::string() : value.is_string() ? value.get<std::string>() : value.dump();
  };
  if (data.is_array()) {
    for (const Json& row : data) {
      for (const auto& [key, value] : row.items()) frame[key].push_back(text(value));
    }
  } else {
    for (const auto& [key, column] : data.items()) {
      for (const Json& value : column) frame[key].push_back(text(value));
    }
  }
  return frame;
}

std::vector<std::string> words_of(const Json& array) {
  std::vector<std::string> words;
  for (const Json& value : array)
    words.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  return words;
}

bool is_missing(const std::string& text) {
  return text.empty() || text == "NA";
}

/// Levels in the order of R: numbers by value, words by alphabet.
std::vector<std::string> levels_of(const std::vector<std::string>& values) {
  std::vector<std::string> levels(values);
  double a = 0, b = 0;
  std::sort(levels.begin(), levels.end(), [&](const std::string& x, const std::string& y) {
    return parse_number(x, a) && parse_number(y, b) ? a < b : x < y;
  });
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

/// What a case is about, whichever way it was given.
struct Series {
  std::vector<double> time;
  std::vector<int> status;  ///< 0 censored, 1 event, 2 … other causes
  std::vector<std::string> group;
  std::vector<std::string> names;                 ///< covariates
  std::vector<std::vector<std::string>> columns;  ///< one per covariate
};

struct Formula {
  std::string time, status;
  std::optional<std::string> event;  ///< of `status == 2`
  std::vector<std::string> terms;
};

Formula parse_formula(const std::string& text) {
  static const std::regex shape(
      R"(\s*(?:survival::)?Surv\(\s*([\w.]+)\s*,\s*([\w.]+)\s*(?:==\s*([\w.]+))?\s*\)\s*~\s*(.*))");
  std::smatch match;
  if (!std::regex_match(text, match, shape))
    throw InputError("formula", text, "expected Surv(time, status) ~ terms");
  Formula formula{match[1], match[2], {}, {}};
  if (match[3].matched) formula.event = match[3];
  static const std::regex term(R"((?:factor\()?\s*([\w.]+)\s*\)?)");
  const std::string right = match[4];
  for (std::sregex_iterator it(right.begin(), right.end(), term), end; it != end; ++it) {
    if ((*it)[1] != "1") formula.terms.push_back((*it)[1]);
  }
  return formula;
}

const std::vector<std::string>& column(const Frame& frame, const std::string& name) {
  const auto found = frame.find(name);
  if (found == frame.end()) throw InputError("formula", name, "expected a column of the data");
  return found->second;
}

Series series_of(const Json& input) {
  Series series;
  if (!given(input, "data")) {
    series.time = input.at("time").get<std::vector<double>>();
    for (const Json& event : input.at("event")) {
      series.status.push_back(event.is_boolean() ? (event.get<bool>() ? 1 : 0) : event.get<int>());
    }
    for (const char* key : {"group", "by"}) {
      if (given(input, key) && input.at(key).is_array()) series.group = words_of(input.at(key));
    }
    if (given(input, "x") && input.at("x").is_array()) {
      series.names = {"x"};
      series.columns = {words_of(input.at("x"))};
    } else if (!series.group.empty()) {
      series.names = {"group"};
      series.columns = {series.group};
    }
    if (series.status.size() != series.time.size()) throw InputError("event", "", "expected one per time");
    return series;
  }
  const Frame frame = frame_of(input.at("data"));
  Formula formula;
  if (given(input, "formula")) {
    formula = parse_formula(input.at("formula"));
  } else {
    formula.time = frame.contains("futime") ? "futime" : "time";
    formula.status = frame.contains("fustat") ? "fustat" : frame.contains("status") ? "status" : "event";
  }
  std::string by = given(input, "by") && input.at("by").is_string() ? input.at("by").get<std::string>() : "";
  if (by.empty() && formula.terms.size() == 1) by = formula.terms.front();
  const auto& times = column(frame, formula.time);
  const auto& status = column(frame, formula.status);
  // R's rule: codes 1 and 2 mean censored and event.
  const std::vector<std::string> codes = levels_of(status);
  const bool one_two = !formula.event && std::find(codes.begin(), codes.end(), "0") == codes.end() &&
                       std::find(codes.begin(), codes.end(), "2") != codes.end();
  series.names = formula.terms;
  series.columns.resize(formula.terms.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    bool complete =
        !is_missing(times[i]) && !is_missing(status[i]) && (by.empty() || !is_missing(column(frame, by)[i]));
    for (const std::string& term : formula.terms) complete = complete && !is_missing(column(frame, term)[i]);
    if (!complete) continue;
    series.time.push_back(std::stod(times[i]));
    const int code = status[i] == "true" || status[i] == "TRUE"     ? 1
                     : status[i] == "false" || status[i] == "FALSE" ? 0
                                                                    : std::stoi(status[i]);
    series.status.push_back(formula.event ? (status[i] == *formula.event ? 1 : 0)
                            : one_two     ? code - 1
                                          : code);
    if (!by.empty()) series.group.push_back(column(frame, by)[i]);
    for (std::size_t t = 0; t < formula.terms.size(); ++t)
      series.columns[t].push_back(column(frame, formula.terms[t])[i]);
  }
  return series;
}

std::vector<EventTime> events_of(const Series& series) {
  std::vector<EventTime> times;
  for (std::size_t i = 0; i < series.time.size(); ++i)
    times.push_back({series.time[i], series.status[i] != 0});
  return times;
}

std::vector<CauseTime> causes_of(const Series& series) {
  std::vector<CauseTime> times;
  for (std::size_t i = 0; i < series.time.size(); ++i) times.push_back({series.time[i], series.status[i]});
  return times;
}

std::vector<int> numbers_of(const std::vector<std::string>& group, const std::vector<std::string>& levels) {
  std::vector<int> numbers;
  for (const std::string& word : group) {
    numbers.push_back(static_cast<int>(std::find(levels.begin(), levels.end(), word) - levels.begin()));
  }
  return numbers;
}

Json survival(const std::vector<EventTime>& times, const Json& input) {
  const auto type = given(input, "conf_type")
                        ? cohort::confidence_type(input.at("conf_type").get<std::string>())
                        : cohort::ConfidenceType::log_log;
  const bool reverse = given(input, "reverse") && input.at("reverse").get<bool>();
  const auto curve = reverse ? cohort::reverse_kaplan_meier(times, type, level_of(input))
                             : cohort::kaplan_meier(times, type, level_of(input));
  Json result;
  result["n"] = curve.patients;
  result["events"] = curve.events;
  result["median"] = or_null(curve.median);
  result["median_lcl"] = or_null(curve.median_low);
  result["median_ucl"] = or_null(curve.median_high);
  result["conf_type"] = std::string(to_text(type));
  std::set<double> asked;
  for (const auto& point : curve.points) asked.insert(point.time);
  if (given(input, "times")) {
    for (const Json& time : input.at("times")) asked.insert(time.get<double>());
  }
  for (const double time : asked) {
    const std::string key = number_text(time);
    const auto point = curve.at(time);
    result["surv"][key] = point ? Json(point->survival) : Json(nullptr);
    result["se"][key] = point ? or_null(point->standard_error) : Json(nullptr);
    result["lcl"][key] = point ? or_null(point->low) : Json(nullptr);
    result["ucl"][key] = point ? or_null(point->high) : Json(nullptr);
    result["n_risk"][key] = curve.number_at_risk(time);
    result["n_event"][key] = curve.cumulative_events(time);
  }
  const double tau = given(input, "tau")     ? input.at("tau").get<double>()
                     : given(input, "rmean") ? input.at("rmean").get<double>()
                                             : curve.last_follow_up();
  if (tau > 0) {
    const auto mean = cohort::restricted_mean(curve, tau);
    result["rmean"] = mean ? Json(mean->mean) : Json(nullptr);
    result["rmean_se"] = mean ? Json(mean->standard_error) : Json(nullptr);
  }
  return result;
}

/// One survival result, or each value by level of the group.
Json survival_by_group(const Series& series, const Json& input) {
  const std::vector<EventTime> times = events_of(series);
  if (series.group.empty()) return survival(times, input);
  Json result;
  for (const std::string& level : levels_of(series.group)) {
    std::vector<EventTime> part;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (series.group[i] == level) part.push_back(times[i]);
    }
    const Json one = survival(part, input);
    for (const auto& [key, value] : one.items()) result[key][level] = value;
  }
  return result;
}

Json log_rank_case(const Series& series, const Json& input) {
  const auto levels = levels_of(series.group);
  const auto groups = numbers_of(series.group, levels);
  const auto times = events_of(series);
  const auto test = cohort::log_rank(times, groups);
  Json result;
  result["chisq"] = test.chi_square;
  result["df"] = test.degrees_of_freedom;
  result["p"] = or_null(test.p);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    for (const char* key : {"observed", "obs"}) result[key][levels[i]] = test.groups[i].observed;
    for (const char* key : {"expected", "exp"}) result[key][levels[i]] = test.groups[i].expected;
    result["n"][levels[i]] = test.groups[i].patients;
  }
  const std::string policy =
      given(input, "logrank_permutation") ? input.at("logrank_permutation").get<std::string>() : "small_arms";
  if (policy == "always" || (policy == "small_arms" && cohort::has_small_arm(groups))) {
    const auto permutation = cohort::log_rank_permutation(times, groups);
    result["p_permutation"] = result["permutation_p"] = permutation.p;
    result["arrangements"] = permutation.arrangements;
    result["exact"] = permutation.exact;
    result["p_error"] = or_null(permutation.monte_carlo_error);
  }
  return result;
}

Json cox_case(const Series& series, const Json& input, bool firth) {
  std::vector<std::string> names;
  std::vector<std::vector<double>> rows(series.time.size());
  for (std::size_t c = 0; c < series.columns.size(); ++c) {
    double value = 0;
    const bool numeric = std::all_of(series.columns[c].begin(), series.columns[c].end(),
                                     [&](const std::string& text) { return parse_number(text, value); });
    if (numeric) {
      names.push_back(series.names[c]);
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(std::stod(series.columns[c][i]));
      continue;
    }
    const auto levels = levels_of(series.columns[c]);
    for (std::size_t l = 1; l < levels.size(); ++l) {
      names.push_back(series.names[c] + levels[l]);
      for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].push_back(series.columns[c][i] == levels[l] ? 1 : 0);
    }
  }
  cohort::CoxOptions options;
  options.firth = firth || (given(input, "firth") && input.at("firth").get<bool>());
  options.level = level_of(input);
  if (given(input, "ties") && input.at("ties") == "breslow") options.ties = cohort::Ties::breslow;
  const auto fit = cohort::cox(events_of(series), rows, names, options);
  Json result;
  auto put = [&](const std::string& name, const char* key, const std::optional<double>& value) {
    if (names.size() == 1) {
      result[key] = or_null(value);
    } else {
      result[key][name] = or_null(value);
    }
  };
  for (const auto& coefficient : fit.coefficients) {
    for (const char* key : {"coef", "log_hr", "b"}) put(coefficient.name, key, coefficient.coefficient);
    for (const char* key : {"se", "se_coef"}) put(coefficient.name, key, coefficient.standard_error);
    for (const char* key : {"hr", "exp_coef"}) put(coefficient.name, key, coefficient.hazard_ratio);
    for (const char* key : {"lcl", "hr_lcl"}) put(coefficient.name, key, coefficient.low);
    for (const char* key : {"ucl", "hr_ucl"}) put(coefficient.name, key, coefficient.high);
    put(coefficient.name, "z", coefficient.z);
    put(coefficient.name, "p", coefficient.p);
  }
  result["loglik"] = {fit.log_likelihood_null, fit.log_likelihood};
  result["lrt"] = fit.likelihood_ratio;
  result["score"] = fit.score_test;
  result["wald"] = fit.wald_test;
  result["n"] = fit.patients;
  result["events"] = fit.events;
  return result;
}

Json incidence_case(const Series& series, const Json& input) {
  const auto causes = causes_of(series);
  std::set<int> kinds;
  for (const CauseTime& time : causes) {
    if (time.cause > 0) kinds.insert(time.cause);
  }
  const auto levels = levels_of(series.group);
  const auto groups = numbers_of(series.group, levels);
  Json result;
  for (const int cause : kinds) {
    const auto incidence = cohort::cumulative_incidence(causes, cause);
    std::set<double> asked;
    for (const auto& point : incidence.points) asked.insert(point.time);
    if (given(input, "times")) {
      for (const Json& time : input.at("times")) asked.insert(time.get<double>());
    }
    const std::string name = std::to_string(cause);
    for (const double time : asked) {
      const auto point = incidence.at(time);
      const std::string key = number_text(time);
      result["cif"][name][key] = point ? Json(point->incidence) : Json(nullptr);
      result["var"][name][key] = point ? Json(point->variance) : Json(nullptr);
      result["se"][name][key] = point ? Json(std::sqrt(point->variance)) : Json(nullptr);
      result["cif" + name][key] = result["cif"][name][key];
      result["var" + name][key] = result["var"][name][key];
    }
    if (levels.size() > 1) {
      const auto test = cohort::gray_test(causes, groups, cause);
      for (const char* key : {"gray", "stat"}) result[key][name] = test.chi_square;
      result["gray_p"][name] = or_null(test.p);
      result["gray_df"][name] = test.degrees_of_freedom;
      if (cause == *kinds.begin()) {
        result["chisq"] = test.chi_square;
        result["p"] = or_null(test.p);
        result["df"] = test.degrees_of_freedom;
      }
    }
  }
  return result;
}

Json proportion_case(const Json& input) {
  const std::int64_t k = input.at("x"), n = input.at("n");
  const auto exact = cohort::clopper_pearson(k, n, level_of(input)),
             score = cohort::wilson(k, n, level_of(input));
  const bool wilson = given(input, "method") && input.at("method") == "wilson";
  Json result;
  result["estimate"] = static_cast<double>(k) / static_cast<double>(n);
  result["lcl"] = wilson ? score.low : exact.low;
  result["ucl"] = wilson ? score.high : exact.high;
  result["wilson_lcl"] = score.low;
  result["wilson_ucl"] = score.high;
  return result;
}

Json kappa_case(const Json& input) {
  std::vector<std::optional<int>> first, second;
  if (given(input, "table")) {
    const Json& table = input.at("table");
    for (std::size_t i = 0; i < table.size(); ++i) {
      for (std::size_t j = 0; j < table[i].size(); ++j) {
        first.insert(first.end(), table[i][j].get<std::size_t>(), static_cast<int>(i));
        second.insert(second.end(), table[i][j].get<std::size_t>(), static_cast<int>(j));
      }
    }
  } else {
    auto read = [](const Json& list, std::vector<std::optional<int>>& into) {
      for (const Json& value : list)
        into.push_back(value.is_null() ? std::nullopt : std::optional<int>(value.get<int>()));
    };
    read(input.contains("first") ? input.at("first") : input.at("a"), first);
    read(input.contains("second") ? input.at("second") : input.at("b"), second);
  }
  const std::string weights = given(input, "weights") ? input.at("weights").get<std::string>() : "none";
  const auto kind = weights == "linear" || weights == "equal"        ? cohort::KappaWeights::linear
                    : weights == "quadratic" || weights == "squared" ? cohort::KappaWeights::quadratic
                                                                     : cohort::KappaWeights::none;
  const auto agreement = cohort::agreement(first, second, kind, level_of(input));
  Json result;
  result["kappa"] = or_null(agreement.kappa);
  result["se"] = or_null(agreement.standard_error);
  result["lcl"] = or_null(agreement.low);
  result["ucl"] = or_null(agreement.high);
  result["n"] = agreement.n;
  return result;
}

Json table_case(const Json& input) {
  const Json& table = input.at("table");
  if (table.size() != 2 || table[0].size() != 2 || (given(input, "test") && input.at("test") == "kappa")) {
    return kappa_case(input);
  }
  const auto test =
      cohort::fisher_test({table[0][0], table[0][1], table[1][0], table[1][1]}, level_of(input));
  Json result;
  result["p"] = test.p;
  result["or"] = or_null(test.odds_ratio);
  result["lcl"] = or_null(test.low);
  result["ucl"] = or_null(test.high);
  return result;
}

Json signed_rank_case(const Json& input) {
  std::vector<double> differences;
  if (given(input, "differences")) {
    differences = input.at("differences").get<std::vector<double>>();
  } else {
    const auto before = input.at("before").get<std::vector<double>>(),
               after = input.at("after").get<std::vector<double>>();
    for (std::size_t i = 0; i < before.size() && i < after.size(); ++i)
      differences.push_back(after[i] - before[i]);
  }
  const auto test = cohort::signed_rank(differences, level_of(input));
  Json result;
  for (const char* key : {"v", "V", "statistic"}) result[key] = test.statistic;
  result["p"] = or_null(test.p);
  for (const char* key : {"estimate", "hl", "pseudomedian"}) result[key] = or_null(test.estimate);
  result["lcl"] = or_null(test.low);
  result["ucl"] = or_null(test.high);
  return result;
}

Json dispatch(const Json& input) {
  std::string test = given(input, "test") ? input.at("test").get<std::string>() : "";
  std::erase_if(test, [](char c) { return c == '-' || c == '_' || c == ' '; });
  std::transform(test.begin(), test.end(), test.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (given(input, "table")) return table_case(input);
  if (given(input, "differences") || given(input, "before")) return signed_rank_case(input);
  if (given(input, "n") && given(input, "x") && !input.at("x").is_array()) return proportion_case(input);
  if (test == "kappa") return kappa_case(input);
  const Series series = series_of(input);
  if (test == "logrank" || test == "survdiff") return log_rank_case(series, input);
  if (test == "cox" || test == "coxph" || test == "firth" || test == "coxphf")
    return cox_case(series, input, test == "firth" || test == "coxphf");
  if (test == "gray" || test == "cuminc" || test == "aalenjohansen" || test == "cir")
    return incidence_case(series, input);
  if (test.empty() && (given(input, "ties") || given(input, "firth"))) return cox_case(series, input, false);
  const bool competing =
      std::any_of(series.status.begin(), series.status.end(), [](int status) { return status > 1; });
  if (competing) return incidence_case(series, input);
  return survival_by_group(series, input);
}

}  // namespace

Json stats_case(const Json& input) {
  try {
    return dispatch(input);
  } catch (const InputError& error) {
    return {{"error", error.what()}};
  }
}

}  // namespace trimer::grading_cases
