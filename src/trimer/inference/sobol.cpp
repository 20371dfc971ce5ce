#include <trimer/inference/sobol.h>

#include <trimer/inference/draws.h>
#include <trimer/inference/parallel.h>

namespace trimer::inference {
namespace {

/// Outputs at every row, (rows, outputs).
Matrix at_rows(const Outputs& function, const Matrix& points, std::size_t outputs) {
  Matrix result(points.rows(), static_cast<Eigen::Index>(outputs));
  Vector z, out(static_cast<Eigen::Index>(outputs));
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    z = points.row(i).transpose();
    function({z.data(), static_cast<std::size_t>(z.size())}, {out.data(), outputs});
    result.row(i) = out.transpose();
  }
  return result;
}

}  // namespace

std::vector<SobolIndices> sobol_indices(const Outputs& function, std::size_t dimensions, std::size_t outputs,
                                        int samples, std::uint64_t seed, int threads) {
  const auto d = static_cast<Eigen::Index>(dimensions), m = static_cast<Eigen::Index>(outputs);
  const Matrix a = standard_normals(seed, Purpose::sobol, 0, samples, d);
  const Matrix b = standard_normals(seed, Purpose::sobol, 1, samples, d);
  const Matrix fa = at_rows(function, a, outputs), fb = at_rows(function, b, outputs);
  std::vector<SobolIndices> indices(outputs);
  for (Eigen::Index k = 0; k < m; ++k) {
    SobolIndices& of = indices[static_cast<std::size_t>(k)];
    of.mean = 0.5 * (fa.col(k).mean() + fb.col(k).mean());
    of.variance = 0.5 * ((fa.col(k).array() - of.mean).square().mean() + (fb.col(k).array() - of.mean).square().mean());
    of.first = of.total = Vector::Zero(d);
  }
  parallel_for(dimensions, threads, [&](std::size_t input) {
    const auto i = static_cast<Eigen::Index>(input);
    Matrix mixed = a;
    mixed.col(i) = b.col(i);
    const Matrix f = at_rows(function, mixed, outputs);
    for (Eigen::Index k = 0; k < m; ++k) {
      SobolIndices& of = indices[static_cast<std::size_t>(k)];
      if (!(of.variance > 0)) continue;
      of.total[i] = (fa.col(k) - f.col(k)).squaredNorm() / (2 * static_cast<double>(samples) * of.variance);
      of.first[i] = 1 - (fb.col(k) - f.col(k)).squaredNorm() / (2 * static_cast<double>(samples) * of.variance);
    }
  });
  return indices;
}

}  // namespace trimer::inference
