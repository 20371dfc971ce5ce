/// @file
/// The cohort of a published study: its population, regimen, schedule and follow-up, run by the one engine
/// and read as that study ascertained its endpoints.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <trimer/evidence/reading.h>
#include <trimer/evidence/study.h>
#include <trimer/observation/visit_schedule.h>
#include <trimer/population/patient_generator.h>
#include <trimer/population/population.h>
#include <trimer/regimen/regimen.h>

namespace trimer::trial {

/// What is run for a study.
struct StudyPlan {
  population::Population population;
  regimen::Regimen regimen;
  observation::VisitSchedule visits;
  double follow_up_days = 0;  ///< [d]
};

/// The plan that a study's `simulate` describes. Days in hospital and restart are those of the label.
/// @param model  typical parameters, for moving a distribution to a printed median
/// @pre study.simulate
/// @throws InputError naming the study and the place for a drug, a population or a distribution that cannot
/// be
[[nodiscard]] StudyPlan study_plan(const evidence::Study& study, const population::ParameterModel& model);

/// Patients first_patient … first_patient + patients - 1 of a study; patient i is a function of the seed, i,
/// the plan and the parameters alone.
struct CohortRequest {
  std::uint64_t seed = 1;
  std::uint64_t first_patient = 1;
  std::uint64_t patients = 500;
  int threads = 0;  ///< 0 = all
};

/// Rows in the order of the patients, the same bits at any number of threads. A patient whose computation
/// failed has `outcome` and no reading.
/// @throws InputError as study_plan(); also where the study cannot be run
[[nodiscard]] std::vector<evidence::StudyRow> simulate_study(const evidence::Study& study,
                                                             const population::ParameterModel& model,
                                                             const CohortRequest& request);

/// Several studies at once, shape (studies, patients). Studies that were run alike share their patients: the
/// result is the same as of one study at a time. Patients are divided among the members of an ensemble in
/// order: the patient at position p of N has the parameters of member floor(p·M/N) of M.
/// @param members  parameters of each member, at least one; distributions are moved to printed medians by the
/// first
/// @param done  told the number of simulated patients so far, from one thread at a time; may be empty
[[nodiscard]] std::vector<std::vector<evidence::StudyRow>> simulate_studies(
    std::span<const evidence::Study* const> studies, std::span<const population::ParameterModel> members,
    const CohortRequest& request, const std::function<void(std::uint64_t)>& done = nullptr);

/// Studies that are run alike stand in one group: positions in `studies`, in their order.
[[nodiscard]] std::vector<std::vector<std::size_t>> run_alike(
    std::span<const evidence::Study* const> studies);

}  // namespace trimer::trial
