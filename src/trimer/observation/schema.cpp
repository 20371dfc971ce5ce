#include <trimer/observation/schema.h>

#include <trimer/observation/cell.h>
#include <trimer/observation/study_settings.h>

namespace trimer::observation {

namespace {

template <class Row>
TableSchema table(Table table, std::string_view description, std::string_view sdtm) {
  TableSchema schema{table, description, sdtm, {}};
  for (const Field<Row>& field : fields<Row>()) schema.columns.push_back(field.schema);
  return schema;
}

}  // namespace

std::span<const TableSchema> record_schema() {
  static const std::vector<TableSchema> tables = {
      table<Subject>(Table::subjects, "one row per subject", "DM, MH, SUPPDM"),
      table<Exposure>(Table::exposure, "anti-leukaemic agents: blinatumomab, chemotherapy, antibodies, cells",
                      "EX"),
      table<Lab>(Table::labs, "laboratory results", "LB"),
      table<Vital>(Table::vitals, "vital signs and the clinician's judgement of them", "VS"),
      table<Support>(
          Table::support,
          "everything that is not anti-leukaemic: oxygen, vasopressors, steroids, tocilizumab, transfusions",
          "CM, PR"),
      table<Neuro>(Table::neuro, "neurological examinations", "QS, FT, NV"),
      table<Disease>(Table::disease, "marrow, CSF, extramedullary disease, MRD", "LB, MI, GF, TU, TR"),
      table<Flow>(Table::flow, "readings of flow cytometry, or FCS files", "LB, CP"),
      table<Event>(Table::events, "death, relapse, transplant, follow-up; grades and responses as reported",
                   "DS, AE, SS, PR"),
  };
  return tables;
}

const TableSchema& record_schema(Table table) {
  return record_schema()[static_cast<std::size_t>(table)];
}

std::string_view column_kind_name(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::text:
      return "text";
    case ColumnKind::number:
      return "number";
    case ColumnKind::whole_number:
      return "whole number";
    case ColumnKind::word:
      return "word";
    case ColumnKind::datetime:
      return "date-time";
    case ColumnKind::day:
      return "day";
  }
  return "";
}

std::map<std::string, std::map<std::string, std::string>> sdtm_columns() {
  std::map<std::string, std::map<std::string, std::string>> renaming;
  for (const TableSchema& schema : record_schema())
    for (const ColumnSchema& column : schema.columns)
      if (!column.sdtm.empty())
        renaming[std::string(table_name(schema.table))][std::string(column.sdtm)] = column.name;
  return renaming;
}

}  // namespace trimer::observation
