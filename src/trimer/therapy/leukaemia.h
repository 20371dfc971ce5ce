/// @file
/// Blasts: CD19-high, CD19-low and CD19-null clones in marrow and blood, a protected niche, and the CSF.
///
/// Clones share one carrying capacity. Killing selects: high becomes low under pressure and reverts slowly;
/// CD19 is lost for good by mutation at birth. The niche is hardly reached by T cells and feeds the high
/// clone. Blood is fed by the marrow at the rate that holds the measured blood blasts.
///
/// Units: cells, day. Source of birth and death: doi:10.1046/j.1365-2141.1997.d01-3571.x.
#pragma once

#include <trimer/therapy/killing.h>

namespace trimer::therapy {

template <class T>
void leukaemia_rates(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b, const Killing<T>& k,
                     State<T>& rate) {
  const T one(1.0);
  const T room = one - k.marrow_blasts / p.blast_capacity;
  const T birth = p.blast_birth * room;
  const T faithful_birth = birth * (one - p.null_mutation);
  const T switching = p.switch_high_to_low * k.kill_marrow_high / (k.kill_marrow_high + k.k_tissue);
  const T loss = p.blast_death + b.blast_egress;

  rate.marrow_blasts_cd19_high =
      (faithful_birth - loss - k.kill_marrow_high - switching) * y.marrow_blasts_cd19_high +
      p.switch_low_to_high * y.marrow_blasts_cd19_low + p.niche_exit * y.marrow_blasts_protected;
  rate.marrow_blasts_cd19_low =
      (faithful_birth - loss - k.kill_marrow_low - p.switch_low_to_high) * y.marrow_blasts_cd19_low +
      switching * y.marrow_blasts_cd19_high;
  rate.marrow_blasts_cd19_null =
      (birth - loss) * y.marrow_blasts_cd19_null +
      p.null_mutation * birth * (y.marrow_blasts_cd19_high + y.marrow_blasts_cd19_low);
  rate.marrow_blasts_protected =
      (p.niche_growth * room - p.niche_exit - p.niche_kill_factor * k.kill_marrow_high) *
      y.marrow_blasts_protected;

  rate.blood_blasts_cd19_high = b.blast_egress * y.marrow_blasts_cd19_high -
                                (p.blood_blast_loss + k.kill_blood_high) * y.blood_blasts_cd19_high;
  rate.blood_blasts_cd19_low = b.blast_egress * y.marrow_blasts_cd19_low -
                               (p.blood_blast_loss + k.kill_blood_low) * y.blood_blasts_cd19_low;
  rate.blood_blasts_cd19_null =
      b.blast_egress * y.marrow_blasts_cd19_null - p.blood_blast_loss * y.blood_blasts_cd19_null;

  rate.csf_blasts_cd19_positive = (p.csf_blast_growth - k.kill_csf) * y.csf_blasts_cd19_positive;
  rate.csf_blasts_cd19_null = p.csf_blast_growth * y.csf_blasts_cd19_null;
}

}  // namespace trimer::therapy
