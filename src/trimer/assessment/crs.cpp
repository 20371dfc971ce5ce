#include <trimer/assessment/crs.h>

#include <trimer/assessment/decimal.h>
#include <trimer/units/ucum.h>

#include <cmath>

namespace trimer::assessment {
namespace {

using observation::OxygenDevice;
using observation::Source;

/// Rules of the ASTCT scale, found once.
struct AstctRules {
  const Rule& fever = criteria().rule("crs_astct2019.fever");
  const Rule& fever_waived = criteria().rule("crs_astct2019.fever_waived");
  const Rule& fever_masked = criteria().rule("crs_astct2019.fever_masked");
  const Rule& possible_masked_onset = criteria().rule("crs_astct2019.possible_masked_onset");
  const Rule& no_fever = criteria().rule("crs_astct2019.no_fever");
  const Rule& alternative_cause = criteria().rule("crs_astct2019.alternative_cause");
  const Rule& temperature_missing = criteria().rule("crs_astct2019.temperature_missing");
  const Rule& no_hypotension = criteria().rule("crs_astct2019.hypotension.none");
  const Rule& no_vasopressor = criteria().rule("crs_astct2019.hypotension.no_vasopressor");
  const Rule& one_vasopressor = criteria().rule("crs_astct2019.hypotension.one_vasopressor");
  const Rule& vasopressin_only = criteria().rule("crs_astct2019.hypotension.vasopressin_only");
  const Rule& multiple_vasopressors = criteria().rule("crs_astct2019.hypotension.multiple_vasopressors");
  const Rule& hypotension_missing = criteria().rule("crs_astct2019.hypotension.missing");
  const Rule& no_hypoxia = criteria().rule("crs_astct2019.hypoxia.none");
  const Rule& low_flow = criteria().rule("crs_astct2019.hypoxia.low_flow");
  const Rule& flow_missing = criteria().rule("crs_astct2019.hypoxia.flow_missing");
  const Rule& high_flow = criteria().rule("crs_astct2019.hypoxia.high_flow");
  const Rule& positive_pressure = criteria().rule("crs_astct2019.hypoxia.positive_pressure");
  const Rule& ventilation = criteria().rule("crs_astct2019.hypoxia.ventilation_not_for_hypoxia");
  const Rule& hypoxia_missing = criteria().rule("crs_astct2019.hypoxia.missing");
  const Rule& death = criteria().rule("crs_astct2019.death");
  const double fever_limit = criteria().threshold("crs_astct2019.fever");
  const double low_flow_limit = criteria().threshold("crs_astct2019.hypoxia.low_flow");
  const int multiple =
      static_cast<int>(criteria().threshold("crs_astct2019.hypotension.multiple_vasopressors"));

