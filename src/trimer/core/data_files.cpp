#include <trimer/core/data_files.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer {
namespace fs = std::filesystem;

namespace {
fs::path override_folder() {
  const char* folder = std::getenv("TRIMER_DATA");
  return folder ? fs::path(folder) : fs::path();
}
}  // namespace

std::string data_file(std::string_view path) {
  const fs::path folder = override_folder();
  if (!folder.empty() && fs::exists(folder / path)) return read_file(folder / path);
  for (const EmbeddedFile& file : embedded_files())
    if (file.path == path) return std::string(file.text);
  const auto slash = path.rfind('/');
  const std::string_view parent = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  std::string known;
  for (const std::string& name : data_files_in(parent)) known += (known.empty() ? "" : ", ") + name;
  throw InputError("data file", path, "no such file; " + (parent.empty() ? std::string("data") : std::string(parent)) +
                                          " holds: " + (known.empty() ? "nothing" : known));
}

std::vector<std::string> data_files_in(std::string_view folder) {
  std::set<std::string> names;
  const std::string prefix = folder.empty() ? std::string() : std::string(folder) + "/";
  for (const EmbeddedFile& file : embedded_files())
    if (file.path.substr(0, prefix.size()) == prefix && file.path.find('/', prefix.size()) == std::string_view::npos)
      names.emplace(file.path.substr(prefix.size()));
  std::error_code error;
  if (const fs::path root = override_folder(); !root.empty())
    for (const auto& entry : fs::directory_iterator(root / folder, error))
      if (entry.is_regular_file()) names.insert(entry.path().filename().string());
  return {names.begin(), names.end()};
}

std::string data_file_origin(std::string_view path) {
  const fs::path folder = override_folder();
  if (!folder.empty() && fs::exists(folder / path)) return (folder / path).string();
  return "embedded:" + std::string(path);
}

}  // namespace trimer
