#include <cmath>

#include <trimer/core/csv.h>
#include <trimer/cytometry/gates_toml.h>

namespace trimer::cytometry {
namespace {

std::string list_text(const std::vector<double>& values) {
  std::string text = "[";
  for (const double value : values) text += (text.size() > 1 ? ", " : "") + number_text(value);
  return text + "]";
}

std::string dimension_text(const GateDimension& dimension) {
  std::string text = "channel = " + units::toml_quoted(dimension.channel);
  if (dimension.compensation != "FCS")
    text += ", compensation = " + units::toml_quoted(dimension.compensation);
  if (!dimension.scale.empty()) text += ", scale = " + units::toml_quoted(dimension.scale);
  return text;
}

std::string dimensions_text(const Gate& gate) {
  std::string text = "dimension = [";
  const auto* rectangle = std::get_if<RectangleGate>(&gate.shape);
  for (std::size_t d = 0; d < gate.dimensions.size(); ++d) {
    text += (d > 0 ? ", { " : "{ ") + dimension_text(gate.dimensions[d]);
    if (rectangle && std::isfinite(rectangle->bounds[d].low))
      text += ", min = " + number_text(rectangle->bounds[d].low);
    if (rectangle && std::isfinite(rectangle->bounds[d].high))
      text += ", max = " + number_text(rectangle->bounds[d].high);
    text += " }";
  }
  return text + "]\n";
}

std::string shape_text(const Gate& gate) {
  if (const auto* polygon = std::get_if<PolygonGate>(&gate.shape))
    return "kind = \"polygon\"\n" + dimensions_text(gate) + "x = " + list_text(polygon->x) +
           "\ny = " + list_text(polygon->y) + "\n";
  if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate.shape))
    return "kind = \"ellipsoid\"\n" + dimensions_text(gate) + "mean = " + list_text(ellipsoid->mean) +
           "\ncovariance = " + list_text(ellipsoid->covariance) +
           "\ndistance_square = " + number_text(ellipsoid->distance_square) + "\n";
  if (const auto* boolean = std::get_if<BooleanGate>(&gate.shape)) {
    std::string text = "kind = \"";
    text += boolean->kind == BooleanKind::all ? "all" : boolean->kind == BooleanKind::any ? "any" : "not";
    text += "\"\nof = [";
    for (std::size_t i = 0; i < boolean->operands.size(); ++i)
      text += (i > 0 ? ", " : "") +
              units::toml_quoted((boolean->operands[i].complement ? "not " : "") + boolean->operands[i].gate);
    return text + "]\n";
  }
  return "kind = \"rectangle\"\n" + dimensions_text(gate);
}

std::string_view word_of(ScaleKind kind) {
  switch (kind) {
    case ScaleKind::linear:
      return "linear";
    case ScaleKind::log:
      return "log";
    case ScaleKind::asinh:
      return "asinh";
    case ScaleKind::logicle:
      return "logicle";
    case ScaleKind::hyperlog:
      break;
  }
  return "hyperlog";
}

std::string scale_text(const std::string& id, const Scale& scale) {
  std::string text =
      "\n[scale." + units::toml_quoted(id) + "]\nkind = \"" + std::string(word_of(scale.kind())) + "\"\n";
  text += "T = " + number_text(scale.top()) + "\n";
  if (scale.kind() != ScaleKind::linear) text += "M = " + number_text(scale.decades()) + "\n";
  if (scale.kind() == ScaleKind::logicle || scale.kind() == ScaleKind::hyperlog)
    text += "W = " + number_text(scale.linear_width()) + "\n";
  if (scale.kind() != ScaleKind::log) text += "A = " + number_text(scale.negative()) + "\n";
  return text;
}

}  // namespace

std::string to_toml(const GateSet& gates, const std::map<std::string, std::vector<std::string>>& comments) {
  const auto comment = [&](const std::string& id) {
    std::string text;
    if (const auto found = comments.find(id); found != comments.end())
      for (const std::string& line : found->second) text += "# " + line + "\n";
    return text;
  };
  std::string text = comment("") + "compensation = \"FCS\"\n";
  for (const auto& [id, scale] : gates.scales) text += scale_text(id, scale);
  for (const Gate& gate : gates.gates) {
    text += "\n" + comment(gate.id) + "[[gate]]\nid = " + units::toml_quoted(gate.id) + "\n";
    if (!gate.parent.empty()) text += "parent = " + units::toml_quoted(gate.parent) + "\n";
    text += shape_text(gate);
  }
  return text;
}

}  // namespace trimer::cytometry
