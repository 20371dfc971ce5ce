#include <trimer/observation/study_settings.h>

#include <cmath>
#include <functional>

#include <fmt/format.h>

#include <trimer/core/csv.h>
#include <trimer/core/output_file.h>
#include <trimer/observation/json_lines.h>
#include <trimer/observation/words.h>

namespace trimer::observation {

namespace {

using Json = nlohmann::ordered_json;

// How one kind of value is read from JSON, written to JSON and described. `read` returns false on any value
// that is not allowed.
template <class Enum>
bool read(const Json& json, Enum& value) requires std::is_enum_v<Enum> {
  if (!json.is_string()) return false;
  const auto found = from_word<Enum>(json.get_ref<const std::string&>());
  if (found) value = *found;
  return found.has_value();
}

template <class Enum>
bool read(const Json& json, std::vector<Enum>& values) {
  if (!json.is_array()) return false;
  std::vector<Enum> list;
  for (const Json& item : json) {
    Enum value{};
    if (!read(item, value)) return false;
    for (const Enum& earlier : list)
      if (earlier == value) return false;
    list.push_back(value);
  }
  values = std::move(list);
  return true;
}

bool read(const Json& json, bool& value) {
  if (json.is_boolean()) value = json.get<bool>();
  return json.is_boolean();
}

bool read(const Json& json, int& value) {
  if (!json.is_number_integer()) return false;
  const auto number = json.get<std::int64_t>();
  if (number < -1000000 || number > 1000000) return false;
  value = static_cast<int>(number);
  return true;
}

bool read(const Json& json, double& value) {
  if (!json.is_number() || !std::isfinite(json.get<double>())) return false;
  value = json.get<double>();
  return true;
}

bool read(const Json& json, CountWindow& value) {
  if (!json.is_array() || json.size() != 2) return false;
  return read(json[0], value.before) && read(json[1], value.after) && value.before <= 0 && value.after >= 0;
}

template <class Enum>
Json write(const Enum& value) requires std::is_enum_v<Enum> {
  return std::string(word(value));
}

template <class Enum>
Json write(const std::vector<Enum>& values) {
  Json list = Json::array();
  for (const Enum& value : values) list.push_back(write(value));
  return list;
}

Json write(bool value) {
  return value;
}
Json write(int value) {
  return value;
}
Json write(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}
Json write(const CountWindow& value) {
  return Json::array({write(value.before), write(value.after)});
}

// As printed beside a result: `log-log`, `[-3, 7]`, `[ANC, PLT, HGB]`.
std::string plain(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (!json.is_array()) return json.dump();
  std::string text = "[";
  for (const Json& item : json) text += (text.size() > 1 ? ", " : "") + plain(item);
  return text + "]";
}

struct Option {
  std::string name;
  std::string allowed;
  std::string meaning;
  std::function<bool(const Json&, Options&)> set;
  std::function<Json(const Options&)> get;
};

template <class Value>
Option option(std::string name, Value Options::*member, std::string allowed, std::string meaning,
              std::function<bool(const Value&)> valid = {}) {
  return {std::move(name), std::move(allowed), std::move(meaning),
          [member, valid](const Json& json, Options& options) {
            Value value{};
            if (!read(json, value) || (valid && !valid(value))) return false;
            options.*member = std::move(value);
            return true;
          },
          [member](const Options& options) { return write(options.*member); }};
}

template <class Enum>
Option choice(std::string name, Enum Options::*member, std::string meaning) {
  return option(std::move(name), member, word_list<Enum>(), std::move(meaning));
}

const std::vector<Option>& all_options() {
  const std::function<bool(const double&)> positive = [](const double& x) { return x > 0; };
  const std::function<bool(const double&)> not_negative = [](const double& x) { return x >= 0; };
  static const std::vector<Option> list = {
      choice("hypotension_rule", &Options::hypotension_rule, "hypotension without a recorded judgement"),
      option("hold_h", &Options::hold_h, "a number > 0 [h]", "how long a reading or a judgement holds",
             positive),
      option("masking_free_h", &Options::masking_free_h, "a number >= 0 [h]",
             "how long a drug masks fever after its end", not_negative),
      option<int>("confirm_readings", &Options::confirm_readings, "1, 2",
                  "consecutive readings that must agree before a sign counts",
                  [](const int& n) { return n == 1 || n == 2; }),
      choice("lee_ventilator", &Options::lee_ventilator, "devices that are ventilator support in Lee 2014"),
      choice("icans_age_split", &Options::icans_age_split, "scale at exactly 12 years"),
      choice("icans_baseline", &Options::icans_baseline, "ICE as scored, or its change from baseline"),
      option("haem_members", &Options::haem_members, "a list of " + word_list<HaemMember>(),
             "members of the haematological composite"),
      choice("icaht_spells", &Options::icaht_spells,
             "several spells of neutropenia: the longest, or all days"),
      choice("icaht_early_censor", &Options::icaht_early_censor,
             "early ICAHT window ends at progression or next therapy"),
      choice("t_icaht_limit", &Options::t_icaht_limit, "platelet limits of T-ICAHT: < (table) or <= (code)"),
      option<int>("t_icaht_gap_d", &Options::t_icaht_gap_d, "2, 6", "longest gap joined in T-ICAHT [d]",
                  [](const int& n) { return n == 2 || n == 6; }),
      choice("amgen_below_crh", &Options::amgen_below_crh, "blasts <=5 % with both lines below CRh"),
      choice("transfusion_rule", &Options::transfusion_rule,
             "a line supported within 7 days counts as not recovered"),
      option("count_window_d", &Options::count_window_d, "[from, to] with from <= 0 <= to [d]",
             "days around a marrow in which a count belongs to it"),
      option("response_window_weeks", &Options::response_window_weeks, "a number > 0 [week]",
             "window of the best response", positive),
      option("efs_landmark_weeks", &Options::efs_landmark_weeks, "a number > 0 [week]",
             "no remission by then is an event of EFS", positive),
      choice("bmt_pd_increase", &Options::bmt_pd_increase, "reading of `25% increase` in bmt2010"),
      choice("dor_death", &Options::dor_death, "death without relapse in the duration of response"),
      option("censor_at_hsct", &Options::censor_at_hsct, "false, true", "censor at transplantation"),
      choice("conf_type", &Options::conf_type, "limits of the survival curve"),
      choice("logrank_permutation", &Options::logrank_permutation,
             "permutation log-rank (small_arms: any arm below 10)"),
      option<int>("min_events", &Options::min_events, "a whole number >= 0",
                  "gated events below which a flow reading is null", [](const int& n) { return n >= 0; }),
      option("subtract_background", &Options::subtract_background, "false, true",
             "subtract the background from a fluorescence"),
      choice("date_imputation", &Options::date_imputation,
             "partial dates: unknown, first day, or day 15 (30 June without a month)"),
  };
  return list;
}

class SettingsParser {
 public:
  SettingsParser(const JsonDocument& document, const std::string& name) : document_(document), name_(name) {}

