#include <trimer/cytometry/gate_plots.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace trimer::cytometry {
namespace {

constexpr std::size_t cells = 96;
constexpr double far = 100;  // where an open side lies, in display coordinates

std::string label_of(const FcsParameter& parameter) {
  return parameter.stain.empty() ? parameter.name : parameter.stain;
}

/// Display coordinate of a gate's own coordinate.
double shown(double value, const Scale* own, const Scale& display) {
  if (std::isinf(value)) return value > 0 ? far : -far;
  const double at = display(own ? own->inverse(value) : value);
  return std::isnan(at) ? -far : std::clamp(at, -far, far);
}

/// The part of a polygon within the plot, side by side (Sutherland and Hodgman).
std::vector<PlotVertex> clipped(std::vector<PlotVertex> polygon) {
  const auto cut = [&](double PlotVertex::*axis, double limit, double sign) {
    std::vector<PlotVertex> kept;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const PlotVertex &a = polygon[i], &b = polygon[(i + 1) % polygon.size()];
      const double inside_a = sign * (limit - a.*axis), inside_b = sign * (limit - b.*axis);
      if (inside_a >= 0) kept.push_back(a);
      if ((inside_a >= 0) == (inside_b >= 0)) continue;
      const double part = inside_a / (inside_a - inside_b);
      kept.push_back({a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)});
    }
    polygon = std::move(kept);
  };
  for (double PlotVertex::*axis : {&PlotVertex::x, &PlotVertex::y}) {
    cut(axis, 1, 1);
    cut(axis, 0, -1);
  }
  return polygon;
}

/// A straight side in the gate's coordinates is bent in those of the plot: it is drawn in pieces.
std::vector<PlotVertex> bent(const std::vector<PlotVertex>& corners, const Scale* own_x, const Scale* own_y,
                             const PlotGrid& grid) {
  constexpr int pieces = 16;
  std::vector<PlotVertex> outline;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const PlotVertex &a = corners[i], &b = corners[(i + 1) % corners.size()];
    for (int k = 0; k < pieces; ++k) {
      const double part = static_cast<double>(k) / pieces;
      const double x = std::isfinite(a.x) && std::isfinite(b.x) ? a.x + part * (b.x - a.x) : a.x;
      const double y = std::isfinite(a.y) && std::isfinite(b.y) ? a.y + part * (b.y - a.y) : a.y;
      outline.push_back({shown(x, own_x, grid.x_scale()), shown(y, own_y, grid.y_scale())});
      if (!std::isfinite(x) || !std::isfinite(y)) break;
    }
  }
  return clipped(std::move(outline));
}

std::vector<PlotVertex> ellipse(const EllipsoidGate& gate) {
  const double xx = gate.covariance[0], xy = gate.covariance[1], yy = gate.covariance[3];
  const double a = std::sqrt(xx), b = xy / a, c = std::sqrt(std::max(0.0, yy - b * b));  // Cholesky
  const double radius = std::sqrt(gate.distance_square);
  std::vector<PlotVertex> corners;
  for (int k = 0; k < 48; ++k) {
    const double angle = 2 * std::numbers::pi * k / 48;
    const double u = radius * std::cos(angle), v = radius * std::sin(angle);
    corners.push_back({gate.mean[0] + a * u, gate.mean[1] + b * u + c * v});
  }
  return corners;
}

std::vector<PlotVertex> corners_of(const Gate& gate) {
  constexpr double open = std::numeric_limits<double>::infinity();
  if (const auto* polygon = std::get_if<PolygonGate>(&gate.shape)) {
    std::vector<PlotVertex> corners;
    for (std::size_t i = 0; i < polygon->x.size(); ++i) corners.push_back({polygon->x[i], polygon->y[i]});
    return corners;
  }
  if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate.shape))
    return gate.dimensions.size() == 2 ? ellipse(*ellipsoid) : std::vector<PlotVertex>{};
  const auto* rectangle = std::get_if<RectangleGate>(&gate.shape);
  if (!rectangle || rectangle->bounds.empty()) return {};
  const RectangleGate::Bounds x = rectangle->bounds[0];
  const RectangleGate::Bounds y =
      rectangle->bounds.size() > 1 ? rectangle->bounds[1] : RectangleGate::Bounds{-open, open};
  return {{x.low, y.low}, {x.high, y.low}, {x.high, y.high}, {x.low, y.high}};
}

}  // namespace

std::vector<PlannedPlot> plan_plots(const GateSet& gates, const FcsReader& reader, const EventBlock& first) {
  const std::vector<FcsParameter>& parameters = reader.layout().parameters;
  std::vector<PlannedPlot> plots;
  std::optional<std::size_t> side;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].name;
    if (!name.starts_with("SS")) continue;
    if (!side || (name.ends_with("-A") && !parameters[*side].name.ends_with("-A"))) side = i;
  }
  for (const Gate& gate : gates.gates) {
    if (gate.dimensions.empty()) continue;
    std::vector<GateDimension> shown_dimensions = gate.dimensions;
    if (shown_dimensions.size() == 1 && side && reader.find(gate.dimensions[0].channel) != side)
      shown_dimensions.push_back(
          {.channel = parameters[*side].name, .compensation = "uncompensated", .scale = {}, .ratio = {}});
    if (shown_dimensions.size() < 2) continue;
    shown_dimensions.resize(2);
    std::size_t column[2];
    bool known = true;
    for (std::size_t d = 0; d < 2; ++d) {
      const auto found = reader.find(shown_dimensions[d].channel);
      known = known && found && shown_dimensions[d].ratio.empty();
      column[d] = found.value_or(0);
      shown_dimensions[d].scale.clear();
    }
    if (!known) continue;
    auto place = std::find_if(plots.begin(), plots.end(), [&](const PlannedPlot& planned) {
      return planned.plot.parent == gate.parent && planned.probe.dimensions == shown_dimensions;
    });
    if (place == plots.end()) {
      PlannedPlot planned;
      planned.plot.parent = gate.parent;
      planned.plot.x_label = label_of(parameters[column[0]]);
      planned.plot.y_label = label_of(parameters[column[1]]);
      const auto scale_of = [&](std::size_t channel) {
        const FcsParameter& p = parameters[channel];
        if (!is_scatter_or_time(p.name) || p.name.starts_with("T"))
          return display_scale(p, is_scatter_or_time(p.name));
        return scatter_scale(p, first.events > 0 ? first.column(channel) : std::span<const double>{});
      };
      planned.plot.grid = PlotGrid(scale_of(column[0]), scale_of(column[1]), cells, cells);
      planned.probe.id = "?plot " + std::to_string(plots.size());
      planned.probe.parent = gate.parent;
      planned.probe.dimensions = shown_dimensions;
      planned.probe.shape = RectangleGate{std::vector<RectangleGate::Bounds>(2)};
      plots.push_back(std::move(planned));
      place = plots.end() - 1;
    }
    const auto scale = [&](std::size_t d) -> const Scale* {
      if (d >= gate.dimensions.size() || gate.dimensions[d].scale.empty()) return nullptr;
      const auto found = gates.scales.find(gate.dimensions[d].scale);
      return found == gates.scales.end() ? nullptr : &found->second;
    };
    const std::vector<PlotVertex> corners = corners_of(gate);
    if (!corners.empty())
      place->plot.gates.push_back({gate.id, bent(corners, scale(0), scale(1), place->plot.grid)});
  }
  return plots;
}

}  // namespace trimer::cytometry
