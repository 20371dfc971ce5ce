// Suites of cytokine release syndrome, neurotoxicity, blood counts and cytopenia after CAR-T.
#include <trimer/assessment/crs.h>
#include <trimer/assessment/haematology.h>
#include <trimer/assessment/icaht.h>
#include <trimer/assessment/icans.h>

#include "case_file.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace trimer::grading_cases {
namespace {

using namespace assessment;
using observation::OxygenDevice;

/// Position of a word among the printed words of an enumeration.
template <class Enum, std::size_t n>
Enum enumerator(const std::array<const char*, n>& words, const std::string& text) {
  const auto found = std::find_if(words.begin(), words.end(), [&text](const char* w) { return text == w; });
  if (found == words.end()) throw std::runtime_error("unknown word: " + text);
  return static_cast<Enum>(found - words.begin());
}

constexpr std::array<const char*, 11> devices = {"",         "room_air", "nasal_cannula",         "blow_by",
                                                 "facemask", "venturi",  "nonrebreather",         "high_flow",
                                                 "cpap",     "bipap",    "mechanical_ventilation"};
constexpr std::array<const char*, 6> awake_states = {"",
                                                     "awakens_spontaneously",
                                                     "awakens_to_voice",
                                                     "awakens_to_tactile",
                                                     "vigorous_or_repetitive_tactile",
                                                     "unarousable"};
constexpr std::array<const char*, 6> seizures = {"",
                                                 "none",
                                                 "clinical_resolves_rapidly",
                                                 "eeg_resolves_with_intervention",
                                                 "prolonged",
                                                 "repetitive_no_return"};
constexpr std::array<const char*, 3> motors = {"", "none", "deep_focal_weakness"};
constexpr std::array<const char*, 4> edemas = {"", "none", "focal", "diffuse"};
constexpr std::array<const char*, 7> reasons = {"",         "unarousable", "sedated",     "intubated",
                                                "language", "refused",     "not_assessed"};

Json grade_json(const GradeResult& result) {
  Json json;
  json["grade"] = result.grade ? Json(*result.grade) : Json();
  json["lower_bound"] = result.lower_bound ? Json(*result.lower_bound) : Json();
  json["status"] = to_text(result.status);
  json["rule"] = result.rule_id();
  json["flags"] = Json::array();
  for (const Flag flag : result.flags.list()) json["flags"].push_back(to_text(flag));
  if (result.flags.has(Flag::score_out_of_range)) json["error"] = "score_out_of_range";
  return json;
}

Json crs_astct(const Json& in) {
  CrsInputs inputs;
  inputs.temp_C = field<double>(in, "temp_C");
  if (const auto fahrenheit = field<double>(in, "temp_F")) inputs.temp_C = celsius(*fahrenheit, "[degF]");
  inputs.prior_crs_fever = truth(in, "prior_crs_fever");
  inputs.antipyretic_or_anticytokine = truth(in, "antipyretic_or_anticytokine");
  inputs.fever_other_cause = truth(in, "fever_other_cause");
  inputs.hypotension = field<bool>(in, "hypotension");
  if (!is_missing(in, "vasopressors")) {
    inputs.vasopressors.emplace();
    for (const Json& agent : in.at("vasopressors")) inputs.vasopressors->add(agent.get<std::string>());
  }
  inputs.inotrope = truth(in, "inotrope") || (!is_missing(in, "inotropes") && !in.at("inotropes").empty());
  if (!is_missing(in, "o2_device")) inputs.o2_device = enumerator<OxygenDevice>(devices, in.at("o2_device"));
  inputs.o2_flow_L_min = field<double>(in, "o2_flow_L_min");
  inputs.hypoxia = field<bool>(in, "hypoxia");
  inputs.death_due_to_crs = truth(in, "death_due_to_crs");
  return grade_json(crs_astct2019(inputs));
}

std::optional<HypotensionCare> care(const Json& in) {
  const std::string text = word(in, "hypotension");
  if (text.empty()) return std::nullopt;
  if (text == "none" || text == "false") return HypotensionCare::none;
  if (text == "fluids") return HypotensionCare::fluids;
  if (text == "one_low_dose_pressor") return HypotensionCare::one_low_dose_pressor;
  if (text == "one_high_dose_pressor") return HypotensionCare::one_high_dose_pressor;
  if (text == "one_pressor") return HypotensionCare::one_pressor_dose_unknown;
  if (text == "multiple_pressors") return HypotensionCare::multiple_pressors;
  throw std::runtime_error("unknown word: " + text);
}

Json crs_lee(const Json& in) {
  LeeInputs inputs;
  inputs.constitutional_or_fever = field<bool>(in, "constitutional_or_fever");
  inputs.hypotension = care(in);
  inputs.o2_FiO2_pct = field<double>(in, "o2_FiO2_pct");
  inputs.ventilator = field<bool>(in, "ventilator");
  inputs.organ_toxicity_max = field<int>(in, "organ_toxicity_max").value_or(0);
  inputs.transaminitis_grade = field<int>(in, "transaminitis_grade").value_or(0);
  inputs.death = truth(in, "death");
  return grade_json(crs_lee2014(inputs));
}

Json crs_ctcae(const Json& in) {
  CtcaeCrsInputs inputs;
  inputs.fever = field<bool>(in, "fever");
  inputs.hypotension = care(in);
  inputs.o2_FiO2_pct = field<double>(in, "o2_FiO2_pct");
  inputs.life_threatening = truth(in, "life_threatening");
  inputs.death = truth(in, "death");
  return grade_json(crs_ctcae5(inputs));
}

IcansInputs icans_inputs(const Json& in, const char* score) {
  IcansInputs inputs;
  inputs.score = field<int>(in, score);
  inputs.not_done_reason = enumerator<observation::NotDone>(reasons, word(in, "not_done_reason"));
  inputs.rass = field<int>(in, "rass");
  inputs.awake_state = enumerator<observation::AwakeState>(awake_states, word(in, "awake_state"));
  inputs.loc_other_cause = truth(in, "loc_other_cause");
  inputs.seizure = enumerator<observation::Seizure>(seizures, word(in, "seizure"));
  inputs.seizure_duration_min = field<double>(in, "seizure_duration_min");
  inputs.motor = enumerator<observation::Motor>(motors, word(in, "motor"));
  inputs.edema = enumerator<observation::Edema>(edemas, word(in, "edema"));
  if (!is_missing(in, "raised_icp_signs")) {
    for (const Json& sign : in.at("raised_icp_signs")) {
      inputs.raised_icp_signs.posturing |= sign == "posturing";
      inputs.raised_icp_signs.cn6_palsy |= sign == "cn6_palsy";
      inputs.raised_icp_signs.papilledema |= sign == "papilledema";
      inputs.raised_icp_signs.cushing_triad |= sign == "cushing_triad";
    }
  }
  inputs.ich = truth(in, "ich");
  inputs.tremor_myoclonus = truth(in, "tremor_myoclonus");
  inputs.death_due_to_icans = truth(in, "death_due_to_icans");
  inputs.baseline_ice = field<int>(in, "baseline_ice");
  inputs.change_from_baseline = word(in, "icans_baseline") == "change";
  return inputs;
}

Json score_json(const ScoreResult& result, const char* name) {
  Json json;
  json[name] = result.score ? Json(*result.score) : Json();
  if (result.out_of_range) json["error"] = "score_out_of_range";
  return json;
}

Json capd(const Json& in) {
  constexpr std::array<const char*, 5> words = {"never", "rarely", "sometimes", "often", "always"};
  std::array<std::optional<int>, 8> frequency;
  std::size_t i = 0;
  for (const char* key : {"items_1_4_freq", "items_5_8_freq"}) {
    for (const Json& answer : in.at(key)) {
      if (i == frequency.size()) return {{"capd", Json()}, {"error", "too many items"}};
      const auto found = std::find_if(words.begin(), words.end(),
                                      [&](const char* w) { return answer.is_string() && answer == w; });
      if (!answer.is_null() && found == words.end()) return {{"capd", Json()}, {"error", "unknown answer"}};
      if (!answer.is_null()) frequency[i] = static_cast<int>(found - words.begin());
      ++i;
    }
  }
  return score_json(capd_score(frequency), "capd");
}

Json haematology(const Json& in, CtcaeVersion version) {
  const std::string term = word(in, "term");
  const std::string unit = word(in, "unit");
  if (term == "Febrile neutropenia") {
    FebrileNeutropeniaInputs inputs;
    inputs.anc = field<double>(in, "anc");
    inputs.unit = in.contains("unit") ? std::string_view(unit) : std::string_view("10*9/L");
    inputs.temp_single_C = field<double>(in, "temp_single_C");
    inputs.temp_sustained_min = field<double>(in, "temp_sustained_min");
    inputs.life_threatening = truth(in, "life_threatening");
    return grade_json(febrile_neutropenia(inputs));
  }
  const auto known = haem_term(std::string_view(term));
  if (!known) throw std::runtime_error("unknown term: " + term);
  HaemInputs inputs;
  inputs.value = field<double>(in, "value");
  inputs.unit = unit;
  inputs.lln = field<double>(in, "lln");
  inputs.baseline = field<double>(in, "baseline");
  inputs.transfusion_indicated = truth(in, "transfusion_indicated");
  inputs.life_threatening = truth(in, "life_threatening");
  return grade_json(ctcae_haem(*known, version, inputs));
}

Json composite(const Json& in) {
  constexpr std::array<const char*, haem_term_count> names = {"ANC", "PLT", "HGB", "LYM", "WBC"};
  std::array<std::optional<int>, haem_term_count> grades;
  for (std::size_t i = 0; i < names.size(); ++i) grades[i] = field<int>(in.at("grades"), names[i]);
  CompositeMembers members;
  for (const char* key : {"members", "haem_members"}) {
    if (is_missing(in, key)) continue;
    const auto has = [&](const char* name) {
      const Json& list = in.at(key);
      return std::find(list.begin(), list.end(), name) != list.end();
    };
    members = {has("ANC"), has("PLT"), has("HGB"), has("LYM"), has("WBC")};
  }
  return grade_json(haem_composite(grades, members));
}

IcahtInputs icaht_inputs(const Json& in) {
  IcahtInputs inputs;
  if (!is_missing(in, "series_day_anc_per_uL")) {
    for (const Json& point : in.at("series_day_anc_per_uL")) {
      if (!point.at(1).is_null()) inputs.series.push_back({point.at(0), point.at(1), {}});
    }
  }
  inputs.last_day = field<double>(in, "last_day");
  inputs.next_therapy_day = field<double>(in, "next_therapy_day");
  inputs.progression_day = field<double>(in, "progression_day");
  inputs.cumulative = word(in, "icaht_spells") == "cumulative";
  inputs.censor_early = truth(in, "icaht_early_censor");
  return inputs;
}

}  // namespace

