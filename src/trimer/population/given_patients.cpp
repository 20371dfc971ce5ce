#include <trimer/population/given_patients.h>

#include <algorithm>
#include <set>

#include <trimer/core/csv.h>
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

std::vector<std::string> column_names() {
  std::vector<std::string> names = {"subject_id", "sex", "marrow_blast_percent"};
  for (const CovariateInfo& info : covariates) names.emplace_back(info.name);
  return names;
}

/// Columns that say the same thing twice.
constexpr std::pair<std::string_view, std::string_view> alternatives[] = {
    {"sex", "sex_male"}, {"marrow_blast_percent", "marrow_blast_fraction"}};

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

std::string to_toml(const GivenPatient& patient, const std::string& prefix) {
  std::string text;
  if (!patient.subject_id.empty())
    text += prefix + "subject_id = " + units::toml_quoted(patient.subject_id) + "\n";
  if (patient.marrow_blast_percent)
    text += prefix + "marrow_blast_percent = \"" + number_text(*patient.marrow_blast_percent) + " %\"\n";
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
