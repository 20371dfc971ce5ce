/// @file
/// Between the covariate `marrow_blast_fraction` (blasts in units of 1e12 cells) and what a smear shows
/// (blasts of nucleated marrow cells). With x the covariate, q = 1 + protected share, a =
/// marrow_cells_max/1e12 and m = marrow_space/1e12:
///
///     smear = q x / (q x + a max(niche_floor, 1 - x/m))
///
/// A covariate of 0.97 is seen as 93 %. The protected blasts are counted on top of x, so q is 1.00002 in the
/// typical patient, but up to 1.05.
#pragma once

#include <trimer/therapy/baseline.h>

namespace trimer::therapy {

/// The smear of a patient at baseline: the same value as `marrow_blast_fraction` of
/// observables(initial_state).
[[nodiscard]] double smear_at_baseline(const Parameters<double>& p, const Covariates<double>& patient);

/// Highest smear this patient can have: the one at 1e12 blasts, 0.957 for typical parameters.
[[nodiscard]] double highest_smear(const Parameters<double>& p, const Covariates<double>& patient);

/// The covariate `marrow_blast_fraction` whose smear at baseline is `smear`.
///
/// @param smear    blasts of nucleated marrow cells, > 0 and below highest_smear()
/// @param patient  its CD19 covariates are read; its marrow_blast_fraction is not
/// @throws InputError outside that range
[[nodiscard]] double marrow_blast_fraction_from_smear(double smear, const Parameters<double>& p,
                                                      const Covariates<double>& patient);

}  // namespace trimer::therapy
