/// @file
/// The bedside of the virtual clinic: readings come in, support goes out, and what stands now is what a grade
/// needs. A sign counts when two consecutive readings agree, because a virtual sign carries noise.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <trimer/observation/assays.h>
#include <trimer/observation/record.h>
#include <trimer/protocol/rules.h>

namespace trimer::protocol {

/// How far pressure and oxygenation have failed, by the support they got. Ordered: a higher one is worse.
enum class PressureSupport { none, fluids, one_vasopressor, two_vasopressors };
enum class OxygenSupport { none, nasal_cannula, facemask, positive_pressure };

/// What stands at the bedside after a reading.
struct BedsideState {
  double day = 0;
  double temperature = 0;  ///< the lower of the last two readings [Cel]
  bool fever = false;      ///< in two consecutive readings
  bool masked = false;     ///< antipyretic, steroid or anticytokine in effect
  PressureSupport pressure = PressureSupport::none;
  OxygenSupport oxygen = OxygenSupport::none;
  int ice = 10;  ///< the better of the last two scores
};

/// Follows one patient. Writes support rows into the record; open rows are closed at finish().
class Bedside {
 public:
  explicit Bedside(const SupportRules& rules) : rules_(&rules) {}

  /// Takes a reading of signs, gives support, and says what stands.
  BedsideState observe(const observation::SignReading& reading, observation::SubjectRecord& record);
  /// Takes blood counts and transfuses.
  void observe(const observation::CountReading& counts, observation::SubjectRecord& record) const;
  /// Tells that a drug which masks fever was given (written in the record by the caller).
  void masking_drug_given(double day) { last_masking_day_ = day; }
  /// Closes what is still running.
  void finish(double day, observation::SubjectRecord& record);

 private:
  void change_pressure(PressureSupport to, double day, observation::SubjectRecord& record);
  void change_oxygen(OxygenSupport to, double day, observation::SubjectRecord& record);

  const SupportRules* rules_;
  std::optional<observation::SignReading> previous_;
  PressureSupport pressure_ = PressureSupport::none;
  OxygenSupport oxygen_ = OxygenSupport::none;
  std::vector<std::size_t> vasopressor_rows_, oxygen_rows_;  ///< open rows of the record
  double last_antipyretic_day_ = -1e9, last_masking_day_ = -1e9;
};

}  // namespace trimer::protocol
