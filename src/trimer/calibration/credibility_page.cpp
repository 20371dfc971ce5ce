#include <trimer/calibration/credibility_page.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/evidence/library.h>
#include <trimer/inference/draws.h>

namespace trimer::calibration {
namespace {

using evidence::EndpointVerdict;
using evidence::Use;
using population::HyperParameter;
using population::ParameterEnsemble;

std::string cell(std::string text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& one : cells) text += " " + cell(one) + " |";
  return text + "\n";
}

std::string header(const std::vector<std::string>& cells) {
  std::string text = row(cells) + "|";
  for (std::size_t i = 0; i < cells.size(); ++i) text += "---|";
  return text + "\n";
}

std::string number(const std::optional<double>& value) { return value ? fmt::format("{:.3g}", *value) : "–"; }

std::string interval(const std::optional<double>& low, const std::optional<double>& high, bool predicted) {
  if (!predicted) return "–";
  return number(low) + " to " + (high ? number(high) : "not reached");
}

std::string published(const EndpointVerdict& v) {
  const auto& p = *v.published;
  std::string text = p.k && p.n ? fmt::format("{}/{} = ", *p.k, *p.n) : "";
  text += number(v.published_value);
  if (!(p.k && p.n) && p.n) text += fmt::format(" (n {})", *p.n);
  return text;
}

std::string verdict_table(const trial::ComparisonResult& comparison, Use use) {
  std::string text = header({"study", "endpoint", "unit", "published k/n", "simulated", "90 % interval", "of sampling alone", "verdict", "ascertained as"});
  for (const trial::StudyComparison& study : comparison.studies)
    for (const EndpointVerdict& v : study.verdicts) {
      if (v.published->use != use) continue;
      text += row({study.study->short_name(), v.published->name, v.published->unit, published(v), number(v.simulated.value),
                   interval(v.low, v.high, v.predicted), interval(v.low_sampling, v.high_sampling, v.predicted),
                   !v.inside ? "not judged: " + v.reason : *v.inside ? "inside" : "**outside**",
                   v.ascertainment + (v.note.empty() ? "" : "; " + v.note)});
    }
  return text;
}

std::string misses(const CalibrationScore& score, const std::map<std::string, std::string>& causes) {
  if (score.misses.empty()) return "None lies outside.\n";
  std::string text;
  for (const EndpointVerdict* v : score.misses) {
    const std::string name = v->study->id + "/" + v->published->name;
    const auto cause = causes.find(name);
    text += fmt::format("- {}: published {}, interval {}. {}\n", name, number(v->published_value),
                        interval(v->low, v->high, v->predicted),
                        cause == causes.end() ? "Cause: not found." : "Cause: " + cause->second);
  }
  return text;
}

inference::Matrix standard_values(const ParameterEnsemble& ensemble) {
  inference::Matrix z(static_cast<Eigen::Index>(ensemble.size()), static_cast<Eigen::Index>(ensemble.hyper_parameters.size()));
  for (Eigen::Index i = 0; i < z.rows(); ++i)
    for (Eigen::Index k = 0; k < z.cols(); ++k)
      z(i, k) = ensemble.hyper_parameters[static_cast<std::size_t>(k)].standard(
          ensemble.values[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)]);
  return z;
}

std::string contraction_table(const ParameterEnsemble& ensemble, const inference::Moments& moments) {
  std::string text = header({"hyper-parameter", "unit", "prior median (90 %)", "posterior median (90 %)", "contraction", "shift [prior SD]", "prior from"});
  constexpr double tail = 1.6448536269514722;
  for (std::size_t k = 0; k < ensemble.hyper_parameters.size(); ++k) {
    const HyperParameter& p = ensemble.hyper_parameters[k];
    std::vector<double> values;
    for (const auto& member : ensemble.values) values.push_back(member[k]);
    std::sort(values.begin(), values.end());
    const auto at = [&](double q) { return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1) + 0.5)]; };
    const auto i = static_cast<Eigen::Index>(k);
    text += row({p.name, p.unit, fmt::format("{:.3g} ({:.3g} to {:.3g})", p.value_at(0), p.value_at(-tail), p.value_at(tail)),
                 fmt::format("{:.3g} ({:.3g} to {:.3g})", at(0.5), at(0.05), at(0.95)),
                 fmt::format("{:.2f}", 1 - moments.covariance(i, i)), fmt::format("{:+.2f}", moments.mean[i]), p.source});
  }
  return text;
}

