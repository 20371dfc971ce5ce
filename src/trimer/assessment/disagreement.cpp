// Where the record contradicts itself or the investigator.
#include <trimer/assessment/disagreement.h>

#include <trimer/assessment/decimal.h>
#include <trimer/assessment/engine.h>
#include <trimer/core/csv.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace trimer::assessment {

std::string_view to_text(DisagreementKind kind) {
  switch (kind) {
    case DisagreementKind::grade_differs:
      return "grade_differs";
    case DisagreementKind::grade_not_derivable:
      return "grade_not_derivable";
    case DisagreementKind::response_differs:
      return "response_differs";
    case DisagreementKind::response_not_derivable:
      return "response_not_derivable";
    case DisagreementKind::reports_contradict:
      return "reports_contradict";
    case DisagreementKind::remission_with_circulating_blasts:
      return "remission_with_circulating_blasts";
    case DisagreementKind::remission_with_marrow_blasts:
      return "remission_with_marrow_blasts";
    case DisagreementKind::relapse_without_remission:
      return "relapse_without_remission";
    case DisagreementKind::after_death:
      return "after_death";
    case DisagreementKind::cns_differs:
      return "cns_differs";
    case DisagreementKind::pressor_without_hypotension:
      return "pressor_without_hypotension";
    case DisagreementKind::event_dates_differ:
      return "event_dates_differ";
  }
  return "";
}

namespace engine {
namespace {

using observation::Domain;
using observation::Event;
using observation::EventKind;
using observation::Scale;

/// Reports of one visit may lie some days apart.
constexpr double same_visit_d = 7;

std::set<std::string> words_of(const std::string& term) {
  std::set<std::string> words;
  std::string word;
  for (const char c : term + "/") {
    if (c == '/' || c == ' ' || c == ',') {
      if (!word.empty()) words.insert(word);
      word.clear();
    } else {
      word += c;
    }
  }
  return words;
}

/// Words of one meaning: no response has several names.
std::string canonical_response(const std::string& word) {
  if (word == "NR" || word == "SD" || word == "FAILURE" || word == "PD" || word == "refractory")
    return "no response";
  if (word == "MLFS" || word == "BLAST_FREE") return "blast-free marrow";
  return word;
}

bool share_a_response(const std::string& a, const std::string& b) {
  std::set<std::string> first;
  for (const std::string& word : words_of(a)) first.insert(canonical_response(word));
  const std::set<std::string> second = words_of(b);
  return std::any_of(second.begin(), second.end(),
                     [&](const std::string& word) { return first.count(canonical_response(word)) > 0; });
}

bool claims_remission(const std::string& term) {
  const std::set<std::string> words = words_of(term);
  return std::any_of(words.begin(), words.end(),
                     [](const std::string& word) { return word == "CR" || word == "CRh" || word == "CRi"; });
}

std::string grade_range(const Event& event) {
  std::string text = std::to_string(*event.grade);
  if (event.grade_high && *event.grade_high != *event.grade) text += "-" + std::to_string(*event.grade_high);
  return text;
}

std::string when(const Event& event) {
  return event.at.known() ? " on day " + number_text(event.at.day) : std::string();
}

class Finder {
 public:
  explicit Finder(Context& context) : context_(context) {}

  void run() {
    compare_grades();
    compare_responses();
    find_contradicting_reports();
    find_impossible_remissions();
    find_after_death();
    find_others();
  }

 private:
  Disagreement& add(DisagreementKind kind, std::optional<double> day, std::string text) {
    Disagreement& found = context_.out.disagreements.emplace_back();
    found.kind = kind;
    found.subject_id = context_.out.subject_id;
    if (day && !std::isnan(*day)) found.day = day;
    found.text = std::move(text);
    return found;
  }

  static std::optional<double> day_of(const Event& event) {
    return event.at.known() ? std::optional(event.at.day) : std::nullopt;
  }

