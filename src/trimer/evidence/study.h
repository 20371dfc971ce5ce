/// @file
/// Published studies as data: who was treated how, what was measured, and how each number was obtained. The
/// format is `trimer-evidence/1`; data/evidence/schema.json defines it.
///
/// `std::nullopt` is "not found" or "not applicable", never zero. Days of this format are study days: day 1
/// is elapsed day 0.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::evidence {

/// What a published number may be used for.
enum class Use {
  calibrate,        ///< may enter a likelihood
  hold_out_public,  ///< scored, never fitted
  hold_out,         ///< kept apart
  show,             ///< printed beside the simulation; neither fitted nor scored
  not_simulated     ///< no counterpart in the model
};
[[nodiscard]] std::string_view to_text(Use use);

enum class Kind {
  proportion,
  median_time,
  landmark,  ///< Kaplan-Meier probability at a time
  odds_ratio,
  hazard_ratio,
  rate,          ///< events per patient-year
  distribution,  ///< mean, median or cut-off of a measured quantity
  qualitative
};
[[nodiscard]] std::string_view to_text(Kind kind);

/// FT full text, ABS abstract, SEC secondary source, LBL label, REPO repository, CALC computed from read
/// numbers, MEM from memory and to be verified; empty = assumed.
struct Provenance {
  std::string code;
  std::string locator;
  [[nodiscard]] bool from_memory() const { return code == "MEM"; }
};

/// The test that makes a patient an event, on an observed quantity.
struct Threshold {
  std::string quantity;            ///< e.g. `crs_grade`
  std::string comparison;          ///< `in`, `<`, `<=`, `>`, `>=`, `==`, `between`, `at`, `none`
  std::vector<std::string> words;  ///< of `in`
  std::vector<double> numbers;     ///< one, or two of `between`
  std::optional<bool> truth;       ///< of a yes/no quantity
};
/// `crs_grade >= 3`
[[nodiscard]] std::string to_text(const Threshold& threshold);

/// A contrast of two groups by a baseline covariate, each [low, high).
struct Contrast {
  std::string variable;
  double test_low = 0, test_high = 0;
  double reference_low = 0, reference_high = 0;
};

struct PublishedEndpoint {
  std::string name;
  std::string definition;  ///< empty = not read
  Kind kind = Kind::proportion;
  std::string ascertainment;  ///< scale or profile, e.g. `reported_pre_astct_crs`; empty = not read
  std::optional<Threshold> threshold;
  std::optional<double> window_from,
      window_to;  ///< [study day]; no window_to = end of treatment + 30 days or of follow-up
  bool has_window = false;
  std::string denominator;  ///< `all`, `safety`, `responders`, `subgroup:…`
  std::string subgroup;     ///< text
  std::optional<Contrast> contrast;
  std::optional<std::int64_t> k, n;
  std::optional<double> estimate;        ///< in `unit`
  std::string unit;                      ///< `percent`, `months`, `days`, `odds ratio`, …
  std::optional<double> low, high;       ///< interval in `unit`
  std::optional<double> level;           ///< [%]
  bool interval_computed_exact = false;  ///< computed here from k and n; else as printed
  std::string k_source;                  ///< e.g. back-calculated from the percentage
  Provenance provenance;
  std::string notes;
  std::vector<std::string> patients_overlap_with;  ///< study ids
  std::string nested_in;  ///< endpoint of the same study that contains these patients
  Use use = Use::show;
  std::string use_reason;

  /// `estimate` as a fraction when the unit is percent, else as it is.
  [[nodiscard]] std::optional<double> value() const;
};

struct BaselineValue {
  std::string variable, statistic, unit;
  std::optional<double> value, k, n;
  Provenance provenance;
};

/// One constant infusion rate over study days [start_day, end_day] of its cycles, that is elapsed
/// [start_day - 1, end_day).
struct Segment {
  int cycle_from = 1;
  std::optional<int> cycle_to;  ///< none = every later cycle
  int start_day = 1, end_day = 28;
  double amount = 0;  ///< [ug/day], or [ug/m2/day] if per_m2
  bool per_m2 = false;
  std::optional<double> cap;  ///< [ug/day]
  Provenance provenance;
};

/// A change of one marginal distribution of the population.
struct CovariateOverride {
  std::string variable;
  std::string kind;  ///< `categories`, `quantiles`, `truncate`, `median_range`, `bernoulli`, `by_age`
  /// Parameters by name, e.g. {"min": {0.1}}; a null of `truncate` is left out.
  std::map<std::string, std::vector<double>> values;
  Provenance provenance;
};

struct Premedication {
  std::string drug;
  double amount = 0;  ///< [mg], or [mg/m2]
  bool per_m2 = false;
  std::optional<double> cap;        ///< [mg]
  double hours_before = 1;          ///< [h]
  std::vector<std::string> before;  ///< `cycle_start`, `step`, `restart_after_4h`, `cycle_1_start`
  Provenance provenance;
};

/// What is run to stand beside the study.
struct Simulate {
  std::string population;  ///< of data/populations
  std::vector<CovariateOverride> covariate_overrides;
  std::vector<Segment> segments;
  int treatment_free_days = 14;  ///< [d]
  int maximum_cycles = 5;
  std::string regimen_notes;
  std::optional<Premedication> premedication;
  std::vector<double> assessment_days;  ///< study days within a cycle
  double follow_up_every_days = 14;     ///< [d]
  Provenance assessment_provenance;
  double follow_up_months = 24;  ///< [month of 30.4375 d]
  /// The treatment of these patients is not known: the run illustrates and is no comparison.
  bool illustration = false;

  /// Some part of the regimen is assumed or from memory.
  [[nodiscard]] bool regimen_uncertain() const;
};

/// One patient of a series as far as the publication ties facts to one; only what is stated is present.
struct SeriesPatient {
  std::string id;
  std::map<std::string, std::string> facts;
};

struct Study {
  std::string id;
  std::string citation, doi, pmid, pmcid;
  std::string population;  ///< who was treated, as text
  std::optional<std::int64_t> n, n_safety;
  std::string comparator;
  std::vector<BaselineValue> baseline;
  std::string regimen_text;
  std::vector<Segment> regimen;  ///< as published; empty = not read
  std::optional<Simulate> simulate;
  std::string why_not;  ///< where it cannot be run
  std::vector<PublishedEndpoint> endpoints;
  std::string qualitative;
  std::vector<std::string> cautions;
  std::vector<std::string> not_stated;  ///< what the part that was read does not say
  std::vector<SeriesPatient> patients;

  /// `Qi 2023`, for tables.
  [[nodiscard]] std::string short_name() const;
  [[nodiscard]] const PublishedEndpoint* find(std::string_view endpoint) const;
  /// Sentences that must stand beside every comparison with this study: its cautions, what is not stated, and
  /// whether the run is an illustration.
  [[nodiscard]] std::vector<std::string> statements() const;
};

}  // namespace trimer::evidence
