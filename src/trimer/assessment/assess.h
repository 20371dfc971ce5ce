/// @file
/// The record engine: a whole record to grades at every change point, episodes, laboratory grades, responses,
/// times to event and the places where the record contradicts itself or the investigator.
///
///     const observation::StudySettings settings;                    // or read_study_settings(folder)
///     assessment::Assessor assessor(settings);
///     for (const observation::SubjectRecord& record : records) {
///       const assessment::SubjectAssessment& result = assessor.assess(record);
///       …
///     }
#pragma once

#include <trimer/assessment/disagreement.h>
#include <trimer/assessment/haematology.h>
#include <trimer/assessment/icans.h>
#include <trimer/assessment/response.h>
#include <trimer/assessment/result.h>
#include <trimer/assessment/summary.h>
#include <trimer/assessment/time_to_event.h>
#include <trimer/observation/record.h>
#include <trimer/observation/study_settings.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trimer::assessment {

/// A treatment cycle of blinatumomab.
struct TreatmentCycle {
  int number = 1;
  double start = 0;            ///< first dose of the cycle, elapsed [d]
  std::optional<double> step;  ///< first increase of the rate inside the cycle, elapsed [d]
  double infusion_end = 0;     ///< end of the last dose of the cycle; start when not recorded
};

/// What is known once per subject, elapsed [d].
struct CourseOfTreatment {
  std::optional<double> first_dose;  ///< of blinatumomab
  std::optional<double> last_dose_end;
  std::optional<double> start;  ///< first dose; else the CAR-T infusion
  std::optional<double> car_t;
  std::optional<double> death;
  observation::DeathCause death_cause = observation::DeathCause::unknown;
  observation::Source death_source;
  std::vector<TreatmentCycle> cycles;

  /// The cycle that a day belongs to, empty before the first.
  [[nodiscard]] const TreatmentCycle* cycle_at(double day) const;
};

/// A grade from one change point to the next.
struct GradePoint {
  Grading grading = Grading::CRSASTCT;
  double day = 0;
  int calendar_day = 0;
  std::optional<int> cycle;
  GradeResult result;
};

/// The worst grade of one calendar day.
struct DailyGrade {
  Grading grading = Grading::CRSASTCT;
  int calendar_day = 0;
  std::optional<int> grade;
  Status status = Status::not_evaluable;
};

/// From the first grade >= 1 to resolution.
struct Episode {
  Grading grading = Grading::CRSASTCT;
  std::string term;           ///< e.g. `Cytokine release syndrome`; the printed term of a reported event
  bool reported = false;      ///< of the investigator, not derived
  double onset = 0;           ///< elapsed [d]; NaN when a reported event has no time
  std::optional<double> end;  ///< empty = ongoing, or not observed
  std::optional<int> max_grade;
  Status status = Status::graded;
  double day_of_max = 0;  ///< elapsed [d]
  std::optional<int> cycle;
  bool after_step = false;  ///< onset at or after the step dose of its cycle
  int recurrence = 0;       ///< number of earlier episodes of the same cycle and side of the step
  bool treatment_emergent = false;
  const Rule* rule = nullptr;  ///< that gave the maximum
  FlagSet flags;
  observation::Source source;
};

/// Grade of one laboratory row.
struct LabGrade {
  std::size_t row = 0;  ///< index in SubjectRecord::labs
  HaemTerm term = HaemTerm::neutrophils;
  GradeResult result;
  std::optional<double> baseline_value;  ///< in the unit of the row
  std::optional<int> baseline_grade;
  bool is_baseline = false;
  bool after_baseline = false;
  bool worsened = false;            ///< graded worse than baseline
  bool treatment_emergent = false;  ///< worsened, after the first dose
  bool first_worst = false;         ///< first occurrence of the worst treatment-emergent grade
};

/// Response of one marrow by one profile.
struct VisitResponse {
  double day = 0;
  int calendar_day = 0;
  ResponseResult result;
  ResponseInputs inputs;
};

/// MRD of one sample by one profile.
struct MrdVisit {
  double day = 0;
  int calendar_day = 0;
  MrdResult result;
};

struct RelapseFinding {
  std::optional<double> day;  ///< elapsed [d]; empty = no relapse
  int calendar_day = 0;
  bool reported = false;  ///< day is that of a reported relapse
  std::optional<double> derived_day, reported_day;
  observation::Cd19 cd19 = observation::Cd19::unknown;
  std::optional<double> cd19_pct;     ///< [%] of blasts, where the phenotype comes from flow cytometry
  std::optional<double> cd19_cutoff;  ///< [%], printed with it
  const Rule* rule = nullptr;
  FlagSet flags;
  observation::Source source;
};

