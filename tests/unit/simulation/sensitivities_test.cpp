#include <gtest/gtest.h>

#include <cmath>

#include <trimer/core/fault.h>
#include <trimer/population/patient_generator.h>
#include <trimer/simulation/sensitivities.h>

namespace trimer::simulation {
namespace {

class Sensitivity : public testing::Test {
 protected:
  population::PatientGenerator generator{population::named_population("after_car_t"),
                                         population::parameter_model(), 7};
  SensitivityPlan plan = [] {
    SensitivityPlan p;
    p.regimen = regimen::preset("label_relapsed_refractory");
    p.days = {1, 7, 20};
    p.outputs = {"plasma_drug", "interleukin_6", "marrow_blast_fraction", "neutrophils", "t_cells_per_ul",
                 "marrow_blasts_cd19_high", "cumulative_hazard_death"};
    p.parameters = {"clearance",   "lymphoid_to_blood_ratio", "b_blood_to_lymphoid", "niche_exponent",
                    "blast_birth", "resting_exit_to_marrow"};
    return p;
  }();

  /// The patient with one parameter times 1 + h, then the same with 1 - h, and so on for every parameter.
  std::vector<population::VirtualPatient> changed(const population::VirtualPatient& patient, double h) const {
    std::vector<population::VirtualPatient> all;
    for (const std::string& name : plan.parameters) {
      for (const double factor : {1 + h, 1 - h}) {
        all.push_back(patient);
        *therapy::parameter_named(all.back().parameters, name) *= factor;
      }
    }
    return all;
  }
};

TEST_F(Sensitivity, agrees_with_central_differences_at_a_tight_tolerance) {
  plan.accuracy = {1e-8, 1e-4};
  const population::VirtualPatient patient = generator.patient(3);
  const Sensitivities got = sensitivities(patient, plan);
  ASSERT_EQ(got.ending.outcome, solver::Outcome::completed);
  const double h = 1e-3;
  const auto neighbours = changed(patient, h);
  SensitivityPlan values = plan;
  values.parameters = {};
  values.accuracy = {1e-9, 1e-5};
  const auto near = sensitivities(neighbours, values);
  int seen = 0;
  for (std::size_t p = 0; p < plan.parameters.size(); ++p) {
    population::VirtualPatient copy = patient;
    const double theta = *therapy::parameter_named(copy.parameters, plan.parameters[p]);
    for (std::size_t o = 0; o < plan.outputs.size(); ++o) {
      for (std::size_t d = 0; d < plan.days.size(); ++d) {
        const double difference = (near[2 * p].value(o, d) - near[2 * p + 1].value(o, d)) / (2 * h);  // dO/d(log θ)
        // Truncation h^2 of the differences, and what either cannot see of a small change.
        EXPECT_NEAR(theta * got.derivative(o, d, p), difference,
                    1e-4 * std::fabs(difference) + 1e-6 * std::fabs(got.value(o, d)))
            << plan.outputs[o] << " by " << plan.parameters[p] << " on day " << plan.days[d];
        seen += std::fabs(difference) > 1e-3 * std::fabs(got.value(o, d));
      }
    }
  }
  EXPECT_GT(seen, 60) << "of 126: most outputs feel most of these parameters";
}

TEST_F(Sensitivity, of_the_plateau_of_the_drug_to_its_clearance_is_minus_one) {
  const population::VirtualPatient patient = generator.patient(5);
  plan.outputs = {"plasma_drug"};
  plan.parameters = {"clearance"};
  plan.days = {6.9, 27};
  const Sensitivities s = sensitivities(patient, plan);
  const double clearance = patient.parameters.clearance;
  // C = R / CL once the infusion has run for many half-lives.
  for (std::size_t d = 0; d < 2; ++d)
    EXPECT_NEAR(clearance * s.derivative(0, d, 0) / s.value(0, d), -1, 1e-4) << "day " << plan.days[d];
}

TEST_F(Sensitivity, of_what_a_parameter_cannot_touch_is_zero) {
  plan.outputs = {"plasma_drug"};
  plan.parameters = {"niche_exponent"};
  const Sensitivities s = sensitivities(generator.patient(2), plan);
  for (std::size_t d = 0; d < plan.days.size(); ++d) EXPECT_EQ(s.derivative(0, d, 0), 0);
}

TEST_F(Sensitivity, of_a_patient_does_not_depend_on_others_or_on_the_level_with_fma) {
  const std::vector<population::VirtualPatient> patients = {generator.patient(1), generator.patient(2),
                                                            generator.patient(3)};
  const auto all = sensitivities(patients, plan);
  const auto expect_same = [&](const Sensitivities& a, const Sensitivities& b) {
    for (std::size_t o = 0; o < plan.outputs.size(); ++o)
      for (std::size_t d = 0; d < plan.days.size(); ++d)
        for (std::size_t p = 0; p < plan.parameters.size(); ++p)
          ASSERT_EQ(a.derivative(o, d, p), b.derivative(o, d, p)) << plan.outputs[o] << " by " << plan.parameters[p];
  };
  expect_same(all[1], sensitivities(patients[1], plan));
  if (!machine_has(Level::v4)) GTEST_SKIP() << "skipped: this machine has no AVX-512 to compare with AVX2";
  plan.level = Level::v3;
  expect_same(all[1], sensitivities(patients[1], plan));
}

TEST_F(Sensitivity, names_every_fault_of_a_plan) {
  plan.outputs = {"interleukin_66", "neutrophils"};
  plan.parameters = {"clearence"};
  plan.days = {1, 1};
  plan.start_day = 0.5;
  try {
    (void)sensitivities(generator.patient(1), plan);
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.faults().size(), 4u);
    EXPECT_EQ(error.faults()[0].value, "interleukin_66");
    EXPECT_EQ(error.faults()[1].value, "clearence");
    EXPECT_EQ(error.faults()[2].path, "days");
    EXPECT_EQ(error.faults()[3].path, "start_day");
  }
}

}  // namespace
}  // namespace trimer::simulation
