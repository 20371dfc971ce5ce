/// @file
/// Makes virtual patients. Patient i is a function of (seed, i, population, parameters) and of nothing else:
/// not of the other patients, their number, the order, or the thread.
#pragma once

#include <cstdint>
#include <vector>

#include <trimer/population/covariate_factor.h>
#include <trimer/population/given_patients.h>
#include <trimer/population/population.h>
#include <trimer/population/virtual_patient.h>
#include <trimer/therapy/parameter_table.h>

namespace trimer::population {

/// Typical values and how individuals vary about them.
struct ParameterModel {
  therapy::Parameters<double> typical{};
  std::vector<therapy::Variability> variability;
  std::vector<CovariateFactor> covariate_factors;  ///< on what the population assumes; see hyper_parameter.h
  double transplant_factor = 1;  ///< on the chance of transplantation that a protocol states
};

/// The parameters of the therapy model as data/parameters has them.
[[nodiscard]] ParameterModel parameter_model();

class PatientGenerator {
 public:
  /// @param given  patients of the user; patient i takes row (i - 1) modulo their number, and from the second
  ///               round on its subject carries the number of the course: `P-034#2`. Empty = all are drawn.
  /// @throws InputError if no patient can have the typical parameters
  PatientGenerator(Population population, ParameterModel model, std::uint64_t seed,
                   std::vector<GivenPatient> given = {});

  /// Patient `id`, counted from 1. Safe to call from several threads.
  /// @throws InputError if a thousand parameter sets in a row are rejected
  [[nodiscard]] VirtualPatient patient(std::uint64_t id) const;

 private:
  [[nodiscard]] int draw_parameters(VirtualPatient& patient) const;
  void draw_covariates(VirtualPatient& patient, const GivenPatient* given) const;
  [[nodiscard]] double draw_csf_blasts(std::uint64_t patient, CnsStatus status) const;

  struct Varying {
    int index = 0;  ///< of the parameter
    double log_sd = 0;
    std::uint32_t draw = 0;
  };

  Population population_;
  ParameterModel model_;
  std::uint64_t seed_;
  std::vector<GivenPatient> given_;
  std::vector<Varying> varying_;
  std::vector<CnsRange> cns_ranges_;  ///< loaded if a given patient has a status
};

}  // namespace trimer::population
