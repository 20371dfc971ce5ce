/// @file
/// What a study declares beside its tables (`study.json`): criteria, response profiles, options, anchor, time
/// zone, column names. Every policy of the assessment is a named option with a default; its value in force is
/// printed with every result.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::observation {

enum class CtcaeVersion { v5, v6 };
enum class CrsScale { astct2019, lee2014, ctcae5 };
enum class IcansScale { ice, capd };
enum class Profile { amgen_blina, eln2024, bmt2010, nccn, buchmann2022 };
enum class Anchor { first_blinatumomab, car_t, date };

enum class HypotensionRule { map70_or_sbp90, sbp90, recorded_only };
enum class LeeVentilator { mechanical, any };
enum class IcansAgeSplit { ice_at_12, capd_at_12 };
enum class IcansBaseline { absolute, change };
enum class HaemMember { ANC, PLT, HGB, LYM, WBC };
enum class IcahtSpells { longest, cumulative };
enum class IcahtEarlyCensor { no, yes };
enum class TIcahtLimit { lt, le };
enum class AmgenBelowCrh { cri, nr };
enum class TransfusionRule { off, on };
enum class BmtPdIncrease { relative, absolute };
enum class DorDeath { event, competing };
enum class ConfType { log_log, log, plain, logit, arcsine };
enum class LogrankPermutation { small_arms, always, never };
enum class DateImputation { none, first_day, mid_month };

/// Days before (negative) and after a marrow in which a blood count belongs to it.
struct CountWindow {
  double before = -3;  ///< [d], <= 0
  double after = 7;    ///< [d], >= 0
  friend bool operator==(const CountWindow&, const CountWindow&) = default;
};

/// Readings of the standards where their text is silent or the sources differ. The defaults are policy.
struct Options {
  HypotensionRule hypotension_rule = HypotensionRule::map70_or_sbp90;
  double hold_h = 24;          ///< how long a reading or a judgement holds [h], > 0
  double masking_free_h = 24;  ///< how long a drug masks fever after its end [h], >= 0
  int confirm_readings = 1;    ///< consecutive readings that must agree before a sign counts, 1 or 2
  LeeVentilator lee_ventilator = LeeVentilator::mechanical;
  IcansAgeSplit icans_age_split = IcansAgeSplit::ice_at_12;
  IcansBaseline icans_baseline = IcansBaseline::absolute;
  std::vector<HaemMember> haem_members = {HaemMember::ANC, HaemMember::PLT, HaemMember::HGB};
  IcahtSpells icaht_spells = IcahtSpells::longest;
  IcahtEarlyCensor icaht_early_censor = IcahtEarlyCensor::no;
  TIcahtLimit t_icaht_limit = TIcahtLimit::lt;
  int t_icaht_gap_d = 2;  ///< longest gap that is joined [d], 2 or 6
  AmgenBelowCrh amgen_below_crh = AmgenBelowCrh::cri;
  TransfusionRule transfusion_rule = TransfusionRule::off;
  CountWindow count_window_d;         ///< [d]
  double response_window_weeks = 12;  ///< [week], > 0
  double efs_landmark_weeks = 12;     ///< [week], > 0
  BmtPdIncrease bmt_pd_increase = BmtPdIncrease::relative;
  DorDeath dor_death = DorDeath::event;
  bool censor_at_hsct = false;
  ConfType conf_type = ConfType::log_log;
  LogrankPermutation logrank_permutation = LogrankPermutation::small_arms;
  int min_events = 20;  ///< gated events below which a flow reading is null, >= 0
  bool subtract_background = false;
  DateImputation date_imputation = DateImputation::none;
  friend bool operator==(const Options&, const Options&) = default;
};

struct StudySettings {
  CtcaeVersion ctcae = CtcaeVersion::v5;
  std::vector<CrsScale> crs = {CrsScale::astct2019, CrsScale::lee2014, CrsScale::ctcae5};
  std::vector<IcansScale> icans = {IcansScale::ice, IcansScale::capd};
  std::vector<Profile> profiles = {Profile::amgen_blina};
  Options options;
  Anchor anchor = Anchor::first_blinatumomab;
  std::string time_zone = "UTC";  ///< IANA name, for date-times without offset and for calendar days
  /// Table name -> (column name in the file -> our column name), e.g. labs: LBTESTCD -> test. Key `columns`
  /// of study.json: an object per table, or the word "sdtm" for the SDTM names of the data dictionary.
  std::map<std::string, std::map<std::string, std::string>> columns;
  friend bool operator==(const StudySettings&, const StudySettings&) = default;
};

/// The SDTM names of the columns of each table, as in the data dictionary: value of the key `columns` =
/// "sdtm".
[[nodiscard]] std::map<std::string, std::map<std::string, std::string>> sdtm_columns();

/// Reads the text of a study.json. @param name  stands for the file in faults
/// @throws InputError with every unknown key, option and value, each with its line
[[nodiscard]] StudySettings parse_study_settings(std::string_view text, const std::string& name);

/// Reads FOLDER/study.json; the defaults if there is none.
[[nodiscard]] StudySettings read_study_settings(const std::filesystem::path& folder);

/// The settings as the text of a study.json that reads back to the same settings: every value is written.
[[nodiscard]] std::string study_settings_text(const StudySettings& settings);

/// One option with the value in force, for the result's list of options and for the documentation.
struct OptionInForce {
  std::string name;   ///< e.g. `hypotension_rule`
  std::string value;  ///< as in study.json, without quotes, e.g. `map70_or_sbp90`
  std::string default_value;
  std::string allowed;  ///< e.g. `map70_or_sbp90, sbp90, recorded_only`
  std::string meaning;
};

/// All options in the order of the documentation.
[[nodiscard]] std::vector<OptionInForce> options_in_force(const StudySettings& settings);

/// Sets one option from text, as a command line gives it: `confirm_readings`, `2`.
/// @throws InputError if the name or the value is unknown
void set_option(StudySettings& settings, std::string_view name, std::string_view value);

}  // namespace trimer::observation
