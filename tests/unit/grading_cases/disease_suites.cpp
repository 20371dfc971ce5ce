// Suites of response, relapse, MRD, CNS status and time to event.
#include <trimer/assessment/response.h>
#include <trimer/assessment/time_to_event.h>

#include "case_file.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace trimer::grading_cases {
namespace {

using namespace assessment;

Profile profile_of(const Json& in, Profile otherwise) {
  const std::string text = word(in, "profile");
  if (text.empty()) return otherwise;
  const auto profile = parse_profile(text);
  if (!profile) throw std::runtime_error("unknown profile: " + text);
  return *profile;
}

Cellularity cellularity(const Json& in) {
  const std::string text = word(in, "bm_cellularity");
  if (text.empty()) return Cellularity::missing;
  if (text == "normal") return Cellularity::normal;
  if (text == "hypercellular") return Cellularity::hypercellular;
  if (text == "hypoplastic") return Cellularity::hypoplastic;
  if (text == "aplastic") return Cellularity::aplastic;
  if (text == "dry_tap") return Cellularity::dry_tap;
  throw std::runtime_error("unknown cellularity: " + text);
}

Json flag_list(const FlagSet& flags) {
  Json list = Json::array();
  for (const Flag flag : flags.list()) list.push_back(to_text(flag));
  return list;
}

Json response_suite(const Json& in) {
  ResponseInputs inputs;
  inputs.profile = profile_of(in, Profile::amgen_blina);
  inputs.bm_blast_pct = field<double>(in, "bm_blast_pct");
  inputs.bm_blast_pct_baseline = field<double>(in, "bm_blast_pct_baseline");
  inputs.bm_cellularity = cellularity(in);
  inputs.trilineage = field<bool>(in, "trilineage");
  inputs.anc = field<double>(in, "anc");
  inputs.plt = field<double>(in, "plt");
  inputs.pb_blast_pct = field<double>(in, "pb_blast_pct");
  inputs.emd = field<bool>(in, "emd");
  inputs.emd_new = truth(in, "emd_new");
  if (!is_missing(in, "emd_baseline")) inputs.emd_baseline = truth(in, "emd_baseline");
  if (!is_missing(in, "baseline_emd")) inputs.emd_baseline = truth(in, "baseline_emd");
  inputs.emd_size = field<double>(in, "emd_size");
  inputs.emd_size_baseline = field<double>(in, "emd_size_baseline");
  if (const auto cns = field<std::string>(in, "cns"))
    inputs.cns = parse_cns(*cns).value_or(observation::CnsStatus::unknown);
  inputs.mrd_level = field<double>(in, "mrd_level");
  inputs.plt_transfusion_7d = truth(in, "plt_transfusion_7d");
  inputs.rbc_transfusion_7d = truth(in, "rbc_transfusion_7d");
  inputs.baseline_remission = truth(in, "baseline_remission");
  inputs.transfusion_rule = truth(in, "transfusion_rule");
  inputs.below_crh_is_cri = word(in, "amgen_below_crh", "cri") != "nr";
  inputs.pd_increase_is_relative = word(in, "bmt_pd_increase", "relative") != "absolute";
  const ResponseResult result = response(inputs);
  return {{"response", to_text(result.response)},
          {"status", to_text(result.status)},
          {"rule", result.rule ? result.rule->id : ""},
          {"flags", flag_list(result.flags)}};
}

Json relapse_suite(const Json& in) {
  RelapseInputs inputs;
  inputs.profile = profile_of(in, Profile::amgen_blina);
  inputs.bm_blast_pct = field<double>(in, "bm_blast_pct");
  inputs.pb_blast_pct = field<double>(in, "pb_blast_pct");
  inputs.emd = field<bool>(in, "emd");
  inputs.prior = parse_response(word(in, "prior", "NE")).value_or(Response::NE);
  inputs.bm1_mrd_pct = field<double>(in, "bm1_mrd_pct");
  inputs.other_tests_ge1pct = field<int>(in, "other_tests_ge1pct").value_or(0);
  inputs.bm2_tests_ge1pct = field<int>(in, "bm2_tests_ge1pct").value_or(0);
  const RelapseResult result = relapse(inputs);
  return {{"relapse", result.relapse ? Json(*result.relapse) : Json()}, {"flags", flag_list(result.flags)}};
}

Json mrd_suite(const Json& in) {
  const std::string method = word(in, "method");
  const std::string gating = word(in, "gating");
  MrdInputs inputs;
  inputs.profile = profile_of(in, Profile::eln2024);
  inputs.in_hematologic_cr = field<bool>(in, "in_hematologic_cr");
  inputs.detected = field<bool>(in, "detected");
  inputs.level = field<double>(in, "level");
  inputs.quantifiable = field<bool>(in, "quantifiable");
  inputs.sensitivity = field<double>(in, "sensitivity");
  inputs.method = method;
  inputs.gating = gating;
  if (!is_missing(in, "prior_cd19_therapy")) inputs.prior_cd19_therapy = truth(in, "prior_cd19_therapy");
  const MrdResult result = mrd_response(inputs);
  return {{"mrd", result.status == Status::not_evaluable ? Json() : Json(to_text(result.mrd))},
          {"status", to_text(result.status)},
          {"flags", flag_list(result.flags)}};
}

Json cns_suite(const Json& in) {
  CnsInputs inputs;
  inputs.csf_wbc_per_uL = field<double>(in, "csf_wbc_per_uL");
  inputs.csf_rbc_per_uL = field<double>(in, "csf_rbc_per_uL");
  inputs.csf_blasts = field<bool>(in, "csf_blasts");
  inputs.blood_wbc_per_uL = field<double>(in, "blood_wbc_per_uL");
  inputs.blood_rbc_per_uL = field<double>(in, "blood_rbc_per_uL");
  inputs.clinical_cns_signs = field<bool>(in, "clinical_cns_signs");
  const CnsResult result = cns_status(inputs);
  const bool known = result.cns != observation::CnsStatus::unknown;
  return {{"cns", known ? Json(to_text(result.cns)) : Json()}, {"flags", flag_list(result.flags)}};
}

/// Days since 1970-01-01 of a date, or an elapsed day as it stands.
std::optional<double> day_of(const Json& in, const char* key) {
  if (is_missing(in, key)) return std::nullopt;
  const Json& value = in.at(key);
  if (value.is_number()) return value.get<double>();
  int y = 0;
  int m = 0;
  int d = 0;
  if (std::sscanf(value.get<std::string>().c_str(), "%d-%d-%d", &y, &m, &d) != 3) {
    throw std::runtime_error("not a date: " + value.dump());
  }
  const std::chrono::year_month_day date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                                         std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok()) throw std::runtime_error("not a date: " + value.dump());
  return static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
}

