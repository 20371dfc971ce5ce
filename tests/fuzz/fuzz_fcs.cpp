// Random bytes as an FCS file, with its spillover and gates over its channels: an InputError is an answer, anything
// else is a fault.
#include <cstddef>
#include <cstdint>
#include <string>

#include <trimer/core/fault.h>
#include <trimer/cytometry/fcs_reader.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/spillover.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trimer::cytometry;
  try {
    FcsReader reader(std::string(reinterpret_cast<const char*>(data), size), "fuzz.fcs");
    GateSet gates;
    gates.gates.push_back({.id = "first",
                           .parent = {},
                           .group = {},
                           .dimensions = {{.channel = reader.layout().parameters.front().name,
                                           .compensation = "FCS",
                                           .scale = {},
                                           .ratio = {}}},
                           .shape = RectangleGate{{{.low = 1, .high = 2}}}});
    Gating gating(gates, reader);
    EventBlock block;
    std::size_t inside = 0;
    while (reader.next(block)) {
      gating.evaluate(block);
      for (const std::uint8_t in : gating.inside(0)) inside += in;
    }
    if (inside > reader.layout().events) __builtin_trap();
    (void)reader.data_sets();
    (void)reader.warnings();
  } catch (const trimer::InputError&) {
  }
  return 0;
}
