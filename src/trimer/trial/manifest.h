/// @file
/// manifest.json: what was run, with which data, by which program.
#pragma once

#include <string>

#include <trimer/trial/run.h>

namespace trimer::trial {

[[nodiscard]] std::string manifest_json(const scenario::Scenario& scenario, const scenario::RunOptions& options,
                                        const RunResult& result);

}  // namespace trimer::trial
