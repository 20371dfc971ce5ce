// Random bytes as a document of gates, Gating-ML or TOML; whatever it lets through is evaluated on a few events.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <trimer/core/fault.h>
#include <trimer/cytometry/gates_toml.h>
#include <trimer/cytometry/gating.h>
#include <trimer/cytometry/gating_ml.h>

namespace {

/// Channels A and B, four events as text.
std::string small_file() {
  const std::string text =
      "/$MODE/L/$DATATYPE/A/$BYTEORD/1,2,3,4/$PAR/2/$TOT/4/$NEXTDATA/0/$P1N/A/$P1B/*/$P1R/1000/$P1E/0,0/$P2N/B/$P2B/*/"
      "$P2R/1000/$P2E/0,0/";
  const std::string data = "1 2 -5 6e3 0 0 250 -1e9";
  const auto offset = [](std::size_t value) {
    const std::string digits = std::to_string(value);
    return std::string(8 - digits.size(), ' ') + digits;
  };
  const std::size_t begin = 58 + text.size();
  return "FCS3.0    " + offset(58) + offset(begin - 1) + offset(begin) + offset(begin + data.size() - 1) + offset(0) +
         offset(0) + text + data;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trimer::cytometry;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    GateSet gates = text.substr(0, 1) == "<" ? parse_gating_ml(text, "fuzz.xml") : parse_gates_toml(text, "fuzz.toml");
    FcsReader reader(small_file(), "small.fcs");
    Gating gating(std::move(gates), reader);
    EventBlock block;
    while (reader.next(block)) gating.evaluate(block);
  } catch (const trimer::InputError&) {
  }
  return 0;
}
