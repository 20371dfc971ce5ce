#include <trimer/evidence/json_schema.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <regex>
#include <stdexcept>
#include <string_view>

namespace trimer::evidence {

namespace {

using Json = nlohmann::json;

/// Keywords that say nothing about validity.
constexpr std::array<std::string_view, 5> annotations = {"$schema", "$id", "title", "description", "$defs"};

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer") {
    return value.is_number_integer() ||
           (value.is_number_float() &&
            value.get<double>() == static_cast<double>(static_cast<std::int64_t>(value.get<double>())));
  }
  throw std::logic_error("JSON schema: unknown type " + type);
}

/// `kind proportion, k number, n number; or kind median_time, n number`
std::string forms(const Json& any_of) {
  std::string text;
  for (const Json& form : any_of) {
    std::string words;
    const Json properties = form.value("properties", Json::object());
    for (const auto& [key, rule] : properties.items()) {
      words += (words.empty() ? "" : ", ") + key + " ";
      words += rule.contains("const")  ? shown(rule.at("const"))
               : rule.contains("type") ? shown(rule.at("type"))
                                       : "as in the schema";
    }
    text += (text.empty() ? "" : "; or ") + words;
  }
  return text;
}

class Checker {
 public:
  Checker(const Json& root, std::string file) : root_(root), file_(std::move(file)) {}

  /// Adds what is wrong with `value`; returns whether nothing is.
  bool check(const Json& value, const Json& schema, const std::string& path, FaultList* faults) const {
    bool good = true;
    auto fault = [&](const std::string& where, const std::string& text, const std::string& expectation) {
      good = false;
      if (faults != nullptr) faults->add({file_, 0, 0, where, text, "expected " + expectation});
    };
    for (const auto& [keyword, rule] : schema.items()) {
      if (std::find(annotations.begin(), annotations.end(), keyword) != annotations.end()) continue;
      if (keyword == "then" || keyword == "else") continue;  // with `if`
      if (keyword == "$ref") {
        good = check(value, root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), path, faults) &&
               good;
      } else if (keyword == "type") {
        const bool fits =
            rule.is_array()
                ? std::any_of(rule.begin(), rule.end(),
                              [&](const Json& t) { return has_type(value, t.get<std::string>()); })
                : has_type(value, rule.get<std::string>());
        if (!fits)
          fault(path, shown(value), "type " + (rule.is_array() ? rule.dump() : rule.get<std::string>()));
      } else if (keyword == "const") {
        if (value != rule) fault(path, shown(value), shown(rule));
      } else if (keyword == "enum") {
        if (std::find(rule.begin(), rule.end(), value) == rule.end())
          fault(path, shown(value), "one of " + rule.dump());
      } else if (keyword == "required") {
        for (const Json& key : rule) {
          if (value.is_object() && !value.contains(key.get<std::string>())) {
            fault(pointer(path, key.get<std::string>()), "", "this key (null where not found)");
          }
        }
      } else if (keyword == "properties") {
        if (!value.is_object()) continue;
        for (const auto& [key, sub] : rule.items()) {
          if (value.contains(key)) good = check(value.at(key), sub, pointer(path, key), faults) && good;
        }
      } else if (keyword == "additionalProperties") {
        if (!value.is_object() || rule != false) continue;
        for (const auto& [key, item] : value.items()) {
          if (!schema.at("properties").contains(key)) fault(pointer(path, key), shown(item), "no such key");
        }
      } else if (keyword == "items") {
        if (!value.is_array()) continue;
        for (std::size_t i = 0; i < value.size(); ++i) {
          good = check(value[i], rule, pointer(path, i), faults) && good;
        }
      } else if (keyword == "minItems") {
        if (value.is_array() && value.size() < rule.get<std::size_t>()) {
          fault(path, shown(value), "at least " + rule.dump() + " entries");
        }
      } else if (keyword == "maxItems") {
        if (value.is_array() && value.size() > rule.get<std::size_t>()) {
          fault(path, shown(value), "at most " + rule.dump() + " entries");
        }
      } else if (keyword == "minimum") {
        if (value.is_number() && value < rule) fault(path, shown(value), ">= " + rule.dump());
      } else if (keyword == "exclusiveMinimum") {
        if (value.is_number() && value <= rule) fault(path, shown(value), "> " + rule.dump());
      } else if (keyword == "pattern") {
        if (value.is_string() &&
            !std::regex_search(value.get_ref<const std::string&>(), std::regex(rule.get<std::string>()))) {
          fault(path, shown(value), "text like " + rule.get<std::string>());
        }
      } else if (keyword == "allOf") {
        for (const Json& sub : rule) good = check(value, sub, path, faults) && good;
      } else if (keyword == "anyOf") {
        if (std::none_of(rule.begin(), rule.end(),
                         [&](const Json& sub) { return check(value, sub, path, nullptr); })) {
          fault(path, shown(value), forms(rule));
        }
      } else if (keyword == "if") {
        const char* branch = check(value, rule, path, nullptr) ? "then" : "else";
        if (schema.contains(branch)) good = check(value, schema.at(branch), path, faults) && good;
      } else {
        throw std::logic_error("JSON schema: keyword not supported: " + keyword);
      }
    }
    return good;
  }

 private:
  const Json& root_;
  std::string file_;
};

}  // namespace

std::string pointer(const std::string& path, const std::string& key) {
  std::string token;
  for (const char c : key) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return path + "/" + token;
}

std::string pointer(const std::string& path, std::size_t index) {
  return path + "/" + std::to_string(index);
}

std::string shown(const Json& value) {
  // Bytes that are no UTF-8 are replaced, so that a fault can always be printed.
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + "…";
}

void check_schema(const Json& document, const Json& schema, const std::string& file, FaultList& faults) {
  Checker(schema, file).check(document, schema, "", &faults);
}

}  // namespace trimer::evidence