  /// Scales that a reported grade is compared with.
  [[nodiscard]] std::vector<Grading> gradings_of(const Event& event) const {
    switch (event.domain) {
      case Domain::CRS:
        switch (event.scale) {
          case Scale::ASTCT2019:
            return {Grading::CRSASTCT};
          case Scale::LEE2014:
            return {Grading::CRSLEE};
          case Scale::CTCAE5:
            return {Grading::CRSC5};
          case Scale::unknown:
            return {Grading::CRSASTCT, Grading::CRSLEE, Grading::CRSC5};
          default:
            return {};
        }
      case Domain::ICANS:
        return {context_.out.icans_scale == IcansScale::capd ? Grading::ICANSCAP : Grading::ICANSICE};
      case Domain::HAEM:
        switch (event.scale) {
          case Scale::ICAHT:
            return {Grading::ICAHTE, Grading::ICAHTL};
          case Scale::T_ICAHT:
            return {Grading::TICAHTE, Grading::TICAHTL};
          default:
            return {Grading::HAEMCOMP};
        }
      default:
        return {};
    }
  }

  /// The derived grade of a calendar day, or the worst of all days where the report has no time.
  [[nodiscard]] DailyGrade derived(Grading grading, const Event& event) const {
    DailyGrade worst;
    worst.grading = grading;
    for (const DailyGrade& day : context_.out.daily) {
      if (day.grading != grading) continue;
      if (event.at.known() && grading < Grading::ICAHTE && day.calendar_day != event.at.calendar_day)
        continue;
      if (day.grade && (!worst.grade || *day.grade > *worst.grade)) worst = day;
    }
    return worst;
  }

  void compare_grades() {
    for (const Event& event : context_.record.events) {
      if (event.event != EventKind::reported_grade || !event.grade) continue;
      for (const Grading grading : gradings_of(event)) {
        const DailyGrade found = derived(grading, event);
        const std::string scale(paramcd(grading));
        const int high = event.grade_high.value_or(*event.grade);
        const bool inside = found.grade && *found.grade >= *event.grade && *found.grade <= high;
        Comparison& compared = context_.out.comparisons.emplace_back();
        compared.scale = scale;
        compared.day = day_of(event);
        compared.reported = grade_range(event);
        compared.reported_grade = inside ? found.grade : event.grade;
        compared.derived_grade = found.grade;
        if (found.grade) compared.derived = std::to_string(*found.grade);
        compared.agrees = inside && event.scale != Scale::unknown;
        compared.source = event.source;
        if (!found.grade) {
          Disagreement& d = add(DisagreementKind::grade_not_derivable, day_of(event),
                                "Reported " + scale + " grade " + grade_range(event) + when(event) +
                                    "; the record does not hold what a derived grade needs.");
          d.scale = scale;
          d.reported = grade_range(event);
          d.sources = {event.source};
        } else if (!inside || event.scale == Scale::unknown) {
          Disagreement& d =
              add(DisagreementKind::grade_differs, day_of(event),
                  "Reported " + scale + " grade " + grade_range(event) + when(event) + ", derived " +
                      std::to_string(*found.grade) +
                      (inside ? "; the reported scale is unknown, so they cannot agree." : "."));
          d.scale = scale;
          d.reported = grade_range(event);
          d.derived = std::to_string(*found.grade);
          d.sources = {event.source};
        }
      }
    }
  }

  void compare_responses() {
    for (const Event& event : context_.record.events) {
      if (event.event != EventKind::reported_response) continue;
      for (const ProfileAssessment& profile : context_.out.profiles) {
        if (profile.profile == Profile::buchmann2022) continue;
        const VisitResponse* near = nullptr;
        for (const VisitResponse& visit : profile.visits) {
          const double distance = event.at.known() ? std::abs(visit.day - event.at.day) : 0;
          if (distance > same_visit_d) continue;
          if (!near || (event.at.known() && distance < std::abs(near->day - event.at.day))) near = &visit;
        }
        const Response derived_response = !event.at.known() ? profile.best
                                          : near            ? near->result.response
                                                            : Response::NE;
        const std::string scale(to_text(profile.profile));
        Comparison& compared = context_.out.comparisons.emplace_back();
        compared.scale = scale;
        compared.day = day_of(event);
        compared.reported = event.term;
        compared.source = event.source;
        const bool derivable =
            derived_response != Response::NE && derived_response != Response::NOT_APPLICABLE;
        if (derivable) compared.derived = to_text(derived_response);
        compared.agrees = derivable && share_a_response(event.term, compared.derived);
        if (derived_response == Response::NE || derived_response == Response::NOT_APPLICABLE) {
          Disagreement& d = add(DisagreementKind::response_not_derivable, day_of(event),
                                "Reported response " + event.term + when(event) + "; by " + scale +
                                    " the record gives " + std::string(to_text(derived_response)) + ".");
          d.scale = scale;
          d.reported = event.term;
          d.derived = to_text(derived_response);
          d.sources = {event.source};
        } else if (!share_a_response(event.term, std::string(to_text(derived_response)))) {
          Disagreement& d = add(DisagreementKind::response_differs, day_of(event),
                                "Reported response " + event.term + when(event) + ", derived " +
                                    std::string(to_text(derived_response)) + " by " + scale + ".");
          d.scale = scale;
          d.reported = event.term;
          d.derived = to_text(derived_response);
          d.sources = {event.source};
          if (near) d.sources.push_back(near->result.source);
        }
      }
    }
  }

