/// @file
/// Virtual patients of an ensemble of populations: each patient is of one member.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <trimer/population/parameter_ensemble.h>
#include <trimer/population/patient_generator.h>

namespace trimer::population {

/// Like PatientGenerator; the parameters are those of the member that the patient's number falls to. Member and
/// patient are functions of the number alone, so that one patient alone is the same as among all.
class EnsembleGenerator {
 public:
  /// @param ensemble  a shipped ensemble, or `none`: data/parameters as they are, one member
  /// @param given     as for PatientGenerator
  /// @throws InputError for an unknown ensemble, or if no patient can have the typical parameters of a member
  EnsembleGenerator(const Population& population, const std::string& ensemble, std::uint64_t seed,
                    const std::vector<GivenPatient>& given = {});

  /// Patient `id`, counted from 1. Safe to call from several threads. @throws InputError as PatientGenerator
  [[nodiscard]] VirtualPatient patient(std::uint64_t id) const { return members_[member(id)].patient(id); }

  /// The member of patient `id`, counted from 0. The quantiles (id - 1/2) φ modulo 1, φ the golden ratio, of the
  /// cumulative weights: any run of consecutive patients is spread evenly over the members.
  [[nodiscard]] std::size_t member(std::uint64_t id) const;
  [[nodiscard]] std::size_t members() const { return members_.size(); }

 private:
  std::vector<PatientGenerator> members_;
  std::vector<double> cumulative_;  ///< weights, (members)
};

}  // namespace trimer::population
