#include <trimer/therapy/parameter_table.h>

#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/therapy/constants.h>
#include <trimer/therapy/table_reader.h>

namespace trimer::therapy {
namespace {

constexpr std::array evidence_names =
    std::to_array<std::string_view>({"measured", "fitted", "derived", "assumed"});
constexpr std::array prior_names =
    std::to_array<std::string_view>({"fixed", "normal", "lognormal", "logitnormal"});

Prior read_prior(TableReader& table, bool calibrate) {
  Prior prior;
  prior.kind = static_cast<PriorKind>(table.choice("prior", prior_names));
  if ((prior.kind != PriorKind::fixed) != calibrate)
    table.fault("prior", calibrate ? "expected a distribution: the parameter is calibrated"
                                   : "expected fixed: the parameter is not calibrated");
  if (prior.kind == PriorKind::fixed) {
    for (const char* column : {"prior_mu", "prior_sd"})
      if (!table.text(column).empty()) table.fault(column, "expected nothing beside a fixed prior");
    return prior;
  }
  prior.mu = table.number("prior_mu");
  prior.sd = table.number("prior_sd");
  if (prior.sd <= 0) table.fault("prior_sd", "expected > 0");
  return prior;
}

void check_range(TableReader& table, const ParameterRow& row) {
  if (!(row.range_low < row.range_high)) table.fault("range_low", "expected less than range_high");
  if (row.value < row.range_low || row.value > row.range_high)
    table.fault("value", "expected within the range " + number_text(row.range_low) + " to " +
                             number_text(row.range_high));
}

ParameterRow read_row(TableReader& table, Module module) {
  ParameterRow row;
  row.module = module;
  row.file = table.file();
  row.line = table.line();
  row.name = table.text("name");
  row.symbol = table.required_text("symbol");
  row.unit = table.text("unit");
  row.value = table.number("value");
  const bool varies =
      table.choice("distribution", std::to_array<std::string_view>({"fixed", "lognormal"})) == 1;
  if (varies) {
    row.log_sd = table.number("log_sd");
    if (*row.log_sd <= 0) table.fault("log_sd", "expected > 0");
  } else if (!table.text("log_sd").empty()) {
    table.fault("log_sd", "expected nothing beside a fixed distribution");
  }
  row.draws_with = table.text("draws_with");
  row.range_low = table.number("range_low");
  row.range_high = table.number("range_high");
  row.source = table.required_text("source");
  row.evidence = static_cast<Evidence>(table.choice("evidence", evidence_names));
  row.calibrate = table.choice("calibrate", std::to_array<std::string_view>({"no", "yes"})) == 1;
  row.prior = read_prior(table, row.calibrate);
  row.meaning = table.required_text("meaning");
  check_range(table, row);
  return row;
}

Fault fault_at(const ParameterRow& row, std::string_view column, std::string value, std::string expectation) {
  Fault fault;
  fault.file = row.file;
  fault.line = row.line;
  fault.path = row.name + "." + std::string(column);
  fault.value = std::move(value);
  fault.expectation = std::move(expectation);
  return fault;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// Faults between rows: symbols, shared draws, log SDs that are parameters.
void check_together(const std::vector<ParameterRow>& rows, FaultList& faults) {
  const auto named = [&](std::string_view name) -> const ParameterRow* {
    const int index = parameter_index(name);
    return index < 0 ? nullptr : &rows[static_cast<std::size_t>(index)];
  };
  for (const ParameterRow& row : rows) {
    for (const ParameterRow& other : rows)
      if (&other < &row && lower(other.symbol) == lower(row.symbol))
        faults.add(
            fault_at(row, "symbol", row.symbol, "expected a symbol that " + other.name + " does not have"));
    if (!row.draws_with.empty()) {
      const ParameterRow* partner = named(row.draws_with);
      if (!partner || !partner->log_sd)
        faults.add(
            fault_at(row, "draws_with", row.draws_with, "expected a parameter that varies between patients"));
      if (row.log_sd)
        faults.add(
            fault_at(row, "log_sd", number_text(*row.log_sd), "expected nothing: it shares another draw"));
    }
    const ParameterRow* spread = named(row.name + "_log_sd");
    if (spread && row.log_sd != spread->value)
      faults.add(fault_at(row, "log_sd", row.log_sd ? number_text(*row.log_sd) : "",
                          "expected " + number_text(spread->value) + ", the value of " + spread->name));
  }
}

/// Constants are compiled in: a table that says otherwise would have no effect.
void check_constants(FaultList& faults) {
  TableReader table("parameters/constants.csv", {"name", "value", "unit", "source", "evidence", "meaning"},
                    faults);
  std::vector<bool> seen(constants_list.size());
  while (table.next()) {
    std::size_t i = 0;
    while (i < constants_list.size() && constants_list[i].name != table.text("name")) ++i;
    if (i == constants_list.size()) {
      table.fault("name", "expected the name of a constant");
      continue;
    }
    if (seen[i]) table.fault("name", "expected each constant once");
    seen[i] = true;
    if (table.number("value") != constants_list[i].value)
      table.fault("value",
                  "expected " + number_text(constants_list[i].value) + ": constants are compiled in");
    if (table.text("unit") != constants_list[i].unit)
      table.fault("unit", "expected " + std::string(constants_list[i].unit));
    (void)table.choice("evidence", evidence_names);
    (void)table.required_text("source");
    (void)table.required_text("meaning");
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (!seen[i]) table.missing(constants_list[i].name);
}

void add_fault(std::vector<Fault>& faults, std::string_view name, double value, std::string expectation) {
  Fault fault;
  fault.path = name;
  fault.value = number_text(value);
  if (std::isnan(value)) fault.value = "NaN";
  fault.expectation = std::move(expectation);
  faults.push_back(std::move(fault));
}

}  // namespace

std::string_view name_of(Evidence evidence) {
  return evidence_names[static_cast<std::size_t>(evidence)];
}
std::string_view name_of(PriorKind kind) {
  return prior_names[static_cast<std::size_t>(kind)];
}

ParameterTable ParameterTable::load() {
  FaultList faults;
  ParameterTable result;
  result.rows_.resize(parameters.size());
  for (std::size_t m = 0; m < module_names.size(); ++m) {
    const Module module = static_cast<Module>(m);
    TableReader table(
        "parameters/" + std::string(module_names[m]) + ".csv",
        {"name", "symbol", "unit", "value", "distribution", "log_sd", "draws_with", "range_low", "range_high",
         "source", "evidence", "calibrate", "prior", "prior_mu", "prior_sd", "meaning"},
        faults);
    while (table.next()) {
      const int index = parameter_index(table.text("name"));
      if (index < 0 || parameters[static_cast<std::size_t>(index)].module != module) {
        table.fault("name", "expected a parameter of the module " + std::string(module_names[m]));
        continue;
      }
      ParameterRow& row = result.rows_[static_cast<std::size_t>(index)];
      if (!row.name.empty()) table.fault("name", "expected each parameter once");
      row = read_row(table, module);
      const std::string_view unit = parameters[static_cast<std::size_t>(index)].unit;
      if (row.unit != unit) table.fault("unit", "expected " + std::string(unit));
    }
    for (std::size_t i = 0; i < parameters.size(); ++i)
      if (parameters[i].module == module && result.rows_[i].name.empty()) table.missing(parameters[i].name);
  }
  check_constants(faults);
  faults.throw_if_any();  // what follows compares rows, so all must be there
  check_together(result.rows_, faults);
  for (Fault& fault : individual_faults(result.typical_values())) faults.add(std::move(fault));
  faults.throw_if_any();
  return result;
}

const ParameterRow* ParameterTable::find(std::string_view name_or_symbol) const {
  for (const ParameterRow& row : rows_)
    if (row.name == name_or_symbol || row.symbol == name_or_symbol) return &row;
  return nullptr;
}

Parameters<double> ParameterTable::typical_values() const {
  Parameters<double> values{};
  const ParameterRow* row = rows_.data();
  for_each_parameter(values, [&](const ParameterInfo&, double& value) { value = row++->value; });
  return values;
}

std::vector<Variability> ParameterTable::variability() const {
  std::vector<Variability> result;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const ParameterRow& row = rows_[i];
    if (!row.log_sd && row.draws_with.empty()) continue;
    const int partner = row.draws_with.empty() ? -1 : parameter_index(row.draws_with);
    const ParameterRow& source = partner < 0 ? row : rows_[static_cast<std::size_t>(partner)];
    result.push_back({.name = row.name,
                      .index = static_cast<int>(i),
                      .log_sd = *source.log_sd,
                      .log_sd_index = parameter_index(source.name + "_log_sd"),
                      .draws_with = partner});
  }
  return result;
}

Parameters<double> typical_values() {
  return ParameterTable::load().typical_values();
}

std::vector<Fault> individual_faults(const Parameters<double>& values) {
  std::vector<Fault> faults;
  for_each_parameter(values, [&](const ParameterInfo& info, double value) {
    if (!std::isfinite(value)) add_fault(faults, info.name, value, "expected a finite number");
  });
  const double b_return = values.b_blood_to_lymphoid / values.b_lymphoid_ratio - values.b_loss;
  if (!(b_return > 0))
    add_fault(faults, "b_blood_to_lymphoid", values.b_blood_to_lymphoid,
              "expected more than b_lymphoid_ratio * b_loss, or no B cell returns to blood");
  if (!(values.mean_arterial_pressure_baseline > values.mean_arterial_pressure_max_fall))
    add_fault(faults, "mean_arterial_pressure_baseline", values.mean_arterial_pressure_baseline,
              "expected more than mean_arterial_pressure_max_fall");
  return faults;
}

std::vector<Fault> typical_faults(const Parameters<double>& values, const ParameterTable& table) {
  std::vector<Fault> faults = individual_faults(values);
  const ParameterRow* row = table.rows().data();
  for_each_parameter(values, [&](const ParameterInfo& info, double value) {
    if (std::isfinite(value) && (value < row->range_low || value > row->range_high))
      add_fault(faults, info.name, value,
                "expected " + number_text(row->range_low) + " to " + number_text(row->range_high) +
                    (row->unit == "1" ? "" : " " + row->unit));
    ++row;
  });
  return faults;
}

void limit_individual(Parameters<double>& values) {
  const Constants<double> constants;
  values.blast_birth = max(values.blast_birth, values.blast_death + constants.minimum_net_growth);
  values.niche_fraction_initial = min(values.niche_fraction_initial, constants.niche_fraction_cap);
  values.car_residual_function = min(values.car_residual_function, constants.car_residual_function_cap);
}

}  // namespace trimer::therapy
