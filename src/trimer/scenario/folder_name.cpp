#include <trimer/scenario/folder_name.h>

#include <set>

namespace trimer::scenario {

std::string folder_name(const std::string& name) {
  std::string folder;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z')
      folder += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      folder += c;
    else if (c == '.')
      folder += 'p';
    else if (!folder.empty() && folder.back() != '_')
      folder += '_';
  }
  while (!folder.empty() && folder.back() == '_') folder.pop_back();
  return folder;
}

std::vector<std::string> folder_names(
    const std::vector<std::string>& names, const std::string& what,
    const std::function<void(std::size_t index, std::string expectation)>& fault) {
  constexpr std::size_t longest = 60;
  std::vector<std::string> result;
  std::set<std::string> seen, folders;
  for (std::size_t i = 0; i < names.size(); ++i) {
    result.push_back(folder_name(names[i]));
    if (names[i].empty()) continue;
    const std::string& folder = result.back();
    if (!seen.insert(names[i]).second)
      fault(i, "expected a name of its own: an earlier " + what + " has it");
    else if (folder.empty())
      fault(i, "expected a name with letters or digits");
    else if (folder.size() > longest)
      fault(i, "expected at most 60 letters and digits");
    else if (!folders.insert(folder).second)
      fault(i, "expected another name: an earlier " + what + " has the same folder, " + what + "s/" + folder);
  }
  return result;
}

}  // namespace trimer::scenario
