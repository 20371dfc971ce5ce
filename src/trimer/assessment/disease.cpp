// MRD, relapse and CNS status at one visit.
#include <trimer/assessment/decimal.h>
#include <trimer/assessment/response.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace trimer::assessment {
namespace {

using observation::CnsStatus;

constexpr std::array<std::string_view, 7> mrd_names = {
    "MRD_CR", "MRD_RESPONSE", "MRD_INTERMEDIATE", "MRD_INDETERMINATE", "MRD_FAILURE", "NE", "NOT_APPLICABLE"};
constexpr std::array<std::string_view, 10> cns_names = {"",      "CNS1", "CNS2",  "CNS2a", "CNS2b",
                                                        "CNS2c", "CNS3", "CNS3a", "CNS3b", "CNS3c"};

bool mentions_cd19(std::string_view gating) {
  std::string lower(gating);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower.find("cd19") != std::string::npos;
}

struct MrdRules {
  const Rule& not_applicable = criteria().rule("mrd.NOT_APPLICABLE");
  const Rule& ne = criteria().rule("mrd.NE");
  const Rule& cr = criteria().rule("mrd.MRD_CR");
  const Rule& indeterminate = criteria().rule("mrd.MRD_INDETERMINATE");
  const Rule& failure = criteria().rule("mrd.MRD_FAILURE");
  const Rule& intermediate = criteria().rule("mrd.MRD_INTERMEDIATE");
  const Rule& response = criteria().rule("mrd.MRD_RESPONSE");
};

std::pair<Mrd, const Rule*> judge_mrd(const MrdInputs& in) {
  static const MrdRules rules;
  if (in.in_hematologic_cr == false) return {Mrd::NOT_APPLICABLE, &rules.not_applicable};
  if (!in.in_hematologic_cr) return {Mrd::NE, &rules.ne};
  std::optional<bool> detected = in.detected;
  if (!detected && in.level) detected = *in.level > 0;
  if (!detected) return {Mrd::NE, &rules.ne};
  if (!*detected) {
    const bool sensitive = in.sensitivity && at_most(*in.sensitivity, *rules.cr.threshold);
    return sensitive ? std::pair{Mrd::MRD_CR, &rules.cr}
                     : std::pair{Mrd::MRD_INDETERMINATE, &rules.indeterminate};
  }
  if (in.level) {
    if (at_least_value(*in.level, *rules.failure.threshold)) return {Mrd::MRD_FAILURE, &rules.failure};
    if (in.profile == Profile::amgen_blina) return {Mrd::MRD_RESPONSE, &rules.response};
    return {Mrd::MRD_INTERMEDIATE, &rules.intermediate};
  }
  if (in.quantifiable == false) return {Mrd::MRD_INTERMEDIATE, &rules.intermediate};
  return {Mrd::NE, &rules.ne};
}

struct RelapseRules {
  const Rule& no_remission = criteria().rule("relapse.no_remission");
  const Rule& no_marrow = criteria().rule("relapse.no_marrow");
  const Rule& not_met = criteria().rule("relapse.not_met");
  const Rule& undefined = criteria().rule("relapse.undefined");
  const Rule& amgen = criteria().rule("response_amgen_blina.relapse");
  const Rule& bmt = criteria().rule("response_bmt2010.relapse");
  const Rule& bmt_after_pr = criteria().rule("response_bmt2010.relapse.after_pr");
  const Rule& nccn = criteria().rule("response_nccn.relapse");
  const Rule& alone = criteria().rule("relapse_buchmann2022.alone");
  const Rule& one_other = criteria().rule("relapse_buchmann2022.one_other");
  const Rule& two_others = criteria().rule("relapse_buchmann2022.two_others");
  const Rule& second_marrow = criteria().rule("relapse_buchmann2022.second_marrow");
  const Rule& buchmann_not_met = criteria().rule("relapse_buchmann2022.not_met");
  const Rule& mrd_reappearance = criteria().rule("relapse_buchmann2022.mrd_reappearance");

