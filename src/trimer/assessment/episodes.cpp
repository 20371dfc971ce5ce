// Episodes and daily maxima, from grades at change points.
#include <trimer/assessment/engine.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace trimer::assessment::engine {
namespace {

std::string_view episode_term(Grading grading) {
  switch (grading) {
    case Grading::CRSASTCT:
    case Grading::CRSLEE:
    case Grading::CRSC5:
      return "Cytokine release syndrome";
    case Grading::ICANSICE:
    case Grading::ICANSCAP:
      return "Immune effector cell-associated neurotoxicity syndrome";
    default:
      return title(grading);
  }
}

/// Builds the episodes of one scale from its points, in the order of time.
class EpisodeBuilder {
 public:
  EpisodeBuilder(Context& context, Grading grading, double gap_d)
      : context_(context), grading_(grading), gap_d_(gap_d) {}

  void see(double day, const GradeResult& result) {
    const int grade = result.grade.value_or(0);
    if (open_ && over_since_ && day - *over_since_ >= gap_d_) close();
    if (grade >= 1) {
      if (!open_) begin(day);
      over_since_.reset();
      Episode& episode = context_.out.episodes.back();
      if (grade > episode.max_grade.value_or(0)) {
        episode.max_grade = grade;
        episode.day_of_max = day;
        episode.status = result.status;
        episode.rule = result.rule;
        episode.source = result.source;
      }
      episode.flags.add(result.flags);
    } else if (open_) {
      const bool masked = result.flags.has(Flag::fever_masked);
      if (masked) {
        context_.out.episodes.back().flags.raise(Flag::fever_masked);
        over_since_.reset();
      } else if (!over_since_) {
        over_since_ = day;
        end_seen_ = result.status == Status::graded;
      } else if (!end_seen_ && result.status == Status::graded) {
        end_seen_ = true;
      }
    }
  }

  void finish() {
    if (!open_) return;
    if (over_since_) {
      close();
      return;
    }
    Episode& episode = context_.out.episodes.back();
    if (context_.out.course.death) {
      episode.end = context_.out.course.death;
    } else {
      episode.flags.raise(Flag::end_not_observed);
    }
    open_ = false;
  }

 private:
  void begin(double day) {
    const CourseOfTreatment& course = context_.out.course;
    const TreatmentCycle* cycle = course.cycle_at(day);
    Episode episode;
    episode.grading = grading_;
    episode.term = episode_term(grading_);
    episode.onset = day;
    if (cycle) {
      episode.cycle = cycle->number;
      episode.after_step = cycle->step && day >= *cycle->step;
    }
    episode.treatment_emergent = course.start && day >= *course.start;
    for (const Episode& earlier : context_.out.episodes) {
      if (earlier.grading == grading_ && !earlier.reported && earlier.cycle == episode.cycle &&
          earlier.after_step == episode.after_step) {
        ++episode.recurrence;
      }
    }
    context_.out.episodes.push_back(std::move(episode));
    open_ = true;
  }

  void close() {
    Episode& episode = context_.out.episodes.back();
    episode.end = over_since_;
    episode.flags.raise_if(!end_seen_, Flag::end_not_observed);
    over_since_.reset();
    open_ = false;
  }

