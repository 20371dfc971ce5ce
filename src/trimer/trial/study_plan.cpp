/// What a study's `simulate` describes, in the terms of population/, regimen/ and observation/.
#include <algorithm>
#include <array>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/days.h>
#include <trimer/core/fault.h>
#include <trimer/core/maths.h>
#include <trimer/population/covariate.h>
#include <trimer/trial/study_cohort.h>

namespace trimer::trial {
namespace {

using evidence::CovariateOverride;
using evidence::Simulate;
using evidence::Study;
using population::Covariate;
using population::Distribution;
using population::Population;

[[noreturn]] void refuse(const Study& study, const std::string& where, const std::string& value,
                         const std::string& expectation) {
  throw InputError("study " + study.id + ": simulate/" + where, value, "expected " + expectation);
}

Covariate covariate_named(const Study& study, const std::string& where, const std::string& name) {
  const auto found = population::covariate_named(name == "prior_hsct" ? "prior_transplant" : name);
  if (!found) refuse(study, where + "/variable", name, "a covariate of the populations");
  return *found;
}

double covariate_value(const population::VirtualPatient& patient, Covariate covariate) {
  switch (covariate) {
    case Covariate::sex_male:
      return patient.male ? 1 : 0;
    case Covariate::height:
      return patient.height;
    case Covariate::marrow_reserve_z:
      return patient.marrow_reserve_z;
    case Covariate::prior_transplant:
      return patient.prior_transplant ? 1 : 0;
    case Covariate::car_t_interval_days:
      return patient.car_t_interval_days.value_or(0);
    default:
      break;
  }
  double value = 0;
  const std::string_view name = population::covariates[population::index_of(covariate)].name;
  therapy::for_each_covariate(patient.covariates, [&](const therapy::CovariateInfo& info, double x) {
    if (info.name == name) value = x;
  });
  return value;
}

/// Median of a covariate in the population, of 4,001 patients drawn with a seed of its own.
double own_median(const Population& population, const population::ParameterModel& model,
                  Covariate covariate) {
  constexpr std::uint64_t patients = 4001;
  const population::PatientGenerator generator(population, model, 20140101);
  std::vector<double> values;
  for (std::uint64_t id = 1; id <= patients; ++id)
    values.push_back(covariate_value(generator.patient(id), covariate));
  std::nth_element(values.begin(), values.begin() + patients / 2, values.end());
  return values[patients / 2];
}

/// Moves a distribution from one median to another: shapes of positive quantities are multiplied, others
/// shifted.
struct Move {
  double from, to;
  const population::ParameterModel* model;
  Covariate covariate;

  [[nodiscard]] double factor() const { return to / from; }
  [[nodiscard]] double shift() const { return to - from; }

