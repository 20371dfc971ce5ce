/// The table below is read from top to bottom; the first row that fits gives the counterpart. A published
/// endpoint is told by what it counts (quantity and comparison), how it was ascertained, over which window
/// and among whom.

#include <trimer/evidence/counterpart.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace trimer::evidence {

namespace {

enum class Window { any, cycle_1, treatment };

/// End of cycle 1 in study days: adverse events "of cycle 1" are those of days 1 to 42.
constexpr double last_day_of_cycle_1 = 43;

struct Rule {
  std::string_view test;           ///< text of the threshold
  std::string_view ascertainment;  ///< scale; empty = any
  Window window;
  std::string_view denominator;  ///< of the published endpoint; empty = any
  std::string_view endpoint;
  std::string_view note;
};

constexpr std::string_view whole = "all";  ///< all patients, the safety set, or all of the population named

constexpr std::string_view old_crs_note =
    "the study did not grade CRS by ASTCT: fever alone is taken as not reported, so ASTCT grade 2 stands for "
    "any grade";
constexpr std::string_view old_crs_severe_note =
    "the study did not grade CRS by ASTCT; grade 3 taken as equal";
constexpr std::string_view scale_unknown =
    "the grading scale of the study was not read; ASTCT 2019 is simulated";
constexpr std::string_view ctcae_unknown =
    "the grading scale of the study was not read; CTCAE v5 is simulated";
constexpr std::string_view neuro_note =
    "reported neurologic events include headache and tremor; ICANS by ICE is simulated, a loose counterpart";
constexpr std::string_view definition_unknown = "the definition of the study was not read";
constexpr std::string_view no_remission_note =
    "the study calls its one such patient NR and PR; counted as not CR, CRh or CRi";
constexpr std::string_view crh_note =
    "the study does not tell CRh apart: CR, CRh and CRi are counted together";
constexpr std::string_view reported_note =
    "reported as an adverse event; a laboratory grade worse than before is simulated";
constexpr std::string_view stand_in = "the published subgroup is taken for the whole simulated population";
constexpr std::string_view infection_note =
    "any infection event of grade 3 or more of the record is simulated";
constexpr std::string_view protocol_note =
    "only interruptions by the label's rules for CRS and neurologic events are simulated";

const Rule rules[] = {
    {"response_category in CR", "", Window::any, "responders", "cr_of_responders", ""},
    {"response_category in CR", "as_reported", Window::any, whole, "cr", definition_unknown},
    {"response_category in CR", "", Window::any, whole, "cr", ""},
    {"response_category in CR, CRh", "", Window::any, whole, "cr_crh", ""},
    {"response_category in CR, CRh, CRi", "", Window::any, whole, "cr_crh_cri", ""},
    {"response_category in CRh", "", Window::any, whole, "crh", ""},
    {"response_category in CR, CRi", "", Window::any, "subgroup:relapsed or refractory", "cr_crh_cri",
     crh_note},
    {"response_category in CR, CRi", "", Window::any, whole, "cr_crh_cri", crh_note},
    {"response_category in PR, NR", "", Window::any, whole, "no_remission", no_remission_note},

    {"mrd_fraction < 0.0001", "", Window::any, "responders", "mrd_response", ""},
    {"mrd_fraction < 0.0001", "", Window::any, "subgroup:responders (CR or CRh) with MRD evaluated",
     "mrd_response_cr_crh", ""},
    {"mrd_fraction < 0.0001", "", Window::any, "subgroup:relapsed or refractory", "mrd_response_all",
     definition_unknown},
    {"mrd_fraction < 0.0001", "", Window::any, whole, "mrd_response_all", ""},
    {"mrd_detected == false", "", Window::any, "subgroup:MRD evaluable", "mrd_undetected_cycle_1", ""},

    {"crs_grade >= 1", "reported_pre_astct_crs", Window::cycle_1, whole, "crs_ge2_cycle_1", old_crs_note},
    {"crs_grade >= 3", "reported_pre_astct_crs", Window::cycle_1, whole, "crs_ge3_cycle_1",
     old_crs_severe_note},
    {"crs_grade >= 1", "reported_pre_astct_crs", Window::treatment, whole, "crs_ge2", old_crs_note},
    {"crs_grade == 1", "reported_pre_astct_crs", Window::treatment, whole, "crs_grade_2", old_crs_note},
    {"crs_grade >= 3", "reported_pre_astct_crs", Window::treatment, whole, "crs_ge3", old_crs_severe_note},
    {"crs_grade >= 3", "astct2019", Window::treatment, whole, "crs_ge3", ""},
    {"crs_grade >= 1", "astct2019", Window::treatment, whole, "crs_any", ""},
    {"crs_grade >= 1", "", Window::treatment, whole, "crs_any", scale_unknown},
    {"crs_grade == 0", "", Window::treatment, whole, "crs_grade_0", scale_unknown},
    {"crs_grade == 1", "", Window::treatment, whole, "crs_grade_1", scale_unknown},
    {"crs_grade == 2", "", Window::treatment, whole, "crs_grade_2", scale_unknown},
    {"crs_grade >= 3", "", Window::treatment, whole, "crs_ge3", scale_unknown},

    {"icans_grade >= 1", "astct2019", Window::treatment, whole, "icans_any", ""},
    {"icans_grade >= 3", "astct2019", Window::treatment, whole, "icans_ge3", ""},
    {"icans_grade == 0", "", Window::treatment, whole, "icans_grade_0", scale_unknown},
    {"icans_grade == 1", "", Window::treatment, whole, "icans_grade_1", scale_unknown},
    {"icans_grade >= 1", "", Window::treatment, whole, "icans_any", scale_unknown},
    {"icans_grade >= 2", "", Window::treatment, whole, "icans_ge2", scale_unknown},
    {"icans_grade >= 3", "", Window::treatment, whole, "icans_ge3", scale_unknown},
    {"neurologic_grade >= 1", "", Window::treatment, whole, "icans_any", neuro_note},
    {"neurologic_grade >= 3", "", Window::treatment, whole, "icans_ge3", neuro_note},
    {"neurologic_grade == 3", "", Window::treatment, whole, "icans_grade_3", neuro_note},
    {"neurologic_onset_day", "", Window::treatment, "subgroup:patients with a neurologic event",
     "icans_onset", neuro_note},

    {"temperature_grade >= 1", "", Window::cycle_1, whole, "pyrexia_any_cycle_1", ""},
    {"temperature_grade >= 3", "", Window::cycle_1, whole, "pyrexia_ge3_cycle_1", ""},
    {"temperature_grade >= 1", "", Window::treatment, whole, "pyrexia_any", ""},
    {"temperature_grade >= 3", "", Window::treatment, whole, "pyrexia_ge3", ""},

    {"neutrophil_grade >= 1", "ae_worsening_ctcae", Window::cycle_1, whole,
     "neutropenia_any_worsening_cycle_1", ""},
    {"neutrophil_grade >= 3", "ae_worsening_ctcae", Window::cycle_1, whole,
     "neutropenia_ge3_worsening_cycle_1", ""},
    {"neutrophil_grade >= 3", "ae_worsening_ctcae", Window::treatment, whole, "neutropenia_ge3_worsening",
     ""},
    {"neutrophil_grade >= 3", "ae_as_reported", Window::treatment, whole, "neutropenia_ge3_worsening",
     reported_note},
    {"neutrophil_grade >= 3", "ctcae5", Window::treatment, whole, "neutropenia_ge3", ""},
    {"platelet_grade >= 1", "ae_worsening_ctcae", Window::cycle_1, whole,
     "thrombocytopenia_any_worsening_cycle_1", ""},
    {"platelet_grade >= 3", "ae_worsening_ctcae", Window::cycle_1, whole,
     "thrombocytopenia_ge3_worsening_cycle_1", ""},
    {"platelet_grade >= 3", "ae_worsening_ctcae", Window::treatment, whole, "thrombocytopenia_ge3_worsening",
     ""},
    {"platelet_grade >= 3", "ae_as_reported", Window::treatment, whole, "thrombocytopenia_ge3_worsening",
     reported_note},
    {"platelet_grade >= 3", "ctcae5", Window::treatment, whole, "thrombocytopenia_ge3", ""},
    {"haemoglobin_grade >= 1", "ae_worsening_ctcae", Window::cycle_1, whole, "anaemia_any_worsening_cycle_1",
     ""},
    {"haemoglobin_grade >= 3", "ae_worsening_ctcae", Window::cycle_1, whole, "anaemia_ge3_worsening_cycle_1",
     ""},
    {"haemoglobin_grade >= 3", "ae_worsening_ctcae", Window::treatment, whole, "anaemia_ge3_worsening", ""},
    {"haemoglobin_grade >= 3", "ae_as_reported", Window::treatment, whole, "anaemia_ge3_worsening",
     reported_note},
    {"haemoglobin_grade >= 3", "ctcae5", Window::treatment, whole, "anaemia_ge3", ""},
    {"haem_grade == 0", "", Window::treatment, whole, "haematological_grade_0", ctcae_unknown},
    {"haem_grade between 2, 3", "", Window::treatment, whole, "haematological_grade_2_3", ctcae_unknown},
    {"haem_grade >= 3", "", Window::treatment, whole, "haematological_ge3", ctcae_unknown},
    {"infection_grade >= 3", "", Window::treatment, whole, "infection_ge3", infection_note},

    {"infusion_interrupted == true", "", Window::treatment, whole, "interrupted_for_toxicity", protocol_note},
    {"infusion_discontinued == true", "", Window::treatment, whole, "stopped_for_toxicity", protocol_note},
    {"transplant == true", "", Window::any, "responders", "transplant_of_responders", ""},
    {"transplant == true", "", Window::any, "subgroup:Ph-negative", "transplant", stand_in},
    {"transplant == true", "", Window::any, whole, "transplant", ""},
    {"relapse_cd19_negative == true", "", Window::any, "", "cd19_negative_relapse", ""},

    {"os_months", "", Window::any, "subgroup:best response CR", "os_cr", ""},
    {"os_months", "", Window::any, "subgroup:best response CRh or CRi", "os_crh_cri", ""},
    {"os_months", "", Window::any, "subgroup:relapsed or refractory", "os", stand_in},
    {"os_months", "", Window::any, "subgroup:Ph-negative", "os", stand_in},
    {"os_months", "", Window::any, "subgroup:complete MRD response after cycle 1",
     "os_mrd_undetected_cycle_1", ""},
    {"os_months", "", Window::any, "subgroup:no complete MRD response after cycle 1",
     "os_mrd_detected_cycle_1", ""},
    {"os_months", "", Window::any, whole, "os", ""},
    {"rfs_months", "", Window::any, "subgroup:Ph-negative", "rfs", stand_in},
    {"rfs_months", "", Window::any, "subgroup:complete MRD response after cycle 1",
     "rfs_landmark_mrd_undetected", ""},
    {"rfs_months", "", Window::any, "subgroup:no complete MRD response after cycle 1",
     "rfs_landmark_mrd_detected", ""},
    {"rfs_months", "", Window::any, "responders", "rfs", ""},
    {"rfs_months", "", Window::any, whole, "rfs", ""},
    {"efs_months", "", Window::any, whole, "efs", ""},
    {"dor_months", "", Window::any, "responders", "dor", ""},
    {"dor_months", "", Window::any, whole, "dor", ""},
};

/// Where threshold and denominator do not tell endpoints apart, the name of the record does.
struct NameRule {
  std::string_view name;
  std::string_view endpoint;
  std::string_view note;
};

const NameRule name_rules[] = {
    {"OS_landmark_MRD_responder", "os_landmark_mrd_undetected",
     "the landmark day of the study was not read: day 42"},
    {"OS_landmark_nonresponder", "os_landmark_mrd_detected",
     "the landmark day of the study was not read: day 42"},
    {"RFS_landmark_MRD_responder", "rfs_landmark_mrd_undetected",
     "the landmark day of the study was not read: day 42"},
    {"RFS_landmark_nonresponder", "rfs_landmark_mrd_detected",
     "the landmark day of the study was not read: day 42"},
    {"RFS_median_in_CR_CRh", "rfs_cr_crh", ""},
    {"relapse_of_responders", "relapse", "follow-up of the study was not read"},
    {"MRD_negative", "mrd_negative", "not stated by the study"},
};

Window window_of(const PublishedEndpoint& endpoint) {
  return endpoint.window_to && *endpoint.window_to <= last_day_of_cycle_1 ? Window::cycle_1
                                                                          : Window::treatment;
}

bool denominator_fits(std::string_view rule, const std::string& denominator) {
  if (rule.empty() || rule == denominator) return true;
  return rule == whole && denominator == "safety";
}

/// `operator at` names a landmark in months; the quantity alone tells the endpoint.
std::string test_of(const Threshold& threshold) {
  return threshold.comparison == "at" ? threshold.quantity : to_text(threshold);
}

Counterpart contrast(const PublishedEndpoint& endpoint) {
  const Contrast& groups = *endpoint.contrast;
  if (endpoint.kind != Kind::odds_ratio || groups.variable != "marrow_blast_fraction") {
    return {"", "", "hazard ratios between groups are not computed from the cohort's counts"};
  }
  auto group = [](double low, double high) -> int {
    if (std::abs(low - 0.05) < 1e-9 && std::abs(high - 0.25) < 1e-9) return 0;
    if (std::abs(low - 0.25) < 1e-9 && std::abs(high - 0.5) < 1e-9) return 1;
    if (std::abs(low - 0.5) < 1e-9 && high > 1) return 2;
    return -1;
  };
  static constexpr std::string_view cr[] = {"cr_blasts_5_25", "cr_blasts_25_50", "cr_blasts_ge50"};
  static constexpr std::string_view mrd[] = {"mrd_response_blasts_5_25", "mrd_response_blasts_25_50",
                                             "mrd_response_blasts_ge50"};
  const int test = group(groups.test_low, groups.test_high);
  const int reference = group(groups.reference_low, groups.reference_high);
  const std::string what = endpoint.threshold ? to_text(*endpoint.threshold) : std::string();
  if (test >= 0 && reference >= 0 && what == "response_category in CR") return {cr[test], cr[reference], ""};
  if (test >= 0 && reference >= 0 && what == "mrd_fraction < 0.0001") {
    return {mrd[test], mrd[reference], definition_unknown};
  }
  return {"", "", "no simulated groups of these limits"};
}

}  // namespace

Counterpart simulated_counterpart(const PublishedEndpoint& endpoint) {
  if (endpoint.use == Use::not_simulated) return {"", "", "no counterpart in the model"};
  if (endpoint.contrast) return contrast(endpoint);
  if (endpoint.kind == Kind::distribution) return {"", "", "distributions of covariates are not reduced"};
  for (const NameRule& rule : name_rules) {
    if (endpoint.name == rule.name) return {rule.endpoint, "", rule.note};
  }
  if (!endpoint.threshold) return {"", "", "the study gives no test"};
  const std::string test = test_of(*endpoint.threshold);
  const Window window = window_of(endpoint);
  for (const Rule& rule : rules) {
    if (rule.test != test) continue;
    if (!rule.ascertainment.empty() && rule.ascertainment != endpoint.ascertainment) continue;
    if (rule.window != Window::any && rule.window != window) continue;
    if (!denominator_fits(rule.denominator, endpoint.denominator)) continue;
    return {rule.endpoint, "", rule.note};
  }
  return {"", "", "no simulated endpoint counts this among these patients"};
}

}  // namespace trimer::evidence
