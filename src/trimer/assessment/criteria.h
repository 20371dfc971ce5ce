/// @file
/// The criteria as data: every rule with its short text, threshold, source and how far its wording was
/// checked.
///
/// The files lie under data/criteria/*.toml, one per scale, and are what the grading code compares with: it
/// holds no thresholds of its own. A rule that the code needs and the files lack is an InputError at the
/// first use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::assessment {

/// How far the wording of a rule was checked.
enum class Mark {
  V,   ///< in the primary text or a complete copy
  V2,  ///< in a published reproduction or the authors' own algorithm
  M,   ///< from memory: check before anybody relies on it
  P    ///< the criteria are silent: project policy
};
[[nodiscard]] std::string_view to_text(Mark mark);

/// One rule of one scale.
struct Rule {
  std::string id;                   ///< e.g. `crs_astct2019.hypoxia.high_flow`
  std::string scale;                ///< e.g. `crs_astct2019`
  std::optional<int> grade;         ///< the grade that it gives, if it gives one
  std::string domain;               ///< e.g. `hypoxia`
  std::string text;                 ///< the criterion in short
  std::string sign;                 ///< `<`, `<=`, `>`, `>=`, `=`; empty without a threshold
  std::optional<double> threshold;  ///< in `unit`
  std::string unit;                 ///< UCUM; `LLN` where the limit is the laboratory's own
  std::vector<std::string> inputs;  ///< e.g. `vitals TEMP`
  std::string reading;              ///< our reading where the text is silent
  std::string option;               ///< name of the option behind it, if it has one
  std::string version;              ///< of the scale
  std::string source;
  Mark mark = Mark::M;
};

/// The rules of all scales.
class Criteria {
 public:
  /// Reads every file of data/criteria. @throws InputError with all faults
  static Criteria load();
  /// Reads one document; `name` stands for the file in faults. For tests and for tables of one's own.
  static Criteria parse(std::string_view text, const std::string& name);

  /// @throws InputError if there is no such rule
  [[nodiscard]] const Rule& rule(std::string_view id) const;
  [[nodiscard]] const Rule* find(std::string_view id) const;
  /// Threshold of a rule. @throws InputError if the rule has none
  [[nodiscard]] double threshold(std::string_view id) const;
  /// Sorted by file, then in the order of the file.
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

 private:
  std::vector<Rule> rules_;
  std::vector<std::pair<std::string, std::size_t>> index_;  // sorted by id
  void build_index();
};

/// The criteria in force, loaded once per process.
[[nodiscard]] const Criteria& criteria();

}  // namespace trimer::assessment
