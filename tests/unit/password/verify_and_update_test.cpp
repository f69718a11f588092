// PasswordHasher: verifying and hashing anew in one call, and imported bcrypt hashes of cut passwords.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "signet/password/password_hasher.hpp"

using namespace signet;
using namespace std::string_view_literals;

namespace {

constexpr Argon2Params cheap{.memory = KiB{64}, .passes = 1, .lanes = 1};
constexpr Argon2Params dearer{.memory = KiB{128}, .passes = 1, .lanes = 1};
constexpr BcryptParams cheap_bcrypt{.cost = 5};

// From openwall/crypt_blowfish, wrapper.c: 72 bytes and more, of which it read 72.
constexpr std::string_view long_password =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored";
constexpr std::string_view long_reference = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

PasswordHasher hasher_for(const HashParams& target) { return *PasswordHasher::build({.target = target}); }

std::string hash_of(const HashParams& params, std::string_view password) {
  return hasher_for(params).hash(password, system_random()).value();
}

/// A record with one hash, which answers as told.
struct Record {
  std::string held;
  Result<void> answer{};
  int calls = 0;

  Result<void> operator()(std::string_view from, std::string_view to) {
    ++calls;
    CHECK(from == held);
    if (answer) held = to;
    return answer;
  }
};

}  // namespace

TEST_CASE("a match that is weaker than the target is hashed anew and stored, once") {
  const auto hasher = hasher_for(dearer);
  const std::string old = hash_of(cheap, "password");
  Record record{.held = old};
  const auto found = hasher.verify_and_update("password", {.text = old}, system_random(), record);
  CHECK(found.value().check == PasswordCheck::match);
  CHECK(found.value().reasons == RehashReasons{.parameters = true});
  CHECK(found.value().update == HashUpdate::stored);
  CHECK_FALSE(found.value().error.has_value());
  CHECK(record.calls == 1);
  CHECK(record.held != old);
  CHECK(hasher.verify("password", record.held).value() == PasswordCheck::match);
  CHECK(hasher.needs_rehash(record.held).value() == RehashReasons{});
}

TEST_CASE("a mismatch, and a match as good as the target, store nothing") {
  const auto hasher = hasher_for(dearer);
  for (const HashParams& params : {HashParams{cheap}, HashParams{cheap_bcrypt}, HashParams{dearer}}) {
    const std::string old = hash_of(params, "password");
    Record record{.held = old};
    const auto wrong = hasher.verify_and_update("Password", {.text = old}, system_random(), record);
    CHECK(wrong.value().check == PasswordCheck::mismatch);
    CHECK(wrong.value().reasons == RehashReasons{});
    CHECK(wrong.value().update == HashUpdate::none);
    CHECK(record.calls == 0);
  }
  const std::string good = hash_of(dearer, "password");
  Record record{.held = good};
  const auto right = hasher.verify_and_update("password", {.text = good}, system_random(), record);
  CHECK(right.value().check == PasswordCheck::match);
  CHECK(right.value().update == HashUpdate::none);
  CHECK(record.calls == 0);
}

TEST_CASE("a lost race and a failed update leave the match as it is, and say which it was") {
  struct Row {
    Error answer;
    HashUpdate update;
    std::optional<Error> error;
  };
  const std::vector<Row> rows{
      {fail(Errc::account_changed), HashUpdate::lost_race, std::nullopt},
      {fail(Errc::store_unavailable), HashUpdate::failed, fail(Errc::store_unavailable)},
  };
  const auto hasher = hasher_for(dearer);
  const std::string old = hash_of(cheap_bcrypt, "password");
  for (const Row& row : rows) {
    Record record{.held = old, .answer = row.answer};
    const auto found = hasher.verify_and_update("password", {.text = old}, system_random(), record);
    CHECK(found.value().check == PasswordCheck::match);
    CHECK(found.value().reasons == RehashReasons{.algorithm = true});
    CHECK(found.value().update == row.update);
    CHECK(found.value().error == row.error);
    CHECK(record.calls == 1);
  }
  NoRandom none;
  Record record{.held = old};
  const auto found = hasher.verify_and_update("password", {.text = old}, none, record);
  CHECK(found.value().check == PasswordCheck::match);
  CHECK(found.value().update == HashUpdate::failed);
  CHECK(found.value().error == fail(Errc::random_unavailable));
  CHECK(record.calls == 0);
}

