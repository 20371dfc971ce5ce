#include <trimer/inference/kalman_inversion.h>

#include <cmath>

#include <fmt/core.h>

#include <trimer/core/fault.h>
#include <trimer/inference/draws.h>

namespace trimer::inference {
namespace {

/// The data on the link scale: targets with weight only.
struct Data {
  std::vector<std::size_t> targets;  ///< positions among all
  Vector y;
  Matrix noise;  ///< Gamma
};

Data data_of(const Likelihood& likelihood) {
  Data data;
  std::vector<Eigen::Index> row_of(likelihood.targets().size(), -1);
  std::vector<NormalValue> forms;
  for (std::size_t i = 0; i < likelihood.targets().size(); ++i) {
    const Observed& observed = likelihood.targets()[i].observed;
    if (std::holds_alternative<Watched>(observed)) continue;
    row_of[i] = static_cast<Eigen::Index>(data.targets.size());
    data.targets.push_back(i);
    forms.push_back(normal_form(observed));
  }
  if (forms.empty()) throw InputError("targets", "", "expected at least one that is not only watched");
  const auto m = static_cast<Eigen::Index>(forms.size());
  data.y.resize(m);
  data.noise = Matrix::Zero(m, m);
  for (Eigen::Index i = 0; i < m; ++i) {
    data.y[i] = forms[static_cast<std::size_t>(i)].value;
    data.noise(i, i) = forms[static_cast<std::size_t>(i)].sd * forms[static_cast<std::size_t>(i)].sd;
  }
  for (const Correlation& pair : likelihood.correlations()) {
    const Eigen::Index i = row_of[pair.first], j = row_of[pair.second];
    data.noise(i, j) = data.noise(j, i) = pair.value * std::sqrt(data.noise(i, i) * data.noise(j, j));
  }
  return data;
}

/// Link values of the last evaluations, (members, targets with weight); what is missing takes the mean of the
/// others, which moves nothing.
Matrix simulated(const Evaluations& evaluations, std::size_t first, Eigen::Index members, const Data& data) {
  Matrix g(members, static_cast<Eigen::Index>(data.targets.size()));
  for (Eigen::Index t = 0; t < g.cols(); ++t) {
    double sum = 0;
    int known = 0;
    for (Eigen::Index j = 0; j < members; ++j) {
      const Statistic& s = evaluations.all()[first + static_cast<std::size_t>(j)]
                               .simulation.statistics[data.targets[static_cast<std::size_t>(t)]];
      g(j, t) = s.missing() ? std::nan("") : s.link();
      if (s.missing()) continue;
      sum += g(j, t);
      ++known;
    }
    for (Eigen::Index j = 0; j < members; ++j)
      if (std::isnan(g(j, t))) g(j, t) = known > 0 ? sum / known : data.y[t];
  }
  return g;
}

}  // namespace

KalmanResult invert(Evaluations& evaluations, const KalmanOptions& options) {
  const Data data = data_of(evaluations.problem().likelihood);
  const auto d = static_cast<Eigen::Index>(evaluations.problem().dimensions);
  const Eigen::Index members = options.members, m = data.y.size();
  const Eigen::LLT<Matrix> noise(data.noise);
  KalmanResult result;
  result.ensemble = standard_normals(options.seed, Purpose::prior, 0, members, d);
  double temperature = 0;
  for (int i = 0; temperature < 1; ++i) {
    // Members differ in their patients, and a member meets others in each iteration: what patients have in
    // common averages out instead of drawing the ensemble with it.
    std::vector<std::uint64_t> block;
    for (std::uint64_t j = 0; j < static_cast<std::uint64_t>(members); ++j)
      block.push_back((j + 7 * static_cast<std::uint64_t>(i)) % std::max<std::uint64_t>(1, options.blocks));
    const std::size_t first = evaluations.run(
        result.ensemble, block, fmt::format("Kalman inversion {}, temperature {:.3f}", i + 1, temperature));
    const Matrix g = simulated(evaluations, first, members, data);

    Vector misfit(members);
    for (Eigen::Index j = 0; j < members; ++j)
      misfit[j] = 0.5 * noise.matrixL().solve(data.y - g.row(j).transpose()).squaredNorm();
    const double mean = misfit.mean();
    const double variance = (misfit.array() - mean).square().sum() / static_cast<double>(members - 1);
    const double adaptive =
        std::max(static_cast<double>(m) / (2 * mean), std::sqrt(static_cast<double>(m) / (2 * variance)));
    const bool last = i + 1 >= options.most_iterations;
    result.forced = last && adaptive < 1 - temperature;
    const double share = last ? 1 - temperature : std::min(adaptive, 1 - temperature);
    const bool finished = last || share >= 1 - temperature;
    temperature = finished ? 1 : temperature + share;
    result.iterations.push_back({share, temperature, mean});

    const double alpha = 1 / share;
    const Matrix u_centred = result.ensemble.rowwise() - result.ensemble.colwise().mean();
    const Matrix g_centred = g.rowwise() - g.colwise().mean();
    const double scale = 1.0 / static_cast<double>(members - 1);
    const Matrix c_gg = g_centred.transpose() * g_centred * scale + alpha * data.noise;
    const Matrix c_gu = g_centred.transpose() * u_centred * scale;
    const Matrix xi =
        standard_normals(options.seed, Purpose::perturbation, static_cast<std::uint32_t>(i), members, m);
    const Matrix lower = noise.matrixL();
    // (members, m): y + sqrt(alpha) xi_j - G_j
    const Matrix innovation =
        ((xi * lower.transpose()) * std::sqrt(alpha) - g).rowwise() + data.y.transpose();
    const Matrix gain = c_gg.llt().solve(c_gu);  // (m, d)
    result.ensemble += innovation * gain;
  }
  return result;
}

}  // namespace trimer::inference