  void operator()(population::Constant& s) const { s.value += shift(); }
  void operator()(population::Bernoulli&) const {}
  void operator()(population::Uniform& s) const { s.low += shift(), s.high += shift(); }
  void operator()(population::LogUniform& s) const { s.low *= factor(), s.high *= factor(); }
  void operator()(population::Normal& s) const { s.mean += shift(); }
  void operator()(population::LogNormal& s) const { s.median *= factor(); }
  void operator()(population::Categories& s) const {
    for (double& bound : s.bounds) bound += shift();
  }
  void operator()(population::Quantiles& s) const {
    for (double& value : s.values) value += shift();
  }
  void operator()(population::Mixture& s) const {
    for (Distribution& part : s.parts) std::visit(*this, part.shape);
  }
  void operator()(population::BySex& s) const {
    for (Distribution& part : s.male) std::visit(*this, part.shape);
    for (Distribution& part : s.female) std::visit(*this, part.shape);
  }
  void operator()(population::ByAge& s) const {
    for (double& median : s.median_male) median *= factor();
    for (double& median : s.median_female) median *= factor();
  }
  /// count ~ reserve^(1 / (1 + feedback))
  void operator()(population::MarrowReserve& s) const {
    const double feedback = covariate == Covariate::platelets ? model->typical.platelet_feedback
                                                              : model->typical.neutrophil_feedback;
    s.median *= maths::pow(factor(), 1 + feedback);
  }
  void operator()(population::Derived&) const {}
  void operator()(population::NotApplicable&) const {}
};

population::Interval inside(const std::optional<population::Interval>& known,
                            const CovariateOverride& change) {
  population::Interval bounds = known.value_or(population::Interval{});
  const auto low = change.values.find("min"), high = change.values.find("max");
  if (low != change.values.end()) bounds.low = std::max(bounds.low.value_or(low->second[0]), low->second[0]);
  if (high != change.values.end())
    bounds.high = std::min(bounds.high.value_or(high->second[0]), high->second[0]);
  return bounds;
}

/// The own shape, moved and truncated to the printed range so that the median of what is left is the printed
/// one.
void move_median(const Study& study, const std::string& where, const CovariateOverride& change,
                 const population::ParameterModel& model, Covariate covariate, Population& population) {
  const double from = own_median(population, model, covariate), target = change.values.at("median")[0];
  if (!(from > 0))
    refuse(study, where + "/variable", change.variable, "a covariate with a positive median here");
  const Distribution own = population.distributions[covariate];
  Distribution& moved = population.distributions[covariate];
  double aim = target;
  for (int round = 0; round < 6; ++round) {
    moved = own;
    moved.truncate = inside(std::nullopt, change);
    std::visit(Move{from, aim, &model, covariate}, moved.shape);
    const double reached = own_median(population, model, covariate);
    if (std::fabs(reached / target - 1) < 0.005) break;
    aim += target - reached;
  }
}

void apply(const Study& study, std::size_t position, const population::ParameterModel& model,
           Population& population) {
  const CovariateOverride& change = study.simulate->covariate_overrides[position];
  const std::string where = "covariate_overrides/" + std::to_string(position);
  const Covariate covariate = covariate_named(study, where, change.variable);
  Distribution& distribution = population.distributions[covariate];
  // What is overridden is not multiplied by a factor of the parameter model.
  population.overridden.push_back(covariate);
  population.provenance[covariate] = {change.provenance.locator, "measured"};
  const auto list = [&](const char* key) { return change.values.at(key); };
  if (change.kind == "truncate") {
    distribution.truncate = inside(distribution.truncate, change);
  } else if (change.kind == "median_range") {
    move_median(study, where, change, model, covariate, population);
  } else {
    distribution = Distribution();
    if (change.kind == "categories")
      distribution.shape = population::Categories{list("bounds"), list("shares")};
    if (change.kind == "quantiles") distribution.shape = population::Quantiles{list("p"), list("value")};
    if (change.kind == "bernoulli") distribution.shape = population::Bernoulli{list("p")[0]};
    if (change.kind == "by_age")
      distribution.shape =
          population::ByAge{list("age"), list("median_male"), list("median_female"), list("sd_log")[0]};
  }
  population::DrawContext context;
  context.covariate = covariate;
  context.parameters = &model.typical;
  if (population::accepted_share(distribution, context) < 0.01)
    refuse(study, where + "/values", change.kind,
           "bounds that the distribution of " + change.variable + " reaches");
}

/// Dexamethasone of the same glucocorticoid effect: 0.75 mg for 5 mg of prednisone or prednisolone, 4 mg of
/// methylprednisolone, 20 mg of hydrocortisone (customary equivalents, assumed).
double as_dexamethasone(const Study& study, const std::string& drug) {
  constexpr std::array<std::pair<std::string_view, double>, 5> drugs = {{{"dexamethasone", 1},
                                                                         {"prednisone", 0.15},
                                                                         {"prednisolone", 0.15},
                                                                         {"methylprednisolone", 0.1875},
                                                                         {"hydrocortisone", 0.0375}}};
  for (const auto& [name, factor] : drugs)
    if (drug == name) return factor;
  refuse(study, "premedication/drug", drug,
         "dexamethasone, prednisone, prednisolone, methylprednisolone or hydrocortisone");
}

std::vector<regimen::Premedication> premedication_of(const Study& study) {
  const auto& given = study.simulate->premedication;
  if (!given) return {};
  const double factor = as_dexamethasone(study, given->drug);
  regimen::Premedication rule;
  rule.dose = {given->amount * factor, given->per_m2,
               given->cap ? std::optional(*given->cap * factor) : std::nullopt};
  rule.hours_before = given->hours_before;
  rule.provenance = {given->provenance.code, given->provenance.locator};
  const auto before = [&](std::string_view word) {
    return std::find(given->before.begin(), given->before.end(), word) != given->before.end();
  };
  rule.on_cycle_start = before("cycle_start");
  rule.on_step = before("step");
  rule.on_restart = before("restart_after_4h");
  std::vector<regimen::Premedication> rules;
  if (rule.on_cycle_start || rule.on_step || rule.on_restart) rules.push_back(rule);
  if (before("cycle_1_start") && !rule.on_cycle_start) {
    rule.on_cycle_start = true;
    rule.on_step = rule.on_restart = false;
    rule.cycle_to = 1;
    rules.push_back(rule);
  }
  return rules;
}

std::vector<regimen::Cycle> cycles_of(const Study& study) {
  const Simulate& simulate = *study.simulate;
  std::vector<regimen::Cycle> cycles;
  double start = 0;
  for (int number = 1; number <= simulate.maximum_cycles; ++number) {
    regimen::Cycle cycle;
    cycle.start_day = start;
    for (const evidence::Segment& segment : simulate.segments) {
      if (number < segment.cycle_from || number > segment.cycle_to.value_or(number)) continue;
      regimen::Infusion infusion;
      infusion.from_day = segment.start_day - 1;
      infusion.to_day = segment.end_day;
      infusion.rate = {segment.amount, segment.per_m2, segment.cap};
      infusion.provenance = {segment.provenance.code, segment.provenance.locator};
      cycle.infusions.push_back(infusion);
    }
    if (cycle.infusions.empty()) break;  // the plan ends with the last cycle that has an infusion
    std::sort(cycle.infusions.begin(), cycle.infusions.end(),
              [](const auto& a, const auto& b) { return a.from_day < b.from_day; });
    cycle.length_days = cycle.end_of_infusion() + simulate.treatment_free_days;
    start += cycle.length_days;
    cycles.push_back(std::move(cycle));
  }
  if (cycles.empty() || cycles.front().infusions.front().from_day != 0)
    refuse(study, "regimen/segments", "", "an infusion from study day 1 of cycle 1");
  return cycles;
}

}  // namespace

StudyPlan study_plan(const Study& study, const population::ParameterModel& model) {
  const Simulate& simulate = study.simulate.value();
  StudyPlan plan;
  plan.population = population::named_population(simulate.population);
  for (std::size_t i = 0; i < simulate.covariate_overrides.size(); ++i)
    apply(study, i, model, plan.population);

  const regimen::Regimen label =
      regimen::preset(simulate.population == "mrd" ? "label_mrd" : "label_relapsed_refractory");
  plan.regimen.id = study.id;
  plan.regimen.title = study.regimen_text;
  plan.regimen.source = study.citation;
  plan.regimen.cycles = cycles_of(study);
  plan.regimen.premedication = premedication_of(study);
  plan.regimen.restart = label.restart;
  plan.regimen.hospital_days = label.hospital_days;
  plan.regimen.hospital_provenance = label.hospital_provenance;

  plan.visits = observation::load_visit_schedule();
  std::vector<double> days = simulate.assessment_days;
  std::sort(days.begin(), days.end());
  if (!days.empty()) plan.visits.marrow_first = days.front() - 1;
  if (days.size() > 1) plan.visits.marrow_second = days.back() - 1;
  if (plan.visits.marrow_first <= 0)
    refuse(study, "assessment_days/in_cycle/0", number_text(plan.visits.marrow_first + 1),
           "a study day after 1");
  if (!(simulate.follow_up_every_days > 0))
    refuse(study, "assessment_days/follow_up_every_days", number_text(simulate.follow_up_every_days), "> 0");
  plan.visits.follow_up = plan.visits.follow_up_marrow = simulate.follow_up_every_days;
  plan.follow_up_days = simulate.follow_up_months * days_per_month;
  if (!(plan.follow_up_days > 0))
    refuse(study, "follow_up_months", number_text(simulate.follow_up_months), "> 0");
  return plan;
}

}  // namespace trimer::trial
