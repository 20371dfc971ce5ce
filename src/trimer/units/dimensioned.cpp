#include <trimer/units/dimensioned.h>

#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/core/maths.h>

namespace trimer::units {
namespace {

void append_power(std::string& text, std::string_view base, int exponent) {
  if (exponent == 0) return;
  if (!text.empty()) text += ' ';
  text += base;
  if (exponent != 1) text += '^' + std::to_string(exponent);
}

void require_same(const Unit& a, const Unit& b, std::string_view operation) {
  if (same_unit(a, b)) return;
  throw DimensionError(std::string(operation) + " of [" + to_text(a) + "] and [" + to_text(b) + "]");
}

void require_number(const Unit& unit, std::string_view what) {
  if (same_unit(unit, Unit{})) return;
  throw DimensionError(std::string(what) + " is [" + to_text(unit) + "], expected a dimensionless number");
}

int halved(int exponent, const Unit& unit) {
  if (exponent % 2 == 0) return exponent / 2;
  throw DimensionError("square root of [" + to_text(unit) + "]");
}

}  // namespace

std::string to_text(const Unit& unit) {
  std::string text;
  const Dimension& d = unit.dimension;
  append_power(text, "ug", d.mass);
  append_power(text, "cells", d.cells);
  append_power(text, "sites", d.sites);
  append_power(text, "Cel", d.temperature);
  append_power(text, "mm[Hg]", d.pressure);
  append_power(text, "m", d.length);
  append_power(text, "d", d.time);
  if (text.empty()) text = "1";
  if (!same_unit({d, 1.0}, unit)) text += " (x " + number_text(unit.scale) + ")";
  return text;
}

bool same_unit(const Unit& a, const Unit& b) {
  return a.dimension == b.dimension && std::abs(a.scale - b.scale) <= 1e-9 * std::abs(b.scale);
}

Dimensioned::Dimensioned(double value, std::string_view unit) : value_(value) {
  const auto parsed = parse_unit(unit);
  if (!parsed) throw DimensionError("unknown unit '" + std::string(unit) + "'");
  unit_ = *parsed;
}

Dimensioned operator+(const Dimensioned& a, const Dimensioned& b) {
  require_same(a.unit_, b.unit_, "sum");
  return {a.value_ + b.value_, a.unit_};
}

Dimensioned operator-(const Dimensioned& a, const Dimensioned& b) {
  require_same(a.unit_, b.unit_, "difference");
  return {a.value_ - b.value_, a.unit_};
}

Dimensioned operator*(const Dimensioned& a, const Dimensioned& b) {
  return {a.value_ * b.value_, product(a.unit_, b.unit_)};
}

Dimensioned operator/(const Dimensioned& a, const Dimensioned& b) {
  return {a.value_ / b.value_, quotient(a.unit_, b.unit_)};
}

bool operator>(const Dimensioned& a, const Dimensioned& b) {
  require_same(a.unit_, b.unit_, "comparison");
  return a.value_ > b.value_;
}

Dimensioned exp(const Dimensioned& x) {
  require_number(x.unit_, "argument of exp");
  return maths::exp(x.value_);
}

Dimensioned log(const Dimensioned& x) {
  require_number(x.unit_, "argument of log");
  return maths::log(x.value_);
}

Dimensioned sqrt(const Dimensioned& x) {
  const Dimension& d = x.unit_.dimension;
  const Unit root{{halved(d.mass, x.unit_), halved(d.time, x.unit_), halved(d.length, x.unit_),
                   halved(d.temperature, x.unit_), halved(d.cells, x.unit_), halved(d.sites, x.unit_),
                   halved(d.pressure, x.unit_)},
                  std::sqrt(x.unit_.scale)};
  return {std::sqrt(x.value_), root};
}

Dimensioned pow(const Dimensioned& base, const Dimensioned& exponent) {
  require_number(base.unit_, "base of a power");
  require_number(exponent.unit_, "exponent of a power");
  return maths::pow(base.value_, exponent.value_);
}

Dimensioned select(bool condition, const Dimensioned& if_true, const Dimensioned& if_false) {
  require_same(if_true.unit_, if_false.unit_, "choice");
  return condition ? if_true : if_false;
}

}  // namespace trimer::units
