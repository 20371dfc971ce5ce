#include <trimer/simulation/generate/traced_therapy.h>

namespace trimer::simulation {

namespace {

using solver::Traced;

/// Enters the fields of the structs that pass between modules under their own names.
class Quantities {
 public:
  Quantities(solver::TraceGraph& graph, solver::NodeNames& names) : graph_(graph), names_(names) {}
  void operator()(const char* name, const Traced& value) {
    if (value.graph() && solver::operand_count(graph_[value.node(graph_)].operation) > 0)
      names_.try_emplace(value.node(graph_), name);
  }

 private:
  solver::TraceGraph& graph_;
  solver::NodeNames& names_;
};

/// The intermediate quantities, computed once more: the same formulas are the same nodes.
void name_quantities(solver::TraceGraph& graph, const therapy::State<Traced>& y,
                     const therapy::Parameters<Traced>& p, const therapy::Baseline<Traced>& b,
                     solver::NodeNames& names) {
  Quantities name(graph, names);
#define TRIMER_NAME(quantities, field) name(#field, quantities.field)
  const auto drugs = therapy::supportive_drugs(y, p);
  TRIMER_NAME(drugs, dexamethasone_plasma);
  TRIMER_NAME(drugs, dexamethasone_effect);
  TRIMER_NAME(drugs, dexamethasone_release);
  TRIMER_NAME(drugs, dexamethasone_kill);
  TRIMER_NAME(drugs, tocilizumab_plasma);
  TRIMER_NAME(drugs, tocilizumab_tissue);
  TRIMER_NAME(drugs, receptor_free);
  const auto drug = therapy::drug_concentrations(y, p);
  TRIMER_NAME(drug, plasma_drug);
  TRIMER_NAME(drug, marrow_drug);
  TRIMER_NAME(drug, lymphoid_drug);
  TRIMER_NAME(drug, csf_drug);
  const auto e = therapy::engagement(y, p, b, drug);
  TRIMER_NAME(e, recruit_high);
  TRIMER_NAME(e, recruit_low);
  TRIMER_NAME(e, adhesion);
  TRIMER_NAME(e, margination);
  TRIMER_NAME(e, release_drive);
  TRIMER_NAME(e, stimulus_blood);
  TRIMER_NAME(e, stimulus_marrow);
  TRIMER_NAME(e, stimulus_lymphoid);
  TRIMER_NAME(e, drive_marrow);
  TRIMER_NAME(e, drive_lymphoid);
  TRIMER_NAME(e, activation_blood);
  TRIMER_NAME(e, activation_marrow);
  TRIMER_NAME(e, activation_lymphoid);
  const auto t = therapy::t_cell_algebra(y, p, b, drug, e);
  TRIMER_NAME(t, exit_marrow);
  TRIMER_NAME(t, exit_lymphoid);
  TRIMER_NAME(t, return_activated_marrow);
  TRIMER_NAME(t, cd4_activated_blood);
  TRIMER_NAME(t, cd8_activated_blood);
  TRIMER_NAME(t, crowding);
  TRIMER_NAME(t, division_marrow);
  TRIMER_NAME(t, division_lymphoid);
  const auto k = therapy::killing(y, p, b, drugs, drug, e, t);
  TRIMER_NAME(k, marrow_blasts);
  TRIMER_NAME(k, k_tissue);
  TRIMER_NAME(k, kill_blood_high);
  TRIMER_NAME(k, kill_blood_low);
  TRIMER_NAME(k, kill_blood_b);
  TRIMER_NAME(k, kill_marrow_high);
  TRIMER_NAME(k, kill_marrow_low);
  TRIMER_NAME(k, kill_marrow_b);
  TRIMER_NAME(k, kill_lymphoid_b);
  TRIMER_NAME(k, kill_csf);
  const auto c = therapy::cytokine_signals(y, p, drugs, drug, e, t);
  TRIMER_NAME(c, release);
  TRIMER_NAME(c, interferon_excess);
  TRIMER_NAME(c, mac);
  TRIMER_NAME(c, signal_il6);
  TRIMER_NAME(c, il6_excess);
  TRIMER_NAME(c, signal);
#undef TRIMER_NAME
}

}  // namespace

std::unique_ptr<TracedTherapy> trace_therapy() {
  auto traced = std::make_unique<TracedTherapy>();
  solver::TracedModel& model = traced->model;
  std::vector<TherapyInput> inputs;

  therapy::State<Traced> y;
  therapy::for_each_state(
      y, [&](const auto& info, Traced& value) { value = model.state(std::string(info.name)); });
  therapy::Parameters<Traced> p;
  therapy::for_each_parameter(p, [&](const auto& info, Traced& value) {
    value = model.input(std::string(info.name));
    inputs.push_back({TherapyInput::Source::parameter, std::string(info.name)});
  });
  therapy::Baseline<Traced> b;
  therapy::for_each_baseline(b, [&](const auto& info, Traced& value) {
    value = model.input(std::string(info.name));
    inputs.push_back({TherapyInput::Source::baseline, std::string(info.name)});
  });
  const Traced infusion_rate = model.input("infusion_rate");
  inputs.push_back({TherapyInput::Source::infusion_rate, "infusion_rate"});

  const therapy::State<Traced> rates = therapy::derivatives(y, p, b, infusion_rate);
  therapy::for_each_state(rates, [&](const auto&, const Traced& rate) { model.derivative(rate); });
  name_quantities(model.graph, y, p, b, traced->quantities);

  const std::vector<char> needed = solver::needed_for(model.graph, model.derivatives);
  std::vector<solver::NodeId> nodes;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!needed[static_cast<std::size_t>(model.inputs[i])]) continue;
    nodes.push_back(model.inputs[i]);
    traced->inputs.push_back(inputs[i]);
  }
  model.inputs = nodes;
  return traced;
}

}  // namespace trimer::simulation
