// Writes the kernel of the therapy model: generate_therapy_kernel KERNEL.h INPUTS.h
//
// KERNEL.h holds the struct TherapyKernel, to be compiled once per instruction set. INPUTS.h fills its inputs
// from the named fields of parameters and baseline, so that nobody counts positions.
#include <trimer/core/output_file.h>
#include <trimer/simulation/generate/traced_therapy.h>
#include <trimer/solver/emit_kernel.h>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>

namespace {

using trimer::simulation::TherapyInput;

std::string inputs_header(const std::vector<TherapyInput>& inputs) {
  std::string assignments;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TherapyInput& input = inputs[i];
    const char* owner = input.source == TherapyInput::Source::parameter  ? "parameters."
                        : input.source == TherapyInput::Source::baseline ? "baseline."
                                                                         : "";
    assignments += fmt::format("  inputs[{}] = {}{};\n", i, owner, input.name);
  }
  return fmt::format(
      "// Generated from the therapy model. Do not edit.\n#pragma once\n\n"
      "#include <trimer/therapy/baseline.h>\n#include <trimer/therapy/parameters.h>\n\n"
      "#include <type_traits>\n\n"
      "namespace trimer::simulation {{\n\n"
      "/// Number of inputs of TherapyKernel.\n"
      "inline constexpr int therapy_inputs = {};\n"
      "/// Position of the only input that changes at a dose [ug/d].\n"
      "inline constexpr int therapy_infusion_rate = {};\n\n"
      "/// Fills the inputs of TherapyKernel; `inputs` is anything that is indexed.\n"
      "template <class T, class Inputs>\n"
      "void set_therapy_inputs(const therapy::Parameters<T>& parameters, const therapy::Baseline<T>& baseline,\n"
      "                        const std::type_identity_t<T>& infusion_rate, Inputs&& inputs) {{\n{}}}\n\n"
      "}}  // namespace trimer::simulation\n",
      inputs.size(), inputs.size() - 1, assignments);
}

void write(const char* path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  if (!out.flush()) throw std::runtime_error(fmt::format("cannot write {}", path));
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fputs("usage: generate_therapy_kernel KERNEL.h INPUTS.h\n", stderr);
    return 2;
  }
  const auto traced = trimer::simulation::trace_therapy();
  const trimer::solver::EmittedKernel kernel =
      emit_kernel(traced->model,
                  {.name = "TherapyKernel", .name_space = "trimer::simulation", .origin = "therapy model"});
  write(argv[1], kernel.header);
  write(argv[2], inputs_header(traced->inputs));
  fmt::print("therapy kernel: {} inputs, {} prepared; Jacobian {} entries, factors {} ({} fill)\n",
             traced->inputs.size(), kernel.prepared, kernel.jacobian_nonzeros, kernel.lu_size,
             kernel.lu_fill);
  fmt::print("augmented by {} auxiliaries: {} varying entries, {} stored factors\n", kernel.auxiliaries,
             kernel.augmented_size, kernel.augmented_lu_size);
  fmt::print("flops: rates {}, with augmented Jacobian {}, factor {}, solve {} (not augmented: {}, {})\n",
             kernel.derivatives.flops(), kernel.derivatives_and_augmented.flops(),
             kernel.augmented_factor.flops(), kernel.augmented_solve.flops(), kernel.factor.flops(),
             kernel.solve.flops());
  return 0;
} catch (const std::exception& problem) {
  fmt::print(stderr, "generate_therapy_kernel: {}\n", problem.what());
  return 1;
}