  StudySettings parse() {
    if (!document_.root.is_object()) {
      faults_.add({name_, 1, 0, "", {}, "expected a JSON object"});
      faults_.throw_if_any();
    }
    for (const auto& [key, value] : document_.root.items()) {
      const std::string at = "/" + key;
      if (key == "criteria") {
        criteria(value, at);
      } else if (key == "profiles") {
        take(at, value, settings_.profiles, "a list of " + word_list<Profile>());
      } else if (key == "options") {
        options(value, at);
      } else if (key == "anchor") {
        take(at, value, settings_.anchor, word_list<Anchor>());
      } else if (key == "time_zone") {
        if (value.is_string() && !value.get<std::string>().empty())
          settings_.time_zone = value.get<std::string>();
        else
          fault(at, value, "expected an IANA name such as Europe/Berlin");
      } else if (key == "columns") {
        columns(value, at);
      } else {
        fault(at, value, "unknown key, expected criteria, profiles, options, anchor, time_zone or columns");
      }
    }
    faults_.throw_if_any();
    return std::move(settings_);
  }

 private:
  void fault(const std::string& pointer, const Json& value, std::string expectation) {
    std::string path = pointer.substr(1);
    for (char& c : path)
      if (c == '/') c = '.';
    std::string shown = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (shown.size() > 80) shown = shown.substr(0, 77) + "...";
    faults_.add({name_, document_.line(pointer), 0, path, shown, std::move(expectation)});
  }

  template <class Value>
  void take(const std::string& at, const Json& json, Value& value, const std::string& allowed) {
    if (!read(json, value)) fault(at, json, "expected " + allowed);
  }

