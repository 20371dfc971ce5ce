// How fast FCS files are decoded, scaled, compensated and gated, beside a plain read of memory. One core.
//
//     benchmark_cytometry [EVENTS] [FOLDER]
//
// Writes a file for each form of DATA (16 parameters, 13 of them in a spillover matrix), reads it three times
// and prints event-parameters per second of processor time (best of three), and the peak of resident memory
// until then.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <trimer/core/random.h>
#include <trimer/cytometry/fcs_writer.h>
#include <trimer/cytometry/gates_toml.h>
#include <trimer/cytometry/gating.h>

namespace {

using namespace trimer;
using namespace trimer::cytometry;

constexpr std::size_t parameters = 16, detectors = 13;

double seconds(const std::function<void()>& work) {
  double best = 1e300;
  for (int i = 0; i < 3; ++i) {
    const std::clock_t begin = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return best;
}

Spillover matrix() {
  Spillover spillover;
  spillover.id = "benchmark";
  RandomStream random(1, 1, 1);
  for (std::size_t i = 0; i < detectors; ++i) spillover.detectors.push_back("P" + std::to_string(i + 4));
  for (std::size_t i = 0; i < detectors * detectors; ++i)
    spillover.coefficients.push_back(i % (detectors + 1) == 0 ? 1 : 0.05 * random.uniform());
  return spillover;
}

void write(const std::filesystem::path& file, FcsType type, bool big, std::uint64_t events) {
  FcsContent content;
  content.type = type;
  content.big_endian = big;
  for (std::size_t p = 0; p < parameters; ++p) {
    FcsParameter parameter{.name = "P" + std::to_string(p + 1), .bits = 16, .range = 1024};
    if (type == FcsType::integer && p >= 3) parameter.decades = 4, parameter.lowest = 1;
    content.parameters.push_back(parameter);
  }
  content.keywords = {{"$SPILLOVER", spillover_keyword(matrix())}};
  FcsWriter writer(file, content);
  EventBlock block;
  block.parameters = parameters;
  block.events = 10000;
  block.values.resize(parameters * block.events);
  RandomStream random(2, 1, 1);
  for (double& value : block.values) value = static_cast<int>(1024 * random.uniform());
  for (std::uint64_t done = 0; done < events; done += block.events) writer.write(block);
  writer.close();
}

void report(const char* what, double values, double time) {
  std::printf("%-52s %8.1f million/s\n", what, values / time / 1e6);
}

constexpr const char* gates = R"(
[scale.dye]
kind = "logicle"
T = 10000
M = 4.5
W = 0.5
[[gate]]
id = "cells"
kind = "polygon"
dimension = [{ channel = "P1" }, { channel = "P2" }]
x = [100, 900, 900, 100]
y = [100, 100, 900, 900]
[[gate]]
id = "positive"
parent = "cells"
kind = "rectangle"
dimension = [{ channel = "P5", scale = "dye", min = 0.5 }]
)";

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000000;
  const std::filesystem::path folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path();
  const double values = static_cast<double>(events * parameters);

  const struct {
    const char* name;
    FcsType type;
    bool big;
  } forms[] = {{"32-bit floats, little-endian", FcsType::real32, false},
               {"32-bit floats, big-endian", FcsType::real32, true},
               {"16-bit integers, big-endian, logarithmic", FcsType::integer, true}};
  for (const auto& form : forms) {
    const std::filesystem::path file = folder / "trimer_benchmark.fcs";
    write(file, form.type, form.big, events);
    std::printf("%s: %llu events of %zu parameters, %.0f MB\n", form.name,
                static_cast<unsigned long long>(events), parameters,
                static_cast<double>(std::filesystem::file_size(file)) / 1e6);
    FcsReader reader(file);
    const Compensation compensation(file_spillover(reader).matrix.value(), reader);
    double sum = 0;
    EventBlock block;
    report("  decoded and scaled", values, seconds([&] {
             reader.rewind();
             while (reader.next(block)) sum += block.values.back();
           }));
    report("  decoded, scaled and compensated", values, seconds([&] {
             reader.rewind();
             while (reader.next(block)) {
               compensation.apply_in_place(block);
               sum += block.values.back();
             }
           }));
    Gating gating(parse_gates_toml(gates, "benchmark"), reader);
    report("  read and gated (a polygon, a compensated logicle)", values, seconds([&] {
             reader.rewind();
             while (reader.next(block)) gating.evaluate(block);
           }));
    if (sum == 0.5) return 1;
    std::filesystem::remove(file);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak resident memory %.0f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  // The plain read of memory: as many doubles as one event-parameter each, summed.
  {
    std::vector<double> memory(std::min<std::uint64_t>(events * parameters, 1U << 25), 1.0);
    double sums[8] = {};
    const double time = seconds([&] {
      for (std::size_t i = 0; i + 8 <= memory.size(); i += 8)
        for (std::size_t k = 0; k < 8; ++k) sums[k] += memory[i + k];
    });
    report("plain read of memory, 8 byte values", static_cast<double>(memory.size()), time);
    if (sums[0] < 0) return 1;
  }
  return 0;
}
