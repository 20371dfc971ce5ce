/// @file
/// The therapy model, read once with the tracing scalar.
///
/// From here come the kernel that integrates it (generate_therapy_kernel.cpp), run at build time, and the
/// equations as text. The right-hand side is therapy/derivatives.h as it stands; no equation is written a
/// second time.
#pragma once

#include <trimer/solver/trace_model.h>
#include <trimer/solver/trace_text.h>
#include <trimer/therapy/derivatives.h>

#include <memory>
#include <string>
#include <vector>

namespace trimer::simulation {

/// Where an input of the kernel comes from.
struct TherapyInput {
  enum class Source { parameter, baseline, infusion_rate };
  Source source;
  std::string name;  ///< of the field
};

struct TracedTherapy {
  solver::TracedModel model;
  std::vector<TherapyInput>
      inputs;                    ///< in the order of model.inputs: those that a rate depends on, no others
  solver::NodeNames quantities;  ///< intermediate quantities of the modules, by their names
};

[[nodiscard]] std::unique_ptr<TracedTherapy> trace_therapy();

}  // namespace trimer::simulation
