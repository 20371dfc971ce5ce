/// @file
/// Healthy B cells of marrow, blood and lymphoid tissue, and the immunoglobulin G that depends on them.
///
/// Units: cells, g/L, day. Sources: doi:10.1038/s41540-020-00145-7 (secondary copy), rest assumed.
#pragma once

#include <trimer/therapy/killing.h>

namespace trimer::therapy {

template <class T>
void healthy_b_rates(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b, const Killing<T>& k,
                     State<T>& rate) {
  const Constants<T> constants;
  const T one(1.0);
  rate.healthy_b_marrow =
      b.b_source - (p.b_marrow_loss + p.b_marrow_exit + k.kill_marrow_b) * y.healthy_b_marrow;
  rate.healthy_b_blood = p.b_marrow_exit * y.healthy_b_marrow -
                         (p.b_blood_to_lymphoid + p.b_loss + k.kill_blood_b) * y.healthy_b_blood +
                         b.b_return * y.healthy_b_lymphoid;
  rate.healthy_b_lymphoid = p.b_blood_to_lymphoid * y.healthy_b_blood -
                            (b.b_return + p.b_loss + k.kill_lymphoid_b) * y.healthy_b_lymphoid;

  const T b_share_left =
      (y.healthy_b_marrow + y.healthy_b_lymphoid) / (b.b_marrow0 + b.b_lymphoid0 + constants.one_cell);
  rate.immunoglobulin_g =
      p.igg_loss * (b.immunoglobulin_g0 * (one - p.igg_b_share * (one - b_share_left)) - y.immunoglobulin_g);
}

}  // namespace trimer::therapy
