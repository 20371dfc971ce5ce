/// @file
/// Faults of a caller or a document: what is wrong, where, and what was expected.
///
/// A reader collects every fault of a document and throws once. Science that did not work out for one
/// patient, and medicine that cannot say, are values, never exceptions.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trimer {

/// One fault of a document or an argument.
struct Fault {
  std::string file;         ///< path as the user gave it; empty for an argument
  long line = 0;            ///< 1-based; 0 when the fault has no line
  long column = 0;          ///< 1-based; 0 when unknown
  std::string path;         ///< key or column, e.g. `regimen.cycle[1].rate`
  std::string value;        ///< the offending text, may be empty
  std::string expectation;  ///< what would have been right, e.g. `expected > 0`
};

/// `salvage.toml:14: regimen.cycle[1].rate = -9 ug/day, expected > 0`
[[nodiscard]] std::string to_text(const Fault& fault);

/// Thrown when a caller or a document is wrong; carries every fault found. The command line exits with 2.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Fault> faults);
  explicit InputError(Fault fault) : InputError(std::vector<Fault>{std::move(fault)}) {}
  /// A fault of an argument or a file without line.
  InputError(std::string_view path, std::string_view value, std::string_view expectation);

  [[nodiscard]] const std::vector<Fault>& faults() const { return faults_; }

 private:
  std::vector<Fault> faults_;
};

/// Collects the faults of one document.
class FaultList {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] const std::vector<Fault>& faults() const { return faults_; }
  /// @throws InputError if any fault was added
  void throw_if_any() const {
    if (!faults_.empty()) throw InputError(faults_);
  }

 private:
  std::vector<Fault> faults_;
};

}  // namespace trimer
