#include <trimer/observation/record_reader.h>

#include <algorithm>

#include <trimer/core/fault.h>
#include <trimer/observation/anchoring.h>
#include <trimer/observation/drug_names.h>
#include <trimer/observation/subject_checks.h>
#include <trimer/observation/table_reader.h>

namespace trimer::observation {

namespace {

constexpr std::size_t most_errors = 100000;  // beyond that they are only counted

std::string_view letter(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "E";
    case Severity::rejected:
      return "R";
    case Severity::not_evaluable:
      return "N";
    case Severity::warning:
      return "W";
  }
  return "";
}

}  // namespace

std::string to_text(const RecordMessage& message) {
  return to_text(Fault{message.file, message.line, 0, message.column, message.value, message.message}) +
         " [" + std::string(letter(message.severity)) + " " + message.rule_id + "]";
}

long ReadReport::total(Severity severity) const {
  long total = 0;
  for (const auto& [rule, entry] : counts)
    if (entry.severity == severity) total += entry.count;
  return total;
}

struct RecordReader::State {
  ReadOptions options;
  StudyReading study;
  ReadReport report;
  std::vector<Fault> errors;
  long error_count = 0;

  TableReader<Subject> subjects;
  TableReader<Exposure> exposure;
  TableReader<Lab> labs;
  TableReader<Vital> vitals;
  TableReader<Support> support;
  TableReader<Neuro> neuro;
  TableReader<Disease> disease;
  TableReader<Flow> flow;
  TableReader<Event> events;

  SubjectTimes times;
  std::vector<SetAside> set_aside;
  std::string id;  // of the current subject
  bool prepared = false, finished = false;

  State(const std::filesystem::path& folder, StudySettings settings, ReadOptions given)
      : options(std::move(given)),
        study{folder, std::move(settings), {}, [this](RecordMessage message) { emit(std::move(message)); }},
        subjects(Table::subjects, study),
        exposure(Table::exposure, study),
        labs(Table::labs, study),
        vitals(Table::vitals, study),
        support(Table::support, study),
        neuro(Table::neuro, study),
        disease(Table::disease, study),
        flow(Table::flow, study),
        events(Table::events, study) {
    try {
      study.zone = TimeZone::named(study.settings.time_zone);
    } catch (const InputError& error) {
      const Fault& fault = error.faults().front();
      emit({Severity::error, "study.json", 0, fault.path, fault.value, "study.time_zone", fault.expectation});
    }
    check_renaming();
    for_each_table([](auto& table) { table.open(); });
    throw_errors();
  }

  template <class Visit>
  void for_each_table(Visit visit) {
    visit(subjects);
    visit(exposure);
    visit(labs);
    visit(vitals);
    visit(support);
    visit(neuro);
    visit(disease);
    visit(flow);
    visit(events);
  }

  void emit(RecordMessage message) {
    if (message.severity == Severity::rejected && options.strict) message.severity = Severity::error;
    if (message.severity == Severity::error) {
      ++error_count;
      if (errors.size() < most_errors)
        errors.push_back({(study.folder / message.file).string(), message.line, 0, message.column,
                          message.value, message.message + " [" + message.rule_id + "]"});
    }
    RuleCount& count = report.counts[message.rule_id];
    if (count.count++ == 0) {
      count.severity = message.severity;
      count.first = message;
    }
    if (options.on_message) options.on_message(message);
    if (report.messages.size() < options.kept_messages) report.messages.push_back(std::move(message));
  }

  void throw_errors() {
    if (error_count == 0) return;
    finished = true;
    if (error_count > static_cast<long>(errors.size()))
      errors.push_back(
          {study.folder.string(), 0, 0, "", "",
           "and " + std::to_string(error_count - static_cast<long>(errors.size())) + " more errors"});
    throw InputError(errors);
  }

  // A renaming must lead to a column that there is.
  void check_renaming() {
    for (const auto& [name, renaming] : study.settings.columns) {
      const TableSchema& schema = record_schema(*from_word<Table>(name));
      for (const auto& [from, to] : renaming)
        if (std::ranges::find(schema.columns, to, &ColumnSchema::name) == schema.columns.end())
          emit({Severity::error, "study.json", 0, "columns." + name + "." + from, to, "study.columns.unknown",
                "expected a column of " + name});
    }
  }

