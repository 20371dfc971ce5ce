#include <trimer/cohort/cohort_tally.h>

#include <algorithm>
#include <utility>

#include <trimer/core/fault.h>

namespace trimer::cohort {

namespace {

constexpr std::size_t response_kinds = static_cast<std::size_t>(BestResponse::not_applicable) + 1;
constexpr std::size_t longest_cycle_list = 64;

constexpr std::pair<std::string_view, WorstGrade PatientRow::*> scales[] = {
    {"crs", &PatientRow::crs},
    {"icans", &PatientRow::icans},
    {"pyrexia", &PatientRow::pyrexia},
    {"neutropenia", &PatientRow::neutropenia},
    {"thrombocytopenia", &PatientRow::thrombocytopenia},
    {"anaemia", &PatientRow::anaemia},
    {"lymphopenia", &PatientRow::lymphopenia},
    {"infection", &PatientRow::infection},
};

/// Keeps the list sorted by patient and no longer than allowed, so that it is the same in any order of
/// adding.
void insert_failure(std::vector<Failure>& failures, Failure failure) {
  const auto place =
      std::lower_bound(failures.begin(), failures.end(), failure,
                       [](const Failure& a, const Failure& b) { return a.patient < b.patient; });
  failures.insert(place, std::move(failure));
  if (failures.size() > CohortTally::maximum_failures_listed) failures.pop_back();
}

}  // namespace

CohortTally::CohortTally()
    : proportions_(proportion_endpoints().size()),
      times_(time_endpoints().size()),
      best_responses_(response_kinds) {
  for (const auto& [name, member] : scales) grades_.emplace(name, GradeCounts{});
}

void CohortTally::add(const PatientRow& row) {
  flow_.add(row);
  if (row.treatment_exit == TreatmentExit::excluded) return;
  ++patients_;
  for (std::size_t i = 0; i < proportions_.size(); ++i) {
    const Reading reading = proportion_endpoints()[i].read(row);
    if (reading == Reading::outside) continue;
    ++proportions_[i].n;
    if (reading == Reading::yes) ++proportions_[i].k;
    if (reading == Reading::not_evaluable) ++proportions_[i].not_evaluable;
  }
  for (std::size_t i = 0; i < times_.size(); ++i) {
    if (const auto time = time_endpoints()[i].read(row)) times_[i].add(*time);
  }
  ++outcomes_[row.outcome];
  if (row.failed()) {
    ++failed_;
    insert_failure(failures_, {row.patient, row.outcome_day.value_or(0), row.outcome});
  }
  for (const auto& [name, member] : scales) {
    GradeCounts& counts = grades_.find(name)->second;
    const std::optional<int> grade = (row.*member).grade;
    if (grade && *grade >= 0 && *grade <= 5) {
      ++counts.grade[*grade];
    } else {
      ++counts.not_evaluable;
    }
  }
  ++best_responses_[static_cast<std::size_t>(row.best_response)];
  const auto cycles = std::min(static_cast<std::size_t>(std::max(row.cycles_started, 0)), longest_cycle_list);
  if (cycles >= cycles_started_.size()) cycles_started_.resize(cycles + 1);
  ++cycles_started_[cycles];
}

void CohortTally::merge(const CohortTally& other) {
  flow_.merge(other.flow_);
  patients_ += other.patients_;
  failed_ += other.failed_;
  for (std::size_t i = 0; i < proportions_.size(); ++i) {
    proportions_[i].k += other.proportions_[i].k;
    proportions_[i].n += other.proportions_[i].n;
    proportions_[i].not_evaluable += other.proportions_[i].not_evaluable;
  }
  for (std::size_t i = 0; i < times_.size(); ++i) times_[i].merge(other.times_[i]);
  for (const auto& [outcome, count] : other.outcomes_) outcomes_[outcome] += count;
  for (const Failure& failure : other.failures_) insert_failure(failures_, failure);
  for (const auto& [name, counts] : other.grades_) {
    GradeCounts& mine = grades_.find(name)->second;
    for (int grade = 0; grade <= 5; ++grade) mine.grade[grade] += counts.grade[grade];
    mine.not_evaluable += counts.not_evaluable;
  }
  for (std::size_t i = 0; i < best_responses_.size(); ++i) best_responses_[i] += other.best_responses_[i];
  if (other.cycles_started_.size() > cycles_started_.size())
    cycles_started_.resize(other.cycles_started_.size());
  for (std::size_t i = 0; i < other.cycles_started_.size(); ++i)
    cycles_started_[i] += other.cycles_started_[i];
}

const Count& CohortTally::proportion(std::string_view id) const {
  const int position = find_proportion(id);
  if (position < 0) throw InputError("endpoint", id, "expected the id of a proportion");
  return proportions_[static_cast<std::size_t>(position)];
}

const SurvivalTally& CohortTally::time(std::string_view id) const {
  const int position = find_time(id);
  if (position < 0) throw InputError("endpoint", id, "expected the id of a time to event");
  return times_[static_cast<std::size_t>(position)];
}

std::int64_t CohortTally::best_response(BestResponse response) const {
  return best_responses_[static_cast<std::size_t>(response)];
}

StackedBar response_bar(const CohortTally& tally, std::string label) {
  StackedBar bar{std::move(label), static_cast<int>(tally.patients()), {}, {}};
  using enum BestResponse;
  for (const BestResponse response :
       {CR, CRh, CRi, BLAST_FREE, PR, SD, NR, PD, not_applicable, not_evaluable}) {
    const std::int64_t count = tally.best_response(response);
    if (count == 0 && (response == SD || response == not_applicable || response == PD)) continue;
    bar.parts.emplace_back(to_text(response));
    bar.counts.push_back(static_cast<int>(count));
  }
  return bar;
}

StackedBar grade_bar(const CohortTally& tally, std::string_view scale, std::string label) {
  const auto found = tally.grades().find(scale);
  if (found == tally.grades().end()) throw InputError("scale", scale, "expected a graded toxicity");
  StackedBar bar{std::move(label), static_cast<int>(tally.patients()), {}, {}};
  for (int grade = 0; grade <= 5; ++grade) {
    bar.parts.push_back("grade " + std::to_string(grade));
    bar.counts.push_back(static_cast<int>(found->second.grade[grade]));
  }
  bar.parts.emplace_back("not evaluable");
  bar.counts.push_back(static_cast<int>(found->second.not_evaluable));
  return bar;
}

}  // namespace trimer::cohort
