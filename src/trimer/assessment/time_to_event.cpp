#include <trimer/assessment/time_to_event.h>

#include <algorithm>
#include <array>

namespace trimer::assessment {
namespace {

constexpr std::array<std::string_view, endpoint_count> endpoint_names = {"OS", "EFS", "RFS", "DOR", "CIR"};

struct Rules {
  std::array<const Rule*, endpoint_count> endpoint{};
  const Rule& landmark = criteria().rule("time_to_event.EFS.landmark");
  const Rule& hsct = criteria().rule("time_to_event.hsct");
  const Rule& no_remission = criteria().rule("time_to_event.no_remission");
  const Rule& baseline_remission = criteria().rule("time_to_event.baseline_remission");
  const Rule& not_evaluable = criteria().rule("time_to_event.not_evaluable");
  const Rule& before_start = criteria().rule("time_to_event.event_before_start");

  Rules() {
    for (std::size_t i = 0; i < endpoint.size(); ++i) {
      endpoint[i] = &criteria().rule("time_to_event." + std::string(endpoint_names[i]));
    }
  }
  static const Rules& get() {
    static const Rules rules;
    return rules;
  }
};

struct Happening {
  double day;
  int event;
  EndOfTime why;
};

/// The earliest event that ends this endpoint, if any.
std::optional<Happening> first_event(const TimeToEventInputs& in) {
  std::optional<Happening> first;
  const auto consider = [&first](std::optional<double> day, int event, EndOfTime why) {
    if (day && (!first || *day < first->day)) first = Happening{*day, event, why};
  };
  if (in.endpoint != Endpoint::OS) {
    consider(in.relapse, 1, EndOfTime::relapse);
    if (in.endpoint == Endpoint::EFS) consider(in.progression, 1, EndOfTime::progression);
  }
  const bool competes = in.endpoint == Endpoint::CIR || (in.endpoint == Endpoint::DOR && in.death_competes);
  consider(in.death, competes ? 2 : 1, EndOfTime::death);
  return first;
}

TimeToEvent unknown(const TimeToEventInputs& in, Status status, const Rule& rule) {
  TimeToEvent result;
  result.endpoint = in.endpoint;
  result.status = status;
  result.rule = &rule;
  return result;
}

}  // namespace

std::string_view to_text(Endpoint endpoint) {
  return endpoint_names[static_cast<std::size_t>(endpoint)];
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  for (std::size_t i = 0; i < endpoint_names.size(); ++i) {
    if (endpoint_names[i] == text) return static_cast<Endpoint>(i);
  }
  return std::nullopt;
}

std::string_view to_text(EndOfTime end) {
  switch (end) {
    case EndOfTime::death:
      return "death";
    case EndOfTime::relapse:
      return "relapse";
    case EndOfTime::progression:
      return "progression";
    case EndOfTime::no_remission:
      return "no remission by the landmark";
    case EndOfTime::alive:
      return "last known alive";
    case EndOfTime::assessment:
      return "last assessment";
    case EndOfTime::transplant:
      return "transplant";
  }
  return "";
}

TimeToEvent time_to_event(const TimeToEventInputs& in) {
  const Rules& rules = Rules::get();
  const bool from_remission =
      in.endpoint == Endpoint::RFS || in.endpoint == Endpoint::DOR || in.endpoint == Endpoint::CIR;
  std::optional<double> start = in.start;
  if (from_remission) {
    if (in.baseline_remission) {
      if (in.endpoint == Endpoint::DOR) return unknown(in, Status::not_applicable, rules.baseline_remission);
    } else if (!in.cr_date) {
      // Without any evaluable visit it is not known whether there was a remission.
      const bool judged = in.best_response && *in.best_response != Response::NE && !is_remission(*in.best_response);
      return judged ? unknown(in, Status::not_applicable, rules.no_remission)
                    : unknown(in, Status::not_evaluable, rules.not_evaluable);
    } else {
      start = in.cr_date;
    }
  }
  if (!start) return unknown(in, Status::not_evaluable, rules.not_evaluable);

  TimeToEvent result;
  result.endpoint = in.endpoint;
  result.rule = rules.endpoint[static_cast<std::size_t>(in.endpoint)];
  result.start_day = *start;
  const auto end = [&](double day, int event, EndOfTime why) {
    result.status = Status::graded;
    result.end_day = day;
    result.days = day - *start;
    result.event = event;
    result.why = why;
  };

  const std::optional<Happening> event = first_event(in);
  if (in.endpoint == Endpoint::EFS && in.landmark_passed && !in.cr_date && !in.baseline_remission) {
    end(*start, 1, EndOfTime::no_remission);
    result.rule = &rules.landmark;
    return result;
  }
  const bool transplant_first = in.censor_at_hsct && in.endpoint != Endpoint::OS && in.hsct &&
                                *in.hsct >= *start && (!event || *in.hsct < event->day);
  if (event && !transplant_first) {
    end(event->day, event->event, event->why);
  } else if (transplant_first) {
    end(*in.hsct, 0, EndOfTime::transplant);
    result.rule = &rules.hsct;
  } else if (in.endpoint == Endpoint::OS) {
    std::optional<double> alive = in.last_alive;
    if (in.last_assessment && (!alive || *in.last_assessment > *alive)) alive = in.last_assessment;
    if (alive) end(*alive, 0, EndOfTime::alive);
  } else if (in.last_assessment) {
    end(*in.last_assessment, 0, EndOfTime::assessment);
  }
  if (result.status != Status::graded) return unknown(in, Status::not_evaluable, rules.not_evaluable);
  if (result.days < 0) {
    TimeToEvent fault = unknown(in, Status::not_evaluable, rules.before_start);
    fault.flags.raise(Flag::event_before_start);
    return fault;
  }
  return result;
}

}  // namespace trimer::assessment
