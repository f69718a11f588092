// Decoys: what is held against a name without an account reads as a stored hash of the same cost.
#include "account/decoys.hpp"

#include <doctest/doctest.h>

#include <string>

#include "unit/account/login_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

SecretBytes key_of(std::string_view text) { return SecretBytes::copy_of(text); }

}  // namespace

TEST_CASE("a decoy's hash is as long as a stored one of its cost, and is read as that (P02)") {
  for (const HashParams& params : {HashParams{cheap}, HashParams{bcrypt}, HashParams{pbkdf2},
                                   HashParams{ScryptParams{}}, HashParams{YescryptParams{}}}) {
    const detail::Decoys decoys{key_of("a key of thirty-two bytes or so."), params};
    const detail::Decoy decoy = decoys.of("nobody@example.com");
    CHECK(decoy.cost == params);
    CHECK(decoy.account.id == Uuid{});
    CHECK_FALSE(decoy.account.locked);
    CHECK(parameters_of(decoy.account.password_hash).value() == params);
    const PasswordHasher hasher = hasher_for(params);
    CHECK(decoy.account.password_hash.size() == hasher.hash(password, system_random()).value().size());
    CHECK(hasher.verify(password, decoy.account.password_hash).value() == PasswordCheck::mismatch);
    CHECK_FALSE(hasher.needs_rehash(decoy.account.password_hash).value().any());
  }
}

TEST_CASE("a decoy is of its name and of the key, and of nothing else") {
  const detail::Decoys decoys{key_of("a key of thirty-two bytes or so."), cheap};
  const detail::Decoys elsewhere{key_of("a key of thirty-two bytes or so."), cheap};
  const detail::Decoys other_key{key_of("another of thirty-two bytes, too"), cheap};
  const std::string hash = decoys.of("ann").account.password_hash;
  CHECK(decoys.of("ann").account.password_hash == hash);
  CHECK(elsewhere.of("ann").account.password_hash == hash);
  CHECK(decoys.of("bob").account.password_hash != hash);
  CHECK(other_key.of("ann").account.password_hash != hash);
}
