#include <trimer/core/level.h>

namespace trimer {

bool machine_has(Level level) {
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  switch (level) {
    case Level::baseline:
      return true;
    case Level::v3:
      return v3;
    case Level::v4:
      return v4;
  }
  return false;
}

Level best_level() {
  if (machine_has(Level::v4)) return Level::v4;
  return machine_has(Level::v3) ? Level::v3 : Level::baseline;
}

std::string_view name(Level level) {
  switch (level) {
    case Level::baseline:
      return "baseline";
    case Level::v3:
      return "v3";
    case Level::v4:
      return "v4";
  }
  return "";
}

}  // namespace trimer
