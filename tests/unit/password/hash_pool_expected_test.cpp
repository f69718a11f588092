// What a HashPool knows before its first job: how long the expected hash takes here.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include "hash_pool_bench.hpp"
#include "password/backend.hpp"

using namespace pool_bench;

namespace {

constexpr Argon2Params expected{.memory = KiB{64}, .passes = 2};
constexpr Argon2Params half{.memory = KiB{64}, .passes = 1};

// While it ticks, each reading is 100 ms after the one before.
std::atomic<bool> ticks{false};
Instant ticking_now() noexcept {
  if (ticks) pass(ms(100));
  return fake_now();
}

/// A pool of one worker, to which the hash it computed first took 100 ms.
std::unique_ptr<HashPool> measured_pool(Observer observer, const std::optional<HashParams>& of) {
  ticks = true;
  auto pool = HashPool::build({.workers = 1,
                               .places_per_name = 256,
                               .deadline = ms(800),
                               .expected = of,
                               .clock = &ticking_now,
                               .observer = observer},
                              no_jitter);
  ticks = false;
  REQUIRE(pool.has_value());
  return *std::move(pool);
}

/// Asks for dummies of this kind, each from an address of its own, while the worker is held.
std::vector<HashRefusal> first_burst(HashPool& pool, Heard& heard, const HashParams& kind, int size) {
  static const PasswordHasher hasher = PasswordHasher::build().value();
  Hold hold{pool};
  std::vector<HashRefusal> refusals;
  std::vector<HashTicket> admitted;
  for (int i = 0; i < size; ++i) {
    const auto ticket = pool.submit({.address = std::to_string(i), .name = "name"},
                                    HashCheck{hasher, SecretBytes::copy_of("guess"), kind},
                                    [](const Result<PasswordCheck>&) {});
    if (ticket) {
      admitted.push_back(*ticket);
      continue;
    }
    const std::lock_guard lock{heard.mutex};
    refusals.push_back(heard.events.back().refusal);
  }
  for (const HashTicket ticket : admitted) CHECK(pool.cancel(ticket));
  return refusals;
}

using Refusals = std::vector<HashRefusal>;

}  // namespace

TEST_CASE("the first burst of a pool is admitted as far as it can be served, and refused for the wait") {
  Heard heard;
  const auto pool = measured_pool(heard.observer(), expected);
  // Within seven eighths of 800 ms: the eighth waits for seven before it.
  CHECK(first_burst(*pool, heard, expected, 10) == Refusals(2, HashRefusal::predicted_wait));
}

TEST_CASE("so is one of a kind that is not the expected one, by the work of its parameters") {
  Heard heard;
  const auto pool = measured_pool(heard.observer(), expected);
  CHECK(first_burst(*pool, heard, half, 17) == Refusals(2, HashRefusal::predicted_wait));
}

TEST_CASE("of another algorithm, as if it took as long") {
  Heard heard;
  const auto pool = measured_pool(heard.observer(), expected);
  CHECK(first_burst(*pool, heard, BcryptParams{.cost = 4}, 10) == Refusals(2, HashRefusal::predicted_wait));
}

TEST_CASE("where nothing is expected, the places alone limit the first burst") {
  Heard heard;
  const auto pool = measured_pool(heard.observer(), std::nullopt);
  CHECK(first_burst(*pool, heard, expected, 256).empty());
}

TEST_CASE("what a pool computes first is no job: it is neither counted nor reported") {
  Heard heard;
  const auto pool = measured_pool(heard.observer(), expected);
  CHECK(heard.events.empty());
  const HashPool::Stats stats = pool->stats();
  CHECK(stats.done == 0);
  CHECK(stats.admitted == 0);
  CHECK(stats.predicted_wait == Seconds{});
}

TEST_CASE("a hash that is expected and that this build cannot compute is refused") {
  const auto built = HashPool::build({.workers = 1, .expected = YescryptParams{.log_n = 6, .r = 8}});
  CHECK(built.has_value() == detail::has_yescrypt());
  if (!built) CHECK(built.error() == fail(Errc::hash_unsupported, "expected"));
}

TEST_CASE("so is one for which there is no memory") {
  CHECK(HashPool::build({.workers = 1, .expected = Argon2Params{.memory = KiB{0xffffffff}, .passes = 1}})
            .error() == fail(Errc::hash_failed, "expected"));
}
