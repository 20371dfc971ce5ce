// The method: order conditions from its coefficients, and the orders seen on problems.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include <trimer/solver/rodas5p.h>

#include "test_driver.h"

namespace trimer::test {
namespace {

constexpr int s = solver::rodas5p::stages;
using Row = std::array<double, s>;
using Matrix = std::array<Row, s>;

/// The method in its usual form: k_i = h f(y + sum alpha k) + h J sum gamma k, y1 = y + sum b k.
struct Method {
  Matrix alpha{}, beta{};  // beta = alpha + gamma
  Row b{}, b_embedded{};
  Matrix gamma_inverse{}, gamma{};

  Method() {
    using namespace solver::rodas5p;
    Matrix upper{};  // a, all rows
    for (int i = 0; i < s; ++i) {
      for (int j = 0; j < 5; ++j) upper[i][j] = a[std::min(i, 5)][j];
      for (int j = 5; j < i; ++j) upper[i][j] = 1;
    }
    for (int i = 0; i < s; ++i) {
      gamma_inverse[i][i] = 1 / solver::rodas5p::gamma;
      for (int j = 0; j < i; ++j) gamma_inverse[i][j] = -c[i][j];
    }
    for (int column = 0; column < s; ++column) {  // forward substitution
      for (int i = column; i < s; ++i) {
        double sum = i == column ? 1 : 0;
        for (int j = column; j < i; ++j) sum -= gamma_inverse[i][j] * gamma[j][column];
        gamma[i][column] = sum / gamma_inverse[i][i];
      }
    }
    Row m = upper[s - 1], m_embedded = upper[s - 1];
    m[s - 1] = 1;
    b = weights(m);
    b_embedded = weights(m_embedded);
    for (int i = 0; i < s; ++i) {
      alpha[i] = weights(upper[i]);
      for (int j = 0; j < s; ++j) beta[i][j] = alpha[i][j] + gamma[i][j];
    }
  }

  /// Weights of k from weights of u = Gamma k.
  Row weights(const Row& m) const {
    Row w{};
    for (int j = 0; j < s; ++j) {
      for (int i = 0; i < s; ++i) w[j] += m[i] * gamma[i][j];
    }
    return w;
  }

