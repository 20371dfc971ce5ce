/// The table below is read from top to bottom; the first row that fits gives the endpoint. A published
/// endpoint is told by what it counts (quantity and comparison), how it was ascertained, over which window
/// and among whom.

#include <trimer/evidence/counterpart.h>

#include <string>

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
};

constexpr std::string_view whole = "all";  ///< all patients, the safety set, or all of the population named

const Rule rules[] = {
    {"response_category in CR", "", Window::any, "responders", "cr_of_responders"},
    {"response_category in CR", "as_reported", Window::any, whole, "cr"},
    {"response_category in CR", "", Window::any, whole, "cr"},
    {"response_category in CR, CRh", "", Window::any, whole, "cr_crh"},
    {"response_category in CR, CRh, CRi", "", Window::any, whole, "cr_crh_cri"},
    {"response_category in CRh", "", Window::any, whole, "crh"},
    {"response_category in CR, CRi", "", Window::any, "subgroup:relapsed or refractory", "cr_crh_cri"},
    {"response_category in CR, CRi", "", Window::any, whole, "cr_crh_cri"},
    {"response_category in PR, NR", "", Window::any, whole, "no_remission"},

    {"mrd_fraction < 0.0001", "", Window::any, "responders", "mrd_response"},
    {"mrd_fraction < 0.0001", "", Window::any, "subgroup:responders (CR or CRh) with MRD evaluated",
     "mrd_response_cr_crh"},
    {"mrd_fraction < 0.0001", "", Window::any, "subgroup:relapsed or refractory", "mrd_response_all"},
    {"mrd_fraction < 0.0001", "", Window::any, whole, "mrd_response_all"},
    {"mrd_detected == false", "", Window::any, "subgroup:MRD evaluable", "mrd_undetected_cycle_1"},

    {"crs_grade >= 1", "reported_pre_astct_crs", Window::cycle_1, whole, "crs_ge2_cycle_1"},
    {"crs_grade >= 3", "reported_pre_astct_crs", Window::cycle_1, whole, "crs_ge3_cycle_1"},
    {"crs_grade >= 1", "reported_pre_astct_crs", Window::treatment, whole, "crs_ge2"},
    {"crs_grade == 1", "reported_pre_astct_crs", Window::treatment, whole, "crs_grade_2"},
    {"crs_grade >= 3", "reported_pre_astct_crs", Window::treatment, whole, "crs_ge3"},
    {"crs_grade >= 3", "astct2019", Window::treatment, whole, "crs_ge3"},
    {"crs_grade >= 1", "astct2019", Window::treatment, whole, "crs_any"},
    {"crs_grade >= 1", "", Window::treatment, whole, "crs_any"},
    {"crs_grade == 0", "", Window::treatment, whole, "crs_grade_0"},
    {"crs_grade == 1", "", Window::treatment, whole, "crs_grade_1"},
    {"crs_grade == 2", "", Window::treatment, whole, "crs_grade_2"},
    {"crs_grade >= 3", "", Window::treatment, whole, "crs_ge3"},

    {"icans_grade >= 1", "astct2019", Window::treatment, whole, "icans_any"},
    {"icans_grade >= 3", "astct2019", Window::treatment, whole, "icans_ge3"},
    {"icans_grade == 0", "", Window::treatment, whole, "icans_grade_0"},
    {"icans_grade == 1", "", Window::treatment, whole, "icans_grade_1"},
    {"icans_grade >= 1", "", Window::treatment, whole, "icans_any"},
    {"icans_grade >= 2", "", Window::treatment, whole, "icans_ge2"},
    {"icans_grade >= 3", "", Window::treatment, whole, "icans_ge3"},
    {"neurologic_grade >= 1", "", Window::treatment, whole, "icans_any"},
    {"neurologic_grade >= 3", "", Window::treatment, whole, "icans_ge3"},
    {"neurologic_grade == 3", "", Window::treatment, whole, "icans_grade_3"},
    {"neurologic_onset_day", "", Window::treatment, "subgroup:patients with a neurologic event",
     "icans_onset"},

    {"temperature_grade >= 1", "", Window::cycle_1, whole, "pyrexia_any_cycle_1"},
    {"temperature_grade >= 3", "", Window::cycle_1, whole, "pyrexia_ge3_cycle_1"},
    {"temperature_grade >= 1", "", Window::treatment, whole, "pyrexia_any"},
    {"temperature_grade >= 3", "", Window::treatment, whole, "pyrexia_ge3"},

    {"neutrophil_grade >= 1", "ae_worsening_ctcae", Window::cycle_1, whole,
     "neutropenia_any_worsening_cycle_1"},
    {"neutrophil_grade >= 3", "ae_worsening_ctcae", Window::cycle_1, whole,
     "neutropenia_ge3_worsening_cycle_1"},
    {"neutrophil_grade >= 3", "ae_worsening_ctcae", Window::treatment, whole, "neutropenia_ge3_worsening"},
    {"neutrophil_grade >= 3", "ae_as_reported", Window::treatment, whole, "neutropenia_ge3_worsening"},
    {"neutrophil_grade >= 3", "ctcae5", Window::treatment, whole, "neutropenia_ge3"},
    {"platelet_grade >= 1", "ae_worsening_ctcae", Window::cycle_1, whole,
     "thrombocytopenia_any_worsening_cycle_1"},
    {"platelet_grade >= 3", "ae_worsening_ctcae", Window::cycle_1, whole,
     "thrombocytopenia_ge3_worsening_cycle_1"},
    {"platelet_grade >= 3", "ae_worsening_ctcae", Window::treatment, whole, "thrombocytopenia_ge3_worsening"},
    {"platelet_grade >= 3", "ae_as_reported", Window::treatment, whole, "thrombocytopenia_ge3_worsening"},
    {"platelet_grade >= 3", "ctcae5", Window::treatment, whole, "thrombocytopenia_ge3"},
    {"haemoglobin_grade >= 1", "ae_worsening_ctcae", Window::cycle_1, whole, "anaemia_any_worsening_cycle_1"},
    {"haemoglobin_grade >= 3", "ae_worsening_ctcae", Window::cycle_1, whole, "anaemia_ge3_worsening_cycle_1"},
    {"haemoglobin_grade >= 3", "ae_worsening_ctcae", Window::treatment, whole, "anaemia_ge3_worsening"},
    {"haemoglobin_grade >= 3", "ae_as_reported", Window::treatment, whole, "anaemia_ge3_worsening"},
    {"haemoglobin_grade >= 3", "ctcae5", Window::treatment, whole, "anaemia_ge3"},
    {"haem_grade == 0", "", Window::treatment, whole, "haematological_grade_0"},
    {"haem_grade between 2, 3", "", Window::treatment, whole, "haematological_grade_2_3"},
    {"haem_grade >= 3", "", Window::treatment, whole, "haematological_ge3"},
    {"infection_grade >= 3", "", Window::treatment, whole, "infection_ge3"},

    {"infusion_interrupted == true", "", Window::treatment, whole, "interrupted_for_toxicity"},
    {"infusion_discontinued == true", "", Window::treatment, whole, "stopped_for_toxicity"},
    {"transplant == true", "", Window::any, "responders", "transplant_of_responders"},
    {"transplant == true", "", Window::any, "subgroup:Ph-negative", "transplant"},
    {"transplant == true", "", Window::any, whole, "transplant"},
    {"relapse_cd19_negative == true", "", Window::any, "", "cd19_negative_relapse"},

    {"os_months", "", Window::any, "subgroup:best response CR", "os_cr"},
    {"os_months", "", Window::any, "subgroup:best response CRh or CRi", "os_crh_cri"},
    {"os_months", "", Window::any, "subgroup:relapsed or refractory", "os"},
    {"os_months", "", Window::any, "subgroup:Ph-negative", "os"},
    {"os_months", "", Window::any, "subgroup:complete MRD response after cycle 1",
     "os_mrd_undetected_cycle_1"},
    {"os_months", "", Window::any, "subgroup:no complete MRD response after cycle 1",
     "os_mrd_detected_cycle_1"},
    {"os_months", "", Window::any, whole, "os"},
    {"rfs_months", "", Window::any, "subgroup:Ph-negative", "rfs"},
    {"rfs_months", "", Window::any, "subgroup:complete MRD response after cycle 1",
     "rfs_landmark_mrd_undetected"},
    {"rfs_months", "", Window::any, "subgroup:no complete MRD response after cycle 1",
     "rfs_landmark_mrd_detected"},
    {"rfs_months", "", Window::any, "responders", "rfs"},
    {"rfs_months", "", Window::any, whole, "rfs"},
    {"efs_months", "", Window::any, whole, "efs"},
    {"dor_months", "", Window::any, "responders", "dor"},
    {"dor_months", "", Window::any, whole, "dor"},
};

