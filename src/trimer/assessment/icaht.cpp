#include <trimer/assessment/icaht.h>

#include <trimer/assessment/decimal.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace trimer::assessment {
namespace {

struct IcahtRules {
  const Rule& limit = criteria().rule("icaht.early.limit");
  const Rule& profound_limit = criteria().rule("icaht.early.profound_limit");
  const Rule& early_0 = criteria().rule("icaht.early.0");
  const Rule& early_1 = criteria().rule("icaht.early.1");
  const Rule& early_2 = criteria().rule("icaht.early.2");
  const Rule& early_3 = criteria().rule("icaht.early.3");
  const Rule& profound_3 = criteria().rule("icaht.early.profound_3");
  const Rule& profound_4 = criteria().rule("icaht.early.profound_4");
  const Rule& never_recovered = criteria().rule("icaht.early.never_recovered");
  const Rule& spell_start = criteria().rule("icaht.early.spell_start");
  const Rule& late_0 = criteria().rule("icaht.late.0");
  const Rule& late_1 = criteria().rule("icaht.late.1");
  const Rule& late_2 = criteria().rule("icaht.late.2");
  const Rule& late_3 = criteria().rule("icaht.late.3");
  const Rule& late_4 = criteria().rule("icaht.late.4");
  const Rule& no_value = criteria().rule("icaht.no_value");
  const double early_end = criteria().threshold("icaht.window.early_end");
  const double late_end = criteria().threshold("icaht.window.late_end");
  const double longest_gap = criteria().threshold("icaht.series.longest_gap");
  const double rounding = criteria().threshold("icaht.series.rounding");
  const double joined_gap = criteria().threshold("icaht.series.joined_gap");

