// What an AccountStore promises when many threads change one account at once, over every backend.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "conformance/account_databases.hpp"
#include "conformance/some_accounts.hpp"
#include "signet/account/account_store.hpp"
#include "support/at_once.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr std::size_t thread_counts[] = {2, 8, 64};

// Two stores on one database, so that threads meet inside a store and between stores.
struct TwoStores {
  explicit TwoStores(AccountDatabase& database) : stores{&database.open("realm"), &database.open("realm")} {}
  AccountStore& of(std::size_t thread) const { return *stores[thread % 2]; }
  std::array<AccountStore*, 2> stores;
};

template <class T>
std::size_t successes(const std::vector<Result<T>>& results) {
  return static_cast<std::size_t>(std::ranges::count_if(results, &Result<T>::has_value));
}

template <class T>
std::size_t failures(const std::vector<Result<T>>& results, Errc code) {
  return static_cast<std::size_t>(std::ranges::count_if(results, [code](const Result<T>& result) {
    return !result.has_value() && result.error() == Error{code};
  }));
}

std::string hash_of(std::size_t thread) { return "hash of thread " + std::to_string(thread); }

// Runs `test(stores, threads)` for every backend and number of threads, with an account `ann` in the store.
template <class Test>
void race(Test test) {
  for (const std::size_t threads : thread_counts) {
    CAPTURE(threads);
    on_every_backend([&](AccountDatabase& database) {
      const TwoStores stores{database};
      REQUIRE(stores.of(0).insert(account(1, "ann")));
      test(stores, threads);
    });
  }
}

}  // namespace

TEST_CASE("of many inserts within a number exactly as many win as there is room for") {
  race([](const TwoStores& stores, std::size_t threads) {
    const std::size_t most = threads / 2 + 1;  // beside ann
    const auto results = at_once(threads, [&](std::size_t thread) {
      const std::string key = "b" + std::to_string(thread);
      return stores.of(thread).insert_within(account(static_cast<std::uint8_t>(thread + 2), key), most);
    });
    CHECK(successes(results) == most - 1);
    CHECK(failures(results, Errc::accounts_full) == threads - (most - 1));
  });
}

TEST_CASE("of many inserts of one key exactly one wins, and it is the one that is stored") {
  race([](const TwoStores& stores, std::size_t threads) {
    const auto results = at_once(threads, [&](std::size_t thread) {
      Account mine = account(static_cast<std::uint8_t>(thread + 2), "bob");
      mine.password_hash = hash_of(thread);
      return stores.of(thread).insert(mine);
    });
    REQUIRE(successes(results) == 1);
    CHECK(failures(results, Errc::account_exists) == threads - 1);
    const auto winner = std::ranges::find_if(results, &Result<void>::has_value) - results.begin();
    CHECK(stores.of(0).find_by_key("bob").value()->password_hash ==
          hash_of(static_cast<std::size_t>(winner)));
  });
}

TEST_CASE("of many upgrades of one hash exactly one wins, and it is the one that is stored") {
  race([](const TwoStores& stores, std::size_t threads) {
    const auto results = at_once(threads, [&](std::size_t thread) {
      return stores.of(thread).upgrade_hash(id(1), {.from = argon2_hash, .to = hash_of(thread)});
    });
    REQUIRE(successes(results) == 1);
    CHECK(failures(results, Errc::account_changed) == threads - 1);
    const auto winner = std::ranges::find_if(results, &Result<void>::has_value) - results.begin();
    const auto account = stores.of(0).find_by_key("ann").value();
    CHECK(account->password_hash == hash_of(static_cast<std::size_t>(winner)));
    CHECK(account->epoch == Epoch{0});
  });
}

TEST_CASE("of many new passwords for one epoch exactly one wins, and the epoch is raised once") {
  race([](const TwoStores& stores, std::size_t threads) {
    const auto results = at_once(threads, [&](std::size_t thread) {
      return stores.of(thread).set_password(id(1), Epoch{0}, hash_of(thread));
    });
    REQUIRE(successes(results) == 1);
    CHECK(failures(results, Errc::account_changed) == threads - 1);
    const auto winner = std::ranges::find_if(results, &Result<Epoch>::has_value) - results.begin();
    const auto account = stores.of(0).find_by_key("ann").value();
    CHECK(account->password_hash == hash_of(static_cast<std::size_t>(winner)));
    CHECK(account->epoch == Epoch{1});
  });
}

TEST_CASE("locks from many threads all count: each is told an epoch of its own") {
  race([](const TwoStores& stores, std::size_t threads) {
    const auto results =
        at_once(threads, [&](std::size_t thread) { return stores.of(thread).set_locked(id(1), true); });
    REQUIRE(successes(results) == threads);
    std::vector<std::uint64_t> epochs;
    for (const auto& result : results) epochs.push_back(result->count);
    std::ranges::sort(epochs);
    CHECK(std::ranges::adjacent_find(epochs) == epochs.end());
    CHECK(epochs.front() == 1);
    CHECK(epochs.back() == threads);
  });
}

TEST_CASE("a rehash that races a new password never brings the old one back") {
  race([](const TwoStores& stores, std::size_t threads) {
    const auto results = at_once(threads, [&](std::size_t thread) -> Result<void> {
      if (thread != 0)
        return stores.of(thread).upgrade_hash(id(1), {.from = argon2_hash, .to = "old password, rehashed"});
      const auto epoch_seen = Epoch{0};
      const auto changed = stores.of(thread).set_password(id(1), epoch_seen, "new password");
      return changed ? Result<void>{} : changed.error();
    });
    CHECK(results[0].has_value());
    CHECK(stores.of(0).find_by_key("ann").value()->password_hash == "new password");
  });
}