  /// Two reports of one time (or of no time) that cannot both be true.
  void find_contradicting_reports() {
    const auto& events = context_.record.events;
    for (std::size_t i = 0; i < events.size(); ++i) {
      for (std::size_t k = i + 1; k < events.size(); ++k) {
        const Event& a = events[i];
        const Event& b = events[k];
        if (a.event != b.event) continue;
        const bool same_time =
            a.at.known() != b.at.known() || !a.at.known() || std::abs(a.at.day - b.at.day) < 1;
        if (!same_time) continue;
        if (a.event == EventKind::reported_response && !share_a_response(a.term, b.term)) {
          contradiction(a, b, "response", a.term, b.term);
        } else if (a.event == EventKind::reported_grade && a.domain == b.domain && a.scale == b.scale &&
                   a.grade && b.grade && a.term == b.term) {
          const bool apart =
              a.grade_high.value_or(*a.grade) < *b.grade || b.grade_high.value_or(*b.grade) < *a.grade;
          if (apart) contradiction(a, b, "grade", grade_range(a), grade_range(b));
        }
      }
    }
  }

  void contradiction(const Event& a, const Event& b, const std::string& what, const std::string& first,
                     const std::string& second) {
    Disagreement& d = add(DisagreementKind::reports_contradict, day_of(a),
                          "Reported " + what + " " + first + " and " + second + " for one patient" + when(a) +
                              "; both are kept.");
    d.scale = what;
    d.reported = first;
    d.derived = second;
    d.sources = {a.source, b.source};
  }

  void find_impossible_remissions() {
    static const double marrow_limit = criteria().threshold("response_amgen_blina.blasts");
    for (const Event& event : context_.record.events) {
      if (event.event != EventKind::reported_response || !event.at.known() || !claims_remission(event.term))
        continue;
      const auto near = [&](const observation::Moment& at) {
        return at.known() && at.day - event.at.day <= context_.settings.options.count_window_d.after &&
               at.day - event.at.day >= context_.settings.options.count_window_d.before;
      };
      const auto report = [&](DisagreementKind kind, double value, const std::string& where,
                              const observation::Source& source) {
        Disagreement& d = add(kind, event.at.day,
                              "Reported " + event.term + when(event) + " with " + number_text(value) +
                                  " % blasts in the " + where + ".");
        d.scale = "response";
        d.reported = event.term;
        d.derived = number_text(value) + " %";
        d.sources = {event.source, source};
      };
      for (const observation::Disease& row : context_.record.disease) {
        if (row.measure != observation::Measure::blast_pct || !row.value || !near(row.at)) continue;
        if (row.site == observation::Site::PB && *row.value > 0) {
          report(DisagreementKind::remission_with_circulating_blasts, *row.value, "blood", row.source);
        } else if (row.site == observation::Site::BM && above(*row.value, marrow_limit)) {
          report(DisagreementKind::remission_with_marrow_blasts, *row.value, "marrow", row.source);
        }
      }
      for (const observation::Lab& row : context_.record.labs) {
        if (row.test != observation::LabTest::BLAST_PB || !row.value || row.below_limit || *row.value <= 0 ||
            !near(row.at)) {
          continue;
        }
        Disagreement& d = add(DisagreementKind::remission_with_circulating_blasts, event.at.day,
                              "Reported " + event.term + when(event) + " with blood blasts " +
                                  number_text(*row.value) + " " + row.unit + ".");
        d.scale = "response";
        d.reported = event.term;
        d.derived = number_text(*row.value) + " " + row.unit;
        d.sources = {event.source, row.source};
      }
    }
  }

