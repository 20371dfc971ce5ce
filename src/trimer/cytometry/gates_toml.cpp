#include <trimer/cytometry/gates_toml.h>

#include <algorithm>

#include <trimer/core/output_file.h>
#include <trimer/cytometry/gating_ml.h>

namespace trimer::cytometry {
namespace {

using units::required;
using units::TomlTable;

void read_scale(TomlTable table, const std::string& id, GateSet& gates) {
  const auto kind = table.choice("kind", {"linear", "log", "asinh", "logicle", "hyperlog"}, required);
  const auto T = table.number("T", units::positive, required);
  const bool linear = kind == "linear";
  const auto M = linear ? std::optional(1.0) : table.number("M", units::positive, required);
  const bool wide = kind == "logicle" || kind == "hyperlog";
  const auto W = wide ? table.number("W", {}, required) : std::optional(0.0);
  const auto A = kind == "log" ? std::optional(0.0) : table.number("A").value_or(0);
  if (!kind || !T || !M || !W || !A) return;
  const ScaleKind chosen = linear              ? ScaleKind::linear
                           : kind == "log"     ? ScaleKind::log
                           : kind == "asinh"   ? ScaleKind::asinh
                           : kind == "logicle" ? ScaleKind::logicle
                                               : ScaleKind::hyperlog;
  try {
    gates.scales.emplace(id, Scale(chosen, *T, *M, *W, *A, id));
  } catch (const InputError& error) {
    for (const Fault& fault : error.faults())
      table.fault("", fault.path + " = " + fault.value + ", " + fault.expectation);
  }
}

GateDimension read_dimension(TomlTable& table, const std::string& compensation) {
  GateDimension dimension;
  dimension.channel = table.text("channel", required).value_or("");
  dimension.compensation = table.text("compensation").value_or(compensation);
  dimension.scale = table.text("scale").value_or("");
  return dimension;
}

void read_quadrants(TomlTable& table, const Gate& base, const std::string& compensation, GateSet& gates) {
  std::vector<GateDimension> dimensions;
  std::vector<std::vector<double>> dividers;
  for (TomlTable& entry : table.tables("dimension")) {
    dimensions.push_back(read_dimension(entry, compensation));
    dividers.push_back(entry.numbers("divider", {}, required).value_or(std::vector<double>{}));
    if (!std::is_sorted(dividers.back().begin(), dividers.back().end()))
      entry.fault("divider", "expected values in ascending order");
  }
  for (TomlTable& entry : table.tables("quadrant")) {
    Gate gate = base;
    gate.group = base.id;
    gate.id = entry.text("id", required).value_or("");
    const auto location = entry.numbers("location", {}, required);
    if (!location) continue;
    if (location->size() != dimensions.size()) {
      entry.fault("location", "expected one number per dimension");
      continue;
    }
    RectangleGate rectangle;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      RectangleGate::Bounds bounds;
      for (const double value : dividers[d]) {
        if (value <= (*location)[d]) bounds.low = value;
        if (value > (*location)[d]) bounds.high = std::min(bounds.high, value);
      }
      rectangle.bounds.push_back(bounds);
    }
    gate.dimensions = dimensions;
    gate.shape = std::move(rectangle);
    gates.gates.push_back(std::move(gate));
  }
}

void read_gate(TomlTable table, const std::string& compensation, GateSet& gates) {
  Gate gate;
  gate.id = table.text("id", required).value_or("");
  gate.parent = table.text("parent").value_or("");
  const std::string kind =
      table.choice("kind", {"rectangle", "polygon", "ellipsoid", "quadrants", "all", "any", "not"}, required)
          .value_or("");
  if (kind == "quadrants") return read_quadrants(table, gate, compensation, gates);
  if (kind == "all" || kind == "any" || kind == "not") {
    BooleanGate boolean;
    boolean.kind = kind == "all" ? BooleanKind::all : kind == "any" ? BooleanKind::any : BooleanKind::none;
    for (const std::string& operand : table.texts("of").value_or(std::vector<std::string>{})) {
      const bool complement = operand.starts_with("not ");
      boolean.operands.push_back({complement ? operand.substr(4) : operand, complement});
    }
    gate.shape = std::move(boolean);
    gates.gates.push_back(std::move(gate));
    return;
  }
  RectangleGate rectangle;
  for (TomlTable& entry : table.tables("dimension")) {
    gate.dimensions.push_back(read_dimension(entry, compensation));
    if (kind != "rectangle") continue;
    RectangleGate::Bounds bounds;
    if (const auto low = entry.number("min")) bounds.low = *low;
    if (const auto high = entry.number("max")) bounds.high = *high;
    rectangle.bounds.push_back(bounds);
  }
  if (kind == "polygon") {
    PolygonGate polygon;
    polygon.x = table.numbers("x", {}, required).value_or(std::vector<double>{});
    polygon.y = table.numbers("y", {}, required).value_or(std::vector<double>{});
    gate.shape = std::move(polygon);
  } else if (kind == "ellipsoid") {
    EllipsoidGate ellipsoid;
    ellipsoid.mean = table.numbers("mean", {}, required).value_or(std::vector<double>{});
    ellipsoid.covariance = table.numbers("covariance", {}, required).value_or(std::vector<double>{});
    ellipsoid.distance_square = table.number("distance_square", units::positive, required).value_or(1);
    gate.shape = std::move(ellipsoid);
  } else {
    gate.shape = std::move(rectangle);
  }
  gates.gates.push_back(std::move(gate));
}

}  // namespace

void read_gate_tables(TomlTable root, GateSet& gates) {
  const std::string compensation = root.text("compensation").value_or("FCS");
  TomlTable scales = root.table("scale");
  for (const std::string& id : scales.keys()) read_scale(scales.table(id), id, gates);
  for (TomlTable& table : root.tables("gate")) read_gate(table, compensation, gates);
}

GateSet parse_gates_toml(std::string_view text, const std::string& name) {
  units::TomlDocument document(text, name);
  GateSet gates;
  gates.file = name;
  read_gate_tables(document.root(), gates);
  document.finish();
  return gates;
}

GateSet read_gates(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && text[first] == '<' ? parse_gating_ml(text, file.string())
                                                          : parse_gates_toml(text, file.string());
}

}  // namespace trimer::cytometry
