// PasswordHasher: what it is built from, and which stored hashes should be made anew.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "signet/password/password_hasher.hpp"

using namespace signet;

namespace {

constexpr std::string_view bcrypt_reference = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

PasswordHasher hasher_for(const HashParams& target) { return *PasswordHasher::build({.target = target}); }

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string changed{text};
  changed.replace(changed.find(from), from.size(), to);
  return changed;
}

Error build_error(const PasswordHasherOptions& options) {
  const auto built = PasswordHasher::build(options);
  REQUIRE_FALSE(built.has_value());
  return built.error();
}

}  // namespace

TEST_CASE(
    "P10: a rehash is asked for what is weaker, older or another algorithm, never for what is stronger") {
  struct Row {
    HashParams target;
    std::string_view stored;
    RehashReasons reasons;
  };
  constexpr std::string_view full = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const auto argon2 = [&](std::string_view middle) {
    return "$argon2id$" + std::string{middle} + std::string{full};
  };
  const std::string equal = argon2("v=19$m=32768,t=2,p=1");
  const std::string stronger = argon2("v=19$m=65536,t=3,p=4");
  const std::string less_memory = argon2("v=19$m=32767,t=9,p=1");
  const std::string fewer_passes = argon2("v=19$m=65536,t=1,p=1");
  const std::string old_version = argon2("v=16$m=32768,t=2,p=1");
  const std::string weaker_and_old = argon2("m=32768,t=1,p=1");
  const std::string short_salt = replaced(equal, "AAAAAAAAAAAAAAAAAAAAAA$", "AAAAAAAAAAAAAAAAAAAA$");
  const std::string short_tag = equal.substr(0, equal.size() - 1);
  const std::string argon2i = replaced(stronger, "argon2id", "argon2i");
  const std::string argon2d = replaced(weaker_and_old, "argon2id", "argon2d");
  constexpr BcryptParams twelve{.cost = 12};
  const std::vector<Row> rows{
      {presets::standard, equal, {}},
      {presets::standard, stronger, {}},
      {presets::standard, less_memory, {.parameters = true}},
      {presets::standard, fewer_passes, {.parameters = true}},
      {presets::standard, old_version, {.form = true}},
      {presets::standard, weaker_and_old, {.parameters = true, .form = true}},
      {presets::standard, short_salt, {.form = true}},
      {presets::standard, short_tag, {.form = true}},
      {presets::standard, bcrypt_reference, {.algorithm = true}},
      {presets::standard, argon2i, {.algorithm = true}},
      {presets::standard, argon2d, {.algorithm = true}},
      {twelve, argon2i, {.algorithm = true}},
      {twelve, equal, {.algorithm = true}},
      {twelve, "$2b$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", {}},
      {twelve, "$2b$13$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", {}},
      {twelve, "$2b$11$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", {.parameters = true}},
      {twelve, "$2y$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", {.form = true}},
      {twelve, bcrypt_reference, {.parameters = true, .form = true}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.stored);
    CHECK(hasher_for(row.target).needs_rehash(row.stored).value() == row.reasons);
  }
  CHECK(hasher_for(twelve).needs_rehash("$1$x$").error() == fail(Errc::hash_unsupported));
  CHECK(hasher_for(twelve).needs_rehash("$2b$12$").error() == fail(Errc::hash_malformed));
  CHECK(hasher_for(twelve).needs_rehash("plain").error() == fail(Errc::hash_malformed));
}

TEST_CASE("the presets have these names and numbers, and each can be a target") {
  struct Row {
    std::string_view name;
    HashParams params;
  };
  const Row rows[] = {
      {"default", Argon2Params{.memory = KiB{32 * 1024}, .passes = 2, .lanes = 1}},
      {"hardened", Argon2Params{.memory = KiB{64 * 1024}, .passes = 3, .lanes = 1}},
      {"owasp_minimum", Argon2Params{.memory = KiB{19 * 1024}, .passes = 2, .lanes = 1}},
      {"bcrypt", BcryptParams{.cost = 12}},
      {"fips", Pbkdf2Params{.iterations = 600'000}},
      {"scrypt", ScryptParams{.log_n = 17, .r = 8, .p = 1}},
  };
  REQUIRE(named_presets.size() == std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(rows[i].name);
    CHECK(named_presets[i].name == rows[i].name);
    CHECK(named_presets[i].params == rows[i].params);
    CHECK(hasher_for(named_presets[i].params).options().target == rows[i].params);
  }
  CHECK(PasswordHasherOptions{}.target == named_presets[0].params);
}

TEST_CASE("options outside their range are refused by name") {
  CHECK(build_error({.max_password = 71}) == fail(Errc::option_invalid, "max_password"));
  CHECK(build_error({.max_password = 4097}) == fail(Errc::option_invalid, "max_password"));
  CHECK(PasswordHasher::build({.max_password = 72}).has_value());
  CHECK(PasswordHasher::build({.max_password = 4096}).has_value());
  CHECK(build_error({.target = Argon2Params{.memory = KiB{31}, .lanes = 4}}) ==
        fail(Errc::option_invalid, "memory"));
  CHECK(PasswordHasher::build({.target = Argon2Params{.memory = KiB{32}, .lanes = 4}}).has_value());
  CHECK(build_error({.target = Argon2Params{.passes = 0}}) == fail(Errc::option_invalid, "passes"));
  CHECK(build_error({.target = Argon2Params{.lanes = 0}}) == fail(Errc::option_invalid, "lanes"));
  CHECK(build_error({.target = Argon2Params{.type = Argon2Type::i}}) == fail(Errc::option_invalid, "type"));
  CHECK(build_error({.target = Argon2Params{.type = Argon2Type::d}}) == fail(Errc::option_invalid, "type"));
  CHECK(build_error({.target = BcryptParams{.cost = 3}}) == fail(Errc::option_invalid, "cost"));
  CHECK(build_error({.target = BcryptParams{.cost = 15}}) == fail(Errc::hash_too_expensive, "cost"));
  CHECK(build_error({.ceilings = {.memory = KiB{32767}}}) == fail(Errc::hash_too_expensive, "memory"));
  CHECK(build_error({.ceilings = {.passes = 1}}) == fail(Errc::hash_too_expensive, "passes"));
  CHECK(build_error({.ceilings = {.lanes = 0}}) == fail(Errc::hash_too_expensive, "lanes"));
  CHECK(build_error({.ceilings = {.lanes = 0x1000000}}) == fail(Errc::option_invalid, "ceilings.lanes"));
  CHECK(build_error({.ceilings = {.bcrypt_cost = 32}}) == fail(Errc::option_invalid, "ceilings.bcrypt_cost"));
}
