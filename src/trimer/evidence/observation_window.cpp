#include <trimer/evidence/observation_window.h>

#include <algorithm>
#include <array>
#include <limits>

namespace trimer::evidence {

namespace {

using assessment::Grading;
using assessment::HaemTerm;
using assessment::Response;
using cohort::BaselineCovariates;

constexpr double forever = std::numeric_limits<double>::infinity();

/// Limits on the clock of the record. Nothing is inside where there is no first dose to count from.
struct Limits {
  double from = forever, to = -forever;
  bool closed = false;  ///< `to` itself is inside
  [[nodiscard]] bool holds(double day) const { return day >= from && (day < to || (closed && day <= to)); }
};

Limits limits(const ObservedPatient& patient, const ObservationWindow& window, double default_end,
              bool default_closed) {
  const auto& start = patient.assessment.course.start;
  if (!start) return {};
  if (window.to) return {*start + window.from, *start + *window.to, false};
  return {*start + window.from, default_end, default_closed};
}

Limits adverse_event_limits(const ObservedPatient& patient, const ObservationWindow& window) {
  static const double after = assessment::criteria().threshold("record.treatment_emergent_window");
  const auto& last = patient.assessment.course.last_dose_end;
  return limits(patient, window, last ? *last + after : forever, true);
}

/// A window that is not printed is the response window; one without an end lasts as long as follow-up.
Limits response_limits(const ObservedPatient& patient, const ObservationWindow& window) {
  static const double weeks = observation::Options().response_window_weeks;
  const double start = patient.assessment.course.start.value_or(0);
  return limits(patient, window, window.given ? forever : start + 7 * weeks, true);
}

/// Half a day of tolerance: visits drift by hours.
double visits_apart() {
  static const double days = assessment::criteria().threshold("record.adverse_event_counts") - 0.5;
  return days;
}

void take(WindowGrade& worst, int& lower_bound, double day, const assessment::GradeResult& result) {
  lower_bound = std::max(lower_bound, result.lower_bound.value_or(0));
  if (!result.grade) return;
  worst.grade = std::max(worst.grade.value_or(0), *result.grade);
  if (*result.grade >= 1 && !worst.onset) worst.onset = day;
}

void settle(WindowGrade& worst, int lower_bound) {
  if (lower_bound > worst.grade.value_or(0)) {
    worst.grade = lower_bound;
    worst.lower_bound = true;
  }
}

const assessment::ProfileAssessment* find(const ObservedPatient& patient, assessment::Profile profile) {
  return patient.assessment.profile(profile);
}

struct CovariateField {
  std::string_view name;
  std::optional<double> (*read)(const BaselineCovariates&);
};

template <auto field>
std::optional<double> number(const BaselineCovariates& baseline) {
  if (!(baseline.*field)) return std::nullopt;
  return static_cast<double>(*(baseline.*field));
}

constexpr std::array covariate_fields = std::to_array<CovariateField>({
    {"age", number<&BaselineCovariates::age>},
    {"sex_male", number<&BaselineCovariates::sex_male>},
    {"height", number<&BaselineCovariates::height>},
    {"weight", number<&BaselineCovariates::weight>},
    {"bsa", number<&BaselineCovariates::bsa>},
    {"marrow_blast_fraction", number<&BaselineCovariates::marrow_blast_fraction>},
    {"blood_blasts_per_ul", number<&BaselineCovariates::blood_blasts_per_ul>},
    {"neutrophils", number<&BaselineCovariates::neutrophils>},
    {"platelets", number<&BaselineCovariates::platelets>},
    {"haemoglobin", number<&BaselineCovariates::haemoglobin>},
    {"t_cells_per_ul", number<&BaselineCovariates::t_cells_per_ul>},
    {"cd8_fraction", number<&BaselineCovariates::cd8_fraction>},
    {"treg_percent", number<&BaselineCovariates::treg_percent>},
    {"cd19_positive_fraction", number<&BaselineCovariates::cd19_positive_fraction>},
    {"cd19_null_fraction", number<&BaselineCovariates::cd19_null_fraction>},
    {"cd19_sites", number<&BaselineCovariates::cd19_sites>},
    {"b_cells_per_ul", number<&BaselineCovariates::b_cells_per_ul>},
    {"car_t_per_ul", number<&BaselineCovariates::car_t_per_ul>},
    {"prior_hsct", number<&BaselineCovariates::prior_transplant>},
    {"prior_transplant", number<&BaselineCovariates::prior_transplant>},
});

}  // namespace

ObservationWindow::ObservationWindow(const PublishedEndpoint& endpoint) : given(endpoint.has_window) {
  if (endpoint.window_from) from = *endpoint.window_from - 1;
  to = endpoint.window_to;  // the last study day d ends at elapsed day d
}

WindowGrade worst_grade(const ObservedPatient& patient, Grading grading, const ObservationWindow& window) {
  const Limits inside = adverse_event_limits(patient, window);
  const double start = patient.assessment.course.start.value_or(0);
  WindowGrade worst;
  int lower_bound = 0;
  const assessment::GradePoint* standing = nullptr;  // what was so when the window opened
  for (const assessment::GradePoint& point : patient.assessment.points) {
    if (point.grading != grading || point.day < start) continue;
    if (point.day < inside.from) standing = &point;
    if (inside.holds(point.day)) take(worst, lower_bound, point.day, point.result);
  }
  if (standing != nullptr) take(worst, lower_bound, inside.from, standing->result);
  settle(worst, lower_bound);
  return worst;
}

WindowGrade worst_count_grade(const ObservedPatient& patient, HaemTerm term, bool worsening,
                              const ObservationWindow& window) {
  const Limits inside = adverse_event_limits(patient, window);
  WindowGrade worst;
  int lower_bound = 0;
  if (worsening && !patient.assessment.baseline_grades[static_cast<std::size_t>(term)]) return worst;
  const auto day = [&](const assessment::LabGrade& count) { return patient.record.labs[count.row].at.day; };
  std::vector<const assessment::LabGrade*> counts;
  for (const assessment::LabGrade& row : patient.assessment.labs) {
    const observation::Moment& at = patient.record.labs[row.row].at;
    if (row.term == term && row.after_baseline && at.known() && inside.holds(at.day)) counts.push_back(&row);
  }
  std::stable_sort(counts.begin(), counts.end(), [&](auto a, auto b) { return day(*a) < day(*b); });
  double next_visit = -forever;
  for (const assessment::LabGrade* count : counts) {
    if (worsening) {
      if (day(*count) < next_visit) continue;
      next_visit = day(*count) + visits_apart();
      if (!count->worsened) {
        if (count->result.grade && !worst.grade) worst.grade = 0;
        continue;
      }
    }
    take(worst, lower_bound, day(*count), count->result);
  }
  settle(worst, lower_bound);
  return worst;
}

WindowGrade worst_haematological(const ObservedPatient& patient, const ObservationWindow& window) {
  WindowGrade worst;
  worst.grade = 0;
  for (const HaemTerm term : {HaemTerm::neutrophils, HaemTerm::platelets, HaemTerm::haemoglobin}) {
    const WindowGrade one = worst_count_grade(patient, term, false, window);
    if (!one.grade) return {};
    worst.grade = std::max(*worst.grade, *one.grade);
    worst.lower_bound = worst.lower_bound || one.lower_bound;
    if (one.onset && (!worst.onset || *one.onset < *worst.onset)) worst.onset = one.onset;
  }
  return worst;
}

WindowGrade worst_infection(const ObservedPatient& patient, const ObservationWindow& window) {
  WindowGrade worst;
  if (patient.record.events.empty()) return worst;
  const Limits inside = adverse_event_limits(patient, window);
  worst.grade = 0;
  for (const observation::Event& event : patient.record.events) {
    if (event.event != observation::EventKind::ae || event.domain != observation::Domain::INFECTION) continue;
    if (!event.at.known() || (inside.holds(event.at.day) && !event.grade)) {
      worst.lower_bound = true;
      continue;
    }
    if (!inside.holds(event.at.day)) continue;
    worst.grade = std::max(*worst.grade, *event.grade);
    if (!worst.onset || event.at.day < *worst.onset) worst.onset = event.at.day;
  }
  return worst;
}

WindowResponse best_response(const ObservedPatient& patient, assessment::Profile profile,
                             const ObservationWindow& window) {
  WindowResponse found;
  const auto* assessed = find(patient, profile);
  if (assessed == nullptr) return found;
  const Limits inside = response_limits(patient, window);
  for (const assessment::VisitResponse& visit : assessed->visits) {
    if (!inside.holds(visit.day)) continue;
    // The order of the enumeration is from best to worst.
    found.best = std::min(found.best, visit.result.response);
    const auto& blasts = visit.inputs.bm_blast_pct;
    if (blasts && *blasts < found.lowest_blast_pct.value_or(forever)) found.lowest_blast_pct = blasts;
  }
  // In remission at baseline, response is not asked.
  if (assessed->best == Response::NOT_APPLICABLE) found.best = Response::NOT_APPLICABLE;
  return found;
}

std::optional<double> first_day_of(const ObservedPatient& patient, assessment::Profile profile,
                                   const std::vector<Response>& responses, const ObservationWindow& window) {
  const auto* assessed = find(patient, profile);
  if (assessed == nullptr) return std::nullopt;
  const Limits inside = response_limits(patient, window);
  for (const assessment::VisitResponse& visit : assessed->visits) {
    if (inside.holds(visit.day) &&
        std::find(responses.begin(), responses.end(), visit.result.response) != responses.end())
      return visit.day;
  }
  return std::nullopt;
}

std::optional<bool> mrd_below(const ObservedPatient& patient, assessment::Profile profile, double level,
                              const ObservationWindow& window) {
  const auto* assessed = find(patient, profile);
  if (assessed == nullptr) return std::nullopt;
  const Limits inside = response_limits(patient, window);
  std::optional<bool> below;
  for (const assessment::MrdVisit& visit : assessed->mrd) {
    using assessment::Mrd;
    const assessment::MrdResult& result = visit.result;
    if (!inside.holds(visit.day) || result.mrd == Mrd::NE || result.mrd == Mrd::NOT_APPLICABLE) continue;
    // Detected below the range in which a level can be given counts as below the assay's sensitivity.
    const bool unquantified = result.undetected || !result.level;
    if (unquantified && !(result.sensitivity && *result.sensitivity <= level)) continue;
    below = below.value_or(false) || unquantified || *result.level < level;
  }
  return below;
}

std::optional<bool> mrd_undetected(const ObservedPatient& patient, assessment::Profile profile,
                                   const ObservationWindow& window) {
  const auto* assessed = find(patient, profile);
  if (assessed == nullptr) return std::nullopt;
  const Limits inside = response_limits(patient, window);
  std::optional<bool> undetected;
  for (const assessment::MrdVisit& visit : assessed->mrd) {
    if (inside.holds(visit.day) && (visit.result.undetected || visit.result.level))
      undetected = visit.result.undetected;
  }
  return undetected;
}

std::optional<double> covariate_of(const BaselineCovariates& baseline, std::string_view name) {
  for (const CovariateField& field : covariate_fields)
    if (field.name == name) return field.read(baseline);
  return std::nullopt;
}

bool is_covariate(std::string_view name) {
  return std::any_of(covariate_fields.begin(), covariate_fields.end(),
                     [&](const CovariateField& field) { return field.name == name; });
}

}  // namespace trimer::evidence
