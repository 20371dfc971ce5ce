/// @file
/// A regimen: what is planned before the first dose. Cycles of blinatumomab, step dose, treatment-free
/// interval, premedication, days in hospital, and how a held infusion is taken up again. What is decided
/// later, from what is observed, belongs to protocol/.
///
/// Units throughout: ug/day or ug/m2/day for rates, mg or mg/m2 for boluses, elapsed days.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::regimen {

/// What a dose depends on.
struct PatientSize {
  double weight_kg = 75;  ///< [kg]
  double bsa_m2 = 1.85;   ///< [m2]
  double age_years = 40;  ///< [year]; premedication differs below 18
};

/// An amount per person or per body surface, with an optional cap per person.
struct Amount {
  double value = 0;  ///< [ug/day] or [mg]; per m2 of body surface if `per_m2`
  bool per_m2 = false;
  std::optional<double> cap;  ///< largest amount per person after scaling, same unit without m2

  /// min(value · BSA, cap), or value.
  [[nodiscard]] double for_bsa(double bsa_m2) const;
  friend bool operator==(const Amount&, const Amount&) = default;
};

/// Where a statement comes from. Codes: LBL label, FT full text, ABS abstract, SEC secondary source, MEM from
/// memory and to be verified, empty = assumed.
struct Provenance {
  std::string code;
  std::string locator;
  [[nodiscard]] bool from_memory() const { return code == "MEM"; }
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// One constant rate over [from_day, to_day) of its cycle.
struct Infusion {
  double from_day = 0, to_day = 28;  ///< elapsed days from the start of the cycle [d]
  Amount rate;                       ///< [ug/day], at or above the weight limit of the regimen
  std::optional<Amount> light_rate;  ///< below it; empty = `rate` for everyone
  Provenance provenance;
  friend bool operator==(const Infusion&, const Infusion&) = default;
};

struct Cycle {
  double start_day = 0;     ///< planned, from the first infusion [d]
  double length_days = 42;  ///< to the earliest start of the next: infusion and treatment-free interval [d]
  std::vector<Infusion> infusions;
  std::string phase = {};  ///< as printed: `induction`, `consolidation`, `maintenance`; may be empty

  [[nodiscard]] double infusion_days() const;        ///< sum over the infusions [d]
  [[nodiscard]] double end_of_infusion() const;      ///< last to_day, from the start of the cycle [d]
  [[nodiscard]] double treatment_free_days() const;  ///< length_days - end_of_infusion() [d]
  friend bool operator==(const Cycle&, const Cycle&) = default;
};

/// Dexamethasone before an infusion starts, rises or starts again.
struct Premedication {
  Amount dose;              ///< [mg]
  double hours_before = 1;  ///< [h]
  bool on_cycle_start = true, on_step = true, on_restart = true;
  int cycle_from = 1;  ///< first and last cycle the rule holds for; 0 = no last
  int cycle_to = 0;
  double age_from = 0, age_below = 1e3;  ///< [year]
  Provenance provenance;
  friend bool operator==(const Premedication&, const Premedication&) = default;
};

/// How an infusion that was held is taken up again.
struct Restart {
  Amount rate{9, false, {}};  ///< [ug/day]
  std::optional<Amount> light_rate;
  double step_after_days = 7;          ///< to the full rate of the cycle [d]
  double premedicate_after_hours = 4;  ///< a gap at least this long needs premedication [h]
  Provenance provenance;
  friend bool operator==(const Restart&, const Restart&) = default;
};

struct Intrathecal {
  std::vector<double> days;  ///< [d]
  double log10_kill = 2;     ///< fall of the CSF blasts per dose [1]; assumed
  friend bool operator==(const Intrathecal&, const Intrathecal&) = default;
};

struct Regimen {
  std::string id;  ///< name of the preset, or `written_out`
  std::string title;
  std::string source;
  double light_below_kg = 45;  ///< patients below it get the light rates [kg]
  std::vector<Cycle> cycles;
  std::vector<Premedication> premedication;
  Restart restart;
  Intrathecal intrathecal;
  std::vector<double> hospital_days;  ///< days in hospital at the start of cycle 1, 2, … [d]
  Provenance hospital_provenance;

  /// Days in hospital at the start of a cycle (1-based); 0 beyond the list.
  [[nodiscard]] double hospital_days_of(int cycle) const;
  friend bool operator==(const Regimen&, const Regimen&) = default;
};

/// The statements of a regimen that are quoted from memory, for print: `infusion 28 ug/day of cycle 1: from
/// memory, verify`. Empty if there are none.
[[nodiscard]] std::vector<std::string> from_memory(const Regimen& regimen);

/// A plan in words, one line per cycle or run of equal cycles.
[[nodiscard]] std::vector<std::string> in_words(const Regimen& regimen);

/// Reads data/regimens/NAME.toml (read_regimen.h has the format). @throws InputError for an unknown name or a
/// faulty file
[[nodiscard]] Regimen preset(std::string_view name);
/// Names of the presets, sorted.
[[nodiscard]] std::vector<std::string> preset_names();

/// Keeps the first `count` cycles. @pre 1 <= count <= cycles.size()
void keep_cycles(Regimen& regimen, int count);

}  // namespace trimer::regimen