/// Where threshold and denominator do not tell endpoints apart, the name of the record does.
struct NameRule {
  std::string_view name;
  std::string_view endpoint;
};

const NameRule name_rules[] = {
    {"OS_landmark_MRD_responder", "os_landmark_mrd_undetected"},
    {"OS_landmark_nonresponder", "os_landmark_mrd_detected"},
    {"RFS_landmark_MRD_responder", "rfs_landmark_mrd_undetected"},
    {"RFS_landmark_nonresponder", "rfs_landmark_mrd_detected"},
    {"RFS_median_in_CR_CRh", "rfs_cr_crh"},
    {"relapse_of_responders", "relapse"},
    {"MRD_negative", "mrd_negative"},
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

}  // namespace

std::string_view endpoint_beside(const PublishedEndpoint& endpoint) {
  // A contrast of groups belongs to no single line, the distribution of a covariate to none.
  if (endpoint.use == Use::not_simulated || endpoint.contrast || endpoint.kind == Kind::distribution)
    return "";
  for (const NameRule& rule : name_rules)
    if (endpoint.name == rule.name) return rule.endpoint;
  if (!endpoint.threshold) return "";
  const std::string test = test_of(*endpoint.threshold);
  const Window window = window_of(endpoint);
  for (const Rule& rule : rules) {
    if (rule.test != test) continue;
    if (!rule.ascertainment.empty() && rule.ascertainment != endpoint.ascertainment) continue;
    if (rule.window != Window::any && rule.window != window) continue;
    if (denominator_fits(rule.denominator, endpoint.denominator)) return rule.endpoint;
  }
  return "";
}

}  // namespace trimer::evidence
