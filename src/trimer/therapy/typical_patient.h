/// @file
/// The patient of the reference trajectories: an adult with typical covariates and a chosen burden.
#pragma once

#include <trimer/therapy/baseline.h>

namespace trimer::therapy {

/// Typical covariates at a marrow burden (as covariate, not as smear). All values are assumed.
///
/// Blood blasts grow with the burden, 1200 (x/0.7)^1.5 per uL; neutrophils and platelets are those of half
/// the normal production in the room the blasts leave.
[[nodiscard]] Covariates<double> typical_covariates(const Parameters<double>& p,
                                                    double marrow_blast_fraction);

}  // namespace trimer::therapy
