// What no rate may create or lose, at random states of random patients.
#include <gtest/gtest.h>

#include <cmath>

#include <trimer/core/maths.h>
#include <trimer/core/random.h>
#include <trimer/therapy/derivatives.h>
#include <trimer/therapy/initial_state.h>
#include <trimer/therapy/parameter_table.h>
#include <trimer/therapy/typical_patient.h>

namespace trimer::therapy {
namespace {

/// A patient with every varying parameter drawn and every state moved, reproducible from its number.
struct RandomPatient {
  explicit RandomPatient(std::uint64_t id) {
    static const ParameterTable table = ParameterTable::load();
    RandomStream random(20230888, id, 0);
    p = table.typical_values();
    for (const Variability& v : table.variability())
      *parameter_named(p, v.name) *= maths::exp(v.log_sd * random.normal());
    limit_individual(p);
    Covariates<double> patient = typical_covariates(p, 0.01 + 0.9 * random.uniform());
    patient.t_cells_per_ul *= maths::exp(0.6 * random.normal());
    patient.cd19_null_fraction = 1e-3 * random.uniform();
    patient.car_t_per_ul = 5 * random.uniform();
    patient.csf_blasts = 1e6 * random.uniform();
    b = baseline(p, patient);
    y = initial_state(p, patient, b);
    for_each_state(y, [&](const StateInfo& info, double& value) {
      const double size = value > 0 ? value : info.unit == "cells" ? 1e9 : info.unit == "1" ? 0.3 : 30;
      value = size * maths::exp(0.7 * random.normal());
    });
    infusion_rate = 28 * random.uniform();
    drugs = supportive_drugs(y, p);
    drug = drug_concentrations(y, p);
    e = engagement(y, p, b, drug);
    t = t_cell_algebra(y, p, b, drug, e);
    k = killing(y, p, b, drugs, drug, e, t);
    rate = derivatives(y, p, b, infusion_rate);
  }
  Parameters<double> p{};
  Baseline<double> b{};
  State<double> y{}, rate{};
  SupportiveDrugs<double> drugs{};
  DrugConcentrations<double> drug{};
  Engagement<double> e{};
  TCellAlgebra<double> t{};
  Killing<double> k{};
  double infusion_rate = 0;
};

/// Equal up to the rounding of terms of size `scale`.
void expect_balance(double a, double b, double scale) {
  EXPECT_NEAR(a, b, 1e-11 * scale);
}

/// Calls f(patient, p, b, y, rate) for a hundred random patients.
template <class F>
void for_random_patients(F f) {
  for (std::uint64_t id = 0; id < 100; ++id) {
    SCOPED_TRACE("patient " + std::to_string(id));
    const RandomPatient patient(id);
    f(patient, patient.p, patient.b, patient.y, patient.rate);
  }
}

TEST(Balance, of_t_cells_only_division_death_and_homeostasis_change_the_number) {
  for_random_patients([](const auto& patient, const auto& p, const auto& b, const auto& y, const auto& rate) {
    const auto& e = patient.e;
    const auto& t = patient.t;
    const double total = rate.cd4_resting_blood + rate.cd4_exhausted_blood + rate.cd4_resting_marrow +
                         rate.cd4_activated_marrow + rate.cd4_exhausted_marrow + rate.cd4_resting_lymphoid +
                         rate.cd4_activated_lymphoid + rate.cd4_exhausted_lymphoid + rate.cd8_resting_blood +
                         rate.cd8_exhausted_blood + rate.cd8_resting_marrow + rate.cd8_activated_marrow +
                         rate.cd8_exhausted_marrow + rate.cd8_resting_lymphoid + rate.cd8_activated_lymphoid +
                         rate.cd8_exhausted_lymphoid;
    const double born =
        t.division_marrow *
            (p.proliferation_cd4 * y.cd4_activated_marrow + p.proliferation_cd8 * y.cd8_activated_marrow) +
        t.division_lymphoid *
            (p.proliferation_cd4 * y.cd4_activated_lymphoid + p.proliferation_cd8 * y.cd8_activated_lymphoid);
    const double died = p.activated_death * (y.cd4_activated_marrow + y.cd8_activated_marrow +
                                             y.cd4_activated_lymphoid + y.cd8_activated_lymphoid) +
                        p.exhausted_death * (y.cd4_exhausted_marrow + y.cd8_exhausted_marrow +
                                             y.cd4_exhausted_lymphoid + y.cd8_exhausted_lymphoid);
    const double refilled = p.homeostasis_rate * (b.cd4_lymphoid0 - y.cd4_resting_lymphoid + b.cd8_lymphoid0 -
                                                  y.cd8_resting_lymphoid);
    const double traffic = (t.exit_marrow + t.exit_lymphoid) * (y.cd4_resting_blood + y.cd8_resting_blood) +
                           e.activation_blood * (y.cd4_resting_blood + y.cd8_resting_blood) + born +
                           b.t_body0;
    expect_balance(total, born - died + refilled, traffic);
  });
}

TEST(Balance, of_blasts_egress_moves_cells_and_switching_relabels_them) {
  for_random_patients([](const auto& patient, const auto& p, const auto& b, const auto& y, const auto& rate) {
    const auto& k = patient.k;
    const double room = 1 - k.marrow_blasts / p.blast_capacity;
    const double marrow = rate.marrow_blasts_cd19_high + rate.marrow_blasts_cd19_low +
                          rate.marrow_blasts_cd19_null + rate.marrow_blasts_protected;
    const double in_cycle = y.marrow_blasts_cd19_high + y.marrow_blasts_cd19_low + y.marrow_blasts_cd19_null;
    const double born = p.blast_birth * room * in_cycle + p.niche_growth * room * y.marrow_blasts_protected;
    const double killed = k.kill_marrow_high * y.marrow_blasts_cd19_high +
                          k.kill_marrow_low * y.marrow_blasts_cd19_low +
                          p.niche_kill_factor * k.kill_marrow_high * y.marrow_blasts_protected;
    const double left = b.blast_egress * in_cycle;
    expect_balance(marrow, born - p.blast_death * in_cycle - killed - left,
                   k.marrow_blasts * 10 + killed + left);

    const double blood =
        rate.blood_blasts_cd19_high + rate.blood_blasts_cd19_low + rate.blood_blasts_cd19_null;
    const double lost =
        p.blood_blast_loss * (y.blood_blasts_cd19_high + y.blood_blasts_cd19_low + y.blood_blasts_cd19_null) +
        k.kill_blood_high * y.blood_blasts_cd19_high + k.kill_blood_low * y.blood_blasts_cd19_low;
    expect_balance(blood, left - lost, left + lost);
  });
}

TEST(Balance, of_healthy_b_cells_enter_by_the_source_and_leave_by_loss_and_killing) {
  for_random_patients([](const auto& patient, const auto& p, const auto& b, const auto& y, const auto& rate) {
    const auto& k = patient.k;
    const double total = rate.healthy_b_marrow + rate.healthy_b_blood + rate.healthy_b_lymphoid;
    const double lost =
        p.b_marrow_loss * y.healthy_b_marrow + p.b_loss * (y.healthy_b_blood + y.healthy_b_lymphoid);
    const double killed = k.kill_marrow_b * y.healthy_b_marrow + k.kill_blood_b * y.healthy_b_blood +
                          k.kill_lymphoid_b * y.healthy_b_lymphoid;
    const double traffic = p.b_blood_to_lymphoid * y.healthy_b_blood + b.b_return * y.healthy_b_lymphoid;
    expect_balance(total, b.b_source - lost - killed, b.b_source + lost + killed + traffic);
  });
}

TEST(Balance, of_drugs_what_enters_is_what_is_eliminated_or_kept) {
  for_random_patients([](const auto& patient, const auto& p, const auto& b, const auto& y, const auto& rate) {
    EXPECT_NEAR(rate.drug_plasma_amount,
                patient.infusion_rate - b.clearance_day * y.drug_plasma_amount / p.volume, 1e-9);
    const double plasma = y.tocilizumab_central / p.tocilizumab_central_volume;
    const double eliminated =
        p.tocilizumab_clearance * plasma +
        p.tocilizumab_max_elimination * plasma / (p.tocilizumab_half_elimination + plasma);
    EXPECT_NEAR(rate.tocilizumab_central + rate.tocilizumab_peripheral, -eliminated, 1e-9);
  });
}

TEST(Balance, of_car_t_cells_memory_grows_into_effectors_without_loss) {
  for_random_patients([](const auto& patient, const auto& p, const auto&, const auto& y, const auto& rate) {
    const double growth =
        p.car_residual_function * p.proliferation_cd8 * patient.e.drive_marrow * patient.t.crowding;
    const double total = rate.car_t_effector + rate.car_t_memory;
    const double expected = growth * y.car_t_effector -
                            p.car_contraction * (1 - p.car_memory_fraction) * y.car_t_effector -
                            p.car_memory_loss * y.car_t_memory;
    expect_balance(total, expected, y.car_t_effector + y.car_t_memory);
  });
}

TEST(Balance, hazards_and_shares_keep_their_bounds) {
  for_random_patients([](const auto& patient, const auto&, const auto&, const auto&, const auto& rate) {
    EXPECT_GE(rate.cumulative_hazard_infection, 0);
    EXPECT_GE(rate.cumulative_hazard_death, 0);
    for (const double x :
         {patient.e.stimulus_blood, patient.e.stimulus_marrow, patient.e.stimulus_lymphoid,
          patient.e.drive_marrow, patient.e.drive_lymphoid, patient.t.crowding, patient.t.division_marrow,
          patient.t.division_lymphoid, patient.drugs.receptor_free, patient.drugs.dexamethasone_effect}) {
      EXPECT_GE(x, 0);
      EXPECT_LE(x, 1);
    }
  });
}

/// A state at 0 is never driven below it: whatever the others are, its rate is not negative.
TEST(Positivity, no_state_leaves_zero_downwards) {
  for (std::uint64_t id = 0; id < 40; ++id) {
    const RandomPatient patient(id);
    for (std::size_t i = 0; i < states.size(); ++i) {
      const std::string_view name = states[i].name;
      if (name == "neutrophils" || name == "platelets" || name == "haemoglobin") continue;  // feedback: 1/0
      auto values = to_array(patient.y);
      values[i] = 0;
      const auto rate =
          to_array(derivatives(state_from(values.data()), patient.p, patient.b, patient.infusion_rate));
      EXPECT_GE(rate[i], 0) << name;
    }
  }
}

}  // namespace
}  // namespace trimer::therapy
