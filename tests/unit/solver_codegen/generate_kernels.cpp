// Writes the kernels of the models in models.h: generate_kernels FILE
#include "models.h"

#include <trimer/core/output_file.h>
#include <trimer/solver/emit_kernel.h>

#include <cstdio>
#include <fstream>
#include <vector>

namespace {

template <class Model>
std::string kernel(const char* name) {
  using namespace trimer::solver;
  TracedModel model;
  std::vector<Traced> y, p, f(Model::states);
  for (int i = 0; i < Model::states; ++i) y.push_back(model.state("y" + std::to_string(i)));
  for (int i = 0; i < Model::inputs; ++i) p.push_back(model.input("p" + std::to_string(i)));
  Model::rates(y.data(), p.data(), f.data());
  for (const Traced& rate : f) model.derivative(rate);
  return emit_kernel(model,
                     {.name = name, .name_space = "trimer::generated", .origin = "models of this test"})
      .header;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  using namespace trimer::models;
  std::ofstream out(argv[1]);
  out << kernel<Robertson>("Robertson") << kernel<Hires>("Hires") << kernel<Friberg>("Friberg")
      << kernel<Hill>("Hill") << kernel<Drift>("Drift") << kernel<Crowd>("Crowd");
  return out.flush() ? 0 : 1;
}
