#include "stored_points.h"

#include <stdexcept>

#include <trimer/core/csv.h>
#include <trimer/therapy/parameter_table.h>

namespace trimer::therapy {
namespace {

void set(State<double>& state, std::string_view name, double value) {
  bool found = false;
  for_each_state(state, [&](const StateInfo& info, double& field) {
    if (info.name != name) return;
    field = value;
    found = true;
  });
  if (!found) throw std::runtime_error("no state " + std::string(name));
}

void set(Covariates<double>& patient, std::string_view name, double value) {
  bool found = false;
  for_each_covariate(patient, [&](const CovariateInfo& info, double& field) {
    if (info.name != name) return;
    field = value;
    found = true;
  });
  if (!found) throw std::runtime_error("no covariate " + std::string(name));
}

}  // namespace

std::vector<StoredPoint> stored_points() {
  std::vector<StoredPoint> points;
  CsvReader csv(std::filesystem::path(TRIMER_TEST_DATA "/derivatives.csv"));
  while (csv.next()) {
    const std::string_view point = csv.field(0), kind = csv.field(1), name = csv.field(2);
    double value = 0;
    if (!parse_number(csv.field(3), value)) throw std::runtime_error("not a number");
    if (points.empty() || points.back().name != point)
      points.push_back({std::string(point), typical_values(), {}, 0, {}, {}, {}});
    StoredPoint& stored = points.back();
    if (kind == "parameter") {
      *parameter_named(stored.parameters, name) = value;
    } else if (kind == "covariate") {
      set(stored.patient, name, value);
    } else if (kind == "infusion_rate") {
      stored.infusion_rate = value;
    } else {
      set(kind == "initial_state" ? stored.initial_state
          : kind == "state"       ? stored.state
                                  : stored.rate,
          name, value);
    }
  }
  return points;
}

}  // namespace trimer::therapy
