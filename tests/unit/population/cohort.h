/// @file
/// Draws of a named population, for tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <trimer/population/patient_generator.h>
#include <trimer/population/read_population.h>

namespace trimer::population {

inline std::vector<VirtualPatient> cohort(const Population& population, int n, std::uint64_t seed = 1) {
  const PatientGenerator generator(population, parameter_model(), seed);
  std::vector<VirtualPatient> patients;
  for (int id = 1; id <= n; ++id) patients.push_back(generator.patient(static_cast<std::uint64_t>(id)));
  return patients;
}

/// A population with overrides written as TOML.
inline Population overridden(std::string_view name, std::string_view toml) {
  Population population = named_population(name);
  units::TomlDocument document(toml, "a.toml");
  read_covariates(document.root(), population, "a.toml");
  document.finish();
  return population;
}

template <class Value>
std::vector<double> values(const std::vector<VirtualPatient>& patients, Value value) {
  std::vector<double> result;
  for (const VirtualPatient& patient : patients) result.push_back(value(patient));
  return result;
}

inline double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

inline double sd(const std::vector<double>& x) {
  const double centre = mean(x);
  double sum = 0;
  for (const double v : x) sum += (v - centre) * (v - centre);
  return std::sqrt(sum / static_cast<double>(x.size() - 1));
}

inline double quantile(std::vector<double> x, double p) {
  std::sort(x.begin(), x.end());
  return x[static_cast<std::size_t>(p * static_cast<double>(x.size() - 1))];
}

inline double share_between(const std::vector<double>& x, double low, double high) {
  return static_cast<double>(
             std::count_if(x.begin(), x.end(), [&](double v) { return v >= low && v < high; })) /
         static_cast<double>(x.size());
}

inline double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double a = mean(x), b = mean(y);
  double xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) xy += (x[i] - a) * (y[i] - b);
  return xy / static_cast<double>(x.size() - 1) / sd(x) / sd(y);
}

inline std::vector<double> logs(std::vector<double> x) {
  for (double& v : x) v = std::log(v);
  return x;
}

}  // namespace trimer::population
