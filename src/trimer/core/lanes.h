/// @file
/// Lanes<W>: W doubles that move together, one patient in each.
///
/// The same template text runs at every width; width 1 is the scalar form. Within one instruction-set
/// level (baseline x86-64, v3 = AVX2 and FMA, v4 = AVX-512) a lane gets the same bits at every width, and
/// v3 and v4 agree with each other because both round fma(a, b, c) once. The baseline has no fused
/// multiply-add: there fma(a, b, c) is a * b + c, rounded twice, so its last bits differ.
///
/// A width beyond the registers of the level is a pair of halves (GCC's own lowering of an over-wide
/// vector type is much slower).
///
/// **One binary, several levels.** Code compiled for AVX-512 must never be merged by the linker into code
/// that runs elsewhere. Everything here therefore lives in an inline namespace named after the level of
/// the translation unit (TRIMER_LEVEL), so a template over Lanes has a different symbol at each level.
/// A translation unit compiled for a level must instantiate nothing that is not: no std:: containers or
/// algorithms, no project templates over plain double.
#pragma once

#include <immintrin.h>

#include <cstdint>

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && defined(__FMA__)
#define TRIMER_LEVEL v4
#define TRIMER_LEVEL_WIDTH 8
#elif defined(__AVX2__) && defined(__FMA__)
#define TRIMER_LEVEL v3
#define TRIMER_LEVEL_WIDTH 4
#else
#define TRIMER_LEVEL baseline
#define TRIMER_LEVEL_WIDTH 2
#endif

#define TRIMER_INLINE [[gnu::always_inline]] inline

