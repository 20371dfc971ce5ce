/// @file
/// A number that knows its unit: equations called with it instead of `double` prove that their units fit.
///
/// The unit is kept with its scale, so that a forgotten conversion (ug/L added to pg/mL) fails like a wrong
/// dimension (ug added to ug/d). Rules:
///
/// - a + b, a - b, max, min, select and comparisons: the same unit on both sides;
/// - a * b, a / b: units multiply and divide;
/// - sqrt: halves the exponents, which must be even;
/// - exp, log, and both arguments of pow: dimensionless, scale 1. A percentage is not: divide it by one
/// first.
///
/// A plain number is dimensionless, except an exact 0 in a comparison with nothing to compare: write
/// in_unit_of(x, 0). Values are kept in the units given, never converted, so they equal those of the same
/// equations on `double`.
#pragma once

#include <stdexcept>
#include <string_view>

#include <trimer/units/quantity.h>

namespace trimer::units {

/// Units that do not fit. An equation is wrong, not its input: never caught in a program.
class DimensionError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// `ug/d`-like text of a unit in base units (ug, d, m, Cel, cells, sites, mm[Hg]), for messages: `ug d^-1 (x
/// 1000)`.
[[nodiscard]] std::string to_text(const Unit& unit);

/// Same dimension and, within rounding, the same scale.
[[nodiscard]] bool same_unit(const Unit& a, const Unit& b);

class Dimensioned {
 public:
  Dimensioned() = default;
  Dimensioned(double value) : value_(value) {}  // NOLINT(google-explicit-constructor): literals mix with T
  Dimensioned(double value, const Unit& unit) : value_(value), unit_(unit) {}
  /// @throws DimensionError if the unit text is unknown
  Dimensioned(double value, std::string_view unit);

  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] const Unit& unit() const { return unit_; }

  friend Dimensioned operator+(const Dimensioned& a, const Dimensioned& b);
  friend Dimensioned operator-(const Dimensioned& a, const Dimensioned& b);
  friend Dimensioned operator*(const Dimensioned& a, const Dimensioned& b);
  friend Dimensioned operator/(const Dimensioned& a, const Dimensioned& b);
  friend Dimensioned operator-(const Dimensioned& a) { return {-a.value_, a.unit_}; }
  friend bool operator>(const Dimensioned& a, const Dimensioned& b);
  friend bool operator<(const Dimensioned& a, const Dimensioned& b) { return b > a; }

  friend Dimensioned exp(const Dimensioned& x);
  friend Dimensioned log(const Dimensioned& x);
  friend Dimensioned sqrt(const Dimensioned& x);
  friend Dimensioned pow(const Dimensioned& base, const Dimensioned& exponent);
  friend Dimensioned max(const Dimensioned& a, const Dimensioned& b) { return select(a > b, a, b); }
  friend Dimensioned min(const Dimensioned& a, const Dimensioned& b) { return select(b > a, a, b); }
  friend Dimensioned select(bool condition, const Dimensioned& if_true, const Dimensioned& if_false);
  friend Dimensioned in_unit_of(const Dimensioned& model, double value) { return {value, model.unit_}; }

 private:
  double value_ = 0;
  Unit unit_;
};

}  // namespace trimer::units
