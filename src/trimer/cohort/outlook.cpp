#include <trimer/cohort/outlook.h>

#include <array>

#include <trimer/cohort/kaplan_meier.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/days.h>

namespace trimer::cohort {
namespace {

constexpr std::array landmark_months = {6, 12, 24};

void add_survival(std::vector<Probability>& all, const CohortTally& tally, std::string_view id,
                  double follow_up_days, double level) {
  const SurvivalTally& times = tally.time(id);
  if (times.patients() == 0) return;
  const TimeEndpoint& endpoint = time_endpoints()[static_cast<std::size_t>(find_time(id))];
  const SurvivalCurve curve = kaplan_meier(risk_steps(times), ConfidenceType::log_log, level);
  for (const int months : landmark_months) {
    const double day = months * days_per_month;
    if (day > follow_up_days) continue;
    const auto point = curve.at(day);
    if (!point) continue;
    Probability p{endpoint.group,
                  std::string(id) + "_" + std::to_string(months) + "_months",
                  std::string(endpoint.name) + " at " + std::to_string(months) + " months",
                  point->survival,
                  0,
                  0,
                  curve.patients,
                  0,
                  "product-limit, log-log"};
    if (point->low && point->high) {
      p.low = *point->low;
      p.high = *point->high;
    } else {  // nobody or everybody has had the event, where log-log has no limits
      const Interval exact =
          clopper_pearson(point->survival > 0.5 ? curve.patients : 0, curve.patients, level);
      p.low = exact.low;
      p.high = exact.high;
      p.method = "exact, since nobody or everybody has had the event";
    }
    all.push_back(std::move(p));
  }
}

}  // namespace

std::vector<Probability> probabilities(const CohortTally& tally, double follow_up_days, double level) {
  std::vector<Probability> all;
  for (const ProportionEndpoint& endpoint : proportion_endpoints()) {
    const Count& count = tally.proportion(endpoint.id);
    if (count.n == count.not_evaluable) continue;
    const Interval exact = clopper_pearson(count.k, count.n, level);
    all.push_back({endpoint.group, std::string(endpoint.id), std::string(endpoint.name),
                   static_cast<double>(count.k) / static_cast<double>(count.n), exact.low, exact.high,
                   count.n, count.not_evaluable, "exact"});
  }
  for (const std::string_view id : {std::string_view("os"), std::string_view("efs")})
    add_survival(all, tally, id, follow_up_days, level);
  return all;
}

}  // namespace trimer::cohort
