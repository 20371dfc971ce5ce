#include <trimer/solver/trace_text.h>

#include <fmt/format.h>

#include <stdexcept>

namespace trimer::solver {

namespace {

enum Precedence { sum = 1, product = 2, sign = 3, power = 4, atom = 5 };

struct Text {
  std::string text;
  Precedence precedence;
};

class Printer {
 public:
  Printer(const TraceGraph& graph, const NodeNames& names) : graph_(graph), names_(names) {}

  [[nodiscard]] Text operator()(NodeId id, bool by_name) const {
    if (by_name)
      if (const auto name = names_.find(id); name != names_.end()) return {name->second, atom};
    const Node& node = graph_[id];
    const auto [a, b, c, d] = node.operands;
    switch (node.operation) {
      case Operation::constant:
        return {fmt::format("{}", node.value), node.value < 0 ? sign : atom};
      case Operation::variable:
        return {graph_.variable_name(id), atom};
      case Operation::add:
        return {at_least(a, sum) + " + " + at_least(b, sum), sum};
      case Operation::subtract:
        return {at_least(a, sum) + " - " + at_least(b, product), sum};
      case Operation::multiply:
        return {at_least(a, product) + "*" + at_least(b, product), product};
      case Operation::divide:
        return {at_least(a, product) + "/" + at_least(b, sign), product};
      case Operation::negate:
        return {"-" + at_least(a, product), sign};
      case Operation::exponential:
        return call("exp", {a});
      case Operation::logarithm:
        return call("log", {a});
      case Operation::square_root:
        return call("sqrt", {a});
      case Operation::power:
        return {at_least(a, atom) + "^" + at_least(b, atom), power};
      case Operation::maximum:
        return graph_.is_constant(b, 0) ? call("nonneg", {a}) : call("max", {a, b});
      case Operation::minimum:
        return call("min", {a, b});
      case Operation::positive_part:
        return call("positive", {a});
      case Operation::select_greater:
        return {fmt::format("({} if {} > {} else {})", at_least(c, sum), at_least(a, sum), at_least(b, sum),
                            at_least(d, sum)),
                atom};
      case Operation::fused_add:
        return {at_least(a, product) + "*" + at_least(b, product) + " + " + at_least(c, sum), sum};
      case Operation::fused_subtract:
        return {at_least(a, product) + "*" + at_least(b, product) + " - " + at_least(c, product), sum};
      case Operation::fused_negate:
        return {at_least(c, sum) + " - " + at_least(a, product) + "*" + at_least(b, product), sum};
    }
    throw std::logic_error("unknown operation");
  }

 private:
  [[nodiscard]] std::string at_least(NodeId id, Precedence precedence) const {
    const Text inner = (*this)(id, true);
    return inner.precedence >= precedence ? inner.text : "(" + inner.text + ")";
  }
  [[nodiscard]] Text call(std::string_view function, std::initializer_list<NodeId> arguments) const {
    std::vector<std::string> texts;
    for (NodeId argument : arguments) texts.push_back(at_least(argument, sum));
    return {fmt::format("{}({})", function, fmt::join(texts, ", ")), atom};
  }

  const TraceGraph& graph_;
  const NodeNames& names_;
};

}  // namespace

std::string to_text(const TraceGraph& graph, NodeId root, const NodeNames& names) {
  return Printer(graph, names)(root, false).text;
}

std::string to_text(const Traced& expression, const NodeNames& names) {
  if (!expression.graph()) return fmt::format("{}", expression.constant());
  return to_text(*expression.graph(), expression.node(*expression.graph()), names);
}

std::string equations_text(const TracedModel& model, const NodeNames& names) {
  const std::vector<char> needed = needed_for(model.graph, model.derivatives);
  std::string text;
  for (const auto& [id, name] : names)  // ids grow from operands to users
    if (needed[static_cast<std::size_t>(id)] && operand_count(model.graph[id].operation) > 0)
      text += fmt::format("{} = {}\n", name, to_text(model.graph, id, names));
  for (std::size_t i = 0; i < model.states.size(); ++i)
    text += fmt::format("d {}/dt = {}\n", model.graph.variable_name(model.states[i]),
                        to_text(model.graph, model.derivatives[i], names));
  return text;
}

}  // namespace trimer::solver
