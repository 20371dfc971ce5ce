/// @file
/// Response at one visit, by profile. "CR" is a different thing in each profile exactly at the boundary, so
/// the profile is always named. Also MRD, relapse and CNS status at one visit.
#pragma once

#include <trimer/assessment/result.h>
#include <trimer/observation/study_settings.h>

#include <optional>
#include <string_view>

namespace trimer::assessment {

using observation::Profile;
[[nodiscard]] std::string_view to_text(Profile profile);
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view text);

/// From best to worst; the last three are not ranked.
enum class Response { CR, CRh, CRi, MLFS, BLAST_FREE, PR, NOT_CR, SD, NR, FAILURE, PD, NE, NOT_APPLICABLE };
[[nodiscard]] std::string_view to_text(Response response);
[[nodiscard]] std::optional<Response> parse_response(std::string_view text);
/// CR, CRh or CRi.
[[nodiscard]] constexpr bool is_remission(Response response) {
  return response <= Response::CRi;
}

enum class Cellularity { missing, normal, hypercellular, hypoplastic, aplastic, dry_tap };

/// Findings of one visit. An empty optional is missing.
struct ResponseInputs {
  Profile profile = Profile::amgen_blina;
  std::optional<double> bm_blast_pct;           ///< [%]
  std::optional<double> bm_blast_pct_baseline;  ///< [%]
  Cellularity bm_cellularity = Cellularity::missing;
  std::optional<bool> trilineage;
  std::optional<double> anc;           ///< [10*9/L]
  std::optional<double> plt;           ///< [10*9/L]
  std::optional<double> pb_blast_pct;  ///< [%]; above 0 = circulating blasts
  std::optional<bool> emd;             ///< extramedullary disease at the visit
  bool emd_new = false;
  std::optional<bool> emd_baseline;
  std::optional<double> emd_size, emd_size_baseline;  ///< [mm]
  observation::CnsStatus cns = observation::CnsStatus::unknown;
  std::optional<double> mrd_level;  ///< fraction
  bool plt_transfusion_7d = false;
  bool rbc_transfusion_7d = false;
  bool gcsf_7d = false;
  bool baseline_remission = false;
  bool end_of_induction = true;         ///< nccn: this visit ends induction
  bool transfusion_rule = false;        ///< option transfusion_rule = on
  bool below_crh_is_cri = true;         ///< option amgen_below_crh = cri
  bool pd_increase_is_relative = true;  ///< option bmt_pd_increase = relative
  observation::Source source;           ///< the marrow row
};

struct ResponseResult {
  Response response = Response::NE;
  Status status = Status::not_evaluable;
  const Rule* rule = nullptr;
  FlagSet flags;
  observation::Source source;
};
[[nodiscard]] ResponseResult response(const ResponseInputs& inputs);

/// MRD response by the terms of HemaSphere 2021 (PMC8824253); MRD_RESPONSE is the blinatumomab trials' word.
enum class Mrd { MRD_CR, MRD_RESPONSE, MRD_INTERMEDIATE, MRD_INDETERMINATE, MRD_FAILURE, NE, NOT_APPLICABLE };
[[nodiscard]] std::string_view to_text(Mrd mrd);

struct MrdInputs {
  Profile profile = Profile::eln2024;
  std::optional<bool> in_hematologic_cr;
  std::optional<bool> detected;
  std::optional<double> level;  ///< fraction
  std::optional<bool> quantifiable;
  std::optional<double> sensitivity;  ///< fraction, e.g. 1e-4
  std::string_view method, gating;
  std::optional<bool> prior_cd19_therapy;
  observation::Source source;
};
struct MrdResult {
  Mrd mrd = Mrd::NE;
  Status status = Status::not_evaluable;
  const Rule* rule = nullptr;
  FlagSet flags;
  std::optional<double> level, sensitivity;
  bool undetected = false;  ///< the assay found nothing, whatever its sensitivity
  observation::Source source;
};
[[nodiscard]] MrdResult mrd_response(const MrdInputs& inputs);

/// Relapse at one visit, by profile.
struct RelapseInputs {
  Profile profile = Profile::amgen_blina;
  std::optional<double> bm_blast_pct;  ///< [%]
  std::optional<double> pb_blast_pct;  ///< [%]
  std::optional<bool> emd;
  Response prior = Response::NE;      ///< best response before; remission at baseline counts as CR
  std::optional<double> bm1_mrd_pct;  ///< [%], buchmann2022: first marrow
  int other_tests_ge1pct = 0;         ///< buchmann2022: other tests >= 1 %
  int bm2_tests_ge1pct = 0;           ///< buchmann2022: tests >= 1 % of a second marrow
  observation::Source source;
};
struct RelapseResult {
  std::optional<bool> relapse;
  const Rule* rule = nullptr;
  FlagSet flags;
  observation::Source source;
};
[[nodiscard]] RelapseResult relapse(const RelapseInputs& inputs);

/// CNS status of one puncture (COG classification).
struct CnsInputs {
  std::optional<double> csf_wbc_per_uL, csf_rbc_per_uL;
  std::optional<bool> csf_blasts;
  std::optional<double> blood_wbc_per_uL, blood_rbc_per_uL;
  std::optional<bool> clinical_cns_signs;
  observation::Source source;
};
struct CnsResult {
  observation::CnsStatus cns = observation::CnsStatus::unknown;  ///< unknown = not evaluable
  const Rule* rule = nullptr;
  FlagSet flags;
  observation::Source source;
};
[[nodiscard]] CnsResult cns_status(const CnsInputs& inputs);
[[nodiscard]] std::string_view to_text(observation::CnsStatus status);
[[nodiscard]] std::optional<observation::CnsStatus> parse_cns(std::string_view text);

}  // namespace trimer::assessment
