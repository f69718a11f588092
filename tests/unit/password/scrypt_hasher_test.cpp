// PasswordHasher with scrypt: hashing, verifying, ceilings and rehashing.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "signet/password/password_hasher.hpp"

using namespace signet;

namespace {

constexpr ScryptParams cheap{.log_n = 4, .r = 8, .p = 1};
// RFC 7914 §12: password "pleaseletmein", salt "SodiumChloride".
constexpr std::string_view reference =
    "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkK"
    "pr55h6F3A1lHkDfzwF7RVdYhw";
constexpr std::string_view blank = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Change {
  std::string_view from, to;
};

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

PasswordHasher hasher_for(const HashParams& target) { return *PasswordHasher::build({.target = target}); }

std::string with_params(std::string_view params) {
  return "$scrypt$" + std::string{params} + std::string{blank};
}

}  // namespace

TEST_CASE("the hash of RFC 7914 verifies, and no other password does") {
  CHECK(verify_password("pleaseletmein", reference).value() == PasswordCheck::match);
  CHECK(verify_password("pleaseletmeim", reference).value() == PasswordCheck::mismatch);
  CHECK(verify_password("", reference).value() == PasswordCheck::mismatch);
  CHECK(parameters_of(reference).value() == HashParams{ScryptParams{.log_n = 14, .r = 8, .p = 1}});
}

TEST_CASE("what was hashed with scrypt is verified, every byte up to max_password") {
  using namespace std::string_view_literals;
  const auto hasher = PasswordHasher::build({.target = cheap, .max_password = 100});
  REQUIRE(hasher.has_value());
  for (const std::size_t size : {std::size_t{0}, std::size_t{64}, std::size_t{65}, std::size_t{100}}) {
    const std::string password(size, 'x');
    const auto stored = hasher->hash(password, system_random());
    CHECK(stored.value().starts_with("$scrypt$ln=4,r=8,p=1$"));
    CHECK(stored.value().size() == 21 + 22 + 1 + 43);
    CHECK(hasher->verify(password, stored.value()).value() == PasswordCheck::match);
    if (size < 100) CHECK(hasher->verify(password + 'x', stored.value()).value() == PasswordCheck::mismatch);
    CHECK(hasher->needs_rehash(stored.value()).value() == RehashReasons{});
  }
  CHECK(hasher->hash(std::string(101, 'x'), system_random()).error() == fail(Errc::password_too_long));
  const auto stored = hasher->hash("abc\0def"sv, system_random());
  CHECK(hasher->verify("abc\0def"sv, stored.value()).value() == PasswordCheck::match);
  CHECK(hasher->verify("abc"sv, stored.value()).value() == PasswordCheck::mismatch);
  NoRandom none;
  CHECK(hasher->hash("password", none).error() == fail(Errc::random_unavailable));
}

TEST_CASE("P15: two scrypt hashes of one password differ in their salt") {
  const auto hasher = hasher_for(cheap);
  const auto first = hasher.hash("password", system_random());
  const auto second = hasher.hash("password", system_random());
  CHECK(first.value().substr(0, 21) == second.value().substr(0, 21));
  CHECK(first.value().substr(21, 22) != second.value().substr(21, 22));
}

TEST_CASE("P06 and P17: scrypt above the ceilings of memory or work is refused before any work") {
  struct Row {
    std::string_view params;
    std::string_view name;
  };
  const std::vector<Row> rows{
      {"ln=18,r=8,p=1", "memory"},  // 256 MiB and 1 KiB
      {"ln=63,r=8,p=1", "memory"},         {"ln=32,r=1073741823,p=1", "memory"}, {"ln=33,r=8,p=1", "memory"},
      {"ln=1,r=1073741823,p=1", "memory"}, {"ln=1,r=1,p=1073741823", "memory"},  {"ln=17,r=8,p=5", "work"},
      {"ln=14,r=8,p=33", "work"},          {"ln=1,r=1,p=2097151", "memory"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.params);
    CHECK(verify_password("password", with_params(row.params)).error() ==
          fail(Errc::hash_too_expensive, row.name));
  }
  const auto narrow =
      PasswordHasher::build({.target = cheap, .ceilings = {.memory = KiB{17}, .scrypt_work = 128}});
  REQUIRE(narrow.has_value());
  CHECK(narrow->verify("password", with_params("ln=4,r=8,p=1")).value() == PasswordCheck::mismatch);
  CHECK(narrow->verify("password", with_params("ln=4,r=8,p=2")).error() ==
        fail(Errc::hash_too_expensive, "memory"));
  CHECK(narrow->verify("password", with_params("ln=3,r=8,p=3")).error() ==
        fail(Errc::hash_too_expensive, "work"));
}

