/// @file
/// What a document and its tables share; seen by their two .cpp only, since it includes toml++.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include <trimer/core/fault.h>

namespace trimer::units {

struct TomlState {
  std::string name;
  toml::table root;
  FaultList faults;
  struct Visited {
    std::string path;
    std::set<std::string> asked;
  };
  std::map<const void*, Visited> visited;
};

/// `path.key`, or `key` at the root.
inline std::string join_path(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

}  // namespace trimer::units
