#include <trimer/cytometry/gating_ml.h>

#include <algorithm>
#include <limits>
#include <set>

#include <pugixml.hpp>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer::cytometry {
namespace {

/// Name without its namespace prefix.
std::string_view local(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class Document {
 public:
  Document(std::string_view text, const std::string& name) : text_(text) {
    set_.file = name;
    const pugi::xml_parse_result parsed = document_.load_buffer(text.data(), text.size());
    if (!parsed) {
      fault(parsed.offset, "", "", std::string("not XML: ") + parsed.description());
      faults_.throw_if_any();
    }
    const pugi::xml_node root = document_.document_element();
    if (local(root.name()) != "Gating-ML")
      fault(root, root.name(), "", "expected Gating-ML as the root element");
    if (namespace_of(root) != "http://www.isac-net.org/std/Gating-ML/v2.0/gating")
      fault(root, "namespace", namespace_of(root),
            "expected http://www.isac-net.org/std/Gating-ML/v2.0/gating");
    faults_.throw_if_any();
    for (const pugi::xml_node node : elements(root)) read(node);
    faults_.throw_if_any();
  }

  GateSet take() { return std::move(set_); }

 private:
  void fault(std::ptrdiff_t offset, const std::string& path, std::string_view value,
             std::string expectation) {
    const auto end = text_.begin() + std::min(offset, static_cast<std::ptrdiff_t>(text_.size()));
    faults_.add({.file = set_.file,
                 .line = 1 + std::count(text_.begin(), end, '\n'),
                 .column = 0,
                 .path = path,
                 .value = std::string(value),
                 .expectation = std::move(expectation)});
  }
  void fault(const pugi::xml_node& node, const std::string& path, std::string_view value,
             std::string expectation) {
    fault(std::max<std::ptrdiff_t>(node.offset_debug(), 0), path, value, std::move(expectation));
  }

  static std::string namespace_of(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const std::size_t colon = name.find(':');
    const std::string key =
        colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
    for (pugi::xml_node at = node; at; at = at.parent())
      if (const pugi::xml_attribute found = at.attribute(key.c_str())) return found.value();
    return {};
  }

  /// Child elements, custom information left out.
  static std::vector<pugi::xml_node> elements(const pugi::xml_node& node) {
    std::vector<pugi::xml_node> list;
    for (const pugi::xml_node child : node.children())
      if (child.type() == pugi::node_element && local(child.name()) != "custom_info") list.push_back(child);
    return list;
  }

  static std::optional<std::string> attribute(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute at : node.attributes())
      if (local(at.name()) == name) return at.value();
    return std::nullopt;
  }

  std::string required(const pugi::xml_node& node, const char* name) {
    auto value = attribute(node, name);
    if (!value || value->empty()) fault(node, std::string(local(node.name())) + " " + name, "", "is missing");
    return value.value_or("");
  }

  std::optional<double> number(const pugi::xml_node& node, const char* name, bool needed) {
    const auto value = attribute(node, name);
    if (!value && !needed) return std::nullopt;
    double parsed = 0;
    constexpr double open = std::numeric_limits<double>::infinity();
    if (value && !needed && (trim(*value) == "INF" || trim(*value) == "+INF")) return open;
    if (value && !needed && trim(*value) == "-INF") return -open;
    if (!value || !parse_number(trim(*value), parsed)) {
      fault(node, std::string(local(node.name())) + " " + name, value.value_or(""), "expected a number");
      return std::nullopt;
    }
    return parsed;
  }
  double required_number(const pugi::xml_node& node, const char* name) {
    return number(node, name, true).value_or(1);
  }

  void unknown(const pugi::xml_node& node, const std::string& expectation) {
    fault(node, node.name(), "", expectation);
  }

  void read(const pugi::xml_node& node) {
    const std::string_view name = local(node.name());
    if (name == "spectrumMatrix") return read_matrix(node);
    if (name == "transformation") return read_transformation(node);
    if (name == "QuadrantGate") return read_quadrants(node);
    Gate gate;
    gate.id = required(node, "id");
    gate.parent = attribute(node, "parent_id").value_or("");
    if (name == "RectangleGate") {
      read_rectangle(node, gate);
    } else if (name == "PolygonGate") {
      read_polygon(node, gate);
    } else if (name == "EllipsoidGate") {
      read_ellipsoid(node, gate);
    } else if (name == "BooleanGate") {
      read_boolean(node, gate);
    } else {
      return unknown(node, "expected a gate, a transformation or a spectrumMatrix of Gating-ML 2.0");
    }
    add(node, std::move(gate));
  }

  void add(const pugi::xml_node& node, Gate gate) {
    if (!gate.id.empty() && !ids_.insert(gate.id).second) fault(node, "id", gate.id, "occurs twice");
    set_.gates.push_back(std::move(gate));
  }

  GateDimension read_dimension(const pugi::xml_node& node) {
    GateDimension dimension;
    dimension.compensation = required(node, "compensation-ref");
    dimension.scale = attribute(node, "transformation-ref").value_or("");
    for (const pugi::xml_node child : elements(node)) {
      if (local(child.name()) == "fcs-dimension") dimension.channel = required(child, "name");
      if (local(child.name()) == "new-dimension") dimension.ratio = required(child, "transformation-ref");
    }
    if (dimension.channel.empty() == dimension.ratio.empty())
      fault(node, node.name(), "", "expected one fcs-dimension or new-dimension inside");
    return dimension;
  }

  void read_rectangle(const pugi::xml_node& node, Gate& gate) {
    RectangleGate rectangle;
    for (const pugi::xml_node child : elements(node)) {
      if (local(child.name()) != "dimension") {
        unknown(child, "expected a dimension");
        continue;
      }
      gate.dimensions.push_back(read_dimension(child));
      RectangleGate::Bounds bounds;
      if (const auto low = number(child, "min", false)) bounds.low = *low;
      if (const auto high = number(child, "max", false)) bounds.high = *high;
      rectangle.bounds.push_back(bounds);
    }
    gate.shape = std::move(rectangle);
  }

  std::vector<double> coordinates(const pugi::xml_node& node, std::string_view name) {
    std::vector<double> values;
    for (const pugi::xml_node child : elements(node)) {
      if (local(child.name()) == name) {
        values.push_back(required_number(child, "value"));
      } else {
        unknown(child, "expected " + std::string(name));
      }
    }
    return values;
  }

  void read_polygon(const pugi::xml_node& node, Gate& gate) {
    PolygonGate polygon;
    for (const pugi::xml_node child : elements(node)) {
      if (local(child.name()) == "dimension") {
        gate.dimensions.push_back(read_dimension(child));
      } else if (local(child.name()) == "vertex") {
        const std::vector<double> vertex = coordinates(child, "coordinate");
        if (vertex.size() != 2) {
          fault(child, "vertex", std::to_string(vertex.size()) + " coordinates", "expected 2");
          continue;
        }
        polygon.x.push_back(vertex[0]);
        polygon.y.push_back(vertex[1]);
      } else {
        unknown(child, "expected a dimension or a vertex");
      }
    }
    gate.shape = std::move(polygon);
  }

  void read_ellipsoid(const pugi::xml_node& node, Gate& gate) {
    EllipsoidGate ellipsoid;
    ellipsoid.distance_square = std::numeric_limits<double>::quiet_NaN();
    for (const pugi::xml_node child : elements(node)) {
      const std::string_view name = local(child.name());
      if (name == "dimension") {
        gate.dimensions.push_back(read_dimension(child));
      } else if (name == "mean") {
        ellipsoid.mean = coordinates(child, "coordinate");
      } else if (name == "covarianceMatrix") {
        for (const pugi::xml_node row : elements(child))
          for (const double value : coordinates(row, "entry")) ellipsoid.covariance.push_back(value);
      } else if (name == "distanceSquare") {
        ellipsoid.distance_square = required_number(child, "value");
      } else {
        unknown(child, "expected a dimension, mean, covarianceMatrix or distanceSquare");
      }
    }
    gate.shape = std::move(ellipsoid);
  }

  void read_boolean(const pugi::xml_node& node, Gate& gate) {
    BooleanGate boolean;
    const std::vector<pugi::xml_node> parts = elements(node);
    const std::string_view name = parts.size() == 1 ? local(parts.front().name()) : std::string_view();
    if (name == "and") {
      boolean.kind = BooleanKind::all;
    } else if (name == "or") {
      boolean.kind = BooleanKind::any;
    } else if (name == "not") {
      boolean.kind = BooleanKind::none;
    } else {
      return unknown(node, "expected one of and, or, not inside");
    }
    for (const pugi::xml_node child : elements(parts.front())) {
      if (local(child.name()) != "gateReference") {
        unknown(child, "expected a gateReference");
        continue;
      }
      const std::string complement = attribute(child, "use-as-complement").value_or("false");
      if (complement != "true" && complement != "false" && complement != "1" && complement != "0")
        fault(child, "use-as-complement", complement, "expected true or false");
      boolean.operands.push_back({required(child, "ref"), complement == "true" || complement == "1"});
    }
    gate.shape = std::move(boolean);
  }

  /// Each quadrant becomes a rectangle between the dividers around its location.
  void read_quadrants(const pugi::xml_node& node) {
    struct Divider {
      std::string id;
      GateDimension dimension;
      std::vector<double> values;
    };
    const std::string group = required(node, "id"), parent = attribute(node, "parent_id").value_or("");
    if (!group.empty() && !ids_.insert(group).second) fault(node, "id", group, "occurs twice");
    std::vector<Divider> dividers;
    for (const pugi::xml_node child : elements(node)) {
      if (local(child.name()) == "Quadrant") continue;
      if (local(child.name()) != "divider") {
        unknown(child, "expected a divider or a Quadrant");
        continue;
      }
      Divider divider{required(child, "id"), read_dimension(child), {}};
      for (const pugi::xml_node value : elements(child)) {
        if (local(value.name()) != "value") continue;
        double parsed = 0;
        if (!parse_number(trim(value.child_value()), parsed)) {
          fault(value, "divider " + divider.id, value.child_value(), "expected a number");
          continue;
        }
        if (!divider.values.empty() && !(parsed > divider.values.back()))
          fault(value, "divider " + divider.id, value.child_value(), "expected values in ascending order");
        divider.values.push_back(parsed);
      }
      if (divider.values.empty()) fault(child, "divider " + divider.id, "", "expected at least one value");
      dividers.push_back(std::move(divider));
    }
    for (const pugi::xml_node child : elements(node)) {
      if (local(child.name()) != "Quadrant") continue;
      Gate gate;
      gate.id = required(child, "id");
      gate.parent = parent;
      gate.group = group;
      RectangleGate rectangle;
      for (const pugi::xml_node position : elements(child)) {
        const std::string ref = required(position, "divider_ref");
        const double location = required_number(position, "location");
        const auto divider =
            std::find_if(dividers.begin(), dividers.end(), [&](const Divider& d) { return d.id == ref; });
        if (divider == dividers.end()) {
          fault(position, "divider_ref", ref, "expected a divider of this gate");
          continue;
        }
        RectangleGate::Bounds bounds;
        for (const double value : divider->values) {
          if (value <= location) bounds.low = value;
          if (value > location) {
            bounds.high = value;
            break;
          }
        }
        gate.dimensions.push_back(divider->dimension);
        rectangle.bounds.push_back(bounds);
      }
      gate.shape = std::move(rectangle);
      add(child, std::move(gate));
    }
  }

  void read_transformation(const pugi::xml_node& node) {
    const std::string id = required(node, "id");
    if (set_.scales.contains(id) || set_.ratios.contains(id))
      fault(node, "transformation id", id, "occurs twice");
    const std::vector<pugi::xml_node> parts = elements(node);
    if (parts.size() != 1)
      return unknown(node, "expected one of flin, flog, fasinh, logicle, hyperlog, fratio inside");
    const pugi::xml_node& part = parts.front();
    const std::string_view name = local(part.name());
    if (name == "fratio") return read_ratio(node, part, id);
    const auto value = [&](const char* parameter) { return required_number(part, parameter); };
    const std::size_t before = faults_.faults().size();
    ScaleKind kind{};
    double T = value("T"), M = 1, W = 0, A = 0;
    if (name == "flin") {
      kind = ScaleKind::linear;
      A = value("A");
    } else if (name == "flog") {
      kind = ScaleKind::log;
      M = value("M");
    } else if (name == "fasinh") {
      kind = ScaleKind::asinh;
      M = value("M");
      A = value("A");
    } else if (name == "logicle" || name == "hyperlog") {
      kind = name == "logicle" ? ScaleKind::logicle : ScaleKind::hyperlog;
      M = value("M");
      W = value("W");
      A = value("A");
    } else {
      return unknown(part, "expected one of flin, flog, fasinh, logicle, hyperlog, fratio");
    }
    if (faults_.faults().size() != before) return;
    try {
      Scale scale(kind, T, M, W, A, "transformation " + id);
      if (const auto low = number(node, "boundMin", false)) scale.lowest = *low;
      if (const auto high = number(node, "boundMax", false)) scale.highest = *high;
      set_.scales.emplace(id, scale);
    } catch (const InputError& error) {
      for (const Fault& f : error.faults()) fault(part, f.path, f.value, f.expectation);
    }
  }

  void read_ratio(const pugi::xml_node& transformation, const pugi::xml_node& node, const std::string& id) {
    RatioTransform ratio;
    ratio.lowest = number(transformation, "boundMin", false).value_or(ratio.lowest);
    ratio.highest = number(transformation, "boundMax", false).value_or(ratio.highest);
    ratio.A = required_number(node, "A");
    ratio.B = required_number(node, "B");
    ratio.C = required_number(node, "C");
    std::vector<std::string> channels;
    for (const pugi::xml_node child : elements(node)) channels.push_back(required(child, "name"));
    if (channels.size() != 2)
      return fault(node, "fratio", std::to_string(channels.size()) + " dimensions", "expected 2");
    ratio.numerator = channels[0];
    ratio.denominator = channels[1];
    set_.ratios.emplace(id, ratio);
  }

  void read_matrix(const pugi::xml_node& node) {
    Spillover spillover;
    spillover.id = required(node, "id");
    if (set_.spillovers.contains(spillover.id))
      fault(node, "spectrumMatrix id", spillover.id, "occurs twice");
    const std::string inverted = attribute(node, "matrix-inverted-already").value_or("false");
    spillover.inverted = inverted == "true" || inverted == "1";
    std::size_t rows = 0;
    for (const pugi::xml_node child : elements(node)) {
      const std::string_view name = local(child.name());
      if (name == "fluorochromes" || name == "detectors") {
        for (const pugi::xml_node entry : elements(child))
          (name == "detectors" ? spillover.detectors : spillover.fluorochromes)
              .push_back(required(entry, "name"));
      } else if (name == "spectrum") {
        ++rows;
        for (const double value : coordinates(child, "coefficient")) spillover.coefficients.push_back(value);
      } else {
        unknown(child, "expected fluorochromes, detectors or spectrum");
      }
    }
    const std::size_t n = spillover.fluorochromes.size(), m = spillover.detectors.size();
    if (n == 0 || m < n || spillover.coefficients.size() != n * m || rows != (spillover.inverted ? m : n))
      fault(node, "spectrumMatrix " + spillover.id,
            std::to_string(n) + " fluorochromes, " + std::to_string(m) + " detectors, " +
                std::to_string(spillover.coefficients.size()) + " coefficients",
            "expected one spectrum per fluorochrome with one coefficient per detector");
    set_.spillovers.emplace(spillover.id, std::move(spillover));
  }

  std::string_view text_;
  pugi::xml_document document_;
  GateSet set_;
  FaultList faults_;
  std::set<std::string> ids_;
};

}  // namespace

GateSet parse_gating_ml(std::string_view text, const std::string& name) {
  return Document(text, name).take();
}

GateSet read_gating_ml(const std::filesystem::path& file) {
  return parse_gating_ml(read_file(file), file.string());
}

}  // namespace trimer::cytometry
