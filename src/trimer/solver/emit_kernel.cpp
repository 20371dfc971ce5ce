#include <trimer/solver/emit_kernel.h>

#include <trimer/solver/emit_fuse.h>
#include <trimer/solver/emit_lu.h>
#include <trimer/solver/emit_schedule.h>

#include <fmt/format.h>

#include <cctype>
#include <map>
#include <stdexcept>

namespace trimer::solver {

namespace {

std::size_t index(NodeId id) {
  return static_cast<std::size_t>(id);
}

/// The expression of one operation over the texts of its operands.
std::string operation_text(Operation operation, const std::array<std::string, 4>& x) {
  switch (operation) {
    case Operation::add:
      return fmt::format("{} + {}", x[0], x[1]);
    case Operation::subtract:
      return fmt::format("{} - {}", x[0], x[1]);
    case Operation::multiply:
      return fmt::format("{} * {}", x[0], x[1]);
    case Operation::divide:
      return fmt::format("{} / {}", x[0], x[1]);
    case Operation::negate:
      return fmt::format("-{}", x[0]);
    case Operation::exponential:
      return fmt::format("exp({})", x[0]);
    case Operation::logarithm:
      return fmt::format("log({})", x[0]);
    case Operation::square_root:
      return fmt::format("sqrt({})", x[0]);
    case Operation::power:
      return fmt::format("pow({}, {})", x[0], x[1]);
    case Operation::maximum:
      return fmt::format("max({}, {})", x[0], x[1]);
    case Operation::minimum:
      return fmt::format("min({}, {})", x[0], x[1]);
    case Operation::select_greater:
      return fmt::format("select({} > {}, {}, {})", x[0], x[1], x[2], x[3]);
    case Operation::fused_add:
      return fmt::format("fma({}, {}, {})", x[0], x[1], x[2]);
    case Operation::fused_subtract:
      return fmt::format("fms({}, {}, {})", x[0], x[1], x[2]);
    case Operation::fused_negate:
      return fmt::format("fnma({}, {}, {})", x[0], x[1], x[2]);
    case Operation::constant:
    case Operation::variable:
    case Operation::positive_part:
      break;
  }
  throw std::logic_error("only a lowered model can be written as code");
}

/// Writes the bodies of functions over one KernelGraph.
class Bodies {
 public:
  explicit Bodies(const KernelGraph& kernel)
      : kernel_(kernel), text_(static_cast<std::size_t>(kernel.graph.size())) {}

  /// Names what the function can read: `array`[i] for nodes[i].
  void readable(std::span<const NodeId> nodes, std::string_view array) {
    for (std::size_t i = 0; i < nodes.size(); ++i) text_[index(nodes[i])] = fmt::format("{}[{}]", array, i);
  }

  /// The statements that compute `results` and store result i in `targets[i]`.
  std::string body(std::span<const NodeId> results, std::span<const std::string> targets,
                   OperationCount& count) {
    const TraceGraph& graph = kernel_.graph;
    std::vector<char> available(text_.size());
    for (NodeId id = 0; id < graph.size(); ++id) {
      if (graph.is_constant(id)) text_[index(id)] = literal(graph[id].value);
      available[index(id)] = !text_[index(id)].empty();
    }
    const std::vector<ScheduledStep> steps = schedule(graph, results, available);
    count = count_operations(graph, steps);
    std::string code;
    for (const ScheduledStep& step : steps) {
      if (step.node < 0) {
        const std::size_t i = static_cast<std::size_t>(step.result);
        code += fmt::format("    {} = {};\n", targets[i], text_[index(results[i])]);
        continue;
      }
      std::array<std::string, 4> operands;
      std::size_t i = 0;
      for (NodeId operand : operands_of(graph[step.node])) operands[i++] = text_[index(operand)];
      text_[index(step.node)] = fmt::format("t{}", step.node);
      code += fmt::format("    const V t{} = {};\n", step.node,
                          operation_text(graph[step.node].operation, operands));
    }
    return code;
  }

