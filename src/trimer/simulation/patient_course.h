/// @file
/// The course of one virtual patient: what is planned, seen, decided and recorded, apart from the integration.
///
///     integrate to next_stop() ──▶ at_stop(t, state): doses, extinction of small clones, marrow
///        │ after every accepted step
///        └──▶ looks: while (next_look() <= t) look(t, state): readings, support, decisions
///
/// A look reads the state and writes the record. When it decides something that changes the patient (an infusion
/// held, a drug ordered), next_stop() moves there, and the integration goes back to that instant, where at_stop()
/// carries the decision out. Everything here is a function of the seed, the patient and the states it is shown.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <trimer/assessment/response.h>
#include <trimer/core/random.h>
#include <trimer/observation/assays.h>
#include <trimer/observation/record.h>
#include <trimer/observation/visit_schedule.h>
#include <trimer/population/virtual_patient.h>
#include <trimer/protocol/bedside.h>
#include <trimer/protocol/patient_protocol.h>
#include <trimer/protocol/rules.h>
#include <trimer/regimen/timeline.h>
#include <trimer/therapy/baseline.h>
#include <trimer/therapy/state.h>

namespace trimer::simulation {

/// What all patients of a run share.
struct CourseSettings {
  std::uint64_t seed = 0;
  regimen::Regimen regimen;
  protocol::Rules rules;
  observation::AssayTable assays;
  observation::VisitSchedule visits;
  double start_day = -0.1;         ///< integration starts here; the baseline visit [d]
  double follow_up_days = 730.5;   ///< administrative censoring [d]
  bool extinction = true;          ///< small clones may die out by chance
  std::vector<double> band_days;   ///< days at which noiseless quantities are wanted
  /// Decisions by patient to follow instead of the rules (a log read back); outlives the course. A patient who is
  /// not in it is one of whom nothing was decided.
  const protocol::DecisionLog* replay = nullptr;
};

/// Why treatment ended; `ongoing` until death, loss to follow-up or the data cut, `excluded` before it began.
enum class TreatmentEnd { ongoing, completed, toxicity, no_remission, relapse, transplant, left, excluded };
[[nodiscard]] std::string_view name_of(TreatmentEnd end);

/// What became of one cycle.
struct CycleCourse {
  bool held = false;       ///< its infusion was interrupted
  bool assessed = false;   ///< a marrow was read from its start on and before the next
  bool remission = false;  ///< the last of them showed CR, CRh or CRi
};

/// What became of treatment.
struct TreatmentCourse {
  int cycles_started = 0;
  int interruptions = 0;
  std::vector<CycleCourse> cycles;  ///< those started
  TreatmentEnd end = TreatmentEnd::ongoing;
  std::optional<double> stopped_day;  ///< permanent stop before the planned end [d]
  std::string stop_reason;            ///< id of the rule
  bool stopped_for_toxicity = false;
  std::optional<double> transplant_day, next_therapy_day, lost_day;  ///< elapsed [d]
};

class PatientCourse {
 public:
  /// @param settings  outlives the course
  PatientCourse(const CourseSettings& settings, const population::VirtualPatient& patient);

  [[nodiscard]] double start_day() const { return settings_->start_day; }
  [[nodiscard]] const therapy::State<double>& initial_state() const { return initial_; }
  [[nodiscard]] const therapy::Baseline<double>& baseline() const { return baseline_; }
  [[nodiscard]] const population::VirtualPatient& patient() const { return patient_; }
  [[nodiscard]] double infusion_rate() const { return infusion_rate_; }

  /// Next instant at which the integration must stop exactly [d]; the end of follow-up at the latest.
  [[nodiscard]] double next_stop() const;
  /// Next instant at which somebody looks [d]; never beyond next_stop().
  [[nodiscard]] double next_look() const;
  /// Reads, supports, decides; may bring next_stop() forward, to `day` at the earliest.
  void look(double day, const therapy::State<double>& state);
  /// Carries out what is due at `day`: x⁻ in, x⁺ out. @return true if state or inputs changed
  bool at_stop(double day, therapy::State<double>& state);

