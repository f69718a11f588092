#include "signet/password/password_hasher.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using namespace signet;

namespace {

constexpr Argon2Params cheap_argon2{.memory = KiB{64}, .passes = 1, .lanes = 1};
constexpr BcryptParams cheap_bcrypt{.cost = 4};

// From P-H-C/phc-winner-argon2, src/test.c: password "password", salt "somesalt".
constexpr std::string_view argon2_reference =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
constexpr std::string_view argon2i_reference =
    "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E";
constexpr std::string_view argon2i_16_reference =
    "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY";
// From openwall/crypt_blowfish, wrapper.c: password "U*U".
constexpr std::string_view bcrypt_reference = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

class FixedRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    std::ranges::fill(out, std::byte{'s'});
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

TEST_CASE("what was hashed is verified, and nothing else") {
  for (const HashParams& target : {HashParams{cheap_argon2}, HashParams{cheap_bcrypt}}) {
    const auto hasher = hasher_for(target);
    const auto stored = hasher.hash("correct horse", system_random());
    REQUIRE(stored.has_value());
    CHECK(hasher.verify("correct horse", *stored).value() == PasswordCheck::match);
    for (const std::string_view wrong : {"", "correct hors", "correct horse ", "Correct horse"}) {
      CAPTURE(wrong);
      CHECK(hasher.verify(wrong, *stored).value() == PasswordCheck::mismatch);
    }
    CHECK(parameters_of(*stored).value() == target);
    CHECK(hasher.needs_rehash(*stored).value() == RehashReasons{});
  }
}

TEST_CASE("hashes of other implementations verify under the default ceilings") {
  CHECK(verify_password("password", argon2_reference).value() == PasswordCheck::match);
  CHECK(verify_password("Password", argon2_reference).value() == PasswordCheck::mismatch);
  for (const std::string_view stored : {argon2i_reference, argon2i_16_reference}) {
    CHECK(verify_password("password", stored).value() == PasswordCheck::match);
    CHECK(verify_password("passwore", stored).value() == PasswordCheck::mismatch);
    CHECK(verify_password("password", replaced(stored, "argon2i", "argon2id")).value() ==
          PasswordCheck::mismatch);
    CHECK(verify_password("password", replaced(stored, "argon2i", "argon2d")).value() ==
          PasswordCheck::mismatch);
  }
  CHECK(parameters_of(argon2i_reference).value() ==
        HashParams{Argon2Params{.memory = KiB{256}, .passes = 2, .lanes = 2, .type = Argon2Type::i}});
  CHECK(verify_password("U*U", bcrypt_reference).value() == PasswordCheck::match);
  CHECK(verify_password("U*V", bcrypt_reference).value() == PasswordCheck::mismatch);
}

TEST_CASE("a new hash has the form that other implementations write") {
  FixedRandom random;
  const auto argon2 = hasher_for(cheap_argon2).hash("password", random);
  REQUIRE(argon2.has_value());
  CHECK(argon2->starts_with("$argon2id$v=19$m=64,t=1,p=1$c3Nzc3Nzc3Nzc3Nzc3Nzcw$"));
  CHECK(argon2->size() == 51 + 43);
  const auto bcrypt = hasher_for(cheap_bcrypt).hash("password", random);
  REQUIRE(bcrypt.has_value());
  CHECK(bcrypt->starts_with("$2b$04$a1Lxa1Lxa1Lxa1Lxa1Lxau"));
  CHECK(bcrypt->size() == 60);
}

TEST_CASE("P15: two hashes of one password differ in a salt of 16 bytes; without randomness there is none") {
  const auto hasher = hasher_for(cheap_argon2);
  const auto first = hasher.hash("password", system_random());
  const auto second = hasher.hash("password", system_random());
  CHECK(first.value().substr(0, 28) == second.value().substr(0, 28));
  CHECK(first.value().substr(28, 22) != second.value().substr(28, 22));
  NoRandom none;
  CHECK(hasher.hash("password", none).error() == fail(Errc::random_unavailable));
  CHECK(hasher_for(cheap_bcrypt).hash("password", none).error() == fail(Errc::random_unavailable));
}

TEST_CASE("P01: bcrypt takes 72 bytes and refuses longer passwords, on hash and on verify") {
  const auto hasher = hasher_for(cheap_bcrypt);
  for (const std::size_t size : {std::size_t{71}, std::size_t{72}}) {
    const std::string password(size, 'x');
    const auto stored = hasher.hash(password, system_random());
    REQUIRE(stored.has_value());
    CHECK(hasher.verify(password, *stored).value() == PasswordCheck::match);
    CHECK(hasher.verify(password.substr(1), *stored).value() == PasswordCheck::mismatch);
  }
  for (const std::size_t size :
       {std::size_t{73}, std::size_t{255}, std::size_t{256}, std::size_t{1'000'000}}) {
    CAPTURE(size);
    const std::string password(size, 'x');
    CHECK(hasher.hash(password, system_random()).error() == fail(Errc::password_too_long));
    CHECK(hasher.verify(password, bcrypt_reference).error() == fail(Errc::password_too_long));
  }
}

TEST_CASE("P01: bytes are counted, not characters") {
  const auto hasher = hasher_for(cheap_bcrypt);
  const std::string password = std::string(71, 'x') + "\xc3\xa9";
  CHECK(hasher.hash(password, system_random()).error() == fail(Errc::password_too_long));
  CHECK(hasher.hash(password.substr(1), system_random()).has_value());
}

TEST_CASE("P01: argon2id takes passwords up to max_password in whole") {
  const auto hasher = PasswordHasher::build({.target = cheap_argon2, .max_password = 100});
  REQUIRE(hasher.has_value());
  const std::string longest(100, 'x');
  const auto stored = hasher->hash(longest, system_random());
  CHECK(hasher->verify(longest, stored.value()).value() == PasswordCheck::match);
  CHECK(hasher->verify(longest.substr(1), stored.value()).value() == PasswordCheck::mismatch);
  CHECK(hasher->hash(longest + 'x', system_random()).error() == fail(Errc::password_too_long));
  CHECK(hasher->verify(longest + 'x', stored.value()).error() == fail(Errc::password_too_long));
}

TEST_CASE("P03: a NUL byte counts for argon2id and is refused for bcrypt") {
  using namespace std::string_view_literals;
  const auto argon2 = hasher_for(cheap_argon2);
  const auto stored = argon2.hash("abc\0def"sv, system_random());
  CHECK(argon2.verify("abc\0def"sv, stored.value()).value() == PasswordCheck::match);
  CHECK(argon2.verify("abc"sv, stored.value()).value() == PasswordCheck::mismatch);
  CHECK(argon2.verify("abc\0def\0"sv, stored.value()).value() == PasswordCheck::mismatch);
  const auto bcrypt = hasher_for(cheap_bcrypt);
  for (const std::string_view password : {"abc\0def"sv, "abc\0"sv, "\0"sv}) {
    CHECK(bcrypt.hash(password, system_random()).error() == fail(Errc::password_unsupported));
    CHECK(bcrypt.verify(password, bcrypt_reference).error() == fail(Errc::password_unsupported));
  }
}

TEST_CASE("P13: passwords are bytes as given, so another normal form, width or space is another password") {
  const std::string_view passwords[] = {
      "caf\xc3\xa9",                                       // U+00E9
      "cafe\xcc\x81",                                      // U+0065 U+0301, which looks the same
      "1234",                                              //
      "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94",  // the same in full width
      "word",                                              //
      "word ",                                             //
      "word\xc2\xa0",                                      // U+00A0
      "\xf0\x9f\x94\x91",                                  // U+1F511
      "\xff\xfe",                                          // no UTF-8
  };
  for (const HashParams& target : {HashParams{cheap_argon2}, HashParams{cheap_bcrypt}}) {
    const auto hasher = hasher_for(target);
    for (const std::string_view password : passwords) {
      const std::string stored = hasher.hash(password, system_random()).value();
      for (const std::string_view other : passwords) {
        CHECK(hasher.verify(other, stored).value() ==
              (other == password ? PasswordCheck::match : PasswordCheck::mismatch));
      }
    }
  }
}

TEST_CASE("P06: a stored hash above a ceiling is refused before any memory is taken") {
  struct Row {
    std::string_view stored;
    std::string_view name;
  };
  const std::vector<Row> rows{
      {"$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
       "memory"},
      {"$argon2id$v=19$m=262145,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "memory"},
      {"$argon2id$v=19$m=256,t=4294967295,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
       "passes"},
      {"$argon2id$v=19$m=256,t=13,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "passes"},
      {"$argon2id$v=19$m=256,t=1,p=17$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "lanes"},
      {"$argon2id$v=19$m=134217728,t=1,p=16777216$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
       "memory"},
      {"$2b$15$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "cost"},
      {"$2b$31$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "cost"}};
  for (const Row& row : rows) {
    CAPTURE(row.stored);
    CHECK(verify_password("password", row.stored).error() == fail(Errc::hash_too_expensive, row.name));
  }
}

TEST_CASE("a stored hash at the ceiling is computed") {
  const auto hasher = PasswordHasher::build(
      {.target = cheap_argon2, .ceilings = {.memory = KiB{256}, .passes = 2, .lanes = 1, .bcrypt_cost = 5}});
  REQUIRE(hasher.has_value());
  CHECK(hasher->verify("password", argon2_reference).value() == PasswordCheck::match);
  CHECK(hasher->verify("U*U", bcrypt_reference).value() == PasswordCheck::match);
}

TEST_CASE("P08: what is no stored hash never matches") {
  for (const std::string_view stored : {"", "*0", "*1", "!", "x", "password", "!$2b$05$", "$", "$$"}) {
    CAPTURE(stored);
    for (const std::string_view password : {stored, std::string_view{}}) {
      CHECK(verify_password(password, stored).error() == fail(Errc::hash_malformed));
    }
    CHECK(parameters_of(stored).error() == fail(Errc::hash_malformed));
  }
  CHECK(verify_password("password", "$6$salt$x").error() == fail(Errc::hash_unsupported));
}

TEST_CASE("P05: a hash cut inside its tag, or with a longer one, is malformed or a mismatch") {
  const std::size_t tag_at = argon2_reference.rfind('$') + 1;
  std::vector<std::string> changed{std::string{argon2_reference} + "A",
                                   std::string{argon2_reference} + "AAA"};
  for (std::size_t length = tag_at; length < argon2_reference.size(); ++length) {
    changed.emplace_back(argon2_reference.substr(0, length));
  }
  std::size_t mismatches = 0;
  for (const std::string& stored : changed) {
    CAPTURE(stored);
    const auto checked = verify_password("password", stored);
    if (checked.has_value()) {
      CHECK(*checked == PasswordCheck::mismatch);
      ++mismatches;
    } else {
      CHECK(checked.error() == fail(Errc::hash_malformed));
    }
  }
  CHECK(mismatches >= 2);  // a tag of 33 or 34 bytes is well formed
}

TEST_CASE("P09: one bit changed in salt, tag or a parameter is a mismatch") {
  struct Row {
    std::string_view password, stored, from, to;
  };
  const std::vector<Row> rows{
      {"password", argon2_reference, "m=256", "m=260"}, {"password", argon2_reference, "t=2", "t=3"},
      {"password", argon2_reference, "p=1", "p=2"},     {"password", argon2_reference, "v=19", "v=16"},
      {"password", argon2_reference, "c29t", "c29s"},   {"password", argon2_reference, "nf65", "nf64"},
      {"U*U", bcrypt_reference, "$05$", "$06$"},        {"U*U", bcrypt_reference, "CCCC.", "CCCCO"},
      {"U*U", bcrypt_reference, "E5YP", "E5YO"}};
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK(verify_password(row.password, replaced(row.stored, row.from, row.to)).value() ==
          PasswordCheck::mismatch);
  }
}

TEST_CASE("a dummy takes any password, is never a match and keeps to the ceilings") {
  const auto hasher = hasher_for(cheap_argon2);
  const std::string too_long(5000, 'x');
  Argon2Params argon2d = cheap_argon2;
  argon2d.type = Argon2Type::d;
  for (const HashParams& params : {HashParams{cheap_argon2}, HashParams{argon2d}, HashParams{cheap_bcrypt}}) {
    CHECK(hasher.affords(params).has_value());
    for (const std::string_view password : {std::string_view{}, std::string_view{"password"},
                                            std::string_view{"a\0b", 3}, std::string_view{too_long}}) {
      CHECK(hasher.verify_dummy(password, params).value() == PasswordCheck::mismatch);
    }
  }
  const HashCeilings defaults;
  CHECK(hasher.verify_dummy("x", Argon2Params{.memory = KiB{defaults.memory.count + 1}}).error() ==
        fail(Errc::hash_too_expensive, "memory"));
  CHECK(hasher.verify_dummy("x", BcryptParams{.cost = 15}).error() == fail(Errc::hash_too_expensive, "cost"));
  CHECK(hasher.verify_dummy("x", BcryptParams{.cost = 3}).error() == fail(Errc::option_invalid, "cost"));
}

TEST_CASE("P14: without memory there is an error, no hash and no verdict") {
  const auto hasher = hasher_for(Argon2Params{.memory = KiB{128 * 1024}, .passes = 1, .lanes = 1});
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  std::size_t mapped_pages = 0;
  std::ifstream{"/proc/self/statm"} >> mapped_pages;
  const rlimit narrow{.rlim_cur = mapped_pages * 4096 + (64U << 20), .rlim_max = before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_AS, &narrow) == 0);
  const auto hashed = hasher.hash("password", system_random());
  const auto verified = hasher.verify("password", replaced(argon2_reference, "m=256", "m=131072"));
  setrlimit(RLIMIT_AS, &before);
  CHECK(hashed.error() == fail(Errc::hash_failed));
  CHECK(verified.error() == fail(Errc::hash_failed));
}