  void criteria(const Json& json, const std::string& at) {
    if (!json.is_object()) return fault(at, json, "expected an object with ctcae, crs, icans");
    for (const auto& [key, value] : json.items()) {
      const std::string inner = at + "/" + key;
      if (key == "ctcae")
        take(inner, value, settings_.ctcae, "\"5.0\" or \"6.0\"");
      else if (key == "crs")
        take(inner, value, settings_.crs, "a list of " + word_list<CrsScale>());
      else if (key == "icans")
        take(inner, value, settings_.icans, "a list of " + word_list<IcansScale>());
      else
        fault(inner, value, "unknown key, expected ctcae, crs or icans");
    }
  }

  void options(const Json& json, const std::string& at) {
    if (!json.is_object()) return fault(at, json, "expected an object of options");
    for (const auto& [key, value] : json.items()) {
      const std::string inner = at + "/" + key;
      const Option* known = nullptr;
      for (const Option& candidate : all_options())
        if (candidate.name == key) known = &candidate;
      if (!known)
        fault(inner, value, "unknown option");
      else if (!known->set(value, settings_.options))
        fault(inner, value, "expected " + known->allowed);
    }
  }

  void columns(const Json& json, const std::string& at) {
    if (json.is_string() && json.get<std::string>() == "sdtm") {
      settings_.columns = sdtm_columns();
      return;
    }
    if (!json.is_object())
      return fault(at, json, "expected \"sdtm\" or an object {table: {column in the file: name}}");
    for (const auto& [table, names] : json.items()) {
      const std::string inner = at + "/" + table;
      if (!from_word<Table>(table)) {
        fault(inner, names, "unknown table, expected " + word_list<Table>());
        continue;
      }
      if (!names.is_object()) {
        fault(inner, names, "expected an object {column in the file: name}");
        continue;
      }
      for (const auto& [from, to] : names.items()) {
        if (to.is_string())
          settings_.columns[table][from] = to.get<std::string>();
        else
          fault(inner + "/" + from, to, "expected the name of a column");
      }
    }
  }

  const JsonDocument& document_;
  const std::string& name_;
  StudySettings settings_;
  FaultList faults_;
};

}  // namespace

StudySettings parse_study_settings(std::string_view text, const std::string& name) {
  const JsonDocument document = parse_json(text, name);
  return SettingsParser(document, name).parse();
}

StudySettings read_study_settings(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "study.json";
  if (!std::filesystem::exists(file)) return {};
  return parse_study_settings(read_file(file), file.string());
}

std::string study_settings_text(const StudySettings& settings) {
  Json root;
  root["criteria"] = {
      {"ctcae", write(settings.ctcae)}, {"crs", write(settings.crs)}, {"icans", write(settings.icans)}};
  root["profiles"] = write(settings.profiles);
  root["options"] = Json::object();
  for (const Option& entry : all_options()) root["options"][entry.name] = entry.get(settings.options);
  root["anchor"] = write(settings.anchor);
  root["time_zone"] = settings.time_zone;
  if (!settings.columns.empty()) root["columns"] = settings.columns;
  return root.dump(2) + "\n";
}

std::vector<OptionInForce> options_in_force(const StudySettings& settings) {
  static const Options defaults;
  std::vector<OptionInForce> list;
  for (const Option& entry : all_options())
    list.push_back({entry.name, plain(entry.get(settings.options)), plain(entry.get(defaults)), entry.allowed,
                    entry.meaning});
  return list;
}

void set_option(StudySettings& settings, std::string_view name, std::string_view value) {
  for (const Option& entry : all_options()) {
    if (entry.name != name) continue;
    // A bare word is a string; numbers, lists and true/false are as in JSON. Words in a list need no quotes.
    Json json = Json::parse(value, nullptr, false);
    if (json.is_discarded() && value.starts_with('[') && value.ends_with(']')) {
      json = Json::array();
      std::string word;
      for (char c : value.substr(1)) {
        if (c == ',' || c == ']') {
          json.push_back(word);
          word.clear();
        } else if (c != ' ' && c != '"') {
          word += c;
        }
      }
    } else if (json.is_discarded()) {
      json = std::string(value);
    }
    if (!entry.set(json, settings.options))
      throw InputError("option " + entry.name, value, "expected " + entry.allowed);
    return;
  }
  std::string names;
  for (const Option& entry : all_options()) names += (names.empty() ? "" : ", ") + entry.name;
  throw InputError("option", name, "unknown, expected one of " + names);
}

}  // namespace trimer::observation
