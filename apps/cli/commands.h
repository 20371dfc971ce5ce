/// @file
/// The subcommands: what the command line gave, and a function that does it. A new one is a struct and a
/// function here, a .cpp of its own, and its options in command_line.cpp (the only file that includes CLI11).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <trimer/scenario/run_options.h>

namespace trimer::cli {

struct RunArguments {
  std::filesystem::path scenario;
  scenario::RunOptions options;
};
/// Runs a scenario. @returns the exit code
/// @throws InputError for anything the user can mend
int run(const RunArguments& arguments);

struct ModelArguments {
  std::string what;  ///< a module, a quantity, a parameter or its symbol; empty = the whole model in short
};
int model(const ModelArguments& arguments);

/// Parses and runs. @returns the exit code: 0, 2 for bad input, 130 when interrupted, 1 for anything else
int command_line(int argc, const char* const* argv);

}  // namespace trimer::cli
