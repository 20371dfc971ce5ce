#include <trimer/core/output_file.h>

#include <unistd.h>

#include <trimer/core/fault.h>

namespace trimer {
namespace fs = std::filesystem;

namespace {
[[noreturn]] void fail(const fs::path& file, std::string_view expectation) {
  throw InputError(Fault{file.string(), 0, 0, {}, {}, std::string(expectation)});
}
fs::path temporary_name(const fs::path& file) {
  return file.parent_path() / ("." + file.filename().string() + "." + std::to_string(::getpid()) + ".partial");
}
}  // namespace

OutputFile::OutputFile(fs::path file) : file_(std::move(file)), temporary_(temporary_name(file_)) {
  stream_ = std::fopen(temporary_.c_str(), "wb");
  if (!stream_) fail(file_, "cannot be written");
}

OutputFile::~OutputFile() {
  if (stream_) {
    std::fclose(stream_);
    std::error_code ignored;
    fs::remove(temporary_, ignored);
  }
}

void OutputFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream_) != text.size()) fail(file_, "could not be written to the end");
}

void OutputFile::overwrite(long position, std::string_view text) {
  if (std::fseek(stream_, position, SEEK_SET) != 0) fail(file_, "could not be written to the end");
  write(text);
  if (std::fseek(stream_, 0, SEEK_END) != 0) fail(file_, "could not be written to the end");
}

void OutputFile::commit() {
  const bool flushed = std::fflush(stream_) == 0;
  const bool closed = std::fclose(stream_) == 0;
  stream_ = nullptr;
  std::error_code error;
  if (flushed && closed) fs::rename(temporary_, file_, error);
  if (!flushed || !closed || error) {
    std::error_code ignored;
    fs::remove(temporary_, ignored);
    fail(file_, "could not be written to the end");
  }
}

void write_file(const fs::path& file, std::string_view text) {
  OutputFile out(file);
  out.write(text);
  out.commit();
}

std::string read_file(const fs::path& file) {
  std::error_code error;
  if (fs::is_directory(file, error)) fail(file, "expected a file, this is a folder");
  std::FILE* stream = std::fopen(file.c_str(), "rb");
  if (!stream) fail(file, "expected a readable file");
  std::string text;
  char chunk[1 << 16];
  std::size_t got;
  while ((got = std::fread(chunk, 1, sizeof chunk, stream)) > 0) text.append(chunk, got);
  const bool bad = std::ferror(stream) != 0;
  std::fclose(stream);
  if (bad) fail(file, "could not be read to the end");
  return text;
}

OutputFolder::OutputFolder(fs::path folder, bool replace) : folder_(std::move(folder)), replace_(replace) {
  while (folder_.has_relative_path() && folder_.filename().empty()) folder_ = folder_.parent_path();
  std::error_code error;
  if (fs::exists(folder_, error) && !fs::is_directory(folder_, error)) fail(folder_, "expected a folder, this is a file");
  if (fs::is_directory(folder_, error) && !fs::is_empty(folder_, error) && !replace_)
    fail(folder_, "exists and is not empty; give another --out or allow --replace");
  if (folder_.has_parent_path()) fs::create_directories(folder_.parent_path(), error);
  temporary_ = temporary_name(folder_);
  fs::remove_all(temporary_, error);
  if (!fs::create_directory(temporary_, error)) fail(folder_, "cannot be created");
}

OutputFolder::~OutputFolder() {
  if (!committed_) {
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
  }
}

void OutputFolder::commit() {
  std::error_code error;
  // The old folder steps aside first, so that a crash between the two renames loses neither.
  const fs::path old = folder_.parent_path() / ("." + folder_.filename().string() + ".replaced");
  const bool had_old = fs::exists(folder_, error);
  if (had_old) {
    fs::remove_all(old, error);
    fs::rename(folder_, old, error);
    if (error) fail(folder_, "cannot be replaced");
  }
  fs::rename(temporary_, folder_, error);
  if (error) {
    if (had_old) fs::rename(old, folder_, error);
    fail(folder_, "cannot be put in place");
  }
  committed_ = true;
  if (had_old) fs::remove_all(old, error);
}

}  // namespace trimer