  // Reads the next subject; false when there is none.
  bool read(SubjectRecord& record) {
    if (!prepared) {
      for_each_table([this](auto& table) { table.prepare(options); });
      prepared = true;
    }
    while (subjects.has_row()) {
      RowFaults& faults = subjects.faults();
      faults.start(subjects.line());
      if (!check_subject_id(subjects.subject_id(), faults)) {
        subjects.advance();
        continue;
      }
      const bool again = report.subjects > 0 && subjects.subject_id() == id;
      if (again) {
        faults.add(Severity::error, "subject_id", id, "duplicate", "expected each subject once");
        subjects.advance();
        continue;
      }
      id = subjects.subject_id();
      ++report.subjects;
      read_subject(record);
      return true;
    }
    for_each_table([](auto& table) { table.skip_before(std::nullopt); });
    return false;
  }

  void read_subject(SubjectRecord& record) {
    clear(record);
    Subject& subject = record.subject;
    RawTime unused;
    // A row that is set aside leaves a subject of whom nothing but the name is known.
    const bool usable = subjects.read_row(subject, unused, unused);
    if (usable) {
      times.anchor = subjects.anchor_time();
      times.car_t = subjects.car_t_time();
    }
    const Source source = subject.source;
    if (!usable || subjects.faults().rejected()) {
      subject = {};
      subject.source = source;
      times.anchor = times.car_t = {};
      set_aside.push_back({{source, subjects.faults().rule_id(), "", {}}, {}});
    }
    subject.subject_id = id;
    const Unstated unstated{subjects.is_empty("prior_cd19_therapy"), subjects.is_empty("baseline_remission")};
    subjects.advance();

    exposure.read_subject(id, record.exposure, times.exposure, set_aside);
    labs.read_subject(id, record.labs, times.labs, set_aside);
    vitals.read_subject(id, record.vitals, times.vitals, set_aside);
    support.read_subject(id, record.support, times.support, set_aside);
    neuro.read_subject(id, record.neuro, times.neuro, set_aside);
    disease.read_subject(id, record.disease, times.disease, set_aside);
    flow.read_subject(id, record.flow, times.flow, set_aside);
    events.read_subject(id, record.events, times.events, set_aside);
    move_support_agents(record);

    const SourceReport tell = [this](Severity severity, const Source& at, std::string_view column,
                                     std::string value, std::string_view problem, std::string message) {
      RowFaults& faults = faults_of(at.table);
      faults.start(at.line);
      faults.add(severity, column, value, problem, std::move(message));
    };
    const Origin origin = find_origin(record, times, study, tell);
    subject.anchored = origin.anchored;
    if (origin.has_instant) subject.anchor_date = origin.instant.date;
    if (const Moment at = on_axis(times.car_t, origin, study.zone); at.known()) subject.car_t_day = at.day;
    anchor(record.exposure, times.exposure, origin, tell);
    anchor(record.labs, times.labs, origin, tell);
    anchor(record.vitals, times.vitals, origin, tell);
    anchor(record.support, times.support, origin, tell);
    anchor(record.neuro, times.neuro, origin, tell);
    anchor(record.disease, times.disease, origin, tell);
    anchor(record.flow, times.flow, origin, tell);
    anchor(record.events, times.events, origin, tell);
    for (SetAside& row : set_aside) {
      row.row.at = on_axis(row.at, origin, study.zone);
      record.rejected.push_back(std::move(row.row));
    }
    complete_subject(record, unstated, tell);
  }

  void clear(SubjectRecord& record) {
    record.subject = {};
    record.exposure.clear();
    record.labs.clear();
    record.vitals.clear();
    record.support.clear();
    record.neuro.clear();
    record.disease.clear();
    record.flow.clear();
    record.events.clear();
    record.rejected.clear();
    times.clear();
    set_aside.clear();
  }

