/// @file
/// Output that appears complete or not at all: a file is written under a temporary name beside its place and
/// renamed when it is finished; a folder of results is built aside and moved into place at the end.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace trimer {

/// A text or binary file that takes its name only on commit(). Destroyed uncommitted, it leaves nothing.
class OutputFile {
 public:
  /// @throws InputError if the temporary file cannot be created
  explicit OutputFile(std::filesystem::path file);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view text);
  /// Replaces bytes that were written before, e.g. a count known only at the end; the end stays where it was.
  void overwrite(long position, std::string_view text);
  /// Flushes and renames. @throws InputError if the disk is full or the rename fails
  void commit();

 private:
  std::filesystem::path file_, temporary_;
  std::FILE* stream_ = nullptr;
};

/// Writes a whole file at once.
void write_file(const std::filesystem::path& file, std::string_view text);
/// Reads a whole file. @throws InputError if it cannot be read
[[nodiscard]] std::string read_file(const std::filesystem::path& file);

/// A folder of results that takes its place only on commit(). Until then the files are in a hidden folder
/// beside it; destroyed uncommitted, it is removed.
class OutputFolder {
 public:
  /// @param replace  allow an existing non-empty folder, which is removed on commit
  /// @throws InputError if the folder exists, is not empty and `replace` is false, or cannot be made
  OutputFolder(std::filesystem::path folder, bool replace);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Where to write until commit().
  [[nodiscard]] const std::filesystem::path& path() const { return temporary_; }
  void commit();

 private:
  std::filesystem::path folder_, temporary_;
  bool replace_;
  bool committed_ = false;
};

}  // namespace trimer
