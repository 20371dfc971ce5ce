#include <trimer/population/ensemble_generator.h>

#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/population/read_population.h>

#include <map>

namespace trimer::population {
namespace {

TEST(EnsembleGenerator, without_an_ensemble_patients_are_those_of_the_tables) {
  const Population population = named_population("relapsed_refractory");
  const EnsembleGenerator ensemble(population, "none", 7);
  const PatientGenerator alone(population, parameter_model(), 7);
  EXPECT_EQ(ensemble.members(), 1U);
  for (const std::uint64_t id : {1U, 2U, 17U, 1000U})
    EXPECT_EQ(ensemble.patient(id).parameters.blast_birth, alone.patient(id).parameters.blast_birth);
}

TEST(EnsembleGenerator, an_unknown_ensemble_is_refused) {
  EXPECT_THROW(EnsembleGenerator(named_population("mrd"), "publishd", 7), InputError);
}

TEST(EnsembleGenerator, members_get_patients_in_proportion_to_their_weights_whatever_the_first_number) {
  const auto name = default_ensemble();
  if (!name) GTEST_SKIP() << "no ensemble is shipped";
  const ParameterEnsemble known = named_ensemble(*name);
  const EnsembleGenerator ensemble(named_population("relapsed_refractory"), *name, 7);
  ASSERT_EQ(ensemble.members(), known.size());
  for (const std::uint64_t first : {1U, 501U, 100'000U}) {
    std::map<std::size_t, double> patients;
    constexpr int per_member = 20;
    const std::uint64_t all = per_member * known.size();
    for (std::uint64_t id = first; id < first + all; ++id) ++patients[ensemble.member(id)];
    for (std::size_t i = 0; i < known.size(); ++i)
      EXPECT_NEAR(patients[i], known.weights[i] * static_cast<double>(all), 4) << "member " << i;
  }
}

}  // namespace
}  // namespace trimer::population
