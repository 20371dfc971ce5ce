#include <trimer/assessment/crs.h>
#include <trimer/assessment/decimal.h>

#include <array>

namespace trimer::assessment {
namespace {

GradeResult with_source(GradeResult result, observation::Source source, std::string_view word = {}) {
  result.source = source;
  result.value.word = word;
  return result;
}

/// Grade by inspired oxygen; Lee and CTCAE draw the same two lines under different names.
struct OxygenRules {
  const Rule& none;
  const Rule& below_40;
  const Rule& from_40;
  const Rule& unknown;
  const Rule& missing;

  GradeResult grade(std::optional<double> fio2, bool amount_unknown, bool estimated,
                    observation::Source source) const {
    GradeResult result;
    if (fio2) {
      if (at_most(*fio2, *none.threshold)) {
        result = graded(0, none);
      } else if (below(*fio2, *below_40.threshold)) {
        result = graded(2, below_40);
      } else {
        result = graded(3, from_40);
      }
      result.value.number = fio2;
      result.value.unit = "%";
      result.flags.raise_if(estimated, Flag::fio2_estimated);
    } else if (amount_unknown) {
      result = at_least(2, unknown);
      result.flags.raise(Flag::oxygen_flow_missing);
    } else {
      return not_evaluable(missing);
    }
    result.source = source;
    return result;
  }
};

struct LeeRules {
  const Rule& none = criteria().rule("crs_lee2014.none");
  const Rule& constitutional = criteria().rule("crs_lee2014.constitutional");
  const Rule& constitutional_missing = criteria().rule("crs_lee2014.constitutional.missing");
  const Rule& no_hypotension = criteria().rule("crs_lee2014.hypotension.none");
  const Rule& fluids = criteria().rule("crs_lee2014.hypotension.fluids");
  const Rule& care_unknown = criteria().rule("crs_lee2014.hypotension.care_unknown");
  const Rule& one_low_dose = criteria().rule("crs_lee2014.hypotension.one_low_dose");
  const Rule& dose_missing = criteria().rule("crs_lee2014.hypotension.dose_missing");
  const Rule& one_high_dose = criteria().rule("crs_lee2014.hypotension.one_high_dose");
  const Rule& multiple = criteria().rule("crs_lee2014.hypotension.multiple");
  const Rule& hypotension_missing = criteria().rule("crs_lee2014.hypotension.missing");
  const OxygenRules oxygen{
      criteria().rule("crs_lee2014.oxygen.none"), criteria().rule("crs_lee2014.oxygen.below_40"),
      criteria().rule("crs_lee2014.oxygen.from_40"), criteria().rule("crs_lee2014.oxygen.amount_unknown"),
      criteria().rule("crs_lee2014.oxygen.missing")};
  const Rule& ventilator = criteria().rule("crs_lee2014.ventilator");
  const Rule& ventilator_missing = criteria().rule("crs_lee2014.ventilator.missing");
  const std::array<const Rule*, 5> organ = {nullptr, nullptr, &criteria().rule("crs_lee2014.organ.2"),
                                            &criteria().rule("crs_lee2014.organ.3"),
                                            &criteria().rule("crs_lee2014.organ.4")};
  const Rule& death = criteria().rule("crs_lee2014.death");

  static const LeeRules& get() {
    static const LeeRules rules;
    return rules;
  }
};

GradeResult lee_hypotension(const LeeInputs& in) {
  const LeeRules& rules = LeeRules::get();
  if (!in.hypotension) return not_evaluable(rules.hypotension_missing);
  const observation::Source pressure = in.sources.hypotension;
  const observation::Source pressor = in.sources.vasopressor;
  switch (*in.hypotension) {
    case HypotensionCare::none:
      return with_source(graded(0, rules.no_hypotension), pressure, "no hypotension");
    case HypotensionCare::fluids:
      return with_source(graded(2, rules.fluids), pressure, "fluids, responsive");
    case HypotensionCare::fluids_unknown:
      return with_source(at_least(2, rules.care_unknown), pressure, "hypotension");
    case HypotensionCare::one_low_dose_pressor:
      return with_source(graded(2, rules.one_low_dose), pressor, "one vasopressor, low dose");
    case HypotensionCare::one_pressor_dose_unknown: {
      GradeResult result =
          with_source(at_least(2, rules.dose_missing), pressor, "one vasopressor, dose unknown");
      result.flags.raise(Flag::pressor_dose_missing);
      return result;
    }
    case HypotensionCare::one_high_dose_pressor:
      return with_source(graded(3, rules.one_high_dose), pressor, "one vasopressor, high dose");
    case HypotensionCare::multiple_pressors:
      return with_source(graded(3, rules.multiple), pressor, "multiple vasopressors");
  }
  return not_evaluable(rules.hypotension_missing);
}

struct CtcaeCrsRules {
  const Rule& none = criteria().rule("crs_ctcae5.none");
  const Rule& fever = criteria().rule("crs_ctcae5.fever");
  const Rule& fever_missing = criteria().rule("crs_ctcae5.fever.missing");
  const Rule& no_hypotension = criteria().rule("crs_ctcae5.hypotension.none");
  const Rule& fluids = criteria().rule("crs_ctcae5.hypotension.fluids");
  const Rule& care_unknown = criteria().rule("crs_ctcae5.hypotension.care_unknown");
  const Rule& one_pressor = criteria().rule("crs_ctcae5.hypotension.one_pressor");
  const Rule& multiple_pressors = criteria().rule("crs_ctcae5.hypotension.multiple_pressors");
  const Rule& hypotension_missing = criteria().rule("crs_ctcae5.hypotension.missing");
  const OxygenRules oxygen{
      criteria().rule("crs_ctcae5.hypoxia.none"), criteria().rule("crs_ctcae5.hypoxia.below_40"),
      criteria().rule("crs_ctcae5.hypoxia.from_40"), criteria().rule("crs_ctcae5.hypoxia.amount_unknown"),
      criteria().rule("crs_ctcae5.hypoxia.missing")};
  const Rule& life_threatening = criteria().rule("crs_ctcae5.life_threatening");
  const Rule& death = criteria().rule("crs_ctcae5.death");

