#include <trimer/protocol/read_protocol.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/data_files.h>
#include <trimer/core/did_you_mean.h>
#include <trimer/protocol/check_protocol.h>
#include <trimer/protocol/read_rule.h>

namespace trimer::protocol {
namespace {

using units::TomlTable;

const std::vector<std::string> evidence_classes = {"label", "measured", "derived", "assumed"};
constexpr double longest_days = 36525;

void read_source(TomlTable& table, std::string& source, std::string& evidence) {
  if (const auto text = table.text("source")) source = *text;
  if (const auto word = table.choice("evidence", evidence_classes)) evidence = *word;
}

void read_days(TomlTable& table, const char* key, const char* example, double& days) {
  if (const auto value = table.quantity(key, "d", example, {.low = 0, .high = longest_days})) days = *value;
}

void read_number(TomlTable& table, const char* key, units::Range range, double& number) {
  if (const auto value = table.number(key, range)) number = *value;
}

void read_transplant(TomlTable table, std::optional<Transplant>& base) {
  if (!table.present()) return;
  Transplant transplant = base.value_or(Transplant{});
  read_days(table, "after", "28 d", transplant.after_days);
  read_days(table, "marrow_before", "7 d", transplant.marrow_before_days);
  if (transplant.marrow_before_days > transplant.after_days)
    table.fault("marrow_before", "expected at most `after` (" + number_text(transplant.after_days) + " d)");
  read_number(table, "relapse_reduction", units::fraction, transplant.relapse_reduction);
  read_source(table, transplant.source, transplant.evidence);
  if (table.has("non_relapse_mortality")) transplant.non_relapse_mortality.clear();
  for (TomlTable& entry : table.tables("non_relapse_mortality")) {
    MortalityStep step;
    const auto by = entry.quantity("by", "d", "100 d", {.low = 0, .high = longest_days, .above_low = true},
                                   units::required);
    const auto share =
        entry.number("share", {.low = 0, .high = 1, .above_low = true, .below_high = true}, units::required);
    read_source(entry, step.source, step.evidence);
    if (!by || !share) continue;
    step.by_days = *by;
    step.share = *share;
    auto& steps = transplant.non_relapse_mortality;
    if (!steps.empty() && (step.by_days <= steps.back().by_days || step.share <= steps.back().share)) {
      entry.fault("", "expected later and higher than the step before it (" +
                          number_text(steps.back().share) + " by " + number_text(steps.back().by_days) +
                          " d)");
      continue;
    }
    steps.push_back(step);
  }
  base = transplant;
}

std::string source_toml(const std::string& source, const std::string& evidence) {
  return (source.empty() ? "" : "source = " + units::toml_quoted(source) + "\n") +
         "evidence = " + units::toml_quoted(evidence) + "\n";
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const std::string& file : data_files_in("protocol"))
    if (file.size() > 5 && file.substr(file.size() - 5) == ".toml")
      names.push_back(file.substr(0, file.size() - 5));
  return names;
}

Protocol preset(std::string_view name) {
  const auto names = preset_names();
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw InputError("protocol preset", name, "unknown" + suggestion(name, names));
  const std::string path = "protocol/" + std::string(name) + ".toml";
  const std::string file = data_file_origin(path);
  units::TomlDocument document(data_file(path), file);
  Protocol protocol = read_protocol(document.root(), file, {});
  protocol.id = name;
  for (Fault& fault : check(protocol, file)) document.add(std::move(fault));
  document.finish();
  return protocol;
}

Protocol read_protocol(TomlTable table, const std::string& file, Protocol base) {
  Protocol protocol = std::move(base);
  if (const auto name = table.text("name")) protocol.id = *name;
  if (const auto title = table.text("title")) protocol.title = *title;
  if (const auto source = table.text("source")) protocol.source = *source;

  if (const auto dropped = table.texts("drop")) {
    for (const std::string& id : *dropped) {
      const auto removed = std::erase_if(protocol.rules, [&](const Rule& rule) { return rule.id == id; });
      if (removed > 0) continue;
      std::vector<std::string> known;
      for (const Rule& rule : protocol.rules) known.push_back(rule.id);
      table.fault("drop", "no rule '" + id + "'" + suggestion(id, known));
    }
  }

  std::vector<Rule> own;
  std::vector<std::string> seen;
  for (TomlTable& entry : table.tables("rule")) {
    const auto id = entry.text("id", units::required);
    if (id && std::find(seen.begin(), seen.end(), *id) != seen.end()) {
      entry.fault("id", "another rule has this id");
      entry.allow(entry.keys());
      continue;
    }
    if (id) seen.push_back(*id);
    const auto old = std::find_if(protocol.rules.begin(), protocol.rules.end(),
                                  [&](const Rule& rule) { return id && rule.id == *id; });
    const Rule* basis = old == protocol.rules.end() ? nullptr : &*old;
    auto rule = read_rule(entry, file, basis);
    if (!rule || !id) continue;
    rule->id = *id;
    if (basis)
      *old = *rule;
    else
      own.push_back(*rule);
  }
  protocol.rules.insert(protocol.rules.begin(), own.begin(), own.end());

  if (TomlTable gap = table.table("gap"); gap.present()) {
    read_days(gap, "same_cycle", "7 d", protocol.same_cycle_gap_days);
    read_source(gap, protocol.gap_source, protocol.gap_evidence);
  }
  read_transplant(table.table("transplant"), protocol.transplant);
  TomlTable next = table.table("next_therapy");
  read_days(next, "after", "14 d", protocol.next_therapy_after_days);
  TomlTable lost = table.table("loss_to_follow_up");
  read_number(lost, "per_year", {.low = 0, .high = 10}, protocol.lost_per_year);
  TomlTable infection = table.table("infection");
  read_days(infection, "median", "8 d", protocol.other_event_days);
  read_number(infection, "log_sd", {.low = 0, .high = 3}, protocol.other_event_log_sd);
  return protocol;
}

std::string to_toml(const Protocol& protocol, const std::string& prefix) {
  std::string text = "name = " + units::toml_quoted(protocol.id) + "\n";
  if (!protocol.title.empty()) text += "title = " + units::toml_quoted(protocol.title) + "\n";
  if (!protocol.source.empty()) text += "source = " + units::toml_quoted(protocol.source) + "\n";
  text += "\n[" + prefix + "gap]\nsame_cycle = \"" + number_text(protocol.same_cycle_gap_days) + " d\"\n" +
          source_toml(protocol.gap_source, protocol.gap_evidence);
  text +=
      "\n[" + prefix + "next_therapy]\nafter = \"" + number_text(protocol.next_therapy_after_days) + " d\"\n";
  text += "\n[" + prefix + "loss_to_follow_up]\nper_year = " + number_text(protocol.lost_per_year) + "\n";
  text += "\n[" + prefix + "infection]\nmedian = \"" + number_text(protocol.other_event_days) +
          " d\"\nlog_sd = " + number_text(protocol.other_event_log_sd) + "\n";
  if (protocol.transplant) {
    const Transplant& t = *protocol.transplant;
    text += "\n[" + prefix + "transplant]\nafter = \"" + number_text(t.after_days) +
            " d\"\nmarrow_before = \"" + number_text(t.marrow_before_days) +
            " d\"\nrelapse_reduction = " + number_text(t.relapse_reduction) + "\n" +
            source_toml(t.source, t.evidence) + "non_relapse_mortality = [";
    for (const MortalityStep& step : t.non_relapse_mortality)
      text += "\n  { by = \"" + number_text(step.by_days) + " d\", share = " + number_text(step.share) +
              ", source = " + units::toml_quoted(step.source) +
              ", evidence = " + units::toml_quoted(step.evidence) + " },";
    text += t.non_relapse_mortality.empty() ? "]\n" : "\n]\n";
  }
  for (const Rule& rule : protocol.rules) text += "\n[[" + prefix + "rule]]\n" + to_toml(rule);
  return text;
}

}  // namespace trimer::protocol