namespace trimer {
inline namespace TRIMER_LEVEL {

/// Doubles in one register of this level.
inline constexpr int natural_width = TRIMER_LEVEL_WIDTH;

template <int W>
struct Lanes;

/// One truth value per lane.
template <int W>
struct LaneMask;

/// One 64-bit pattern per lane, for the construction of exponents.
template <int W>
struct LaneBits;

// ---------------------------------------------------------------------------------------------- width 1

template <>
struct LaneMask<1> {
  bool m;
  TRIMER_INLINE bool operator[](int) const { return m; }
  TRIMER_INLINE void set(int, bool value) { m = value; }
  TRIMER_INLINE friend LaneMask operator&(LaneMask a, LaneMask b) { return {a.m && b.m}; }
  TRIMER_INLINE friend LaneMask operator|(LaneMask a, LaneMask b) { return {a.m || b.m}; }
  TRIMER_INLINE friend LaneMask operator!(LaneMask a) { return {!a.m}; }
};

template <>
struct LaneBits<1> {
  std::uint64_t v;
  LaneBits() = default;
  TRIMER_INLINE LaneBits(std::uint64_t bits) : v(bits) {}  // NOLINT(google-explicit-constructor)
  TRIMER_INLINE friend LaneBits operator+(LaneBits a, LaneBits b) { return a.v + b.v; }
  TRIMER_INLINE friend LaneBits operator-(LaneBits a, LaneBits b) { return a.v - b.v; }
  TRIMER_INLINE friend LaneBits operator&(LaneBits a, LaneBits b) { return a.v & b.v; }
  TRIMER_INLINE friend LaneBits operator|(LaneBits a, LaneBits b) { return a.v | b.v; }
  template <int N>
  TRIMER_INLINE LaneBits left() const {
    return v << N;
  }
  template <int N>
  TRIMER_INLINE LaneBits right() const {
    return v >> N;
  }
};

template <>
struct Lanes<1> {
  static constexpr int width = 1;
  using Mask = LaneMask<1>;
  using Bits = LaneBits<1>;
  double v;

  Lanes() = default;
  TRIMER_INLINE Lanes(double x) : v(x) {}  // NOLINT(google-explicit-constructor): constants in equations
  TRIMER_INLINE static Lanes load(const double* p) { return *p; }
  TRIMER_INLINE void store(double* p) const { *p = v; }
  TRIMER_INLINE double operator[](int) const { return v; }
  TRIMER_INLINE void set(int, double x) { v = x; }
  TRIMER_INLINE static Lanes from_bits(Bits b) { return __builtin_bit_cast(double, b.v); }
  TRIMER_INLINE Bits bits() const { return __builtin_bit_cast(std::uint64_t, v); }

  TRIMER_INLINE friend Lanes operator+(Lanes a, Lanes b) { return a.v + b.v; }
  TRIMER_INLINE friend Lanes operator-(Lanes a, Lanes b) { return a.v - b.v; }
  TRIMER_INLINE friend Lanes operator*(Lanes a, Lanes b) { return a.v * b.v; }
  TRIMER_INLINE friend Lanes operator/(Lanes a, Lanes b) { return a.v / b.v; }
  TRIMER_INLINE friend Lanes operator-(Lanes a) { return -a.v; }
  TRIMER_INLINE friend Mask operator<(Lanes a, Lanes b) { return {a.v < b.v}; }
  TRIMER_INLINE friend Mask operator<=(Lanes a, Lanes b) { return {a.v <= b.v}; }
  TRIMER_INLINE friend Mask operator>(Lanes a, Lanes b) { return {a.v > b.v}; }
  TRIMER_INLINE friend Mask operator>=(Lanes a, Lanes b) { return {a.v >= b.v}; }
  TRIMER_INLINE friend Mask operator==(Lanes a, Lanes b) { return {a.v == b.v}; }

#if TRIMER_LEVEL_WIDTH > 2
  TRIMER_INLINE friend Lanes fma(Lanes a, Lanes b, Lanes c) {
    return __builtin_fma(a.v, b.v, c.v);
  }
  TRIMER_INLINE friend Lanes fnma(Lanes a, Lanes b, Lanes c) {
    return __builtin_fma(-a.v, b.v, c.v);
  }
  TRIMER_INLINE friend Lanes fms(Lanes a, Lanes b, Lanes c) {
    return __builtin_fma(a.v, b.v, -c.v);
  }
#else
  TRIMER_INLINE friend Lanes fma(Lanes a, Lanes b, Lanes c) {
    return a.v * b.v + c.v;
  }
  TRIMER_INLINE friend Lanes fnma(Lanes a, Lanes b, Lanes c) {
    return c.v - a.v * b.v;
  }
  TRIMER_INLINE friend Lanes fms(Lanes a, Lanes b, Lanes c) {
    return a.v * b.v - c.v;
  }
#endif
  TRIMER_INLINE friend Lanes select(Mask m, Lanes a, Lanes b) {
    return m.m ? a.v : b.v;
  }
  TRIMER_INLINE friend Lanes min(Lanes a, Lanes b) {
    return a.v < b.v ? a.v : b.v;
  }
  TRIMER_INLINE friend Lanes max(Lanes a, Lanes b) {
    return a.v > b.v ? a.v : b.v;
  }
  TRIMER_INLINE friend Lanes abs(Lanes a) {
    return __builtin_fabs(a.v);
  }
  TRIMER_INLINE friend Lanes sqrt(Lanes a) {
    return _mm_cvtsd_f64(_mm_sqrt_sd(_mm_setzero_pd(), _mm_set_sd(a.v)));
  }
};

TRIMER_INLINE bool any(LaneMask<1> m) {
  return m.m;
}
TRIMER_INLINE bool all(LaneMask<1> m) {
  return m.m;
}

// ------------------------------------------------------------------------------------------ one register

/// GCC's vector types of W elements (a size that depends on a template parameter is ignored by g++ 12).
template <int W>
struct LaneVector;

#define TRIMER_LANE_VECTOR(W)                                           \
  template <>                                                           \
  struct LaneVector<W> {                                                \
    typedef double Real __attribute__((vector_size(8 * (W))));            \
    typedef std::int64_t Signed __attribute__((vector_size(8 * (W))));    \
    typedef std::uint64_t Unsigned __attribute__((vector_size(8 * (W)))); \
  }
TRIMER_LANE_VECTOR(2);
TRIMER_LANE_VECTOR(4);
TRIMER_LANE_VECTOR(8);
#undef TRIMER_LANE_VECTOR

template <int W>
requires(W > 1 && W <= natural_width) struct LaneMask<W> {
#if TRIMER_LEVEL_WIDTH == 8
  std::uint8_t m;
  TRIMER_INLINE bool operator[](int lane) const {
    return (m >> lane & 1) != 0;
  }
  TRIMER_INLINE void set(int lane, bool value) {
    m = static_cast<std::uint8_t>(value ? m | 1 << lane : m & ~(1 << lane));
  }
  TRIMER_INLINE friend LaneMask operator&(LaneMask a, LaneMask b) {
    return {static_cast<std::uint8_t>(a.m & b.m)};
  }
  TRIMER_INLINE friend LaneMask operator|(LaneMask a, LaneMask b) {
    return {static_cast<std::uint8_t>(a.m | b.m)};
  }
  TRIMER_INLINE friend LaneMask operator!(LaneMask a) {
    return {static_cast<std::uint8_t>(~a.m & ((1 << W) - 1))};
  }
  TRIMER_INLINE friend bool any(LaneMask a) {
    return a.m != 0;
  }
  TRIMER_INLINE friend bool all(LaneMask a) {
    return a.m == (1 << W) - 1;
  }
#else
  typename LaneVector<W>::Signed m;
  TRIMER_INLINE bool operator[](int lane) const {
    return m[lane] != 0;
  }
  TRIMER_INLINE void set(int lane, bool value) {
    m[lane] = value ? -1 : 0;
  }
  TRIMER_INLINE friend LaneMask operator&(LaneMask a, LaneMask b) {
    return {a.m & b.m};
  }
  TRIMER_INLINE friend LaneMask operator|(LaneMask a, LaneMask b) {
    return {a.m | b.m};
  }
  TRIMER_INLINE friend LaneMask operator!(LaneMask a) {
    return {~a.m};
  }
  TRIMER_INLINE friend bool any(LaneMask a) {
    return signs(a) != 0;
  }
  TRIMER_INLINE friend bool all(LaneMask a) {
    return signs(a) == (1 << W) - 1;
  }

 private:
  TRIMER_INLINE static int signs(LaneMask a) {
    if constexpr (W == 2) {
      return _mm_movemask_pd(reinterpret_cast<__m128d>(a.m));
    }
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 4) return _mm256_movemask_pd(reinterpret_cast<__m256d>(a.m));
#endif
  }
#endif
};

template <int W>
requires(W > 1 && W <= natural_width) struct LaneBits<W> {
  using Vector = typename LaneVector<W>::Unsigned;
  Vector v;
  LaneBits() = default;
  TRIMER_INLINE explicit LaneBits(Vector bits) : v(bits) {}
  TRIMER_INLINE LaneBits(std::uint64_t bits) : v(Vector{} + bits) {}  // NOLINT(google-explicit-constructor)
  TRIMER_INLINE friend LaneBits operator+(LaneBits a, LaneBits b) { return LaneBits(a.v + b.v); }
  TRIMER_INLINE friend LaneBits operator-(LaneBits a, LaneBits b) { return LaneBits(a.v - b.v); }
  TRIMER_INLINE friend LaneBits operator&(LaneBits a, LaneBits b) { return LaneBits(a.v & b.v); }
  TRIMER_INLINE friend LaneBits operator|(LaneBits a, LaneBits b) { return LaneBits(a.v | b.v); }
  template <int N>
  TRIMER_INLINE LaneBits left() const {
    return LaneBits(v << N);
  }
  template <int N>
  TRIMER_INLINE LaneBits right() const {
    return LaneBits(v >> N);
  }
};

template <int W>
requires(W > 1 && W <= natural_width) struct Lanes<W> {
  static constexpr int width = W;
  using Mask = LaneMask<W>;
  using Bits = LaneBits<W>;
  using Vector = typename LaneVector<W>::Real;
  Vector v;

  Lanes() = default;
  TRIMER_INLINE explicit Lanes(Vector x) : v(x) {}
  TRIMER_INLINE Lanes(double x) {  // NOLINT(google-explicit-constructor): constants in equations
    if constexpr (W == 2) v = _mm_set1_pd(x);
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 4) v = _mm256_set1_pd(x);
#endif
#if TRIMER_LEVEL_WIDTH >= 8
    if constexpr (W == 8) v = _mm512_set1_pd(x);
#endif
  }
  TRIMER_INLINE static Lanes load(const double* p) {
    Lanes x;
    __builtin_memcpy(&x.v, p, sizeof x.v);
    return x;
  }
  TRIMER_INLINE void store(double* p) const {
    __builtin_memcpy(p, &v, sizeof v);
  }
  TRIMER_INLINE double operator[](int lane) const {
    return v[lane];
  }
  TRIMER_INLINE void set(int lane, double x) {
    v[lane] = x;
  }
  TRIMER_INLINE static Lanes from_bits(Bits b) {
    return Lanes(__builtin_bit_cast(Vector, b.v));
  }
  TRIMER_INLINE Bits bits() const {
    return Bits(__builtin_bit_cast(typename Bits::Vector, v));
  }

