// What the tests of HashPool share: a clock to set, callers on threads, and a job that holds a worker.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "signet/password/hash_pool.hpp"

namespace pool_bench {

using namespace signet;

inline std::atomic<std::int64_t> fake_time{0};
inline Instant fake_now() noexcept { return Instant::from_microseconds(fake_time.load()); }
inline void pass(Seconds span) { fake_time += span.microseconds(); }
constexpr Seconds ms(std::int64_t count) { return Seconds::of_microseconds(count * 1000); }

inline constexpr HashSource alice{.address = "192.0.2.1", .name = "alice"};
inline constexpr HashSource bob{.address = "192.0.2.2", .name = "bob"};

inline std::unique_ptr<HashPool> pool_with(HashPoolOptions options) {
  options.clock = &fake_now;
  auto pool = HashPool::build(options);
  REQUIRE(pool.has_value());
  return std::move(*pool);
}

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

struct Heard {
  std::mutex mutex;
  std::vector<Event> events;
  static void on_event(void* context, const Event& event) noexcept {
    auto& heard = *static_cast<Heard*>(context);
    const std::lock_guard lock{heard.mutex};
    heard.events.push_back(event);
  }
  Observer observer() { return {.on_event = &on_event, .context = this}; }
};

inline Result<int> one() { return 1; }

inline void check_refused(const Result<int>& result, std::uint32_t retry_after) {
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error() == fail(Errc::overloaded));
  CHECK(result.error().retry_after() == retry_after);
}

}  // namespace pool_bench
