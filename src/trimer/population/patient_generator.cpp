#include <trimer/population/patient_generator.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/maths.h>
#include <trimer/therapy/constants.h>
#include <trimer/therapy/smear.h>

namespace trimer::population {
namespace {

constexpr int most_redraws = 1000;

/// What the equations read of the covariates, by name.
void copy_to(therapy::Covariates<double>& target, const CovariateMap<double>& values) {
  therapy::for_each_covariate(target, [&](const therapy::CovariateInfo& info, double& value) {
    value = values[*covariate_named(info.name)];
  });
}

/// The inverse of cd3_percent() [cells/uL], once the other lymphocytes are there.
double t_cells_from_cd3_percent(double percent, const CovariateMap<double>& values) {
  const double others = values[Covariate::b_cells_per_ul] + values[Covariate::car_t_per_ul] +
                        therapy::Constants<double>().natural_killer_per_ul;
  return others * percent / (100 - percent);
}

}  // namespace

ParameterModel parameter_model() {
  const therapy::ParameterTable table = therapy::ParameterTable::load();
  return {table.typical_values(), table.variability(), {}};
}

PatientGenerator::PatientGenerator(Population population, ParameterModel model, std::uint64_t seed,
                                   std::vector<GivenPatient> given)
    : population_(std::move(population)), model_(std::move(model)), seed_(seed), given_(std::move(given)) {
  if (auto faults = therapy::individual_faults(model_.typical); !faults.empty())
    throw InputError(std::move(faults));
  apply_factors(model_.covariate_factors, population_);
  if (std::any_of(given_.begin(), given_.end(),
                  [](const GivenPatient& p) { return p.cns_status.has_value(); }))
    cns_ranges_ = cns_ranges();
  std::vector<double> typical;
  therapy::for_each_parameter(model_.typical, [&](const auto&, double value) { typical.push_back(value); });
  for (const therapy::Variability& entry : model_.variability) {
    const int eta = entry.draws_with >= 0 ? entry.draws_with : entry.index;
    const double log_sd =
        entry.log_sd_index >= 0 ? typical[static_cast<std::size_t>(entry.log_sd_index)] : entry.log_sd;
    varying_.push_back(
        {entry.index, log_sd, parameter_draw(therapy::parameters[static_cast<std::size_t>(eta)].name)});
  }
}

int PatientGenerator::draw_parameters(VirtualPatient& patient) const {
  std::array<double, therapy::parameters.size()> factor;
  for (int redraws = 0; redraws < most_redraws; ++redraws) {
    factor.fill(1);
    for (const Varying& varying : varying_) {
      // Try k takes the k-th number of each stream, so no other draw moves.
      RandomStream stream(seed_, patient.id, varying.draw);
      double eta = stream.normal();
      for (int i = 0; i < redraws; ++i) eta = stream.normal();
      factor[static_cast<std::size_t>(varying.index)] = maths::exp(varying.log_sd * eta);
    }
    patient.parameters = model_.typical;
    therapy::for_each_parameter(
        patient.parameters,
        [next = factor.begin()](const auto&, double& value) mutable { value *= *next++; });
    therapy::limit_individual(patient.parameters);
    if (therapy::individual_faults(patient.parameters).empty()) return redraws;
  }
  throw InputError(
      "parameters of patient " + std::to_string(patient.id), "",
      "a thousand draws were rejected: " + to_text(therapy::individual_faults(patient.parameters).front()));
}

void PatientGenerator::draw_covariates(VirtualPatient& patient, const GivenPatient* given) const {
  CovariateMap<double> values;
  DrawContext context;
  context.parameters = &patient.parameters;
  // In the order of the list: what a distribution depends on comes before it.
  for (const CovariateInfo& info : covariates) {
    double& value = values[info.covariate];
    context.covariate = info.covariate;
    if (given && given->values[info.covariate]) {
      value = *given->values[info.covariate];
    } else if (given && info.covariate == Covariate::marrow_blast_fraction && given->marrow_blast_percent) {
      copy_to(patient.covariates, values);
      value = therapy::marrow_blast_fraction_from_smear(*given->marrow_blast_percent / 100,
                                                        patient.parameters, patient.covariates);
    } else if (given && info.covariate == Covariate::cd8_fraction && given->cd3_cd8_percent) {
      value = *given->cd3_cd8_percent / *given->cd3_percent;
    } else if (given && info.covariate == Covariate::csf_blasts && given->cns_status) {
      value = draw_csf_blasts(patient.id, *given->cns_status);
    } else {
      RandomStream stream(seed_, patient.id, static_cast<std::uint32_t>(info.covariate));
      value = draw(population_.distributions[info.covariate], stream, context);
      if (!std::isnan(value)) value = std::clamp(value, info.lowest, info.highest);
    }
    if (info.covariate == Covariate::age) context.age = value;
    if (info.covariate == Covariate::sex_male) context.male = value > 0.5;
    if (info.covariate == Covariate::height) context.height = value;
    if (info.covariate == Covariate::weight) context.weight = value;
    if (info.covariate == Covariate::marrow_blast_fraction) context.marrow_blast_fraction = value;
    if (info.covariate == Covariate::marrow_reserve_z) context.marrow_reserve_z = value;
  }
  if (given && given->cd3_percent)
    values[Covariate::t_cells_per_ul] = t_cells_from_cd3_percent(*given->cd3_percent, values);
  copy_to(patient.covariates, values);
  patient.male = values[Covariate::sex_male] > 0.5;
  patient.height = values[Covariate::height];
  patient.prior_transplant = values[Covariate::prior_transplant] > 0.5;
  patient.marrow_reserve_z = values[Covariate::marrow_reserve_z];
  if (const double interval = values[Covariate::car_t_interval_days]; !std::isnan(interval))
    patient.car_t_interval_days = interval;
}

double PatientGenerator::draw_csf_blasts(std::uint64_t patient, CnsStatus status) const {
  for (const CnsRange& range : cns_ranges_) {
    if (range.status != status || range.high <= 0) continue;
    RandomStream stream(seed_, patient, static_cast<std::uint32_t>(Covariate::csf_blasts));
    return therapy::Constants<double>().csf_volume *
           draw({.shape = LogUniform{range.low, range.high}, .scale = {}, .truncate = {}, .clip = {}}, stream,
                {});
  }
  return 0;
}

VirtualPatient PatientGenerator::patient(std::uint64_t id) const {
  VirtualPatient patient;
  patient.id = id;
  const GivenPatient* given = nullptr;
  if (!given_.empty()) {
    const std::uint64_t course = (id - 1) / given_.size() + 1;
    given = &given_[static_cast<std::size_t>((id - 1) % given_.size())];
    patient.subject_id = given->subject_id;
    if (course > 1 && !patient.subject_id.empty()) patient.subject_id += "#" + std::to_string(course);
  }
  patient.transplant_factor = model_.transplant_factor;
  patient.redraws = draw_parameters(patient);
  draw_covariates(patient, given);
  return patient;
}

double white_cells(const VirtualPatient& patient) {
  const therapy::Covariates<double>& c = patient.covariates;
  const therapy::Constants<double> constants;
  return (c.blood_blasts_per_ul + c.t_cells_per_ul + c.b_cells_per_ul) *
             constants.count_per_cell_concentration +
         c.neutrophils + constants.other_white_cells;
}

double cd3_percent(const VirtualPatient& patient) {
  const therapy::Covariates<double>& c = patient.covariates;
  const therapy::Constants<double> constants;
  return 100 * c.t_cells_per_ul /
         (c.t_cells_per_ul + c.b_cells_per_ul + c.car_t_per_ul + constants.natural_killer_per_ul);
}

}  // namespace trimer::population
