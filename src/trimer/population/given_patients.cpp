#include <trimer/population/given_patients.h>

#include <algorithm>
#include <set>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/did_you_mean.h>

namespace trimer::population {
namespace {

bool is_yes_or_no(Covariate covariate) {
  return covariate == Covariate::sex_male || covariate == Covariate::prior_transplant;
}

std::string range_text(const CovariateInfo& info) {
  if (is_yes_or_no(info.covariate)) return "expected 0 or 1";
  const std::string unit(info.unit == "1" ? "" : " " + std::string(info.unit));
  return "expected from " + number_text(info.lowest) + " to " + number_text(info.highest) + unit;
}

bool in_range(const CovariateInfo& info, double value) {
  if (is_yes_or_no(info.covariate)) return value == 0 || value == 1;
  return value >= info.lowest && value <= info.highest;
}

const std::string smear_range =
    "expected > 0 and at most " + number_text(highest_marrow_blast_percent) + " %";
bool smear_in_range(double percent) {
  return percent > 0 && percent <= highest_marrow_blast_percent;
}

const std::vector<std::string> cns_words = {"CNS1", "CNS2", "CNS3"};

std::optional<CnsStatus> cns_named(std::string_view word) {
  for (std::size_t i = 0; i < cns_words.size(); ++i)
    if (word == cns_words[i]) return static_cast<CnsStatus>(i);
  return std::nullopt;
}

constexpr double highest_cd3_percent = 99;  // natural killer cells, at least, are lymphocytes too
const std::string cd3_range = "expected > 0 and at most 99 %";
bool cd3_in_range(double percent) {
  return percent > 0 && percent <= highest_cd3_percent;
}

/// What is wrong with CD3+CD8+ cells, or nothing.
std::string cd8_fault(const GivenPatient& patient) {
  if (!patient.cd3_cd8_percent) return {};
  if (!patient.cd3_percent) return "expected beside cd3_percent";
  return *patient.cd3_cd8_percent > *patient.cd3_percent ? "expected at most cd3_percent" : "";
}

std::vector<std::string> column_names() {
  std::vector<std::string> names = {"subject_id",      "sex",       "marrow_blast_percent", "cd3_percent",
                                    "cd3_cd8_percent", "cns_status"};
  for (const CovariateInfo& info : covariates) names.emplace_back(info.name);
  return names;
}

/// Columns that say the same thing twice.
constexpr std::pair<std::string_view, std::string_view> alternatives[] = {
    {"sex", "sex_male"},
    {"marrow_blast_percent", "marrow_blast_fraction"},
    {"cd3_percent", "t_cells_per_ul"},
    {"cd3_cd8_percent", "cd8_fraction"},
    {"cns_status", "csf_blasts"}};

std::vector<GivenPatient> read_rows(CsvReader reader) {
  FaultList faults;
  const auto fault = [&](std::string column, std::string value, std::string expectation) {
    faults.add({.file = reader.name(),
                .line = reader.line(),
                .column = 0,
                .path = std::move(column),
                .value = std::move(value),
                .expectation = std::move(expectation)});
  };
  const auto names = column_names();
  for (const std::string& column : reader.header())
    if (std::find(names.begin(), names.end(), column) == names.end())
      faults.add({.file = reader.name(),
                  .line = 1,
                  .column = 0,
                  .path = column,
                  .value = {},
                  .expectation = "unknown column" + suggestion(column, names)});
  for (const auto& [one, other] : alternatives)
    if (reader.column(one) >= 0 && reader.column(other) >= 0)
      faults.add({.file = reader.name(),
                  .line = 1,
                  .column = 0,
                  .path = std::string(one),
                  .value = {},
                  .expectation = "expected either " + std::string(one) + " or " + std::string(other)});

  std::vector<GivenPatient> patients;
  std::set<std::string> subjects;
  while (reader.next()) {
    if (reader.size() != reader.header().size()) {
      fault({}, {},
            "expected " + std::to_string(reader.header().size()) + " fields, found " +
                std::to_string(reader.size()));
      continue;
    }
    GivenPatient patient;
    if (const int column = reader.column("subject_id"); column >= 0) {
      patient.subject_id = reader.field(column);
      if (!patient.subject_id.empty() && !subjects.insert(patient.subject_id).second)
        fault("subject_id", patient.subject_id, "the same subject stands in an earlier row");
    }
    if (const int column = reader.column("sex"); column >= 0) {
      const std::string_view sex = reader.field(column);
      if (sex == "male" || sex == "female")
        patient.values[Covariate::sex_male] = sex == "male" ? 1 : 0;
      else if (!sex.empty())
        fault("sex", std::string(sex), "expected male or female");
    }
    const auto number = [&](std::string_view name, auto good,
                            const std::string& expectation) -> std::optional<double> {
      const int column = reader.column(name);
      if (column < 0 || reader.field(column).empty()) return std::nullopt;
      double value = 0;
      if (parse_number(reader.field(column), value) && good(value)) return value;
      fault(std::string(name), std::string(reader.field(column)), expectation);
      return std::nullopt;
    };
    patient.marrow_blast_percent = number("marrow_blast_percent", smear_in_range, smear_range);
    patient.cd3_percent = number("cd3_percent", cd3_in_range, cd3_range);
    patient.cd3_cd8_percent = number("cd3_cd8_percent", cd3_in_range, cd3_range);
    if (std::string wrong = cd8_fault(patient); !wrong.empty())
      fault("cd3_cd8_percent", number_text(*patient.cd3_cd8_percent), std::move(wrong));
    if (const int column = reader.column("cns_status"); column >= 0 && !reader.field(column).empty()) {
      patient.cns_status = cns_named(reader.field(column));
      if (!patient.cns_status)
        fault("cns_status", std::string(reader.field(column)), "expected CNS1, CNS2 or CNS3");
    }
    for (const CovariateInfo& info : covariates)
      if (const auto value = number(
              info.name, [&](double v) { return in_range(info, v); }, range_text(info)))
        patient.values[info.covariate] = value;
    patients.push_back(std::move(patient));
  }
  if (patients.empty() && faults.empty())
    faults.add({.file = reader.name(),
                .line = 0,
                .column = 0,
                .path = {},
                .value = {},
                .expectation = "expected at least one patient"});
  faults.throw_if_any();
  return patients;
}

}  // namespace

std::vector<GivenPatient> read_given_patients(const std::filesystem::path& file) {
  return read_rows(CsvReader(file));
}

std::vector<GivenPatient> parse_given_patients(std::string text, std::string name) {
  return read_rows(CsvReader(std::move(text), std::move(name)));
}

GivenPatient read_given_patient(units::TomlTable table) {
  GivenPatient patient;
  if (const auto subject = table.text("subject_id")) patient.subject_id = *subject;
  if (const auto sex = table.choice("sex", {"male", "female"}))
    patient.values[Covariate::sex_male] = *sex == "male" ? 1 : 0;
  patient.marrow_blast_percent =
      table.quantity("marrow_blast_percent", "%", "80 %",
                     {.low = 0, .high = highest_marrow_blast_percent, .above_low = true});
  const units::Range cd3{.low = 0, .high = highest_cd3_percent, .above_low = true};
  patient.cd3_percent = table.quantity("cd3_percent", "%", "60 %", cd3);
  patient.cd3_cd8_percent = table.quantity("cd3_cd8_percent", "%", "25 %", cd3);
  if (std::string wrong = cd8_fault(patient);
      !wrong.empty() && !(wrong == "expected beside cd3_percent" && table.has("cd3_percent")))
    table.fault("cd3_cd8_percent", std::move(wrong));
  if (const auto word = table.choice("cns_status", cns_words)) patient.cns_status = cns_named(*word);
  for (const CovariateInfo& info : covariates) {
    const std::string key(info.name), unit(info.unit);
    const units::Range range{.low = info.lowest, .high = info.highest};
    if (is_yes_or_no(info.covariate)) {
      if (table.is_number(key)) {
        const auto value = table.whole(key, 0, 1);
        if (value) patient.values[info.covariate] = static_cast<double>(*value);
      } else if (const auto flag = table.flag(key)) {
        patient.values[info.covariate] = *flag ? 1 : 0;
      }
    } else if (unit == "1" && !table.is_text(key)) {
      patient.values[info.covariate] = table.number(key, range);
    } else {
      patient.values[info.covariate] = table.quantity(key, unit, unit == "1" ? "50 %" : "5 " + unit, range);
    }
  }
  for (const auto& [one, other] : alternatives)
    if (table.has(one) && table.has(other))
      table.fault(one, "expected either " + std::string(one) + " or " + std::string(other));
  return patient;
}

std::vector<CnsRange> cns_ranges() {
  const std::string path = "populations/cns_status.csv";
  CsvReader reader(data_file(path), data_file_origin(path));
  FaultList faults;
  std::vector<CnsRange> ranges;
  while (reader.next()) {
    const auto status = cns_named(reader.field(reader.column("status")));
    CnsRange range{status.value_or(CnsStatus::CNS1), 0, 0};
    const bool numbers = parse_number(reader.field(reader.column("low_per_ul")), range.low) &&
                         parse_number(reader.field(reader.column("high_per_ul")), range.high);
    const bool none = range.low == 0 && range.high == 0;
    if (status && numbers && (none || (range.low > 0 && range.high >= range.low))) {
      ranges.push_back(range);
      continue;
    }
    faults.add({.file = reader.name(),
                .line = reader.line(),
                .column = 0,
                .path = "status",
                .value = std::string(reader.field(reader.column("status"))),
                .expectation = "expected CNS1, CNS2 or CNS3 with 0 or a rising range of blasts per uL"});
  }
  faults.throw_if_any();
  return ranges;
}

std::vector<std::string> known_in_words(const GivenPatient& patient) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view name, double value, std::string_view unit) {
    std::string line(name);
    for (char& c : line)
      if (c == '_') c = ' ';
    words.push_back(line + " " + number_text(value) + (unit == "1" ? "" : " " + std::string(unit)));
  };
  if (patient.marrow_blast_percent) add("marrow blasts", *patient.marrow_blast_percent, "%");
  if (patient.cd3_percent) add("CD3+ of lymphocytes", *patient.cd3_percent, "%");
  if (patient.cd3_cd8_percent) add("CD3+CD8+ of lymphocytes", *patient.cd3_cd8_percent, "%");
  if (patient.cns_status) words.push_back(cns_words[static_cast<std::size_t>(*patient.cns_status)]);
  for (const CovariateInfo& info : covariates) {
    const auto& value = patient.values[info.covariate];
    if (!value) continue;
    if (info.covariate == Covariate::sex_male)
      words.emplace_back(*value > 0.5 ? "male" : "female");
    else if (info.covariate == Covariate::prior_transplant)
      words.emplace_back(*value > 0.5 ? "prior transplant" : "no prior transplant");
    else if (info.unit == "1" && info.name.ends_with("_fraction") &&
             info.covariate != Covariate::marrow_blast_fraction)
      add(info.covariate == Covariate::cd19_positive_fraction ? "CD19-positive blasts"
          : info.covariate == Covariate::cd8_fraction         ? "CD8+ of T cells"
                                                              : info.name.substr(0, info.name.size() - 9),
          100 * *value, "%");
    else
      add(info.name, *value, info.unit);
  }
  return words;
}

std::string to_toml(const GivenPatient& patient, const std::string& prefix) {
  std::string text;
  if (!patient.subject_id.empty())
    text += prefix + "subject_id = " + units::toml_quoted(patient.subject_id) + "\n";
  if (patient.marrow_blast_percent)
    text += prefix + "marrow_blast_percent = \"" + number_text(*patient.marrow_blast_percent) + " %\"\n";
  if (patient.cd3_percent) text += prefix + "cd3_percent = \"" + number_text(*patient.cd3_percent) + " %\"\n";
  if (patient.cd3_cd8_percent)
    text += prefix + "cd3_cd8_percent = \"" + number_text(*patient.cd3_cd8_percent) + " %\"\n";
  if (patient.cns_status)
    text += prefix + "cns_status = \"" + cns_words[static_cast<std::size_t>(*patient.cns_status)] + "\"\n";
  for (const CovariateInfo& info : covariates) {
    const auto& value = patient.values[info.covariate];
    if (!value) continue;
    text += prefix + std::string(info.name) + " = ";
    text += info.unit == "1" ? number_text(*value)
                             : "\"" + number_text(*value) + " " + std::string(info.unit) + "\"";
    text += "\n";
  }
  return text;
}

}  // namespace trimer::population