  TRIMER_INLINE friend Lanes operator+(Lanes a, Lanes b) {
    return Lanes(a.v + b.v);
  }
  TRIMER_INLINE friend Lanes operator-(Lanes a, Lanes b) {
    return Lanes(a.v - b.v);
  }
  TRIMER_INLINE friend Lanes operator*(Lanes a, Lanes b) {
    return Lanes(a.v * b.v);
  }
  TRIMER_INLINE friend Lanes operator/(Lanes a, Lanes b) {
    return Lanes(a.v / b.v);
  }
  TRIMER_INLINE friend Lanes operator-(Lanes a) {
    return Lanes(-a.v);
  }
#if TRIMER_LEVEL_WIDTH == 8
  template <int Predicate>
  TRIMER_INLINE static Mask compare(Lanes a, Lanes b) {
    if constexpr (W == 2) return {_mm_cmp_pd_mask(a.v, b.v, Predicate)};
    if constexpr (W == 4) return {_mm256_cmp_pd_mask(a.v, b.v, Predicate)};
    if constexpr (W == 8) return {_mm512_cmp_pd_mask(a.v, b.v, Predicate)};
  }
  TRIMER_INLINE friend Mask operator<(Lanes a, Lanes b) {
    return compare<_CMP_LT_OQ>(a, b);
  }
  TRIMER_INLINE friend Mask operator<=(Lanes a, Lanes b) {
    return compare<_CMP_LE_OQ>(a, b);
  }
  TRIMER_INLINE friend Mask operator>(Lanes a, Lanes b) {
    return compare<_CMP_GT_OQ>(a, b);
  }
  TRIMER_INLINE friend Mask operator>=(Lanes a, Lanes b) {
    return compare<_CMP_GE_OQ>(a, b);
  }
  TRIMER_INLINE friend Mask operator==(Lanes a, Lanes b) {
    return compare<_CMP_EQ_OQ>(a, b);
  }
  TRIMER_INLINE friend Lanes select(Mask m, Lanes a, Lanes b) {
    if constexpr (W == 2) return Lanes(_mm_mask_blend_pd(m.m, b.v, a.v));
    if constexpr (W == 4) return Lanes(_mm256_mask_blend_pd(m.m, b.v, a.v));
    if constexpr (W == 8) return Lanes(_mm512_mask_blend_pd(m.m, b.v, a.v));
  }
#else
  TRIMER_INLINE friend Mask operator<(Lanes a, Lanes b) {
    return {a.v < b.v};
  }
  TRIMER_INLINE friend Mask operator<=(Lanes a, Lanes b) {
    return {a.v <= b.v};
  }
  TRIMER_INLINE friend Mask operator>(Lanes a, Lanes b) {
    return {a.v > b.v};
  }
  TRIMER_INLINE friend Mask operator>=(Lanes a, Lanes b) {
    return {a.v >= b.v};
  }
  TRIMER_INLINE friend Mask operator==(Lanes a, Lanes b) {
    return {a.v == b.v};
  }
  TRIMER_INLINE friend Lanes select(Mask m, Lanes a, Lanes b) {
    return Lanes(m.m ? a.v : b.v);
  }
#endif

