#include <map>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/fault.h>
#include <trimer/observation/assays.h>

namespace trimer::observation {
namespace {

void read_limit(const CsvReader& csv, int column, std::optional<double>& limit, FaultList& faults) {
  const std::string_view text = csv.field(column);
  if (text.empty()) return;
  double value = 0;
  if (parse_number(text, value)) {
    limit = value;
  } else {
    faults.add({csv.name(), csv.line(), 0, csv.header()[static_cast<std::size_t>(column)], std::string(text),
                "expected a number"});
  }
}

/// Every row of the table must name a known target and every target must have a row.
template <class Target, class Read>
void read_rows(const std::string& path, std::map<std::string, Target*> targets, FaultList& faults, Read read) {
  CsvReader csv(data_file(path), path);
  while (csv.next()) {
    const std::string name(csv.field(0));
    const auto found = targets.find(name);
    if (found == targets.end()) {
      faults.add({path, csv.line(), 0, csv.header()[0], name, "expected a known name, each once"});
      continue;
    }
    read(csv, *found->second);
    targets.erase(found);
  }
  for (const auto& missing : targets) faults.add({path, 0, 0, missing.first, "", "expected a row with this name"});
}

}  // namespace

AssayTable load_assays() {
  AssayTable table;
  FaultList faults;
  const auto number = [&faults](const CsvReader& csv, std::string_view column) {
    double value = 0;
    if (!parse_number(csv.field(csv.column(column)), value))
      faults.add({csv.name(), csv.line(), 0, std::string(column), std::string(csv.field(csv.column(column))),
                  "expected a number"});
    return value;
  };
  read_rows<Assay>("observation/assays.csv",
                   {{"drug", &table.drug},
                    {"interleukin_6", &table.interleukin_6},
                    {"interferon_gamma", &table.interferon_gamma},
                    {"interleukin_10", &table.interleukin_10},
                    {"c_reactive_protein", &table.c_reactive_protein},
                    {"immunoglobulin_g", &table.immunoglobulin_g},
                    {"neutrophils", &table.neutrophils},
                    {"platelets", &table.platelets},
                    {"haemoglobin", &table.haemoglobin},
                    {"lymphocytes", &table.lymphocytes},
                    {"white_cells", &table.white_cells},
                    {"temperature", &table.temperature},
                    {"mean_arterial_pressure", &table.mean_arterial_pressure},
                    {"oxygen_saturation", &table.oxygen_saturation},
                    {"pulse_pressure", &table.pulse_pressure},
                    {"cd19_sites", &table.cd19_sites},
                    {"flow_lymphocytes", &table.flow_lymphocytes},
                    {"flow_blasts", &table.flow_blasts},
                    {"flow_cells", &table.flow_cells},
                    {"smear_cells", &table.smear_cells},
                    {"mrd_sensitivity", &table.mrd_sensitivity},
                    {"hypoplastic", &table.hypoplastic},
                    {"csf_blasts", &table.csf_blasts},
                    {"differential_cells", &table.differential_cells}},
                   faults, [&](const CsvReader& csv, Assay& assay) {
                     assay.error = number(csv, "error");
                     read_limit(csv, csv.column("lower_limit"), assay.lower_limit, faults);
                     read_limit(csv, csv.column("upper_limit"), assay.upper_limit, faults);
                   });
  read_rows<ReferenceRange>("observation/reference_ranges.csv",
                            {{"NEUT", &table.NEUT},
                             {"PLAT", &table.PLAT},
                             {"LYM", &table.LYM},
                             {"HGB", &table.HGB},
                             {"WBC", &table.WBC}},
                            faults, [&](const CsvReader& csv, ReferenceRange& range) {
                              range = {number(csv, "lln"), number(csv, "uln")};
                            });
  faults.throw_if_any();
  return table;
}

}  // namespace trimer::observation
