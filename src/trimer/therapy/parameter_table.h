/// @file
/// The parameter tables `data/parameters/<module>.csv`: value, variability, range, source and evidence class
/// of every parameter, read and checked once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trimer/core/fault.h>
#include <trimer/therapy/parameters.h>

namespace trimer::therapy {

/// Where a number comes from.
enum class Evidence {
  measured,  ///< read in a clinical or laboratory source
  fitted,    ///< an estimate of a published model
  derived,   ///< computed from such numbers
  assumed,   ///< ours; a source "order of magnitude: DOI" supports its size only
};
[[nodiscard]] std::string_view name_of(Evidence evidence);

/// Prior of a typical value that is calibrated.
enum class PriorKind {
  fixed,        ///< not calibrated
  normal,       ///< mean and SD of x
  lognormal,    ///< mean and SD of ln x
  logitnormal,  ///< mean and SD of ln(x/(1-x))
};
[[nodiscard]] std::string_view name_of(PriorKind kind);

struct Prior {
  PriorKind kind = PriorKind::fixed;
  double mu = 0;
  double sd = 0;
};

/// One row of a table.
struct ParameterRow {
  std::string name;
  Module module = Module::population;
  std::string symbol;  ///< short, unique without regard to case
  std::string unit;
  double value = 0;              ///< typical value [unit]
  std::optional<double> log_sd;  ///< between patients: SD of ln x; none if all patients share the value
  std::string draws_with;        ///< the parameter whose random draw it shares, or empty
  double range_low = 0;          ///< bounds of the typical value [unit]; individuals are not truncated
  double range_high = 0;
  std::string source;  ///< DOI, `order of magnitude: DOI`, or `assumed`
  Evidence evidence = Evidence::assumed;
  bool calibrate = false;
  Prior prior;
  std::string meaning;
  std::string file;  ///< table it was read from
  long line = 0;
};

/// How one parameter varies between patients: x = typical * exp(eta), eta normal with this log SD.
struct Variability {
  std::string name;
  int index = -1;         ///< position in `parameters`
  double log_sd = 0;      ///< at the typical values of the tables
  int log_sd_index = -1;  ///< the parameter that holds the log SD where that is calibrated, else -1
  int draws_with = -1;    ///< position of the parameter whose eta it shares, else -1
};

class ParameterTable {
 public:
  /// Reads every table, from TRIMER_DATA or embedded.
  /// @throws InputError with all faults of all tables
  static ParameterTable load();

  /// All rows, in the order of `parameters`.
  [[nodiscard]] const std::vector<ParameterRow>& rows() const { return rows_; }
  /// The row of a parameter, by name or symbol; nullptr if there is none.
  [[nodiscard]] const ParameterRow* find(std::string_view name_or_symbol) const;
  [[nodiscard]] Parameters<double> typical_values() const;
  /// The parameters that vary between patients, in the order of `parameters`. Log SDs that are parameters
  /// themselves
  /// (`blast_susceptibility_log_sd`) say so; a caller who changes them reads them there.
  [[nodiscard]] std::vector<Variability> variability() const;

 private:
  std::vector<ParameterRow> rows_;
};

/// Typical values of the tables. @throws InputError as ParameterTable::load()
[[nodiscard]] Parameters<double> typical_values();

/// Why no patient can have these parameters: not finite; a return of B cells to blood that is not positive; a
/// mean arterial pressure that a full leak would take to zero. Empty if there is nothing.
[[nodiscard]] std::vector<Fault> individual_faults(const Parameters<double>& values);

/// The same for typical values, which also keep their range.
[[nodiscard]] std::vector<Fault> typical_faults(const Parameters<double>& values,
                                                const ParameterTable& table);

/// Limits of an individual draw: birth of blasts at least death + minimum_net_growth, niche_fraction_initial
/// and car_residual_function at most their caps.
void limit_individual(Parameters<double>& values);

}  // namespace trimer::therapy