  static const IcahtRules& get() {
    static const IcahtRules rules;
    return rules;
  }
};

struct DailyValue {
  int day = 0;
  double value = 0;
  observation::Source source;
};

/// Lowest value of each day, in the order of days.
std::vector<DailyValue> daily_minima(const std::vector<DayValue>& series, double censored_after) {
  std::vector<DailyValue> daily;
  for (const DayValue& point : series) {
    if (std::isnan(point.day) || std::isnan(point.value) || point.day > censored_after) continue;
    daily.push_back({static_cast<int>(std::floor(point.day)), point.value, point.source});
  }
  std::sort(daily.begin(), daily.end(), [](const DailyValue& a, const DailyValue& b) {
    return a.day != b.day ? a.day < b.day : a.value < b.value;
  });
  daily.erase(std::unique(daily.begin(), daily.end(),
                          [](const DailyValue& a, const DailyValue& b) { return a.day == b.day; }),
              daily.end());
  return daily;
}

/// A value for each day of a window, NaN where there is none: measured, interpolated over short gaps, ends
/// carried (forward only to the last day known).
std::vector<double> fill_window(const std::vector<DailyValue>& daily, int first, int last, int followed_to,
                                double rounding) {
  const IcahtRules& rules = IcahtRules::get();
  std::vector<double> filled(static_cast<std::size_t>(last - first + 1),
                             std::numeric_limits<double>::quiet_NaN());
  const auto set = [&](int day, double value) {
    if (day >= first && day <= last) filled[static_cast<std::size_t>(day - first)] = value;
  };
  for (std::size_t i = 0; i < daily.size(); ++i) {
    set(daily[i].day, daily[i].value);
    if (i + 1 == daily.size()) break;
    const int gap = daily[i + 1].day - daily[i].day;
    if (gap > rules.longest_gap) continue;
    for (int k = 1; k < gap; ++k) {
      const double value = daily[i].value + (daily[i + 1].value - daily[i].value) * k / gap;
      set(daily[i].day + k, rounding > 0 ? std::round(value / rounding) * rounding : value);
    }
  }
  if (!daily.empty()) {
    for (int day = first; day < daily.front().day; ++day) set(day, daily.front().value);
    for (int day = daily.back().day + 1; day <= std::min(last, followed_to); ++day)
      set(day, daily.back().value);
  }
  return filled;
}

struct Spells {
  int longest = 0;             ///< days of the longest joined spell, the joined gaps counted
  int total = 0;               ///< days low in all
  bool early_to_last = false;  ///< a spell that starts by day 3 lasts to the last value
};

Spells find_spells(const std::vector<double>& values, const std::function<bool(double)>& low,
                   double joined_gap, int start_by) {
  Spells spells;
  int begin = -1;
  int end = -1;
  int last_value = -1;
  for (int day = 0; day < static_cast<int>(values.size()); ++day) {
    const double value = values[static_cast<std::size_t>(day)];
    if (!std::isnan(value)) last_value = day;
    if (std::isnan(value) || !low(value)) continue;
    ++spells.total;
    if (begin < 0 || day - end - 1 > joined_gap) begin = day;
    end = day;
    spells.longest = std::max(spells.longest, end - begin + 1);
  }
  spells.early_to_last = end >= 0 && end == last_value && begin <= start_by;
  return spells;
}

/// Where the early window ends and after which day values are censored.
struct EarlyWindow {
  double censored_after;
  int followed_to;
  bool censored;
};

EarlyWindow early_window(const IcahtInputs& inputs) {
  const IcahtRules& rules = IcahtRules::get();
  double censored_after = std::numeric_limits<double>::infinity();
  if (inputs.next_therapy_day && (inputs.censor_early || inputs.next_therapy_is_blinatumomab)) {
    censored_after = std::min(censored_after, *inputs.next_therapy_day);
  }
  if (inputs.progression_day && inputs.censor_early) {
    censored_after = std::min(censored_after, *inputs.progression_day);
  }
  double last = -1;
  for (const DayValue& point : inputs.series) {
    if (point.day <= censored_after) last = std::max(last, point.day);
  }
  if (inputs.last_day) last = std::max(last, *inputs.last_day);
  last = std::min({last, censored_after, rules.early_end});
  return {censored_after, static_cast<int>(std::floor(last)), censored_after <= rules.early_end};
}

/// Daily values 0..30 of the early window; empty when it holds no value.
std::vector<double> early_values(const IcahtInputs& inputs, double rounding, bool& censored) {
  const IcahtRules& rules = IcahtRules::get();
  const EarlyWindow window = early_window(inputs);
  censored = window.censored;
  std::vector<DailyValue> daily = daily_minima(inputs.series, window.censored_after);
  const int end = static_cast<int>(rules.early_end);
  daily.erase(std::remove_if(daily.begin(), daily.end(),
                             [end](const DailyValue& d) { return d.day < 0 || d.day > end; }),
              daily.end());
  if (daily.empty()) return {};
  return fill_window(daily, 0, end, window.followed_to, rounding);
}

GradeResult with_days(GradeResult result, int days) {
  result.value.number = days;
  result.value.unit = "d";
  return result;
}

/// Values of the late window: day 31 to the earliest of day 100, next therapy, progression and last
/// follow-up.
std::vector<DailyValue> late_values(const IcahtInputs& inputs, bool& censored) {
  const IcahtRules& rules = IcahtRules::get();
  double end = std::numeric_limits<double>::infinity();
  if (inputs.next_therapy_day) end = std::min(end, *inputs.next_therapy_day);
  if (inputs.progression_day) end = std::min(end, *inputs.progression_day);
  censored = end <= rules.late_end;
  if (inputs.last_day) end = std::min(end, std::floor(*inputs.last_day) + 1);
  std::vector<DailyValue> daily = daily_minima(inputs.series, end);
  daily.erase(
      std::remove_if(daily.begin(), daily.end(),
                     [&](const DailyValue& d) { return d.day <= rules.early_end || d.day > rules.late_end; }),
      daily.end());
  return daily;
}

}  // namespace

