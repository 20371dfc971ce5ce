/// @file
/// Who is counted: the denominator of a published endpoint, told from its words.
///
/// | words | patients |
/// |---|---|
/// | `all`, `safety` | everyone |
/// | `responders`, `non-responders` | by the study's own widest definition of remission |
/// | `subgroup:best response CR or CRh`, `responders (CR or CRh)` | these responses |
/// | `subgroup:complete MRD response after cycle 1`, `no complete …` | MRD not detected at the end of cycle
/// 1, or detected | | `subgroup:relapses`, `subgroup:patients with a neurologic event` | those who had one |
/// | `subgroup:age >= 65`, `marrow_blast_fraction < 0.5 and age 18 to 39` | by covariates of the population |
/// | `… evaluable`, `… with MRD evaluated`, `… with CD19 evaluated` | those of whom the record can say |
/// | `subgroup:relapsed or refractory`, `Ph-negative`, `adults`, `contrast by …` | everyone: stands for the
/// whole population |
///
/// Parts are joined by `and`, `with` or a comma. Other words are not understood and give a reason.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <trimer/evidence/reading.h>
#include <trimer/evidence/study.h>

namespace trimer::evidence {

struct Denominator {
  /// Whether the patient is counted.
  std::function<bool(const ObservedPatient&)> includes;
  bool evaluable_only = false;  ///< patients of whom the record cannot say are not counted
  std::string reason;           ///< why the words are not understood; empty = they are
  std::string note;             ///< how the patients counted differ from the published ones
};

/// @param responder  reading of the study's definition of a responder
/// @param profile    response profile of the endpoint
[[nodiscard]] Denominator denominator_of(
    const PublishedEndpoint& endpoint,
    const std::function<cohort::Reading(const ObservedPatient&)>& responder, assessment::Profile profile);

/// Whether the words restrict to a complete MRD response after cycle 1, or to its absence.
[[nodiscard]] bool tells_mrd_after_cycle_1(const PublishedEndpoint& endpoint);

}  // namespace trimer::evidence
