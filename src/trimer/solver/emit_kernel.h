/// @file
/// Straight-line code for a traced system: a struct that fulfils the Kernel concept (kernel.h).
///
///     TracedModel model;                    // states, inputs, derivatives entered by name
///     write(emit_kernel(model, {.name = "Decay", .name_space = "trimer::example"}).header);
///
/// The struct's functions are templates over the lanes; it also carries the names of states and inputs, an
/// enumeration for each (`Decay::State::x`, `Decay::Input::k`) so that no position is written by hand, the
/// pattern of the Jacobian, and counts of operations.
#pragma once

#include <trimer/solver/operation_count.h>
#include <trimer/solver/sparse_lu.h>
#include <trimer/solver/trace_model.h>

#include <string>

namespace trimer::solver {

struct KernelOptions {
  std::string name;        ///< of the struct
  std::string name_space;  ///< the inline namespace of the instruction-set level comes inside it
  std::string origin = "traced equations";  ///< named in the file's first line
  int auxiliary_trials = 64;                ///< proposals of auxiliaries to compare; 0: none
  int jacobian_trials = 20;                 ///< orders of the chain rule to try
  int lu_trials = 300;                      ///< orders of elimination to try
  int solves_per_factor = 8;                ///< of the integration method, for the choice of the order
};

struct EmittedKernel {
  std::string header;
  int prepared = 0;
  int jacobian_nonzeros = 0;
  int lu_size = 0;
  int lu_fill = 0;
  int auxiliaries = 0;
  int augmented_size = 0;     ///< entries of the augmented Jacobian that vary with the state, each once
  int augmented_lu_size = 0;  ///< values that its factorisation stores
  OperationCount prepare, derivatives, derivatives_and_augmented, augmented_jacobian;
  OperationCount augmented_factor, augmented_solve, factor, solve;
};

/// @throws std::invalid_argument if states and derivatives differ in number or names are not identifiers.
[[nodiscard]] EmittedKernel emit_kernel(const TracedModel& model, const KernelOptions& options);

}  // namespace trimer::solver
