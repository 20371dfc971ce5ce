// Random bytes as a CSV file: an InputError is an answer, anything else is a fault.
#include <cstddef>
#include <cstdint>
#include <string>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    trimer::CsvReader reader(std::string(reinterpret_cast<const char*>(data), size), "fuzz.csv");
    double value = 0;
    while (reader.next())
      for (std::size_t i = 0; i < reader.size(); ++i) (void)trimer::parse_number(reader.field(static_cast<int>(i)), value);
  } catch (const trimer::InputError&) {
  }
  return 0;
}
