#include <gtest/gtest.h>

#include <cmath>

#include <trimer/calibration/config.h>
#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>

namespace trimer::calibration {
namespace {

const std::string head =
    "format = \"trimer-calibration/1\"\nname = \"toy\"\ntitle = \"Toy\"\nseed = 3\n[simulation]\nbudget = 1000\n";

std::string faults_of(const std::string& text) {
  try {
    (void)read_config(text, "toy.toml");
  } catch (const InputError& error) {
    std::string all;
    for (const Fault& fault : error.faults()) all += to_text(fault) + "\n";
    return all;
  }
  return "";
}

TEST(CalibrationConfig, takes_priors_from_the_parameter_tables) {
  const CalibrationConfig config = read_config(head + "[[hyper_parameter]]\nname = \"leak_half\"\n", "toy.toml");
  ASSERT_EQ(config.hyper_parameters.size(), 1u);
  EXPECT_EQ(config.hyper_parameters[0],
            population::tabulated_hyper_parameter(therapy::ParameterTable::load(), "leak_half"));
}

TEST(CalibrationConfig, replaces_what_a_prior_names_and_keeps_the_rest) {
  const CalibrationConfig config =
      read_config(head + "[[hyper_parameter]]\nname = \"leak_half\"\nprior = { median = 1000, high = 2500 }\n", "toy.toml");
  const auto table = population::tabulated_hyper_parameter(therapy::ParameterTable::load(), "leak_half");
  EXPECT_DOUBLE_EQ(config.hyper_parameters[0].mu, std::log(1000.0));
  EXPECT_EQ(config.hyper_parameters[0].sd, table.sd);
  EXPECT_EQ(config.hyper_parameters[0].low, table.low);
  EXPECT_EQ(config.hyper_parameters[0].high, 2500);
}

TEST(CalibrationConfig, centres_a_number_without_a_prior_on_its_present_value) {
  const CalibrationConfig config = read_config(head +
                                                   "[[hyper_parameter]]\nname = \"leak_half_log_sd\"\nprior = { sd = 0.3 }\n"
                                                   "[[hyper_parameter]]\nname = \"platelets.median_factor\"\nprior = { sd = 0.2 }\n",
                                               "toy.toml");
  EXPECT_NEAR(config.hyper_parameters[0].value_at(0), 0.6, 1e-12);
  EXPECT_NEAR(config.hyper_parameters[1].value_at(0), 1, 1e-12);
  EXPECT_NE(faults_of(head + "[[hyper_parameter]]\nname = \"leak_half_log_sd\"\n").find("sd"), std::string::npos);
}

TEST(CalibrationConfig, reports_every_fault_with_its_line) {
  const std::string faults = faults_of(head +
                                       "patience = 3\n"
                                       "[method]\nmembers = 2\n"
                                       "[[hyper_parameter]]\nname = \"leak_haf\"\n"
                                       "[[hyper_parameter]]\nname = \"fever_half\"\nprior = { sd = -1 }\n"
                                       "[[hyper_parameter]]\nname = \"leak_hill\"\nprior = { sd = 0.2, low = 30, high = 40 }\n");
  EXPECT_NE(faults.find("toy.toml:7: simulation.patience"), std::string::npos) << faults;
  EXPECT_NE(faults.find("toy.toml:9: method.members = 2"), std::string::npos) << faults;
  EXPECT_NE(faults.find("did you mean 'leak_half'?"), std::string::npos) << faults;
  EXPECT_NE(faults.find("sd = -1, expected > 0"), std::string::npos) << faults;
  EXPECT_NE(faults.find("1e-6 of its probability"), std::string::npos) << faults;
}

TEST(CalibrationConfig, that_ships_is_read_and_never_fits_both_factors_of_one_product) {
  for (const std::string& file : data_files_in("calibration")) {
    if (!file.ends_with(".toml")) continue;
    const CalibrationConfig config = read_config(data_file("calibration/" + file), file);
    int product = 0;
    for (const auto& parameter : config.hyper_parameters)
      product += parameter.name == "serial_killing_factor" || parameter.name == "blast_susceptibility" ||
                 parameter.name == "marrow_drug_ratio";
    EXPECT_LE(product, 1) << file;
  }
}

TEST(CalibrationConfig, gives_the_model_at_a_point_of_the_prior) {
  const CalibrationConfig config = read_config(head + "[[hyper_parameter]]\nname = \"fever_half\"\n", "toy.toml");
  const std::vector<double> z{1.0};
  const auto model = model_at(population::parameter_model(), config.hyper_parameters, z);
  EXPECT_EQ(model.typical.fever_half, config.hyper_parameters[0].value_at(1));
}

}  // namespace
}  // namespace trimer::calibration
