/// @file
/// Spillover between fluorochromes and its removal.
///
/// observed = true · S, row vectors; row = fluorochrome, column = detector. So true = observed · S⁻¹, or the
/// least squares solution where there are more detectors than fluorochromes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trimer/cytometry/fcs_reader.h>

namespace trimer::cytometry {

struct Spillover {
  std::string id;  ///< keyword or name in a gate document
  std::vector<std::string>
      fluorochromes;                   ///< names of the compensated values; those of the detectors if empty
  std::vector<std::string> detectors;  ///< `$PnN` or `$PnS`
  std::vector<double> coefficients;    ///< shape (fluorochromes, detectors)
  bool inverted = false;               ///< `coefficients` is already S⁻¹, shape (detectors, fluorochromes)

  [[nodiscard]] const std::vector<std::string>& names() const {
    return fluorochromes.empty() ? detectors : fluorochromes;
  }
};

/// The matrix that a file carries: `$SPILLOVER`, `SPILL`, `$COMP` and their other spellings.
struct FileSpillover {
  std::optional<Spillover> matrix;  ///< empty: the file has none, or one that cannot be used; see `warnings`
  std::vector<std::string> warnings;
};
[[nodiscard]] FileSpillover file_spillover(const FcsReader& reader);

/// A user's matrix as CSV: the detectors in the header, one row per fluorochrome. A first column of names,
/// where there is one, names the fluorochromes. @throws InputError with all faults
[[nodiscard]] Spillover read_spillover_csv(const std::filesystem::path& file);

/// S⁻¹ bound to the columns of a file.
class Compensation {
 public:
  /// @throws InputError if the matrix is singular or a detector is no channel of the file
  Compensation(const Spillover& spillover, const FcsReader& reader);

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// Column of the file behind detector `i`.
  [[nodiscard]] const std::vector<std::size_t>& columns() const { return columns_; }
  /// Compensated values of one fluorochrome. @param values  shape (events)
  void apply(const EventBlock& block, std::size_t fluorochrome, std::span<double> values) const;
  /// Replaces the detectors' columns by the compensated values; needs as many fluorochromes as detectors.
  void apply_in_place(EventBlock& block) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> columns_;
  std::vector<double> inverse_;  // shape (detectors, fluorochromes)
  mutable std::vector<double> scratch_;
};

/// Inverse of a square matrix (n, n) by elimination with pivots. @throws InputError if it is singular
[[nodiscard]] std::vector<double> inverse(std::vector<double> matrix, std::size_t n, const std::string& name);

}  // namespace trimer::cytometry
