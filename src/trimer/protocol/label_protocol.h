/// @file
/// The label's rules for interrupting, restarting and stopping blinatumomab, acting on observed grades.
/// It decides; the simulation carries out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trimer/protocol/rules.h>

namespace trimer::protocol {

enum class Effect { none, hold, restart_same_cycle, restart_new_cycle, stop };

/// One decision: what was observed, by which rule, to what effect.
struct Decision {
  double day = 0;
  std::string observation;  ///< e.g. `CRS grade 3`
  std::string rule;         ///< row of data/protocol/label.csv
  Effect effect = Effect::none;
};

[[nodiscard]] std::string_view name_of(Effect effect);

/// Follows the grades of one patient.
class LabelProtocol {
 public:
  explicit LabelProtocol(const LabelRules& rules) : rules_(&rules) {}

  /// Takes the observed grades of a moment. @param infusing  a cycle's infusion is running or due today
  Effect observe(double day, int crs_grade, int neuro_grade, bool infusing);
  /// Treatment ends for a reason outside these rules (no remission, relapse, transplant).
  void end(double day, std::string observation, std::string rule);

  [[nodiscard]] bool held() const { return held_since_.has_value(); }
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] int interruptions() const { return interruptions_; }
  [[nodiscard]] const std::vector<Decision>& decisions() const { return decisions_; }

 private:
  Effect decide(double day, std::string observation, std::string rule, Effect effect);

  const LabelRules* rules_;
  std::optional<double> held_since_;
  bool held_for_neuro_ = false;
  bool stopped_ = false;
  int interruptions_ = 0;
  int neuro_holds_ = 0;
  std::vector<Decision> decisions_;
};

}  // namespace trimer::protocol
