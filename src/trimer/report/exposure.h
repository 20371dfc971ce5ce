/// @file
/// Exposure and response: how often an endpoint occurs at low and at high concentrations, across patients and
/// arms.
#pragma once

#include <string>
#include <vector>

#include <trimer/report/figure.h>
#include <trimer/report/forest.h>

namespace trimer::report {

/// One panel: an endpoint.
struct ExposurePanel {
  std::string title;
  /// Patients of similar exposure: where they lie, and how often the event occurs.
  struct Group {
    double exposure = 0, low = 0, high = 0;  ///< median, and the edges of the group
    long k = 0, n = 0;
    Estimate share;  ///< k/n with its interval
  };
  std::vector<Group> groups;  ///< of all arms together, rising
  /// An arm: the median and central 90 % of its exposures.
  struct Arm {
    std::string label;
    double exposure = 0, low = 0, high = 0;
    long k = 0, n = 0;
    Estimate share;
  };
  std::vector<Arm> arms;  ///< empty where there is one only
};

struct ExposureInput {
  FigureText text;
  std::string axis;  ///< e.g. `Planned concentration at steady state`
  std::string unit;  ///< of the exposure
  std::vector<ExposurePanel> panels;
};

[[nodiscard]] Figure exposure_figure(const ExposureInput& input);

}  // namespace trimer::report