 private:
  const KernelGraph& kernel_;
  std::vector<std::string> text_;  ///< how a node is read, empty until it is computed
};

std::vector<std::string> elements(std::string_view array, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("{}[{}]", array, i));
  return names;
}

std::string count_text(std::string_view name, const OperationCount& c) {
  return fmt::format(
      "  static constexpr solver::OperationCount {}{{.additions = {}, .multiplications = {}, .fused = {},\n"
      "      .divisions = {}, .square_roots = {}, .exponentials = {}, .logarithms = {}, .powers = {}, "
      ".selections = {}}};\n",
      name, c.additions, c.multiplications, c.fused, c.divisions, c.square_roots, c.exponentials,
      c.logarithms, c.powers, c.selections);
}

std::string int_array(std::string_view name, const std::vector<int>& values) {
  return fmt::format("  static constexpr int {}[] = {{{}}};\n", name, fmt::join(values, ", "));
}

void require_identifiers(const TracedModel& model) {
  if (model.states.size() != model.derivatives.size() || model.states.empty())
    throw std::invalid_argument(
        fmt::format("{} states but {} derivatives", model.states.size(), model.derivatives.size()));
  for (const auto* variables : {&model.states, &model.inputs}) {
    for (NodeId id : *variables) {
      const std::string& name = model.graph.variable_name(id);
      bool valid = !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0]));
      for (char c : name) valid = valid && (std::isalnum(static_cast<unsigned char>(c)) || c == '_');
      if (!valid) throw std::invalid_argument(fmt::format("'{}' is no identifier", name));
    }
  }
}

/// enum of the positions, and the names in their order.
std::string names_text(const TraceGraph& graph, const std::vector<NodeId>& variables, std::string_view kind) {
  std::vector<std::string> names, quoted;
  for (NodeId id : variables) {
    names.push_back(graph.variable_name(id));
    quoted.push_back(fmt::format("\"{}\"", names.back()));
  }
  if (names.empty()) return "";
  std::string lower(kind);
  lower[0] = static_cast<char>(std::tolower(lower[0]));
  return fmt::format(
      "  struct {} {{\n    enum : int {{ {} }};\n  }};\n  static constexpr const char* {}_names[] = "
      "{{{}}};\n",
      kind, fmt::join(names, ", "), lower, fmt::join(quoted, ", "));
}

/// A choice of auxiliaries with the code and the elimination that follow from it.
struct Candidate {
  std::vector<NodeId> keep;
  KernelGraph kernel;
  SparsePattern pattern;
  LuPlan plan;
  std::int64_t cost = 0;
};

Candidate evaluate(const TracedModel& lowered, std::vector<NodeId> keep, std::uint64_t seed, int lu_trials,
                   int solves) {
  TracedModel model = lowered;
  const SparseJacobian jacobian = differentiate(model, seed, keep);
  Candidate candidate{std::move(keep), fuse(model, jacobian), {}, {}, 0};
  const KernelGraph& kernel = candidate.kernel;
  candidate.pattern = {static_cast<int>(lowered.states.size()) + jacobian.auxiliaries, jacobian.rows,
                       jacobian.columns, jacobian.auxiliaries};
  candidate.plan = plan_lu(candidate.pattern, lu_trials, solves);

  std::vector<NodeId> results = kernel.derivatives;
  results.insert(results.end(), kernel.jacobian.values.begin(), kernel.jacobian.values.end());
  const std::vector<char> needed = needed_for(kernel.graph, results);
  const std::vector<char> varies = depends_on(kernel.graph, kernel.states);
  candidate.cost = candidate.plan.cost(solves);
  for (NodeId id = 0; id < kernel.graph.size(); ++id)
    candidate.cost += needed[index(id)] && varies[index(id)];
  return candidate;
}

/// The cheapest of many proposals, then of what is left when auxiliaries are dropped from it one by one.
Candidate choose(const TracedModel& lowered, const KernelOptions& options) {
  constexpr int few = 24;  // orders of elimination while comparing
  const auto better = [&](Candidate& best, std::vector<NodeId> keep, std::uint64_t seed, int lu_trials) {
    Candidate other = evaluate(lowered, std::move(keep), seed, lu_trials, options.solves_per_factor);
    if (other.cost >= best.cost) return false;
    best = std::move(other);
    return true;
  };
  Candidate best = evaluate(lowered, {}, 0, few, options.solves_per_factor);
  for (int trial = 0; trial < options.auxiliary_trials; ++trial) {
    const std::uint64_t seed = static_cast<std::uint64_t>(trial);
    better(best, propose_auxiliaries(lowered, seed, trial % 8 * 2), 0, few);
  }
  for (bool improved = true; improved;) {
    improved = false;
    for (std::size_t i = 0; i < best.keep.size(); ++i) {
      std::vector<NodeId> fewer = best.keep;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (!better(best, std::move(fewer), 0, few)) continue;
      improved = true;
      --i;
    }
  }
  const std::vector<NodeId> keep = best.keep;
  for (int trial = 0; trial < options.jacobian_trials; ++trial)
    better(best, keep, static_cast<std::uint64_t>(trial), few);
  LuPlan plan = plan_lu(best.pattern, options.lu_trials, options.solves_per_factor);
  if (plan.cost(options.solves_per_factor) < best.plan.cost(options.solves_per_factor))
    best.plan = std::move(plan);
  return best;
}

