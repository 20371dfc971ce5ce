/// @file
/// Gates as data, in the terms of Gating-ML 2.0. They come from Gating-ML (gating_ml.h) or TOML
/// (gates_toml.h).
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <trimer/cytometry/spillover.h>
#include <trimer/cytometry/transforms.h>

namespace trimer::cytometry {

/// A · (x - B) / (y - C): a dimension made of two channels.
struct RatioTransform {
  std::string numerator, denominator;  ///< x and y
  double A = 1, B = 0, C = 0;
  double lowest = -std::numeric_limits<double>::infinity();  ///< boundMin: values below take it
  double highest = std::numeric_limits<double>::infinity();  ///< boundMax
};

/// What a gate looks at.
struct GateDimension {
  std::string channel;  ///< `$PnN`, `$PnS` or a fluorochrome of the matrix; empty with a ratio
  std::string compensation =
      "uncompensated";  ///< or `FCS` for the file's own matrix, or the id of a Spillover
  std::string scale;    ///< id of a Scale; empty = none
  std::string ratio;    ///< id of a RatioTransform; empty = none

  friend bool operator==(const GateDimension&, const GateDimension&) = default;
};

/// low <= x < high in every dimension. Ranges, and the quadrants of a quadrant gate, are rectangles.
struct RectangleGate {
  struct Bounds {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
  };
  std::vector<Bounds> bounds;  ///< one per dimension
};

/// Even-odd rule over the closed polygon; points on its border are inside.
struct PolygonGate {
  std::vector<double> x, y;
};

/// (x - mean)' covariance⁻¹ (x - mean) <= distance_square
struct EllipsoidGate {
  std::vector<double> mean;
  std::vector<double> covariance;  ///< shape (dimensions, dimensions)
  double distance_square = 1;
};

enum class BooleanKind { all, any, none };  ///< and, or, not

struct BooleanGate {
  struct Operand {
    std::string gate;
    bool complement = false;
  };
  BooleanKind kind = BooleanKind::all;
  std::vector<Operand> operands;
};

struct Gate {
  std::string id;
  std::string parent;  ///< an event is inside only if it is inside the parent; empty = none
  std::string group;   ///< id of the quadrant gate that a quadrant belongs to
  std::vector<GateDimension> dimensions;
  std::variant<RectangleGate, PolygonGate, EllipsoidGate, BooleanGate> shape;
};

/// A document of gates with the scales and matrices that they name.
struct GateSet {
  std::string file;  ///< for messages
  std::vector<Gate> gates;
  std::map<std::string, Scale, std::less<>> scales;
  std::map<std::string, RatioTransform, std::less<>> ratios;
  std::map<std::string, Spillover, std::less<>> spillovers;

  [[nodiscard]] const Gate* find(std::string_view id) const;
};

}  // namespace trimer::cytometry