Json tte_suite(const Json& in) {
  TimeToEventInputs inputs;
  const auto endpoint = parse_endpoint(word(in, "endpoint"));
  if (!endpoint) throw std::runtime_error("unknown endpoint: " + word(in, "endpoint"));
  inputs.endpoint = *endpoint;
  inputs.start = day_of(in, "start");
  inputs.death = day_of(in, "death");
  inputs.relapse = day_of(in, "relapse");
  inputs.progression = day_of(in, "progression");
  inputs.cr_date = day_of(in, "cr_date");
  if (!is_missing(in, "best_response")) inputs.best_response = parse_response(word(in, "best_response"));
  inputs.landmark_passed = truth(in, "landmark_passed");
  inputs.hsct = day_of(in, "hsct");
  inputs.censor_at_hsct = truth(in, "censor_at_hsct");
  inputs.last_alive = day_of(in, "last_alive");
  inputs.last_assessment = day_of(in, "last_assessment");
  inputs.baseline_remission = truth(in, "baseline_remission");
  inputs.death_competes = word(in, "dor_death", "event") == "competing";
  const TimeToEvent result = time_to_event(inputs);
  Json json;
  json["flags"] = flag_list(result.flags);
  json["status"] = to_text(result.status);
  json["not_applicable"] = result.status == Status::not_applicable;
  if (result.flags.has(Flag::event_before_start)) json["error"] = "event_before_start";
  json["days"] = Json();
  json["event"] = Json();
  if (result.known()) {
    const double whole = std::round(result.days);
    json["days"] = whole == result.days ? Json(static_cast<long>(whole)) : Json(result.days);
    json["event"] = result.event;
  }
  return json;
}

}  // namespace

void add_disease_suites(Suites& suites) {
  suites["response"] = response_suite;
  suites["relapse"] = relapse_suite;
  suites["mrd"] = mrd_suite;
  suites["cns_status"] = cns_suite;
  suites["tte"] = tte_suite;
}

}  // namespace trimer::grading_cases
