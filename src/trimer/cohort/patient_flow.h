/// @file
/// The way of a cohort from screening to the end of follow-up, counted so that every patient is accounted for
/// at every stage (as a CONSORT diagram asks, 10.1136/bmj.c332).
///
///     screened ─▶ cycle 1 ─▶ cycle 2 ─▶ …        started(n) = left treatment in n + started(n + 1)
///        │           │          │
///     not treated  left      left                treated    = sum over fates
///
/// All counts are integers: adding in another order, or merging parts, gives the same flow.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/cohort/patient_row.h>

namespace trimer::cohort {

inline constexpr std::size_t treatment_exits = static_cast<std::size_t>(TreatmentExit::failed) + 1;

/// Where a treated patient stood at the end: dead by cause, lost, or alive by what is known of the leukaemia.
enum class Fate {
  in_remission,   ///< alive, remission reached (or there at the start), no relapse
  after_relapse,  ///< alive
  no_remission,   ///< alive, remission never reached
  lost,
  died_leukaemia,
  died_infection,
  died_crs,
  died_icans,
  died_after_transplant,  ///< of another cause
  died_other              ///< of another cause, or of one not recorded
};
inline constexpr std::size_t fates = static_cast<std::size_t>(Fate::died_other) + 1;
[[nodiscard]] std::string_view in_words(Fate fate);
[[nodiscard]] std::string_view in_words(TreatmentExit exit);

/// What became of a patient who was treated. @pre the computation completed
[[nodiscard]] Fate fate_of(const PatientRow& row);
/// In remission at some time: by the assessment of the record, or before the first dose.
[[nodiscard]] bool ever_in_remission(const PatientRow& row);

/// First event of those in remission.
enum class AfterRemission { relapse_positive, relapse_dim, relapse_negative, relapse_unknown, died, lost, in_remission };
inline constexpr std::size_t after_remissions = static_cast<std::size_t>(AfterRemission::in_remission) + 1;
[[nodiscard]] std::string_view in_words(AfterRemission what);

class PatientFlow {
 public:
  struct CycleStage {
    std::int64_t started = 0;
    std::int64_t held = 0, assessed = 0, in_remission = 0;  ///< of these, by the clinic's own reading
    std::array<std::int64_t, treatment_exits> left{};       ///< who started no other cycle, by how it ended

    bool operator==(const CycleStage&) const = default;
  };

  void add(const PatientRow& row);
  void merge(const PatientFlow& other);

  [[nodiscard]] std::int64_t screened() const { return screened_; }  ///< everyone added
  /// Never treated, by the rule that excluded them; `computation` for a computation that did not complete and
  /// `no cycle` for patients without a first dose.
  [[nodiscard]] const std::map<std::string, std::int64_t>& not_treated() const { return not_treated_; }
  [[nodiscard]] std::int64_t treated() const { return cycles_.empty() ? 0 : cycles_.front().started; }
  [[nodiscard]] const std::vector<CycleStage>& cycles() const { return cycles_; }
  [[nodiscard]] std::int64_t fate(Fate fate) const { return fates_[static_cast<std::size_t>(fate)]; }
  [[nodiscard]] std::int64_t after_remission(AfterRemission what) const {
    return after_remission_[static_cast<std::size_t>(what)];
  }
  [[nodiscard]] std::int64_t ever_in_remission() const;
  [[nodiscard]] std::int64_t transplanted() const { return transplanted_; }
  [[nodiscard]] std::int64_t next_therapy() const { return next_therapy_; }

  /// The sums that do not hold, in words; empty if every patient is accounted for.
  [[nodiscard]] std::vector<std::string> unaccounted() const;

  bool operator==(const PatientFlow&) const = default;

 private:
  std::int64_t screened_ = 0, transplanted_ = 0, next_therapy_ = 0;
  std::map<std::string, std::int64_t> not_treated_;
  std::vector<CycleStage> cycles_;
  std::array<std::int64_t, fates> fates_{};
  std::array<std::int64_t, after_remissions> after_remission_{};
};

}  // namespace trimer::cohort
