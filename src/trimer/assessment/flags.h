/// @file
/// Review flags: what a reader of a grade should know beside the number. They never change a grade.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::assessment {

enum class Flag : unsigned {
  // cytokine release syndrome
  fever_masked,
  possible_masked_onset,
  no_fever_no_crs,
  alternative_cause,
  afebrile_unmasked,
  vasopressin_only,
  inotrope_not_counted,
  ventilation_not_for_hypoxia,
  hypoxia_without_oxygen,
  oxygen_flow_missing,
  fio2_estimated,
  map_derived,
  pressor_dose_missing,
  death_other_cause,
  // neurotoxicity
  loc_other_cause,
  ich_excluded,
  baseline_ice_low,
  score_out_of_range,
  seizure_duration_overrides,
  // blood counts
  lln_missing,
  unit_missing,
  value_missing,
  value_censored,
  value_normal_by_lab,
  baseline_abnormal,
  baseline_missing,
  platelet_transfusion,
  rbc_transfusion,
  gcsf,
  next_therapy_censored,
  // response
  cellularity_missing,
  eln_count_boundary,
  counts_missing,
  emd_not_assessed,
  marrow_cr,
  trilineage_missing,
  circulating_blasts,
  confirm_circulating_blasts,
  unconfirmed,
  baseline_marrow_missing,
  outside_window,
  // MRD, CNS, relapse, time to event, flow
  cd19_gated_after_cd19_therapy,
  cns_differs,
  event_dates_differ,
  date_imputed,
  end_not_observed,
  event_before_start,
  too_few_events,
  background_not_subtracted,
  count_  ///< number of flags, not a flag
};

/// Name as printed in a FLAGS column, e.g. `fever_masked`.
[[nodiscard]] std::string_view to_text(Flag flag);

/// A set of flags in one word.
class FlagSet {
 public:
  FlagSet() = default;
  void raise(Flag flag) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(flag); }
  void raise_if(bool condition, Flag flag) {
    if (condition) raise(flag);
  }
  void add(FlagSet other) { bits_ |= other.bits_; }
  [[nodiscard]] bool has(Flag flag) const { return (bits_ >> static_cast<unsigned>(flag)) & 1U; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  [[nodiscard]] std::vector<Flag> list() const;
  friend bool operator==(FlagSet, FlagSet) = default;

 private:
  std::uint64_t bits_ = 0;
};
static_assert(static_cast<unsigned>(Flag::count_) <= 64);

/// Flags joined by `;`, in the order of the enumeration.
[[nodiscard]] std::string to_text(FlagSet flags);

}  // namespace trimer::assessment
