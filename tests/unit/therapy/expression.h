// Evaluates the text of an equation for any scalar: recursive descent over + - * / ^, calls and names.
#pragma once

#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <trimer/therapy/notation.h>
#include <trimer/therapy/observables.h>

namespace trimer::therapy {

template <class T>
class Expression {
 public:
  using Lookup = std::function<T(const std::string&)>;
  Expression(std::string_view text, const Lookup& lookup) : text_(text), lookup_(lookup) {}

  T value() {
    const T result = sum();
    if (next() != '\0') fail("expected the end");
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& expectation) const {
    throw std::runtime_error(std::string(text_) + " at " + std::to_string(at_) + ": " + expectation);
  }
  char next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (next() != c) return false;
    ++at_;
    return true;
  }

  T sum() {
    T result = product();
    for (;;) {
      if (take('+'))
        result = result + product();
      else if (take('-'))
        result = result - product();
      else
        return result;
    }
  }
  T product() {
    T result = factor();
    for (;;) {
      if (take('*'))
        result = result * factor();
      else if (take('/'))
        result = result / factor();
      else
        return result;
    }
  }
  T factor() {
    if (take('-')) return -factor();
    const T base = primary();
    return take('^') ? pow(base, factor()) : base;
  }
  T primary() {
    if (take('(')) {
      const T result = sum();
      if (!take(')')) fail("expected )");
      return result;
    }
    const char c = next();
    if (c >= '0' && c <= '9') {
      const std::string rest(text_.substr(at_));
      char* end = nullptr;
      const double number = std::strtod(rest.c_str(), &end);
      at_ += static_cast<std::size_t>(end - rest.c_str());
      return T(number);
    }
    std::string name;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      name += text_[at_++];
    if (name.empty()) fail("expected a name");
    return take('(') ? call(name) : lookup_(name);
  }
  T call(const std::string& name) {
    std::vector<T> a;
    do a.push_back(sum());
    while (take(','));
    if (!take(')')) fail("expected )");
    if (a.size() == 1) {
      if (name == "exp") return exp(a[0]);
      if (name == "sqrt") return sqrt(a[0]);
      if (name == "positive") return positive(a[0]);
      if (name == "nonneg") return nonneg(a[0]);
    } else if (a.size() == 2) {
      if (name == "max") return max(a[0], a[1]);
      if (name == "min") return min(a[0], a[1]);
      if (name == "share") return share(a[0], a[1]);
    } else if (a.size() == 3 && name == "occupancy") {
      return occupancy(a[0], a[1], a[2]);
    }
    fail("no function " + name + " of " + std::to_string(a.size()));
  }

  std::string_view text_;
  const Lookup& lookup_;
  std::size_t at_ = 0;
};

}  // namespace trimer::therapy