TEST_CASE("what verify refuses is an error, and nothing is stored") {
  const auto hasher = hasher_for(dearer);
  for (const auto& [stored, error] :
       {std::pair{"*0"sv, Errc::hash_malformed}, {"$6$salt$x"sv, Errc::hash_unsupported}}) {
    Record record{.held = std::string{stored}};
    CHECK(hasher.verify_and_update("password", {.text = stored}, system_random(), record).error() ==
          fail(error));
    CHECK(record.calls == 0);
  }
  Record record{.held = std::string{long_reference}};
  CHECK(hasher.verify_and_update(long_password, {.text = long_reference}, system_random(), record).error() ==
        fail(Errc::password_too_long));
  CHECK(record.calls == 0);
}

TEST_CASE(
    "P01: a password over 72 bytes is cut for an imported bcrypt hash that is marked so, for no other") {
  const auto hasher = hasher_for(dearer);
  const StoredHash imported{.text = long_reference, .truncated = true};
  CHECK(hasher.verify(long_password, imported).value() == PasswordCheck::match);
  CHECK(hasher.verify(long_password.substr(0, 72), imported).value() == PasswordCheck::match);
  CHECK(hasher.verify(long_password.substr(0, 71), imported).value() == PasswordCheck::mismatch);
  CHECK(hasher.verify(long_password.substr(1), imported).value() == PasswordCheck::mismatch);
  CHECK(hasher.verify(long_password, long_reference).error() == fail(Errc::password_too_long));
  CHECK(hasher.verify(std::string(1025, 'x'), imported).error() == fail(Errc::password_too_long));
  const std::string argon2 = hash_of(cheap, long_password.substr(0, 72));
  CHECK(hasher.verify(long_password, {.text = argon2, .truncated = true}).value() == PasswordCheck::mismatch);
}

TEST_CASE("P03: a NUL is refused for an imported bcrypt hash too") {
  const auto hasher = hasher_for(dearer);
  const StoredHash imported{.text = long_reference, .truncated = true};
  for (const std::string_view password : {"abc\0def"sv, "\0"sv}) {
    CHECK(hasher.verify(password, imported).error() == fail(Errc::password_unsupported));
  }
}

TEST_CASE("P10: a hash of a cut password is to be made anew, and then is of the whole") {
  const auto hasher = hasher_for(cheap_bcrypt);
  const StoredHash imported{.text = long_reference, .truncated = true};
  CHECK(hasher.needs_rehash(imported).value() == RehashReasons{.truncated = true, .form = true});
  CHECK(hasher.needs_rehash(long_reference).value() == RehashReasons{.form = true});
  CHECK(RehashReasons{.truncated = true}.any());
  const auto to_argon2 = hasher_for(dearer);
  CHECK(to_argon2.needs_rehash(imported).value() == RehashReasons{.algorithm = true, .truncated = true});
  const std::string argon2 = hash_of(dearer, "password");
  CHECK(to_argon2.needs_rehash({.text = argon2, .truncated = true}).value() == RehashReasons{});

  Record record{.held = std::string{long_reference}};
  CHECK(to_argon2.verify_and_update(long_password, imported, system_random(), record).value().update ==
        HashUpdate::stored);
  CHECK(to_argon2.verify(long_password, record.held).value() == PasswordCheck::match);
  CHECK(to_argon2.verify(long_password.substr(0, 72), record.held).value() == PasswordCheck::mismatch);

  Record unchanged{.held = std::string{long_reference}};
  const auto too_long = hasher.verify_and_update(long_password, imported, system_random(), unchanged);
  CHECK(too_long.value().check == PasswordCheck::match);
  CHECK(too_long.value().update == HashUpdate::failed);
  CHECK(too_long.value().error == fail(Errc::password_too_long));
  CHECK(unchanged.calls == 0);
}

TEST_CASE("P04: 2x is refused, never verified as 2a, 2b or 2y") {
  // From openwall/crypt_blowfish, wrapper.c: password a3. As 2x, with the sign bug of old, it has another
  // digest.
  constexpr std::string_view right = "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq";
  CHECK(verify_password("\xa3", right).value() == PasswordCheck::match);
  for (const std::string_view id : {"$2x$", "$2$", "$2c$", "$2z$"}) {
    CAPTURE(id);
    const std::string other = std::string{id} + std::string{right.substr(4)};
    CHECK(verify_password("\xa3", other).error() == fail(Errc::hash_unsupported));
    CHECK(parameters_of(other).error() == fail(Errc::hash_unsupported));
    CHECK(hasher_for(cheap_bcrypt).needs_rehash(other).error() == fail(Errc::hash_unsupported));
  }
}
