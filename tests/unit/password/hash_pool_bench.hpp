// What the tests of HashPool share: a clock to set, sources, and who hears its events.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "signet/password/hash_pool.hpp"
#include "support/full_queue.hpp"

namespace pool_bench {

using namespace signet;
using test::asked;
using test::Hold;
using test::until;
using test::until_waiting;

inline std::atomic<std::int64_t> fake_time{0};
inline Instant fake_now() noexcept { return Instant::from_microseconds(fake_time.load()); }
inline void pass(Seconds span) { fake_time += span.microseconds(); }
constexpr Seconds ms(std::int64_t count) { return Seconds::of_microseconds(count * 1000); }

inline constexpr HashSource alice{.address = "192.0.2.1", .name = "alice"};
inline constexpr HashSource bob{.address = "192.0.2.2", .name = "bob"};

/// Zeros, so that nothing is added to the time after which to come again.
class NoJitter final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    std::ranges::fill(out, std::byte{0});
    return {};
  }
};
inline NoJitter no_jitter;

/// Expects nothing of hashes, so that tests say what they take.
inline std::unique_ptr<HashPool> pool_with(HashPoolOptions options) {
  options.clock = &fake_now;
  options.expected = std::nullopt;
  auto pool = HashPool::build(options, no_jitter);
  REQUIRE(pool.has_value());
  return std::move(*pool);
}

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
