/// @file
/// The rules followed for one patient: observations go in, decisions come out. It decides; whoever calls it
/// carries out.
///
///     PatientProtocol protocol(rules);
///     protocol.see(day, Observed::crs_grade, 3);
///     for (const Decision& decision : protocol.decide({.day = day, .cycle = 1, .infusing = true})) …
///
/// Given the log of an earlier course it decides what the log says, whatever is observed.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <trimer/protocol/decision.h>
#include <trimer/protocol/protocol.h>

namespace trimer::protocol {

/// A cycle has ended and its marrow has been read: the next one has to be decided.
struct CycleEnd {
  double earliest_start = 0;   ///< of the next cycle [d]
  double transplant_draw = 1;  ///< uniform on (0, 1), to compare with the probability of a rule
};

struct Instant {
  double day = 0;
  int cycle = 1, last_cycle = 1;
  bool infusing = false;
  bool screening = false;           ///< the baseline visit
  bool remission_at_start = false;  ///< before the first dose
  double lead_days = 1.0 / 24;      ///< from a decision to an infusion: time for premedication [d]
  std::optional<CycleEnd> cycle_end = {};
};

class PatientProtocol {
 public:
  /// @param protocol  outlives this
  /// @param replay    decisions of this patient to follow instead of the rules; outlives this
  explicit PatientProtocol(const Protocol& protocol, const std::vector<Decision>* replay = nullptr);

  /// Takes an observation; it stands until the next of its kind.
  void see(double day, Observed what, double value);
  /// Everything decided at this instant, in the order in which it is carried out.
  std::vector<Decision> decide(const Instant& now);
  /// Whether a rule would end treatment if this were observed at the end of a cycle.
  [[nodiscard]] bool would_end(Observed what, double value, int cycle) const;

  [[nodiscard]] bool held() const { return held_since_.has_value(); }
  [[nodiscard]] bool waiting() const { return waiting_.has_value(); }  ///< the next cycle is withheld
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] int interruptions() const { return interruptions_; }
  [[nodiscard]] const std::vector<Decision>& decisions() const { return decisions_; }

 private:
  struct Cause {
    std::size_t rule = 0;
    double since = 0;  ///< [d]
  };
  struct Waiting {
    std::size_t rule = 0;
    double earliest_start = 0;
  };

  [[nodiscard]] bool met(std::size_t rule, const Instant& now, unsigned situation) const;
  [[nodiscard]] bool resolved(std::size_t rule) const;
  [[nodiscard]] std::string observation(std::size_t rule) const;
  [[nodiscard]] std::optional<std::size_t> strongest(const Instant& now, unsigned situation) const;
  void decide_screening(const Instant& now, std::vector<Decision>& made);
  void decide_orders(const Instant& now, unsigned situation, std::vector<Decision>& made);
  void decide_flow(const Instant& now, unsigned situation, std::vector<Decision>& made);
  void decide_held(const Instant& now, std::vector<Decision>& made);
  void decide_waiting(const Instant& now, std::vector<Decision>& made);
  void decide_cycle_end(const Instant& now, std::vector<Decision>& made);
  void add_causes(const Instant& now);
  void make(std::vector<Decision>& made, Decision decision);
  void take_note(const Decision& decision);

  const Protocol* protocol_;
  const std::vector<Decision>* replay_;
  std::size_t replayed_ = 0;
  std::array<std::optional<double>, observed_count> latest_;
  std::vector<std::optional<double>> since_;  ///< per rule: day from which its observation has stood
  std::vector<int> holds_ended_;              ///< per rule
  std::optional<double> held_since_;
  std::vector<Cause> causes_;
  std::optional<Waiting> waiting_;
  double dexamethasone_until_ = -1e9, last_tocilizumab_ = -1e9;
  int tocilizumab_doses_ = 0;
  int interruptions_ = 0;
  bool ended_ = false, left_ = false;
  std::vector<Decision> decisions_;
};

}  // namespace trimer::protocol
