#include <trimer/assessment/haematology.h>

#include <trimer/assessment/decimal.h>
#include <trimer/units/ucum.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string>

namespace trimer::assessment {
namespace {

constexpr std::array<std::string_view, haem_term_count> term_names = {
    "neutrophils", "platelets", "haemoglobin", "lymphocytes", "white_cells"};

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Absolute bands of one term in one unit: a value below limit[g] has grade g. An empty rule = no such band.
struct Bands {
  std::array<const Rule*, 5> below{};
  bool lower_limit_of_normal = false;  ///< grade 1 begins at the laboratory's limit
};

/// Rules of one term in one version.
struct TermRules {
  Bands bands;       ///< cell counts in 10*9/L
  Bands g_per_dL;    ///< haemoglobin only; `bands` are in g/L
  Bands mmol_per_L;  ///< haemoglobin only
  const Rule* normal = nullptr;
  const Rule* missing = nullptr;
  const Rule* transfusion = nullptr;
  const Rule* life_threatening = nullptr;
  const Rule* absent = nullptr;
};

Bands find_bands(const std::string& prefix, const std::string& lln_rule) {
  Bands bands;
  for (int grade = 1; grade <= 4; ++grade) {
    const Rule* rule = criteria().find(prefix + std::to_string(grade));
    if (rule && rule->threshold) bands.below[static_cast<std::size_t>(grade)] = rule;
  }
  if (!bands.below[1]) {
    bands.below[1] = criteria().find(lln_rule);
    bands.lower_limit_of_normal = bands.below[1] != nullptr;
  }
  return bands;
}

TermRules find_rules(CtcaeVersion version, HaemTerm term) {
  const std::string prefix = std::string(version == CtcaeVersion::v5 ? "ctcae5_haem." : "ctcae6_haem.") +
                             std::string(term_names[static_cast<std::size_t>(term)]) + ".";
  TermRules rules;
  rules.absent = criteria().find(prefix + "absent");
  if (rules.absent) return rules;
  const std::string lln = prefix + "1";
  if (term == HaemTerm::haemoglobin) {
    rules.bands = find_bands(prefix + "g_per_L.", lln);
    rules.g_per_dL = find_bands(prefix + "g_per_dL.", lln);
    rules.mmol_per_L = find_bands(prefix + "mmol_per_L.", lln);
  } else {
    rules.bands = find_bands(prefix, lln);
  }
  rules.normal = &criteria().rule(prefix + "0");
  rules.missing = &criteria().rule(prefix + "missing");
  rules.transfusion = criteria().find(prefix + "transfusion");
  rules.life_threatening = criteria().find(prefix + "life_threatening");
  return rules;
}

const TermRules& rules_of(CtcaeVersion version, HaemTerm term) {
  struct All {
    std::array<std::array<TermRules, haem_term_count>, 2> table;
    All() {
      for (int v = 0; v < 2; ++v) {
        for (int t = 0; t < haem_term_count; ++t) {
          table[static_cast<std::size_t>(v)][static_cast<std::size_t>(t)] =
              find_rules(static_cast<CtcaeVersion>(v), static_cast<HaemTerm>(t));
        }
      }
    }
  };
  static const All all;
  return all.table[static_cast<std::size_t>(version)][static_cast<std::size_t>(term)];
}

/// The scale on which a value is graded: which bands, and the factor that brings the value there.
struct GradingUnit {
  const Bands* bands = nullptr;  ///< null = unit missing or unknown
  double factor = 1;
  std::string_view unit;
};

GradingUnit grading_unit(const TermRules& rules, HaemTerm term, std::string_view unit) {
  if (term != HaemTerm::haemoglobin) {
    const std::optional<double> factor = to_giga_per_litre(unit);
    if (!factor) return {};
    return {&rules.bands, *factor, "10*9/L"};
  }
  if (unit == "g/L") return {&rules.bands, 1, "g/L"};
  const std::string_view canonical = units::canonical_ucum(unit);
  if (canonical == "g/L") return {&rules.bands, 1, "g/L"};
  if (canonical == "g/dL") return {&rules.g_per_dL, 1, "g/dL"};
  if (canonical == "mmol/L") return {&rules.mmol_per_L, 1, "mmol/L"};
  const std::optional<double> factor = units::convert_ucum(1, unit, "g/L", units::Substance::haemoglobin);
  if (!factor) return {};
  return {&rules.bands, *factor, "g/L"};
}

/// Grade by number alone; `censored` means the true value lies below the one given.
GradeResult grade_number(const TermRules& rules, const Bands& bands, double value, std::optional<double> lln,
                         bool censored) {
  const auto is_below = [&](double limit) { return censored ? at_most(value, limit) : below(value, limit); };
  for (int grade = 4; grade >= 2; --grade) {
    const Rule* rule = bands.below[static_cast<std::size_t>(grade)];
    if (rule && is_below(*rule->threshold)) {
      GradeResult result = graded(grade, *rule);
      result.flags.raise_if(lln && !below(value, *lln) && !censored, Flag::value_normal_by_lab);
      return result;
    }
  }
  const Rule* first = bands.below[1];
  if (!bands.lower_limit_of_normal) {
    return first && is_below(*first->threshold) ? graded(1, *first) : graded(0, *rules.normal);
  }
  if (!lln) {
    GradeResult result = not_evaluable(*rules.missing);
    result.flags.raise(Flag::lln_missing);
    return result;
  }
  return is_below(*lln) ? graded(1, *first) : graded(0, *rules.normal);
}

}  // namespace

std::string_view ctcae_term(HaemTerm term, CtcaeVersion version) {
  switch (term) {
    case HaemTerm::neutrophils:
      return "Neutrophil count decreased";
    case HaemTerm::platelets:
      return version == CtcaeVersion::v6 ? "Thrombocytopenia" : "Platelet count decreased";
    case HaemTerm::haemoglobin:
      return "Anemia";
    case HaemTerm::lymphocytes:
      return "Lymphocyte count decreased";
    case HaemTerm::white_cells:
      return "White blood cell decreased";
  }
  return "";
}

std::optional<HaemTerm> haem_term(std::string_view name) {
  for (int i = 0; i < haem_term_count; ++i) {
    const auto term = static_cast<HaemTerm>(i);
    if (same_word(name, ctcae_term(term, CtcaeVersion::v5)) ||
        same_word(name, ctcae_term(term, CtcaeVersion::v6))) {
      return term;
    }
  }
  return std::nullopt;
}

std::optional<HaemTerm> haem_term(observation::LabTest test) {
  using observation::LabTest;
  switch (test) {
    case LabTest::NEUT:
      return HaemTerm::neutrophils;
    case LabTest::PLAT:
      return HaemTerm::platelets;
    case LabTest::HGB:
      return HaemTerm::haemoglobin;
    case LabTest::LYM:
      return HaemTerm::lymphocytes;
    case LabTest::WBC:
      return HaemTerm::white_cells;
    default:
      return std::nullopt;
  }
}

std::optional<double> to_giga_per_litre(std::string_view unit) {
  if (unit == "10*9/L") return 1.0;  // the canonical spelling, nearly every row
  const std::string_view canonical = units::canonical_ucum(unit);
  if (canonical == "10*9/L") return 1.0;
  if (canonical == "/uL") return 0.001;
  return std::nullopt;
}

GradeResult ctcae_haem(HaemTerm term, CtcaeVersion version, const HaemInputs& inputs) {
  const TermRules& rules = rules_of(version, term);
  if (rules.absent) return not_applicable(*rules.absent);

  GradeResult result;
  const GradingUnit scale = grading_unit(rules, term, inputs.unit);
  if (!inputs.value) {
    result = not_evaluable(*rules.missing);
    result.flags.raise(Flag::value_missing);
  } else if (!scale.bands) {
    result = not_evaluable(*rules.missing);
    result.flags.raise(Flag::unit_missing);
  } else {
    const double value = *inputs.value * scale.factor;
    std::optional<double> lln = inputs.lln;
    if (lln) *lln *= scale.factor;
    result = grade_number(rules, *scale.bands, value, lln, inputs.below_limit);
    result.value.number = value;
    result.value.unit = scale.unit;
    if (inputs.below_limit) {
      result.flags.raise(Flag::value_censored);
      if (result.status == Status::graded && *result.grade < 4) {
        const GradeResult bound = at_least(*result.grade, *result.rule);
        result.grade = bound.grade;
        result.status = bound.status;
        result.lower_bound = bound.lower_bound;
        if (!result.grade) result.status = Status::not_evaluable;
      }
    }
    if (inputs.baseline) {
      const GradeResult before =
          grade_number(rules, *scale.bands, *inputs.baseline * scale.factor, lln, false);
      result.flags.raise_if(before.grade.value_or(0) > 0, Flag::baseline_abnormal);
    }
  }
  // A clinician's statement gives its grade whatever the number says.
  const auto state = [&](bool stated, const Rule* rule, std::string_view word) {
    if (!stated || !rule || result.grade.value_or(0) >= *rule->grade) return;
    GradeResult by_statement = graded(*rule->grade, *rule);
    by_statement.flags = result.flags;
    by_statement.value = result.value;
    by_statement.value.word = word;
    // A missing number may still hide a worse grade.
    if (result.status != Status::graded && *rule->grade < 4) {
      by_statement.status = Status::lower_bound;
      by_statement.lower_bound = rule->grade;
    }
    result = by_statement;
  };
  state(inputs.transfusion_indicated, rules.transfusion, "transfusion indicated");
  state(inputs.life_threatening, rules.life_threatening, "life-threatening");
  result.source = inputs.source;
  return result;
}

GradeResult febrile_neutropenia(const FebrileNeutropeniaInputs& inputs) {
  struct Rules {
    const Rule& anc = criteria().rule("ctcae5_haem.febrile_neutropenia.anc");
    const Rule& single = criteria().rule("ctcae5_haem.febrile_neutropenia.single");
    const Rule& sustained = criteria().rule("ctcae5_haem.febrile_neutropenia.sustained");
    const Rule& duration = criteria().rule("ctcae5_haem.febrile_neutropenia.duration");
    const Rule& threat = criteria().rule("ctcae5_haem.febrile_neutropenia.life_threatening");
    const Rule& none = criteria().rule("ctcae5_haem.febrile_neutropenia.0");
    const Rule& missing = criteria().rule("ctcae5_haem.febrile_neutropenia.missing");
  };
  static const Rules rules;

  const std::optional<double> factor = to_giga_per_litre(inputs.unit);
  std::optional<bool> neutropenic;
  if (inputs.anc && factor) neutropenic = below(*inputs.anc * *factor, *rules.anc.threshold);

  const bool high = inputs.temp_single_C && above(*inputs.temp_single_C, *rules.single.threshold);
  const bool lasting =
      inputs.temp_sustained_min && above(*inputs.temp_sustained_min, *rules.duration.threshold);
  std::optional<bool> fever;
  if (high || lasting) {
    fever = true;
  } else if (inputs.temp_single_C &&
             (inputs.temp_sustained_min || below(*inputs.temp_single_C, *rules.sustained.threshold))) {
    fever = false;
  }

  GradeResult result;
  if (neutropenic == false || fever == false) {
    result = graded(0, rules.none);
  } else if (inputs.life_threatening) {
    result = graded(4, rules.threat);
  } else if (neutropenic == true && fever == true) {
    result = graded(3, high ? rules.single : rules.duration);
  } else {
    result = not_evaluable(rules.missing);
    result.flags.raise_if(inputs.anc && !factor, Flag::unit_missing);
  }
  if (high || (inputs.temp_single_C && !lasting)) {
    result.value.number = inputs.temp_single_C;
    result.value.unit = "Cel";
  } else if (lasting) {
    result.value.number = inputs.temp_sustained_min;
    result.value.unit = "min";
  }
  result.source = inputs.source;
  return result;
}

bool CompositeMembers::has(HaemTerm term) const {
  switch (term) {
    case HaemTerm::neutrophils:
      return neutrophils;
    case HaemTerm::platelets:
      return platelets;
    case HaemTerm::haemoglobin:
      return haemoglobin;
    case HaemTerm::lymphocytes:
      return lymphocytes;
    case HaemTerm::white_cells:
      return white_cells;
  }
  return false;
}

GradeResult haem_composite(const std::array<std::optional<int>, haem_term_count>& grades,
                           const CompositeMembers& members) {
  struct Rules {
    const Rule& worst = criteria().rule("haem_composite.worst_member");
    const Rule& missing = criteria().rule("haem_composite.member_missing");
  };
  static const Rules rules;
  std::optional<int> worst;
  bool complete = true;
  bool any = false;
  std::string_view word;
  for (int i = 0; i < haem_term_count; ++i) {
    if (!members.has(static_cast<HaemTerm>(i))) continue;
    any = true;
    const std::optional<int>& grade = grades[static_cast<std::size_t>(i)];
    if (!grade) {
      complete = false;
    } else if (!worst || *grade > *worst) {
      worst = grade;
      word = term_names[static_cast<std::size_t>(i)];
    }
  }
  if (!any || !complete || !worst) {
    GradeResult result = not_evaluable(rules.missing);
    result.lower_bound = worst;
    return result;
  }
  GradeResult result = graded(*worst, rules.worst);
  result.value.word = word;
  return result;
}

}  // namespace trimer::assessment