GradeResult icaht_early(const IcahtInputs& inputs) {
  const IcahtRules& rules = IcahtRules::get();
  bool censored = false;
  const std::vector<double> values = early_values(inputs, rules.rounding, censored);
  if (values.empty()) return not_evaluable(rules.no_value);

  const double limit = *rules.limit.threshold;
  const double profound_limit = *rules.profound_limit.threshold;
  const auto low = [limit](double anc) { return at_most(anc, limit); };
  const auto profound = [profound_limit](double anc) { return at_most(anc, profound_limit); };
  const int start_by = static_cast<int>(*rules.spell_start.threshold);
  const Spells spells = find_spells(values, low, rules.joined_gap, start_by);
  const Spells profound_spells = find_spells(values, profound, rules.joined_gap, start_by);
  const int days = inputs.cumulative ? spells.total : spells.longest;
  const int profound_days = inputs.cumulative ? profound_spells.total : profound_spells.longest;
  const bool never_above =
      std::none_of(values.begin(), values.end(), [&](double anc) { return !std::isnan(anc) && !low(anc); });

  GradeResult result;
  if (never_above || spells.early_to_last) {
    result = with_days(graded(4, rules.never_recovered), days);
  } else if (profound_days >= *rules.profound_4.threshold) {
    result = with_days(graded(4, rules.profound_4), profound_days);
  } else if (days >= *rules.early_3.threshold) {
    result = with_days(graded(3, rules.early_3), days);
  } else if (profound_days >= *rules.profound_3.threshold) {
    result = with_days(graded(3, rules.profound_3), profound_days);
  } else if (days >= *rules.early_2.threshold) {
    result = with_days(graded(2, rules.early_2), days);
  } else if (days >= *rules.early_1.threshold) {
    result = with_days(graded(1, rules.early_1), days);
  } else {
    result = with_days(graded(0, rules.early_0), days);
  }
  result.flags.raise_if(censored, Flag::next_therapy_censored);
  return result;
}

GradeResult icaht_late(const IcahtInputs& inputs) {
  const IcahtRules& rules = IcahtRules::get();
  bool censored = false;
  std::vector<DailyValue> daily = late_values(inputs, censored);
  if (daily.empty()) return not_evaluable(rules.no_value);
  std::sort(daily.begin(), daily.end(), [](const DailyValue& a, const DailyValue& b) {
    return a.value != b.value ? a.value < b.value : a.day < b.day;
  });
  const DailyValue& nadir = daily.front();
  const bool confirmed = daily.size() == 1 || at_most(daily[1].value, *rules.late_1.threshold);
  GradeResult result = graded(0, rules.late_0);
  if (confirmed) {
    for (const Rule* rule : {&rules.late_1, &rules.late_2, &rules.late_3, &rules.late_4}) {
      if (at_most(nadir.value, *rule->threshold)) result = graded(*rule->grade, *rule);
    }
  }
  result.value.number = nadir.value;
  result.value.unit = "/uL";
  result.source = nadir.source;
  result.flags.raise_if(censored, Flag::next_therapy_censored);
  return result;
}

namespace {

struct TIcahtRules {
  const Rule& limit_100 = criteria().rule("t_icaht.limit.100");
  const Rule& limit_50 = criteria().rule("t_icaht.limit.50");
  const Rule& limit_20 = criteria().rule("t_icaht.limit.20");
  const Rule& early_0 = criteria().rule("t_icaht.early.0");
  const Rule& early_1 = criteria().rule("t_icaht.early.1");
  const Rule& early_2 = criteria().rule("t_icaht.early.2");
  const Rule& early_3 = criteria().rule("t_icaht.early.3");
  const Rule& early_4 = criteria().rule("t_icaht.early.4");
  const Rule& late_0 = criteria().rule("t_icaht.late.0");
  const Rule& late_1 = criteria().rule("t_icaht.late.1");
  const Rule& late_2 = criteria().rule("t_icaht.late.2");
  const Rule& late_3 = criteria().rule("t_icaht.late.3");
  const Rule& late_4 = criteria().rule("t_icaht.late.4");
  const Rule& no_value = criteria().rule("t_icaht.no_value");