  static const CtcaeCrsRules& get() {
    static const CtcaeCrsRules rules;
    return rules;
  }
};

GradeResult ctcae_hypotension(const CtcaeCrsInputs& in) {
  const CtcaeCrsRules& rules = CtcaeCrsRules::get();
  if (!in.hypotension) return not_evaluable(rules.hypotension_missing);
  const observation::Source pressure = in.sources.hypotension;
  const observation::Source pressor = in.sources.vasopressor;
  switch (*in.hypotension) {
    case HypotensionCare::none:
      return with_source(graded(0, rules.no_hypotension), pressure, "no hypotension");
    case HypotensionCare::fluids:
      return with_source(graded(2, rules.fluids), pressure, "fluids, responsive");
    case HypotensionCare::fluids_unknown:
      return with_source(at_least(2, rules.care_unknown), pressure, "hypotension");
    case HypotensionCare::one_low_dose_pressor:
    case HypotensionCare::one_pressor_dose_unknown:
    case HypotensionCare::one_high_dose_pressor:
      return with_source(graded(3, rules.one_pressor), pressor, "one vasopressor");
    case HypotensionCare::multiple_pressors:
      return with_source(at_least(3, rules.multiple_pressors), pressor, "multiple vasopressors");
  }
  return not_evaluable(rules.hypotension_missing);
}

/// A grade 0 of every domain is a statement about all of them.
GradeResult named_none(GradeResult result, const Rule& none) {
  if (result.status == Status::graded && *result.grade == 0) {
    result.rule = &none;
    result.value = {};
  }
  return result;
}

}  // namespace

GradeResult crs_lee2014(const LeeInputs& in, std::vector<GradeResult>* domains) {
  const LeeRules& rules = LeeRules::get();
  const GradeResult constitutional =
      !in.constitutional_or_fever   ? not_evaluable(rules.constitutional_missing)
      : *in.constitutional_or_fever ? with_source(graded(1, rules.constitutional), in.sources.temperature,
                                                  "fever or constitutional symptoms")
                                    : with_source(graded(0, rules.none), in.sources.temperature);
  const GradeResult hypotension = lee_hypotension(in);
  GradeResult oxygen =
      rules.oxygen.grade(in.o2_FiO2_pct, in.oxygen_amount_unknown, in.fio2_estimated, in.sources.oxygen);
  GradeResult ventilator = !in.ventilator ? not_evaluable(rules.ventilator_missing)
                           : *in.ventilator
                               ? with_source(graded(4, rules.ventilator), in.sources.oxygen, "ventilator")
                               : graded(0, rules.none);
  // A grade 4 transaminitis is grade 3 by itself; milder ones count as organ toxicity of their grade.
  const int organ_grade = std::max(in.organ_toxicity_max, std::min(in.transaminitis_grade, 3));
  const GradeResult organ =
      organ_grade >= 2 ? with_source(graded(std::min(organ_grade, 4),
                                            *rules.organ[static_cast<std::size_t>(std::min(organ_grade, 4))]),
                                     in.sources.organ, "organ toxicity")
                       : graded(0, rules.none);
  if (domains) *domains = {constitutional, hypotension, oxygen, ventilator, organ};
  if (in.death) return with_source(graded(5, rules.death), in.sources.death, "death");
  WorstOf worst(4);
  for (const GradeResult& domain : {constitutional, hypotension, oxygen, ventilator, organ})
    worst.add(domain);
  return named_none(worst.result(), rules.none);
}

GradeResult crs_ctcae5(const CtcaeCrsInputs& in, std::vector<GradeResult>* domains) {
  const CtcaeCrsRules& rules = CtcaeCrsRules::get();
  const GradeResult fever = !in.fever   ? not_evaluable(rules.fever_missing)
                            : *in.fever ? with_source(graded(1, rules.fever), in.sources.temperature, "fever")
                                        : with_source(graded(0, rules.none), in.sources.temperature);
  const GradeResult hypotension = ctcae_hypotension(in);
  const GradeResult oxygen =
      rules.oxygen.grade(in.o2_FiO2_pct, in.oxygen_amount_unknown, in.fio2_estimated, in.sources.oxygen);
  const GradeResult threat = in.life_threatening ? with_source(graded(4, rules.life_threatening),
                                                               in.sources.organ, "life-threatening")
                                                 : graded(0, rules.none);
  if (domains) *domains = {fever, hypotension, oxygen, threat};
  if (in.death) return with_source(graded(5, rules.death), in.sources.death, "death");
  WorstOf worst(4);
  for (const GradeResult* domain : {&fever, &hypotension, &oxygen, &threat}) worst.add(*domain);
  return named_none(worst.result(), rules.none);
}

}  // namespace trimer::assessment
