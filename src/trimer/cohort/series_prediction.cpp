#include <trimer/cohort/series_prediction.h>

#include <trimer/cohort/event_time.h>
#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/random.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace trimer::cohort {

namespace {

constexpr std::uint32_t series_draw = 0x5345;

/// The cohort as a list of cells (time, event or censored), sorted by time with events first.
struct Cells {
  std::vector<double> time;
  std::vector<bool> event;
  std::vector<std::int64_t> cumulative;  ///< patients up to and including the cell
  std::int64_t patients = 0;

  explicit Cells(const SurvivalTally& tally) {
    for (const RiskStep& step : risk_steps(tally)) {
      add(step.time, true, step.events);
      add(step.time, false, step.censored);
    }
  }
  void add(double at, bool is_event, std::int64_t count) {
    if (count == 0) return;
    patients += count;
    time.push_back(at);
    event.push_back(is_event);
    cumulative.push_back(patients);
  }
};

/// Draws one series by Pólya's urn; `drawn` is the number of patients per cell.
void draw_series(const Cells& cells, std::int64_t size, RandomStream& random,
                 std::vector<std::int64_t>& drawn, std::vector<std::size_t>& order) {
  std::fill(drawn.begin(), drawn.end(), 0);
  order.clear();
  for (std::int64_t i = 0; i < size; ++i) {
    const double ball = random.uniform() * static_cast<double>(cells.patients + i);
    std::size_t cell = 0;
    if (ball < static_cast<double>(cells.patients)) {
      const auto place =
          std::upper_bound(cells.cumulative.begin(), cells.cumulative.end(), static_cast<std::int64_t>(ball));
      cell = std::min(static_cast<std::size_t>(place - cells.cumulative.begin()), drawn.size() - 1);
    } else {
      cell = order[static_cast<std::size_t>(ball) - static_cast<std::size_t>(cells.patients)];
    }
    order.push_back(cell);
    ++drawn[cell];
  }
}

/// Kaplan-Meier over the drawn cells up to where `stop(time, survival)` says so; returns false at the end of
/// follow-up.
template <class Stop>
bool walk(const Cells& cells, const std::vector<std::int64_t>& drawn, std::int64_t size, Stop stop) {
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

/// Value of one series, nullopt if it has none.
template <class Value>
SeriesPrediction predict(const SurvivalTally& tally, std::int64_t series_size, const SeriesOptions& options,
                         bool high_is_open, Value value) {
  FaultList faults;
  if (series_size < 1)
    faults.add({"", 0, 0, "series_size", std::to_string(series_size), "expected at least 1"});
  if (tally.patients() < 1) faults.add({"", 0, 0, "tally", "0", "expected at least one patient"});
  if (options.trials < 1)
    faults.add({"", 0, 0, "trials", std::to_string(options.trials), "expected at least 1"});
  if (!(options.level > 0 && options.level < 1)) {
    faults.add({"", 0, 0, "level", number_text(options.level), "expected inside (0, 1)"});
  }
  faults.throw_if_any();
  const Cells cells(tally);
  std::vector<std::int64_t> drawn(cells.time.size());
  std::vector<std::size_t> order;
  std::vector<double> values;
  SeriesPrediction prediction;
  prediction.trials = options.trials;
  for (int trial = 0; trial < options.trials; ++trial) {
    RandomStream random(options.seed, static_cast<std::uint64_t>(trial), series_draw);
    draw_series(cells, series_size, random, drawn, order);
    if (const std::optional<double> one = value(cells, drawn)) {
      values.push_back(*one);
    } else {
      ++prediction.not_reached;
    }
  }
  std::sort(values.begin(), values.end());
  // A median that is not reached lies above every one that is; a landmark beyond follow-up says nothing.
  const std::size_t count = high_is_open ? static_cast<std::size_t>(options.trials) : values.size();
  if (count == 0) return prediction;
  const double tail = (1 - options.level) / 2;
  auto pick = [&](double probability) -> std::optional<double> {
    const auto rank = static_cast<std::size_t>(std::ceil(probability * static_cast<double>(count)));
    const std::size_t position = std::clamp<std::size_t>(rank, 1, count) - 1;
    return position < values.size() ? std::optional<double>(values[position]) : std::nullopt;
  };
  prediction.low = pick(tail);
  prediction.high = pick(1 - tail);
  return prediction;
}

}  // namespace

SeriesPrediction predict_median(const SurvivalTally& tally, std::int64_t series_size,
                                const SeriesOptions& options) {
  return predict(tally, series_size, options, true,
                 [&](const Cells& cells, const std::vector<std::int64_t>& drawn) {
                   // Midpoint where the curve is flat at exactly one half, as for a real series.
                   constexpr double tolerance = 1e-8;
                   std::optional<double> median, flat_from;
                   walk(cells, drawn, series_size, [&](double time, double survival, bool after_event) {
                     if (!after_event || survival > 0.5 + tolerance) return false;
                     if (survival < 0.5 - tolerance) {
                       median = flat_from ? (*flat_from + time) / 2 : time;
                       return true;
                     }
                     if (!flat_from) flat_from = time;
                     return false;
                   });
                   return median ? median : flat_from;
                 });
}

SeriesPrediction predict_landmark(const SurvivalTally& tally, double time, std::int64_t series_size,
                                  const SeriesOptions& options) {
  return predict(tally, series_size, options, false,
                 [&](const Cells& cells, const std::vector<std::int64_t>& drawn) {
                   std::optional<double> value;
                   double last = 1, last_time = 0;
                   const bool passed =
                       walk(cells, drawn, series_size, [&](double at, double survival, bool after_event) {
                         if (!after_event && at > time) {
                           value = survival;
                           return true;
                         }
                         last = survival;
                         last_time = at;
                         return false;
                       });
                   if (!passed && (last_time >= time || last == 0)) value = last;
                   return value;
                 });
}

}  // namespace trimer::cohort