  static const RelapseRules& get() {
    static const RelapseRules rules;
    return rules;
  }
};

using Verdict = std::pair<std::optional<bool>, const Rule*>;

Verdict judge_buchmann(const RelapseInputs& in) {
  const RelapseRules& rules = RelapseRules::get();
  if (!in.bm1_mrd_pct) return {std::nullopt, &rules.no_marrow};
  const double first = *in.bm1_mrd_pct;
  if (at_least_value(first, *rules.alone.threshold)) return {true, &rules.alone};
  if (below(first, *rules.two_others.threshold)) return {false, &rules.mrd_reappearance};
  if (at_least_value(first, *rules.one_other.threshold)) {
    if (in.other_tests_ge1pct >= 1) return {true, &rules.one_other};
  } else if (in.other_tests_ge1pct >= 2) {
    return {true, &rules.two_others};
  }
  if (in.bm2_tests_ge1pct >= *rules.second_marrow.threshold) return {true, &rules.second_marrow};
  return {false, &rules.buchmann_not_met};
}

Verdict judge_relapse(const RelapseInputs& in) {
  const RelapseRules& rules = RelapseRules::get();
  if (in.profile == Profile::buchmann2022) return judge_buchmann(in);
  if (in.profile == Profile::eln2024) return {std::nullopt, &rules.undefined};
  const bool after_pr = in.prior == Response::PR && in.profile == Profile::bmt2010;
  if (!is_remission(in.prior) && !after_pr) return {false, &rules.no_remission};

  const Rule& rule = after_pr                             ? rules.bmt_after_pr
                     : in.profile == Profile::amgen_blina ? rules.amgen
                     : in.profile == Profile::bmt2010     ? rules.bmt
                                                          : rules.nccn;
  const bool blood = in.profile == Profile::bmt2010 && !after_pr && in.pb_blast_pct.value_or(0) > 0;
  if ((in.emd.value_or(false) && !after_pr) || blood) return {true, &rule};
  if (!in.bm_blast_pct) return {std::nullopt, &rules.no_marrow};
  const int order = compare_decimal(*in.bm_blast_pct, *rule.threshold);
  const bool met = rule.sign == ">=" ? order >= 0 : order > 0;
  return {met, met ? &rule : &rules.not_met};
}

}  // namespace

std::string_view to_text(Mrd mrd) {
  return mrd_names[static_cast<std::size_t>(mrd)];
}

MrdResult mrd_response(const MrdInputs& inputs) {
  MrdResult result;
  const auto [mrd, rule] = judge_mrd(inputs);
  result.mrd = mrd;
  result.rule = rule;
  result.status = mrd == Mrd::NE               ? Status::not_evaluable
                  : mrd == Mrd::NOT_APPLICABLE ? Status::not_applicable
                                               : Status::graded;
  result.level = inputs.level;
  result.undetected = inputs.detected ? !*inputs.detected : inputs.level == 0.0;
  result.sensitivity = inputs.sensitivity;
  result.source = inputs.source;
  const bool flow = inputs.method.empty() || inputs.method == "flow";
  result.flags.raise_if(flow && inputs.prior_cd19_therapy.value_or(false) && mentions_cd19(inputs.gating),
                        Flag::cd19_gated_after_cd19_therapy);
  return result;
}

RelapseResult relapse(const RelapseInputs& inputs) {
  RelapseResult result;
  const auto [met, rule] = judge_relapse(inputs);
  result.relapse = met;
  result.rule = rule;
  result.source = inputs.source;
  return result;
}

CnsResult cns_status(const CnsInputs& in) {
  struct Rules {
    const Rule& wbc = criteria().rule("cns.wbc");
    const Rule& rbc = criteria().rule("cns.rbc");
    const Rule& ratio = criteria().rule("cns.ratio");
  };
  static const Rules rules;
  CnsResult result;
  result.source = in.source;
  const auto set = [&result](CnsStatus status, std::string_view rule) {
    result.cns = status;
    result.rule = &criteria().rule("cns." + std::string(rule));
    return result;
  };
  if (in.clinical_cns_signs == true) return set(CnsStatus::CNS3c, "CNS3c");
  if (in.csf_blasts == false) return set(CnsStatus::CNS1, "CNS1");
  if (!in.csf_blasts || !in.csf_wbc_per_uL) return set(CnsStatus::unknown, "NE");
  const bool many_white = at_least_value(*in.csf_wbc_per_uL, *rules.wbc.threshold);
  if (!in.csf_rbc_per_uL) return many_white ? set(CnsStatus::unknown, "NE") : set(CnsStatus::CNS2, "CNS2");
  const bool traumatic = at_least_value(*in.csf_rbc_per_uL, *rules.rbc.threshold);
  if (!many_white) return traumatic ? set(CnsStatus::CNS2b, "CNS2b") : set(CnsStatus::CNS2a, "CNS2a");
  if (!traumatic) return set(CnsStatus::CNS3a, "CNS3a");
  if (!in.blood_wbc_per_uL || !in.blood_rbc_per_uL || *in.blood_rbc_per_uL <= 0) {
    return set(CnsStatus::unknown, "NE");
  }
  const double csf = *in.csf_wbc_per_uL / *in.csf_rbc_per_uL;
  const double blood = *in.blood_wbc_per_uL / *in.blood_rbc_per_uL;
  return above(csf, *rules.ratio.threshold * blood) ? set(CnsStatus::CNS3b, "CNS3b")
                                                    : set(CnsStatus::CNS2c, "CNS2c");
}

std::string_view to_text(CnsStatus status) {
  return cns_names[static_cast<std::size_t>(status)];
}

std::optional<CnsStatus> parse_cns(std::string_view text) {
  for (std::size_t i = 1; i < cns_names.size(); ++i) {
    if (cns_names[i] == text) return static_cast<CnsStatus>(i);
  }
  return std::nullopt;
}

}  // namespace trimer::assessment
