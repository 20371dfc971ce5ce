/// @file
/// Patients finish in any order; their rows are written in the order of their numbers, so that a file has the same
/// bytes at any number of threads. Rows wait only for patients that started earlier and are still running.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace trimer::trial {

/// Passes items on in the order 0, 1, 2, … whatever the order of submission. Safe for any number of threads; the
/// receiver is called by one thread at a time.
template <class Item>
class InOrder {
 public:
  explicit InOrder(std::function<void(Item&&)> receive) : receive_(std::move(receive)) {}

  /// @param position  each from 0 exactly once
  void submit(std::uint64_t position, Item&& item) {
    const std::lock_guard lock(mutex_);
    if (position != next_) {
      waiting_.emplace(position, std::move(item));
      return;
    }
    receive_(std::move(item));
    ++next_;
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_;
         first = waiting_.erase(first), ++next_)
      receive_(std::move(first->second));
  }

  /// Number passed on so far.
  [[nodiscard]] std::uint64_t passed() const {
    const std::lock_guard lock(mutex_);
    return next_;
  }

 private:
  std::function<void(Item&&)> receive_;
  mutable std::mutex mutex_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, Item> waiting_;
};

}  // namespace trimer::trial
