// P02: what a login costs tells nothing of the name; proved by the sequence of store and hash calls.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "unit/account/login_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// Cost 15, where the default ceiling is 14.
constexpr std::string_view above_the_ceiling = "$2b$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

SecretBytes fixed_key() { return SecretBytes::copy_of("a key of thirty-two bytes or so."); }

std::string hash_of(const HashParams& params) {
  return hasher_for(params).hash(password, system_random()).value();
}

Uuid add(AccountStore& store, std::string_view key, std::string_view hash) {
  const Uuid id = Uuid::random(system_random()).value();
  const Account account{.id = id,
                        .key = std::string{key},
                        .name = std::string{key},
                        .password_hash = std::string{hash},
                        .epoch = {},
                        .created_at = noon};
  REQUIRE(store.insert(account));
  return id;
}

// The calls of one login, which must be refused.
std::vector<std::string> calls_of(Accounts& accounts, std::string_view name, std::string_view claimed) {
  static_cast<void>(take_record());
  const auto outcome = log_in(accounts, name, claimed);
  REQUIRE(outcome.has_value());
  CHECK_FALSE(outcome->accepted);
  return take_record();
}

HashParams cost_of(Accounts& accounts, std::string_view name, Instant now = {}) {
  const auto attempt = accounts.look_up(name, now);
  REQUIRE(attempt);
  return attempt->cost();
}

}  // namespace

TEST_CASE("the calls of a refused login are the same for every reason and for an unknown name (P02)") {
  for (const HashParams& params :
       {HashParams{cheap}, HashParams{bcrypt}, HashParams{pbkdf2}, HashParams{ScryptParams{}}}) {
    const std::string hash = hash_of(params);
    RecordingStore store;
    add(store, "known@example.com", hash);
    REQUIRE(store.set_locked(add(store, "locked@example.com", hash), true));
    add(store, "malformed@example.com", "*0");
    add(store, "unsupported@example.com", "$6$salt$hash");
    add(store, "dear@example.com", above_the_ceiling);
    // The target is another: only what is stored may be spent on a name that is not.
    const PasswordHasher hasher = hasher_for(dearer);
    const auto accounts = accounts_over(store, hasher);
    const std::vector<std::string> expected{"find_by_key", hash_record(params)};
    const std::string right{password};
    const std::string passwords[] = {"wrong",
                                     "",
                                     std::string(72, 'x'),
                                     std::string(73, 'x'),
                                     std::string(1025, 'x'),
                                     std::string(1'000'000, 'x'),
                                     std::string{"a\0b", 3}};
    for (const std::string& claimed : passwords) {
      CAPTURE(claimed.size());
      for (const std::string_view name :
           {"known@example.com", "locked@example.com", "malformed@example.com", "unsupported@example.com",
            "dear@example.com", "unknown@example.com", "no address", "", "\xff"}) {
        CAPTURE(name);
        CHECK(calls_of(*accounts, name, claimed) == expected);
      }
    }
    for (const std::string_view name :
         {"locked@example.com", "malformed@example.com", "dear@example.com", "unknown@example.com"}) {
      CAPTURE(name);
      CHECK(calls_of(*accounts, name, right) == expected);
    }
  }
}

TEST_CASE("a known name costs what its own hash does, whatever else is stored") {
  RecordingStore store;
  add(store, "ann@example.com", hash_of(cheap));
  add(store, "bob@example.com", hash_of(bcrypt));
  add(store, "cyd@example.com", hash_of(pbkdf2));
  const PasswordHasher hasher = hasher_for(dearer);
  const auto accounts = accounts_over(store, hasher);
  CHECK(cost_of(*accounts, "ann@example.com") == HashParams{cheap});
  CHECK(cost_of(*accounts, "bob@example.com") == HashParams{bcrypt});
  CHECK(cost_of(*accounts, "cyd@example.com") == HashParams{pbkdf2});
}

TEST_CASE("unknown names cost what stored accounts do, as often, and one name always the same") {
  RecordingStore store;
  for (int i = 0; i < 3; ++i) add(store, "ann" + std::to_string(i), hash_of(cheap));
  add(store, "bob", hash_of(bcrypt));
  const PasswordHasher hasher = hasher_for(dearer);
  const auto accounts = accounts_over(store, hasher, {.decoy_key = fixed_key()});
  const auto elsewhere = accounts_over(store, hasher, {.decoy_key = fixed_key()});
  const auto other_key = accounts_over(store, hasher);
  constexpr int names = 2000;
  int of_cheap = 0;
  int same_elsewhere = 0;
  int same_with_other_key = 0;
  for (int i = 0; i < names; ++i) {
    const std::string name = "nobody" + std::to_string(i) + "@example.com";
    const HashParams cost = cost_of(*accounts, name);
    REQUIRE((cost == HashParams{cheap} || cost == HashParams{bcrypt}));
    if (cost == HashParams{cheap}) ++of_cheap;
    if (cost_of(*elsewhere, name) == cost) ++same_elsewhere;
    if (cost_of(*other_key, name) == cost) ++same_with_other_key;
  }
  // Three quarters of 2,000 are 1,500; five standard deviations are 97.
  CHECK(of_cheap > 1400);
  CHECK(of_cheap < 1600);
  CHECK(same_elsewhere == names);
  CHECK(same_with_other_key < names);
  CHECK(cost_of(*accounts, "Nobody@example.com") == cost_of(*accounts, "nobody@EXAMPLE.com"));
}

TEST_CASE("while the store is empty unknown names cost the target") {
  RecordingStore store;
  const PasswordHasher hasher = hasher_for(dearer);
  CHECK(cost_of(*accounts_over(store, hasher), "ann@example.com") == HashParams{dearer});
}

TEST_CASE("parameters above the ceilings are never spent on an unknown name") {
  RecordingStore store;
  add(store, "dear", above_the_ceiling);
  REQUIRE(parameters_of(above_the_ceiling));
  const PasswordHasher hasher = hasher_for(cheap);
  const auto accounts = accounts_over(store, hasher);
  for (int i = 0; i < 50; ++i) CHECK(cost_of(*accounts, std::to_string(i)) == HashParams{cheap});
}

TEST_CASE("the mix is read at the start, and by the first look-up 10 minutes after the last reading") {
  RecordingStore store;
  const PasswordHasher hasher = hasher_for(dearer);
  static_cast<void>(take_record());
  const auto accounts = accounts_over(store, hasher);
  CHECK(take_record() == std::vector<std::string>{"parameter_mix"});
  const Instant start = Instant::from_microseconds(-5);
  CHECK(cost_of(*accounts, "nobody", start) == HashParams{dearer});
  add(store, "ann", hash_of(cheap));
  CHECK(cost_of(*accounts, "nobody", start + Seconds::of_microseconds(599'999'999)) == HashParams{dearer});
  static_cast<void>(take_record());
  CHECK(cost_of(*accounts, "nobody", start + Seconds::of(600)) == HashParams{cheap});
  CHECK(cost_of(*accounts, "nobody", start + Seconds::of(1199)) == HashParams{cheap});
  CHECK(take_record() == std::vector<std::string>{"parameter_mix", "find_by_key", "find_by_key"});
}
