// Accounts over a store whose n-th call fails, or every n-th: each operation is whole, or 503 with nothing
// half done.
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>

#include "conformance/account_databases.hpp"
#include "conformance/failing_stores.hpp"
#include "conformance/some_accounts.hpp"
#include "signet/account/accounts.hpp"
#include "signet/store/memory_account_store.hpp"

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

// One mix of all calls that change accounts, made of a store that fails and, where it was carried out, of one
// that does not; both must answer the same, and have the same accounts after each.
class MixedRun {
 public:
  MixedRun(ManyTimesFailingAccountStore& failing, std::uint32_t seed) : failing_(failing), random_(seed) {}

  void step() {
    const auto number = static_cast<std::uint8_t>(random_() % 4 + 1);
    const Uuid of = id(number);
    const Account whole = account(number, "name " + std::to_string(number));
    const std::string hash = "hash " + std::to_string(++steps_);
    const Account before = stored_or(whole);
    switch (random_() % 8) {
      case 0:
      case 1:
        change([&](AccountStore& store) { return store.insert(whole); });
        break;
      case 2:
        change([&](AccountStore& store) { return store.insert_within(whole, 3); });
        break;
      case 3:
        change([&](AccountStore& store) {
          return store.upgrade_hash(of, {.from = before.password_hash, .to = hash});
        });
        break;
      case 4:
        change([&](AccountStore& store) { return store.set_password(of, before.epoch, hash); });
        break;
      case 5:
        change([&](AccountStore& store) { return store.set_locked(of, !before.locked); });
        break;
      case 6:
        change([&](AccountStore& store) { return store.raise_epoch(of); });
        break;
      default:
        change([&](AccountStore& store) { return store.remove(of); });
    }
    compare(of);
  }

 private:
  Account stored_or(const Account& otherwise) {
    const auto found = undisturbed_.find_by_id(otherwise.id);
    return found.value().value_or(otherwise);
  }

  template <class Call>
  void change(Call call) {
    const auto answer = call(failing_);
    const bool unheard = !answer && answer.error() == unavailable;
    if (unheard && !failing_.intercept.last_was_done) return;
    const auto expected = call(undisturbed_);
    if (unheard) return;
    REQUIRE(answer.has_value() == expected.has_value());
    if (!answer) CHECK(answer.error() == expected.error());
    if constexpr (requires { *answer == *expected; }) {
      if (answer) CHECK(*answer == *expected);
    }
  }
  void compare(const Uuid& of) {
    auto found = failing_.find_by_id(of);
    if (!found) found = failing_.find_by_id(of);
    REQUIRE(found);
    const auto expected = undisturbed_.find_by_id(of).value();
    REQUIRE(found->has_value() == expected.has_value());
    if (expected) CHECK(same(**found, *expected));
  }

  ManyTimesFailingAccountStore& failing_;
  MemoryAccountStore undisturbed_;
  std::mt19937 random_;
  std::uint32_t steps_ = 0;
};

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

TEST_CASE(
    "a long mix of calls, every n-th of which fails, leaves of accounts what was carried out, and no more") {
  for (const std::uint32_t n : {2U, 3U, 7U}) {
    CAPTURE(n);
    on_every_backend([&](AccountDatabase& database) {
      ManyTimesFailingAccountStore failing{database.open("realm"), n};
      MixedRun run{failing, n};
      for (int i = 0; i < 80; ++i) run.step();
      CHECK(failing.intercept.broken == failing.intercept.calls / n);
    });
  }
}
