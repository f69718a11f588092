#include "password/hash_capacity.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "signet/password/hash_pool.hpp"

using namespace signet;

namespace {

constexpr KiB mib(std::uint32_t count) { return KiB{count * 1024}; }

constexpr CalibratedHash argon2id = CalibratedHash::argon2id;
constexpr CalibratedHash bcrypt = CalibratedHash::bcrypt;
constexpr CalibratedHash pbkdf2 = CalibratedHash::pbkdf2;

struct Row {
  std::string name;
  CalibratedHash hash;
  unsigned wanted;
  detail::ProcessorShare share;
  KiB limit;
  HashCapacity expected;
};

}  // namespace

TEST_CASE(
    "hashing has the workers that a pool would start, and their part of the processors and the memory") {
  // Of the memory half less a hash of 256 MiB, which one worker may meet.
  const std::vector<Row> rows{
      {"no quota", argon2id, 0, {4, std::nullopt}, mib(16'384), {4, 4.0, mib(7'936)}},
      {"fewer workers than cores", argon2id, 2, {4, std::nullopt}, mib(16'384), {2, 2.0, mib(7'936)}},
      {"more workers than cores", bcrypt, 8, {4, std::nullopt}, mib(16'384), {8, 4.0, mib(7'936)}},
      {"a quota above one core", argon2id, 0, {4, 2.5}, mib(16'384), {2, 2.0, mib(7'936)}},
      {"more workers than the quota", pbkdf2, 4, {4, 2.5}, mib(16'384), {4, 2.5, mib(7'936)}},
      {"one core: a worker that pauses", argon2id, 0, {4, 1.0}, mib(16'384), {1, 0.8, mib(7'936)}},
      {"half a core", bcrypt, 0, {4, 0.5}, mib(16'384), {1, 0.4, mib(7'936)}},
      {"half a core, shared", argon2id, 2, {4, 0.5}, mib(16'384), {2, 0.4, mib(7'936)}},
      {"memory unknown", argon2id, 0, {4, std::nullopt}, KiB{0}, {4, 4.0, KiB{0}}},
      {"memory unknown", bcrypt, 0, {4, std::nullopt}, KiB{0}, {4, 4.0, KiB{0}}},
      {"four of 32 MiB", argon2id, 0, {4, std::nullopt}, mib(768), {4, 4.0, mib(128)}},
      {"three", argon2id, 0, {4, std::nullopt}, KiB{768 * 1024 - 1}, {3, 3.0, KiB{128 * 1024 - 1}}},
      {"one", argon2id, 0, {4, std::nullopt}, mib(576), {1, 1.0, mib(32)}},
      {"none: one at least", argon2id, 0, {4, std::nullopt}, mib(512), {1, 1.0, KiB{1}}},
      {"nor a hash beside", argon2id, 0, {4, std::nullopt}, mib(256), {1, 1.0, KiB{1}}},
      {"four that meet 256 MiB", bcrypt, 0, {4, std::nullopt}, mib(2'048), {4, 4.0, mib(768)}},
      {"three", pbkdf2, 0, {4, std::nullopt}, KiB{2'048 * 1024 - 1}, {3, 3.0, KiB{768 * 1024 - 1}}},
      {"none: one at least", bcrypt, 0, {4, std::nullopt}, mib(256), {1, 1.0, KiB{1}}},
      {"asked for, whatever the memory", argon2id, 4, {4, std::nullopt}, mib(256), {4, 4.0, KiB{1}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const HashCapacity found = detail::hash_capacity(row.hash, row.wanted, row.share, row.limit);
    CHECK(found.workers == row.expected.workers);
    CHECK(found.processors == doctest::Approx(row.expected.processors).epsilon(1e-12));
    CHECK(found.memory == row.expected.memory);
  }
}

TEST_CASE("what argon2id is given is what check_hash_memory accepts, to the KiB") {
  for (const KiB limit : {mib(768), KiB{768 * 1024 - 1}, mib(16'384)}) {
    CAPTURE(limit.count);
    const HashCapacity found = detail::hash_capacity(argon2id, 1, {1, std::nullopt}, limit);
    CHECK(check_hash_memory(1, found.memory, limit).has_value());
    CHECK(check_hash_memory(1, KiB{found.memory.count + 1}, limit).error() ==
          fail(Errc::option_invalid, "hash_memory"));
  }
}

TEST_CASE("this process's capacity fits its limits") {
  const HashCapacity found = usable_hash_capacity(argon2id);
  CHECK(found.workers >= 1);
  CHECK(found.workers <= usable_hash_workers());
  CHECK(found.processors > 0);
  CHECK(found.processors <= found.workers);
  CHECK(found.memory < KiB{usable_memory().count / 2});
  CHECK(usable_hash_capacity(bcrypt, 3).workers == 3);
}

TEST_CASE("a measured cost grows with the work, on as many threads as asked for") {
  const HashCost alone = measured_hash_cost(1);
  const auto small = alone(Argon2Params{KiB{64}, 1, 1});
  const auto large = alone(Argon2Params{mib(8), 4, 1});  // 512 times the work
  REQUIRE(small);
  REQUIRE(large);
  CHECK(*large > *small);
  CHECK(small->microseconds() > 0);
  const auto together = measured_hash_cost(3)(Pbkdf2Params{.iterations = 10'000});
  REQUIRE(together);
  CHECK(together->microseconds() > 0);
}

TEST_CASE("what a hasher refuses cannot be measured") {
  CHECK(measured_hash_cost(2)(Argon2Params{mib(8), 13, 1}).error() ==
        fail(Errc::hash_too_expensive, "passes"));
  CHECK(measured_hash_cost(1)(BcryptParams{.cost = 3}).error() == fail(Errc::option_invalid, "cost"));
}
