#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace trimer::cli {
namespace {

constexpr std::chrono::milliseconds redraw{200};  // on a terminal
constexpr std::chrono::seconds report{10};        // elsewhere
constexpr int bar_width = 24;

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::ceil(std::max(0.0, seconds)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string progress_text(std::uint64_t done, std::uint64_t all, double seconds, int width) {
  std::string text;
  if (width > 0) {
    const auto filled =
        all == 0 ? 0 : static_cast<int>(static_cast<double>(done) / static_cast<double>(all) * width);
    text = "[" + std::string(static_cast<std::size_t>(filled), '#') +
           std::string(static_cast<std::size_t>(width - filled), '.') + "] ";
  }
  text += fmt::format("{} of {} patients", done, all);
  if (done == 0 || seconds <= 0) return text;
  const double rate = static_cast<double>(done) / seconds;
  text += rate < 10 ? fmt::format(", {:.1f}/s", rate) : fmt::format(", {:.0f}/s", rate);
  if (done < all)
    text += ", " + duration_text(static_cast<double>(all - done) / rate) + " left";
  else
    text += ", " + duration_text(seconds);
  return text;
}

Progress::Progress()
    : Progress(
          isatty(STDERR_FILENO) == 1, [] { return std::chrono::steady_clock::now(); },
          [](const std::string& text) {
            std::fputs(text.c_str(), stderr);
            std::fflush(stderr);
          }) {}

Progress::Progress(bool terminal, Clock clock, Write write)
    : terminal_(terminal), clock_(std::move(clock)), write_(std::move(write)), start_(clock_()) {}

Progress::~Progress() {
  if (terminal_ && width_ > 0) write_("\n");
}

void Progress::operator()(std::uint64_t done, std::uint64_t all) {
  const auto now = clock_();
  const bool due = !last_ ? (terminal_ || now - start_ >= report)
                          : now - *last_ >= (terminal_ ? redraw : std::chrono::milliseconds(report));
  if (!due && done < all) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  std::string text = progress_text(done, all, seconds, terminal_ ? bar_width : 0);
  if (!terminal_) return write_(text + "\n");
  const std::size_t width = text.size();
  if (width < width_) text += std::string(width_ - width, ' ');
  width_ = width;
  write_("\r" + text);
}

}  // namespace trimer::cli