  /// a b + c, c - a b and a b - c.
  TRIMER_INLINE friend Lanes fma(Lanes a, Lanes b, Lanes c) {
    if constexpr (natural_width == 2) return a * b + c;
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 2) return Lanes(_mm_fmadd_pd(a.v, b.v, c.v));
    if constexpr (W == 4) return Lanes(_mm256_fmadd_pd(a.v, b.v, c.v));
#endif
#if TRIMER_LEVEL_WIDTH >= 8
    if constexpr (W == 8) return Lanes(_mm512_fmadd_pd(a.v, b.v, c.v));
#endif
  }
  TRIMER_INLINE friend Lanes fnma(Lanes a, Lanes b, Lanes c) {
    if constexpr (natural_width == 2) return c - a * b;
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 2) return Lanes(_mm_fnmadd_pd(a.v, b.v, c.v));
    if constexpr (W == 4) return Lanes(_mm256_fnmadd_pd(a.v, b.v, c.v));
#endif
#if TRIMER_LEVEL_WIDTH >= 8
    if constexpr (W == 8) return Lanes(_mm512_fnmadd_pd(a.v, b.v, c.v));
#endif
  }
  TRIMER_INLINE friend Lanes fms(Lanes a, Lanes b, Lanes c) {
    if constexpr (natural_width == 2) return a * b - c;
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 2) return Lanes(_mm_fmsub_pd(a.v, b.v, c.v));
    if constexpr (W == 4) return Lanes(_mm256_fmsub_pd(a.v, b.v, c.v));
