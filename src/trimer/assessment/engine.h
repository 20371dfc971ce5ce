/// @file
/// Inside of the record engine: what its parts share. Not for users of the module.
#pragma once

#include <trimer/assessment/assess.h>
#include <trimer/assessment/crs.h>
#include <trimer/assessment/icans.h>

#include <limits>
#include <string>
#include <vector>

namespace trimer::assessment::engine {

inline constexpr double forever = std::numeric_limits<double>::infinity();
inline constexpr double same_time_d = 1e-9;  ///< times closer than this are one [d]; 0.1 ms, below any record

/// The calendar day of an elapsed day that no row carries (the end of a hold, of a masking drug).
class Calendar {
 public:
  Calendar() = default;
  explicit Calendar(const observation::SubjectRecord& record);
  [[nodiscard]] int day_of(double day) const;
  /// Time of day of the anchor [d].
  [[nodiscard]] double offset() const { return offset_; }

 private:
  double offset_ = 0;  ///< time of day of the anchor, as far as the rows tell [d]
};

/// A time at which something about a grade may change.
struct ChangePoint {
  double day = 0;
  int calendar_day = 0;
  bool is_row = false;  ///< a row begins or ends here; else only a hold runs out
};

/// A held value: from its reading to the next of the same test, at most `hold_h`.
struct HeldStep {
  double from = 0, until = 0;
  std::optional<double> value;
  observation::Source source;
};

/// A sign over time, by one reading or by two that agree.
struct SignStep {
  double from = 0, until = 0;
  std::optional<bool> sign;  ///< empty: the reading is missing
  observation::Source source;
  bool derived_mean = false;
};

/// The step that covers a day; `cursor` only moves forward.
template <class Step>
const Step* step_at(const std::vector<Step>& steps, std::size_t& cursor, double day) {
  while (cursor + 1 < steps.size() && steps[cursor + 1].from <= day) ++cursor;
  if (cursor >= steps.size()) return nullptr;
  const Step& step = steps[cursor];
  return step.from <= day && day < step.until ? &step : nullptr;
}

/// What was asked of explain(): the last change point at or before a day.
struct Trace {
  Grading grading = Grading::CRSASTCT;
  double day = 0;
  bool found = false;
  double at = 0;
  GradeResult result;
  std::vector<GradeResult> domains;
  std::vector<std::string> notes;

  [[nodiscard]] bool wants(Grading wanted, double at_day) const { return grading == wanted && at_day <= day; }
};

/// Memory used again from subject to subject.
struct Workspace {
  std::vector<ChangePoint> changes;
  std::vector<HeldStep> temperature;
  std::vector<SignStep> fever, pressure, judgement, other_cause;
  std::vector<const observation::Support*> oxygen, vasopressors, inotropes, fluids, masking;
  std::vector<GradeResult> domains;
};

struct Context {
  const observation::SubjectRecord& record;
  const observation::StudySettings& settings;
  SubjectAssessment& out;
  Workspace& work;
  Calendar calendar;
  Trace* trace = nullptr;

  [[nodiscard]] double hold_d() const { return settings.options.hold_h / 24; }
  [[nodiscard]] double masking_free_d() const { return settings.options.masking_free_h / 24; }
  void add_point(Grading grading, double day, int calendar_day, const GradeResult& result) const;
};

/// Sorts by day and merges equal days.
void sort_changes(std::vector<ChangePoint>& changes);

/// End of a support row: its end, or for ever, or its start for a single dose.
[[nodiscard]] double support_end(const observation::Support& row);
[[nodiscard]] inline bool runs_at(const observation::Support& row, double day) {
  const double start = row.when.start.day;
  return start <= day && (day < support_end(row) || day == start);
}
/// The value of a laboratory row in the unit of another; empty when they cannot be compared.
[[nodiscard]] std::optional<double> same_unit_value(const observation::Lab& row,
                                                    const observation::Lab& other);
/// CD19-positive share of blasts [%] of a flow row, counts first; empty when too few events or not about
/// CD19.
[[nodiscard]] std::optional<double> cd19_of_blasts(const observation::Flow& row, int min_events);
/// Whether a word equals another, letter case aside.
[[nodiscard]] bool same_word(std::string_view a, std::string_view b);

/// Whether the row's device is for hypoxia: as recorded, else yes for oxygen devices, no for ventilation with
/// another recorded reason.
[[nodiscard]] bool for_hypoxia(const observation::Support& row);

[[nodiscard]] CompositeMembers composite_members(const observation::Options& options);

/// Whether two statuses agree, one without letter agreeing with any letter of its class.
[[nodiscard]] bool same_cns(observation::CnsStatus a, observation::CnsStatus b);

void find_course(Context& context);
void grade_crs(Context& context);
void grade_icans(Context& context);
void grade_labs(Context& context);
void grade_fever(Context& context);
void grade_icaht(Context& context);
/// Episodes and daily maxima from the points; reported adverse events as episodes.
void find_episodes(Context& context);
void find_lab_episodes(Context& context);
void assess_disease(Context& context);
void assess_endpoints(Context& context);
void read_flow(Context& context);
void find_disagreements(Context& context);

}  // namespace trimer::assessment::engine
