#include <trimer/assessment/tables.h>

#include <trimer/assessment/engine.h>
#include <trimer/core/csv.h>
#include <trimer/core/days.h>
#include <trimer/core/output_file.h>
#include <trimer/observation/words.h>

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace trimer::assessment {
namespace {

using observation::Lab;
using observation::Moment;
using observation::Source;

/// One row, its cells named and in order.
class Row {
 public:
  Row(TableWriter& table, const std::string& study, const std::string& subject) : table_(table) {
    table_.cell(study).cell(subject);
  }
  ~Row() { table_.end_row(); }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;

  Row& text(std::string_view value) {
    table_.cell(value);
    return *this;
  }
  Row& number(std::optional<double> value) {
    value && !std::isnan(*value) ? table_.cell(*value) : table_.missing();
    return *this;
  }
  Row& integer(std::optional<long> value) {
    value ? table_.cell(*value) : table_.missing();
    return *this;
  }
  Row& grade(std::optional<int> value) { return integer(value ? std::optional<long>(*value) : std::nullopt); }
  Row& flag(bool value) { return text(value ? "Y" : ""); }
  Row& source(const Source& source) {
    if (source.line == 0) return text("").integer({});
    return text(observation::table_name(source.table)).integer(source.line);
  }
  Row& rule(const Rule* rule) { return text(rule ? std::string_view(rule->id) : ""); }
  Row& mark(const Rule* rule) { return text(rule ? to_text(rule->mark) : ""); }
  Row& study_day(double day) {
    return integer(std::isnan(day) ? std::nullopt : std::optional<long>(trimer::study_day(day)));
  }

 private:
  TableWriter& table_;
};

/// Dates of a subject whose record has them.
class Dates {
 public:
  explicit Dates(const observation::SubjectRecord& record)
      : anchor_(record.subject.anchor_date), calendar_(record) {}

  /// `2024-03-01`, empty without dates.
  [[nodiscard]] std::string date(int calendar_day) const {
    if (!anchor_) return "";
    return civil_text(*anchor_ + calendar_day);
  }
  [[nodiscard]] std::string date_of(std::optional<double> day) const {
    return !day || std::isnan(*day) ? "" : date(calendar_.day_of(*day));
  }
  /// `2024-03-01T06:30:00`
  [[nodiscard]] std::string datetime(double day, int calendar_day) const {
    if (!anchor_) return "";
    const double since_midnight = day + calendar_.offset() - calendar_day;
    const long seconds = std::clamp(std::lround(since_midnight * 86400), 0L, 86399L);
    return date(calendar_day) +
           fmt::format("T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

 private:
  static std::string civil_text(long days) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  }

  std::optional<long> anchor_;
  engine::Calendar calendar_;
};

std::string_view range_indicator(const Lab& row) {
  if (!row.value || (!row.lln && !row.uln)) return "";
  if (row.lln && *row.value < *row.lln) return "LOW";
  if (row.uln && *row.value > *row.uln) return "HIGH";
  return "NORMAL";
}

std::string_view scale_name(Grading grading, const observation::StudySettings& settings) {
  switch (grading) {
    case Grading::CRSASTCT:
    case Grading::ICANSICE:
    case Grading::ICANSCAP:
      return "ASTCT 2019";
    case Grading::CRSLEE:
      return "Lee 2014";
    case Grading::CRSC5:
      return "CTCAE 5.0";
    case Grading::ICAHTE:
    case Grading::ICAHTL:
      return "ICAHT";
    case Grading::TICAHTE:
    case Grading::TICAHTL:
      return "T-ICAHT";
    default:
      return settings.ctcae == CtcaeVersion::v5 ? "CTCAE 5.0" : "CTCAE 6.0";
  }
}

bool is_in_adtx(Grading grading) {
  return grading <= Grading::ICANSCAP || grading >= Grading::HAEMCOMP;
}

std::string sources_text(const std::vector<Source>& sources) {
  std::string text;
  for (const Source& source : sources) {
    if (!text.empty()) text += ';';
    text.append(observation::table_name(source.table)).append(".csv:").append(std::to_string(source.line));
  }
  return text;
}

/// Code of a laboratory row as printed.
std::string code_of(const Lab& row) {
  std::string code =
      row.test == observation::LabTest::other ? row.code : std::string(observation::word(row.test));
  if (row.specimen != observation::Specimen::BLOOD) code.append("_").append(observation::word(row.specimen));
  return code;
}

}  // namespace

struct AssessmentTables::State {
  observation::StudySettings settings;
  TableStudy study;
  std::filesystem::path folder;
  std::vector<TableWriter> tables;

  TableWriter& table(const char* name) {
    for (TableWriter& writer : tables) {
      if (writer.table().name == name) return writer;
    }
    return tables.front();
  }

  void write_subject(const observation::SubjectRecord& record, const SubjectAssessment& a,
                     const Dates& dates);
  void write_labs(const observation::SubjectRecord& record, const SubjectAssessment& a, const Dates& dates);
  void write_grades(const SubjectAssessment& a, const Dates& dates);
  void write_episodes(const SubjectAssessment& a, const Dates& dates);
  void write_responses(const SubjectAssessment& a, const Dates& dates);
  void write_times(const SubjectAssessment& a, const Dates& dates);
  void write_rest(const SubjectAssessment& a);
};

AssessmentTables::AssessmentTables(const std::filesystem::path& folder,
                                   const observation::StudySettings& settings, TableStudy study)
    : state_(std::make_unique<State>()) {
  state_->settings = settings;
  state_->study = std::move(study);
  state_->folder = folder;
  for (OutputTable& table : assessment_tables()) {
    state_->tables.emplace_back(folder, std::move(table), state_->study);
  }
}
AssessmentTables::~AssessmentTables() = default;
AssessmentTables::AssessmentTables(AssessmentTables&&) noexcept = default;

void AssessmentTables::write(const observation::SubjectRecord& record, const SubjectAssessment& assessment) {
  const Dates dates(record);
  state_->write_subject(record, assessment, dates);
  state_->write_labs(record, assessment, dates);
  state_->write_grades(assessment, dates);
  state_->write_episodes(assessment, dates);
  state_->write_responses(assessment, dates);
  state_->write_times(assessment, dates);
  state_->write_rest(assessment);
}

void AssessmentTables::close() {
  for (TableWriter& table : state_->tables) table.close();
  const std::vector<OutputTable> described = assessment_tables();
  write_file(state_->folder / "define.json", definition_json(described, state_->study));
}

void AssessmentTables::State::write_subject(const observation::SubjectRecord& record,
                                            const SubjectAssessment& a, const Dates& dates) {
  const observation::Subject& s = record.subject;
  const bool evaluable =
      !a.profiles.empty() &&
      std::any_of(a.profiles[0].visits.begin(), a.profiles[0].visits.end(),
                  [](const VisitResponse& v) { return v.result.response != Response::NE; });
  Row(table("ADSL"), study.study, a.subject_id)
      .number(s.age_y)
      .text(observation::word(s.sex))
      .text(dates.date_of(a.course.first_dose))
      .text(dates.date_of(a.course.last_dose_end))
      .text(dates.date_of(a.course.car_t))
      .text(dates.date_of(a.course.death))
      .text(dates.date_of(a.last_alive))
      .text(a.course.first_dose ? "Y" : "N")
      .text(evaluable ? "Y" : "N")
      .number(a.baseline_blast_pct)
      .number(a.baseline_cd19_pct)
      .integer(s.prior_lines ? std::optional<long>(*s.prior_lines) : std::nullopt)
      .text(observation::word(s.baseline_emd))
      .text(to_text(s.baseline_cns))
      .number(a.course.first_dose)
      .number(a.course.last_dose_end)
      .number(a.course.car_t)
      .number(a.course.death)
      .number(a.last_alive)
      .text(a.baseline_remission ? "Y" : "N");
}

void AssessmentTables::State::write_labs(const observation::SubjectRecord& record, const SubjectAssessment& a,
                                         const Dates& dates) {
  // Baseline of every test, graded or not: the last value at or before the first dose.
  std::vector<std::pair<std::string, const Lab*>> baselines;
  const auto baseline_of = [&baselines](const std::string& code) -> const Lab*& {
    for (auto& [known, row] : baselines) {
      if (known == code) return row;
    }
    return baselines.emplace_back(code, nullptr).second;
  };
  for (const Lab& row : record.labs) {
    if (a.course.start && row.value && row.at.known() && row.at.day <= *a.course.start) {
      baseline_of(code_of(row)) = &row;
    }
  }
  std::size_t next = 0;
  TableWriter& writer = table("ADLB");
  const char* version = settings.ctcae == CtcaeVersion::v5 ? "CTCAE 5.0" : "CTCAE 6.0";
  for (std::size_t i = 0; i < record.labs.size(); ++i) {
    const Lab& lab = record.labs[i];
    const LabGrade* graded_row = next < a.labs.size() && a.labs[next].row == i ? &a.labs[next++] : nullptr;
    const std::string code = code_of(lab);
    const Lab* base = baseline_of(code);
    const bool is_baseline = base == &lab;
    const bool after = a.course.start && lab.at.known() && lab.at.day > *a.course.start;
    std::optional<double> base_value;
    if (base && (after || is_baseline)) base_value = engine::same_unit_value(*base, lab);
    std::optional<double> change;
    if (after && base_value && lab.value) change = *lab.value - *base_value;
    const TreatmentCycle* cycle = lab.at.known() ? a.course.cycle_at(lab.at.day) : nullptr;
    const std::string grade = graded_row ? grade_text(graded_row->result) : "";
    const std::string low =
        grade.empty() || grade == "0" ? grade : "-" + std::to_string(*graded_row->result.grade);
    const std::string visit = is_baseline      ? "BASELINE"
                              : cycle && after ? "CYCLE " + std::to_string(cycle->number)
                                               : "";
    std::string base_grade;
    if (graded_row && graded_row->baseline_grade) {
      base_grade = std::to_string(*graded_row->baseline_grade);
      if (base_grade != "0") base_grade.insert(0, "-");
    }
    Row row(writer, study.study, a.subject_id);
    row.text(code)
        .text(graded_row ? ctcae_term(graded_row->term, settings.ctcae) : std::string_view(code))
        .number(lab.value)
        .text(lab.unit)
        .number(base_value)
        .number(change)
        .flag(is_baseline)
        .number(lab.lln)
        .number(lab.uln)
        .text(range_indicator(lab))
        .text(base && (after || is_baseline) ? range_indicator(*base) : "")
        .text(graded_row ? version : "")
        .text(grade)
        .text("")
        .text(low)
        .text(base_grade)
        .text(lab.at.known() ? dates.date(lab.at.calendar_day) : "")
        .study_day(lab.at.day)
        .text(visit)
        .flag(graded_row && graded_row->first_worst)
        .text(graded_row ? to_text(graded_row->result.status) : "")
        .text(graded_row ? to_text(graded_row->result.flags) : "")
        .integer(lab.source.line)
        .number(lab.at.day)
        .flag(graded_row && graded_row->treatment_emergent)
        .rule(graded_row ? graded_row->result.rule : nullptr)
        .mark(graded_row ? graded_row->result.rule : nullptr);
  }
}

void AssessmentTables::State::write_grades(const SubjectAssessment& a, const Dates& dates) {
  TableWriter& writer = table("ADTX");
  for (const GradePoint& point : a.points) {
    if (!is_in_adtx(point.grading)) continue;
    const GradeResult& result = point.result;
    Row row(writer, study.study, a.subject_id);
    row.text(paramcd(point.grading))
        .grade(result.grade)
        .text(grade_text(result))
        .text(dates.date(point.calendar_day))
        .text(dates.datetime(point.day, point.calendar_day))
        .study_day(point.day)
        .grade(point.cycle)
        .rule(result.rule)
        .text(result.domain())
        .source(result.source)
        .text(to_text(result.status))
        .text(to_text(result.flags))
        .number(point.day)
        .text(to_text(result.value))
        .text(result.version())
        .mark(result.rule)
        .grade(result.lower_bound);
  }
}

void AssessmentTables::State::write_episodes(const SubjectAssessment& a, const Dates& dates) {
  TableWriter& writer = table("ADAE");
  for (const Episode& episode : a.episodes) {
    std::optional<double> duration;
    if (episode.end) duration = *episode.end - episode.onset;
    Row row(writer, study.study, a.subject_id);
    row.text(episode.term)
        .grade(episode.max_grade)
        .text(episode.reported ? std::string_view("as reported") : scale_name(episode.grading, settings))
        .text(dates.date_of(episode.onset))
        .text(dates.date_of(episode.end))
        .number(duration)
        .flag(episode.treatment_emergent)
        .grade(episode.cycle)
        .study_day(episode.day_of_max)
        .text(episode.reported ? "reported" : "derived")
        .number(episode.onset)
        .number(episode.end)
        .flag(episode.after_step)
        .integer(episode.recurrence)
        .text(to_text(episode.status))
        .text(to_text(episode.flags))
        .rule(episode.rule)
        .mark(episode.rule)
        .source(episode.source);
  }
}

namespace {

/// One row of ADRS with what all of its parameters have.
struct ResponseRow {
  std::string_view paramcd, result, profile, confirmed;
  std::optional<double> day;
  const Rule* rule = nullptr;
  Status status = Status::graded;
  FlagSet flags;
  std::optional<double> mrd_level, cd19_pct, cd19_cutoff;
  Source source;
};

void write_response(TableWriter& table, const std::string& study, const std::string& subject,
                    const Dates& dates, const ResponseRow& r) {
  Row(table, study, subject)
      .text(r.paramcd)
      .text(r.result)
      .text(dates.date_of(r.day))
      .study_day(r.day.value_or(std::nan("")))
      .text(r.profile)
      .text(r.confirmed)
      .rule(r.rule)
      .text(to_text(r.status))
      .text(to_text(r.flags))
      .number(r.day)
      .number(r.mrd_level)
      .number(r.cd19_pct)
      .number(r.cd19_cutoff)
      .mark(r.rule)
      .source(r.source);
}

Status status_of(Response response) {
  return response == Response::NE               ? Status::not_evaluable
         : response == Response::NOT_APPLICABLE ? Status::not_applicable
                                                : Status::graded;
}

}  // namespace

void AssessmentTables::State::write_responses(const SubjectAssessment& a, const Dates& dates) {
  TableWriter& writer = table("ADRS");
  const auto write = [&](const ResponseRow& row) {
    write_response(writer, study.study, a.subject_id, dates, row);
  };
  for (const ProfileAssessment& profile : a.profiles) {
    const std::string_view name = to_text(profile.profile);
    for (const VisitResponse& visit : profile.visits) {
      write({"OVR",
             to_text(visit.result.response),
             name,
             "",
             visit.day,
             visit.result.rule,
             visit.result.status,
             visit.result.flags,
             {},
             {},
             {},
             visit.result.source});
    }
    const bool asks = profile.profile == Profile::bmt2010 || profile.profile == Profile::nccn;
    const bool remission = is_remission(profile.best);
    const std::string_view confirmed = asks && remission ? (profile.confirmed ? "Y" : "N") : "";
    write({"BOR",
           to_text(profile.best),
           name,
           confirmed,
           profile.best_day,
           profile.best_rule,
           status_of(profile.best),
           profile.best_flags,
           {},
           {},
           {},
           profile.best_source});
    if (asks) {
      write({"CBOR",
             to_text(profile.best_confirmed),
             name,
             confirmed,
             profile.best_day,
             profile.best_rule,
             status_of(profile.best_confirmed),
             profile.best_flags,
             {},
             {},
             {},
             profile.best_source});
    }
    for (const MrdVisit& visit : profile.mrd) {
      write({"MRD",
             to_text(visit.result.mrd),
             name,
             "",
             visit.day,
             visit.result.rule,
             visit.result.status,
             visit.result.flags,
             visit.result.level,
             {},
             {},
             visit.result.source});
    }
    if (profile.relapse.day) {
      const RelapseFinding& r = profile.relapse;
      const std::string text = "relapse, CD19 " + std::string(observation::word(r.cd19));
      write({"RELAPSE",
             text,
             name,
             "",
             r.day,
             r.rule,
             Status::graded,
             r.flags,
             {},
             r.cd19_pct,
             r.cd19_cutoff,
             r.source});
    }
  }
  for (const CnsVisit& visit : a.cns) {
    const bool known = visit.result.cns != observation::CnsStatus::unknown;
    write({"CNS",
           to_text(visit.result.cns),
           "",
           "",
           visit.day,
           visit.result.rule,
           known ? Status::graded : Status::not_evaluable,
           visit.result.flags,
           {},
           {},
           {},
           visit.result.source});
  }
}

void AssessmentTables::State::write_times(const SubjectAssessment& a, const Dates& dates) {
  TableWriter& writer = table("ADTTE");
  const auto write = [&](const TimeToEvent& time, const char* suffix) {
    const bool known = time.known();
    const std::string_view why = known ? to_text(time.why) : "";
    std::string label;
    if (time.endpoint == Endpoint::DOR) {
      label = settings.options.dor_death == observation::DorDeath::event ? "death counts as event"
                                                                         : "death competes";
    }
    if (settings.options.censor_at_hsct && time.endpoint != Endpoint::OS) {
      label += label.empty() ? "censored at transplant" : ", censored at transplant";
    }
    Row row(writer, study.study, a.subject_id);
    row.text(std::string(to_text(time.endpoint)) + suffix)
        .text(known ? dates.date_of(time.start_day) : "")
        .text(known ? dates.date_of(time.end_day) : "")
        .number(known ? std::optional(time.days + 1) : std::nullopt)
        .text(known ? "DAYS" : "")
        .integer(known ? std::optional<long>(time.event == 0   ? 1
                                             : time.event == 1 ? 0
                                                               : 2)
                       : std::nullopt)
        .text(time.event != 0 ? why : "")
        .text(time.event == 0 ? why : "");
    if (time.source.line == 0) {
      row.text("").text("").integer({});
    } else {
      const bool event_row = time.source.table == observation::Table::events;
      row.text(observation::table_name(time.source.table)).text(event_row ? "event" : "value");
      row.integer(time.source.line);
    }
    row.text(to_text(time.status))
        .text(to_text(time.flags))
        .number(known ? std::optional(time.days) : std::nullopt)
        .rule(time.rule)
        .mark(time.rule)
        .text(label);
  };
  for (const TimeToEvent& time : a.endpoints) write(time, "");
  for (const TimeToEvent& time : a.since_car_t) write(time, "CT");
}

void AssessmentTables::State::write_rest(const SubjectAssessment& a) {
  for (const FlowReading& reading : a.flow) {
    Row(table("ADFC"), study.study, a.subject_id)
        .text(reading.paramcd)
        .number(reading.value)
        .text(reading.unit)
        .text(reading.denominator)
        .integer(reading.n_events)
        .text(reading.mfi_type)
        .number(reading.abc)
        .number({})
        .text(to_text(reading.status))
        .text(to_text(reading.flags))
        .text(reading.word)
        .text(reading.sample_id)
        .number(reading.day)
        .integer(reading.source.line);
  }
  for (const DailyGrade& day : a.daily) {
    if (!is_in_adtx(day.grading)) continue;
    Row(table("DAILY"), study.study, a.subject_id)
        .text(paramcd(day.grading))
        .integer(day.calendar_day)
        .grade(day.grade)
        .text(to_text(day.status));
  }
  for (const Disagreement& d : a.disagreements) {
    Row(table("DISAGREE"), study.study, a.subject_id)
        .text(to_text(d.kind))
        .text(d.scale)
        .number(d.day)
        .text(d.reported)
        .text(d.derived)
        .text(d.text)
        .text(sources_text(d.sources));
  }
}

}  // namespace trimer::assessment
