#include <trimer/cytometry/transforms.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

constexpr double ln10 = 2.302585092994045684;

/// d of the logicle: 2 (ln d - ln b) + w (b + d) = 0. The left side rises with d, so halving finds it.
double second_rate(double b, double w) {
  double low = 0, high = b;
  for (int i = 0; i < 2000 && low < high; ++i) {
    const double d = low + (high - low) / 2;
    if (d == low || d == high) break;
    (2 * (std::log(d) - std::log(b)) + w * (b + d) > 0 ? high : low) = d;
  }
  return w > 0 ? high : b;
}

}  // namespace

Scale::Scale(ScaleKind kind, double T, double M, double W, double A, const std::string& name)
    : identity_(false), kind_(kind), top_(T), decades_(M), width_(W), negative_(A) {
  const auto demand = [&](bool sound, const char* parameter, double value, const char* expectation) {
    if (!sound) throw InputError(name + " " + parameter, number_text(value), expectation);
  };
  demand(T > 0 && std::isfinite(T), "T", T, "expected > 0");
  if (kind == ScaleKind::linear) {
    demand(A >= 0 && A <= T, "A", A, "expected from 0 to T");
    return;
  }
  demand(M > 0 && M <= 100, "M", M, "expected > 0 (and at most 100)");
  if (kind == ScaleKind::log) return;
  if (kind == ScaleKind::asinh) {
    demand(A >= 0 && A <= M, "A", A, "expected from 0 to M");
    return;
  }
  const bool hyper = kind == ScaleKind::hyperlog;
  demand(W <= M / 2 && (hyper ? W > 0 : W >= 0), "W", W,
         hyper ? "expected > 0 and at most M / 2" : "expected from 0 to M / 2");
  demand(A >= -W && A <= M - 2 * W, "A", A, "expected from -W to M - 2W");
  const double w = W / (M + A), x2 = A / (M + A), x1 = x2 + w, x0 = x2 + 2 * w;
  b_ = (M + A) * ln10;
  zero_ = x1;
  if (hyper) {
    const double ca = std::exp(b_ * x0) / w;
    const double fa = std::exp(b_ * x1) + ca * x1;
    a_ = T / (std::exp(b_) + ca - fa);
    c_ = ca * a_;
    f_ = fa * a_;
  } else {
    d_ = second_rate(b_, w);
    const double ca = std::exp(x0 * (b_ + d_));
    const double fa = std::exp(b_ * x1) - ca * std::exp(-d_ * x1);
    a_ = T / (std::exp(b_) - fa - ca * std::exp(-d_));
    c_ = ca * a_;
    f_ = fa * a_;
  }
}

double Scale::biexponential(double y) const {
  if (kind_ == ScaleKind::hyperlog) return a_ * std::exp(b_ * y) + c_ * y - f_;
  return a_ * std::exp(b_ * y) - c_ * std::exp(-d_ * y) - f_;
}

double Scale::slope(double y) const {
  if (kind_ == ScaleKind::hyperlog) return a_ * b_ * std::exp(b_ * y) + c_;
  return a_ * b_ * std::exp(b_ * y) + c_ * d_ * std::exp(-d_ * y);
}

/// Newton within a bracket, for x > 0.
double Scale::solve(double x) const {
  double low = zero_, high = std::max(1.0, zero_);
  while (biexponential(high) < x) {
    low = high;
    high += 0.25;
  }
  double y = std::clamp(std::log((x + f_ > 0 ? x + f_ : x) / a_) / b_, low, high);
  for (int i = 0; i < 200; ++i) {
    const double error = biexponential(y) - x;
    if (error == 0) return y;
    (error > 0 ? high : low) = y;
    double next = y - error / slope(y);
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (std::fabs(next - y) <= 1e-16 + 2e-16 * std::fabs(y)) return next;
    y = next;
  }
  return y;
}

double Scale::operator()(double x) const {
  if (identity_) return x;
  double y = std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(x)) {
    if (x > 0 || kind_ != ScaleKind::log) y = x;
  } else {
    switch (kind_) {
      case ScaleKind::linear:
        y = (x + negative_) / (top_ + negative_);
        break;
      case ScaleKind::log:
        if (x > 0) y = std::log10(x / top_) / decades_ + 1;
        break;
      case ScaleKind::asinh:
        y = (std::asinh(x * std::sinh(decades_ * ln10) / top_) + negative_ * ln10) /
            ((decades_ + negative_) * ln10);
        break;
      case ScaleKind::logicle:
      case ScaleKind::hyperlog:
        if (!std::isnan(x)) y = x == 0 ? zero_ : x > 0 ? solve(x) : 2 * zero_ - solve(-x);
        break;
    }
  }
  return y < lowest ? lowest : y > highest ? highest : y;
}

double Scale::inverse(double y) const {
  if (identity_) return y;
  switch (kind_) {
    case ScaleKind::linear:
      return y * (top_ + negative_) - negative_;
    case ScaleKind::log:
      return top_ * std::pow(10.0, (y - 1) * decades_);
    case ScaleKind::asinh:
      return top_ * std::sinh(y * (decades_ + negative_) * ln10 - negative_ * ln10) /
             std::sinh(decades_ * ln10);
    case ScaleKind::logicle:
    case ScaleKind::hyperlog:
      break;
  }
  return y >= zero_ ? biexponential(y) : -biexponential(2 * zero_ - y);
}

}  // namespace trimer::cytometry
