#include <gmock/gmock.h>

#include <trimer/cohort/endpoint.h>
#include <trimer/cohort/proportion.h>
#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>
#include <trimer/evidence/counterpart.h>
#include <trimer/evidence/library.h>
#include <trimer/evidence/study_reader.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace trimer::evidence {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;

json shipped() {
  return json::parse(data_file("evidence/evidence.json"));
}

/// The faults of a document, one line each.
std::vector<std::string> faults_of(const std::string& text) {
  try {
    (void)read_studies(text, "mine.json");
  } catch (const InputError& error) {
    std::vector<std::string> lines;
    for (const Fault& fault : error.faults()) lines.push_back(to_text(fault));
    return lines;
  }
  return {};
}

TEST(ShippedEvidence, holds_sixteen_studies_and_172_endpoints_of_which_23_may_be_fitted) {
  std::size_t endpoints = 0;
  std::map<Use, int> uses;
  for (const Study& study : shipped_studies()) {
    endpoints += study.endpoints.size();
    for (const auto& endpoint : study.endpoints) ++uses[endpoint.use];
  }
  EXPECT_EQ(shipped_studies().size(), 16u);
  EXPECT_EQ(endpoints, 172u);
  EXPECT_EQ(uses[Use::calibrate], 23);
  EXPECT_EQ(uses[Use::hold_out_public], 8);
  EXPECT_EQ(uses[Use::show], 70);
  EXPECT_EQ(uses[Use::not_simulated], 71);
}

TEST(ShippedEvidence, intervals_marked_as_computed_are_exact_to_their_printed_digit) {
  int checked = 0;
  for (const Study& study : shipped_studies()) {
    for (const PublishedEndpoint& endpoint : study.endpoints) {
      if (!endpoint.interval_computed_exact || !endpoint.k || !endpoint.n) continue;
      const auto exact = cohort::clopper_pearson(*endpoint.k, *endpoint.n);
      EXPECT_NEAR(100 * exact.low, *endpoint.low, 0.0501) << study.id << " " << endpoint.name;
      EXPECT_NEAR(100 * exact.high, *endpoint.high, 0.0501) << study.id << " " << endpoint.name;
      ++checked;
    }
  }
  EXPECT_GT(checked, 50);
}

TEST(ShippedEvidence, every_endpoint_that_may_be_judged_is_read_and_every_other_has_a_reason) {
  for (const Study& study : shipped_studies()) {
    const StudyReader reader(study);
    for (std::size_t i = 0; i < study.endpoints.size(); ++i) {
      const PublishedEndpoint& endpoint = study.endpoints[i];
      const std::string where = study.id + " " + endpoint.name;
      const bool judged = endpoint.use == Use::calibrate || endpoint.use == Use::hold_out_public;
      EXPECT_TRUE(!judged || reader.reason(i).empty()) << where << ": " << reader.reason(i);
      EXPECT_TRUE(endpoint.use != Use::not_simulated || !reader.reason(i).empty()) << where;
      const std::string_view line = endpoint_beside(endpoint);
      EXPECT_TRUE(line.empty() || cohort::find_proportion(line) >= 0 || cohort::find_time(line) >= 0)
          << where << " -> " << line;
    }
  }
}

TEST(EndpointBeside, crs_of_trials_before_2019_is_astct_grade_two_and_cycle_one_stays_cycle_one) {
  const Study& tower = find_study("tower_kantarjian_2017");
  EXPECT_EQ(endpoint_beside(*tower.find("C1_CRS_any")), "crs_ge2_cycle_1");
  EXPECT_EQ(endpoint_beside(*tower.find("C1_CRS_grade_ge3")), "crs_ge3_cycle_1");
  EXPECT_EQ(endpoint_beside(*tower.find("CRS_grade_ge3")), "crs_ge3");
  EXPECT_EQ(endpoint_beside(*tower.find("C1_neutropenia_ge3")), "neutropenia_ge3_worsening_cycle_1");
  EXPECT_EQ(endpoint_beside(*tower.find("neutropenia_grade_ge3")), "neutropenia_ge3_worsening");
  EXPECT_EQ(endpoint_beside(*tower.find("CR_CRh_CRi_within_12_weeks")), "cr_crh_cri");
  EXPECT_EQ(endpoint_beside(*tower.find("MRD_lt_1e-4_among_responders")), "mrd_response");
  EXPECT_EQ(endpoint_beside(*tower.find("OS_median")), "os");
}

