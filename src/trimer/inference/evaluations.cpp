#include <trimer/inference/evaluations.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>

namespace trimer::inference {
namespace {

constexpr const char* format = "trimer-evaluations/1";
/// Evaluations between two checkpoints, per thread.
constexpr std::size_t chunk_per_thread = 4;

std::string text_of(const Evaluation& evaluation) {
  std::string row = std::to_string(evaluation.block) + "," + std::to_string(evaluation.simulation.patients);
  for (const double z : evaluation.z) row += "," + number_text(z);
  for (const Statistic& s : evaluation.simulation.statistics)
    row += s.counted ? ",c," + number_text(s.k) + "," + number_text(s.n)
                     : ",v," + number_text(s.value) + "," + number_text(s.variance);
  return row + "\n";
}

/// The header names every column, so that the log can be read by other programs.
std::string header_of(const Problem& problem, const std::string& fingerprint) {
  std::string row = "block,patients";
  for (std::size_t i = 0; i < problem.dimensions; ++i) row += ",z" + std::to_string(i + 1);
  for (const Target& target : problem.likelihood.targets())
    for (const char* column : {"form", "k_or_value", "n_or_variance"})
      row += "," + csv_field(target.name + " " + column);
  return row + "," + csv_field(std::string(format) + " " + fingerprint) + "\n";
}

double number(std::string_view text, bool may_be_empty, const std::string& file, long line) {
  double value = std::nan("");
  if ((text.empty() && may_be_empty) || parse_number(text, value)) return value;
  Fault fault;
  fault.file = file;
  fault.line = line;
  fault.value = text;
  fault.expectation = "expected a number: the checkpoint is damaged";
  throw InputError(fault);
}

}  // namespace

Evaluations::Evaluations(const Problem& problem, EvaluationOptions options)
    : problem_(problem), options_(std::move(options)) {
  options_.threads = std::max(1, options_.threads);
  if (!options_.checkpoint.empty() && std::filesystem::exists(options_.checkpoint)) load();
}

void Evaluations::load() {
  CsvReader reader(options_.checkpoint);
  const std::size_t targets = problem_.likelihood.targets().size();
  const std::size_t columns = 2 + problem_.dimensions + 3 * targets;
  CsvReader expected(header_of(problem_, options_.fingerprint), "");
  if (reader.header() != expected.header())
    throw InputError(
        "checkpoint", options_.checkpoint.string(),
        "belongs to another calibration: configuration, data or program differ; delete it to start anew");
  while (reader.next()) {
    if (reader.size() != columns) {
      Fault fault;
      fault.file = reader.name();
      fault.line = reader.line();
      fault.expectation = "expected " + std::to_string(columns) + " fields: the checkpoint is damaged";
      throw InputError(fault);
    }
    int column = 0;
    const auto next = [&](bool may_be_empty = false) {
      return number(reader.field(column++), may_be_empty, reader.name(), reader.line());
    };
    Evaluation evaluation;
    evaluation.block = static_cast<std::uint64_t>(next());
    evaluation.simulation.patients = static_cast<std::int64_t>(next());
    for (std::size_t i = 0; i < problem_.dimensions; ++i) evaluation.z.push_back(next());
    for (std::size_t i = 0; i < targets; ++i) {
      const bool counted = reader.field(column++) == "c";
      const double a = next(true), b = next(true);
      evaluation.simulation.statistics.push_back(counted ? Statistic::of_counts(a, b)
                                                         : Statistic::of_value(a, b));
    }
    logged_.push_back(std::move(evaluation));
  }
}

void Evaluations::save() const {
  if (options_.checkpoint.empty()) return;
  std::string text = header_of(problem_, options_.fingerprint);
  for (const Evaluation& evaluation : all_) text += text_of(evaluation);
  write_file(options_.checkpoint, text);
}

void Evaluations::report(const std::string& phase, std::size_t done, std::size_t of) const {
  if (options_.progress) options_.progress({phase, all_.size(), done, of, patients_});
}

std::size_t Evaluations::run(const Matrix& points, const std::vector<std::uint64_t>& blocks,
                             const std::string& phase) {
  const std::size_t first = all_.size(), count = static_cast<std::size_t>(points.rows());
  if (count > left())
    throw InputError("budget", std::to_string(options_.budget),
                     "expected at least " + std::to_string(first + count) + " evaluations for " + phase);
  std::vector<Evaluation> fresh(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = points.row(static_cast<Eigen::Index>(i));
    fresh[i].z.assign(row.begin(), row.end());
    fresh[i].block = blocks[i];
  }
  // What the log holds already.
  const std::size_t known = std::min(count, logged_.size() > first ? logged_.size() - first : 0);
  for (std::size_t i = 0; i < known; ++i) {
    const Evaluation& old = logged_[first + i];
    if (old.z != fresh[i].z || old.block != fresh[i].block)
      throw InputError("checkpoint", options_.checkpoint.string(),
                       "evaluation " + std::to_string(first + i + 1) +
                           " was made at another point; delete the file to start anew");
    fresh[i] = old;
  }
  resumed_ += known;
  const auto keep = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      patients_ += fresh[i].simulation.patients;
      all_.push_back(std::move(fresh[i]));
    }
  };
  keep(0, known);

  const std::size_t chunk = chunk_per_thread * static_cast<std::size_t>(options_.threads);
  for (std::size_t begin = known; begin < count; begin += chunk) {
    const std::size_t end = std::min(count, begin + chunk);
    std::atomic<std::size_t> next = begin;
    std::atomic<bool> stopped = false;
    std::exception_ptr failure;
    std::mutex failing;
    const auto work = [&] {
      for (std::size_t i = next++; i < end && !stopped; i = next++) {
        if (options_.stop && options_.stop()) {
          stopped = true;
          return;
        }
        try {
          fresh[i].simulation = problem_.simulate(fresh[i].z, fresh[i].block);
        } catch (...) {
          const std::lock_guard lock(failing);
          if (!failure) failure = std::current_exception();
          stopped = true;
        }
      }
    };
    std::vector<std::thread> others;
    for (int t = 1; t < options_.threads; ++t) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
    if (stopped) throw Stopped{};  // this chunk is made again
    keep(begin, end);
    save();
    report(phase, end, count);
  }
  if (known == count) report(phase, count, count);
  return first;
}

}  // namespace trimer::inference
