// Crew: threads that begin when something waits and none of them is free to do it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace signet::inline v0::detail {

/// What waits, and the threads that take it, the oldest first. There are as many of them as were ever needed
/// at once, and they end with the crew: it may be large and costs what it is used for.
/// @thread its functions on one; `work` on its own
template <class Item>
class Crew {
 public:
  /// Takes one item, alone in its list; throws nothing.
  using Work = std::function<void(std::list<Item>&)>;

  /// Begins with one thread, if the system has one. @param most  threads there will ever be
  Crew(std::size_t most, Work work) : most_(most), work_(std::move(work)) {
    threads_.reserve(most);
    grow();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  /// Waits until all that was given is done.
  ~Crew() {
    {
      const std::lock_guard lock{mutex_};
      closing_ = true;
    }
    given_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  /// How many have begun.
  std::size_t size() const noexcept { return threads_.size(); }

  /// Takes the one item over, out of the list as it is, so that none is lost for want of memory.
  void give(std::list<Item>& item) noexcept {
    bool wanting = false;
    {
      const std::lock_guard lock{mutex_};
      waiting_.splice(waiting_.end(), item);
      wanting = waiting_.size() > free_;
    }
    given_.notify_one();
    if (wanting) grow();
  }

 private:
  // Where the system has no more threads, fewer do the same.
  void grow() noexcept {
    if (threads_.size() == most_) return;
    count_free(1);
    try {
      threads_.emplace_back([this] { run(); });
    } catch (const std::exception&) {
      count_free(-1);
    }
  }

  void count_free(int more) noexcept {
    const std::lock_guard lock{mutex_};
    free_ += static_cast<std::size_t>(more);
  }

  void run() {
    std::unique_lock lock{mutex_};
    for (;;) {
      given_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      std::list<Item> mine;
      mine.splice(mine.end(), waiting_, waiting_.begin());
      --free_;
      lock.unlock();
      work_(mine);
      mine.clear();
      lock.lock();
      ++free_;
    }
  }

  std::size_t most_;
  Work work_;
  std::mutex mutex_;
  std::condition_variable given_;
  std::list<Item> waiting_;
  std::size_t free_ = 0;  // have nothing to do, or have not looked yet
  bool closing_ = false;
  std::vector<std::thread> threads_;  // no more of them than were made room for
};

}  // namespace signet::inline v0::detail
