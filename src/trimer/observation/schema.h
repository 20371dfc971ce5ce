/// @file
/// The columns of the nine record tables: one list that the reader, the writer, the empty templates, the data
/// dictionary and the documentation are made from.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/observation/record.h>

namespace trimer::observation {

enum class ColumnKind { text, number, whole_number, word, datetime, day };

/// Whether a column must stand in the header.
enum class Required {
  no,
  yes,
  one_of_pair,  ///< `datetime` or `day`, `start_datetime` or `start_day`
};

/// One column of one table.
struct ColumnSchema {
  std::string_view name;
  ColumnKind kind = ColumnKind::text;
  std::string_view unit;  ///< UCUM, or where it is found; empty if none
  std::string allowed;    ///< words, range or form
  Required required = Required::no;
  std::string_view bad_input;  ///< what an empty or a wrong cell gets: E, R, N, W
  std::string_view description;
  std::string_view sdtm;  ///< SDTM variable that holds the same, for renaming; may be empty
};

struct TableSchema {
  Table table;
  std::string_view description;
  std::string_view sdtm;  ///< SDTM domains
  std::vector<ColumnSchema> columns;
};

/// The nine tables in documentation order.
[[nodiscard]] std::span<const TableSchema> record_schema();
[[nodiscard]] const TableSchema& record_schema(Table table);

/// `text`, `number`, `whole number`, `word`, `date-time`, `day`
[[nodiscard]] std::string_view column_kind_name(ColumnKind kind);

}  // namespace trimer::observation
