// Registering, logging in and rehashing: what is accepted, refused and reported.
#include "signet/account/accounts.hpp"

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

#include "support/at_once.hpp"
#include "unit/account/login_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

struct Fixture {
  explicit Fixture(const HashParams& target = cheap, AccountsOptions options = {})
      : hasher(hasher_for(target)), accounts(accounts_over(store, hasher, std::move(options))) {}
  RecordingStore store;
  PasswordHasher hasher;
  std::unique_ptr<Accounts> accounts;
};

Account only_account(AccountStore& store) { return store.find_by_key("ann@example.com").value().value(); }

bool refused(const Result<LoginOutcome>& outcome) {
  return outcome.has_value() && !outcome->accepted && !outcome->rehash;
}

}  // namespace

TEST_CASE("a registered account is stored under its key with the name as given and a hash of the password") {
  Fixture f;
  const auto registered = register_account(*f.accounts);
  REQUIRE(registered);
  CHECK(registered->name == email);
  CHECK(registered->created_at == noon);
  CHECK(registered->epoch == Epoch{0});
  const Account stored = only_account(f.store);
  CHECK(stored.id == registered->id);
  CHECK(stored.name == email);
  CHECK(stored.created_at == noon);
  CHECK_FALSE(stored.locked);
  CHECK(f.hasher.verify(password, stored.password_hash).value() == PasswordCheck::match);
}

TEST_CASE("the right password is accepted under any case of the address, with id, name and epoch") {
  Fixture f;
  const auto registered = register_account(*f.accounts);
  REQUIRE(registered);
  for (const std::string_view name : {"Ann@Example.com", "ann@example.com", "ANN@EXAMPLE.COM"}) {
    CAPTURE(name);
    const auto outcome = log_in(*f.accounts, name, password);
    REQUIRE(outcome.has_value());
    REQUIRE(outcome->accepted);
    CHECK(outcome->accepted->id == registered->id);
    CHECK(outcome->accepted->name == email);
    CHECK(outcome->accepted->epoch == Epoch{0});
    CHECK_FALSE(outcome->rehash);
  }
}

