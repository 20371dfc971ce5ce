#include <trimer/core/random.h>

#include <algorithm>
#include <cmath>

#include <trimer/core/maths.h>

namespace trimer {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

double RandomStream::uniform() {
  const auto words = philox4x32({static_cast<std::uint32_t>(patient_), static_cast<std::uint32_t>(patient_ >> 32),
                                 draw_, index_++},
                                {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
  const std::uint64_t bits = (std::uint64_t{words[0]} << 20) ^ (words[1] >> 12);  // 52 bits
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

double RandomStream::normal() { return normal_quantile(uniform()); }

std::int64_t RandomStream::poisson(double mean) {
  if (!(mean > 0)) return 0;
  double u = uniform();
  double term = maths::exp(-mean);
  std::int64_t k = 0;
  while (u > term && k < 10000) {
    u -= term;
    ++k;
    term *= mean / static_cast<double>(k);
  }
  return k;
}

std::int64_t RandomStream::binomial(std::int64_t n, double p) {
  if (n <= 0 || !(p > 0)) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p);
  const double count = static_cast<double>(n);
  if (count * p > 500) {
    const double k = std::floor(count * p + std::sqrt(count * p * (1 - p)) * normal() + 0.5);
    return static_cast<std::int64_t>(std::clamp(k, 0.0, count));
  }
  double u = uniform();
  double term = maths::exp(count * maths::log1p(-p));
  std::int64_t k = 0;
  while (u > term && k < n) {
    u -= term;
    ++k;
    term *= (count - static_cast<double>(k) + 1) / static_cast<double>(k) * (p / (1 - p));
  }
  return k;
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q *
           (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
                45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r +
             133.14166789178437745) * r + 3.387132872796366608) /
           (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
                21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r +
             42.313330701600911252) * r + 1.0);
  }
  double r = std::sqrt(-maths::log(q < 0 ? p : 1 - p));
  double value;
  if (r <= 5) {
    r -= 1.6;
    value = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r +
                 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r +
              4.6303378461565452959) * r + 1.42343711074968357734) /
            (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r +
                 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r +
              2.05319162663775882187) * r + 1.0);
  } else {
    r -= 5.0;
    value = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r +
                 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r +
              5.4637849111641143699) * r + 6.6579046435011037772) /
            (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
                 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r +
              0.59983220655588793769) * r + 1.0);
  }
  return q < 0 ? -value : value;
}

double normal_probability(double x) {
  // Phi(x) = erfc(-x / sqrt 2) / 2; the rational functions are those of Cody's CALERF.
  constexpr double sqrt_half = 0.70710678118654752440;
  const double y = std::fabs(x) * sqrt_half;
  double tail;  // Phi(-|x|)
  if (y <= 0.46875) {
    const double s = y * y;
    const double erf =
        y * ((((0.185777706184603153 * s + 3.16112374387056560) * s + 113.864154151050156) * s + 377.485237685302021) *
                 s + 3209.37758913846947) /
        ((((s + 23.6012909523441209) * s + 244.024637934444173) * s + 1282.61652607737228) * s + 2844.23683343917062);
    tail = 0.5 - 0.5 * erf;
  } else if (y <= 4) {
    tail = 0.5 * maths::exp(-y * y) *
           ((((((((2.15311535474403846e-8 * y + 0.564188496988670089) * y + 8.88314979438837594) * y +
                 66.1191906371416295) * y + 298.635138197400131) * y + 881.952221241769090) * y +
              1712.04761263407058) * y + 2051.07837782607147) * y + 1230.33935479799725) /
           ((((((((y + 15.7449261107098347) * y + 117.693950891312499) * y + 537.181101862009858) * y +
                 1621.38957456669019) * y + 3290.79923573345963) * y + 4362.61909014324716) * y +
              3439.36767414372164) * y + 1230.33935480374942);
  } else {
    constexpr double inverse_sqrt_pi = 0.56418958354775628695;
    const double s = 1 / (y * y);
    const double r = s *
                     (((((0.0163153871373020978 * s + 0.305326634961232344) * s + 0.360344899949804439) * s +
                        0.125781726111229246) * s + 0.0160837851487422766) * s + 6.58749161529837803e-4) /
                     (((((s + 2.56852019228982242) * s + 1.87295284992346725) * s + 0.527905102951428412) * s +
                        0.0605183413124413191) * s + 0.00233520497626869185);
    tail = 0.5 * maths::exp(-y * y) * (inverse_sqrt_pi - r) / y;
  }
  return x > 0 ? 1 - tail : tail;
}

}  // namespace trimer
