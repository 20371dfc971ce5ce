/// @file
/// Control-C: the run ends at the next report of progress, and what it had begun to write is removed.
#pragma once

#include <csignal>

namespace trimer::cli {

/// Thrown where a run looks after its progress.
struct Interrupted {};

namespace detail {
inline volatile std::sig_atomic_t interrupted = 0;
extern "C" inline void note_interrupt(int) {
  interrupted = 1;
}
}  // namespace detail

/// From now on the first SIGINT or SIGTERM is noted, the second ends the program as usual.
inline void watch_for_interrupt() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    action.sa_handler = detail::note_interrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(signal, &action, nullptr);
  }
}

/// @throws Interrupted if a signal has come
inline void throw_if_interrupted() {
  if (detail::interrupted) throw Interrupted();
}

}  // namespace trimer::cli
