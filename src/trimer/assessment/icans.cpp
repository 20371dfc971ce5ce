#include <trimer/assessment/icans.h>

#include <trimer/assessment/decimal.h>

namespace trimer::assessment {
namespace {

using observation::AwakeState;
using observation::Edema;
using observation::Motor;
using observation::NotDone;
using observation::Seizure;

struct IcansRules {
  const Rule& ice_0 = criteria().rule("icans_astct2019.ice.0");
  const Rule& ice_1 = criteria().rule("icans_astct2019.ice.1");
  const Rule& ice_2 = criteria().rule("icans_astct2019.ice.2");
  const Rule& ice_3 = criteria().rule("icans_astct2019.ice.3");
  const Rule& ice_4 = criteria().rule("icans_astct2019.ice.4");
  const Rule& ice_not_done = criteria().rule("icans_astct2019.ice.not_done");
  const Rule& ice_dropped = criteria().rule("icans_astct2019.ice.dropped");
  const Rule& ice_out_of_range = criteria().rule("icans_astct2019.ice.out_of_range");
  const Rule& capd_0 = criteria().rule("icans_astct2019.capd.0");
  const Rule& capd_1 = criteria().rule("icans_astct2019.capd.1");
  const Rule& capd_3 = criteria().rule("icans_astct2019.capd.3");
  const Rule& capd_4 = criteria().rule("icans_astct2019.capd.4");
  const Rule& capd_rass = criteria().rule("icans_astct2019.capd.not_valid_rass");
  const Rule& capd_not_done = criteria().rule("icans_astct2019.capd.not_done");
  const Rule& capd_dropped = criteria().rule("icans_astct2019.capd.dropped");
  const Rule& capd_out_of_range = criteria().rule("icans_astct2019.capd.out_of_range");
  const Rule& awake = criteria().rule("icans_astct2019.consciousness.0");
  const Rule& to_voice = criteria().rule("icans_astct2019.consciousness.2");
  const Rule& to_tactile = criteria().rule("icans_astct2019.consciousness.3");
  const Rule& unarousable = criteria().rule("icans_astct2019.consciousness.4");
  const Rule& other_cause = criteria().rule("icans_astct2019.consciousness.other_cause");
  const Rule& consciousness_missing = criteria().rule("icans_astct2019.consciousness.missing");
  const Rule& seizure_3 = criteria().rule("icans_astct2019.seizure.3");
  const Rule& seizure_4 = criteria().rule("icans_astct2019.seizure.4");
  const Rule& motor_4 = criteria().rule("icans_astct2019.motor.4");
  const Rule& edema_3 = criteria().rule("icans_astct2019.edema.3");
  const Rule& edema_4 = criteria().rule("icans_astct2019.edema.4");
  const Rule& pressure_4 = criteria().rule("icans_astct2019.pressure.4");
  const Rule& death = criteria().rule("icans_astct2019.death");