  /// One entry per table, with its first row: a shifted table would otherwise fill the list.
  void find_after_death() {
    const std::optional<double> death = context_.out.course.death;
    if (!death) return;
    const auto check = [&](const observation::Moment& at, const observation::Source& source, const char* what,
                           bool& seen) {
      if (seen || !at.known() || at.day <= *death) return;
      // A date without a time is the whole day of death.
      if (at.date_only && at.calendar_day <= context_.calendar.day_of(*death)) return;
      seen = true;
      Disagreement& d = add(DisagreementKind::after_death, at.day,
                            std::string(what) + " on day " + number_text(at.day) + ", after death on day " +
                                number_text(*death) + ".");
      d.sources = {source, context_.out.course.death_source};
    };
    std::array<bool, 5> seen{};
    for (const auto& row : context_.record.labs) check(row.at, row.source, "Laboratory value", seen[0]);
    for (const auto& row : context_.record.vitals) check(row.at, row.source, "Vital sign", seen[1]);
    for (const auto& row : context_.record.neuro) check(row.at, row.source, "Neurological finding", seen[2]);
    for (const auto& row : context_.record.disease) check(row.at, row.source, "Disease assessment", seen[3]);
    for (const auto& row : context_.record.exposure) check(row.when.start, row.source, "Treatment", seen[4]);
    for (const Event& event : context_.record.events) {
      const bool reported =
          event.event == EventKind::reported_grade || event.event == EventKind::reported_response;
      bool one = event.event == EventKind::death || event.event == EventKind::ae;
      check(event.at, event.source,
            event.event == EventKind::last_alive ? "Last known alive"
            : reported                           ? "Report"
                                                 : "Event",
            one);
    }
  }

  void find_others() {
    for (const CnsVisit& visit : context_.out.cns) {
      if (!visit.result.flags.has(Flag::cns_differs)) continue;
      Disagreement& d = add(DisagreementKind::cns_differs, visit.day,
                            "Recorded " + std::string(to_text(visit.reported)) + ", derived " +
                                std::string(to_text(visit.result.cns)) + ".");
      d.scale = "CNS";
      d.reported = to_text(visit.reported);
      d.derived = to_text(visit.result.cns);
      d.sources = {visit.result.source};
    }
    for (const ProfileAssessment& profile : context_.out.profiles) {
      if (!profile.relapse.flags.has(Flag::event_dates_differ)) continue;
      Disagreement& d = add(DisagreementKind::event_dates_differ, profile.relapse.day,
                            "Relapse reported on day " + number_text(*profile.relapse.reported_day) +
                                ", derived on day " + number_text(*profile.relapse.derived_day) + ".");
      d.scale = to_text(profile.profile);
      d.reported = number_text(*profile.relapse.reported_day);
      d.derived = number_text(*profile.relapse.derived_day);
      d.sources = {profile.relapse.source};
    }
    find_relapse_without_remission();
  }

  void find_relapse_without_remission() {
    if (context_.out.baseline_remission || context_.out.profiles.empty()) return;
    const ProfileAssessment& profile = context_.out.profiles.front();
    if (profile.visits.empty()) return;  // nothing was recorded that could show a remission
    for (const Event& event : context_.record.events) {
      if (event.event != EventKind::relapse || !event.at.known()) continue;
      if (profile.first_remission_day && *profile.first_remission_day <= event.at.day) continue;
      Disagreement& d = add(DisagreementKind::relapse_without_remission, event.at.day,
                            "Relapse reported" + when(event) + " without an earlier CR, CRh or CRi by " +
                                std::string(to_text(profile.profile)) + ".");
      d.scale = to_text(profile.profile);
      d.reported = "relapse";
      d.derived = to_text(profile.best);
      d.sources = {event.source};
    }
  }

  Context& context_;
};

}  // namespace

void find_disagreements(Context& context) {
  context.out.disagreements.clear();
  context.out.comparisons.clear();
  Finder(context).run();
}

}  // namespace engine
}  // namespace trimer::assessment
