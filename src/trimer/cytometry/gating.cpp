#include <trimer/cytometry/gating.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

constexpr std::size_t none = ~std::size_t{0};

/// A distinct dimension: its values are computed once per block, however many gates look at it.
struct Column {
  enum class Kind { file, compensated, ratio, scaled } kind = Kind::file;
  std::size_t source = 0;        ///< column of the file; fluorochrome; for scaled the plain column
  std::size_t compensation = 0;  ///< of a compensated column
  std::size_t denominator = 0;   ///< with `source`, the two plain columns of a ratio
  const RatioTransform* ratio = nullptr;
  const Scale* scale = nullptr;
  std::vector<double> values;
};

bool in_polygon(const PolygonGate& polygon, double x, double y) {
  if (std::isnan(x) || std::isnan(y)) return false;
  bool odd = false;
  const std::size_t n = polygon.x.size();
  for (std::size_t i = 0, j = n - 1; i < n; j = i++) {
    const double ax = polygon.x[i], ay = polygon.y[i], bx = polygon.x[j], by = polygon.y[j];
    const double cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    if (cross == 0 && x >= std::min(ax, bx) && x <= std::max(ax, bx) && y >= std::min(ay, by) &&
        y <= std::max(ay, by))
      return true;
    if ((ay > y) != (by > y) && (cross > 0) == (by > ay)) odd = !odd;
  }
  return odd;
}

/// Equal to the digits that documents print.
bool symmetric(double a, double b) {
  return std::fabs(a - b) <= 1e-6 * std::max(std::fabs(a), std::fabs(b));
}

}  // namespace

const Gate* GateSet::find(std::string_view id) const {
  for (const Gate& gate : gates)
    if (gate.id == id) return &gate;
  return nullptr;
}

struct Gating::State {
  GateSet set;
  std::vector<std::string> warnings;
  std::vector<Compensation> compensations;
  std::map<std::string, std::optional<std::size_t>> compensation_places;  // empty = uncompensated
  std::vector<Column> columns;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> column_places;
  std::vector<std::vector<std::size_t>> gate_columns;
  std::vector<std::size_t> parents, order;
  std::vector<std::vector<std::size_t>> operands;
  std::vector<std::vector<double>> precision;  // inverse covariance of ellipsoids
  std::vector<std::vector<std::uint8_t>> inside;
  FaultList faults;

  void fault(const std::string& path, const std::string& value, const std::string& expectation) {
    faults.add(
        {.file = set.file, .line = 0, .column = 0, .path = path, .value = value, .expectation = expectation});
  }

  [[nodiscard]] std::size_t find(std::string_view id) const {
    for (std::size_t i = 0; i < set.gates.size(); ++i)
      if (set.gates[i].id == id) return i;
    return none;
  }

  /// Place of the compensation that a dimension names; empty = uncompensated.
  std::optional<std::size_t> compensation(const std::string& id, const FcsReader& reader,
                                          const std::optional<Spillover>& user) {
    if (id.empty() || id == "uncompensated") return std::nullopt;
    const auto known = compensation_places.find(id);
    if (known != compensation_places.end()) return known->second;
    std::optional<Spillover> matrix;
    if (id == "FCS") {
      FileSpillover file;
      if (user) {
        matrix = user;
        if (matrix->fluorochromes.size() == matrix->detectors.size()) matrix->fluorochromes.clear();
        warnings.push_back("compensated with " + user->id);
      } else {
        file = file_spillover(reader);
        warnings.insert(warnings.end(), file.warnings.begin(), file.warnings.end());
        matrix = file.matrix;
        warnings.push_back(matrix
                               ? "compensated with " + matrix->id + " of the file"
                               : "the file has no usable spillover matrix: its values are not compensated");
      }
    } else if (const auto found = set.spillovers.find(id); found != set.spillovers.end()) {
      matrix = found->second;
    } else {
      throw InputError("compensation", id, "expected uncompensated, FCS or a matrix of the document");
    }
    std::optional<std::size_t> place;
    if (matrix) {
      place = compensations.size();
      compensations.emplace_back(*matrix, reader);
    }
    return compensation_places[id] = place;
  }

  std::size_t add(std::tuple<std::string, std::string, std::string, std::string> key, Column column) {
    columns.push_back(std::move(column));
    return column_places[std::move(key)] = columns.size() - 1;
  }