TEST_CASE("P17: an scrypt target that RFC 7914 does not allow is refused by name") {
  const auto build_error = [](const ScryptParams& params) {
    return PasswordHasher::build({.target = params}).error();
  };
  CHECK(build_error({.log_n = 0}) == fail(Errc::option_invalid, "log_n"));
  CHECK(build_error({.log_n = 64}) == fail(Errc::option_invalid, "log_n"));
  CHECK(build_error({.log_n = 16, .r = 1}) == fail(Errc::option_invalid, "log_n"));
  CHECK(build_error({.r = 0}) == fail(Errc::option_invalid, "r"));
  CHECK(build_error({.p = 0}) == fail(Errc::option_invalid, "p"));
  CHECK(build_error({.log_n = 1, .r = 32768, .p = 32768}) == fail(Errc::option_invalid, "p"));
  CHECK(build_error({.log_n = 18}) == fail(Errc::hash_too_expensive, "memory"));
  CHECK(PasswordHasher::build({.target = presets::scrypt}).has_value());
}

TEST_CASE("P09: one character changed in an scrypt hash is a mismatch") {
  const auto hasher = hasher_for(cheap);
  const std::string stored = hasher.hash("password", system_random()).value();
  for (const Change& change : {Change{"ln=4", "ln=5"}, Change{"r=8", "r=7"}, Change{"p=1", "p=2"}}) {
    CAPTURE(change.to);
    std::string changed = stored;
    changed.replace(changed.find(change.from), change.from.size(), change.to);
    CHECK(hasher.verify("password", changed).value() == PasswordCheck::mismatch);
  }
  for (const std::size_t at : {std::size_t{21}, std::size_t{41}, std::size_t{44}, stored.size() - 2}) {
    CAPTURE(at);
    std::string changed = stored;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    CHECK(hasher.verify("password", changed).value() == PasswordCheck::mismatch);
  }
}

TEST_CASE("P10: scrypt is hashed anew for less memory or work, a short salt or tag, or another target") {
  struct Row {
    HashParams target;
    std::string stored;
    RehashReasons reasons;
  };
  const std::vector<Row> rows{
      {presets::scrypt, with_params("ln=17,r=8,p=1"), {}},
      {presets::scrypt, with_params("ln=18,r=8,p=1"), {}},
      {presets::scrypt, with_params("ln=63,r=1073741823,p=1"), {}},
      {presets::scrypt, with_params("ln=17,r=8,p=3"), {}},
      {presets::scrypt, with_params("ln=16,r=8,p=1"), {.parameters = true}},
      {presets::scrypt, with_params("ln=16,r=8,p=2"), {.parameters = true}},  // less memory for the same work
      {ScryptParams{.log_n = 16, .r = 8, .p = 2}, with_params("ln=16,r=8,p=1"), {.parameters = true}},
      {presets::scrypt, std::string{reference}, {.parameters = true, .form = true}},
      {cheap, "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAA$" + std::string(43, 'A'), {.form = true}},
      {cheap, "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + std::string(42, 'A'), {.form = true}},
      {presets::standard, with_params("ln=17,r=8,p=1"), {.algorithm = true}},
      {presets::fips, with_params("ln=17,r=8,p=1"), {.algorithm = true}},
      {presets::scrypt, "$argon2id$v=19$m=65536,t=3,p=1" + std::string{blank}, {.algorithm = true}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.stored);
    CHECK(hasher_for(row.target).needs_rehash(row.stored).value() == row.reasons);
  }
}

TEST_CASE("an scrypt dummy takes any password, is never a match and keeps to its bounds") {
  const auto hasher = hasher_for(presets::standard);
  const std::string too_long(5000, 'x');
  for (const std::string_view password : {std::string_view{}, std::string_view{too_long}}) {
    CHECK(hasher.verify_dummy(password, cheap).value() == PasswordCheck::mismatch);
  }
  CHECK(hasher.verify_dummy("x", ScryptParams{.log_n = 0}).error() == fail(Errc::option_invalid, "log_n"));
  CHECK(hasher.verify_dummy("x", ScryptParams{.log_n = 18}).error() ==
        fail(Errc::hash_too_expensive, "memory"));
}