/// Everything by one response profile.
struct ProfileAssessment {
  Profile profile = Profile::amgen_blina;
  std::vector<VisitResponse> visits;
  Response best = Response::NE;  ///< in the response window
  std::optional<double> best_day;
  const Rule* best_rule = nullptr;
  FlagSet best_flags;
  observation::Source best_source;
  Response best_confirmed = Response::NE;  ///< profiles that ask for 4 weeks; else as best
  bool confirmed = false;
  std::optional<double> first_remission_day;  ///< first CR, CRh or CRi
  std::vector<MrdVisit> mrd;
  Mrd best_mrd = Mrd::NE;
  std::optional<double> best_mrd_day;
  RelapseFinding relapse;
};

struct CnsVisit {
  double day = 0;
  int calendar_day = 0;
  CnsResult result;
  observation::CnsStatus reported = observation::CnsStatus::unknown;
};

/// One reading of flow cytometry (ADFC).
struct FlowReading {
  std::string paramcd;  ///< e.g. `CD19_BLASTS_PCT`
  std::string sample_id;
  double day = 0;  ///< NaN when not recorded
  std::optional<double> value;
  std::string unit;
  std::string denominator;
  std::optional<long> n_events;
  std::string mfi_type;
  std::optional<double> abc;  ///< [molecules/cell]
  std::string word;           ///< a verbal finding, as reported
  Status status = Status::not_evaluable;
  FlagSet flags;
  observation::Source source;
};

struct SubjectAssessment {
  std::string subject_id;
  CourseOfTreatment course;
  bool baseline_remission = false;
  std::optional<double> baseline_blast_pct;  ///< marrow blasts, last at or before the first dose [%]
  std::optional<double> baseline_cd19_pct;   ///< CD19-positive blasts, last at or before the first dose [%]
  std::optional<double> last_alive;          ///< last known alive, elapsed [d]
  std::optional<IcansScale> icans_scale;     ///< by age; empty when the age is missing
  std::vector<GradePoint> points;            ///< by grading, then time
  std::vector<DailyGrade> daily;             ///< by grading, then day
  std::vector<Episode> episodes;             ///< by grading, then onset; reported ones last
  std::vector<LabGrade> labs;                ///< in the order of the rows
  std::vector<ProfileAssessment> profiles;   ///< in the order of the settings
  std::vector<CnsVisit> cns;
  std::vector<FlowReading> flow;
  std::array<TimeToEvent, endpoint_count> endpoints;  ///< by Endpoint, first profile
  std::array<TimeToEvent, endpoint_count> since_car_t;
  std::array<std::optional<int>, haem_term_count> baseline_grades;
  std::vector<Comparison> comparisons;  ///< every report beside what was derived
  std::vector<Disagreement> disagreements;

  [[nodiscard]] const ProfileAssessment* profile(Profile profile) const;
};

/// Assesses one subject after the other; its memory is used again.
class Assessor {
 public:
  explicit Assessor(observation::StudySettings settings);
  ~Assessor();
  Assessor(Assessor&&) noexcept;
  Assessor& operator=(Assessor&&) noexcept;

  /// Valid until the next call.
  const SubjectAssessment& assess(const observation::SubjectRecord& record);
  [[nodiscard]] const observation::StudySettings& settings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One subject by itself.
[[nodiscard]] SubjectAssessment assess(const observation::SubjectRecord& record,
                                       const observation::StudySettings& settings);

/// What a cohort counts. @param record  the record that was assessed
[[nodiscard]] SubjectSummary summarize(const observation::SubjectRecord& record,
                                       const SubjectAssessment& assessment,
                                       const observation::StudySettings& settings);

/// The chain from a grade to its rows: grade, domains, rule texts with marks, values, files and lines,
/// options. One line of text each. @param scale  a PARAMCD (CRSASTCT ... TICAHT, NEUT ...) or `RESPONSE`
/// @throws InputError if the scale is unknown
[[nodiscard]] std::vector<std::string> explain(const observation::SubjectRecord& record,
                                               const observation::StudySettings& settings, double day,
                                               std::string_view scale);

}  // namespace trimer::assessment