std::string correlation_table(const ParameterEnsemble& ensemble, const inference::Moments& moments) {
  struct Pair {
    double value;
    std::size_t i, j;
  };
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < ensemble.hyper_parameters.size(); ++i)
    for (std::size_t j = i + 1; j < ensemble.hyper_parameters.size(); ++j) {
      const auto a = static_cast<Eigen::Index>(i), b = static_cast<Eigen::Index>(j);
      pairs.push_back({moments.covariance(a, b) / std::sqrt(moments.covariance(a, a) * moments.covariance(b, b)), i, j});
    }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return std::fabs(a.value) > std::fabs(b.value); });
  std::string text = header({"pair", "correlation"});
  for (std::size_t k = 0; k < std::min<std::size_t>(10, pairs.size()); ++k)
    text += row({ensemble.hyper_parameters[pairs[k].i].name + ", " + ensemble.hyper_parameters[pairs[k].j].name,
                 fmt::format("{:+.2f}", pairs[k].value)});
  return text;
}

/// A table of the calibration's folder as Markdown, or a sentence that it is missing.
std::string table_of(const std::filesystem::path& file, const std::string& flag) {
  if (file.empty() || !std::filesystem::exists(file))
    return "Not run for this page (`trimer calibrate CONFIG " + flag + "`).\n";
  CsvReader reader(file);
  std::string text = header(reader.header());
  while (reader.next()) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < reader.size(); ++i) cells.emplace_back(reader.field(static_cast<int>(i)));
    text += row(cells);
  }
  return text;
}

/// Coverage of ranks at 50 and 90 %.
std::string recovery_text(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return table_of(file, "--recover 20");
  CsvReader reader(file);
  const int rank = reader.column("rank"), truth = reader.column("truth");
  double n = 0, half = 0, most = 0;
  std::string last;
  int truths = 0;
  while (reader.next()) {
    double value = 0;
    if (!parse_number(reader.field(rank), value)) continue;
    if (last != reader.field(truth)) last = reader.field(truth), ++truths;
    ++n;
    half += std::fabs(value - 0.5) <= 0.25 ? 1 : 0;
    most += std::fabs(value - 0.5) <= 0.45 ? 1 : 0;
  }
  return fmt::format(
      "Trials of the published sizes were simulated from {} known points of the posterior and the hyper-parameters inferred "
      "again: of {:.0f} true values {:.0f} % lie in the 50 % interval and {:.0f} % in the 90 % interval.\n",
      truths, n, 100 * half / std::max(1.0, n), 100 * most / std::max(1.0, n));
}

/// The inputs with the largest total index of each output.
std::string sensitivity_text(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return table_of(file, "--sensitivity 300");
  struct Entry {
    double total;
    std::string name, first;
  };
  std::vector<std::pair<std::string, std::vector<Entry>>> outputs;
  std::map<std::string, std::string> explained;
  CsvReader reader(file);
  while (reader.next()) {
    const std::string output(reader.field(reader.column("output")));
    if (outputs.empty() || outputs.back().first != output) outputs.push_back({output, {}});
    Entry entry{0, std::string(reader.field(reader.column("hyper_parameter"))), std::string(reader.field(reader.column("first")))};
    (void)parse_number(reader.field(reader.column("total")), entry.total);
    explained[output] = reader.field(reader.column("explained"));
    outputs.back().second.push_back(std::move(entry));
  }
  std::string text = header({"output", "described by the emulator", "largest total indices (first-order index)"});
  for (auto& [output, entries] : outputs) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.total > b.total; });
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(6, entries.size()); ++i)
      list += fmt::format("{}{} {:.2f} ({})", i > 0 ? "; " : "", entries[i].name, entries[i].total, entries[i].first);
    text += row({output, explained[output], list});
  }
  return text;
}

}  // namespace

CalibrationScore score_of(const trial::ComparisonResult& comparison, Use use) {
  CalibrationScore score;
  std::vector<EndpointVerdict> verdicts;
  for (const trial::StudyComparison& study : comparison.studies)
    for (const EndpointVerdict& v : study.verdicts) {
      if (v.published->use != use || !v.inside) continue;
      ++score.judged;
      *v.inside ? (void)++score.inside : score.misses.push_back(&v);
      verdicts.push_back(v);
    }
  score.width_ratio = evidence::width_beside_sampling(verdicts, {&use, 1}).value_or(0);
  return score;
}

std::map<std::string, std::string> read_causes(const std::string& text, const std::string& name) {
  CsvReader reader(text, name);
  const int study = reader.column("study"), endpoint = reader.column("endpoint"), cause = reader.column("cause");
  if (study < 0 || endpoint < 0 || cause < 0) throw InputError(name, "", "expected the columns study, endpoint, cause");
  std::map<std::string, std::string> causes;
  while (reader.next()) {
    const std::string id(reader.field(study)), of(reader.field(endpoint));
    if (!evidence::find_study(id).find(of)) throw InputError(name, id + "/" + of, "expected an endpoint of a shipped study");
    causes[id + "/" + of] = reader.field(cause);
  }
  return causes;
}