  /// Cumulative hazards at which death and the first severe infection happen (-ln u).
  [[nodiscard]] double death_threshold() const { return death_threshold_; }
  [[nodiscard]] double infection_threshold() const { return infection_threshold_; }
  [[nodiscard]] bool infected() const { return infected_; }
  void infection(double day);
  void death(double day, const therapy::State<double>& state);

  [[nodiscard]] bool finished() const { return finished_; }
  /// Closes the record at the end of follow-up, at death, or where the integration failed.
  void finish(double day);

  [[nodiscard]] const observation::SubjectRecord& record() const { return record_; }
  /// The record, moved out; the course is at its end.
  [[nodiscard]] observation::SubjectRecord take_record() { return std::move(record_); }
  [[nodiscard]] const TreatmentCourse& treatment() const { return treatment_; }
  [[nodiscard]] const std::vector<protocol::Decision>& decisions() const { return protocol_.decisions(); }
  /// Noiseless quantities at settings.band_days; shorter than these if the patient died before.
  [[nodiscard]] const std::vector<observation::Noiseless>& bands() const { return bands_; }

 private:
  enum class Phase { treatment, follow_up };

  void start_record();
  void plan_cycle(int cycle, double start_day);
  void enqueue(const std::vector<regimen::DoseEvent>& events);
  void drop_planned();
  void dose(const regimen::DoseEvent& event, therapy::State<double>& state);
  void record_infusion_change(double rate, double day, int cycle);

  void take_signs(double day, const observation::Noiseless& truth);
  void take_counts(double day, const observation::Noiseless& truth);
  void take_chemistry(double day, const observation::Noiseless& truth);
  void take_marrow(double day, const observation::Noiseless& truth);
  void decide(double day);
  [[nodiscard]] std::optional<protocol::CycleEnd> cycle_end(double day, double lead_days);
  [[nodiscard]] bool infusion_over() const;
  void plan_next_marrow(double day);
  void carry_out(const protocol::Decision& decision);
  void restart(const protocol::Decision& decision);
  void order(regimen::DoseKind kind, double value, double day);
  void order_dexamethasone(const protocol::Order& order, double day);
  void end_treatment(const protocol::Decision& decision, TreatmentEnd end);
  void go_to_follow_up(double day);
  void transplant(double day, therapy::State<double>& state);
  void die(double day, observation::DeathCause cause, std::string term);
  void extinguish(double day, therapy::State<double>& state);
  [[nodiscard]] bool in_hospital(double day) const;
  [[nodiscard]] observation::VisitKey key(double day) const;

  const CourseSettings* settings_;
  population::VirtualPatient patient_;
  therapy::Baseline<double> baseline_;
  therapy::State<double> initial_;
  regimen::PatientSize size_;
  observation::SubjectRecord record_;
  protocol::Bedside bedside_;
  protocol::PatientProtocol protocol_;
  TreatmentCourse treatment_;

  std::vector<regimen::DoseEvent> queue_, given_;  ///< to come, sorted; and carried out
  double infusion_rate_ = 0;
  std::optional<std::size_t> open_exposure_;
  double hold_day_ = 0;

  Phase phase_ = Phase::treatment;
  int cycle_ = 0;
  double cycle_start_ = 0;
  double last_rise_day_ = 0;  ///< last start, step or restart
  bool second_marrow_decides_ = false, marrow_read_ = false;

  double next_signs_, next_counts_, next_chemistry_, next_marrow_, next_extinction_;
  std::size_t next_band_ = 0;
  std::vector<observation::Noiseless> bands_;

  std::optional<observation::CountReading> last_counts_;
  std::optional<double> baseline_blast_pct_;
  bool in_remission_ = false, ever_in_remission_ = false, relapsed_ = false;
  bool crs_fever_before_ = false;  ///< a CRS grade >= 1 earlier in this episode
  double last_assessment_day_;
  double death_threshold_ = 0, infection_threshold_ = 0;
  double infection_until_ = -1e9;
  double transplant_due_, transplant_death_day_, lost_day_;
  bool infected_ = false, finished_ = false, died_ = false;
};

}  // namespace trimer::simulation
