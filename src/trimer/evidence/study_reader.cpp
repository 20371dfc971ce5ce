#include <trimer/evidence/study_reader.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <string_view>

#include <trimer/core/days.h>
#include <trimer/evidence/denominator.h>
#include <trimer/evidence/observation_window.h>
#include <trimer/evidence/reading_plan.h>

namespace trimer::evidence {

namespace {

using assessment::Endpoint;
using assessment::Profile;
using assessment::Response;
using Counts = cohort::Reading;
using Plan = ReadingPlan;
using Read = std::function<EndpointReading(const ObservedPatient&)>;

// --- response, MRD, relapse, treatment ------------------------------------------------------------------

/// Words of a response set to the responses that count. A study that names CR and CRi but not CRh has no CRh:
/// its CRi holds them. NR is everything evaluable that is neither remission nor partial remission.
std::vector<Response> responses_of(const std::vector<std::string>& words, bool* crh_is_cri) {
  using enum Response;
  const auto has = [&](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  std::vector<Response> responses;
  for (const std::string& word : words) {
    if (word == "NR") {
      for (const Response response : {MLFS, BLAST_FREE, NOT_CR, SD, NR, FAILURE, PD})
        responses.push_back(response);
    } else if (const auto response = assessment::parse_response(word)) {
      responses.push_back(*response);
    }
  }
  *crh_is_cri = has("CR") && has("CRi") && !has("CRh");
  if (*crh_is_cri) responses.push_back(CRh);
  return responses;
}

Counts response_counts(Response best, const std::vector<Response>& counted) {
  if (best == Response::NOT_APPLICABLE) return Counts::outside;
  if (best == Response::NE) return Counts::not_evaluable;
  return std::find(counted.begin(), counted.end(), best) != counted.end() ? Counts::yes : Counts::no;
}

Plan response_plan(const PublishedEndpoint& endpoint, Profile profile) {
  const ObservationWindow window(endpoint);
  Plan plan;
  if (endpoint.ascertainment == "m1_marrow") {
    plan.ascertainment = "marrow blasts below 5 % at any marrow of the window, counts ignored";
    plan.read = [=](const ObservedPatient& p) {
      const WindowResponse found = best_response(p, profile, window);
      return found.lowest_blast_pct ? count(*found.lowest_blast_pct < 5) : unknown;
    };
    return plan;
  }
  bool crh_is_cri = false;
  const std::vector<Response> counted = responses_of(endpoint.threshold->words, &crh_is_cri);
  if (counted.empty()) return cannot("the record names no response to count");
  plan.ascertainment = std::string("response profile ") + std::string(assessment::to_text(profile)) +
                       " on the records, best of the window";
  if (endpoint.ascertainment == "as_reported" || endpoint.ascertainment.empty())
    plan.note = "the definition of the study was not read";
  if (crh_is_cri) plan.note = "the study does not tell CRh apart: CR, CRh and CRi are counted together";
  plan.read = [=](const ObservedPatient& p) {
    return EndpointReading{response_counts(best_response(p, profile, window).best, counted), Side::none, 0};
  };
  return plan;
}

Plan mrd_plan(const PublishedEndpoint& endpoint, Profile profile) {
  const ObservationWindow window(endpoint);
  const Threshold test = *endpoint.threshold;
  Plan plan;
  if (test.quantity == "mrd_detected") {
    if (!test.truth) return cannot("the record does not say whether MRD is to be detected");
    plan.ascertainment = "last marrow of the window, flow cytometry: detected or not";
    plan.read = [=](const ObservedPatient& p) {
      const auto undetected = mrd_undetected(p, profile, window);
      return undetected ? count(*undetected != *test.truth) : unknown;
    };
    return plan;
  }
  const bool below = test.comparison == "<" || test.comparison == "<=";
  if (!below || test.numbers.empty()) return cannot("only an MRD level below a limit is read");
  plan.ascertainment =
      "marrow MRD below the limit in haematological remission, by an assay that reaches it, best of "
      "the window";
  if (endpoint.ascertainment == "as_reported" || endpoint.ascertainment.empty())
    plan.note = "the definition of the study was not read";
  plan.read = [=, level = test.numbers[0]](const ObservedPatient& p) {
    if (const auto found = mrd_below(p, profile, level, window)) return count(*found);
    const auto* assessed = p.assessment.profile(profile);
    const bool remission =
        p.assessment.baseline_remission || (assessed != nullptr && assessed->first_remission_day);
    // Never in remission is no MRD response; in remission and not measured, nobody can say.
    return remission ? unknown : count(false);
  };
  return plan;
}

bool in_window(std::optional<double> day, const ObservationWindow& window) {
  return day && *day >= window.from && (!window.to || *day < *window.to);
}

Plan event_plan(const PublishedEndpoint& endpoint) {
  const ObservationWindow window(endpoint);
  const std::string& quantity = endpoint.threshold->quantity;
  if (!endpoint.threshold->truth) return cannot("the record does not say what is to be counted");
  const bool wanted = *endpoint.threshold->truth;
  if (quantity == "transplant") {
    return {
        [=](const ObservedPatient& p) { return count(in_window(p.row.transplant_day, window) == wanted); },
        "", "", "transplant events of the record"};
  }
  if (quantity == "infusion_interrupted" || quantity == "infusion_discontinued") {
    const bool stopped = quantity == "infusion_discontinued";
    return {[=](const ObservedPatient& p) {
              return count((stopped ? p.row.stopped_for_toxicity : p.row.interrupted_for_toxicity) == wanted);
            },
            "", "only holds and stops for modelled events are simulated",
            "what the protocol's interruption rules did"};
  }
  return {[=](const ObservedPatient& p) {
            if (!in_window(p.row.relapse_day, window)) return count(!wanted);
            if (p.row.relapse_cd19 == cohort::RelapseCd19::unknown) return unknown;
            return count((p.row.relapse_cd19 == cohort::RelapseCd19::negative) == wanted);
          },
          "", "", "CD19 of the blasts at relapse: negative if the null clone is more than half"};
}

// --- times ----------------------------------------------------------------------------------------------

constexpr std::array<std::pair<std::string_view, Endpoint>, 4> times = {{{"os_months", Endpoint::OS},
                                                                         {"rfs_months", Endpoint::RFS},
                                                                         {"efs_months", Endpoint::EFS},
                                                                         {"dor_months", Endpoint::DOR}}};

std::optional<Endpoint> time_of(std::string_view quantity) {
  for (const auto& [name, endpoint] : times)
    if (name == quantity) return endpoint;
  return std::nullopt;
}

EndpointReading event_time(const assessment::TimeToEvent& time, double since) {
  if (time.status == assessment::Status::not_applicable) return outside;
  if (!time.known()) return unknown;
  return {time.event == 1 ? Counts::yes : Counts::no, Side::none, std::max(0.0, time.end_day - since)};
}

bool names_landmark(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name.find("landmark") != std::string::npos;
}

/// A time counted as a proportion: event by the limit, or not, or lost before it.
EndpointReading reached(const EndpointReading& time, const Threshold& test) {
  if (time.counts != Counts::yes && time.counts != Counts::no) return time;
  const double limit = test.numbers[0] * days_per_month;
  const bool longer = time.value >= limit;
  if (!longer && time.counts == Counts::no) return unknown;
  const bool wants_longer = test.comparison == ">" || test.comparison == ">=";
  return count(longer == wants_longer);
}

Plan time_plan(const Study& study, const PublishedEndpoint& endpoint, Profile profile, Endpoint time) {
  const Threshold test = *endpoint.threshold;
  Plan plan;
  plan.ascertainment = time == Endpoint::OS ? "first dose to death of any cause"
                       : time == Endpoint::EFS
                           ? "first dose to no remission by week 12 (an event at the start), relapse or death"
                       : time == Endpoint::RFS
                           ? "remission (or first dose, if in remission then) to relapse or death"
                           : "remission to relapse or death";
  Read read = [time](const ObservedPatient& p) {
    const auto& known = p.assessment.endpoints[static_cast<std::size_t>(time)];
    return event_time(known, known.start_day);
  };
  if (time == Endpoint::RFS || time == Endpoint::DOR) {
    // The clock starts with the first remission that the study calls a response.
    const PublishedEndpoint definition = responder_definition(study);
    bool crh_is_cri = false;
    const std::vector<Response> counted = responses_of(definition.threshold->words, &crh_is_cri);
    read = [=, window = ObservationWindow(definition)](const ObservedPatient& p) {
      const auto& known = p.assessment.endpoints[static_cast<std::size_t>(time)];
      const auto first =
          p.assessment.baseline_remission ? std::nullopt : first_day_of(p, profile, counted, window);
      return event_time(known, first && *first > known.start_day ? *first : known.start_day);
    };
  }
  if (names_landmark(endpoint.name) && tells_mrd_after_cycle_1(endpoint)) {
    static const double landmark = assessment::criteria().threshold("record.first_cycle_window");
    plan.note = "the landmark day of the study was not read: day 42";
    read = [read](const ObservedPatient& p) {
      EndpointReading reading = read(p);
      if (reading.counts != Counts::yes && reading.counts != Counts::no) return reading;
      if (reading.value <= landmark) return outside;
      reading.value -= landmark;
      return reading;
    };
  }
  if (endpoint.kind == Kind::proportion) {
    if (!complete(test) || test.comparison == "between" || test.comparison == "==" || test.comparison == "in")
      return cannot("a time is counted only as shorter or longer than a limit");
    read = [read, test](const ObservedPatient& p) { return reached(read(p), test); };
  }
  if (endpoint.kind == Kind::landmark && (test.comparison != "at" || test.numbers.empty()))
    return cannot("the record gives no landmark time");
  plan.read = std::move(read);
  return plan;
}

// --- covariates -----------------------------------------------------------------------------------------

Plan covariate_plan(const PublishedEndpoint& endpoint) {
  const Threshold test = *endpoint.threshold;
  Plan plan;
  plan.ascertainment = "covariate at baseline, as drawn";
  if (endpoint.kind == Kind::distribution) {
    if (endpoint.name.find("cutoff") != std::string::npos)
      return cannot("a cut-off between groups is no property of one cohort");
    plan.note = "the median is simulated; whether a mean or a median was printed was not read";
    plan.read = [name = test.quantity](const ObservedPatient& p) {
      const auto value = covariate_of(p.row.baseline, name);
      return value ? EndpointReading{Counts::yes, Side::none, *value} : unknown;
    };
    return plan;
  }
  if (!complete(test)) return cannot("the record gives no limit to count by");
  plan.read = [test](const ObservedPatient& p) {
    const auto value = covariate_of(p.row.baseline, test.quantity);
    return value ? count(passes(test, *value)) : unknown;
  };
  return plan;
}

// --- together -------------------------------------------------------------------------------------------

Profile profile_of(const PublishedEndpoint& endpoint) {
  return endpoint.ascertainment == "eln2024" ? Profile::eln2024 : Profile::amgen_blina;
}

Plan plan_of(const Study& study, const PublishedEndpoint& endpoint) {
  if (endpoint.use == Use::not_simulated)
    return cannot(endpoint.use_reason.empty() ? "no counterpart in the model" : endpoint.use_reason);
  if (endpoint.kind == Kind::rate) return cannot("rates per patient-year are not computed");
  if (endpoint.kind == Kind::qualitative) return cannot("a statement, not a number");
  if (!endpoint.threshold) return cannot("the record gives no test on an observation");
  const std::string& quantity = endpoint.threshold->quantity;
  const bool of_time = endpoint.kind == Kind::median_time || endpoint.kind == Kind::landmark ||
                       endpoint.kind == Kind::hazard_ratio;
  const bool of_groups = endpoint.kind == Kind::odds_ratio || endpoint.kind == Kind::hazard_ratio;
  const std::optional<Endpoint> time = time_of(quantity);
  if (of_time && !time && quantity != "neurologic_onset_day")
    return cannot("a " + std::string(to_text(endpoint.kind)) + " of " + quantity + " is not a time");
  if (of_groups && !endpoint.contrast) return cannot("the record names no two groups");
  if (endpoint.contrast && !is_covariate(endpoint.contrast->variable))
    return cannot("not a covariate of the population: " + endpoint.contrast->variable);
  if (endpoint.contrast && !of_groups) return cannot("groups are compared only by a ratio");
  const Profile profile = profile_of(endpoint);
  if (time) return time_plan(study, endpoint, profile, *time);
  if (quantity == "response_category") return response_plan(endpoint, profile);
  if (quantity.starts_with("mrd_")) return mrd_plan(endpoint, profile);
  if (quantity.ends_with("_grade") || quantity == "neurologic_onset_day") return graded_plan(endpoint);
  if (is_covariate(quantity)) return covariate_plan(endpoint);
  return event_plan(endpoint);
}

Side side_of(const Contrast& contrast, const ObservedPatient& patient) {
  const auto value = covariate_of(patient.row.baseline, contrast.variable);
  if (!value) return Side::none;
  if (*value >= contrast.test_low && *value < contrast.test_high) return Side::test;
  if (*value >= contrast.reference_low && *value < contrast.reference_high) return Side::reference;
  return Side::none;
}

/// Puts denominator and contrast around a reading.
Read restricted(Read read, Denominator denominator, const std::optional<Contrast>& contrast) {
  return [read = std::move(read), denominator = std::move(denominator),
          contrast](const ObservedPatient& patient) {
    if (patient.row.failed() || !denominator.includes(patient)) return outside;
    const Side side = contrast ? side_of(*contrast, patient) : Side::none;
    if (contrast && side == Side::none) return outside;
    EndpointReading reading = read(patient);
    if (reading.counts == Counts::outside) return outside;
    if (reading.counts == Counts::not_evaluable && denominator.evaluable_only) return outside;
    reading.side = side;
    return reading;
  };
}

void add_profile(std::vector<Profile>& profiles, Profile profile) {
  if (std::find(profiles.begin(), profiles.end(), profile) == profiles.end()) profiles.push_back(profile);
}

}  // namespace

PublishedEndpoint responder_definition(const Study& study) {
  PublishedEndpoint definition;
  definition.name = "responder";
  definition.ascertainment = "amgen_blina";
  definition.denominator = "all";
  definition.threshold = Threshold{"response_category", "in", {"CR", "CRh", "CRi"}, {}, {}};
  const PublishedEndpoint* widest = nullptr;
  for (const PublishedEndpoint& endpoint : study.endpoints) {
    if (endpoint.use == Use::not_simulated || endpoint.kind != Kind::proportion || !endpoint.threshold ||
        endpoint.threshold->quantity != "response_category" || !endpoint.nested_in.empty() ||
        endpoint.contrast || endpoint.denominator == "responders")
      continue;
    const auto& words = endpoint.threshold->words;
    if (std::find(words.begin(), words.end(), "CR") == words.end()) continue;
    if (widest == nullptr || words.size() > widest->threshold->words.size()) widest = &endpoint;
  }
  return widest != nullptr ? *widest : definition;
}

StudyReader::StudyReader(const Study& study) {
  const PublishedEndpoint definition = responder_definition(study);
  const Profile definition_profile = profile_of(definition);
  add_profile(profiles_, definition_profile);
  const Read responder = response_plan(definition, definition_profile).read;
  const auto responds = [responder](const ObservedPatient& patient) { return responder(patient).counts; };
  for (const PublishedEndpoint& endpoint : study.endpoints) {
    Plan plan = plan_of(study, endpoint);
    Reader reader{nullptr, std::move(plan.reason), std::move(plan.note), std::move(plan.ascertainment)};
    if (plan.read) {
      Denominator denominator = denominator_of(endpoint, responds, profile_of(endpoint));
      reader.reason = denominator.reason;
      if (!denominator.note.empty()) reader.note += (reader.note.empty() ? "" : "; ") + denominator.note;
      if (reader.reason.empty()) {
        add_profile(profiles_, profile_of(endpoint));
        reader.read = restricted(std::move(plan.read), std::move(denominator), endpoint.contrast);
      }
    }
    readers_.push_back(std::move(reader));
  }
}

std::vector<EndpointReading> StudyReader::read(const ObservedPatient& patient) const {
  std::vector<EndpointReading> readings;
  readings.reserve(readers_.size());
  for (const Reader& reader : readers_) readings.push_back(reader.read ? reader.read(patient) : outside);
  return readings;
}

observation::StudySettings StudyReader::settings() const {
  observation::StudySettings settings;
  settings.profiles = profiles_;
  settings.options.confirm_readings = 2;  // virtual signs carry measurement noise
  return settings;
}

}  // namespace trimer::evidence
