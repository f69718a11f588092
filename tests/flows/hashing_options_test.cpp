// The options by which auth_server chooses its password hash.
#include "auth_server/hashing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

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
