#include <trimer/cytometry/spillover.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    parts.emplace_back(trim(text.substr(start, comma - start)));
    start = comma + 1;
  }
  return parts;
}

/// Name of the channel that a spillover keyword means; empty if none.
std::string channel_of(const std::string& name, const FcsReader& reader, std::vector<std::string>& warnings) {
  if (const auto found = reader.find(name)) return reader.layout().parameters[*found].name;
  for (const std::string_view prefix : {"Comp-", "comp-", "Comp_", "FJComp-"})
    if (name.starts_with(prefix))
      if (const auto found = reader.find(std::string_view(name).substr(prefix.size())))
        return reader.layout().parameters[*found].name;
  const auto number = whole_number(name);
  if (!number || *number == 0 || *number > reader.layout().parameters.size()) return {};
  const std::string& channel = reader.layout().parameters[*number - 1].name;
  warnings.push_back("spillover: " + name + " is read as the number of parameter " + channel);
  return channel;
}

/// One keyword. @returns why it cannot be used, or nothing
std::string read_keyword(const std::string& value, const FcsReader& reader, Spillover& spillover,
                         std::vector<std::string>& warnings) {
  const std::vector<std::string> parts = split(value);
  const auto count = whole_number(parts.front());
  if (!count || *count == 0) return "expected a number of channels first";
  const std::size_t n = *count;
  if (n > parts.size()) return "expected " + std::to_string(n) + " names and their matrix";
  std::size_t numbers_at = 1 + n;
  if (parts.size() == 1 + n * n && n == reader.layout().parameters.size()) {
    numbers_at = 1;  // $COMP of FCS 3.0: no names, all parameters in their order
    for (const FcsParameter& parameter : reader.layout().parameters)
      spillover.detectors.push_back(parameter.name);
  } else if (parts.size() != 1 + n + n * n) {
    const std::string found = "expected " + std::to_string(n) + " names and " + std::to_string(n * n) +
                              " numbers, found " + std::to_string(parts.size() - 1) + " parts";
    return parts.size() > 1 + n + n * n ? found + " (decimal commas?)" : found;
  } else {
    for (std::size_t i = 1; i <= n; ++i) {
      std::string channel = channel_of(parts[i], reader, warnings);
      if (channel.empty()) return "its channel " + parts[i] + " is not in the file";
      spillover.detectors.push_back(std::move(channel));
    }
  }
  for (std::size_t i = numbers_at; i < parts.size(); ++i) {
    double number = 0;
    if (!parse_number(parts[i], number)) return "expected a number, found " + to_utf8(parts[i].substr(0, 30));
    spillover.coefficients.push_back(number);
  }
  std::vector<std::string> sorted = spillover.detectors;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return "a channel occurs twice";
  return {};
}

}  // namespace

FileSpillover file_spillover(const FcsReader& reader) {
  FileSpillover result;
  const FcsKeywords& keywords = reader.layout().keywords;
  for (const char* key : {"$SPILLOVER", "SPILLOVER", "$SPILL", "SPILL", "$COMP", "COMP", "$COMPENSATION"}) {
    if (keywords.trimmed(key).empty()) continue;
    Spillover spillover;
    spillover.id = key;
    std::string why = read_keyword(*keywords.find(key), reader, spillover, result.warnings);
    if (why.empty()) {
      try {
        (void)inverse(spillover.coefficients, spillover.detectors.size(), key);
        result.matrix = std::move(spillover);
        return result;
      } catch (const InputError&) {
        why = "the matrix is singular";
      }
    }
    result.warnings.push_back(std::string(key) + " is not used: " + why);
  }
  for (const auto& [key, value] : keywords.all())
    if (key.starts_with("$DFC") && trim(value) != "0" && !trim(value).empty()) {
      result.warnings.push_back(
          key + " and its like are not used: give the matrix if the values are uncompensated");
      break;
    }
  return result;
}