TEST_CASE("a wrong password, an unknown name and what is no name at all are refused alike") {
  Fixture f;
  REQUIRE(register_account(*f.accounts));
  CHECK(refused(log_in(*f.accounts, email, "S3cureP@st")));
  CHECK(refused(log_in(*f.accounts, email, "")));
  CHECK(refused(log_in(*f.accounts, "bob@example.com", password)));
  CHECK(refused(log_in(*f.accounts, "", password)));
  CHECK(refused(log_in(*f.accounts, std::string(100'000, 'x'), password)));
}

TEST_CASE("a login decides nothing by itself: neither its check nor its outcome converts to bool") {
  CHECK_FALSE(std::is_constructible_v<bool, Result<CheckedLogin>>);
  CHECK_FALSE(std::is_constructible_v<bool, Result<LoginOutcome>>);
}

TEST_CASE("a locked account is refused, and accepted with a new epoch once it is unlocked") {
  Fixture f;
  const auto registered = register_account(*f.accounts);
  REQUIRE(registered);
  REQUIRE(f.store.set_locked(registered->id, true));
  CHECK(refused(log_in(*f.accounts, email, password)));
  REQUIRE(f.store.set_locked(registered->id, false));
  const auto outcome = log_in(*f.accounts, email, password);
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->accepted);
  CHECK(outcome->accepted->epoch == Epoch{2});
}

TEST_CASE("a login is refused when the account changed while its password was hashed") {
  struct Row {
    const char* what;
    void (*change)(AccountStore&, const Uuid&);
  };
  constexpr Row rows[] = {
      {"locked", [](AccountStore& store, const Uuid& id) { REQUIRE(store.set_locked(id, true)); }},
      {"a new password",
       [](AccountStore& store, const Uuid& id) { REQUIRE(store.set_password(id, {}, "x")); }},
      {"removed", [](AccountStore& store, const Uuid& id) { REQUIRE(store.remove(id)); }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Events events;
    Fixture f{cheap, {.observer = events.observer()}};
    const auto registered = register_account(*f.accounts);
    REQUIRE(registered);
    auto attempt = f.accounts->look_up(email, Instant{});
    REQUIRE(attempt);
    auto checked = f.accounts->check(std::move(*attempt), password);
    REQUIRE(checked.has_value());
    row.change(f.store, registered->id);
    CHECK(refused(f.accounts->conclude(std::move(*checked))));
    CHECK(events.seen.back().code == Errc::account_changed);
  }
}

TEST_CASE("a rehash between look-up and conclusion does not disturb the login") {
  Fixture f;
  const auto registered = register_account(*f.accounts);
  REQUIRE(registered);
  auto attempt = f.accounts->look_up(email, Instant{});
  auto checked = f.accounts->check(std::move(*attempt), password);
  REQUIRE(f.store.upgrade_hash(registered->id,
                               {.from = only_account(f.store).password_hash, .to = "another form"}));
  const auto outcome = f.accounts->conclude(std::move(*checked));
  REQUIRE(outcome.has_value());
  CHECK(outcome->accepted);
}

TEST_CASE("of two registrations of one name at once one wins, the other is told account_exists") {
  Fixture f;
  const auto results = at_once(2, [&](std::size_t i) {
    return register_account(*f.accounts, i == 0 ? "ann@example.com" : "ANN@example.com");
  });
  CHECK(results[0].has_value() != results[1].has_value());
  CHECK((results[0].has_value() ? results[1] : results[0]).error() == fail(Errc::account_exists));
}

TEST_CASE("what cannot be registered is refused before any hashing or storing") {
  Fixture argon2;
  Fixture bcrypt_only{bcrypt};
  static_cast<void>(take_record());
  struct Row {
    Fixture& fixture;
    std::string name, password;
    Error error;
  };
  const Row rows[] = {
      {argon2, "ann", "S3cureP@ss", fail(Errc::email_invalid)},
      {argon2, "a@b.com", "7 chars", fail(Errc::password_too_short)},
      {argon2, "a@b.com", "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9",
       fail(Errc::password_too_short)},
      {argon2, "a@b.com", std::string(1025, 'x'), fail(Errc::password_too_long)},
      {bcrypt_only, "a@b.com", std::string(73, 'x'), fail(Errc::password_too_long)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(row.fixture.accounts->begin_registration(row.name, row.password).error() == row.error);
  }
  CHECK(argon2.accounts->begin_registration("a@b.com", "8 chars."));
  CHECK(argon2.accounts->begin_registration("a@b.com", std::string(1024, 'x')));
  CHECK(bcrypt_only.accounts->begin_registration("a@b.com", std::string(72, 'x')));
  CHECK(take_record().empty());
}

TEST_CASE("a password with a NUL is refused for bcrypt, never cut (P03)") {
  Fixture f{bcrypt};
  CHECK(f.accounts->begin_registration(email, std::string_view{"S3cure\0P@ss", 11}).error() ==
        fail(Errc::password_unsupported));
}

TEST_CASE("a login with an outdated hash offers a rehash, which replaces the hash and not the epoch") {
  Events events;
  Fixture f;
  const auto registered = register_account(*f.accounts);
  REQUIRE(registered);
  const PasswordHasher stronger = hasher_for(dearer);
  const auto accounts = accounts_over(f.store, stronger, {.observer = events.observer()});
  auto outcome = log_in(*accounts, email, password);
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->rehash);
  REQUIRE(outcome->rehash->run());
  CHECK(events.seen.back().kind == EventKind::hash_upgraded);
  CHECK(events.seen.back().subject == registered->id);
  const Account stored = only_account(f.store);
  CHECK(parameters_of(stored.password_hash).value() == HashParams{dearer});
  CHECK(stronger.verify(password, stored.password_hash).value() == PasswordCheck::match);
  CHECK(stored.epoch == Epoch{0});
  // Offered twice, the second finds the hash changed.
  CHECK(outcome->rehash->run().error() == fail(Errc::account_changed));
  const auto again = log_in(*accounts, email, password);
  REQUIRE(again.has_value());
  CHECK(again->accepted);
  CHECK_FALSE(again->rehash);
}

TEST_CASE(
    "no rehash is offered when it is switched off, or the target cannot take the password, or on refusal") {
  Fixture f;
  REQUIRE(register_account(*f.accounts));
  auto long_one = f.accounts->begin_registration("long@example.com", std::string(73, 'x'));
  auto hashed = f.accounts->hash(std::move(*long_one));
  REQUIRE(f.accounts->finish_registration(std::move(*hashed), noon));
  const PasswordHasher stronger = hasher_for(dearer);
  const PasswordHasher short_only = hasher_for(bcrypt);
  const auto off = accounts_over(f.store, stronger, {.rehash_on_login = false});
  const auto on = accounts_over(f.store, stronger);
  const auto narrow = accounts_over(f.store, short_only);
  const auto offers = [](const Result<LoginOutcome>& outcome) { return outcome.value().rehash.has_value(); };
  CHECK_FALSE(offers(log_in(*off, email, password)));
  CHECK_FALSE(offers(log_in(*on, email, "wrong")));
  CHECK(offers(log_in(*on, email, password)));
  CHECK_FALSE(offers(log_in(*narrow, "long@example.com", std::string(73, 'x'))));
}

TEST_CASE("every decision is reported with its account and its reason, after it was made") {
  Events events;
  Fixture f{cheap, {.observer = events.observer()}};
  const Uuid id = register_account(*f.accounts).value().id;
  REQUIRE(log_in(*f.accounts, email, password).has_value());
  REQUIRE(log_in(*f.accounts, email, "wrong").has_value());
  REQUIRE(log_in(*f.accounts, "bob@example.com", password).has_value());
  REQUIRE(log_in(*f.accounts, email, std::string(1025, 'x')).has_value());
  REQUIRE(f.store.set_locked(id, true));
  REQUIRE(log_in(*f.accounts, email, password).has_value());
  REQUIRE(f.store.set_password(id, Epoch{1}, "unreadable"));
  REQUIRE(log_in(*f.accounts, email, password).has_value());
  struct Row {
    EventKind kind;
    Uuid subject;
    Errc code;
  };
  const Row expected[] = {
      {EventKind::account_registered, id, Errc{}},
      {EventKind::login_succeeded, id, Errc{}},
      {EventKind::login_failed, id, Errc::credentials_invalid},
      {EventKind::login_failed, Uuid{}, Errc::credentials_invalid},
      {EventKind::login_failed, id, Errc::password_too_long},
      {EventKind::login_failed, id, Errc::forbidden},
      {EventKind::login_failed, id, Errc::hash_malformed},
  };
  REQUIRE(events.seen.size() == std::size(expected));
  for (std::size_t i = 0; i < events.seen.size(); ++i) {
    CAPTURE(i);
    CHECK(events.seen[i].kind == expected[i].kind);
    CHECK(events.seen[i].subject == expected[i].subject);
    CHECK(events.seen[i].code == expected[i].code);
  }
}

TEST_CASE("without memory for hashing a login and a registration fail as such") {
  Fixture f;
  REQUIRE(register_account(*f.accounts));
  auto begun = f.accounts->begin_registration("bob@example.com", password);
  fail_hashing(true);
  CHECK(log_in(*f.accounts, email, password).error() == fail(Errc::hash_failed));
  CHECK(log_in(*f.accounts, "bob@example.com", password).error() == fail(Errc::hash_failed));
  CHECK(f.accounts->hash(std::move(*begun)).error() == fail(Errc::hash_failed));
  fail_hashing(false);
}

TEST_CASE("options out of range are named") {
  RecordingStore store;
  const PasswordHasher hasher = hasher_for(cheap);
  const auto build = [&](AccountsOptions options) {
    return Accounts::build(store, hasher, system_random(), std::move(options));
  };
  CHECK(build({.min_password = 0}).error() == fail(Errc::option_invalid, "min_password"));
  CHECK(build({.min_password = 1}));
  CHECK(build({.min_password = 64}));
  CHECK(build({.min_password = 65}).error() == fail(Errc::option_invalid, "min_password"));
  CHECK(build({.decoy_key = SecretBytes{31}}).error() == fail(Errc::option_invalid, "decoy_key"));
  CHECK(build({.decoy_key = SecretBytes{32}}));
}

TEST_CASE("without randomness nothing is built and nothing is registered") {
  RecordingStore store;
  const PasswordHasher hasher = hasher_for(cheap);
  NoRandom random;
  CHECK(Accounts::build(store, hasher, random).error() == fail(Errc::random_unavailable));
  const auto accounts = Accounts::build(store, hasher, random, {.decoy_key = SecretBytes{32}}).value();
  CHECK(register_account(*accounts).error() == fail(Errc::random_unavailable));
}

TEST_CASE("most_accounts bounds what may be registered, and says so once the password was hashed") {
  MemoryAccountStore store;
  const PasswordHasher hasher = hasher_for(cheap);
  const auto accounts = accounts_over(store, hasher, {.most_accounts = 1});
  REQUIRE(register_account(*accounts, "ann@example.com"));
  CHECK(register_account(*accounts, "bob@example.com").error() == fail(Errc::accounts_full));
  CHECK(register_account(*accounts, "ann@example.com").error() == fail(Errc::account_exists));
}
