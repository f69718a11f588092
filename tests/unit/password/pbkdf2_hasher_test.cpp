// PasswordHasher with PBKDF2: hashing, verifying, ceilings and rehashing.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "signet/password/password_hasher.hpp"

using namespace signet;

namespace {

constexpr Pbkdf2Params cheap{.iterations = 1000};
// Python's hashlib.pbkdf2_hmac("sha256", b"password", b"saltsaltsaltsalt", 1000), and of 600,000.
constexpr std::string_view reference =
    "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$8nX7hwFEzIB8aPajJTYK8weHQc5Ngz0pFVAKvSu4jQA";
constexpr std::string_view dear_reference =
    "$pbkdf2-sha256$i=600000$c2FsdHNhbHRzYWx0c2FsdA$MlfPduVqnMTjr6Vhw/1NqmlSth6RxONllVEhBCz7lKI";
// The same with b"somesalt" and dklen=12, the shortest there is.
constexpr std::string_view short_reference = "$pbkdf2-sha256$i=1000$c29tZXNhbHQ$j4Aa14inUtOh7Sg/";

class FixedRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    std::ranges::copy(std::as_bytes(std::span{"saltsaltsaltsalt"}).first(out.size()), out.begin());
    return {};
  }
};

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

PasswordHasher hasher_for(const HashParams& target) { return *PasswordHasher::build({.target = target}); }

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string changed{text};
  changed.replace(changed.find(from), from.size(), to);
  return changed;
}

}  // namespace

TEST_CASE("a PBKDF2 hash is what another implementation computes, and is verified") {
  FixedRandom random;
  const auto hasher = hasher_for(cheap);
  CHECK(hasher.hash("password", random).value() == reference);
  CHECK(hasher_for(presets::fips).hash("password", random).value() == dear_reference);
  for (const std::string_view stored : {reference, dear_reference, short_reference}) {
    CAPTURE(stored);
    CHECK(verify_password("password", stored).value() == PasswordCheck::match);
    CHECK(verify_password("Password", stored).value() == PasswordCheck::mismatch);
    CHECK(verify_password("", stored).value() == PasswordCheck::mismatch);
  }
  CHECK(parameters_of(reference).value() == HashParams{cheap});
  CHECK(parameters_of(dear_reference).value() == HashParams{presets::fips});
  CHECK(verify_password("password", replaced(reference, "i=1000", "i=1000,l=32")).value() ==
        PasswordCheck::match);
}

TEST_CASE("P15: two PBKDF2 hashes of one password differ in their salt; without randomness there is none") {
  const auto hasher = hasher_for(cheap);
  const auto first = hasher.hash("password", system_random());
  const auto second = hasher.hash("password", system_random());
  CHECK(first.value().substr(0, 22) == "$pbkdf2-sha256$i=1000$");
  CHECK(second.value().substr(0, 22) == "$pbkdf2-sha256$i=1000$");
  CHECK(first.value().substr(22, 22) != second.value().substr(22, 22));
  NoRandom none;
  CHECK(hasher.hash("password", none).error() == fail(Errc::random_unavailable));
}

TEST_CASE("P01 and P03: PBKDF2 takes every byte of a password up to max_password") {
  using namespace std::string_view_literals;
  const auto hasher = PasswordHasher::build({.target = cheap, .max_password = 100});
  REQUIRE(hasher.has_value());
  // HMAC hashes a key over 64 bytes: such a password and its digest would be one key, were the digest typed.
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{100}}) {
    CAPTURE(size);
    const std::string password(size, 'x');
    const auto stored = hasher->hash(password, system_random());
    CHECK(hasher->verify(password, stored.value()).value() == PasswordCheck::match);
    if (size < 100) CHECK(hasher->verify(password + 'x', stored.value()).value() == PasswordCheck::mismatch);
  }
  const std::string too_long(101, 'x');
  CHECK(hasher->hash(too_long, system_random()).error() == fail(Errc::password_too_long));
  CHECK(hasher->verify(too_long, reference).error() == fail(Errc::password_too_long));
  const auto stored = hasher->hash("abc\0def"sv, system_random());
  CHECK(hasher->verify("abc\0def"sv, stored.value()).value() == PasswordCheck::match);
  CHECK(hasher->verify("abc"sv, stored.value()).value() == PasswordCheck::mismatch);
}