#endif
#if TRIMER_LEVEL_WIDTH >= 8
    if constexpr (W == 8) return Lanes(_mm512_fmsub_pd(a.v, b.v, c.v));
#endif
  }
  /// a < b ? a : b and a > b ? a : b, so a NaN in either argument gives b.
  TRIMER_INLINE friend Lanes min(Lanes a, Lanes b) {
    if constexpr (W == 2) return Lanes(_mm_min_pd(a.v, b.v));
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 4) return Lanes(_mm256_min_pd(a.v, b.v));
#endif
#if TRIMER_LEVEL_WIDTH >= 8
    if constexpr (W == 8) return Lanes(_mm512_maskz_min_pd(0xff, a.v, b.v));
#endif
  }
  TRIMER_INLINE friend Lanes max(Lanes a, Lanes b) {
    if constexpr (W == 2) return Lanes(_mm_max_pd(a.v, b.v));
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 4) return Lanes(_mm256_max_pd(a.v, b.v));
#endif
#if TRIMER_LEVEL_WIDTH >= 8
    if constexpr (W == 8) return Lanes(_mm512_maskz_max_pd(0xff, a.v, b.v));
#endif
  }
  TRIMER_INLINE friend Lanes abs(Lanes a) {
    return from_bits(a.bits() & Bits(0x7fffffffffffffff));
  }
  TRIMER_INLINE friend Lanes sqrt(Lanes a) {
    if constexpr (W == 2) return Lanes(_mm_sqrt_pd(a.v));
#if TRIMER_LEVEL_WIDTH >= 4
    if constexpr (W == 4) return Lanes(_mm256_sqrt_pd(a.v));
#endif
#if TRIMER_LEVEL_WIDTH >= 8
    if constexpr (W == 8) return Lanes(_mm512_maskz_sqrt_pd(0xff, a.v));
#endif
  }
};

// -------------------------------------------------------------------------------- wider than one register

template <int W>
requires(W > natural_width) struct LaneMask<W> {
  LaneMask<W / 2> low, high;
  TRIMER_INLINE bool operator[](int lane) const { return lane < W / 2 ? low[lane] : high[lane - W / 2]; }
  TRIMER_INLINE void set(int lane, bool value) {
    lane < W / 2 ? low.set(lane, value) : high.set(lane - W / 2, value);
  }
  TRIMER_INLINE friend LaneMask operator&(LaneMask a, LaneMask b) { return {a.low & b.low, a.high & b.high}; }
  TRIMER_INLINE friend LaneMask operator|(LaneMask a, LaneMask b) { return {a.low | b.low, a.high | b.high}; }
  TRIMER_INLINE friend LaneMask operator!(LaneMask a) { return {!a.low, !a.high}; }
  TRIMER_INLINE friend bool any(LaneMask a) { return any(a.low) || any(a.high); }
  TRIMER_INLINE friend bool all(LaneMask a) { return all(a.low) && all(a.high); }
};

template <int W>
requires(W > natural_width) struct LaneBits<W> {
  LaneBits<W / 2> low, high;
  LaneBits() = default;
  TRIMER_INLINE LaneBits(LaneBits<W / 2> l, LaneBits<W / 2> h) : low(l), high(h) {}
  TRIMER_INLINE LaneBits(std::uint64_t b) : low(b), high(b) {}  // NOLINT(google-explicit-constructor)
  TRIMER_INLINE friend LaneBits operator+(LaneBits a, LaneBits b) { return {a.low + b.low, a.high + b.high}; }
  TRIMER_INLINE friend LaneBits operator-(LaneBits a, LaneBits b) { return {a.low - b.low, a.high - b.high}; }
  TRIMER_INLINE friend LaneBits operator&(LaneBits a, LaneBits b) { return {a.low & b.low, a.high & b.high}; }
  TRIMER_INLINE friend LaneBits operator|(LaneBits a, LaneBits b) { return {a.low | b.low, a.high | b.high}; }
  template <int N>
  TRIMER_INLINE LaneBits left() const {
    return {low.template left<N>(), high.template left<N>()};
  }
  template <int N>
  TRIMER_INLINE LaneBits right() const {
    return {low.template right<N>(), high.template right<N>()};
  }
};