std::string credibility_page(const CredibilityInput& input) {
  const ParameterEnsemble& ensemble = input.ensemble;
  const CalibrationScore fitted = score_of(input.comparison, Use::calibrate);
  const CalibrationScore held = score_of(input.comparison, Use::hold_out_public);
  const inference::Moments moments = inference::moments_of(standard_values(ensemble));
  std::string text = R"(# Credibility: how far the simulated populations may be believed

Generated by `tools/credibility`; do not edit. The order is that of ICH M15 (general principles for model-informed drug
development) and ASME V&V 40 (risk-informed credibility): question of interest, context of use, model risk,
verification, calibration, validation, uncertainty, known faults.

## Question of interest

Which response, toxicity and survival does a group of patients with B-ALL have under blinatumomab, by their burden,
blood counts, T cells and CD19, and by dose and schedule?

## Context of use

Research: to compare schedules and populations in simulation, to plan analyses, and to read small series beside what
chance and the known trials would give. Predictions are of groups. Not for: advice on a patient; single courses; outcome
beyond cycle 2 in MRD-positive remission; children; doses or schedules far from those of the label.

## Model risk

Influence: a simulation may be the only source beside published trials of other populations: medium. Consequence of a
wrong answer: a badly planned analysis, no harm to a patient, since it stands beside data and never in their place: low.
The model risk is low to medium, and the criteria below are set for that: of the published endpoints that were fitted at
least 85 % inside the 90 % predictive interval, intervals at most twice as wide as sampling alone makes them, and
held-out endpoints reported as they are.

## Verification

The equations in units, by dimension checks; the solver against CVODE and high-accuracy reference runs; grades against
worked cases; the same bits at any number of threads: [model](model.md), [validation](validation.md), `tools/test`.
The method of inference, on problems whose posterior is known, against ensemble Kalman inversion alone with as many
evaluations (errors of means in posterior SDs, ratios of SDs, largest difference of distribution functions):

)";
  text += table_of(input.folder / "methods.csv", "--compare-methods");
  text += "\n" + recovery_text(input.folder / "recovery.csv");
  text += fmt::format(R"(
## Calibration

{}. `{}`: {} members, {} hyper-parameters, made by `{}` (version {}, seed {}, {}, {}, {} patients simulated) with {}.
Each published endpoint with `use: calibrate` is a target; its likelihood and ascertainment are in the table `targets.csv`
that the command writes. Nobody counts twice: of pooled trials only the contrast is used.

)",
                      ensemble.title, input.ensemble_name, ensemble.size(), ensemble.hyper_parameters.size(),
                      ensemble.origin.command, ensemble.origin.version, ensemble.origin.seed, ensemble.origin.date,
                      ensemble.origin.time, ensemble.origin.patients, ensemble.origin.method);
  text += fmt::format(
      "{} of {} fitted endpoints lie inside ({:.0f} %); the median interval is {:.2f} times as wide as that of sampling "
      "alone. {} patients of each study, divided among the members. A number cannot validate what it was fitted to.\n\n",
      fitted.inside, fitted.judged, 100.0 * fitted.inside / std::max(1, fitted.judged), fitted.width_ratio, input.patients);
  text += verdict_table(input.comparison, Use::calibrate) + "\nMisses:\n\n" + misses(fitted, input.causes);
  text += fmt::format(
      "\n## Validation: what was not fitted\n\nHeld-out endpoints (`use: hold_out_public`): {} of {} inside, nominal 90 %. "
      "They were not fitted, but they were looked at when the structure of the model was changed: the coverage is not "
      "blind.\n\n",
      held.inside, held.judged);
  text += verdict_table(input.comparison, Use::hold_out_public) + "\nMisses:\n\n" + misses(held, input.causes);
  text += "\nOne study left out, and predicted from the others (a study takes with it the contrasts of a pool that "
          "contains its patients):\n\n" + table_of(input.folder / "left_out.csv", "--leave-one-out");
  text += "\n## Uncertainty: what the data identify\n\nContraction is 1 - posterior variance / prior variance, on the scale "
          "where the prior is normal: 1 = known, 0 = nothing learnt, below 0 = wider than the prior by chance.\n\n";
  text += contraction_table(ensemble, moments) + "\nLargest posterior correlations, confounded parameters:\n\n" + correlation_table(ensemble, moments);
  text += "\nGlobal sensitivity over the prior, Sobol indices of a TOWER-like cohort:\n\n" + sensitivity_text(input.folder / "sensitivity.csv");
  text += "\n## Known faults, each with a number\n\n" + header({"what", "published", "simulated", "verdict", "note"});
  for (const KnownFault& fault : input.faults)
    text += row({fault.what, fault.published, fault.simulated, !fault.holds ? "–" : *fault.holds ? "holds" : "**does not hold**", fault.note});
  for (const trial::StudyComparison& study : input.comparison.studies)
    for (const EndpointVerdict& v : study.verdicts)
      if (v.published->threshold && v.published->threshold->quantity == "relapse_cd19_negative" && v.simulated.value)
        text += row({"CD19-negative among relapses [%]", number(v.published_value), number(v.simulated.value), "–",
                     study.study->short_name() + "; shown, not fitted"});
  return text;
}

}  // namespace trimer::calibration
