#include <trimer/evidence/study_rules.h>

#include <trimer/core/csv.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace trimer::evidence {

namespace {

class StudyRules {
 public:
  StudyRules(std::string file, FaultList& faults) : file_(std::move(file)), faults_(faults) {}

  void check(const Study& study, const std::string& path) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < study.endpoints.size(); ++i) {
      const std::string where = path + "/endpoints/" + std::to_string(i);
      if (!names.insert(study.endpoints[i].name).second) {
        fault(where + "/name", study.endpoints[i].name, "a name used once in the study");
      }
      check_endpoint(study, study.endpoints[i], where);
    }
    check_segments(study.regimen, path + "/regimen/segments");
    if (!study.simulate) return;
    check_segments(study.simulate->segments, path + "/simulate/regimen/segments");
    for (std::size_t i = 0; i < study.simulate->covariate_overrides.size(); ++i) {
      check_override(study.simulate->covariate_overrides[i],
                     path + "/simulate/covariate_overrides/" + std::to_string(i));
    }
  }

 private:
  void fault(const std::string& where, const std::string& value, const std::string& expectation) {
    faults_.add({file_, 0, 0, where, value, "expected " + expectation});
  }

  void check_endpoint(const Study& study, const PublishedEndpoint& endpoint, const std::string& where) {
    if (endpoint.n && *endpoint.n < 1) fault(where + "/n", std::to_string(*endpoint.n), "at least 1");
    if (endpoint.k && endpoint.n && (*endpoint.k < 0 || *endpoint.k > *endpoint.n)) {
      fault(where + "/k", std::to_string(*endpoint.k), "0 to n = " + std::to_string(*endpoint.n));
    } else if (endpoint.kind == Kind::proportion && endpoint.k && endpoint.n && *endpoint.n > 0 &&
               endpoint.estimate && endpoint.unit == "percent") {
      // Printed to whole percent or to one decimal; half a unit of the coarser.
      const double percent = 100 * static_cast<double>(*endpoint.k) / static_cast<double>(*endpoint.n);
      const bool whole = *endpoint.estimate == std::floor(*endpoint.estimate);
      if (std::abs(percent - *endpoint.estimate) > (whole ? 0.5 : 0.05) + 1e-9) {
        fault(where + "/estimate", number_text(*endpoint.estimate),
              "100 k/n = " + number_text(percent) + " rounded");
      }
    }
    if (endpoint.low && endpoint.high && *endpoint.low > *endpoint.high) {
      fault(where + "/ci_low", number_text(*endpoint.low),
            "at most ci_high = " + number_text(*endpoint.high));
    }
    if (endpoint.estimate && ((endpoint.low && *endpoint.low > *endpoint.estimate) ||
                              (endpoint.high && *endpoint.high < *endpoint.estimate))) {
      fault(where + "/estimate", number_text(*endpoint.estimate), "inside its interval");
    }
    if (endpoint.window_from && endpoint.window_to && *endpoint.window_from > *endpoint.window_to) {
      fault(where + "/window_days", number_text(*endpoint.window_from), "a start before the end");
    }
    if (endpoint.window_from && *endpoint.window_from < 1) {
      fault(where + "/window_days", number_text(*endpoint.window_from), "a study day, 1 or more");
    }
    if (!endpoint.nested_in.empty() && study.find(endpoint.nested_in) == nullptr) {
      fault(where + "/nested_in", endpoint.nested_in, "the name of an endpoint of this study");
    }
    if (endpoint.nested_in == endpoint.name)
      fault(where + "/nested_in", endpoint.nested_in, "another endpoint");
    if (endpoint.use == Use::calibrate && endpoint.kind != Kind::odds_ratio && study.simulate &&
        study.simulate->regimen_uncertain()) {
      fault(where + "/use", "calibrate",
            "another use: the regimen run for this study is assumed or from memory");
    }
  }

  void check_segments(const std::vector<Segment>& segments, const std::string& path) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const Segment& a = segments[i];
      const std::string where = path + "/" + std::to_string(i);
      if (a.end_day < a.start_day) fault(where + "/end_day", std::to_string(a.end_day), "at least start_day");
      if (a.cycle_to && *a.cycle_to < a.cycle_from) {
        fault(where + "/cycle_to", std::to_string(*a.cycle_to), "at least cycle_from");
      }
      for (std::size_t j = 0; j < i; ++j) {
        const Segment& b = segments[j];
        const bool cycles =
            (!a.cycle_to || *a.cycle_to >= b.cycle_from) && (!b.cycle_to || *b.cycle_to >= a.cycle_from);
        if (cycles && a.start_day <= b.end_day && b.start_day <= a.end_day) {
          fault(where, "", "no overlap with segment " + std::to_string(j));
        }
      }
    }
  }

  void check_override(const CovariateOverride& change, const std::string& where) {
    auto values = [&](const char* key) -> const std::vector<double>& {
      static const std::vector<double> none;
      const auto found = change.values.find(key);
      if (found == change.values.end()) {
        fault(where + "/values/" + key, "", "this key for a change of kind " + change.kind);
        return none;
      }
      return found->second;
    };
    auto increasing = [&](const std::vector<double>& list, const char* key) {
      if (!std::is_sorted(list.begin(), list.end())) fault(where + "/values/" + key, "", "increasing values");
    };
    if (change.kind == "categories") {
      const auto &bounds = values("bounds"), &shares = values("shares");
      increasing(bounds, "bounds");
      if (bounds.size() != shares.size() + 1) {
        fault(where + "/values/bounds", std::to_string(bounds.size()), "one more than shares");
      }
      double sum = 0;
      for (const double share : shares) sum += share;
      if (std::abs(sum - 1) > 1e-6) fault(where + "/values/shares", number_text(sum), "a sum of 1");
    } else if (change.kind == "quantiles") {
      const auto &p = values("p"), &value = values("value");
      increasing(p, "p");
      increasing(value, "value");
      if (p.size() != value.size())
        fault(where + "/values/value", std::to_string(value.size()), "as many as p");
      if (p.empty() || p.front() != 0 || p.back() != 1) fault(where + "/values/p", "", "0 first and 1 last");
    } else if (change.kind == "bernoulli") {
      const auto& p = values("p");
      if (p.size() == 1 && !(p[0] >= 0 && p[0] <= 1)) fault(where + "/values/p", number_text(p[0]), "0 to 1");
    } else if (change.kind == "median_range") {
      const auto &low = values("min"), &median = values("median"), &high = values("max");
      if (low.size() == 1 && median.size() == 1 && high.size() == 1 &&
          !(low[0] < median[0] && median[0] < high[0])) {
        fault(where + "/values/median", number_text(median[0]), "between min and max");
      }
    } else if (change.kind == "truncate") {
      const auto low = change.values.find("min"), high = change.values.find("max");
      if (low != change.values.end() && high != change.values.end() && !(low->second[0] < high->second[0])) {
        fault(where + "/values/min", number_text(low->second[0]), "less than max");
      }
    } else if (change.kind == "by_age") {
      const auto& age = values("age");
      increasing(age, "age");
      for (const char* key : {"median_male", "median_female"}) {
        if (values(key).size() != age.size()) fault(where + "/values/" + key, "", "as many as age");
      }
    }
  }

  std::string file_;
  FaultList& faults_;
};

}  // namespace

void check_studies(const std::vector<Study>& studies, const std::string& file, FaultList& faults) {
  StudyRules rules(file, faults);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    const std::string path = "/studies/" + std::to_string(i);
    if (!ids.insert(studies[i].id).second)
      faults.add({file, 0, 0, path + "/id", studies[i].id, "expected an id used once"});
    rules.check(studies[i], path);
  }
}

}  // namespace trimer::evidence
