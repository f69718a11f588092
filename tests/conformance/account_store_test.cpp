// The contract of AccountStore, call by call, over every backend.
#include "signet/account/account_store.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "conformance/account_databases.hpp"
#include "conformance/some_accounts.hpp"

using namespace signet;
using namespace signet::test;

namespace {

const Error account_exists = fail(Errc::account_exists);
const Error accounts_full = fail(Errc::accounts_full);
const Error account_changed = fail(Errc::account_changed);

// The account as it is stored now; the test ends if there is none.
Account stored(AccountStore& store, const Uuid& id) {
  auto found = store.find_by_id(id);
  REQUIRE(found);
  REQUIRE(found->has_value());
  return **found;
}

bool known(AccountStore& store, std::string_view key) {
  const auto found = store.find_by_key(key);
  REQUIRE(found);
  return found->has_value();
}

void add(AccountStore& store, const Account& account) { REQUIRE(store.insert(account)); }

}  // namespace

TEST_CASE("an account is found by key and by id with every member as it was inserted") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    Account account = test::account(1, std::string{"k\0y", 3});
    account.name = "Zoë \xF0\x9F\x98\x80 'quoted' \"twice\"";
    account.epoch = Epoch{7};
    account.created_at = NumericDate::from_microseconds(-1);
    account.locked = true;
    add(store, account);
    const auto by_key = store.find_by_key(account.key);
    REQUIRE(by_key);
    REQUIRE(by_key->has_value());
    CHECK(same(**by_key, account));
    CHECK(same(stored(store, account.id), account));
  });
}

TEST_CASE("an account that is not there is an empty answer, not an error") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    add(store, account(1, "ann"));
    for (const std::string_view key : {"", "an", "anna", "ANN", "ann ", "ann' OR '1'='1"}) {
      CAPTURE(key);
      const auto found = store.find_by_key(key);
      REQUIRE(found);
      CHECK_FALSE(found->has_value());
    }
    const auto found = store.find_by_id(id(2));
    REQUIRE(found);
    CHECK_FALSE(found->has_value());
  });
}

TEST_CASE("keys are compared byte for byte") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    add(store, account(1, "ann"));
    add(store, account(2, "Ann"));
    add(store, account(3, "ann "));
    CHECK(stored(store, id(2)).key == "Ann");
  });
}

TEST_CASE("an account is added within a number while the realm has fewer, and other realms do not count") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    add(database.open("another realm"), account(9, "ann"));
    CHECK(store.insert_within(account(1, "ann"), 0).error() == accounts_full);
    REQUIRE(store.insert_within(account(1, "ann"), 1));
    CHECK(store.insert_within(account(2, "bob"), 1).error() == accounts_full);
    REQUIRE(store.insert_within(account(2, "bob"), 2));
    CHECK(store.insert_within(account(3, "cid"), 2).error() == accounts_full);
    CHECK_FALSE(known(store, "cid"));
    CHECK(store.insert_within(account(3, "bob"), 2).error() == account_exists);  // full or not
    REQUIRE(store.remove(id(1)));
    REQUIRE(store.insert_within(account(3, "cid"), 2));
  });
}

TEST_CASE("a second account of one key, or of one id, is refused and changes nothing") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    add(store, account(1, "ann"));
    CHECK(store.insert(account(2, "ann")).error() == account_exists);
    CHECK(store.insert(account(1, "bob")).error() == account_exists);
    CHECK(same(stored(store, id(1)), account(1, "ann")));
    CHECK_FALSE(store.find_by_id(id(2)).value().has_value());
    CHECK_FALSE(store.find_by_key("bob").value().has_value());
  });
}

TEST_CASE("upgrade_hash replaces the hash it was told of and leaves the epoch") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    Account expected = account(1, "ann");
    add(store, expected);
    add(store, account(2, "bob"));
    CHECK(store.upgrade_hash(id(1), {.from = bcrypt_hash, .to = "new"}).error() == account_changed);
    CHECK(same(stored(store, id(1)), expected));
    CHECK(store.upgrade_hash(id(1), {.from = argon2_hash, .to = "new"}));
    expected.password_hash = "new";
    CHECK(same(stored(store, id(1)), expected));
    CHECK(store.upgrade_hash(id(1), {.from = argon2_hash, .to = "newer"}).error() == account_changed);
    CHECK(store.upgrade_hash(id(9), {.from = argon2_hash, .to = "new"}).error() == account_changed);
    CHECK(same(stored(store, id(2)), account(2, "bob")));
  });
}

TEST_CASE("set_password replaces the hash and raises the epoch, where the epoch is the one seen") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    Account expected = account(1, "ann");
    add(store, expected);
    add(store, account(2, "bob"));
    CHECK(store.set_password(id(1), Epoch{1}, "new").error() == account_changed);
    CHECK(same(stored(store, id(1)), expected));
    CHECK(*store.set_password(id(1), Epoch{0}, "new") == Epoch{1});
    expected.password_hash = "new";
    expected.epoch = Epoch{1};
    CHECK(same(stored(store, id(1)), expected));
    CHECK(store.set_password(id(1), Epoch{0}, "newer").error() == account_changed);
    CHECK(store.set_password(id(9), Epoch{0}, "new").error() == account_changed);
    CHECK(same(stored(store, id(2)), account(2, "bob")));
  });
}