  static const AstctRules& get() {
    static const AstctRules rules;
    return rules;
  }
};

GradeResult with_word(GradeResult result, std::string_view word, Source source) {
  result.value.word = word;
  result.source = source;
  return result;
}

GradeResult with_number(GradeResult result, double number, std::string_view unit, Source source) {
  result.value.number = number;
  result.value.unit = unit;
  result.source = source;
  return result;
}

/// Grade by hypotension alone, 0-4.
GradeResult astct_hypotension(const CrsInputs& in) {
  const AstctRules& rules = AstctRules::get();
  GradeResult result;
  if (in.vasopressors && in.vasopressors->any()) {
    const int agents = in.vasopressors->distinct_not_vasopressin();
    if (agents >= rules.multiple) {
      result =
          with_number(graded(4, rules.multiple_vasopressors), agents, "vasopressors", in.sources.vasopressor);
    } else if (agents == 1) {
      result = with_number(graded(3, rules.one_vasopressor), agents, "vasopressors", in.sources.vasopressor);
    } else {
      result = with_word(graded(3, rules.vasopressin_only), "vasopressin", in.sources.vasopressor);
      result.flags.raise(Flag::vasopressin_only);
    }
  } else if (!in.hypotension) {
    result = not_evaluable(rules.hypotension_missing);
  } else if (!*in.hypotension) {
    result = with_word(graded(0, rules.no_hypotension), "no hypotension", in.sources.hypotension);
  } else if (!in.vasopressors) {
    result = with_word(at_least(2, rules.no_vasopressor), "hypotension", in.sources.hypotension);
  } else {
    result = with_word(graded(2, rules.no_vasopressor), "hypotension", in.sources.hypotension);
  }
  result.flags.raise_if(in.inotrope || (in.vasopressors && in.vasopressors->inotrope),
                        Flag::inotrope_not_counted);
  return result;
}

/// Grade by hypoxia alone, 0-4.
GradeResult astct_hypoxia(const CrsInputs& in) {
  const AstctRules& rules = AstctRules::get();
  const Source source = in.sources.oxygen;
  const bool device_known = in.o2_device && *in.o2_device != OxygenDevice::none;
  if (in.hypoxia && !*in.hypoxia) {
    GradeResult result = with_word(graded(0, rules.no_hypoxia), "no hypoxia", source);
    if (device_known && *in.o2_device == OxygenDevice::mechanical_ventilation) {
      result.rule = &rules.ventilation;
      result.flags.raise(Flag::ventilation_not_for_hypoxia);
    }
    return result;
  }
  if (!device_known) {
    // Oxygen was needed for hypoxia, how it was given is not recorded: the mildest oxygen is grade 2.
    return in.hypoxia ? at_least(2, rules.hypoxia_missing) : not_evaluable(rules.hypoxia_missing);
  }
  switch (*in.o2_device) {
    case OxygenDevice::none:
    case OxygenDevice::room_air: {
      if (!in.hypoxia) return with_word(graded(0, rules.no_hypoxia), "room air", source);
      GradeResult result = with_word(at_least(0, rules.hypoxia_missing), "room air", source);
      result.flags.raise(Flag::hypoxia_without_oxygen);
      return result;
    }
    case OxygenDevice::nasal_cannula: {
      if (!in.o2_flow_L_min) {
        GradeResult result = with_word(at_least(2, rules.flow_missing), "nasal cannula", source);
        result.flags.raise(Flag::oxygen_flow_missing);
        return result;
      }
      const bool low = at_most(*in.o2_flow_L_min, rules.low_flow_limit);
      return with_number(low ? graded(2, rules.low_flow) : graded(3, rules.high_flow), *in.o2_flow_L_min,
                         "L/min", source);
    }
    case OxygenDevice::blow_by:
      return with_word(graded(2, rules.low_flow), "blow-by", source);
    case OxygenDevice::facemask:
      return with_word(graded(3, rules.high_flow), "facemask", source);
    case OxygenDevice::venturi:
      return with_word(graded(3, rules.high_flow), "Venturi mask", source);
    case OxygenDevice::nonrebreather:
      return with_word(graded(3, rules.high_flow), "non-rebreather", source);
    case OxygenDevice::high_flow:
      return with_word(graded(3, rules.high_flow), "high-flow cannula", source);
    case OxygenDevice::cpap:
      return with_word(graded(4, rules.positive_pressure), "CPAP", source);
    case OxygenDevice::bipap:
      return with_word(graded(4, rules.positive_pressure), "BiPAP", source);
    case OxygenDevice::mechanical_ventilation:
      return with_word(graded(4, rules.positive_pressure), "mechanical ventilation", source);
  }
  return not_evaluable(rules.hypoxia_missing);
}

/// What fever says: `asked` when hypotension and hypoxia are to be graded, else the final result.
struct FeverVerdict {
  bool asked = false;
  GradeResult result;
};

FeverVerdict astct_fever(const CrsInputs& in) {
  const AstctRules& rules = AstctRules::get();
  const Source source = in.sources.temperature;
  const auto with_temperature = [&](GradeResult result) {
    return in.temp_C ? with_number(result, *in.temp_C, "Cel", source) : result;
  };
  const bool hot_now = in.temp_C && at_least_value(*in.temp_C, rules.fever_limit);
  const bool hot = in.fever_counts.value_or(hot_now);
  const bool waived = in.prior_crs_fever && in.antipyretic_or_anticytokine;
  if (hot && !in.fever_other_cause) return {true, with_temperature(graded(1, rules.fever))};
  if (waived) return {true, with_temperature(graded(0, rules.fever_waived))};
  FeverVerdict verdict;
  if (!in.temp_C && !in.fever_counts) {
    verdict.result = not_evaluable(rules.temperature_missing);
  } else if (hot) {
    verdict.result = with_temperature(graded(0, rules.alternative_cause));
    verdict.result.flags.raise(Flag::alternative_cause);
  } else if (in.antipyretic_or_anticytokine) {
    verdict.result = with_temperature(graded(0, rules.possible_masked_onset));
    verdict.result.flags.raise(Flag::possible_masked_onset);
  } else {
    verdict.result = with_temperature(graded(0, rules.no_fever));
    verdict.result.flags.raise_if(in.prior_crs_fever, Flag::afebrile_unmasked);
  }
  verdict.result.flags.raise_if(hot != hot_now && in.temp_C, Flag::unconfirmed);
  return verdict;
}

}  // namespace

void Vasopressors::add(std::string_view agent) {
  if (agent == "norepinephrine") {
    norepinephrine = true;
  } else if (agent == "epinephrine") {
    epinephrine = true;
  } else if (agent == "phenylephrine") {
    phenylephrine = true;
  } else if (agent == "dopamine") {
    dopamine = true;
  } else if (agent == "vasopressin") {
    vasopressin = true;
  } else if (agent == "dobutamine" || agent == "milrinone") {
    inotrope = true;
  } else {
    ++other_agents;
  }
}

GradeResult crs_astct2019(const CrsInputs& inputs, std::vector<GradeResult>* domains) {
  const AstctRules& rules = AstctRules::get();
  const FeverVerdict fever = astct_fever(inputs);
  const GradeResult hypotension = astct_hypotension(inputs);
  const GradeResult hypoxia = astct_hypoxia(inputs);
  if (domains) *domains = {fever.result, hypotension, hypoxia};
  if (inputs.death_due_to_crs)
    return with_word(graded(5, rules.death), "death due to CRS", inputs.sources.death);

  GradeResult result;
  if (!fever.asked) {
    result = fever.result;
    result.flags.add(hypotension.flags);
    result.flags.add(hypoxia.flags);
    const bool signs = hypotension.grade.value_or(0) > 0 || hypoxia.grade.value_or(0) > 0;
    result.flags.raise_if(result.rule == &rules.no_fever && signs && !inputs.prior_crs_fever,
                          Flag::no_fever_no_crs);
  } else {
    WorstOf worst(4);
    worst.add(fever.result);
    worst.add(hypotension);
    worst.add(hypoxia);
    result = worst.result();
    if (result.status == Status::graded && *result.grade == 0) {
      result.rule = &rules.fever_masked;
      result.flags.raise(Flag::fever_masked);
    } else if (!result.grade && fever.result.rule == &rules.fever_waived) {
      result.flags.raise(Flag::fever_masked);
    }
  }
  result.flags.raise_if(inputs.death_other_cause, Flag::death_other_cause);
  return result;
}

double fio2_from_flow(double flow_L_min) {
  static const double room_air = criteria().threshold("oxygen.fio2_room_air");
  static const double per_flow = criteria().threshold("oxygen.fio2_per_flow");
  return room_air + per_flow * flow_L_min;
}

std::optional<double> celsius(double value, std::string_view unit) {
  if (unit == "Cel") return value;
  return units::convert_ucum(value, unit, "Cel");
}

double norepinephrine_equivalent(const PressorDoses& doses) {
  return doses.norepinephrine.value_or(0) + doses.dopamine.value_or(0) / 2 + doses.epinephrine.value_or(0) +
         doses.phenylephrine.value_or(0) / 10;
}

std::optional<bool> is_high_dose(std::string_view agent, double dose) {
  const Rule* rule = criteria().find("crs_lee2014.high_dose." + std::string(agent));
  if (!rule || !rule->threshold) return std::nullopt;
  return at_least_value(dose, *rule->threshold);
}

std::optional<bool> hypotension_by_pressure(const PressureReading& reading, std::optional<double> age_y,
                                            HypotensionRule rule, bool* map_derived) {
  struct Limits {
    double adult_systolic = criteria().threshold("vital_signs.hypotension.adult.systolic");
    double adult_mean = criteria().threshold("vital_signs.hypotension.adult.mean");
    double adult_age = criteria().threshold("vital_signs.hypotension.adult_age");
    double child_base = criteria().threshold("vital_signs.hypotension.child.systolic_base");
    double child_per_year = criteria().threshold("vital_signs.hypotension.child.systolic_per_year");
    double child_upper_age = criteria().threshold("vital_signs.hypotension.child_upper_age");
    double child_lower_age = criteria().threshold("vital_signs.hypotension.child_lower_age");
  };
  static const Limits limits;
  if (map_derived) *map_derived = false;
  if (rule == HypotensionRule::recorded_only || !age_y || *age_y < limits.child_lower_age)
    return std::nullopt;
  if (*age_y < limits.adult_age) {
    if (!reading.systolic) return std::nullopt;
    const double limit = *age_y <= limits.child_upper_age ? limits.child_base + limits.child_per_year * *age_y
                                                          : limits.adult_systolic;
    return below(*reading.systolic, limit);
  }
  const bool low_systolic = reading.systolic && below(*reading.systolic, limits.adult_systolic);
  if (rule == HypotensionRule::sbp90) {
    if (!reading.systolic) return std::nullopt;
    return low_systolic;
  }
  std::optional<double> mean = reading.mean;
  if (!mean && reading.systolic && reading.diastolic) {
    mean = (*reading.systolic + 2 * *reading.diastolic) / 3;
    if (map_derived) *map_derived = true;
  }
  if (!mean && !reading.systolic) return std::nullopt;
  return low_systolic || (mean && below(*mean, limits.adult_mean));
}

}  // namespace trimer::assessment
