#include <trimer/calibration/leave_one_out.h>

#include <algorithm>

#include <fmt/core.h>

#include <trimer/core/csv.h>

namespace trimer::calibration {
namespace {

using evidence::Study;

/// Studies that share patients with this one, by the records of either.
std::vector<std::string> with_overlaps(const Study& study, const std::vector<const Study*>& all) {
  const auto names = [](const Study& one, const std::string& id) {
    return std::any_of(one.endpoints.begin(), one.endpoints.end(), [&](const auto& endpoint) {
      const auto& ids = endpoint.patients_overlap_with;
      return endpoint.use == evidence::Use::calibrate && std::find(ids.begin(), ids.end(), id) != ids.end();
    });
  };
  std::vector<std::string> ids{study.id};
  const bool contrasts_only = std::all_of(study.endpoints.begin(), study.endpoints.end(), [](const auto& endpoint) {
    return endpoint.use != evidence::Use::calibrate || endpoint.contrast.has_value();
  });
  if (contrasts_only) return ids;  // a slope says nothing of a rate: the others stay
  for (const Study* other : all)
    if (other != &study && (names(study, other->id) || names(*other, study.id))) ids.push_back(other->id);
  return ids;
}

}  // namespace

std::vector<LeftOutStudy> leave_one_out(const CalibrationConfig& config, const CalibrationResult& result,
                                        const LeaveOneOutOptions& options) {
  inference::PosteriorOptions method = config.method;
  method.steps = options.steps;
  const population::ParameterModel base = population::parameter_model();
  std::vector<LeftOutStudy> studies;
  for (std::size_t s = 0; s < result.targets.studies.size(); ++s) {
    LeftOutStudy left{result.targets.studies[s], with_overlaps(*result.targets.studies[s], result.targets.studies), {}, {}};
    inference::Likelihood likelihood = result.targets.likelihood();
    for (const std::string& id : left.left_out) likelihood = likelihood.without(id);
    const inference::Sample sample =
        inference::resample(result.posterior, likelihood, method, options.threads, static_cast<std::uint32_t>(s));
    const inference::Matrix z = inference::thinned(sample, options.members);
    std::vector<population::ParameterModel> members;
    for (Eigen::Index i = 0; i < z.rows(); ++i) {
      const inference::Vector point = z.row(i).transpose();
      members.push_back(model_at(base, config.hyper_parameters, {point.data(), static_cast<std::size_t>(point.size())}));
    }
    trial::CohortRequest request;
    request.seed = config.seed + 99;
    request.patients = options.patients;
    request.threads = options.threads;
    const trial::ComparisonResult comparison =
        trial::compare_studies({&left.study, 1}, members, request, {.seed = config.seed});
    for (const evidence::EndpointVerdict& verdict : comparison.studies.front().verdicts) {
      if (verdict.published->use != evidence::Use::calibrate) continue;
      left.score.add(verdict);
      left.verdicts.push_back(verdict);
    }
    studies.push_back(std::move(left));
  }
  return studies;
}

std::string left_out_csv(const std::vector<LeftOutStudy>& studies) {
  const auto number = [](const std::optional<double>& value) { return value ? fmt::format("{:.4g}", *value) : std::string(); };
  std::string text = "study,endpoint,published,simulated,low,high,unit,inside\n";
  for (const LeftOutStudy& study : studies)
    for (const evidence::EndpointVerdict& v : study.verdicts)
      text += fmt::format("{},{},{},{},{},{},{},{}\n", study.study->id, csv_field(v.published->name),
                          number(v.published_value), number(v.simulated.value), number(v.low), number(v.high),
                          csv_field(v.published->unit), !v.inside ? "not judged" : *v.inside ? "yes" : "no");
  return text;
}

}  // namespace trimer::calibration
