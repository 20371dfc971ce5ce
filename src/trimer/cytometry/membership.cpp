#include <trimer/cytometry/membership.h>

#include <set>
#include <string>

#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

/// An id as part of a file name: what cannot stand there becomes an underscore.
std::string file_part(const std::string& id) {
  std::string part = id;
  for (char& c : part)
    if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < ' ') c = '_';
  return part;
}

}  // namespace

MembershipFiles::MembershipFiles(const std::filesystem::path& folder, const GateSet& gates) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!std::filesystem::is_directory(folder))
    throw InputError("--membership", folder.string(), "expected a folder that can be made");
  std::set<std::string> names;
  for (const Gate& gate : gates.gates) {
    const std::string name = "Results_" + file_part(gate.id) + ".txt";
    if (!names.insert(name).second)
      throw InputError("gate id", gate.id, "expected one that gives a file of its own");
    files_.push_back(std::make_unique<OutputFile>(folder / name));
  }
}

void MembershipFiles::write(const Gating& gating) {
  std::string text;
  for (std::size_t gate = 0; gate < files_.size(); ++gate) {
    const auto inside = gating.inside(gate);
    text.assign(2 * inside.size(), '\n');
    for (std::size_t i = 0; i < inside.size(); ++i) text[2 * i] = inside[i] ? '1' : '0';
    files_[gate]->write(text);
  }
}

void MembershipFiles::close() {
  for (const auto& file : files_) file->commit();
  files_.clear();
}

void GateCounts::add(const Gating& gating, std::size_t block_events) {
  inside.resize(gating.gates().gates.size(), 0);
  events += block_events;
  for (std::size_t gate = 0; gate < inside.size(); ++gate)
    for (const std::uint8_t in : gating.inside(gate)) inside[gate] += in;
}

}  // namespace trimer::cytometry
