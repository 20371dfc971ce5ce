/// @file
/// Rows of a virtual patient's record that are not readings, and the judgements of the virtual clinic, made by the
/// same functions that grade a record.
#pragma once

#include <string>

#include <trimer/observation/assays.h>
#include <trimer/observation/record.h>
#include <trimer/population/virtual_patient.h>
#include <trimer/protocol/bedside.h>
#include <trimer/regimen/dose_event.h>
#include <trimer/therapy/parameters.h>
#include <trimer/therapy/state.h>

namespace trimer::simulation {

/// `VP000017`
[[nodiscard]] std::string subject_id(std::uint64_t patient);
[[nodiscard]] observation::Subject virtual_subject(const population::VirtualPatient& patient);
[[nodiscard]] observation::Exposure exposure_row(double rate, double day, int cycle);
/// @pre the event is a bolus of dexamethasone or tocilizumab
[[nodiscard]] observation::Support support_row(const regimen::DoseEvent& event);

struct ObservedGrades {
  int crs = 0, icans = 0;
};
/// CRS and ICANS by ASTCT 2019 on what stands at the bedside.
[[nodiscard]] ObservedGrades observed_grades(const protocol::BedsideState& bedside, bool crs_fever_before);
/// CR, CRh or CRi by the blinatumomab trials' definition.
[[nodiscard]] bool observed_remission(const observation::MarrowReading&, const observation::CountReading&,
                                      double baseline_blast_pct);
[[nodiscard]] bool observed_relapse(const observation::MarrowReading&, const observation::CountReading&);
/// Negative if more than half of the blasts carry no CD19, dim if less than half pass the gate.
[[nodiscard]] observation::Cd19 relapse_phenotype(const observation::Noiseless& truth);

/// CTCAE grade of a simulated infection.
inline constexpr int infection_grade = 3;
[[nodiscard]] observation::Event infection_event(double day);
[[nodiscard]] observation::Event death_event(double day, observation::DeathCause cause);
/// Transplantation (`hsct`) or the start of the next therapy.
[[nodiscard]] observation::Event treatment_event(observation::EventKind kind, double day);
/// Which part of the death hazard struck, by its share at that instant. @param u  uniform on (0, 1)
[[nodiscard]] observation::DeathCause death_cause(const therapy::Parameters<double>&,
                                                  const therapy::State<double>&, double u);
/// Adds last contact and last assessment and sorts each table by time.
void close_record(observation::SubjectRecord& record, double day, double last_assessment_day, bool died);

}  // namespace trimer::simulation
