#include <trimer/evidence/denominator.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <regex>
#include <string_view>

#include <trimer/evidence/observation_window.h>

namespace trimer::evidence {

namespace {

using assessment::Profile;
using assessment::Response;
using Includes = std::function<bool(const ObservedPatient&)>;

/// Study days 1 to 43: the window in which the end of cycle 1 is assessed.
PublishedEndpoint end_of_cycle_1() {
  PublishedEndpoint endpoint;
  endpoint.has_window = true;
  endpoint.window_from = 1;
  endpoint.window_to = 43;
  return endpoint;
}

/// The whole simulated population stands for these.
constexpr std::array<std::string_view, 12> whole_population = {"relapsed or refractory",
                                                               "relapsed/refractory",
                                                               "r/r",
                                                               "ph-negative",
                                                               "philadelphia-negative",
                                                               "adults",
                                                               "treated",
                                                               "all",
                                                               "safety",
                                                               "all patients",
                                                               "b-all",
                                                               "intention to treat"};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" ();");
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(" ();") - from + 1);
}

/// Words of a denominator without its `subgroup:`, and those of the subgroup.
std::string words_of(const PublishedEndpoint& endpoint) {
  constexpr std::string_view prefix = "subgroup:";
  std::string text = endpoint.denominator;
  if (text.starts_with(prefix)) text = text.substr(prefix.size());
  if (!endpoint.subgroup.empty()) text += ", " + endpoint.subgroup;
  return text;
}

std::vector<std::string> parts_of(const std::string& text) {
  static const std::regex between(R"(\s*,\s*|\s*\(\s*|\s*\)\s*|\s+(?:and|with)\s+)");
  std::vector<std::string> parts;
  for (auto it = std::sregex_token_iterator(text.begin(), text.end(), between, -1);
       it != std::sregex_token_iterator(); ++it)
    if (std::string part = trimmed(*it); !part.empty()) parts.push_back(part);
  return parts;
}

/// `CR`, `CRh or CRi`, `CR/CRh`: the responses named, none if there are other words.
std::vector<Response> responses_named(const std::string& text) {
  static const std::regex between(R"(\s*/\s*|\s+or\s+)");
  std::vector<Response> responses;
  for (auto it = std::sregex_token_iterator(text.begin(), text.end(), between, -1);
       it != std::sregex_token_iterator(); ++it) {
    const auto response = assessment::parse_response(std::string(*it));
    if (!response) return {};
    responses.push_back(*response);
  }
  return responses;
}

Includes best_is_one_of(std::vector<Response> responses, Profile profile) {
  return [responses = std::move(responses), profile,
          window = ObservationWindow(PublishedEndpoint())](const ObservedPatient& patient) {
    const Response best = best_response(patient, profile, window).best;
    return std::find(responses.begin(), responses.end(), best) != responses.end();
  };
}

Includes mrd_after_cycle_1(bool undetected, Profile profile) {
  return [undetected, profile, window = ObservationWindow(end_of_cycle_1())](const ObservedPatient& patient) {
    return mrd_undetected(patient, profile, window) == std::optional(undetected);
  };
}

/// `age >= 65`, `age 18 to 39`, `marrow_blast_fraction 0.25-<0.5`; empty if it is none of these.
std::optional<Includes> by_covariate(const std::string& text) {
  static const std::regex compared(R"((\w+)\s*(<=|>=|<|>|==|=)\s*([0-9.eE+-]+))");
  static const std::regex between(R"((\w+)\s+([0-9.]+)\s*(?:to|-)\s*(<?)\s*([0-9.]+))");
  std::smatch match;
  const auto number = [](const std::string& word) { return std::strtod(word.c_str(), nullptr); };
  if (std::regex_match(text, match, compared) && is_covariate(match[1].str())) {
    return [name = match[1].str(), sign = match[2].str(),
            limit = number(match[3])](const ObservedPatient& patient) {
      const auto value = covariate_of(patient.row.baseline, name);
      if (!value) return false;
      if (sign == "<") return *value < limit;
      if (sign == "<=") return *value <= limit;
      if (sign == ">") return *value > limit;
      if (sign == ">=") return *value >= limit;
      return *value == limit;
    };
  }
  if (std::regex_match(text, match, between) && is_covariate(match[1].str())) {
    // Ages are printed as whole years: 18 to 39 ends with the 40th birthday.
    const bool open = match[3].length() > 0;
    const double high = number(match[4]) + (match[1].str() == "age" && !open ? 1 : 0);
    const bool closed = !open && match[1].str() != "age";
    return [name = match[1].str(), low = number(match[2]), high, closed](const ObservedPatient& patient) {
      const auto value = covariate_of(patient.row.baseline, name);
      return value && *value >= low && (*value < high || (closed && *value == high));
    };
  }
  return std::nullopt;
}

bool has_neurologic_event(const ObservedPatient& patient) {
  return patient.row.icans.onset.has_value();
}

}  // namespace

bool tells_mrd_after_cycle_1(const PublishedEndpoint& endpoint) {
  return lower(words_of(endpoint)).find("complete mrd response after cycle 1") != std::string::npos;
}

Denominator denominator_of(const PublishedEndpoint& endpoint,
                           const std::function<cohort::Reading(const ObservedPatient&)>& responder,
                           Profile profile) {
  Denominator denominator;
  std::vector<Includes> clauses;
  for (const std::string& part : parts_of(words_of(endpoint))) {
    const std::string word = lower(part);
    const std::string best = word.starts_with("best response ") ? part.substr(14) : part;
    if (word == "all" || word == "safety") continue;
    if (std::find(whole_population.begin(), whole_population.end(), word) != whole_population.end()) {
      denominator.note = "the published subgroup (" + part + ") is taken for the whole simulated population";
    } else if (word.starts_with("contrast by ")) {
      continue;  // the groups of the contrast say who is counted
    } else if (word == "responders") {
      clauses.emplace_back(
          [responder](const ObservedPatient& p) { return responder(p) == cohort::Reading::yes; });
    } else if (word == "non-responders" || word == "nonresponders") {
      clauses.emplace_back(
          [responder](const ObservedPatient& p) { return responder(p) == cohort::Reading::no; });
    } else if (word.ends_with("evaluable") || word.ends_with("evaluated")) {
      denominator.evaluable_only = true;
    } else if (word == "complete mrd response after cycle 1") {
      clauses.push_back(mrd_after_cycle_1(true, profile));
    } else if (word == "no complete mrd response after cycle 1") {
      clauses.push_back(mrd_after_cycle_1(false, profile));
    } else if (word == "relapses" || word == "relapsed" || word == "patients a relapse") {
      clauses.emplace_back([](const ObservedPatient& p) { return p.row.relapse_day.has_value(); });
    } else if (word == "a neurologic event") {
      clauses.emplace_back(has_neurologic_event);
    } else if (word == "patients") {
      continue;
    } else if (auto responses = responses_named(best); !responses.empty()) {
      clauses.push_back(best_is_one_of(std::move(responses), profile));
    } else if (auto covariate = by_covariate(word)) {
      clauses.push_back(std::move(*covariate));
    } else {
      denominator.reason = "these patients cannot be told apart in the simulation: " + part;
      return denominator;
    }
  }
  denominator.includes = [clauses = std::move(clauses)](const ObservedPatient& patient) {
    return std::all_of(clauses.begin(), clauses.end(),
                       [&](const Includes& clause) { return clause(patient); });
  };
  return denominator;
}

}  // namespace trimer::evidence
