// What memory a HashPool's hashes take: the workers' from the start, and one larger hash at a time besides.
#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "hash_pool_bench.hpp"
#include "password/arena.hpp"
#include "password/backend.hpp"

using namespace pool_bench;
using detail::Argon2Block;
using detail::HeavyLane;
using detail::WorkerArena;

namespace {

constexpr Argon2Params params_of(std::uint32_t memory) {
  return {.memory = KiB{memory}, .passes = 1, .lanes = 1};
}

std::string stored(std::uint32_t memory) {
  const auto hasher = PasswordHasher::build({.target = params_of(memory)}).value();
  return hasher.hash("right", system_random()).value();
}

}  // namespace

TEST_CASE(
    "P11: a thousand verifications of 64 MiB at once take the workers' arenas and no more; most are busy") {
  constexpr std::size_t blocks = 64 * 1024;
  const auto pool = pool_with({.workers = 2, .places = 32, .arena = KiB{64 * 1024}});
  std::mutex mutex;
  std::set<const Argon2Block*> arenas;
  std::atomic<int> done{0};
  std::atomic<int> refused{0};
  std::latch both_busy{2};
  std::atomic<int> begun{0};
  const auto hash = [&]() -> Result<int> {
    const auto memory = WorkerArena::here()->take(blocks);
    const std::lock_guard lock{mutex};
    CHECK(memory.size() == blocks);
    arenas.insert(memory.data());
    return 0;
  };
  const auto work = [&]() -> Result<int> {
    if (begun++ < 2) both_busy.arrive_and_wait();  // so that each worker comes to it
    return hash();
  };
  std::vector<std::thread> callers;
  for (int i = 0; i < 50; ++i) {
    callers.emplace_back([&, name = std::to_string(i)] {
      for (int call = 0; call < 20; ++call) {
        const auto result = pool->run({.address = name, .name = name}, work);
        if (!result) CHECK(result.error() == fail(Errc::overloaded));
        ++(result ? done : refused);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(done + refused == 1000);
  CHECK(done >= 32);
  CHECK(arenas.size() == 2);
}

TEST_CASE("a worker's arena is there from the start, and hashes of its size never map another") {
  HeavyLane lane{1};
  WorkerArena arena{100, lane};
  REQUIRE(arena.complete());
  const auto first = arena.take(100);
  REQUIRE(first.size() == 100);
  CHECK(arena.take(1).data() == first.data());
  CHECK(lane.try_acquire());  // nobody is in it
  lane.release();
}

TEST_CASE("a larger hash has the lane and memory of its own until it leaves") {
  HeavyLane lane{1};
  WorkerArena arena{100, lane};
  const auto own = arena.take(100);
  const auto larger = arena.take(101);
  CHECK(larger.size() == 101);
  CHECK(larger.data() != own.data());
  CHECK_FALSE(lane.try_acquire());
  CHECK(arena.take(200).size() == 200);  // another one of the same job
  CHECK_FALSE(lane.try_acquire());
  CHECK(arena.take(100).data() == own.data());
  arena.leave_lane();
  arena.leave_lane();
  CHECK(lane.try_acquire());
  CHECK_FALSE(lane.try_acquire());
  lane.release();
}

TEST_CASE("a larger hash that finds no memory leaves the lane at once") {
  HeavyLane lane{1};
  WorkerArena arena{4, lane};
  CHECK(arena.take(SIZE_MAX / 4096).empty());
  CHECK(lane.try_acquire());
}

TEST_CASE("a hash of scrypt has the lane as well, in place of larger memory of its job, until the job ends") {
  const auto scrypt = PasswordHasher::build({.target = ScryptParams{.log_n = 4, .r = 8, .p = 1}}).value();
  const auto is_new = [](std::span<Argon2Block> blocks) { return std::exchange(blocks[0].words[0], 1) == 0; };
  HeavyLane lane{1};
  WorkerArena arena{4, lane};
  CHECK(is_new(arena.take(4)));
  const auto check_held = [&] {
    CHECK_FALSE(lane.try_acquire());
    arena.leave_lane();
    CHECK(lane.try_acquire());
    CHECK_FALSE(lane.try_acquire());
    lane.release();
  };
  for (int hashes = 1; hashes <= 2; ++hashes) {
    for (int i = 0; i < hashes; ++i) REQUIRE(scrypt.hash("right", system_random()));
    check_held();
  }
  CHECK(is_new(arena.take(5)));
  REQUIRE(scrypt.hash("right", system_random()));
  CHECK_FALSE(is_new(arena.take(4)));  // the worker's own stays
  CHECK(arena.take(5).size() == 5);
  check_held();
}

TEST_CASE("a pool whose arenas the system has not got is not built") {
  const auto pool = HashPool::build({.workers = 1, .arena = KiB{0xffffffff}});
  REQUIRE(pool.has_value() == !detail::argon2_takes_arena());  // OpenSSL's argon2 has memory of its own
  if (pool) return;
  CHECK(pool.error() == fail(Errc::hash_failed, "arena"));
}

namespace {

void check_one_at_a_time(const std::string& heavy) {
  const auto hasher = PasswordHasher::build({.target = params_of(64)}).value();
  const std::string light = stored(64);
  const auto pool = pool_with({.workers = 2, .arena = KiB{64}});
  std::promise<void> computed;
  std::promise<void> go;
  const auto stay = [&](const Result<PasswordCheck>& outcome) {
    CHECK(outcome.value() == PasswordCheck::match);
    computed.set_value();
    go.get_future().wait();
  };
  REQUIRE(pool->submit(alice, HashCheck{hasher, SecretBytes::copy_of("right"), heavy}, stay));
  computed.get_future().wait();
  auto second = std::async(std::launch::async, [&] { return pool->verify(alice, hasher, "right", heavy); });
  until_waiting(*pool, 1);
  CHECK(pool->verify(bob, hasher, "right", light).value() == PasswordCheck::match);
  CHECK(pool->verify(alice, hasher, "wrong", light).value() == PasswordCheck::mismatch);
  CHECK(pool->stats().waiting == 1);
  go.set_value();
  CHECK(second.get().value() == PasswordCheck::match);
}

}  // namespace

TEST_CASE("hashes larger than the arenas run one at a time, and others pass those that wait") {
  check_one_at_a_time(stored(65));
}

TEST_CASE("hashes of scrypt, which takes its own memory, run one at a time beside the arenas") {
  const auto hasher = PasswordHasher::build({.target = ScryptParams{.log_n = 4, .r = 8, .p = 1}}).value();
  check_one_at_a_time(hasher.hash("right", system_random()).value());
}
