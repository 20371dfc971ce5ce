#include <trimer/assessment/response.h>

#include <trimer/assessment/decimal.h>

#include <array>
#include <string>

namespace trimer::assessment {
namespace {

using observation::CnsStatus;

constexpr std::array<std::string_view, 5> profile_names = {"amgen_blina", "eln2024", "bmt2010", "nccn",
                                                           "buchmann2022"};
constexpr std::array<std::string_view, 13> response_names = {
    "CR", "CRh",     "CRi", "MLFS", "BLAST_FREE",    "PR", "NOT_CR", "SD",
    "NR", "FAILURE", "PD",  "NE",   "NOT_APPLICABLE"};

/// Rules of one profile; those that a profile does not have are null.
struct ProfileRules {
  explicit ProfileRules(Profile profile) : prefix("response_" + std::string(to_text(profile)) + ".") {}
  std::string prefix;
  const Rule* find(const char* id) const { return criteria().find(prefix + id); }
  const Rule* not_applicable = find("NOT_APPLICABLE");
  const Rule* no_marrow = find("NE.no_marrow");
  const Rule* counts_missing = find("NE.counts");
  const Rule* baseline_missing = find("NE.baseline");
  const Rule* emd_unknown = find("NE.emd_unknown");
  const Rule* circulating = find("NOT_CR.circulating");
  const Rule* cns = find("NOT_CR.cns");
  const Rule* emd = find("NOT_CR.emd");
  const Rule* trilineage = find("NOT_CR.trilineage");
  const Rule* in_induction = find("NOT_CR.in_induction");
  const Rule* new_emd = find("PD.emd");
  const Rule* blasts = find("blasts");
  const Rule* cr_anc = find("CR.anc");
  const Rule* cr_plt = find("CR.plt");
  const Rule* crh_anc = find("CRh.anc");
  const Rule* crh_plt = find("CRh.plt");
  const Rule* cri = find("CRi");
  const Rule* cri_boundary = find("CRi.boundary");
  const Rule* cri_below_crh = find("CRi.below_crh");
  const Rule* blast_free = find("BLAST_FREE");
  const Rule* mlfs = find("MLFS");
  const Rule* mrd_failure = find("FAILURE.mrd");
  const Rule* pr_blasts = find("PR.blasts");
  const Rule* pr_fall = find("PR.fall");
  const Rule* failure = find("FAILURE");
  const Rule* nr = find("NR");
  const Rule* sd = find("SD");
  const Rule* pd_rise = find("PD.rise");
  const Rule* pd_emd_rise = find("PD.emd_rise");