  Context& context_;
  Grading grading_;
  double gap_d_;
  bool open_ = false;
  bool end_seen_ = false;
  std::optional<double> over_since_;
};

/// Scales whose points are states that last, as opposed to single findings.
bool is_state(Grading grading) {
  return grading <= Grading::ICANSCAP;
}

void find_daily(Context& context) {
  std::vector<DailyGrade>& daily = context.out.daily;
  const auto& points = context.out.points;
  const auto add = [&daily](Grading grading, int day, const GradeResult& result) {
    DailyGrade* entry = nullptr;
    if (!daily.empty() && daily.back().grading == grading && daily.back().calendar_day == day) {
      entry = &daily.back();
    } else {
      entry = &daily.emplace_back();
      entry->grading = grading;
      entry->calendar_day = day;
      entry->status = result.status;
      entry->grade = result.grade;
      return;
    }
    if (!result.grade) return;
    if (!entry->grade || *result.grade > *entry->grade) {
      entry->grade = result.grade;
      entry->status = result.status;
    } else if (*result.grade == *entry->grade && result.status == Status::lower_bound) {
      entry->status = Status::lower_bound;
    }
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    const GradePoint& point = points[i];
    add(point.grading, point.calendar_day, point.result);
    const bool lasts = is_state(point.grading) && point.result.grade && i + 1 < points.size() &&
                       points[i + 1].grading == point.grading;
    if (!lasts) continue;
    // A state lasts to the next point: it is of every day up to it, that instant excluded.
    const int last = context.calendar.day_of(std::nextafter(points[i + 1].day, -forever));
    for (int day = point.calendar_day + 1; day <= std::min(last, points[i + 1].calendar_day); ++day) {
      add(point.grading, day, point.result);
    }
  }
}

std::optional<Grading> grading_of(const observation::Event& event) {
  using observation::Domain;
  using observation::Scale;
  if (event.domain == Domain::CRS) {
    switch (event.scale) {
      case Scale::ASTCT2019:
        return Grading::CRSASTCT;
      case Scale::LEE2014:
        return Grading::CRSLEE;
      case Scale::CTCAE5:
        return Grading::CRSC5;
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

void add_reported(Context& context) {
  for (const observation::Event& event : context.record.events) {
    if (event.event != observation::EventKind::ae) continue;
    Episode episode;
    episode.grading = grading_of(event).value_or(Grading::HAEMCOMP);
    episode.reported = true;
    episode.term = event.term;
    episode.onset = event.at.day;
    episode.day_of_max = event.at.day;
    episode.max_grade = event.grade;
    episode.status = event.grade ? Status::graded : Status::not_evaluable;
    const CourseOfTreatment& course = context.out.course;
    if (event.at.known()) {
      if (const TreatmentCycle* cycle = course.cycle_at(event.at.day)) episode.cycle = cycle->number;
      episode.treatment_emergent = course.start && event.at.day >= *course.start;
    }
    episode.source = event.source;
    context.out.episodes.push_back(std::move(episode));
  }
}

}  // namespace

void find_episodes(Context& context) {
  context.out.episodes.clear();
  context.out.daily.clear();
  std::stable_sort(context.out.points.begin(), context.out.points.end(),
                   [](const GradePoint& a, const GradePoint& b) { return a.grading < b.grading; });
  const auto& points = context.out.points;
  const double gap = context.masking_free_d();
  for (std::size_t i = 0; i < points.size();) {
    const Grading grading = points[i].grading;
    const bool episodic = is_state(grading) || grading == Grading::FEBNEUT || grading == Grading::FEVER;
    EpisodeBuilder builder(context, grading, gap);
    for (; i < points.size() && points[i].grading == grading; ++i) {
      if (episodic) builder.see(points[i].day, points[i].result);
    }
    if (episodic) builder.finish();
  }
  find_lab_episodes(context);
  add_reported(context);
  find_daily(context);
}

void find_lab_episodes(Context& context) {
  constexpr std::array<Grading, haem_term_count> gradings = {Grading::NEUT, Grading::PLAT, Grading::HGB,
                                                             Grading::LYM, Grading::WBC};
  for (int term = 0; term < haem_term_count; ++term) {
    EpisodeBuilder builder(context, gradings[static_cast<std::size_t>(term)], 0);
    for (const LabGrade& graded_row : context.out.labs) {
      const observation::Moment& at = context.record.labs[graded_row.row].at;
      // An ungraded count between two others says nothing about the episode.
      if (static_cast<int>(graded_row.term) == term && at.known() && graded_row.result.grade) {
        builder.see(at.day, graded_row.result);
      }
    }
    builder.finish();
  }
}

}  // namespace trimer::assessment::engine
