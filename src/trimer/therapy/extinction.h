/// @file
/// Clones that can die out. The equations follow expected numbers; where a clone is expected to have few
/// cells, whether it has any is chance. At a response assessment the simulation replaces an expected number
/// below the threshold by a Poisson draw of that mean. A clone at 0 stays there until another clone seeds it.
///
/// Drawing more often than weekly would add noise that birth and death do not have.
#pragma once

#include <array>

#include <trimer/therapy/state.h>

namespace trimer::therapy {

/// Expected cells below which a clone is drawn [cells].
inline constexpr double extinction_threshold = 100;

/// Clones that can die out, by state. Blood is left out: the marrow feeds it.
inline constexpr std::array<std::string_view, 6> clones{"marrow_blasts_cd19_high",  "marrow_blasts_cd19_low",
                                                        "marrow_blasts_cd19_null",  "marrow_blasts_protected",
                                                        "csf_blasts_cd19_positive", "csf_blasts_cd19_null"};

}  // namespace trimer::therapy
