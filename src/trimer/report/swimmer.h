/// @file
/// Swimmer plot: one lane per patient from first dose to death or last contact.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/figure.h>

namespace trimer::report {

enum class SwimmerMark {
  complete_response,  ///< CR, CRh or CRi
  partial_response,
  mrd_response,
  relapse,
  progression,
  transplant,
  next_therapy,
  lost,
  death
};

struct SwimmerEvent {
  SwimmerMark mark = SwimmerMark::complete_response;
  double day = 0;
};

struct SwimmerSpan {
  double start_day = 0, end_day = 0;  ///< elapsed [d]
  /// Infusion rate over the highest of the figure [1]: a step is drawn at its height.
  double share = 1;
};

/// A stretch of one grade; `grade` < 0 is not evaluable.
struct GradeSpan {
  double start_day = 0, end_day = 0;  ///< elapsed [d]
  int grade = 0;
};

struct SwimmerLane {
  std::string subject;
  std::string note;                    ///< printed beside the name, e.g. best response
  std::vector<SwimmerSpan> treatment;  ///< infusion running
  std::vector<SwimmerSpan> holds;      ///< infusion interrupted
  std::vector<SwimmerEvent> events;
  std::vector<GradeSpan> crs;  ///< empty draws no CRS lane for this patient
  double last_day = 0;         ///< death or last contact, elapsed [d]
  bool ongoing = false;        ///< alive at last contact: an arrow
};

struct SwimmerInput {
  FigureText text;
  std::vector<SwimmerLane> lanes;  ///< drawn in this order from the top
};

[[nodiscard]] Figure swimmer_figure(const SwimmerInput& input);

}  // namespace trimer::report