  std::size_t plain(const std::string& channel, const std::string& matrix, const FcsReader& reader,
                    const std::optional<Spillover>& user) {
    const std::tuple key(channel, matrix, std::string(), std::string());
    if (const auto known = column_places.find(key); known != column_places.end()) return known->second;
    Column column;
    if (const auto place = compensation(matrix, reader, user)) {
      const Compensation& chosen = compensations[*place];
      const auto found = reader.find(channel);
      for (std::size_t i = 0; i < chosen.names().size(); ++i)
        if (chosen.names()[i] == channel || (found && i < chosen.columns().size() &&
                                             chosen.names()[i] == reader.layout().parameters[*found].name))
          return add(key,
                     {.kind = Column::Kind::compensated, .source = i, .compensation = *place, .values = {}});
      const auto detector = found ? std::find(chosen.columns().begin(), chosen.columns().end(), *found)
                                  : chosen.columns().end();
      if (detector != chosen.columns().end() && chosen.columns().size() == chosen.names().size()) {
        const auto i = static_cast<std::size_t>(detector - chosen.columns().begin());
        warnings.push_back(channel + " is a detector of " + matrix + "; read as its fluorochrome " +
                           chosen.names()[i]);
        return add(key,
                   {.kind = Column::Kind::compensated, .source = i, .compensation = *place, .values = {}});
      }
      if (detector != chosen.columns().end())
        throw InputError("channel", channel,
                         "is a detector of " + matrix + "; expected one of its fluorochromes");
    }
    column.source = reader.parameter(channel);
    return add(key, std::move(column));
  }

  std::size_t bind(const GateDimension& dimension, const FcsReader& reader,
                   const std::optional<Spillover>& user) {
    const std::tuple key(dimension.channel, dimension.compensation, dimension.scale, dimension.ratio);
    if (const auto known = column_places.find(key); known != column_places.end()) return known->second;
    std::size_t base = 0;
    if (dimension.ratio.empty()) {
      base = plain(dimension.channel, dimension.compensation, reader, user);
    } else {
      const auto ratio = set.ratios.find(dimension.ratio);
      if (ratio == set.ratios.end()) throw InputError("ratio", dimension.ratio, "is not in the document");
      Column column;
      column.kind = Column::Kind::ratio;
      column.source = plain(ratio->second.numerator, dimension.compensation, reader, user);
      column.denominator = plain(ratio->second.denominator, dimension.compensation, reader, user);
      column.ratio = &ratio->second;
      base = add({dimension.channel, dimension.compensation, "", dimension.ratio}, std::move(column));
    }
    if (dimension.scale.empty()) return base;
    const auto scale = set.scales.find(dimension.scale);
    if (scale == set.scales.end())
      throw InputError("transformation", dimension.scale, "is not in the document");
    Column column;
    column.kind = Column::Kind::scaled;
    column.source = base;
    column.scale = &scale->second;
    return add(key, std::move(column));
  }