  RowFaults& faults_of(Table table) {
    RowFaults* found = nullptr;
    for_each_table([&](auto& reader) {
      if (reader.faults().table() == table) found = &reader.faults();
    });
    return *found;
  }

  template <class Row>
  void anchor(std::vector<Row>& rows, const RowTimes& raw, const Origin& origin, const SourceReport& tell) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if constexpr (IntervalRow<Row>) {
        rows[i].when.start = on_axis(raw.start[i], origin, study.zone);
        rows[i].when.end = on_axis(raw.end[i], origin, study.zone);
      } else {
        rows[i].at = on_axis(raw.start[i], origin, study.zone);
      }
      if (raw.start[i].dated() && !origin.has_instant)
        tell(Severity::not_evaluable, rows[i].source, IntervalRow<Row> ? "start_datetime" : "datetime", "",
             "untied", "the subject's anchor is given in days: this date cannot be placed and is unknown");
    }
  }

  // Support agents that stand in exposure.csv (W, told when they were read).
  void move_support_agents(SubjectRecord& record) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < record.exposure.size(); ++i) {
      Exposure& row = record.exposure[i];
      if (const auto kind = support_kind_of(row.drug)) {
        Support& moved = record.support.emplace_back();
        moved.kind = *kind;
        moved.agent = std::move(row.drug);
        moved.dose = row.dose;
        moved.unit = std::move(row.unit);
        moved.source = row.source;
        times.support.start.push_back(times.exposure.start[i]);
        times.support.end.push_back(times.exposure.end[i]);
        continue;
      }
      if (kept != i) {
        record.exposure[kept] = std::move(row);
        times.exposure.start[kept] = times.exposure.start[i];
        times.exposure.end[kept] = times.exposure.end[i];
      }
      ++kept;
    }
    record.exposure.erase(record.exposure.begin() + static_cast<std::ptrdiff_t>(kept), record.exposure.end());
    times.exposure.start.resize(kept);
    times.exposure.end.resize(kept);
  }
};

RecordReader::RecordReader(const std::filesystem::path& folder, ReadOptions options)
    : RecordReader(folder, read_study_settings(folder), std::move(options)) {}

RecordReader::RecordReader(const std::filesystem::path& folder, StudySettings settings, ReadOptions options) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    throw InputError(Fault{folder.string(), 0, 0, "", "", "expected a folder with the record tables"});
  const bool any = std::ranges::any_of(words<Table>(), [&](const Word<Table>& table) {
    return std::filesystem::exists(folder / (std::string(table.text) + ".csv"), error);
  });
  if (!any)
    throw InputError(Fault{folder.string(), 0, 0, "", "",
                           "expected at least one of the record tables (subjects.csv, labs.csv …)"});
  state_ = std::make_unique<State>(folder, std::move(settings), std::move(options));
}

RecordReader::~RecordReader() = default;
RecordReader::RecordReader(RecordReader&&) noexcept = default;
RecordReader& RecordReader::operator=(RecordReader&&) noexcept = default;

const StudySettings& RecordReader::settings() const {
  return state_->study.settings;
}
const ReadReport& RecordReader::report() const {
  return state_->report;
}

bool RecordReader::next(SubjectRecord& record) {
  State& s = *state_;
  if (s.finished) return false;
  bool more = s.read(record);
  if (s.error_count > 0)
    while (more) more = s.read(record);
  if (!more) {
    s.finished = true;
    s.for_each_table([&](auto& table) {
      s.report.rows[std::string(table_name(table.faults().table()))] = table.rows_read();
    });
    s.throw_errors();
  }
  return more;
}

std::optional<SubjectRecord> RecordReader::next() {
  SubjectRecord record;
  if (!next(record)) return std::nullopt;
  return record;
}

std::vector<SubjectRecord> read_records(const std::filesystem::path& folder, ReadOptions options,
                                        ReadReport* report) {
  RecordReader reader(folder, std::move(options));
  std::vector<SubjectRecord> records;
  SubjectRecord record;
  while (reader.next(record)) records.push_back(record);
  if (report) *report = reader.report();
  return records;
}

}  // namespace trimer::observation