  static const ProfileRules& of(Profile profile) {
    static const std::array<ProfileRules, 4> all = {
        ProfileRules(Profile::amgen_blina), ProfileRules(Profile::eln2024), ProfileRules(Profile::bmt2010),
        ProfileRules(Profile::nccn)};
    return all[static_cast<std::size_t>(profile)];
  }
};

/// The comparison that the rule itself prints.
bool meets(double value, const Rule& rule) {
  const int order = compare_decimal(value, *rule.threshold);
  if (rule.sign == "<") return order < 0;
  if (rule.sign == "<=") return order <= 0;
  if (rule.sign == ">") return order > 0;
  if (rule.sign == ">=") return order >= 0;
  return order == 0;
}

bool is_boundary(double value, const Rule& rule) {
  return compare_decimal(value, *rule.threshold) == 0;
}

ResponseResult verdict(Response response, const Rule* rule) {
  ResponseResult result;
  result.response = response;
  result.rule = rule;
  result.status = response == Response::NE               ? Status::not_evaluable
                  : response == Response::NOT_APPLICABLE ? Status::not_applicable
                                                         : Status::graded;
  return result;
}

/// Fall from `before` of at least the rule's percentage; empty when there is no value to fall from.
std::optional<bool> has_fallen(std::optional<double> before, double now, const Rule& rule) {
  if (!before) return std::nullopt;
  return *before > 0 && meets((*before - now) / *before * 100, rule);
}

std::optional<bool> has_risen(std::optional<double> before, double now, const Rule& rule, bool relative) {
  if (!before) return std::nullopt;
  if (!relative) return meets(now - *before, rule);
  return *before > 0 && meets((now - *before) / *before * 100, rule);
}

bool is_low_cellularity(Cellularity cellularity) {
  return cellularity == Cellularity::hypoplastic || cellularity == Cellularity::aplastic;
}

/// Category of a marrow in remission by its counts.
ResponseResult by_counts(const ResponseInputs& in, const ProfileRules& rules, double anc, double plt) {
  // A line that is supported counts as not recovered under transfusion_rule = on.
  if (in.transfusion_rule && in.plt_transfusion_7d) plt = 0;
  const bool anc_full = meets(anc, *rules.cr_anc);
  const bool plt_full = meets(plt, *rules.cr_plt);
  if (anc_full && plt_full) return verdict(Response::CR, rules.cr_plt);
  if (rules.crh_anc && meets(anc, *rules.crh_anc) && meets(plt, *rules.crh_plt)) {
    return verdict(Response::CRh, rules.crh_plt);
  }
  switch (in.profile) {
    case Profile::amgen_blina: {
      if (anc_full || plt_full) return verdict(Response::CRi, rules.cri);
      if (is_low_cellularity(in.bm_cellularity)) return verdict(Response::BLAST_FREE, rules.blast_free);
      if (!in.below_crh_is_cri) return verdict(Response::NR, rules.nr);
      ResponseResult result = verdict(Response::CRi, rules.cri_below_crh);
      result.flags.raise_if(in.bm_cellularity == Cellularity::missing, Flag::cellularity_missing);
      return result;
    }
    case Profile::eln2024: {
      const bool anc_boundary = is_boundary(anc, *rules.cr_anc);
      const bool plt_boundary = is_boundary(plt, *rules.cr_plt);
      if (!anc_full && !anc_boundary && !plt_full && !plt_boundary)
        return verdict(Response::MLFS, rules.mlfs);
      ResponseResult result =
          verdict(Response::CRi, anc_boundary || plt_boundary ? rules.cri_boundary : rules.cri);
      result.flags.raise_if(anc_boundary || plt_boundary, Flag::eln_count_boundary);
      return result;
    }
    default:
      return verdict(Response::CRi, rules.cri);
  }
}

/// Category of a marrow that is not in remission, counts known.
ResponseResult by_blasts(const ResponseInputs& in, const ProfileRules& rules, double anc, double plt) {
  const double blasts = *in.bm_blast_pct;
  if (in.transfusion_rule && in.plt_transfusion_7d) plt = 0;
  const bool counts_full = meets(anc, *rules.cr_anc) && meets(plt, *rules.cr_plt);
  const bool may_be_pr = rules.pr_blasts && meets(blasts, *rules.pr_blasts);
  std::optional<bool> fallen =
      rules.pr_fall ? has_fallen(in.bm_blast_pct_baseline, blasts, *rules.pr_fall) : false;
  switch (in.profile) {
    case Profile::amgen_blina:
      if (may_be_pr && !fallen) return verdict(Response::NE, rules.baseline_missing);
      return may_be_pr && *fallen ? verdict(Response::PR, rules.pr_fall) : verdict(Response::NR, rules.nr);
    case Profile::eln2024: {
      const bool open = may_be_pr && counts_full && !in.emd.value_or(false);
      if (open && !fallen) return verdict(Response::NE, rules.baseline_missing);
      return open && *fallen ? verdict(Response::PR, rules.pr_fall)
                             : verdict(Response::FAILURE, rules.failure);
    }
    case Profile::bmt2010:
    case Profile::nccn: {
      const std::optional<bool> risen =
          has_risen(in.bm_blast_pct_baseline, blasts, *rules.pd_rise, in.pd_increase_is_relative);
      if (risen == true) return verdict(Response::PD, rules.pd_rise);
      if (may_be_pr && in.emd.value_or(false)) {
        // Measurable disease outside the marrow must fall as well.
        const std::optional<bool> emd_fallen =
            in.emd_size ? has_fallen(in.emd_size_baseline, *in.emd_size, *rules.pr_fall) : std::nullopt;
        if (emd_fallen != true) fallen = false;
      }
      if (!risen) return verdict(Response::NE, rules.baseline_missing);
      if (may_be_pr && counts_full && *fallen) return verdict(Response::PR, rules.pr_fall);
      if (in.profile == Profile::bmt2010) return verdict(Response::SD, rules.sd);
      return in.end_of_induction ? verdict(Response::NR, rules.nr)
                                 : verdict(Response::NOT_CR, rules.in_induction);
    }
    case Profile::buchmann2022:
      break;
  }
  return verdict(Response::NE, nullptr);
}

/// Grades with the counts given; a missing count is graded at every place where a category could change, and
/// the category stands only if all agree.
template <class Grade>
ResponseResult with_counts(const ResponseInputs& in, const ProfileRules& rules, const Grade& grade) {
  if (in.anc && in.plt) return grade(*in.anc, *in.plt);
  constexpr std::array<double, 5> anc_probes = {0, 0.5, 0.75, 1.0, 10};
  constexpr std::array<double, 5> plt_probes = {0, 50, 75, 100, 1000};
  std::optional<ResponseResult> common;
  for (const double anc : anc_probes) {
    for (const double plt : plt_probes) {
      const ResponseResult result = grade(in.anc.value_or(anc), in.plt.value_or(plt));
      if (common && common->response != result.response) {
        ResponseResult open = verdict(Response::NE, rules.counts_missing);
        open.flags.raise(Flag::counts_missing);
        return open;
      }
      common = result;
    }
  }
  common->flags.raise(Flag::counts_missing);
  return *common;
}

ResponseResult remission_marrow(const ResponseInputs& in, const ProfileRules& rules) {
  FlagSet flags;
  const auto flagged = [&flags](ResponseResult result) {
    result.flags.add(flags);
    return result;
  };
  if (in.pb_blast_pct && meets(*in.pb_blast_pct, *rules.circulating)) {
    flags.raise(Flag::circulating_blasts);
    flags.raise(Flag::confirm_circulating_blasts);
    return flagged(verdict(Response::NOT_CR, rules.circulating));
  }
  if (in.cns != CnsStatus::unknown && in.cns != CnsStatus::CNS1) return verdict(Response::NOT_CR, rules.cns);
  if (in.emd == true) {
    const std::optional<bool> emd_fallen =
        rules.pr_fall && in.emd_size ? has_fallen(in.emd_size_baseline, *in.emd_size, *rules.pr_fall)
                                     : std::nullopt;
    if (in.profile == Profile::bmt2010 && emd_fallen) {
      return with_counts(in, rules, [&](double anc, double plt) {
        const bool full = meets(anc, *rules.cr_anc) && meets(plt, *rules.cr_plt);
        const bool marrow_fallen =
            has_fallen(in.bm_blast_pct_baseline, *in.bm_blast_pct, *rules.pr_fall).value_or(false);
        return full && marrow_fallen && *emd_fallen ? verdict(Response::PR, rules.pr_fall)
                                                    : verdict(Response::SD, rules.sd);
      });
    }
    return verdict(Response::NOT_CR, rules.emd);
  }
  if (!in.emd) {
    if (in.emd_baseline == true) {
      flags.raise(Flag::marrow_cr);
      return flagged(verdict(Response::NE, rules.emd_unknown));
    }
    flags.raise(Flag::emd_not_assessed);
  }
  if (rules.trilineage) {
    if (in.trilineage == false) return flagged(verdict(Response::NOT_CR, rules.trilineage));
    flags.raise_if(!in.trilineage, Flag::trilineage_missing);
  }
  if (rules.mrd_failure && in.mrd_level && meets(*in.mrd_level * 100, *rules.mrd_failure)) {
    return flagged(verdict(Response::FAILURE, rules.mrd_failure));
  }
  return flagged(
      with_counts(in, rules, [&](double anc, double plt) { return by_counts(in, rules, anc, plt); }));
}

ResponseResult judge(const ResponseInputs& in, const ProfileRules& rules) {
  if (in.baseline_remission) return verdict(Response::NOT_APPLICABLE, rules.not_applicable);
  if (in.emd_new) return verdict(Response::PD, rules.new_emd);
  if (rules.pd_emd_rise && in.emd == true && in.emd_size &&
      has_risen(in.emd_size_baseline, *in.emd_size, *rules.pd_emd_rise, true) == true) {
    return verdict(Response::PD, rules.pd_emd_rise);
  }
  if (!in.bm_blast_pct || in.bm_cellularity == Cellularity::dry_tap)
    return verdict(Response::NE, rules.no_marrow);
  if (meets(*in.bm_blast_pct, *rules.blasts)) return remission_marrow(in, rules);
  return with_counts(in, rules, [&](double anc, double plt) { return by_blasts(in, rules, anc, plt); });
}

}  // namespace

std::string_view to_text(Profile profile) {
  return profile_names[static_cast<std::size_t>(profile)];
}

std::optional<Profile> parse_profile(std::string_view text) {
  for (std::size_t i = 0; i < profile_names.size(); ++i) {
    if (profile_names[i] == text) return static_cast<Profile>(i);
  }
  return std::nullopt;
}

std::string_view to_text(Response response) {
  return response_names[static_cast<std::size_t>(response)];
}

std::optional<Response> parse_response(std::string_view text) {
  for (std::size_t i = 0; i < response_names.size(); ++i) {
    if (response_names[i] == text) return static_cast<Response>(i);
  }
  return std::nullopt;
}

ResponseResult response(const ResponseInputs& inputs) {
  if (inputs.profile == Profile::buchmann2022) {
    // This profile defines relapse, not response.
    ResponseResult result;
    result.response = Response::NOT_APPLICABLE;
    result.status = Status::not_applicable;
    return result;
  }
  ResponseResult result = judge(inputs, ProfileRules::of(inputs.profile));
  result.flags.raise_if(inputs.profile == Profile::eln2024 && inputs.rbc_transfusion_7d,
                        Flag::rbc_transfusion);
  result.flags.raise_if(inputs.plt_transfusion_7d, Flag::platelet_transfusion);
  result.flags.raise_if(inputs.gcsf_7d, Flag::gcsf);
  result.source = inputs.source;
  return result;
}

}  // namespace trimer::assessment