/// Where each entry of the augmented Jacobian is found: a constant, something prepared, or `linear[i]`.
struct LinearLayout {
  std::vector<EntrySource> sources;
  std::vector<NodeId> stored;  ///< nodes of `linear`, each once
};

LinearLayout lay_out(const KernelGraph& kernel) {
  const std::vector<char> varies = depends_on(kernel.graph, kernel.states);
  std::map<NodeId, std::string> text;
  for (std::size_t i = 0; i < kernel.prepared.size(); ++i) text[kernel.prepared[i]] = fmt::format("p[{}]", i);
  LinearLayout layout;
  for (NodeId value : kernel.jacobian.values) {
    if (kernel.graph.is_constant(value)) {
      layout.sources.push_back({"", kernel.graph[value].value});
      continue;
    }
    const auto [at, inserted] = text.try_emplace(value, fmt::format("linear[{}]", layout.stored.size()));
    if (inserted) layout.stored.push_back(value);
    layout.sources.push_back({at->second, {}});
  }
  return layout;
}

/// The Jacobian as a function of what an augmented one is made of.
struct Expansion {
  KernelGraph graph;  ///< its states are `linear`, its inputs `p`, its derivatives the entries
  SparseJacobian jacobian;
};

Expansion expand(const KernelGraph& kernel, const LinearLayout& layout) {
  TracedModel model;
  std::map<std::string, NodeId> node;
  for (std::size_t i = 0; i < layout.stored.size(); ++i) {
    const std::string name = fmt::format("linear[{}]", i);
    node[name] = model.state(name).node(model.graph);
  }
  for (std::size_t i = 0; i < kernel.prepared.size(); ++i) {
    const std::string name = fmt::format("p[{}]", i);
    node[name] = model.input(name).node(model.graph);
  }
  SparseJacobian augmented = kernel.jacobian;
  for (std::size_t k = 0; k < augmented.values.size(); ++k) {
    const EntrySource& source = layout.sources[k];
    augmented.values[k] = source.constant ? model.graph.constant(*source.constant) : node.at(source.text);
  }
  SparseJacobian jacobian =
      eliminate_auxiliaries(model.graph, static_cast<int>(kernel.states.size()), augmented);
  model.derivatives = jacobian.values;
  return {fuse(model, {}), std::move(jacobian)};
}

}  // namespace