  static const TIcahtRules& get() {
    static const TIcahtRules rules;
    return rules;
  }
};

std::function<bool(double)> platelets_low(double limit, bool inclusive) {
  return [limit, inclusive](double value) { return inclusive ? at_most(value, limit) : below(value, limit); };
}

}  // namespace

GradeResult t_icaht_early(const TIcahtDays& days) {
  const TIcahtRules& rules = TIcahtRules::get();
  WorstOf worst(4);
  if (!days.below_50) {
    worst.add(not_evaluable(rules.no_value));
  } else if (*days.below_50 >= *rules.early_2.threshold) {
    worst.add(with_days(graded(2, rules.early_2), *days.below_50));
  } else if (*days.below_50 >= *rules.early_1.threshold) {
    worst.add(with_days(graded(1, rules.early_1), *days.below_50));
  } else {
    worst.add(with_days(graded(0, rules.early_0), *days.below_50));
  }
  if (!days.below_20) {
    worst.add(not_evaluable(rules.no_value));
  } else if (*days.below_20 >= *rules.early_4.threshold) {
    worst.add(with_days(graded(4, rules.early_4), *days.below_20));
  } else if (*days.below_20 >= *rules.early_3.threshold) {
    worst.add(with_days(graded(3, rules.early_3), *days.below_20));
  }
  return worst.result();
}

GradeResult t_icaht_late(const TIcahtLate& inputs) {
  const TIcahtRules& rules = TIcahtRules::get();
  WorstOf worst(4);
  const auto add = [&](std::optional<bool> found, const Rule& rule) {
    if (!found) {
      worst.add(not_evaluable(rules.no_value));
    } else {
      worst.add(*found ? graded(*rule.grade, rule) : graded(0, rules.late_0));
    }
  };
  add(inputs.any_below_100, rules.late_1);
  add(inputs.any_below_50, rules.late_2);
  if (!inputs.days_below_20) {
    worst.add(not_evaluable(rules.no_value));
  } else if (*inputs.days_below_20 >= *rules.late_4.threshold) {
    worst.add(with_days(graded(4, rules.late_4), *inputs.days_below_20));
  } else if (*inputs.days_below_20 >= *rules.late_3.threshold) {
    worst.add(with_days(graded(3, rules.late_3), *inputs.days_below_20));
  }
  return worst.result();
}

TIcahtDays t_icaht_early_days(const IcahtInputs& inputs, const TIcahtOptions& options) {
  const TIcahtRules& rules = TIcahtRules::get();
  bool censored = false;
  const std::vector<double> values = early_values(inputs, 0, censored);
  if (values.empty()) return {};
  const auto days = [&](const Rule& limit) {
    const Spells spells =
        find_spells(values, platelets_low(*limit.threshold, options.inclusive), options.longest_gap_d, 0);
    return options.cumulative ? spells.total : spells.longest;
  };
  return {days(rules.limit_50), days(rules.limit_20)};
}

TIcahtLate t_icaht_late_findings(const IcahtInputs& inputs, const TIcahtOptions& options) {
  const IcahtRules& icaht = IcahtRules::get();
  const TIcahtRules& rules = TIcahtRules::get();
  bool censored = false;
  const std::vector<DailyValue> daily = late_values(inputs, censored);
  if (daily.empty()) return {};
  const auto any = [&](const Rule& limit) {
    const auto low = platelets_low(*limit.threshold, options.inclusive);
    return std::any_of(daily.begin(), daily.end(), [&](const DailyValue& d) { return low(d.value); });
  };
  const int first = static_cast<int>(icaht.early_end) + 1;
  const int last = static_cast<int>(icaht.late_end);
  const int followed_to = daily.back().day;
  const std::vector<double> values = fill_window(daily, first, last, followed_to, 0);
  const Spells spells = find_spells(values, platelets_low(*rules.limit_20.threshold, options.inclusive),
                                    options.longest_gap_d, 0);
  TIcahtLate late;
  late.any_below_100 = any(rules.limit_100);
  late.any_below_50 = any(rules.limit_50);
  late.days_below_20 = options.cumulative ? spells.total : spells.longest;
  return late;
}

}  // namespace trimer::assessment