template <int W>
requires(W > natural_width) struct Lanes<W> {
  static constexpr int width = W;
  using Mask = LaneMask<W>;
  using Bits = LaneBits<W>;
  using Half = Lanes<W / 2>;
  Half low, high;

  Lanes() = default;
  TRIMER_INLINE Lanes(Half l, Half h) : low(l), high(h) {}
  TRIMER_INLINE Lanes(double x) : low(x), high(x) {}  // NOLINT(google-explicit-constructor)
  TRIMER_INLINE static Lanes load(const double* p) { return {Half::load(p), Half::load(p + W / 2)}; }
  TRIMER_INLINE void store(double* p) const {
    low.store(p);
    high.store(p + W / 2);
  }
  TRIMER_INLINE double operator[](int lane) const { return lane < W / 2 ? low[lane] : high[lane - W / 2]; }
  TRIMER_INLINE void set(int lane, double x) { lane < W / 2 ? low.set(lane, x) : high.set(lane - W / 2, x); }
  TRIMER_INLINE static Lanes from_bits(Bits b) { return {Half::from_bits(b.low), Half::from_bits(b.high)}; }
  TRIMER_INLINE Bits bits() const { return {low.bits(), high.bits()}; }

  TRIMER_INLINE friend Lanes operator+(Lanes a, Lanes b) { return {a.low + b.low, a.high + b.high}; }
  TRIMER_INLINE friend Lanes operator-(Lanes a, Lanes b) { return {a.low - b.low, a.high - b.high}; }
  TRIMER_INLINE friend Lanes operator*(Lanes a, Lanes b) { return {a.low * b.low, a.high * b.high}; }
  TRIMER_INLINE friend Lanes operator/(Lanes a, Lanes b) { return {a.low / b.low, a.high / b.high}; }
  TRIMER_INLINE friend Lanes operator-(Lanes a) { return {-a.low, -a.high}; }
  TRIMER_INLINE friend Mask operator<(Lanes a, Lanes b) { return {a.low < b.low, a.high < b.high}; }
  TRIMER_INLINE friend Mask operator<=(Lanes a, Lanes b) { return {a.low <= b.low, a.high <= b.high}; }
  TRIMER_INLINE friend Mask operator>(Lanes a, Lanes b) { return {a.low > b.low, a.high > b.high}; }
  TRIMER_INLINE friend Mask operator>=(Lanes a, Lanes b) { return {a.low >= b.low, a.high >= b.high}; }
  TRIMER_INLINE friend Mask operator==(Lanes a, Lanes b) { return {a.low == b.low, a.high == b.high}; }
  TRIMER_INLINE friend Lanes fma(Lanes a, Lanes b, Lanes c) {
    return {fma(a.low, b.low, c.low), fma(a.high, b.high, c.high)};
  }
  TRIMER_INLINE friend Lanes fnma(Lanes a, Lanes b, Lanes c) {
    return {fnma(a.low, b.low, c.low), fnma(a.high, b.high, c.high)};
  }
  TRIMER_INLINE friend Lanes fms(Lanes a, Lanes b, Lanes c) {
    return {fms(a.low, b.low, c.low), fms(a.high, b.high, c.high)};
  }
  TRIMER_INLINE friend Lanes select(Mask m, Lanes a, Lanes b) {
    return {select(m.low, a.low, b.low), select(m.high, a.high, b.high)};
  }
  TRIMER_INLINE friend Lanes min(Lanes a, Lanes b) { return {min(a.low, b.low), min(a.high, b.high)}; }
  TRIMER_INLINE friend Lanes max(Lanes a, Lanes b) { return {max(a.low, b.low), max(a.high, b.high)}; }
  TRIMER_INLINE friend Lanes abs(Lanes a) { return {abs(a.low), abs(a.high)}; }
  TRIMER_INLINE friend Lanes sqrt(Lanes a) { return {sqrt(a.low), sqrt(a.high)}; }
};

}  // namespace TRIMER_LEVEL
}  // namespace trimer
