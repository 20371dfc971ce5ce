/// @file
/// The result of one grading: a number or why there is none, the rule that fired, and the row it came from.
#pragma once

#include <trimer/assessment/criteria.h>
#include <trimer/assessment/flags.h>
#include <trimer/observation/record.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::assessment {

/// How certain a result is, from most to least.
enum class Status {
  graded,
  lower_bound,    ///< at least this grade: an input that could raise it is missing
  not_evaluable,  ///< an input is missing; never printed as 0
  not_applicable  ///< the scale does not ask this of this patient
};
[[nodiscard]] std::string_view to_text(Status status);

/// The observed value that decided, as printed: a number with its unit, or a word.
/// `unit` and `word` point to text that lives as long as the program.
struct Value {
  std::optional<double> number;
  std::string_view unit;
  std::string_view word;
};
[[nodiscard]] std::string to_text(const Value& value);

struct GradeResult {
  std::optional<int> grade;  ///< empty unless graded or lower_bound; a lower bound of 0 is not a grade
  Status status = Status::not_evaluable;
  std::optional<int> lower_bound;  ///< worst of what is known, where status is not graded
  const Rule* rule = nullptr;      ///< the rule that decided
  FlagSet flags;
  Value value;
  observation::Source source;  ///< row of the deciding value; line 0 = no row

  [[nodiscard]] std::string_view rule_id() const { return rule ? std::string_view(rule->id) : ""; }
  [[nodiscard]] std::string_view domain() const { return rule ? std::string_view(rule->domain) : ""; }
  [[nodiscard]] std::string_view version() const { return rule ? std::string_view(rule->version) : ""; }
  [[nodiscard]] std::string_view mark() const { return rule ? to_text(rule->mark) : std::string_view(); }
};

/// `3`, `>=2` for a lower bound, empty where there is no grade.
[[nodiscard]] std::string grade_text(const GradeResult& result);

/// A grade certain to be `grade`.
[[nodiscard]] GradeResult graded(int grade, const Rule& rule);
/// At least `grade`; not evaluable where that is 0.
[[nodiscard]] GradeResult at_least(int grade, const Rule& rule);
[[nodiscard]] GradeResult not_evaluable(const Rule& rule);
[[nodiscard]] GradeResult not_applicable(const Rule& rule);

/// The worse of domains that are all asked: highest grade; a domain that is not certain makes the whole at
/// most a lower bound, unless the grade known is already `highest`.
class WorstOf {
 public:
  explicit WorstOf(int highest_grade) : highest_grade_(highest_grade) {}
  void add(const GradeResult& domain);
  [[nodiscard]] GradeResult result() const;

 private:
  int highest_grade_;
  GradeResult worst_;
  const Rule* uncertain_ = nullptr;
  FlagSet flags_;
  bool any_ = false;
};

/// Everything that is graded. The names are those of PARAMCD.
enum class Grading {
  CRSASTCT,
  CRSLEE,
  CRSC5,
  ICANSICE,
  ICANSCAP,
  NEUT,
  PLAT,
  HGB,
  LYM,
  WBC,
  FEBNEUT,
  FEVER,
  HAEMCOMP,
  ICAHTE,
  ICAHTL,
  TICAHTE,
  TICAHTL
};
inline constexpr int grading_count = 17;
/// `CRSASTCT` ... ; both windows of T-ICAHT print `TICAHT`.
[[nodiscard]] std::string_view paramcd(Grading grading);
/// e.g. `Cytokine release syndrome, ASTCT 2019`
[[nodiscard]] std::string_view title(Grading grading);

}  // namespace trimer::assessment
