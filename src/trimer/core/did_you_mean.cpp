#include <trimer/core/did_you_mean.h>

#include <algorithm>
#include <cctype>

namespace trimer {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  };
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

}  // namespace

namespace {

std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known) {
  std::vector<std::string> names;
  if (name.size() > 100) return names;
  std::size_t best = 101;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance > std::max<std::size_t>(1, std::max(name.size(), candidate.size()) / 3) || distance > best)
      continue;
    if (distance < best) names.clear();
    best = distance;
    names.push_back(candidate);
  }
  return names;
}

}  // namespace

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const auto names = nearest(name, known);
  return names.empty() ? std::string() : names.front();
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  const auto names = nearest(name, known);
  if (names.size() == 1) return ", did you mean '" + names[0] + "'?";
  if (names.size() == 2) return ", did you mean '" + names[0] + "' or '" + names[1] + "'?";
  if (known.empty()) return {};
  std::string text = ", known: ";
  for (const std::string& candidate : known) text += (&candidate == &known.front() ? "" : ", ") + candidate;
  return text;
}

}  // namespace trimer