TEST_CASE("P06 and P17: iterations above the ceiling are refused before any work, at it computed") {
  for (const std::string_view i : {"i=2400001", "i=2147483648", "i=4294967295"}) {
    CAPTURE(i);
    CHECK(verify_password("password", replaced(reference, "i=1000", i)).error() ==
          fail(Errc::hash_too_expensive, "iterations"));
  }
  const auto narrow = PasswordHasher::build({.target = cheap, .ceilings = {.pbkdf2_iterations = 1000}});
  REQUIRE(narrow.has_value());
  CHECK(narrow->verify("password", reference).value() == PasswordCheck::match);
  CHECK(narrow->verify("password", replaced(reference, "i=1000", "i=1001")).error() ==
        fail(Errc::hash_too_expensive, "iterations"));
  CHECK(verify_password("password", replaced(reference, "i=1000", "i=999")).error() ==
        fail(Errc::hash_malformed));
}

TEST_CASE("P17: a target below 1,000 iterations or above the ceiling is refused by name") {
  const auto build_error = [](const PasswordHasherOptions& options) {
    return PasswordHasher::build(options).error();
  };
  CHECK(build_error({.target = Pbkdf2Params{.iterations = 0}}) == fail(Errc::option_invalid, "iterations"));
  CHECK(build_error({.target = Pbkdf2Params{.iterations = 999}}) == fail(Errc::option_invalid, "iterations"));
  CHECK(PasswordHasher::build({.target = Pbkdf2Params{.iterations = 1000}}).has_value());
  CHECK(PasswordHasher::build({.target = Pbkdf2Params{.iterations = 2'400'000}}).has_value());
  CHECK(build_error({.target = Pbkdf2Params{.iterations = 2'400'001}}) ==
        fail(Errc::hash_too_expensive, "iterations"));
}

TEST_CASE("P09: one bit changed in a PBKDF2 hash is a mismatch") {
  const std::size_t salt_at = reference.find('$', 15) + 1;
  const std::size_t tag_at = reference.rfind('$') + 1;
  CHECK(verify_password("password", replaced(reference, "i=1000", "i=1001")).value() ==
        PasswordCheck::mismatch);
  for (const std::size_t at : {salt_at, salt_at + 20, tag_at, tag_at + 21, reference.size() - 2}) {
    CAPTURE(at);
    std::string changed{reference};
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    CHECK(verify_password("password", changed).value() == PasswordCheck::mismatch);
  }
}

TEST_CASE("P10: PBKDF2 is hashed anew for fewer iterations, a short salt or tag, or another target") {
  struct Row {
    HashParams target;
    std::string stored;
    RehashReasons reasons;
  };
  const std::vector<Row> rows{
      {cheap, std::string{reference}, {}},
      {cheap, std::string{dear_reference}, {}},
      {cheap, replaced(reference, "i=1000", "i=1000,l=32"), {}},
      {Pbkdf2Params{.iterations = 1001}, std::string{reference}, {.parameters = true}},
      {cheap, std::string{short_reference}, {.form = true}},
      {presets::fips, std::string{short_reference}, {.parameters = true, .form = true}},
      {cheap, "$pbkdf2-sha256$i=1000$AAAAAAAAAAAAAAAAAAAA$" + std::string(43, 'A'), {.form = true}},
      {cheap, "$pbkdf2-sha256$i=1000$AAAAAAAAAAAAAAAAAAAAAA$" + std::string(42, 'A'), {.form = true}},
      {presets::standard, std::string{dear_reference}, {.algorithm = true}},
      {presets::bcrypt, std::string{dear_reference}, {.algorithm = true}},
      {presets::fips,
       "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + std::string(43, 'A'),
       {.algorithm = true}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.stored);
    CHECK(hasher_for(row.target).needs_rehash(row.stored).value() == row.reasons);
  }
  CHECK(hasher_for(cheap).needs_rehash("$pbkdf2-sha256$i=999$").error() == fail(Errc::hash_malformed));
}

TEST_CASE("a PBKDF2 dummy takes any password, is never a match and keeps to its bounds") {
  const auto hasher = hasher_for(presets::standard);
  const std::string too_long(5000, 'x');
  for (const std::string_view password :
       {std::string_view{}, std::string_view{"password"}, std::string_view{too_long}}) {
    CHECK(hasher.verify_dummy(password, cheap).value() == PasswordCheck::mismatch);
  }
  CHECK(hasher.verify_dummy("x", Pbkdf2Params{.iterations = 999}).error() ==
        fail(Errc::option_invalid, "iterations"));
  CHECK(hasher.verify_dummy("x", Pbkdf2Params{.iterations = 2'400'001}).error() ==
        fail(Errc::hash_too_expensive, "iterations"));
}
