/// @file
/// A fast stand-in for the simulator, fitted to its evaluations: one polynomial per target on the link scale,
///
///     eta(z) = b0 + Σ b_i x_i + Σ_(i<=j) c_ij q_ij(x) + block,    x = (z - centre) / scale,
///     q_ij = x_i x_j,   q_ii = (x_i² - 1)/sqrt 2,
///
/// as a Bayesian generalised linear model. Counts are binomial given eta plus a normal lack of fit; measured
/// values have their variance times a factor, plus the lack of fit. Coefficients are normal with a variance
/// for each group (linear, quadratic, blocks), which are estimated with the lack of fit from the evaluations
/// themselves (MacKay 1992, doi:10.1162/neco.1992.4.3.415; Paule & Mandel 1982,
/// doi:10.6028/jres.087.022). A block of common random numbers shifts all points of that block: it is a
/// random effect, so points of one block teach the slopes without their shared error and many blocks teach
/// the mean.
///
/// The prediction carries the uncertainty of the coefficients and the lack of fit.
#pragma once

#include <trimer/inference/evaluations.h>

namespace trimer::inference {

struct Prediction {
  double mean = 0;  ///< link scale
  double variance = 0;
};

/// What the fit of one target says about itself.
struct EmulatorFit {
  std::size_t evaluations = 0;  ///< that the target was fitted to
  double lack_of_fit = 0;       ///< SD, link scale
  double noise_factor =
      1;  ///< on the sampling variance of the evaluations: below 1 with common random numbers
  double linear_sd = 0, quadratic_sd = 0, block_sd = 0;  ///< of the coefficients
  double explained = 0;  ///< share of the variance of eta between evaluations that the polynomial describes
};

struct EmulatorOptions {
  bool quadratic = true;
  int iterations = 25;  ///< of the fit, at most
};

class Emulator {
 public:
  /// Fits to the evaluations at the positions `chosen`.
  /// @param centre, scale  of z, from the region that matters
  Emulator(const std::vector<Evaluation>& all, const std::vector<std::size_t>& chosen, const Vector& centre,
           const Vector& scale, std::size_t targets, int threads, const EmulatorOptions& options = {});

  /// Mean and variance of every target's eta.
  void predict(std::span<const double> z, std::span<double> mean, std::span<double> variance) const;
  [[nodiscard]] std::vector<Prediction> predict(std::span<const double> z) const;
  /// Means alone, much cheaper.
  void predict_means(std::span<const double> z, std::span<double> mean) const;
  [[nodiscard]] const std::vector<EmulatorFit>& fits() const { return fits_; }

 private:
  struct Model {
    Vector coefficients;
    Matrix root;  ///< upper triangular; the covariance of the coefficients is rootᵀ·root
    double lack_of_fit = 0;
    bool known = false;
  };
  [[nodiscard]] Vector features(std::span<const double> z) const;

  Vector centre_, scale_;
  bool quadratic_;
  std::vector<Model> models_;
  std::vector<EmulatorFit> fits_;
};

}  // namespace trimer::inference