Spillover read_spillover_csv(const std::filesystem::path& file) {
  CsvReader reader(file);
  FaultList faults;
  Spillover spillover;
  spillover.id = file.string();
  const std::size_t columns = reader.header().size();
  bool named = false;
  std::size_t rows = 0;
  for (; reader.next(); ++rows) {
    double value = 0;
    if (rows == 0) {
      named = !parse_number(trim(reader.field(0)), value);
      for (std::size_t i = named ? 1 : 0; i < columns; ++i)
        spillover.detectors.emplace_back(trim(reader.header()[i]));
    }
    if (named) spillover.fluorochromes.emplace_back(trim(reader.field(0)));
    if (reader.size() != columns)
      faults.add({.file = reader.name(),
                  .line = reader.line(),
                  .column = 0,
                  .path = "row",
                  .value = {},
                  .expectation = "expected as many cells as the header has"});
    for (std::size_t i = named ? 1 : 0; i < columns; ++i) {
      const std::string_view cell = trim(reader.field(static_cast<int>(i)));
      if (!parse_number(cell, value))
        faults.add({.file = reader.name(),
                    .line = reader.line(),
                    .column = 0,
                    .path = reader.header()[i],
                    .value = std::string(cell),
                    .expectation = "expected a number"});
      spillover.coefficients.push_back(value);
    }
  }
  if (rows == 0 || rows > spillover.detectors.size() || (!named && rows != spillover.detectors.size()))
    faults.add({.file = reader.name(),
                .line = 0,
                .column = 0,
                .path = "rows",
                .value = std::to_string(rows),
                .expectation = "expected one row per fluorochrome, at most as many as detectors"});
  faults.throw_if_any();
  return spillover;
}

std::vector<double> inverse(std::vector<double> m, std::size_t n, const std::string& name) {
  std::vector<double> result(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) result[i * n + i] = 1;
  double largest = 0;
  for (const double value : m) largest = std::max(largest, std::fabs(value));
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::fabs(m[i * n + k]) > std::fabs(m[pivot * n + k])) pivot = i;
    if (!(std::fabs(m[pivot * n + k]) > 1e-12 * largest) || !std::isfinite(largest))
      throw InputError(name, "", "the matrix is singular; expected one that can be inverted");
    for (std::size_t j = 0; pivot != k && j < n; ++j) {
      std::swap(m[k * n + j], m[pivot * n + j]);
      std::swap(result[k * n + j], result[pivot * n + j]);
    }
    const double scale = 1 / m[k * n + k];
    for (std::size_t j = 0; j < n; ++j) {
      m[k * n + j] *= scale;
      result[k * n + j] *= scale;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double factor = m[i * n + k];
      if (i == k || factor == 0) continue;
      for (std::size_t j = 0; j < n; ++j) {
        m[i * n + j] -= factor * m[k * n + j];
        result[i * n + j] -= factor * result[k * n + j];
      }
    }
  }
  return result;
}

Compensation::Compensation(const Spillover& spillover, const FcsReader& reader) : names_(spillover.names()) {
  for (const std::string& detector : spillover.detectors) columns_.push_back(reader.parameter(detector));
  const std::size_t rows = names_.size(), columns = columns_.size();
  const std::vector<double>& s = spillover.coefficients;
  if (s.size() != rows * columns || rows > columns)
    throw InputError(spillover.id, "",
                     "expected a matrix of fluorochromes by detectors, no more of the former");
  if (spillover.inverted) {
    inverse_ = s;
  } else if (rows == columns) {
    inverse_ = inverse(s, rows, spillover.id);
  } else {
    std::vector<double> square(rows * rows, 0.0);  // S Sᵀ
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t k = 0; k < columns; ++k)
          square[i * rows + j] += s[i * columns + k] * s[j * columns + k];
    const std::vector<double> normal = inverse(square, rows, spillover.id);
    inverse_.assign(columns * rows, 0.0);  // Sᵀ (S Sᵀ)⁻¹
    for (std::size_t k = 0; k < columns; ++k)
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < rows; ++j)
          inverse_[k * rows + j] += s[i * columns + k] * normal[i * rows + j];
  }
}

void Compensation::apply(const EventBlock& block, std::size_t fluorochrome, std::span<double> values) const {
  std::fill(values.begin(), values.end(), 0.0);
  double* const out = values.data();
  for (std::size_t k = 0; k < columns_.size(); ++k) {
    const double factor = inverse_[k * names_.size() + fluorochrome];
    if (factor == 0) continue;
    const double* const in = block.column(columns_[k]).data();
    for (std::size_t i = 0; i < values.size(); ++i) out[i] += factor * in[i];
  }
}

void Compensation::apply_in_place(EventBlock& block) const {
  if (names_.size() != columns_.size())
    throw InputError("spillover", "", "expected as many fluorochromes as detectors");
  scratch_.resize(names_.size() * block.events);
  for (std::size_t j = 0; j < names_.size(); ++j)
    apply(block, j, std::span(scratch_).subspan(j * block.events, block.events));
  for (std::size_t j = 0; j < names_.size(); ++j)
    std::copy_n(scratch_.data() + j * block.events, block.events, block.column(columns_[j]).data());
}

}  // namespace trimer::cytometry
