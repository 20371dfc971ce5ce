#include <trimer/observation/study_settings.h>

#include <gmock/gmock.h>

#include <trimer/core/fault.h>
#include <trimer/observation/words.h>

namespace trimer::observation {
namespace {

TEST(StudySettings, an_empty_object_gives_the_defaults_of_the_documentation) {
  const StudySettings settings = parse_study_settings("{}", "study.json");
  EXPECT_EQ(settings, StudySettings{});
  EXPECT_EQ(settings.options.haem_members, (std::vector{HaemMember::ANC, HaemMember::PLT, HaemMember::HGB}));
  EXPECT_EQ(settings.options.count_window_d, (CountWindow{-3, 7}));
}

TEST(StudySettings, every_value_is_written_and_read_back) {
  StudySettings settings;
  settings.ctcae = CtcaeVersion::v6;
  settings.crs = {CrsScale::lee2014};
  settings.icans = {};
  settings.profiles = {Profile::nccn, Profile::buchmann2022};
  settings.anchor = Anchor::car_t;
  settings.time_zone = "Europe/Berlin";
  settings.columns["labs"]["LBTESTCD"] = "test";
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"hypotension_rule", "sbp90"},     {"hold_h", "12.5"},        {"masking_free_h", "0"},
           {"confirm_readings", "2"},         {"lee_ventilator", "any"}, {"icans_age_split", "capd_at_12"},
           {"icans_baseline", "change"},      {"haem_members", "[LYM, WBC]"},
           {"icaht_spells", "cumulative"},    {"icaht_early_censor", "yes"},
           {"t_icaht_limit", "le"},           {"t_icaht_gap_d", "6"},    {"amgen_below_crh", "nr"},
           {"transfusion_rule", "on"},        {"count_window_d", "[-1, 2.5]"},
           {"response_window_weeks", "8"},    {"efs_landmark_weeks", "6"}, {"bmt_pd_increase", "absolute"},
           {"dor_death", "competing"},        {"censor_at_hsct", "true"}, {"conf_type", "logit"},
           {"logrank_permutation", "never"},  {"min_events", "50"},      {"subtract_background", "true"},
           {"date_imputation", "mid_month"}})
    set_option(settings, name, value);
  for (const OptionInForce& option : options_in_force(settings))
    EXPECT_NE(option.value, option.default_value) << option.name << " was not changed";
  EXPECT_EQ(parse_study_settings(study_settings_text(settings), "study.json"), settings);
}

TEST(StudySettings, an_unknown_option_and_a_value_of_another_kind_are_faults) {
  StudySettings settings;
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"hold", "24"},
                                                                                     {"hold_h", "-1"},
                                                                                     {"hold_h", "long"},
                                                                                     {"confirm_readings", "1.5"},
                                                                                     {"censor_at_hsct", "yes"},
                                                                                     {"icaht_early_censor", "true"},
                                                                                     {"count_window_d", "[3, 7]"},
                                                                                     {"count_window_d", "[-3]"},
                                                                                     {"haem_members", "[ANC, RBC]"},
                                                                                     {"min_events", "1e9"}})
    EXPECT_THROW(set_option(settings, name, value), InputError) << name << " = " << value;
  EXPECT_EQ(settings, StudySettings{});
}

TEST(StudySettings, the_sdtm_names_of_the_dictionary_are_one_word) {
  const StudySettings settings = parse_study_settings(R"({"columns": "sdtm"})", "study.json");
  EXPECT_EQ(settings.columns.at("labs").at("LBTESTCD"), "test");
  EXPECT_EQ(settings.columns.at("labs").at("LBORRESU"), "unit");
  EXPECT_EQ(settings.columns.at("subjects").at("USUBJID"), "subject_id");
  EXPECT_EQ(settings.columns.at("exposure").at("EXSTDTC"), "start_datetime");
}

TEST(StudySettings, deep_nesting_and_rubbish_are_faults_not_crashes) {
  EXPECT_THROW((void)parse_study_settings(std::string(100000, '['), "study.json"), InputError);
  EXPECT_THROW((void)parse_study_settings("", "study.json"), InputError);
  EXPECT_THROW((void)parse_study_settings("[]", "study.json"), InputError);
  EXPECT_THROW((void)parse_study_settings("\xFF\xFE{", "study.json"), InputError);
  EXPECT_THROW((void)parse_study_settings("{\"options\": {\"hold_h\": 1e400}}", "study.json"), InputError);
}

}  // namespace
}  // namespace trimer::observation
