// The options by which auth_server chooses its password hash.
#include "auth_server/hashing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "auth_server/hash_memory.hpp"

using namespace signet;
using namespace signet::example;

namespace {

Start<HashParams> chosen(std::vector<std::string> words) {
  const Program program{"program", "for this test", hashing_options({})};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  auto options = Options::read(program, arguments);
  if (!options) return options.stop();
  return chosen_hash(*options);
}

Start<HashingPlan> planned(std::vector<std::string> words, const HashParams& target) {
  auto listed = hashing_options({});
  listed.push_back({"threads", OptionKind::number, "1024", "the listener's", 2, 16384});
  const Program program{"program", "for this test", std::move(listed)};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  auto options = Options::read(program, arguments);
  if (!options) return options.stop();
  return plan_hashing(*options, target);
}

std::string refusal(std::vector<std::string> words) {
  auto params = chosen(std::move(words));
  return params ? "(none)" : params.stop().message;
}

}  // namespace

TEST_CASE("a preset is taken as it is, or with numbers of its own algorithm in place of its own") {
  CHECK(*chosen({}) == HashParams{presets::standard});
  CHECK(*chosen({"--password-preset=hardened"}) == HashParams{presets::hardened});
  CHECK(*chosen({"--argon2-memory-kib=7168", "--argon2-passes=5"}) ==
        HashParams{Argon2Params{KiB{7168}, 5, 1}});
  CHECK(*chosen({"--password-preset=hardened", "--argon2-passes=12"}) ==
        HashParams{Argon2Params{KiB{65536}, 12, 1}});
  CHECK(*chosen({"--password-preset=bcrypt", "--bcrypt-cost=14"}) == HashParams{BcryptParams{.cost = 14}});
  CHECK(*chosen({"--password-preset=fips", "--pbkdf2-iterations=2400000"}) ==
        HashParams{Pbkdf2Params{.iterations = 2'400'000}});
}

TEST_CASE("another algorithm's number does not go with a preset, and none goes beyond what a hash may cost") {
  CHECK(refusal({"--password-preset=bcrypt", "--argon2-memory-kib=7168"}) ==
        "argon2_memory_kib does not go with password_preset bcrypt");
  CHECK(refusal({"--password-preset=fips", "--argon2-passes=2"}) ==
        "argon2_passes does not go with password_preset fips");
  CHECK(refusal({"--bcrypt-cost=12"}) == "bcrypt_cost does not go with password_preset default");
  CHECK(refusal({"--pbkdf2-iterations=600000"}) ==
        "pbkdf2_iterations does not go with password_preset default");
  CHECK(refusal({"--argon2-passes=13"}).starts_with("--argon2-passes must be a whole number from 0 to 12"));
  CHECK(refusal({"--bcrypt-cost=15"}).starts_with("--bcrypt-cost must be a whole number from 0 to 14"));
  CHECK(refusal({"--pbkdf2-iterations=2400001"})
            .starts_with("--pbkdf2-iterations must be a whole number from 0 to 2400000"));
}

TEST_CASE("the pool is left to choose its workers, and is told what hashes will cost") {
  auto chosen_by_pool = planned({}, presets::bcrypt);
  REQUIRE(chosen_by_pool);
  CHECK(chosen_by_pool->pool.workers == 0);
  CHECK(chosen_by_pool->pool.expected == HashParams{presets::bcrypt});
  auto told = planned({"--hash-workers=1"}, presets::standard);
  REQUIRE(told);
  CHECK(told->pool.workers == 1);
  CHECK(told->pool.expected == HashParams{presets::standard});
}

TEST_CASE("workers that could take more than half the memory are refused with the numbers, to the KiB") {
  const auto refused = [](HashPoolOptions pool, KiB limit) {
    return too_much_memory(pool, limit).value_or("(no)");
  };
  const HashPoolOptions arenas{.workers = 2, .arena = KiB{32 * 1024}};  // 2 * 32 MiB + 256 MiB
  CHECK(refused(arenas, KiB{640 * 1024}) == "(no)");
  CHECK(
      refused(arenas, KiB{640 * 1024 - 1}) ==
      "2 hash_workers of 32768 KiB each, and a stored hash of up to 262144 KiB beside them, take 327680 KiB, "
      "more than half of the 655359 KiB there are; lower hash_workers");
  const HashPoolOptions none{.workers = 2};  // bcrypt, PBKDF2, scrypt: 2 * 256 MiB
  CHECK(refused(none, KiB{1024 * 1024}) == "(no)");
  CHECK(
      refused(none, KiB{1024 * 1024 - 1}) ==
      "2 hash_workers of up to 262144 KiB each take 524288 KiB, more than half of the 1048575 KiB there are; "
      "lower hash_workers");
  CHECK(refused(none, KiB{0}) == "(no)");
}

TEST_CASE("where one worker does not fit either, the refusal says what does") {
  const auto advice = [](KiB arena, unsigned workers, std::uint32_t limit) {
    const auto reason =
        too_much_memory({.workers = workers, .arena = arena}, KiB{limit}).value_or("there are; (no)");
    return reason.substr(reason.find("there are; ") + 11);
  };
  constexpr KiB arena{32 * 1024};  // beside a stored hash of 256 MiB
  constexpr std::uint32_t fits = 2 * (32 + 256) * 1024;
  constexpr std::uint32_t bcrypt_fits = 2 * 256 * 1024;
  CHECK(advice(arena, 1, fits) == "(no)");
  CHECK(advice(arena, 2, fits) == "lower hash_workers");
  for (const unsigned workers : {1U, 2U}) {
    for (const std::uint32_t limit : {fits - 1, bcrypt_fits}) {
      CHECK(advice(arena, workers, limit) ==
            "even one needs 589824 KiB: set password_preset bcrypt or fips, or add memory");
    }
    CHECK(advice(arena, workers, bcrypt_fits - 1) == "even one needs 589824 KiB: add memory");
    CHECK(advice(KiB{0}, workers, bcrypt_fits - 1) == "even one needs 524288 KiB: add memory");
  }
  CHECK(advice(KiB{0}, 1, bcrypt_fits) == "(no)");
  CHECK(advice(KiB{0}, 2, bcrypt_fits) == "lower hash_workers");
}
