// P02 on a HashPool: logins and registrations ask it, and the store, the same whether or not the name exists.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/full_queue.hpp"
#include "unit/account/login_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr HashSource source{.address = "192.0.2.1", .name = "ann@example.com"};

void add(AccountStore& store, std::string_view key, std::string_view hash) {
  const Account account{.id = Uuid::random(system_random()).value(),
                        .key = std::string{key},
                        .name = std::string{key},
                        .password_hash = std::string{hash},
                        .epoch = {},
                        .created_at = noon};
  REQUIRE(store.insert(account));
}

Result<LoginOutcome> log_in(Accounts& accounts, HashPool& pool, std::string_view name,
                            std::string_view claimed) {
  auto attempt = accounts.look_up(name, Instant{});
  if (!attempt) return attempt.error();
  auto checked = accounts.check(pool, source, std::move(*attempt), claimed);
  if (!checked.has_value()) return checked.error();
  return accounts.conclude(std::move(*checked));
}

struct Fixture {
  explicit Fixture(const HashParams& params) : hasher(hasher_for(params)) {
    add(store, "known@example.com", hasher.hash(password, system_random()).value());
    add(store, "malformed@example.com", "*0");
    accounts = accounts_over(store, hasher);
    static_cast<void>(take_record());
  }
  RecordingStore store;
  PasswordHasher hasher;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<HashPool> pool = HashPool::build({.workers = 1, .places = 1, .expected = std::nullopt})
                                       .value();  // records what is hashed
};

}  // namespace

TEST_CASE("on a pool a refused login makes one job of the same cost for every reason (P02)") {
  for (const HashParams& params : {HashParams{cheap}, HashParams{bcrypt}, HashParams{pbkdf2}}) {
    Fixture f{params};
    const std::vector<std::string> expected{"find_by_key", hash_record(params)};
    const std::string passwords[] = {"wrong", "", std::string(73, 'x'), std::string(1025, 'x'),
                                     std::string{"a\0b", 3}};
    std::uint64_t jobs = 0;
    for (const std::string& claimed : passwords) {
      CAPTURE(claimed.size());
      for (const std::string_view name :
           {"known@example.com", "malformed@example.com", "unknown@example.com", "no address"}) {
        CAPTURE(name);
        const auto outcome = log_in(*f.accounts, *f.pool, name, claimed);
        REQUIRE(outcome.has_value());
        CHECK_FALSE(outcome->accepted);
        CHECK(take_record() == expected);
        CHECK(f.pool->stats().done == ++jobs);
      }
    }
  }
}

TEST_CASE("a pool that is full refuses logins to every name alike, before any hashing") {
  for (const HashParams& params : {HashParams{cheap}, HashParams{bcrypt}, HashParams{pbkdf2}}) {
    Fixture f{params};
    const FullQueue full{*f.pool};
    for (const std::string_view name :
         {"known@example.com", "malformed@example.com", "unknown@example.com"}) {
      for (const std::string& claimed : {std::string{password}, std::string(1025, 'x')}) {
        const auto outcome = log_in(*f.accounts, *f.pool, name, claimed);
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error() == fail(Errc::overloaded));
        CHECK(outcome.error().retry_after().has_value());
        CHECK(take_record() == std::vector<std::string>{"find_by_key"});
      }
    }
  }
}

TEST_CASE("the right password is accepted on a pool, by which the account was registered") {
  for (const HashParams& params : {HashParams{cheap}, HashParams{bcrypt}, HashParams{pbkdf2}}) {
    Fixture f{params};
    auto begun = f.accounts->begin_registration(email, password);
    REQUIRE(begun);
    auto hashed = f.accounts->hash(*f.pool, source, std::move(*begun));
    REQUIRE(hashed);
    CHECK(take_record() == std::vector<std::string>{hash_record(params)});
    REQUIRE(f.accounts->finish_registration(std::move(*hashed), noon));
    const auto outcome = log_in(*f.accounts, *f.pool, email, password);
    REQUIRE(outcome.has_value());
    CHECK(outcome->accepted);
  }
}

TEST_CASE("a full pool refuses registrations, and a failing hash is told as it is") {
  Fixture f{cheap};
  {
    const FullQueue full{*f.pool};
    auto begun = f.accounts->begin_registration(email, password);
    REQUIRE(begun);
    CHECK(f.accounts->hash(*f.pool, source, std::move(*begun)).error() == fail(Errc::overloaded));
  }
  fail_hashing(true);
  CHECK(log_in(*f.accounts, *f.pool, "unknown@example.com", password).error() == fail(Errc::hash_failed));
  CHECK(log_in(*f.accounts, *f.pool, "known@example.com", password).error() == fail(Errc::hash_failed));
  fail_hashing(false);
}