  /// Weights of k in the interpolant at x.
  Row dense_weights(double x) const {
    Row m{};
    for (int j = 0; j < s; ++j) {
      const double y1 = j < 5 ? solver::rodas5p::a[5][j] : 1;
      const auto& d = solver::rodas5p::dense;
      m[j] = x * (y1 + (1 - x) * (d[0][j] + x * (d[1][j] + x * d[2][j])));
    }
    return weights(m);
  }
};

struct Tree {
  std::vector<Tree> children;
  int order() const {
    int n = 1;
    for (const Tree& t : children) n += t.order();
    return n;
  }
  double density() const {
    double g = order();
    for (const Tree& t : children) g *= t.density();
    return g;
  }
  /// A node with one child takes beta, one with several takes alpha (Hairer & Wanner, IV.7).
  Row weight(const Method& m) const {
    Row w;
    w.fill(1);
    const Matrix& matrix = children.size() == 1 ? m.beta : m.alpha;
    for (const Tree& t : children) {
      const Row inner = t.weight(m);
      for (int i = 0; i < s; ++i) {
        double sum = 0;
        for (int j = 0; j < s; ++j) sum += matrix[i][j] * inner[j];
        w[i] *= sum;
      }
    }
    return w;
  }
};

std::vector<std::vector<Tree>> trees_up_to(int order) {
  std::vector<std::vector<Tree>> trees(order + 1);
  std::vector<Tree> all;  // in order of size; children are chosen non-increasing
  for (int n = 1; n <= order; ++n) {
    std::vector<Tree> chosen;
    const auto extend = [&](auto& self, int left, std::size_t limit) -> void {
      if (left == 0) {
        trees[n].push_back({chosen});
        return;
      }
      for (std::size_t k = 0; k < limit; ++k) {
        if (all[k].order() > left) continue;
        chosen.push_back(all[k]);
        self(self, left - all[k].order(), k + 1);
        chosen.pop_back();
      }
    };
    extend(extend, n - 1, all.size());
    all.insert(all.end(), trees[n].begin(), trees[n].end());
  }
  return trees;
}

double greatest_defect(const Method& m, const Row& b, const std::vector<Tree>& trees, double x = 1) {
  double defect = 0;
  for (const Tree& tree : trees) {
    const Row w = tree.weight(m);
    double sum = 0;
    for (int i = 0; i < s; ++i) sum += b[i] * w[i];
    defect = std::max(defect, std::fabs(sum - std::pow(x, tree.order()) / tree.density()));
  }
  return defect;
}

// 1e-13: the coefficients carry 16 digits and reach 165.
TEST(Rodas5P, MeetsTheOrderConditionsUpToFive) {
  const Method m;
  const auto trees = trees_up_to(6);
  ASSERT_EQ(trees[5].size(), 9u);
  for (int order = 1; order <= 5; ++order) EXPECT_LT(greatest_defect(m, m.b, trees[order]), 1e-13) << order;
  EXPECT_GT(greatest_defect(m, m.b, trees[6]), 1e-3);
}

TEST(Rodas5P, EmbeddedMethodMeetsThemUpToFour) {
  const Method m;
  const auto trees = trees_up_to(5);
  for (int order = 1; order <= 4; ++order) EXPECT_LT(greatest_defect(m, m.b_embedded, trees[order]), 1e-13);
  EXPECT_GT(greatest_defect(m, m.b_embedded, trees[5]), 1e-3);
}

TEST(Rodas5P, DenseOutputMeetsThemUpToFourEverywhere) {
  const Method m;
  const auto trees = trees_up_to(5);
  for (const double x : {0.05, 0.3, 0.5, 0.77, 0.95}) {
    for (int order = 1; order <= 4; ++order) {
      EXPECT_LT(greatest_defect(m, m.dense_weights(x), trees[order], x), 1e-13) << x << ' ' << order;
    }
  }
  EXPECT_GT(greatest_defect(m, m.dense_weights(0.5), trees[5], 0.5), 1e-4);
}

TEST(Rodas5P, IsStifflyAccurateAndSoIsItsEmbeddedMethod) {
  const Method m;
  for (int j = 0; j < s; ++j) {
    EXPECT_NEAR(m.b[j], m.beta[7][j], 1e-14);
    EXPECT_NEAR(m.b_embedded[j], m.beta[6][j], 1e-14);
  }
}

/// Steps of equal size: every step ends at a stop and no error is too large.
TestPatient equal_steps(std::vector<double> y, std::vector<double> inputs, double end, int steps) {
  TestPatient patient{std::move(y), std::move(inputs), 0, {}, {}};
  for (int i = 1; i <= steps; ++i) {
    patient.samples.push_back(end * (i - 0.4) / steps);
    patient.stops.push_back(end * i / steps);
  }
  return patient;
}

TEST(Rodas5P, ConvergesWithOrderFiveAndSoDoesItsInterpolant) {
  const TestOptions loose(1e12, 1e12);
  const std::vector<double> y = {0.8, 0.4}, k = {3.0};
  const auto exact = solve(Problem::feedback, equal_steps(y, k, 4, 2560), loose.options);
  std::vector<double> ends, inside;
  for (const int steps : {20, 40, 80}) {
    const auto got = solve(Problem::feedback, equal_steps(y, k, 4, steps), loose.options);
    ASSERT_EQ(got.step_ends.size(), static_cast<std::size_t>(steps));
    ends.push_back(std::fabs(got.final_state[0] - exact.final_state[0]));
  }
  // Inside a step, against a fine solution sampled at the same times.
  for (const int steps : {20, 40, 80}) {
    const auto patient = equal_steps(y, k, 4, steps);
    auto fine = equal_steps(y, k, 4, 2560);
    fine.samples = patient.samples;
    const auto got = solve(Problem::feedback, patient, loose.options);
    const auto reference = solve(Problem::feedback, fine, loose.options);
    double error = 0;
    for (std::size_t i = 0; i < patient.samples.size(); ++i) {
      error = std::max(error, std::fabs(got.samples[i][1] - reference.samples[i][1]));
    }
    inside.push_back(error);
  }
  for (int i = 0; i < 2; ++i) {
    EXPECT_NEAR(std::log2(ends[i] / ends[i + 1]), 5.0, 0.4);
    EXPECT_NEAR(std::log2(inside[i] / inside[i + 1]), 5.0, 0.5);
  }
}

/// Greatest error on y' = -k (y - exp(-2 t)) - 2 exp(-2 t), ends and insides of equal steps.
double prothero_robinson_error(double stiffness, int steps) {
  const TestOptions loose(1e12, 1e12);
  const auto patient = equal_steps({1, 1}, {stiffness}, 2, steps);
  const auto got = solve(Problem::prothero_robinson, patient, loose.options);
  double error = std::fabs(got.final_state[0] - std::exp(-4.0));
  for (std::size_t i = 0; i < patient.samples.size(); ++i) {
    error = std::max(error, std::fabs(got.samples[i][0] - std::exp(-2 * patient.samples[i])));
  }
  return error;
}

// A method that suffers order reduction has order 1 or 2 here.
TEST(Rodas5P, KeepsOrderFourOnVeryStiffProtheroRobinsonProblems) {
  for (const double stiffness : {1e6, 1e8}) {
    EXPECT_LT(prothero_robinson_error(stiffness, 10), 1e-6) << stiffness;
    for (const int steps : {10, 20}) {
      const double ratio =
          prothero_robinson_error(stiffness, steps) / prothero_robinson_error(stiffness, 2 * steps);
      EXPECT_GT(std::log2(ratio), 4.0) << stiffness << ' ' << steps;
    }
  }
}

// Where h k is neither small nor large the order falls to about 2, at an error that is already small.
TEST(Rodas5P, StaysAccurateAtModerateStiffness) {
  for (const double stiffness : {1e2, 1e3, 1e4, 1e5}) {
    EXPECT_LT(prothero_robinson_error(stiffness, 10), 5e-5) << stiffness;
    EXPECT_LT(prothero_robinson_error(stiffness, 40), 1e-6) << stiffness;
  }
}

}  // namespace
}  // namespace trimer::test
