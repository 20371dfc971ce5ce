// The chain from a grade to its rows, as text.
#include <trimer/assessment/assess.h>
#include <trimer/assessment/engine.h>
#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/observation/words.h>

#include <fmt/core.h>

namespace trimer::assessment {

namespace engine {
void run(Context& context);
}

namespace {

std::string source_text(const observation::Source& source) {
  if (source.line == 0) return "no row";
  return fmt::format("{}.csv:{}", observation::table_name(source.table), source.line);
}

std::string option_value(const observation::StudySettings& settings, const std::string& name) {
  for (const observation::OptionInForce& option : observation::options_in_force(settings)) {
    if (option.name == name) return option.value;
  }
  return "";
}

void add_rule(std::vector<std::string>& lines, const Rule* rule, const observation::StudySettings& settings,
              const std::string& indent) {
  if (!rule) return;
  lines.push_back(fmt::format("{}rule {} [{}]: {}", indent, rule->id, to_text(rule->mark), rule->text));
  if (rule->threshold) {
    lines.push_back(
        fmt::format("{}  limit {} {} {}", indent, rule->sign, number_text(*rule->threshold), rule->unit));
  }
  if (!rule->reading.empty()) lines.push_back(fmt::format("{}  our reading: {}", indent, rule->reading));
  if (!rule->option.empty()) {
    lines.push_back(
        fmt::format("{}  option {} = {}", indent, rule->option, option_value(settings, rule->option)));
  }
  lines.push_back(fmt::format("{}  version {}; source: {}", indent, rule->version, rule->source));
  if (rule->mark == Mark::M) {
    lines.push_back(indent + "  wording from memory: check the source before relying on it");
  }
}

void add_result(std::vector<std::string>& lines, const GradeResult& result,
                const observation::StudySettings& settings, const std::string& indent) {
  std::string grade = result.grade ? "grade " + grade_text(result) : "no grade";
  if (!result.grade && result.lower_bound) grade += fmt::format(" (at least {})", *result.lower_bound);
  std::string line = fmt::format("{}{}, {}", indent, grade, to_text(result.status));
  const std::string value = to_text(result.value);
  if (!value.empty()) line += ", value " + value;
  line += ", " + source_text(result.source);
  const std::string flags = to_text(result.flags);
  if (!flags.empty()) line += ", flags " + flags;
  lines.push_back(std::move(line));
  add_rule(lines, result.rule, settings, indent + "  ");
}

void explain_response(std::vector<std::string>& lines, const SubjectAssessment& assessment,
                      const observation::StudySettings& settings, double day) {
  for (const ProfileAssessment& profile : assessment.profiles) {
    const VisitResponse* last = nullptr;
    for (const VisitResponse& visit : profile.visits) {
      if (visit.day <= day) last = &visit;
    }
    if (!last) {
      lines.push_back(fmt::format("{}: no marrow up to this day: NE", to_text(profile.profile)));
      continue;
    }
    const ResponseInputs& in = last->inputs;
    lines.push_back(fmt::format("{}: {} at day {}, {}{}{}", to_text(profile.profile),
                                to_text(last->result.response), number_text(last->day),
                                source_text(last->result.source),
                                last->result.flags.empty() ? "" : ", flags ", to_text(last->result.flags)));
    const auto number = [](std::optional<double> value) {
      return value ? number_text(*value) : std::string("missing");
    };
    lines.push_back(
        fmt::format("  marrow blasts {} % (baseline {} %), ANC {}, PLT {} 10*9/L, blood blasts {}",
                    number(in.bm_blast_pct), number(in.bm_blast_pct_baseline), number(in.anc), number(in.plt),
                    number(in.pb_blast_pct)));
    add_rule(lines, last->result.rule, settings, "  ");
  }
}

}  // namespace

std::vector<std::string> explain(const observation::SubjectRecord& record,
                                 const observation::StudySettings& settings, double day,
                                 std::string_view scale) {
  SubjectAssessment assessment;
  engine::Workspace work;
  std::vector<std::string> lines;
  bool known = scale == "RESPONSE";
  std::string names = "RESPONSE";
  for (int i = 0; i < grading_count; ++i) {
    const auto grading = static_cast<Grading>(i);
    names.append(", ").append(paramcd(grading));
    if (paramcd(grading) != scale) continue;
    known = true;
    engine::Trace trace;
    trace.grading = grading;
    trace.day = day;
    assessment = SubjectAssessment{};
    engine::Context context{record, settings, assessment, work, engine::Calendar(record), &trace};
    engine::run(context);
    lines.push_back(fmt::format("{}, day {}, {}: {}", record.subject.subject_id, number_text(day), scale,
                                title(grading)));
    if (!trace.found) {
      lines.push_back("no change point of this scale up to this day: not evaluable");
      continue;
    }
    lines.push_back(fmt::format("as of the change point on day {}:", number_text(trace.at)));
    add_result(lines, trace.result, settings, "");
    if (!trace.domains.empty()) lines.push_back("domains:");
    for (const GradeResult& domain : trace.domains) add_result(lines, domain, settings, "  ");
  }
  if (!known) throw InputError("scale", scale, "expected one of " + names);
  if (scale == "RESPONSE") {
    engine::Context context{record, settings, assessment, work, engine::Calendar(record), nullptr};
    engine::run(context);
    lines.push_back(fmt::format("{}, day {}, RESPONSE", record.subject.subject_id, number_text(day)));
    explain_response(lines, assessment, settings, day);
  }
  return lines;
}

}  // namespace trimer::assessment
