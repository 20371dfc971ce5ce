#include <trimer/trial/drawn_quantities.h>

#include <trimer/therapy/parameter_table.h>

namespace trimer::trial {
namespace {

using population::Covariate;

bool is_known(const population::GivenPatient& given, Covariate covariate) {
  switch (covariate) {
    case Covariate::marrow_blast_fraction:
      if (given.marrow_blast_percent) return true;
      break;
    case Covariate::t_cells_per_ul:  // follows from the percentage and the other lymphocytes
      if (given.cd3_percent) return true;
      break;
    case Covariate::cd8_fraction:
      if (given.cd3_cd8_percent) return true;
      break;
    case Covariate::bsa:
      if (given.values[Covariate::height] && given.values[Covariate::weight]) return true;
      break;
    default:
      break;
  }
  return given.values[covariate].has_value();
}

}  // namespace

std::vector<DrawnQuantity> drawn_quantities(const population::GivenPatient* given) {
  std::vector<DrawnQuantity> quantities;
  for (std::size_t i = 0; i < therapy::covariates.size(); ++i) {
    const therapy::CovariateInfo& info = therapy::covariates[i];
    const auto covariate = population::covariate_named(info.name);
    if (given && covariate && is_known(*given, *covariate)) continue;
    quantities.push_back({std::string(info.name), std::string(info.unit), {}, false, i});
  }
  const therapy::ParameterTable table = therapy::ParameterTable::load();
  for (const therapy::Variability& varying : table.variability()) {
    if (varying.draws_with >= 0) continue;  // the same draw under another name
    const therapy::ParameterRow& row = table.rows()[static_cast<std::size_t>(varying.index)];
    quantities.push_back({row.name, row.unit, row.meaning, true, static_cast<std::size_t>(varying.index)});
  }
  return quantities;
}

std::vector<double> values_of(const std::vector<DrawnQuantity>& quantities,
                              const population::VirtualPatient& patient) {
  std::vector<double> covariates, parameters, values;
  therapy::for_each_covariate(patient.covariates,
                              [&](const auto&, const double& value) { covariates.push_back(value); });
  therapy::for_each_parameter(patient.parameters,
                              [&](const auto&, const double& value) { parameters.push_back(value); });
  for (const DrawnQuantity& quantity : quantities)
    values.push_back(quantity.parameter ? parameters[quantity.index] : covariates[quantity.index]);
  return values;
}

}  // namespace trimer::trial