  void check_shape(std::size_t place) {
    const Gate& gate = set.gates[place];
    const std::size_t n = gate.dimensions.size();
    const std::string path = "gate " + gate.id;
    if (const auto* boolean = std::get_if<BooleanGate>(&gate.shape)) {
      if (boolean->operands.empty() || (boolean->kind == BooleanKind::none && boolean->operands.size() != 1))
        fault(path, "", "expected one gate for not, at least one for and and or");
      for (const BooleanGate::Operand& operand : boolean->operands) {
        operands[place].push_back(find(operand.gate));
        if (operands[place].back() == none) fault(path, operand.gate, "expected a gate of the document");
      }
      return;
    }
    if (n == 0) fault(path, "", "expected at least one dimension");
    if (const auto* rectangle = std::get_if<RectangleGate>(&gate.shape)) {
      if (rectangle->bounds.size() != n) fault(path, "", "expected bounds for each dimension");
      for (const RectangleGate::Bounds& bounds : rectangle->bounds)
        if (!(bounds.low <= bounds.high))
          fault(path, number_text(bounds.low) + " to " + number_text(bounds.high), "expected min <= max");
    } else if (const auto* polygon = std::get_if<PolygonGate>(&gate.shape)) {
      if (n != 2) fault(path, std::to_string(n) + " dimensions", "expected 2 for a polygon");
      if (polygon->x.size() < 3 || polygon->x.size() != polygon->y.size())
        fault(path, std::to_string(polygon->x.size()) + " vertices",
              "expected at least 3, each with x and y");
    } else if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate.shape)) {
      check_ellipsoid(place, *ellipsoid, n, path);
    }
  }

  void check_ellipsoid(std::size_t place, const EllipsoidGate& ellipsoid, std::size_t n,
                       const std::string& path) {
    if (ellipsoid.mean.size() != n || ellipsoid.covariance.size() != n * n) {
      fault(path, "", "expected a mean and a covariance of " + std::to_string(n) + " dimensions");
      return;
    }
    if (!(ellipsoid.distance_square > 0))
      fault(path, number_text(ellipsoid.distance_square), "expected a squared distance > 0");
    // Positive definite exactly if elimination without pivots meets only positive pivots.
    std::vector<double> m = ellipsoid.covariance;
    bool sound = true;
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t j = 0; j < k; ++j)
        sound = sound && symmetric(ellipsoid.covariance[k * n + j], ellipsoid.covariance[j * n + k]);
      sound = sound && m[k * n + k] > 0;
      for (std::size_t i = k + 1; sound && i < n; ++i) {
        const double factor = m[i * n + k] / m[k * n + k];
        for (std::size_t j = k; j < n; ++j) m[i * n + j] -= factor * m[k * n + j];
      }
    }
    if (!sound) return fault(path, "", "expected a symmetric, positive definite covariance");
    try {
      precision[place] = inverse(ellipsoid.covariance, n, path);
    } catch (const InputError&) {
      fault(path, "", "expected a covariance that can be inverted");
    }
  }

  /// Gates after their parents and operands.
  void sort() {
    std::vector<int> mark(set.gates.size(), 0);  // 1 = under way, 2 = done
    for (std::size_t start = 0; start < set.gates.size(); ++start) {
      std::vector<std::pair<std::size_t, std::size_t>> stack = {{start, 0}};
      while (!stack.empty()) {
        auto& [gate, at] = stack.back();
        if (mark[gate] == 2) {
          stack.pop_back();
          continue;
        }
        mark[gate] = 1;
        const std::size_t parent = parents[gate];
        const std::size_t count = operands[gate].size() + 1;
        if (at == count) {
          mark[gate] = 2;
          order.push_back(gate);
          stack.pop_back();
          continue;
        }
        const std::size_t next = at == 0 ? parent : operands[gate][at - 1];
        ++at;
        if (next == none || mark[next] == 2) continue;
        if (mark[next] == 1) {
          fault("gate " + set.gates[gate].id, set.gates[next].id, "refers to itself in a circle");
          return;
        }
        stack.emplace_back(next, 0);
      }
    }
  }

  void fill(Column& column, const EventBlock& block) {
    column.values.resize(block.events);
    switch (column.kind) {
      case Column::Kind::file: {
        const auto values = block.column(column.source);
        std::copy(values.begin(), values.end(), column.values.begin());
        return;
      }
      case Column::Kind::compensated:
        compensations[column.compensation].apply(block, column.source, column.values);
        return;
      case Column::Kind::ratio: {
        const std::vector<double>&x = columns[column.source].values, &y = columns[column.denominator].values;
        const RatioTransform& r = *column.ratio;
        for (std::size_t i = 0; i < block.events; ++i) {
          const double value = r.A * (x[i] - r.B) / (y[i] - r.C);
          column.values[i] = value < r.lowest ? r.lowest : value > r.highest ? r.highest : value;
        }
        return;
      }
      case Column::Kind::scaled: {
        const std::vector<double>& x = columns[column.source].values;
        for (std::size_t i = 0; i < block.events; ++i) column.values[i] = (*column.scale)(x[i]);
        return;
      }
    }
  }

  void evaluate_gate(std::size_t place, std::size_t events) {
    const Gate& gate = set.gates[place];
    std::vector<std::uint8_t>& in = inside[place];
    const std::vector<std::size_t>& dimensions = gate_columns[place];
    in.assign(events, 1);
    if (const auto* rectangle = std::get_if<RectangleGate>(&gate.shape)) {
      for (std::size_t d = 0; d < dimensions.size(); ++d) {
        const std::vector<double>& x = columns[dimensions[d]].values;
        const auto [low, high] = rectangle->bounds[d];
        const bool open = std::isinf(high);
        for (std::size_t i = 0; i < events; ++i) in[i] &= x[i] >= low && (open ? x[i] <= high : x[i] < high);
      }
    } else if (const auto* polygon = std::get_if<PolygonGate>(&gate.shape)) {
      const std::vector<double>&x = columns[dimensions[0]].values, &y = columns[dimensions[1]].values;
      for (std::size_t i = 0; i < events; ++i) in[i] = in_polygon(*polygon, x[i], y[i]);
    } else if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate.shape)) {
      const std::size_t n = dimensions.size();
      for (std::size_t i = 0; i < events; ++i) {
        double sum = 0;
        for (std::size_t a = 0; a < n; ++a)
          for (std::size_t b = 0; b < n; ++b)
            sum += (columns[dimensions[a]].values[i] - ellipsoid->mean[a]) * precision[place][a * n + b] *
                   (columns[dimensions[b]].values[i] - ellipsoid->mean[b]);
        in[i] = sum <= ellipsoid->distance_square;
      }
    } else if (const auto* boolean = std::get_if<BooleanGate>(&gate.shape)) {
      const bool any = boolean->kind == BooleanKind::any;
      if (any) std::fill(in.begin(), in.end(), std::uint8_t{0});
      for (std::size_t k = 0; k < operands[place].size(); ++k) {
        const std::vector<std::uint8_t>& other = inside[operands[place][k]];
        const std::uint8_t flip =
            boolean->operands[k].complement != (boolean->kind == BooleanKind::none) ? 1 : 0;
        for (std::size_t i = 0; i < events; ++i) {
          const auto value = static_cast<std::uint8_t>(other[i] ^ flip);
          in[i] = any ? in[i] | value : in[i] & value;
        }
      }
    }
    if (parents[place] != none)
      for (std::size_t i = 0; i < events; ++i) in[i] &= inside[parents[place]][i];
  }
};

