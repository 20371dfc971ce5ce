/// @file
/// Whether the rules of a protocol make sense together: no rule that can never act, no two that contradict,
/// no hold that resolves into itself.
#pragma once

#include <string>
#include <vector>

#include <trimer/core/fault.h>
#include <trimer/protocol/protocol.h>

namespace trimer::protocol {

/// Every fault, with the file and line of the rule that has to change. Paths are `rule 'ID'`.
/// @param document  the file that can be changed: where it spoils a rule of a preset, the fault is its own
[[nodiscard]] std::vector<Fault> check(const Protocol& protocol, const std::string& document);

}  // namespace trimer::protocol
