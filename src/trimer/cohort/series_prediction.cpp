#include <trimer/cohort/series_prediction.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <trimer/cohort/event_time.h>
#include <trimer/cohort/hazard_ratio.h>
#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/member_draw.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>

namespace trimer::cohort {

namespace {

constexpr std::uint32_t series_draw = 0x5345;
using Counts = std::vector<std::int64_t>;

void check(std::int64_t series_size, const SeriesOptions& options) {
  FaultList faults;
  if (series_size < 1)
    faults.add({"", 0, 0, "series_size", std::to_string(series_size), "expected at least 1"});
  if (options.trials < 1)
    faults.add({"", 0, 0, "trials", std::to_string(options.trials), "expected at least 1"});
  if (!(options.level > 0 && options.level < 1))
    faults.add({"", 0, 0, "level", number_text(options.level), "expected inside (0, 1)"});
  faults.throw_if_any();
}

/// Draws options.trials series, each of one member, and collects what `value` makes of each; the value of a
/// series is +infinity where it is not reached and NaN where there is none.
template <class Value>
SeriesPrediction predict(MemberDraw& source, std::int64_t series_size, const SeriesOptions& options,
                         Value value) {
  std::vector<double> values;
  SeriesPrediction prediction;
  prediction.trials = options.trials;
  Counts drawn;
  for (int trial = 0; trial < options.trials; ++trial) {
    RandomStream random(options.seed, static_cast<std::uint64_t>(trial), series_draw);
    std::size_t member = 0;
    if (source.members() > 1)
      member = std::min(static_cast<std::size_t>(random.uniform() * static_cast<double>(source.members())),
                        source.members() - 1);
    source.draw(member, series_size, random, drawn);
    const double one = value(drawn, member, random);
    if (!std::isfinite(one)) ++prediction.not_reached;
    if (!std::isnan(one)) values.push_back(one);
  }
  std::sort(values.begin(), values.end());
  if (values.empty()) return prediction;
  const double tail = (1 - options.level) / 2;
  const auto pick = [&](double probability) -> std::optional<double> {
    const auto rank = static_cast<std::size_t>(std::ceil(probability * static_cast<double>(values.size())));
    const double found = values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
    return std::isfinite(found) ? std::optional(found) : std::nullopt;
  };
  prediction.low = pick(tail);
  prediction.high = pick(1 - tail);
  return prediction;
}

constexpr double not_reached = INFINITY;
constexpr double no_value = NAN;

/// Times of all members as cells (time, event or censored), sorted by time with events first.
struct TimeCells {
  std::vector<double> time;
  std::vector<bool> event;
  std::vector<Counts> counts;  ///< (members, cells)

  explicit TimeCells(std::span<const SurvivalTally> members) : counts(members.size()) {
    std::size_t size = 0;
    for (const SurvivalTally& tally : members) size = std::max(size, tally.size());
    for (std::size_t point = 0; point < size; ++point) {
      for (const bool is_event : {true, false}) {
        const auto count = [&](const SurvivalTally& tally) -> std::int64_t {
          if (point >= tally.size()) return 0;
          return is_event ? tally.events_at(point) : tally.censored_at(point);
        };
        if (std::none_of(members.begin(), members.end(), [&](const auto& tally) { return count(tally) > 0; }))
          continue;
        time.push_back(static_cast<double>(point) * survival_grid_step);
        event.push_back(is_event);
        for (std::size_t member = 0; member < members.size(); ++member)
          counts[member].push_back(count(members[member]));
      }
    }
  }