Gating::Gating(GateSet gates, const FcsReader& reader, const std::optional<Spillover>& user)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.set = std::move(gates);
  const std::size_t count = s.set.gates.size();
  s.gate_columns.resize(count);
  s.operands.resize(count);
  s.precision.resize(count);
  s.inside.resize(count);
  s.parents.assign(count, none);
  if (count == 0) s.fault("gates", "", "expected at least one gate");
  for (std::size_t i = 0; i < count; ++i) {
    const Gate& gate = s.set.gates[i];
    if (gate.id.empty() || s.find(gate.id) != i) s.fault("gate id", gate.id, "expected an id of its own");
    if (!gate.parent.empty() && (s.parents[i] = s.find(gate.parent)) == none)
      s.fault("gate " + gate.id + " parent", gate.parent, "expected a gate of the document");
    s.check_shape(i);
    for (const GateDimension& dimension : gate.dimensions) {
      try {
        s.gate_columns[i].push_back(s.bind(dimension, reader, user));
      } catch (const InputError& error) {
        for (const Fault& fault : error.faults())
          s.fault("gate " + gate.id + " " + fault.path, fault.value, fault.expectation);
      }
    }
  }
  s.faults.throw_if_any();
  s.sort();
  s.faults.throw_if_any();
}

Gating::~Gating() = default;
Gating::Gating(Gating&&) noexcept = default;
Gating& Gating::operator=(Gating&&) noexcept = default;

const GateSet& Gating::gates() const {
  return state_->set;
}
const std::vector<std::string>& Gating::warnings() const {
  return state_->warnings;
}

void Gating::evaluate(const EventBlock& block) {
  for (Column& column : state_->columns) state_->fill(column, block);
  for (const std::size_t gate : state_->order) state_->evaluate_gate(gate, block.events);
}

std::span<const std::uint8_t> Gating::inside(std::size_t gate) const {
  return state_->inside[gate];
}

std::span<const double> Gating::values(std::size_t gate, std::size_t dimension, bool scaled) const {
  const Column* column = &state_->columns[state_->gate_columns.at(gate).at(dimension)];
  if (!scaled && column->kind == Column::Kind::scaled) column = &state_->columns[column->source];
  return column->values;
}

std::size_t Gating::place(std::string_view id) const {
  const std::size_t found = state_->find(id);
  if (found == none) throw InputError("gate", id, "expected a gate of " + state_->set.file);
  return found;
}

}  // namespace trimer::cytometry
