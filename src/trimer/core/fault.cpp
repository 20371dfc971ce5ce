#include <trimer/core/fault.h>

namespace trimer {

std::string to_text(const Fault& fault) {
  std::string text;
  if (!fault.file.empty()) {
    text += fault.file;
    if (fault.line > 0) text += ":" + std::to_string(fault.line);
    if (fault.column > 0) text += ":" + std::to_string(fault.column);
    text += ": ";
  }
  text += fault.path;
  if (!fault.value.empty()) text += (fault.path.empty() ? "" : " = ") + fault.value;
  if (!fault.expectation.empty()) {
    if (!fault.path.empty() || !fault.value.empty()) text += ", ";
    text += fault.expectation;
  }
  return text;
}

namespace {
std::string join(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    if (!text.empty()) text += '\n';
    text += to_text(fault);
  }
  return text;
}
}  // namespace

InputError::InputError(std::vector<Fault> faults)
    : std::runtime_error(join(faults)), faults_(std::move(faults)) {}

InputError::InputError(std::string_view path, std::string_view value, std::string_view expectation)
    : InputError(Fault{.file = {},
                       .line = 0,
                       .column = 0,
                       .path = std::string(path),
                       .value = std::string(value),
                       .expectation = std::string(expectation)}) {}

}  // namespace trimer
