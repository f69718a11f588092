// Accounts over a store whose n-th call fails, for every n: each operation is whole, or 503 with nothing half
// done.
#include <doctest/doctest.h>

#include <cstdint>

#include "conformance/account_databases.hpp"
#include "conformance/failing_stores.hpp"
#include "signet/account/accounts.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr Argon2Params cheap{.memory = KiB{8}, .passes = 1, .lanes = 1};
constexpr Argon2Params dearer{.memory = KiB{16}, .passes = 1, .lanes = 1};
constexpr std::string_view email = "a@b.com";
constexpr std::string_view password = "S3cureP@ss";
constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);
const Error unavailable = fail(Errc::store_unavailable);

enum class LoginEnd : std::uint8_t { accepted, refused };

PasswordHasher hasher_for(const Argon2Params& target) {
  return PasswordHasher::build({.target = target}).value();
}

Result<RegisteredAccount> register_once(Accounts& accounts) {
  auto begun = accounts.begin_registration(email, password);
  if (!begun) return begun.error();
  auto hashed = accounts.hash(std::move(*begun));
  if (!hashed) return hashed.error();
  return accounts.finish_registration(std::move(*hashed), noon);
}

// A whole login with the rehash it asks for.
Result<LoginEnd> log_in(Accounts& accounts, std::string_view claimed) {
  auto attempt = accounts.look_up(email, Instant{});
  if (!attempt) return attempt.error();
  auto checked = accounts.check(std::move(*attempt), claimed);
  if (!checked.has_value()) return checked.error();
  auto outcome = accounts.conclude(std::move(*checked));
  if (!outcome.has_value()) return outcome.error();
  if (outcome->rehash) {
    if (const auto done = outcome->rehash->run(); !done) return done.error();
  }
  return outcome->accepted ? LoginEnd::accepted : LoginEnd::refused;
}

// Builds Accounts over a store that fails at call n and runs `operation`, for n = 1, 2, ... until none fails.
// `judge(result, failed, store)` judges what is left after each.
template <class Prepare, class Operation, class Judge>
void at_every_call(Prepare prepare, const PasswordHasher& hasher, Operation operation, Judge judge) {
  for (const Break where : {Break::before, Break::after}) {
    for (std::uint64_t n = 1;; ++n) {
      CAPTURE(n);
      bool reached = true;
      on_every_backend([&](AccountDatabase& database) {
        AccountStore& store = database.open("realm");
        prepare(store);
        FailingAccountStore failing{store, n, where};
        const auto accounts = Accounts::build(failing, hasher, system_random());
        if (accounts) {
          const auto result = operation(**accounts);
          judge(result, failing.intercept.failed(), store);
        } else {
          CHECK(accounts.error() == unavailable);
        }
        reached = failing.intercept.failed();
      });
      if (!reached) break;
    }
  }
}

void nothing(AccountStore&) {}

void add_account(AccountStore& store) {
  const PasswordHasher hasher = hasher_for(cheap);
  const auto accounts = Accounts::build(store, hasher, system_random());
  REQUIRE(accounts);
  REQUIRE(register_once(**accounts));
}

}  // namespace

TEST_CASE("a registration is whole or not there, whichever call to the store fails") {
  const PasswordHasher hasher = hasher_for(cheap);
  at_every_call(nothing, hasher, register_once,
                [&](const Result<RegisteredAccount>& result, bool failed, AccountStore& store) {
                  CHECK(result.has_value() == !failed);
                  if (!result) CHECK(result.error() == unavailable);
                  const auto found = store.find_by_key(email);
                  REQUIRE(found);
                  if (result) REQUIRE(found->has_value());
                  // After a lost answer the account may be there; if it is, it is one that can log in.
                  if (!found->has_value()) return;
                  const auto accounts = Accounts::build(store, hasher, system_random());
                  REQUIRE(accounts);
                  CHECK(log_in(**accounts, password).value() == LoginEnd::accepted);
                });
}

TEST_CASE("a login is decided or unavailable, never wrong, whichever call to the store fails") {
  struct Row {
    std::string_view password;
    LoginEnd end;
  };
  const PasswordHasher hasher = hasher_for(dearer);  // a right password is rehashed
  for (const Row& row : {Row{password, LoginEnd::accepted}, Row{"another password", LoginEnd::refused}}) {
    at_every_call(
        add_account, hasher, [&](Accounts& accounts) { return log_in(accounts, row.password); },
        [&](const Result<LoginEnd>& result, bool failed, AccountStore& store) {
          CHECK(result.has_value() == !failed);
          if (result.has_value()) CHECK(*result == row.end);
          if (!result.has_value()) CHECK(result.error() == unavailable);
          const auto accounts = Accounts::build(store, hasher, system_random());
          REQUIRE(accounts);
          CHECK(log_in(**accounts, password).value() == LoginEnd::accepted);
          CHECK(log_in(**accounts, "another password").value() == LoginEnd::refused);
        });
  }
}

TEST_CASE("accounts cannot be built over a store that does not answer") {
  const PasswordHasher hasher = hasher_for(cheap);
  on_every_backend([&](AccountDatabase& database) {
    FailingAccountStore failing{database.open("realm"), 1U, Break::before};
    CHECK(Accounts::build(failing, hasher, system_random()).error() == unavailable);
  });
}

TEST_CASE("a mix that cannot be read again leaves the login and the old mix as they are") {
  const PasswordHasher hasher = hasher_for(cheap);
  on_every_backend([&](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    add_account(store);
    FailingAccountStore failing{store, 3U,
                                Break::before};  // build, first look-up, then the reading of the mix
    const auto accounts = Accounts::build(failing, hasher, system_random());
    REQUIRE(accounts);
    REQUIRE((*accounts)->look_up("no@one.com", Instant{}));
    const auto later = (*accounts)->look_up("no@one.com", Instant{} + Seconds::of(600));
    CHECK(failing.intercept.failed());
    REQUIRE(later);
    CHECK(later->cost() == HashParams{cheap});
  });
}
