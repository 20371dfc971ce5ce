/// @file
/// The page of named patients: the probability of each outcome with its interval, what known covariates
/// change, and what of the unknown moves the outcomes most.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trimer/cohort/movers.h>
#include <trimer/cohort/outlook.h>
#include <trimer/report/html.h>
#include <trimer/report/known_assumed.h>
#include <trimer/report/side_by_side.h>

namespace trimer::report {

struct NamedPatientInput {
  ArmInput cohort;  ///< of the draws; `plan` says what is known
  std::vector<cohort::Probability> probabilities;
  std::vector<std::vector<cohort::Mover>> movers;  ///< shape (outcomes), the strongest first
  std::vector<std::string> quantities;             ///< names for Mover::quantity
  std::vector<std::string> meanings;               ///< of the same; empty text for a covariate
};

struct PatientsReportInput {
  std::string title, subtitle;
  std::string plan;                         ///< the regimen in words
  std::vector<NamedPatientInput> patients;  ///< the unselected first, if they stand beside
  bool unselected = false;
  std::vector<std::string> outcomes;  ///< names of the moved outcomes, shape (outcomes)
  std::vector<std::string> cautions;
  KnownAssumed known_assumed;
  std::vector<std::pair<std::string, std::string>> provenance;
};

[[nodiscard]] Report patients_report(const PatientsReportInput& input);

/// The endpoint of a probability as a person reads it.
[[nodiscard]] std::string name_of(const cohort::Probability& probability);

/// `CD19 sites, ug/L`: a quantity as a person reads it. @param name  with underscores
[[nodiscard]] std::string quantity_name(const std::string& name, const std::string& unit);

}  // namespace trimer::report
