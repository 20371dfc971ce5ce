#include <trimer/evidence/study.h>

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace trimer::evidence {

std::string_view to_text(Use use) {
  switch (use) {
    case Use::calibrate:
      return "calibrate";
    case Use::hold_out_public:
      return "hold_out_public";
    case Use::hold_out:
      return "hold_out";
    case Use::show:
      return "show";
    case Use::not_simulated:
      return "not_simulated";
  }
  return "";
}

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::proportion:
      return "proportion";
    case Kind::median_time:
      return "median_time";
    case Kind::landmark:
      return "landmark";
    case Kind::odds_ratio:
      return "odds_ratio";
    case Kind::hazard_ratio:
      return "hazard_ratio";
    case Kind::rate:
      return "rate";
    case Kind::distribution:
      return "distribution";
    case Kind::qualitative:
      return "qualitative";
  }
  return "";
}

std::string to_text(const Threshold& threshold) {
  std::string text = threshold.quantity;
  if (threshold.comparison == "none") return text;
  text += " " + threshold.comparison + " ";
  std::string values;
  auto add = [&](const std::string& value) { values += (values.empty() ? "" : ", ") + value; };
  for (const std::string& word : threshold.words) add(word);
  for (const double number : threshold.numbers) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.10g", number);  // 0.0001, as a reader writes it
    add(digits);
  }
  if (threshold.truth) add(*threshold.truth ? "true" : "false");
  return text + values;
}

std::optional<double> PublishedEndpoint::value() const {
  if (!estimate) {
    if (kind == Kind::proportion && k && n && *n > 0)
      return static_cast<double>(*k) / static_cast<double>(*n);
    return std::nullopt;
  }
  // k/n is the number itself; the printed percentage is rounded.
  if (kind == Kind::proportion && k && n && *n > 0) return static_cast<double>(*k) / static_cast<double>(*n);
  return unit == "percent" ? *estimate / 100 : *estimate;
}

bool Simulate::regimen_uncertain() const {
  return std::any_of(segments.begin(), segments.end(), [](const Segment& segment) {
    return segment.provenance.code.empty() || segment.provenance.from_memory();
  });
}

std::string Study::short_name() const {
  // `Qi Y et al. … 2023;…`: first word and the year of the id, which ends in it or holds it.
  std::string author = citation.substr(0, citation.find(' '));
  std::string year;
  for (std::size_t i = 0; i + 4 <= id.size(); ++i) {
    const std::string part = id.substr(i, 4);
    if (std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isdigit(c) != 0; }))
      year = part;
  }
  if (citation.find("et al") == std::string::npos || year.empty()) return id;
  return author + " " + year;
}

const PublishedEndpoint* Study::find(std::string_view endpoint) const {
  const auto found =
      std::find_if(endpoints.begin(), endpoints.end(),
                   [&](const PublishedEndpoint& published) { return published.name == endpoint; });
  return found == endpoints.end() ? nullptr : &*found;
}

std::vector<std::string> Study::statements() const {
  std::vector<std::string> list = cautions;
  if (!not_stated.empty()) {
    std::string sentence = "Not stated in what we have of " + short_name() + ": ";
    for (std::size_t i = 0; i < not_stated.size(); ++i) sentence += (i == 0 ? "" : ", ") + not_stated[i];
    list.push_back(sentence + ".");
  }
  if (simulate && simulate->illustration) {
    list.push_back("The treatment of these patients is not known; the simulated cohort stands beside " +
                   short_name() + " as an illustration and is no comparison.");
  } else if (simulate && simulate->regimen_uncertain()) {
    list.push_back("The regimen simulated for " + short_name() + " is assumed or from memory in part.");
  }
  return list;
}

}  // namespace trimer::evidence
