#include <trimer/observation/record_writer.h>

#include <algorithm>
#include <string>
#include <vector>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/observation/cell.h>
#include <trimer/observation/table_reader.h>

namespace trimer::observation {

namespace {

constexpr std::size_t block = std::size_t{1} << 18;  // bytes gathered before they are written

// One table: its file and the line that comes next. Times are written as days, so that columns of dates are
// left out.
template <class Row>
class TableFile {
 public:
  TableFile(const std::filesystem::path& folder, Table table)
      : table_(table), file_(folder / (std::string(table_name(table)) + ".csv")), text_("subject_id") {
    for (const Field<Row>& field : fields<Row>()) {
      if (!field.write || field.schema.name == "subject_id") continue;
      written_.push_back(field.write);
      text_ += ',';
      text_ += field.schema.name;
    }
    text_ += '\n';
  }

  /// Appends a row and returns where it stands.
  Source write(const std::string& subject_id, const Row& row) {
    const std::size_t begin = text_.size();
    append_text(text_, subject_id);
    for (const auto write_field : written_) {
      text_ += ',';
      write_field(row, text_);
    }
    text_ += '\n';
    const Source source{table_, line_};
    line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.end(), '\n');
    if (text_.size() >= block) flush();
    return source;
  }

  void close() {
    flush();
    file_.commit();
  }

 private:
  void flush() {
    file_.write(text_);
    text_.clear();
  }

  Table table_;
  OutputFile file_;
  std::string text_;
  std::vector<void (*)(const Row&, std::string&)> written_;
  long line_ = 2;
};

}  // namespace

struct RecordWriter::State {
  std::filesystem::path folder;
  StudySettings settings;
  TableFile<Subject> subjects;
  TableFile<Exposure> exposure;
  TableFile<Lab> labs;
  TableFile<Vital> vitals;
  TableFile<Support> support;
  TableFile<Neuro> neuro;
  TableFile<Disease> disease;
  TableFile<Flow> flow;
  TableFile<Event> events;
  std::string last_id;

  State(const std::filesystem::path& into, const StudySettings& given)
      : folder(into),
        settings(given),
        subjects(into, Table::subjects),
        exposure(into, Table::exposure),
        labs(into, Table::labs),
        vitals(into, Table::vitals),
        support(into, Table::support),
        neuro(into, Table::neuro),
        disease(into, Table::disease),
        flow(into, Table::flow),
        events(into, Table::events) {}

  // `Record` is const or not; only of the latter the sources are set.
  template <class Record>
  void write(Record& record) {
    const std::string& id = record.subject.subject_id;
    RowFaults faults(Table::subjects, [](RecordMessage message) {
      throw InputError("subject_id", message.value, message.message);
    });
    (void)check_subject_id(id, faults);
    if (id == last_id) throw InputError("subject_id", id, "expected each subject once");
    last_id = id;
    const auto put = [&](auto& file, auto& rows) {
      for (auto& row : rows) {
        const Source source = file.write(id, row);
        if constexpr (!std::is_const_v<Record>) row.source = source;
      }
    };
    const Source source = subjects.write(id, record.subject);
    if constexpr (!std::is_const_v<Record>) record.subject.source = source;
    put(exposure, record.exposure);
    put(labs, record.labs);
    put(vitals, record.vitals);
    put(support, record.support);
    put(neuro, record.neuro);
    put(disease, record.disease);
    put(flow, record.flow);
    put(events, record.events);
  }
};

namespace {
const std::filesystem::path& made(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw InputError(Fault{folder.string(), 0, 0, "", "", "the folder cannot be made"});
  return folder;
}
}  // namespace

RecordWriter::RecordWriter(const std::filesystem::path& folder, const StudySettings& settings)
    : state_(std::make_unique<State>(made(folder), settings)) {}

RecordWriter::~RecordWriter() = default;

void RecordWriter::write(SubjectRecord& record) {
  state_->write(record);
}
void RecordWriter::write(const SubjectRecord& record) {
  state_->write(record);
}

void RecordWriter::close() {
  State& s = *state_;
  StudySettings settings = s.settings;
  settings.columns.clear();  // the tables have our own names
  s.subjects.close();
  s.exposure.close();
  s.labs.close();
  s.vitals.close();
  s.support.close();
  s.neuro.close();
  s.disease.close();
  s.flow.close();
  s.events.close();
  write_file(s.folder / "study.json", study_settings_text(settings));
}

}  // namespace trimer::observation
