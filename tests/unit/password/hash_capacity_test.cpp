#include "password/hash_capacity.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "signet/password/hash_pool.hpp"

using namespace signet;

namespace {

constexpr KiB mib(std::uint32_t count) { return KiB{count * 1024}; }

struct Row {
  std::string name;
  unsigned wanted;
  detail::ProcessorShare share;
  KiB limit;
  HashCapacity expected;
};

}  // namespace

TEST_CASE(
    "hashing has the workers that a pool would start, their part of the processors and half the memory") {
  const std::vector<Row> rows{
      {"no quota", 0, {4, std::nullopt}, mib(16'384), {4, 4.0, mib(8'192)}},
      {"fewer workers than cores", 2, {4, std::nullopt}, mib(16'384), {2, 2.0, mib(8'192)}},
      {"more workers than cores", 8, {4, std::nullopt}, mib(16'384), {8, 4.0, mib(8'192)}},
      {"a quota above one core", 0, {4, 2.5}, mib(16'384), {2, 2.0, mib(8'192)}},
      {"more workers than the quota", 4, {4, 2.5}, mib(16'384), {4, 2.5, mib(8'192)}},
      {"one core: a worker that pauses", 0, {4, 1.0}, mib(16'384), {1, 0.8, mib(8'192)}},
      {"half a core", 0, {4, 0.5}, mib(16'384), {1, 0.4, mib(8'192)}},
      {"half a core, shared", 2, {4, 0.5}, mib(16'384), {2, 0.4, mib(8'192)}},
      {"memory unknown", 0, {4, std::nullopt}, KiB{0}, {4, 4.0, KiB{0}}},
      {"memory for four that meet the ceiling", 0, {4, std::nullopt}, mib(2'048), {4, 4.0, mib(1'024)}},
      {"for three", 0, {4, std::nullopt}, KiB{2'048 * 1024 - 1}, {3, 3.0, KiB{1'024 * 1024 - 1}}},
      {"for none: one at least", 0, {4, std::nullopt}, mib(256), {1, 1.0, mib(128)}},
      {"asked for, whatever the memory", 4, {4, std::nullopt}, mib(256), {4, 4.0, mib(128)}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const HashCapacity found = detail::hash_capacity(row.wanted, row.share, row.limit);
    CHECK(found.workers == row.expected.workers);
    CHECK(found.processors == doctest::Approx(row.expected.processors).epsilon(1e-12));
    CHECK(found.memory == row.expected.memory);
  }
}

TEST_CASE("this process's capacity fits its limits") {
  const HashCapacity found = usable_hash_capacity();
  CHECK(found.workers >= 1);
  CHECK(found.workers <= usable_hash_workers());
  CHECK(found.processors > 0);
  CHECK(found.processors <= found.workers);
  CHECK(found.memory == KiB{usable_memory().count / 2});
  CHECK(usable_hash_capacity(3).workers == 3);
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
