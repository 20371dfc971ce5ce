#include <gtest/gtest.h>

#include <algorithm>

#include "progress.h"

namespace trimer::cli {
namespace {

using std::chrono::milliseconds;

/// A progress on a clock that the test sets.
struct Watched {
  explicit Watched(bool terminal)
      : progress(
            terminal, [this] { return std::chrono::steady_clock::time_point(now); },
            [this](const std::string& text) { written += text; }) {}
  milliseconds now{0};
  std::string written;
  Progress progress;
};

TEST(Progress, says_how_many_how_fast_and_how_long_still) {
  EXPECT_EQ(progress_text(450, 1000, 3, 0), "450 of 1000 patients, 150/s, 4 s left");
  EXPECT_EQ(progress_text(450, 1000, 3, 20), "[#########...........] 450 of 1000 patients, 150/s, 4 s left");
  EXPECT_EQ(progress_text(0, 1000, 0, 10), "[..........] 0 of 1000 patients");
  EXPECT_EQ(progress_text(1000, 1000, 5, 10), "[##########] 1000 of 1000 patients, 200/s, 5 s");
  EXPECT_EQ(progress_text(3, 10, 2, 0), "3 of 10 patients, 1.5/s, 5 s left");
}

TEST(Progress, durations_are_in_words) {
  EXPECT_EQ(duration_text(0.2), "1 s");
  EXPECT_EQ(duration_text(125), "2 min 5 s");
  EXPECT_EQ(duration_text(11520), "3 h 12 min");
}

TEST(Progress, off_a_terminal_it_writes_a_plain_line_every_ten_seconds_and_at_the_end) {
  Watched watched(false);
  for (int second = 1; second <= 25; ++second) {
    watched.now = milliseconds(1000 * second);
    watched.progress(static_cast<std::uint64_t>(second), 25);
  }
  EXPECT_EQ(watched.written,
            "10 of 25 patients, 1.0/s, 15 s left\n20 of 25 patients, 1.0/s, 5 s left\n25 of 25 patients, "
            "1.0/s, 25 s\n");
}

TEST(Progress, on_a_terminal_it_draws_over_its_own_line) {
  Watched watched(true);
  watched.now = milliseconds(100);
  watched.progress(1, 100);
  watched.now = milliseconds(150);
  watched.progress(2, 100);  // too soon to draw again
  watched.now = milliseconds(400);
  watched.progress(3, 100);
  EXPECT_EQ(std::count(watched.written.begin(), watched.written.end(), '\r'), 2);
  EXPECT_EQ(watched.written.find('\n'), std::string::npos);
  EXPECT_NE(watched.written.find("3 of 100 patients"), std::string::npos);
  EXPECT_EQ(watched.written.find("2 of 100 patients"), std::string::npos);
}

}  // namespace
}  // namespace trimer::cli
