/// @file
/// Instruction-set levels of x86-64: which one this machine has, which one to use.
#pragma once

#include <string_view>

namespace trimer {

/// The psABI micro-architecture levels that matter here. Both levels with a fused multiply-add (v3 and v4)
/// give the same bits; the baseline may differ from them in the last ones.
enum class Level {
  baseline,  ///< SSE2: any x86-64 processor
  v3,        ///< AVX2 and FMA
  v4,        ///< AVX-512 (F, BW, CD, DQ, VL)
};

/// Whether this processor and its operating system run code of that level.
[[nodiscard]] bool machine_has(Level level);

/// The highest level of this machine.
[[nodiscard]] Level best_level();

/// "baseline", "v3" or "v4".
[[nodiscard]] std::string_view name(Level level);

}  // namespace trimer
