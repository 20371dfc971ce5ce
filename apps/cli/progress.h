/// @file
/// How far a run is, on standard error: a bar that is drawn again and again on a terminal, a plain line now
/// and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace trimer::cli {

/// `[#########...........] 450 of 1000 patients, 152/s, 4 s left`; no bar for `width` 0.
[[nodiscard]] std::string progress_text(std::uint64_t done, std::uint64_t all, double seconds, int width);

/// `48 s`, `2 min 5 s`, `3 h 12 min`.
[[nodiscard]] std::string duration_text(double seconds);

class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;
  using Write = std::function<void(const std::string&)>;

  /// Writes to standard error, with a bar if that is a terminal.
  Progress();
  /// For tests.
  Progress(bool terminal, Clock clock, Write write);
  /// Leaves the cursor on a new line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Called by one thread at a time.
  void operator()(std::uint64_t done, std::uint64_t all);

 private:
  bool terminal_;
  Clock clock_;
  Write write_;
  std::chrono::steady_clock::time_point start_;
  std::optional<std::chrono::steady_clock::time_point> last_;
  std::size_t width_ = 0;  ///< of the line on the terminal
};

}  // namespace trimer::cli
