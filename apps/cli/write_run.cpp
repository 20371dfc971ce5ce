#include "write_run.h"

#include <stdexcept>

namespace trimer::cli {

std::string write_run(const scenario::Scenario&, const scenario::RunOptions&, const std::filesystem::path&,
                      const std::function<void(std::uint64_t, std::uint64_t)>&) {
  throw std::logic_error("running a scenario is not part of this build");
}

}  // namespace trimer::cli
