/// @file
/// Engagement: how strongly the drug ties T cells to targets, and the two signals that fade while it does.
///
/// **Recruitment.** Binding alone makes the number of trimers proportional to CD19 sites
/// (doi:10.7554/eLife.83659). A contact can only bring so many receptors together, so the number recruited
/// saturates (assumed): a healthy B cell has recruitment 1, a blast with 3,000 sites 0.45, a CD19-null blast
/// 0.
///
/// **Stimulus** of a compartment: the share of T cells in contact with a target (a Hill function of the
/// target:T ratio) times the share of those contacts with a synapse in place.
///
/// **Adhesion** follows the plasma concentration; its margination part fades within a day
/// (adhesion_adaptation), its release part stays suppressed for weeks (cytokine_tolerance). So both fire at a
/// start, a step and a restart, and a second cycle is quiet.
///
/// Units: cells, day; concentrations in pg/mL.
/// Source of rates: doi:10.1038/s41540-020-00145-7 (secondary copy).
#pragma once

#include <trimer/therapy/baseline.h>
#include <trimer/therapy/constants.h>
#include <trimer/therapy/pharmacokinetics.h>
#include <trimer/therapy/state.h>

namespace trimer::therapy {

template <class T>
struct Engagement {
  T recruit_high;         ///< recruitment of a CD19-high blast, relative to a healthy B cell
  T recruit_low;          ///< recruitment of a CD19-low blast
  T adhesion;             ///< adhesion signal, 0 to 1
  T margination;          ///< the part that moves T cells out of blood
  T release_drive;        ///< the part that releases cytokines
  T stimulus_blood;       ///< 0 to 1
  T stimulus_marrow;      ///< 0 to 1
  T stimulus_lymphoid;    ///< 0 to 1
  T drive_marrow;         ///< saturating in the stimulus, 0 to 1
  T drive_lymphoid;       ///< saturating in the stimulus, 0 to 1
  T activation_blood;     ///< [1/d]
  T activation_marrow;    ///< [1/d]
  T activation_lymphoid;  ///< [1/d]
};

/// CD19 recruited into a synapse by a target of that many sites, relative to a healthy B cell.
template <class T>
[[nodiscard]] T recruitment(const T& sites, const Parameters<T>& p) {
  return sites / (sites + p.recruitment_saturation_sites) *
         (p.reference_sites + p.recruitment_saturation_sites) / p.reference_sites;
}

/// Targets of one compartment [cells].
template <class T>
struct Targets {
  T cd19_high;
  T cd19_low;
  T healthy_b;
};

/// Stimulus of the T cells of a compartment [1].
///
/// @param t_cells        [cells], > 0
/// @param concentration  of drug in the compartment [pg/mL]
template <class T>
[[nodiscard]] T stimulus(const Targets<T>& targets, const T& t_cells, const T& concentration,
                         const T& recruit_high, const T& recruit_low, const Parameters<T>& p) {
  const Constants<T> constants;
  const T one(1.0);
  const T all = targets.cd19_high + targets.cd19_low + targets.healthy_b + constants.one_cell;
  const T engaged = (targets.cd19_high * occupancy(concentration, recruit_high, p.ec50_activation) +
                     targets.cd19_low * occupancy(concentration, recruit_low, p.ec50_activation) +
                     targets.healthy_b * occupancy(concentration, one, p.ec50_activation)) /
                    all;
  const T contact = pow(all / (t_cells * p.target_ratio_half), p.target_ratio_hill);
  return contact / (one + contact) * engaged;
}

template <class T>
[[nodiscard]] Engagement<T> engagement(const State<T>& y, const Parameters<T>& p, const Baseline<T>& b,
                                       const DrugConcentrations<T>& drug) {
  const Constants<T> constants;
  Engagement<T> e{};
  e.recruit_high = recruitment(b.sites_high, p);
  e.recruit_low = recruitment(p.sites_low, p);

  e.adhesion = drug.plasma_drug / (drug.plasma_drug + p.adhesion_ec50);
  e.margination = positive(e.adhesion - y.adhesion_adaptation);
  e.release_drive = positive(e.adhesion - y.cytokine_tolerance);

  // Activated T cells stay in blood for minutes: they meet no target there.
  const T t_blood_slow = y.cd4_resting_blood + y.cd4_exhausted_blood + y.cd8_resting_blood +
                         y.cd8_exhausted_blood + constants.one_cell;
  const T t_marrow = y.cd4_resting_marrow + y.cd4_activated_marrow + y.cd4_exhausted_marrow +
                     y.cd8_resting_marrow + y.cd8_activated_marrow + y.cd8_exhausted_marrow +
                     constants.one_cell;
  const T t_lymphoid = y.cd4_resting_lymphoid + y.cd4_activated_lymphoid + y.cd4_exhausted_lymphoid +
                       y.cd8_resting_lymphoid + y.cd8_activated_lymphoid + y.cd8_exhausted_lymphoid +
                       constants.one_cell;
  const T none = T(0.0) * constants.one_cell;
  const Targets<T> in_blood{nonneg(y.blood_blasts_cd19_high), nonneg(y.blood_blasts_cd19_low),
                            nonneg(y.healthy_b_blood)};
  const Targets<T> in_marrow{nonneg(y.marrow_blasts_cd19_high), nonneg(y.marrow_blasts_cd19_low),
                             nonneg(y.healthy_b_marrow)};
  const Targets<T> in_lymphoid{none, none, nonneg(y.healthy_b_lymphoid)};
  e.stimulus_blood = stimulus(in_blood, t_blood_slow, drug.plasma_drug, e.recruit_high, e.recruit_low, p);
  e.stimulus_marrow = stimulus(in_marrow, t_marrow, drug.marrow_drug, e.recruit_high, e.recruit_low, p);
  e.stimulus_lymphoid =
      stimulus(in_lymphoid, t_lymphoid, drug.lymphoid_drug, e.recruit_high, e.recruit_low, p);
  e.drive_marrow = e.stimulus_marrow / (e.stimulus_marrow + p.stimulation_half);
  e.drive_lymphoid = e.stimulus_lymphoid / (e.stimulus_lymphoid + p.stimulation_half);

  const T activation_rate_tissue = p.activation_rate_max_blood * p.activation_tissue_fraction;
  e.activation_blood = p.activation_rate_max_blood * e.stimulus_blood;
  e.activation_marrow = activation_rate_tissue * e.stimulus_marrow;
  e.activation_lymphoid = activation_rate_tissue * e.stimulus_lymphoid;
  return e;
}

template <class T>
void engagement_rates(const State<T>& y, const Parameters<T>& p, const Engagement<T>& e, State<T>& rate) {
  rate.adhesion_adaptation = p.adhesion_adaptation_on * e.margination -
                             p.adhesion_adaptation_off * positive(y.adhesion_adaptation - e.adhesion);
  rate.cytokine_tolerance =
      p.tolerance_on * e.release_drive - p.tolerance_off * positive(y.cytokine_tolerance - e.adhesion);
}

}  // namespace trimer::therapy
