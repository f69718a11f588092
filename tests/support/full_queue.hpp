// Hash pools that are busy for as long as a test wants: one worker held, or worker and queue both.
#pragma once

#include <cstdint>
#include <future>
#include <thread>
#include <utility>

#include "signet/password/hash_pool.hpp"

namespace signet::test {

template <class Condition>
void until(Condition condition) {
  while (!condition()) std::this_thread::yield();
}

inline void until_waiting(const HashPool& pool, std::uint32_t waiting) {
  until([&] { return pool.stats().waiting == waiting; });
}

/// run() on a thread of its own.
template <class Work>
auto asked(HashPool& pool, HashSource source, Work work) {
  return std::async(std::launch::async,
                    [&pool, source, work = std::move(work)] { return pool.run(source, work); });
}

/// Occupies one worker from construction until let_go(), or the end.
class Hold {
 public:
  explicit Hold(HashPool& pool)
      : held_(asked(pool, {.address = "hold", .name = "hold"}, [this]() -> Result<int> {
          begun_.set_value();
          go_.get_future().wait();
          return 0;
        })) {
    begun_.get_future().wait();
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  ~Hold() {
    if (!gone_) let_go();
  }
  void let_go() {
    gone_ = true;
    go_.set_value();
  }
  Result<int> result() { return held_.get(); }

 private:
  std::promise<void> begun_;
  std::promise<void> go_;
  bool gone_ = false;
  std::future<Result<int>> held_;
};

/// Occupies the worker and the one place of a pool that has no more, from construction until the end: what
/// asks meanwhile is refused.
class FullQueue {
 public:
  explicit FullQueue(HashPool& pool)
      : hold_(pool),
        waits_(asked(pool, {.address = "wait", .name = "wait"}, []() -> Result<int> { return 0; })) {
    until_waiting(pool, 1);
  }
  FullQueue(const FullQueue&) = delete;
  FullQueue& operator=(const FullQueue&) = delete;
  ~FullQueue() { hold_.let_go(); }  // before waits_ goes, which waits for its turn

 private:
  Hold hold_;
  std::future<Result<int>> waits_;
};

}  // namespace signet::test