TEST_CASE("raise_epoch raises the epoch and nothing else") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    Account expected = account(1, "ann");
    add(store, expected);
    add(store, account(2, "bob"));
    CHECK(*store.raise_epoch(id(1)) == Epoch{1});
    CHECK(*store.raise_epoch(id(1)) == Epoch{2});
    expected.epoch = Epoch{2};
    CHECK(same(stored(store, id(1)), expected));
    CHECK(store.raise_epoch(id(9)).error() == account_changed);
    CHECK(same(stored(store, id(2)), account(2, "bob")));
  });
}

TEST_CASE("locking and unlocking each raise the epoch, also where nothing else changes") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    add(store, account(1, "ann"));
    add(store, account(2, "bob"));
    CHECK(*store.set_locked(id(1), true) == Epoch{1});
    CHECK(stored(store, id(1)).locked);
    CHECK(*store.set_locked(id(1), true) == Epoch{2});
    CHECK(*store.set_locked(id(1), false) == Epoch{3});
    Account expected = account(1, "ann");
    expected.epoch = Epoch{3};
    CHECK(same(stored(store, id(1)), expected));
    CHECK(store.set_locked(id(9), true).error() == account_changed);
    CHECK(same(stored(store, id(2)), account(2, "bob")));
  });
}

TEST_CASE("a removed account is gone for every call, and its key is free") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    add(store, account(1, "ann"));
    add(store, account(2, "bob"));
    CHECK(store.remove(id(1)));
    CHECK_FALSE(store.find_by_key("ann").value().has_value());
    CHECK_FALSE(store.find_by_id(id(1)).value().has_value());
    CHECK(store.upgrade_hash(id(1), {.from = argon2_hash, .to = "new"}).error() == account_changed);
    CHECK(store.set_password(id(1), Epoch{0}, "new").error() == account_changed);
    CHECK(store.set_locked(id(1), true).error() == account_changed);
    CHECK(store.remove(id(1)).error() == account_changed);
    CHECK(same(stored(store, id(2)), account(2, "bob")));
    add(store, account(3, "ann"));
    CHECK(store.find_by_key("ann").value()->id == id(3));
  });
}

TEST_CASE("realms of one database do not see one another's accounts") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& one = database.open("one");
    AccountStore& other = database.open("other");
    add(one, account(1, "ann"));
    CHECK_FALSE(other.find_by_key("ann").value().has_value());
    CHECK_FALSE(other.find_by_id(id(1)).value().has_value());
    CHECK(other.upgrade_hash(id(1), {.from = argon2_hash, .to = "new"}).error() == account_changed);
    CHECK(other.set_password(id(1), Epoch{0}, "new").error() == account_changed);
    CHECK(other.set_locked(id(1), true).error() == account_changed);
    CHECK(other.remove(id(1)).error() == account_changed);
    CHECK(other.parameter_mix().value().empty());
    Account twin = account(1, "ann");
    twin.name = "another Ann";
    add(other, twin);
    CHECK(same(stored(one, id(1)), account(1, "ann")));
    CHECK(same(stored(other, id(1)), twin));
    CHECK(other.remove(id(1)));
    CHECK(same(stored(one, id(1)), account(1, "ann")));
  });
}

TEST_CASE("the parameter mix counts readable hashes, the most frequent first") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& store = database.open("realm");
    CHECK(store.parameter_mix().value().empty());
    std::uint8_t number = 0;
    const auto add_with = [&](std::string_view hash) {
      ++number;
      Account account = test::account(number, std::to_string(number));
      account.password_hash = hash;
      add(store, account);
    };
    add_with(bcrypt_hash);
    for (const std::string_view unreadable : {"", "*0", "!", "plain text"}) add_with(unreadable);
    add_with(argon2_hash);
    add_with(argon2_hash);
    const auto mix = store.parameter_mix();
    REQUIRE(mix);
    REQUIRE(mix->size() == 2);
    CHECK((*mix)[0].params == HashParams{Argon2Params{.memory = KiB{32768}, .passes = 2, .lanes = 1}});
    CHECK((*mix)[0].accounts == 2);
    CHECK((*mix)[1].params == HashParams{BcryptParams{.cost = 5}});
    CHECK((*mix)[1].accounts == 1);
  });
}

TEST_CASE("a store that answers says so") {
  on_every_backend([](AccountDatabase& database) { CHECK(database.open("realm").ping()); });
}

TEST_CASE("stores on one database see each other's changes at once") {
  on_every_backend([](AccountDatabase& database) {
    AccountStore& here = database.open("realm");
    AccountStore& there = database.open("realm");
    add(here, account(1, "ann"));
    CHECK(same(stored(there, id(1)), account(1, "ann")));
    CHECK(*there.set_locked(id(1), true) == Epoch{1});
    CHECK(stored(here, id(1)).locked);
    CHECK(here.insert(account(2, "ann")).error() == account_exists);
  });
}

TEST_CASE("what a lasting backend acknowledged is there after it was closed") {
  for (const AccountBackend& backend : account_backends()) {
    if (!backend.survives_close) continue;
    INFO("backend: ", std::string{backend.name});
    const auto database = backend.make();
    Account expected = account(1, "ann");
    add(database->open("realm"), expected);
    REQUIRE(database->open("realm").set_password(id(1), Epoch{0}, "new"));
    database->close();
    expected.password_hash = "new";
    expected.epoch = Epoch{1};
    CHECK(same(stored(database->open("realm"), id(1)), expected));
  }
}