EmittedKernel emit_kernel(const TracedModel& model, const KernelOptions& options) {
  require_identifiers(model);
  const Candidate chosen = choose(lower(model), options);
  const KernelGraph& kernel = chosen.kernel;
  const LinearLayout layout = lay_out(kernel);
  const Expansion expansion = expand(kernel, layout);
  const std::size_t nonzeros = expansion.jacobian.values.size();
  const LuPlan plan =
      plan_lu({static_cast<int>(model.states.size()), expansion.jacobian.rows, expansion.jacobian.columns},
              options.lu_trials, options.solves_per_factor);
  std::vector<EntrySource> entry_sources;
  for (const std::string& entry : elements("j", nonzeros)) entry_sources.push_back({entry, {}});
  const LuCode lu(plan, entry_sources, true);
  const LuCode augmented_lu(chosen.plan, layout.sources, false);

  EmittedKernel out;
  out.prepared = static_cast<int>(kernel.prepared.size());
  out.jacobian_nonzeros = static_cast<int>(nonzeros);
  out.lu_size = lu.lu_size();
  out.lu_fill = plan.fill;
  out.auxiliaries = kernel.jacobian.auxiliaries;
  out.augmented_size = static_cast<int>(layout.stored.size());
  out.augmented_lu_size = augmented_lu.lu_size();

  // Bodies of functions, by what they read.
  const auto varying = [&](const std::vector<NodeId>& results, const std::vector<std::string>& targets,
                           OperationCount& count) {
    Bodies bodies(kernel);
    bodies.readable(kernel.prepared, "p");
    bodies.readable(kernel.states, "y");
    return bodies.body(results, targets, count);
  };
  const std::vector<std::string> rates = elements("dydt", kernel.derivatives.size());
  const std::vector<std::string> stored = elements("linear", layout.stored.size());
  std::vector<NodeId> both = kernel.derivatives;
  both.insert(both.end(), layout.stored.begin(), layout.stored.end());
  std::vector<std::string> both_targets = rates;
  both_targets.insert(both_targets.end(), stored.begin(), stored.end());
  const std::string rates_body = varying(kernel.derivatives, rates, out.derivatives);
  const std::string both_body = varying(both, both_targets, out.derivatives_and_augmented);

  Bodies prepare(kernel);
  prepare.readable(kernel.inputs, "inputs");
  const std::string prepare_body =
      prepare.body(kernel.prepared, elements("p", kernel.prepared.size()), out.prepare);
  Bodies entries(expansion.graph);
  entries.readable(expansion.graph.states, "linear");
  entries.readable(expansion.graph.inputs, "p");
  const std::string entries_body =
      entries.body(expansion.graph.derivatives, elements("values", nonzeros), out.augmented_jacobian);
  const std::string factor_body = lu.factor(out.factor);
  const std::string solve_body = lu.solve(out.solve);
  const std::string augmented_factor_body = augmented_lu.factor(out.augmented_factor);
  const std::string augmented_solve_body = augmented_lu.solve(out.augmented_solve);

  std::string& h = out.header;
  h = fmt::format("// Generated from the {}. Do not edit.\n#pragma once\n\n", options.origin);
  h += "#include <trimer/core/lane_maths.h>\n#include <trimer/solver/operation_count.h>\n\n";
  h += fmt::format("namespace {} {{\ninline namespace TRIMER_LEVEL {{\n\nstruct {} {{\n", options.name_space,
                   options.name);
  h += fmt::format("  static constexpr int states = {}, inputs = {}, prepared = {};\n", kernel.states.size(),
                   kernel.inputs.size(), kernel.prepared.size());
  h += fmt::format("  static constexpr int jacobian_nonzeros = {}, lu_size = {}, lu_fill = {};\n",
                   out.jacobian_nonzeros, out.lu_size, out.lu_fill);
  h += "  static constexpr bool assigns_rates = true;\n";
  h += fmt::format("  static constexpr int auxiliaries = {}, augmented_size = {}, augmented_lu_size = {};\n",
                   out.auxiliaries, out.augmented_size, out.augmented_lu_size);
  h += names_text(kernel.graph, kernel.states, "State");
  h += names_text(kernel.graph, kernel.inputs, "Input");
  h += int_array("jacobian_rows", expansion.jacobian.rows) +
       int_array("jacobian_columns", expansion.jacobian.columns);
  h += count_text("prepare_operations", out.prepare);
  h += count_text("derivatives_operations", out.derivatives);
  h += count_text("derivatives_and_augmented_operations", out.derivatives_and_augmented);
  h += count_text("augmented_jacobian_operations", out.augmented_jacobian);
  h += count_text("augmented_factor_operations", out.augmented_factor);
  h += count_text("augmented_solve_operations", out.augmented_solve);
  h += count_text("factor_operations", out.factor);
  h += count_text("solve_operations", out.solve);
  const auto function = [&](std::string_view comment, std::string_view signature, const std::string& body,
                            std::string_view parameters = "class V") {
    h += fmt::format("\n  /// {}\n  template <{}>\n  static void {} {{\n{}  }}\n", comment, parameters,
                     signature, body);
  };
  const std::string yp = "[[maybe_unused]] const V* y, [[maybe_unused]] const V* p";
  const std::string lp = "[[maybe_unused]] const V* linear, [[maybe_unused]] const V* p";
  function("What depends on inputs alone.",
           "prepare([[maybe_unused]] const V* inputs, [[maybe_unused]] V* p)", prepare_body);
  function("dy/dt; rate i is assigned to dydt[i], whatever that is.",
           fmt::format("derivatives({}, Rates dydt)", yp), rates_body, "class V, class Rates = V*");
  function("dy/dt and the varying entries of the augmented Jacobian.",
           fmt::format("derivatives_and_augmented({}, V* dydt, [[maybe_unused]] V* linear)", yp), both_body);
  function("Factors of diagonal*I - J from its augmented form.",
           fmt::format("augmented_factor({}, const V& diagonal, V* lu)", lp), augmented_factor_body);
  function("Solves in place.", fmt::format("augmented_solve({}, const V* lu, V* b)", lp),
           augmented_solve_body);
  function("The entries of the Jacobian from its augmented form.",
           fmt::format("augmented_jacobian({}, [[maybe_unused]] V* values)", lp), entries_body);
  function("dy/dt and the Jacobian.", fmt::format("derivatives_and_jacobian({}, V* dydt, V* values)", yp),
           "    V linear[augmented_size + 1];\n    derivatives_and_augmented(y, p, dydt, linear);\n"
           "    augmented_jacobian(linear, p, values);\n");
  function("The Jacobian.", fmt::format("jacobian({}, V* values)", yp),
           "    V dydt[states];\n    derivatives_and_jacobian(y, p, dydt, values);\n");
  function("Factors of diagonal*I - J.", "factor([[maybe_unused]] const V* j, const V& diagonal, V* lu)",
           factor_body);
  function("Solves in place.", "solve(const V* lu, V* b)", solve_body);
  h += fmt::format("}};\n\n}}  // namespace TRIMER_LEVEL\n}}  // namespace {}\n", options.name_space);
  return out;
}

}  // namespace trimer::solver
