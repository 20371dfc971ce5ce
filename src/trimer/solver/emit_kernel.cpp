#include <trimer/solver/emit_kernel.h>

#include <trimer/solver/emit_fuse.h>
#include <trimer/solver/emit_lu.h>
#include <trimer/solver/emit_schedule.h>

#include <fmt/format.h>

#include <cctype>
#include <limits>
#include <optional>
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

std::string constant_text(double value) {
  if (value == std::numeric_limits<double>::infinity()) return "V(__builtin_inf())";
  std::string digits = fmt::format("{}", value);
  if (digits.find_first_of(".en") == std::string::npos) digits += ".0";
  return fmt::format("V({})", digits);
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
      if (graph.is_constant(id)) text_[index(id)] = constant_text(graph[id].value);
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

/// Of several orders of the chain rule the one with the least arithmetic.
KernelGraph cheapest_kernel(const TracedModel& lowered, int trials) {
  std::optional<KernelGraph> best;
  int best_cost = 0;
  for (int trial = 0; trial < std::max(trials, 1); ++trial) {
    TracedModel model = lowered;
    const SparseJacobian jacobian = differentiate(model, static_cast<std::uint64_t>(trial));
    KernelGraph kernel = fuse(model, jacobian);
    std::vector<NodeId> results = kernel.derivatives;
    results.insert(results.end(), kernel.jacobian.values.begin(), kernel.jacobian.values.end());
    const std::vector<char> needed = needed_for(kernel.graph, results);
    const std::vector<char> varies = depends_on(kernel.graph, kernel.states);
    int cost = 0;
    for (NodeId id = 0; id < kernel.graph.size(); ++id) cost += needed[index(id)] && varies[index(id)];
    if (best && cost >= best_cost) continue;
    best = std::move(kernel);
    best_cost = cost;
  }
  return std::move(*best);
}

}  // namespace

EmittedKernel emit_kernel(const TracedModel& model, const KernelOptions& options) {
  require_identifiers(model);
  const KernelGraph kernel = cheapest_kernel(lower(model), options.jacobian_trials);
  const SparsePattern pattern{static_cast<int>(model.states.size()), kernel.jacobian.rows,
                              kernel.jacobian.columns};
  const LuPlan plan = plan_lu(pattern, options.lu_trials, options.solves_per_factor);

  EmittedKernel out;
  out.jacobian_nonzeros = static_cast<int>(pattern.rows.size());
  out.lu_size = plan.nonzeros();
  out.lu_fill = plan.fill;
  out.prepared = static_cast<int>(kernel.prepared.size());

  const std::vector<std::string> rates = elements("dydt", kernel.derivatives.size());
  const std::vector<std::string> entries = elements("values", kernel.jacobian.values.size());
  std::vector<NodeId> both = kernel.derivatives;
  both.insert(both.end(), kernel.jacobian.values.begin(), kernel.jacobian.values.end());
  std::vector<std::string> both_targets = rates;
  both_targets.insert(both_targets.end(), entries.begin(), entries.end());

  Bodies prepare(kernel);
  prepare.readable(kernel.inputs, "inputs");
  const auto varying = [&] {
    Bodies bodies(kernel);
    bodies.readable(kernel.prepared, "p");
    bodies.readable(kernel.states, "y");
    return bodies;
  };
  const std::string prepare_body =
      prepare.body(kernel.prepared, elements("p", kernel.prepared.size()), out.prepare);
  const std::string rates_body = varying().body(kernel.derivatives, rates, out.derivatives);
  const std::string jacobian_body = varying().body(kernel.jacobian.values, entries, out.jacobian);
  const std::string both_body = varying().body(both, both_targets, out.derivatives_and_jacobian);
  const std::string factor_body = emit_factor(plan, out.factor);
  const std::string solve_body = emit_solve(plan, out.solve);

  std::string& h = out.header;
  h = fmt::format("// Generated from the {}. Do not edit.\n#pragma once\n\n", options.origin);
  h += "#include <trimer/core/lane_maths.h>\n#include <trimer/solver/operation_count.h>\n\n";
  h += fmt::format("namespace {} {{\ninline namespace TRIMER_LEVEL {{\n\nstruct {} {{\n", options.name_space,
                   options.name);
  h += fmt::format("  static constexpr int states = {}, inputs = {}, prepared = {};\n", kernel.states.size(),
                   kernel.inputs.size(), kernel.prepared.size());
  h += fmt::format("  static constexpr int jacobian_nonzeros = {}, lu_size = {}, lu_fill = {};\n",
                   out.jacobian_nonzeros, out.lu_size, out.lu_fill);
  h += names_text(kernel.graph, kernel.states, "State");
  h += names_text(kernel.graph, kernel.inputs, "Input");
  h += int_array("jacobian_rows", pattern.rows) + int_array("jacobian_columns", pattern.columns);
  h += count_text("prepare_operations", out.prepare);
  h += count_text("derivatives_operations", out.derivatives);
  h += count_text("jacobian_operations", out.jacobian);
  h += count_text("derivatives_and_jacobian_operations", out.derivatives_and_jacobian);
  h += count_text("factor_operations", out.factor);
  h += count_text("solve_operations", out.solve);
  const auto function = [&](std::string_view signature, const std::string& body) {
    h += fmt::format("\n  template <class V>\n  static void {} {{\n{}  }}\n", signature, body);
  };
  function("prepare([[maybe_unused]] const V* inputs, [[maybe_unused]] V* p)", prepare_body);
  const std::string reads = "[[maybe_unused]] const V* y, [[maybe_unused]] const V* p";
  function(fmt::format("derivatives({}, V* dydt)", reads), rates_body);
  function(fmt::format("jacobian({}, [[maybe_unused]] V* values)", reads), jacobian_body);
  function(fmt::format("derivatives_and_jacobian({}, V* dydt, [[maybe_unused]] V* values)", reads),
           both_body);
  function("factor([[maybe_unused]] const V* j, const V& diagonal, V* lu)", factor_body);
  function("solve(const V* lu, V* b)", solve_body);
  h += fmt::format("}};\n\n}}  // namespace TRIMER_LEVEL\n}}  // namespace {}\n", options.name_space);
  return out;
}

}  // namespace trimer::solver