void add_toxicity_suites(Suites& suites) {
  suites["crs_astct2019"] = crs_astct;
  suites["crs_lee2014"] = crs_lee;
  suites["crs_ctcae5"] = crs_ctcae;
  suites["icans_astct2019_ice"] = [](const Json& in) {
    return grade_json(icans_by_ice(icans_inputs(in, "ice")));
  };
  suites["icans_astct2019_capd"] = [](const Json& in) {
    return grade_json(icans_by_capd(icans_inputs(in, "capd")));
  };
  suites["ice_score"] = [](const Json& in) {
    const IceItems items{field<int>(in, "orientation"), field<int>(in, "naming"), field<int>(in, "command"),
                         field<int>(in, "writing"), field<int>(in, "attention")};
    return score_json(ice_score(items), "ice");
  };
  suites["capd_score"] = capd;
  suites["ctcae5_haem"] = [](const Json& in) { return haematology(in, CtcaeVersion::v5); };
  suites["ctcae6_haem"] = [](const Json& in) { return haematology(in, CtcaeVersion::v6); };
  suites["haem_composite"] = composite;
  suites["icaht_early"] = [](const Json& in) { return grade_json(icaht_early(icaht_inputs(in))); };
  suites["icaht_late"] = [](const Json& in) { return grade_json(icaht_late(icaht_inputs(in))); };
  suites["t_icaht_early"] = [](const Json& in) {
    return grade_json(t_icaht_early({field<int>(in, "days_plt_lt50"), field<int>(in, "days_plt_lt20")}));
  };
}

}  // namespace trimer::grading_cases
