/// @file
/// The data that Trimer ships: parameters, populations, evidence, criteria. They are part of the binary, so it
/// runs from any folder; the environment variable TRIMER_DATA names a folder that overrides them file by file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trimer {

struct EmbeddedFile {
  std::string_view path;  ///< relative to data/, with forward slashes
  std::string_view text;
};

/// Every embedded file, sorted by path (generated at build time).
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// Text of a data file, from TRIMER_DATA if it is there, else embedded.
/// @param path  relative, e.g. `populations/after_car_t.toml`
/// @throws InputError if neither has it; the message lists what the folder does hold
[[nodiscard]] std::string data_file(std::string_view path);

/// Names of the data files in a folder, e.g. `populations`; sorted, with those of TRIMER_DATA.
[[nodiscard]] std::vector<std::string> data_files_in(std::string_view folder);

/// Where a data file comes from, for the manifest: the path under TRIMER_DATA, or `embedded:PATH`.
[[nodiscard]] std::string data_file_origin(std::string_view path);

}  // namespace trimer