TEST(EndpointBeside, of_the_seed_is_the_scale_it_may_have_used_and_its_reader_says_so) {
  const Study& seed = find_study("seed_qi_2023");
  EXPECT_EQ(endpoint_beside(*seed.find("CRS_grade1")), "crs_grade_1");
  EXPECT_EQ(endpoint_beside(*seed.find("CR_or_CRi")), "cr_crh_cri");
  EXPECT_EQ(endpoint_beside(*seed.find("non_CR")), "no_remission");
  const StudyReader reader(seed);
  for (std::size_t i = 0; i < seed.endpoints.size(); ++i)
    if (seed.endpoints[i].name == "CRS_grade1") {
      EXPECT_THAT(reader.note(i), HasSubstr("not read"));
    }
}

TEST(EndpointBeside, a_contrast_of_groups_stands_beside_no_single_endpoint) {
  EXPECT_EQ(endpoint_beside(*find_study("bmblast_pooled_2023").find("OR_CR_blasts5-<25_vs_ge50")), "");
}

TEST(Seed, the_contradiction_of_patient_five_and_what_is_not_stated_are_carried_to_the_report) {
  const Study& seed = find_study("seed_qi_2023");
  ASSERT_EQ(seed.patients.size(), 5u);
  EXPECT_THAT(seed.patients[4].facts.at("response"), HasSubstr("NR or PR"));
  const auto statements = seed.statements();
  EXPECT_THAT(statements, Contains(HasSubstr("NR/PR unresolved")));
  EXPECT_THAT(statements, Contains(testing::AllOf(HasSubstr("Not stated"), HasSubstr("dose"),
                                                  HasSubstr("cycles"), HasSubstr("grading scales used"))));
  EXPECT_THAT(statements, Contains(HasSubstr("illustration")));
  EXPECT_TRUE(seed.simulate->illustration);
  EXPECT_EQ(seed.short_name(), "Qi 2023");
}

TEST(Study, short_names_are_author_and_year) {
  EXPECT_EQ(find_study("tower_kantarjian_2017").short_name(), "Kantarjian 2017");
}

TEST(FindStudy, an_unknown_id_is_answered_with_the_known_ones) {
  try {
    (void)find_study("tower");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("tower_kantarjian_2017"));
  }
}

TEST(ReadStudies, reports_every_fault_with_its_path) {
  json document = shipped();
  json& tower = document["studies"][1];
  tower["endpoints"][0]["kind"] = "share";
  tower["endpoints"][1].erase("use");
  tower["n"] = "many";
  document["studies"][0]["colour"] = "red";
  const auto lines = faults_of(document.dump());
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/1/endpoints/0/kind")));
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/1/endpoints/1/use")));
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/1/n = \"many\"")));
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/0/colour")));
}

TEST(ReadStudies, more_events_than_patients_and_an_estimate_that_is_not_k_over_n_are_faults) {
  json document = shipped();
  json& endpoints = document["studies"][1]["endpoints"];
  endpoints[0]["k"] = 300;
  endpoints[1]["estimate"] = 46;
  endpoints[2]["nested_in"] = "no_such_endpoint";
  endpoints[3]["name"] = endpoints[2]["name"];
  const auto lines = faults_of(document.dump());
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/1/endpoints/0/k = 300")));
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/1/endpoints/1/estimate = 46")));
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/1/endpoints/2/nested_in")));
  EXPECT_THAT(lines, Contains(HasSubstr("/studies/1/endpoints/3/name")));
}

TEST(ReadStudies, overlapping_infusions_and_shares_that_do_not_add_to_one_are_faults) {
  json document = shipped();
  json& simulate = document["studies"][1]["simulate"];
  simulate["regimen"]["segments"][1]["start_day"] = 7;
  simulate["covariate_overrides"] =
      json::array({{{"variable", "marrow_blast_fraction"},
                    {"kind", "categories"},
                    {"values", {{"bounds", {0.05, 0.5, 0.97}}, {"shares", {0.5, 0.6}}}},
                    {"evidence_code", "FT"},
                    {"locator", "table"}}});
  const auto lines = faults_of(document.dump());
  EXPECT_THAT(lines, Contains(HasSubstr("no overlap with segment 0")));
  EXPECT_THAT(lines, Contains(HasSubstr("covariate_overrides/0/values/shares")));
}

TEST(ReadStudies, a_study_run_on_an_assumed_regimen_must_not_be_calibrated) {
  json document = shipped();
  document["studies"][1]["simulate"]["regimen"]["segments"][0]["evidence_code"] = "MEM";
  EXPECT_THAT(faults_of(document.dump()), Contains(HasSubstr("assumed or from memory")));
}

TEST(ReadStudies, rubbish_is_a_fault_and_no_crash) {
  EXPECT_EQ(faults_of("").size(), 1u);
  EXPECT_EQ(faults_of("{\"format\": ").size(), 1u);
  EXPECT_FALSE(faults_of("[]").empty());
  EXPECT_FALSE(faults_of("{\"format\": \"trimer-evidence/2\", \"studies\": []}").empty());
}

}  // namespace
}  // namespace trimer::evidence
