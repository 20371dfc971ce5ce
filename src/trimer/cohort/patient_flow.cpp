#include <trimer/cohort/patient_flow.h>

#include <algorithm>
#include <numeric>

namespace trimer::cohort {
namespace {

constexpr std::size_t longest_course = 100;  ///< cycles counted apart

std::int64_t sum(const auto& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

AfterRemission first_event(const PatientRow& row) {
  if (row.relapse_day) {
    switch (row.relapse_cd19) {
      case RelapseCd19::positive:
        return AfterRemission::relapse_positive;
      case RelapseCd19::dim:
        return AfterRemission::relapse_dim;
      case RelapseCd19::negative:
        return AfterRemission::relapse_negative;
      case RelapseCd19::unknown:
        return AfterRemission::relapse_unknown;
    }
  }
  if (row.death_day) return AfterRemission::died;
  return row.lost_day ? AfterRemission::lost : AfterRemission::in_remission;
}

}  // namespace

std::string_view in_words(Fate fate) {
  switch (fate) {
    case Fate::in_remission:
      return "alive in remission";
    case Fate::after_relapse:
      return "alive after relapse";
    case Fate::no_remission:
      return "alive, never in remission";
    case Fate::lost:
      return "lost to follow-up";
    case Fate::died_leukaemia:
      return "died of leukaemia";
    case Fate::died_infection:
      return "died of infection";
    case Fate::died_crs:
      return "died of CRS";
    case Fate::died_icans:
      return "died of neurotoxicity";
    case Fate::died_after_transplant:
      return "died after transplantation";
    case Fate::died_other:
      return "died of another cause";
  }
  return "";
}

std::string_view in_words(TreatmentExit exit) {
  switch (exit) {
    case TreatmentExit::not_recorded:
      return "not recorded";
    case TreatmentExit::completed:
      return "completed as planned";
    case TreatmentExit::transplant:
      return "to transplantation";
    case TreatmentExit::no_remission:
      return "no remission";
    case TreatmentExit::relapse:
      return "relapse";
    case TreatmentExit::toxicity:
      return "stopped for toxicity";
    case TreatmentExit::other:
      return "left by another rule";
    case TreatmentExit::died:
      return "died in treatment";
    case TreatmentExit::lost:
      return "lost in treatment";
    case TreatmentExit::ongoing:
      return "in treatment at the data cut";
    case TreatmentExit::excluded:
      return "excluded at screening";
    case TreatmentExit::failed:
      return "computation not completed";
  }
  return "";
}

std::string_view in_words(AfterRemission what) {
  switch (what) {
    case AfterRemission::relapse_positive:
      return "relapse, CD19-positive";
    case AfterRemission::relapse_dim:
      return "relapse, CD19 dim";
    case AfterRemission::relapse_negative:
      return "relapse, CD19-negative";
    case AfterRemission::relapse_unknown:
      return "relapse, CD19 not recorded";
    case AfterRemission::died:
      return "died without relapse";
    case AfterRemission::lost:
      return "lost without relapse";
    case AfterRemission::in_remission:
      return "in remission at last contact";
  }
  return "";
}

bool ever_in_remission(const PatientRow& row) {
  return row.first_response_day || row.relapse_day || row.best_response == BestResponse::not_applicable;
}

Fate fate_of(const PatientRow& row) {
  if (row.death_day) {
    if (row.death_cause == "leukaemia") return Fate::died_leukaemia;
    if (row.death_cause == "infection") return Fate::died_infection;
    if (row.death_cause == "crs") return Fate::died_crs;
    if (row.death_cause == "icans") return Fate::died_icans;
    return row.transplant_day ? Fate::died_after_transplant : Fate::died_other;
  }
  if (row.lost_day) return Fate::lost;
  if (row.relapse_day) return Fate::after_relapse;
  return ever_in_remission(row) ? Fate::in_remission : Fate::no_remission;
}

void PatientFlow::add(const PatientRow& row) {
  ++screened_;
  if (row.failed() || row.treatment_exit == TreatmentExit::excluded || row.cycles_started < 1) {
    ++not_treated_[row.failed()                                          ? "computation"
                   : row.treatment_exit == TreatmentExit::excluded ? row.stop_reason
                                                                         : "no cycle"];
    return;
  }
  const std::size_t started = std::min(static_cast<std::size_t>(row.cycles_started), longest_course);
  if (cycles_.size() < started) cycles_.resize(started);
  for (std::size_t i = 0; i < started; ++i) {
    CycleStage& stage = cycles_[i];
    ++stage.started;
    if (i >= row.cycles.size()) continue;
    stage.held += row.cycles[i].held;
    stage.assessed += row.cycles[i].assessed;
    stage.in_remission += row.cycles[i].remission;
  }
  ++cycles_[started - 1].left[static_cast<std::size_t>(row.treatment_exit)];
  ++fates_[static_cast<std::size_t>(fate_of(row))];
  if (cohort::ever_in_remission(row)) ++after_remission_[static_cast<std::size_t>(first_event(row))];
  transplanted_ += row.transplant_day.has_value();
  next_therapy_ += row.next_therapy_day.has_value();
}

void PatientFlow::merge(const PatientFlow& other) {
  screened_ += other.screened_;
  transplanted_ += other.transplanted_;
  next_therapy_ += other.next_therapy_;
  for (const auto& [reason, count] : other.not_treated_) not_treated_[reason] += count;
  if (cycles_.size() < other.cycles_.size()) cycles_.resize(other.cycles_.size());
  for (std::size_t i = 0; i < other.cycles_.size(); ++i) {
    cycles_[i].started += other.cycles_[i].started;
    cycles_[i].held += other.cycles_[i].held;
    cycles_[i].assessed += other.cycles_[i].assessed;
    cycles_[i].in_remission += other.cycles_[i].in_remission;
    for (std::size_t exit = 0; exit < treatment_exits; ++exit) cycles_[i].left[exit] += other.cycles_[i].left[exit];
  }
  for (std::size_t i = 0; i < fates; ++i) fates_[i] += other.fates_[i];
  for (std::size_t i = 0; i < after_remissions; ++i) after_remission_[i] += other.after_remission_[i];
}

std::int64_t PatientFlow::ever_in_remission() const { return sum(after_remission_); }

std::vector<std::string> PatientFlow::unaccounted() const {
  std::vector<std::string> missing;
  const auto same = [&](const std::string& what, std::int64_t whole, std::int64_t parts) {
    if (whole != parts) missing.push_back(what + ": " + std::to_string(whole) + ", but its parts are " + std::to_string(parts));
  };
  std::int64_t not_treated = 0;
  for (const auto& [reason, count] : not_treated_) not_treated += count;
  same("screened", screened_, not_treated + treated());
  for (std::size_t i = 0; i < cycles_.size(); ++i)
    same("cycle " + std::to_string(i + 1), cycles_[i].started,
         sum(cycles_[i].left) + (i + 1 < cycles_.size() ? cycles_[i + 1].started : 0));
  same("treated", treated(), sum(fates_));
  return missing;
}

}  // namespace trimer::cohort
