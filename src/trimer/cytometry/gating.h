/// @file
/// Which events are inside which gates, block by block.
///
///     cytometry::Gating gating(cytometry::read_gating_ml("gates.xml"), reader);
///     while (reader.next(block)) {
///       gating.evaluate(block);
///       use(gating.inside(gating.place("CD19+")));
///     }
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <trimer/cytometry/gates.h>

namespace trimer::cytometry {

class Gating {
 public:
  /// Binds gates to the channels of a file.
  /// @param user  matrix that takes the place of the file's own wherever a gate says `FCS`
  /// @throws InputError with every gate that names a channel, scale, matrix or gate that is not there, has a
  ///         malformed shape or is its own ancestor
  Gating(GateSet gates, const FcsReader& reader, const std::optional<Spillover>& user = std::nullopt);
  ~Gating();
  Gating(Gating&&) noexcept;
  Gating& operator=(Gating&&) noexcept;

  [[nodiscard]] const GateSet& gates() const;
  /// On compensation: what was used, what could not be.
  [[nodiscard]] const std::vector<std::string>& warnings() const;

  /// Gates the events of a block of scale values.
  void evaluate(const EventBlock& block);
  /// Membership of the events of the last block, 0 or 1. @param gate  place in gates().gates
  [[nodiscard]] std::span<const std::uint8_t> inside(std::size_t gate) const;
  /// Values of a dimension of a gate in the last block, after compensation and, if `scaled`, scale.
  [[nodiscard]] std::span<const double> values(std::size_t gate, std::size_t dimension,
                                               bool scaled = true) const;
  /// @throws InputError if there is no such gate
  [[nodiscard]] std::size_t place(std::string_view id) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trimer::cytometry