  /// Who is past `day`, for member_shares().
  [[nodiscard]] std::vector<Count> past(double day) const {
    std::vector<Count> past(counts.size());
    for (std::size_t member = 0; member < counts.size(); ++member) {
      for (std::size_t cell = 0; cell < time.size(); ++cell) {
        past[member].n += counts[member][cell];
        if (time[cell] > day) past[member].k += counts[member][cell];
      }
    }
    return past;
  }
};

/// Kaplan-Meier over the drawn cells up to where `stop(time, survival, after_event)` says so; false at the
/// end of follow-up.
template <class Stop>
bool walk(const TimeCells& cells, const Counts& drawn, std::int64_t size, Stop stop) {
  std::int64_t at_risk = size;
  double survival = 1;
  for (std::size_t cell = 0; cell < drawn.size(); ++cell) {
    if (drawn[cell] == 0) continue;
    if (stop(cells.time[cell], survival, false)) return true;
    if (cells.event[cell]) {
      survival *= static_cast<double>(at_risk - drawn[cell]) / static_cast<double>(at_risk);
      if (stop(cells.time[cell], survival, true)) return true;
    }
    at_risk -= drawn[cell];
  }
  return false;
}

double median_of(const TimeCells& cells, const Counts& drawn, std::int64_t size) {
  // Midpoint where the curve is flat at exactly one half, as for a real series.
  constexpr double tolerance = 1e-8;
  std::optional<double> median, flat_from;
  walk(cells, drawn, size, [&](double time, double survival, bool after_event) {
    if (!after_event || survival > 0.5 + tolerance) return false;
    if (survival < 0.5 - tolerance) {
      median = flat_from ? (*flat_from + time) / 2 : time;
      return true;
    }
    if (!flat_from) flat_from = time;
    return false;
  });
  if (!median) median = flat_from;
  return median.value_or(not_reached);
}

double survival_at(const TimeCells& cells, const Counts& drawn, std::int64_t size, double day) {
  double value = no_value, last = 1, last_time = 0;
  const bool passed = walk(cells, drawn, size, [&](double at, double survival, bool after_event) {
    if (!after_event && at > day) {
      value = survival;
      return true;
    }
    last = survival;
    last_time = at;
    return false;
  });
  if (!passed && (last_time >= day || last == 0)) value = last;
  return value;
}

SurvivalTally merged(std::span<const SurvivalTally> members) {
  SurvivalTally all;
  for (const SurvivalTally& tally : members) all.merge(tally);
  return all;
}

double odds_ratio(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
  const double up = static_cast<double>(a) * static_cast<double>(d);
  const double down = static_cast<double>(b) * static_cast<double>(c);
  if (down > 0) return up / down;
  return up > 0 ? not_reached : no_value;
}

}  // namespace

SeriesPrediction predict_median(std::span<const SurvivalTally> members, std::int64_t series_size,
                                const SeriesOptions& options) {
  check(series_size, options);
  const TimeCells cells(members);
  const auto middle = kaplan_meier(risk_steps(merged(members))).median;
  const double last = cells.time.empty() ? 0 : cells.time.back();
  MemberDraw source(cells.counts, member_shares(cells.past(middle.value_or(last / 2))));
  return predict(source, series_size, options, [&](const Counts& drawn, std::size_t, RandomStream&) {
    return median_of(cells, drawn, series_size);
  });
}

SeriesPrediction predict_median(const SurvivalTally& tally, std::int64_t series_size,
                                const SeriesOptions& options) {
  return predict_median({&tally, 1}, series_size, options);
}

SeriesPrediction predict_landmark(std::span<const SurvivalTally> members, double time,
                                  std::int64_t series_size, const SeriesOptions& options) {
  check(series_size, options);
  const TimeCells cells(members);
  MemberDraw source(cells.counts, member_shares(cells.past(time)));
  return predict(source, series_size, options, [&](const Counts& drawn, std::size_t, RandomStream&) {
    return survival_at(cells, drawn, series_size, time);
  });
}

SeriesPrediction predict_landmark(const SurvivalTally& tally, double time, std::int64_t series_size,
                                  const SeriesOptions& options) {
  return predict_landmark({&tally, 1}, time, series_size, options);
}

SeriesPrediction predict_odds_ratio(std::span<const TwoGroups> members, std::int64_t series_size,
                                    const SeriesOptions& options) {
  check(series_size, options);
  std::vector<Counts> counts, test, reference;
  std::vector<Count> test_counts, reference_counts;
  for (const TwoGroups& member : members) {
    counts.push_back({member.test.n, member.reference.n, member.others});
    test.push_back({member.test.k, member.test.n - member.test.k});
    reference.push_back({member.reference.k, member.reference.n - member.reference.k});
    test_counts.push_back(member.test);
    reference_counts.push_back(member.reference);
  }
  SeriesPrediction none;
  if (pooled(test_counts).n == 0 || pooled(reference_counts).n == 0) return none;
  MemberDraw groups(counts, std::vector<double>(members.size(), 0.0));
  // Who is in a group is the design's; what happens in it is the member's.
  MemberDraw in_test(test, member_shares(test_counts)),
      in_reference(reference, member_shares(reference_counts));
  Counts drawn_test, drawn_reference;
  return predict(groups, series_size, options,
                 [&](const Counts& drawn, std::size_t member, RandomStream& random) {
                   in_test.draw(member, drawn[0], random, drawn_test);
                   in_reference.draw(member, drawn[1], random, drawn_reference);
                   return odds_ratio(drawn_test[0], drawn_test[1], drawn_reference[0], drawn_reference[1]);
                 });
}

SeriesPrediction predict_hazard_ratio(std::span<const TwoGroupTimes> members, std::int64_t series_size,
                                      const SeriesOptions& options) {
  check(series_size, options);
  std::vector<Counts> counts;
  std::vector<SurvivalTally> test, reference;
  for (const TwoGroupTimes& member : members) {
    counts.push_back({member.test.patients(), member.reference.patients(), member.others});
    test.push_back(member.test);
    reference.push_back(member.reference);
  }
  SeriesPrediction none;
  if (merged(test).patients() == 0 || merged(reference).patients() == 0) return none;
  const TimeCells test_cells(test), reference_cells(reference);
  const auto shares = [](const std::vector<SurvivalTally>& side, const TimeCells& cells) {
    const auto middle = kaplan_meier(risk_steps(merged(side))).median;
    return member_shares(cells.past(middle.value_or(cells.time.back() / 2)));
  };
  MemberDraw groups(counts, std::vector<double>(members.size(), 0.0));
  MemberDraw in_test(test_cells.counts, shares(test, test_cells));
  MemberDraw in_reference(reference_cells.counts, shares(reference, reference_cells));
  const double last = std::max(test_cells.time.back(), reference_cells.time.back());
  std::vector<TwoGroupStep> steps;
  Counts drawn_side;
  const auto fill = [&](const TimeCells& cells, auto event, auto censored) {
    for (std::size_t cell = 0; cell < drawn_side.size(); ++cell) {
      TwoGroupStep& step = steps[static_cast<std::size_t>(cells.time[cell] / survival_grid_step)];
      step.*(cells.event[cell] ? event : censored) += drawn_side[cell];
    }
  };
  return predict(groups, series_size, options,
                 [&](const Counts& drawn, std::size_t member, RandomStream& random) {
                   steps.assign(static_cast<std::size_t>(last / survival_grid_step) + 1, {});
                   in_test.draw(member, drawn[0], random, drawn_side);
                   fill(test_cells, &TwoGroupStep::test_events, &TwoGroupStep::test_censored);
                   in_reference.draw(member, drawn[1], random, drawn_side);
                   fill(reference_cells, &TwoGroupStep::reference_events, &TwoGroupStep::reference_censored);
                   const auto found = hazard_ratio(steps);
                   return found ? found->ratio : no_value;
                 });
}

std::optional<double> middle_of(const std::map<std::int64_t, std::int64_t>& values) {
  std::int64_t all = 0, passed = 0;
  for (const auto& [value, count] : values) all += count;
  std::optional<double> lower;
  for (const auto& [value, count] : values) {
    if (count == 0) continue;
    passed += count;
    if (2 * passed < all) continue;
    if (lower) return (*lower + static_cast<double>(value)) / 2;
    if (2 * passed > all) return static_cast<double>(value);
    lower = static_cast<double>(value);  // exactly half: the mean of the two middle values
  }
  return std::nullopt;
}

SeriesPrediction predict_middle(std::span<const std::map<std::int64_t, std::int64_t>> members,
                                std::int64_t series_size, const SeriesOptions& options) {
  check(series_size, options);
  std::map<std::int64_t, std::int64_t> all;
  for (const auto& member : members)
    for (const auto& [value, count] : member) all[value] += count;
  const double pooled_middle = middle_of(all).value_or(0);
  std::vector<Counts> counts(members.size());
  std::vector<Count> above(members.size());
  for (std::size_t member = 0; member < members.size(); ++member) {
    for (const auto& [value, unused] : all) {
      const auto found = members[member].find(value);
      const std::int64_t count = found == members[member].end() ? 0 : found->second;
      counts[member].push_back(count);
      above[member].n += count;
      if (static_cast<double>(value) > pooled_middle) above[member].k += count;
    }
  }
  MemberDraw source(counts, member_shares(above));
  return predict(source, series_size, options, [&](const Counts& drawn, std::size_t, RandomStream&) {
    std::size_t cell = 0;
    for (auto& [value, count] : all) count = drawn[cell++];
    return middle_of(all).value_or(no_value);
  });
}

Interval predict_proportion(std::span<const Count> members, std::int64_t series_size, double level) {
  const Count all = pooled(members);
  if (members.size() == 1) return prediction_interval(all.k, all.n, series_size, level);
  return prediction_interval(member_proportions(members), all.n, series_size, level);
}

}  // namespace trimer::cohort