  static const IcansRules& get() {
    static const IcansRules rules;
    return rules;
  }
};

constexpr int ice_maximum = 10;
constexpr int capd_maximum = 32;

GradeResult with_word(GradeResult result, std::string_view word, observation::Source source) {
  result.value.word = word;
  result.source = source;
  return result;
}

GradeResult with_points(GradeResult result, int points, observation::Source source) {
  result.value.number = points;
  result.value.unit = "points";
  result.source = source;
  return result;
}

/// Unable to perform the test because nobody can be roused: by the state or by the reason given.
bool unarousable(const IcansInputs& in) {
  if (in.loc_other_cause) return false;
  return in.awake_state == AwakeState::unarousable ||
         (in.awake_state == AwakeState::unknown && in.not_done_reason == NotDone::unarousable);
}

bool sedated(const IcansInputs& in) {
  return !in.score && (in.not_done_reason == NotDone::sedated || in.not_done_reason == NotDone::intubated);
}

GradeResult ice_domain(const IcansInputs& in) {
  const IcansRules& rules = IcansRules::get();
  const observation::Source source = in.sources.score;
  if (!in.score) {
    if (sedated(in) || in.loc_other_cause) {
      GradeResult result = not_evaluable(rules.ice_dropped);
      result.flags.raise(Flag::loc_other_cause);
      return result;
    }
    if (unarousable(in)) return with_word(graded(4, rules.ice_4), "unarousable", in.sources.awake_state);
    return not_evaluable(rules.ice_not_done);
  }
  const int ice = *in.score;
  if (ice < 0 || ice > ice_maximum) {
    GradeResult result = with_points(not_evaluable(rules.ice_out_of_range), ice, source);
    result.flags.raise(Flag::score_out_of_range);
    return result;
  }
  const bool low_baseline = in.baseline_ice && *in.baseline_ice < ice_maximum;
  const int judged = low_baseline && in.change_from_baseline
                         ? std::min(ice_maximum, ice_maximum - (*in.baseline_ice - ice))
                         : ice;
  GradeResult result;
  if (ice == 0 && unarousable(in)) {
    result = graded(4, rules.ice_4);
  } else if (judged >= *rules.ice_0.threshold) {
    result = graded(0, rules.ice_0);
  } else if (judged >= *rules.ice_1.threshold) {
    result = graded(1, rules.ice_1);
  } else if (judged >= *rules.ice_2.threshold) {
    result = graded(2, rules.ice_2);
  } else {
    result = graded(3, rules.ice_3);
  }
  result = with_points(result, ice, source);
  result.flags.raise_if(low_baseline, Flag::baseline_ice_low);
  return result;
}

GradeResult capd_domain(const IcansInputs& in) {
  const IcansRules& rules = IcansRules::get();
  const observation::Source source = in.sources.score;
  const bool no_response = in.rass && *in.rass <= *rules.capd_rass.threshold;
  if (sedated(in) || (in.loc_other_cause && (!in.score || no_response))) {
    GradeResult result = not_evaluable(rules.capd_dropped);
    result.flags.raise(Flag::loc_other_cause);
    return result;
  }
  if (unarousable(in)) return with_word(graded(4, rules.capd_4), "unarousable", in.sources.awake_state);
  if (no_response) return not_evaluable(rules.capd_rass);
  if (!in.score) return not_evaluable(rules.capd_not_done);
  const int capd = *in.score;
  if (capd < 0 || capd > capd_maximum) {
    GradeResult result = with_points(not_evaluable(rules.capd_out_of_range), capd, source);
    result.flags.raise(Flag::score_out_of_range);
    return result;
  }
  if (capd >= *rules.capd_3.threshold) return with_points(graded(3, rules.capd_3), capd, source);
  if (capd >= *rules.capd_1.threshold) return with_points(graded(1, rules.capd_1), capd, source);
  return with_points(graded(0, rules.capd_0), capd, source);
}

GradeResult consciousness_domain(const IcansInputs& in) {
  const IcansRules& rules = IcansRules::get();
  const observation::Source source = in.sources.awake_state;
  if (in.loc_other_cause || sedated(in)) {
    GradeResult result = with_word(graded(0, rules.other_cause), "other cause", source);
    // Explained by a recorded cause the domain is settled; a test not done for sedation leaves it open.
    if (!in.loc_other_cause) result = not_evaluable(rules.other_cause);
    result.flags.raise(Flag::loc_other_cause);
    return result;
  }
  switch (in.awake_state) {
    case AwakeState::unknown:
      if (unarousable(in)) return with_word(graded(4, rules.unarousable), "unarousable", in.sources.score);
      return not_evaluable(rules.consciousness_missing);
    case AwakeState::awakens_spontaneously:
      return with_word(graded(0, rules.awake), "awakens spontaneously", source);
    case AwakeState::awakens_to_voice:
      return with_word(graded(2, rules.to_voice), "awakens to voice", source);
    case AwakeState::awakens_to_tactile:
      return with_word(graded(3, rules.to_tactile), "awakens to tactile stimulus", source);
    case AwakeState::vigorous_or_repetitive_tactile:
      return with_word(graded(4, rules.unarousable), "vigorous or repetitive stimuli", source);
    case AwakeState::unarousable:
      return with_word(graded(4, rules.unarousable), "unarousable", source);
  }
  return not_evaluable(rules.consciousness_missing);
}

GradeResult seizure_domain(const IcansInputs& in) {
  const IcansRules& rules = IcansRules::get();
  const observation::Source source = in.sources.seizure;
  const bool long_lasting =
      in.seizure_duration_min && above(*in.seizure_duration_min, *rules.seizure_4.threshold);
  const bool named = in.seizure == Seizure::prolonged || in.seizure == Seizure::repetitive_no_return;
  if (named || long_lasting) {
    GradeResult result = graded(4, rules.seizure_4);
    if (long_lasting) {
      result.value.number = in.seizure_duration_min;
      result.value.unit = "min";
      result.source = source;
    } else {
      result = with_word(result, in.seizure == Seizure::prolonged ? "prolonged" : "repetitive", source);
    }
    result.flags.raise_if(long_lasting && !named, Flag::seizure_duration_overrides);
    return result;
  }
  switch (in.seizure) {
    case Seizure::clinical_resolves_rapidly:
      return with_word(graded(3, rules.seizure_3), "clinical, resolves rapidly", source);
    case Seizure::eeg_resolves_with_intervention:
      return with_word(graded(3, rules.seizure_3), "on EEG, resolves with intervention", source);
    default:
      return graded(0, rules.awake);
  }
}

GradeResult motor_domain(const IcansInputs& in) {
  const IcansRules& rules = IcansRules::get();
  if (in.motor != Motor::deep_focal_weakness) return graded(0, rules.awake);
  return with_word(graded(4, rules.motor_4), "deep focal weakness", in.sources.motor);
}

GradeResult pressure_domain(const IcansInputs& in) {
  const IcansRules& rules = IcansRules::get();
  GradeResult result = graded(0, rules.awake);
  if (in.raised_icp_signs.any()) {
    result = with_word(graded(4, rules.pressure_4), "signs of raised pressure", in.sources.pressure_signs);
  } else if (in.edema == Edema::diffuse && !in.ich) {
    result = with_word(graded(4, rules.edema_4), "diffuse oedema", in.sources.edema);
  } else if (in.edema == Edema::focal && !in.ich) {
    result = with_word(graded(3, rules.edema_3), "focal oedema", in.sources.edema);
  }
  result.flags.raise_if(in.ich, Flag::ich_excluded);
  return result;
}

GradeResult icans(const IcansInputs& in, const GradeResult& score, std::vector<GradeResult>* domains) {
  const IcansRules& rules = IcansRules::get();
  const std::array<GradeResult, 5> all = {score, consciousness_domain(in), seizure_domain(in),
                                          motor_domain(in), pressure_domain(in)};
  if (domains) domains->assign(all.begin(), all.end());
  if (in.death_due_to_icans) return with_word(graded(5, rules.death), "death due to ICANS", in.sources.death);
  WorstOf worst(4);
  for (const GradeResult& domain : all) worst.add(domain);
  return worst.result();
}

}  // namespace

GradeResult icans_by_ice(const IcansInputs& inputs, std::vector<GradeResult>* domains) {
  return icans(inputs, ice_domain(inputs), domains);
}

GradeResult icans_by_capd(const IcansInputs& inputs, std::vector<GradeResult>* domains) {
  return icans(inputs, capd_domain(inputs), domains);
}

std::optional<IcansScale> icans_scale(std::optional<double> age_y, bool developmental_delay,
                                      bool capd_at_12) {
  static const double split = criteria().threshold("icans_astct2019.age_split");
  if (developmental_delay) return IcansScale::capd;
  if (!age_y) return std::nullopt;
  // Completed years: a child of 12.5 is 12.
  const bool child = below(*age_y, capd_at_12 ? split + 1 : split);
  return child ? IcansScale::capd : IcansScale::ice;
}

ScoreResult ice_score(const IceItems& items) {
  const std::array<std::pair<std::optional<int>, int>, 5> parts = {{{items.orientation, 4},
                                                                    {items.naming, 3},
                                                                    {items.command, 1},
                                                                    {items.writing, 1},
                                                                    {items.attention, 1}}};
  ScoreResult result;
  int sum = 0;
  bool complete = true;
  for (const auto& [points, maximum] : parts) {
    if (!points) {
      complete = false;
    } else if (*points < 0 || *points > maximum) {
      result.out_of_range = true;
    } else {
      sum += *points;
    }
  }
  if (complete && !result.out_of_range) result.score = sum;
  return result;
}

ScoreResult capd_score(const std::array<std::optional<int>, 8>& frequency) {
  ScoreResult result;
  int sum = 0;
  bool complete = true;
  for (std::size_t i = 0; i < frequency.size(); ++i) {
    if (!frequency[i]) {
      complete = false;
    } else if (*frequency[i] < 0 || *frequency[i] > 4) {
      result.out_of_range = true;
    } else {
      sum += i < 4 ? 4 - *frequency[i] : *frequency[i];
    }
  }
  if (complete && !result.out_of_range) result.score = sum;
  return result;
}

}  // namespace trimer::assessment
