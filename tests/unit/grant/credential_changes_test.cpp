// Password change, lock, removal and log-out-everywhere: what each voids, also when it was done by half.
#include "signet/grant/credential_changes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "unit/grant/grant_fixture.hpp"

using namespace signet;
using namespace signet::test;

namespace {

using Names = std::vector<std::string>;

/// One of the changes, made to Ada as she is now.
struct Change {
  std::string_view name;
  Result<void> (*make)(Granting&);
  Names calls;
};

Result<void> without_epoch(const Result<Epoch>& result) {
  return result ? Result<void>{} : Result<void>{result.error()};
}

Result<void> change_password(Granting& server) {
  const auto account = server.accounts.find_by_id(server.ada.id);
  if (!account) return account.error();
  return without_epoch(server.changes.set_password(server.ada.id, (*account)->epoch, "another hash"));
}
Result<void> lock(Granting& server) { return without_epoch(server.changes.set_locked(server.ada.id, true)); }
Result<void> unlock(Granting& server) {
  return without_epoch(server.changes.set_locked(server.ada.id, false));
}
Result<void> log_out_everywhere(Granting& server) {
  return without_epoch(server.changes.log_out_everywhere(server.ada.id));
}
Result<void> remove(Granting& server) { return server.changes.remove(server.ada.id); }

const std::array changes{
    Change{"set_password",
           change_password,
           {"accounts.find_by_id", "accounts.set_password", "sessions.raise_epoch"}},
    Change{"lock", lock, {"accounts.set_locked", "sessions.raise_epoch"}},
    Change{"unlock", unlock, {"accounts.set_locked", "sessions.raise_epoch"}},
    Change{"log_out_everywhere", log_out_everywhere, {"accounts.raise_epoch", "sessions.raise_epoch"}},
    Change{"remove", remove, {"accounts.raise_epoch", "sessions.raise_epoch", "accounts.remove"}},
};

}  // namespace

TEST_CASE("every change is written to the account, then told to the sessions, which are void from then on") {
  for (const Change& change : changes) {
    CAPTURE(change.name);
    Granting server;
    const std::string one = server.begun().refresh_token.text;
    const std::string other = server.begun().refresh_token.text;
    REQUIRE(change.make(server));
    CHECK(server.calls.made == change.calls);
    CHECK(server.refreshed(one) == RotationResult::not_active);
    CHECK(server.refreshed(other) == RotationResult::not_active);
    CHECK(server.active_sessions() == 0);
  }
}

TEST_CASE("R13: a login whose password was checked before the change begins no session") {
  for (const Change& change : changes) {
    CAPTURE(change.name);
    Granting server;
    REQUIRE(change.make(server));  // between Accounts::conclude, which gave `ada`, and begin
    CHECK(server.grant.begin(server.ada, noon).error() == fail(Errc::account_changed));
    CHECK(server.active_sessions() == 0);
  }
}

TEST_CASE("each change gives the epoch under which the next login is good") {
  Granting server;
  CHECK(server.changes.set_password(server.ada.id, Epoch{0}, "another hash").value() == Epoch{1});
  CHECK(server.changes.set_locked(server.ada.id, true).value() == Epoch{2});
  CHECK(server.changes.set_locked(server.ada.id, false).value() == Epoch{3});
  CHECK(server.changes.log_out_everywhere(server.ada.id).value() == Epoch{4});
  const auto tokens = server.grant.begin({server.ada.id, server.ada.name, Epoch{4}}, noon);
  REQUIRE(tokens);
  CHECK(server.refreshed(tokens->refresh_token.text) == RotationResult::rotated);
}

TEST_CASE("a change that was authorised under an older epoch, or of an account that is gone, tells nobody") {
  Granting server;
  REQUIRE(server.changes.log_out_everywhere(server.ada.id));
  const Error changed = fail(Errc::account_changed);
  server.calls.mend();
  CHECK(server.changes.set_password(server.ada.id, Epoch{0}, "another hash").error() == changed);
  CHECK(server.calls.made == Names{"accounts.set_password"});
  REQUIRE(server.changes.remove(server.ada.id));
  server.calls.mend();
  CHECK(server.changes.set_password(server.ada.id, Epoch{2}, "another hash").error() == changed);
  CHECK(server.changes.set_locked(server.ada.id, true).error() == changed);
  CHECK(server.changes.log_out_everywhere(server.ada.id).error() == changed);
  CHECK(server.changes.remove(server.ada.id).error() == changed);
  CHECK(server.calls.made == Names{"accounts.set_password", "accounts.set_locked", "accounts.raise_epoch",
                                   "accounts.raise_epoch"});
}

TEST_CASE("with the account store down nothing is changed, and sessions go on") {
  for (const Change& change : changes) {
    CAPTURE(change.name);
    Granting server;
    const std::string token = server.begun().refresh_token.text;
    server.calls.take_down("accounts.");
    CHECK(change.make(server).error() == unavailable);
    server.calls.bring_up();
    CHECK(server.refreshed(token) == RotationResult::rotated);
  }
}

TEST_CASE("with the session store down a change is not acknowledged, yet voids; repeated, it is whole") {
  for (const Change& change : changes) {
    CAPTURE(change.name);
    Granting server;
    const std::string token = server.begun().refresh_token.text;
    server.calls.take_down("sessions.");
    CHECK(change.make(server).error() == unavailable);
    server.calls.bring_up();
    CHECK(server.active_sessions() == 1);  // the session store does not know yet; the account does
    CHECK(server.refreshed(token) == RotationResult::not_active);
    REQUIRE(change.make(server));
    CHECK(server.active_sessions() == 0);
    CHECK(server.grant.begin(server.ada, noon).error() == fail(Errc::account_changed));
  }
}

TEST_CASE("whichever store call of a change breaks off, it is whole or unavailable, and can be repeated") {
  for (const Change& change : changes) {
    CAPTURE(change.name);
    for (const Lost lost : {Lost::request, Lost::answer}) {
      for (std::size_t n = 1; n <= change.calls.size(); ++n) {
        CAPTURE(n);
        Granting server;
        const std::string token = server.begun().refresh_token.text;
        server.calls.break_off(n, lost);
        CHECK(change.make(server).error() == unavailable);
        CHECK(server.calls.broke_off());
        server.calls.mend();
        const auto repeated = change.make(server);
        // A removal whose last answer was lost has nothing left to remove.
        const bool gone = change.name == "remove" && lost == Lost::answer && n == change.calls.size();
        if (gone) {
          CHECK(repeated.error() == fail(Errc::account_changed));
        } else {
          CHECK(repeated);
        }
        CHECK(server.active_sessions() == 0);
        CHECK(server.refreshed(token) == RotationResult::not_active);
      }
    }
  }
}

TEST_CASE("R05: once a lock is acknowledged no refresh succeeds any more, however many run at once") {
  Granting server;
  std::array<std::string, 4> tokens;
  for (std::string& token : tokens) token = server.begun().refresh_token.text;
  std::atomic<bool> locked = false;
  std::atomic<int> refreshed = 0;
  std::atomic<int> refreshed_though_locked = 0;
  std::vector<std::thread> clients;
  for (std::string& token : tokens) {
    clients.emplace_back([&] {
      for (;;) {
        const bool was_locked = locked;
        auto outcome = server.grant.refresh(token, noon);
        if (!outcome.has_value() || !outcome->tokens) return;
        ++refreshed;
        if (was_locked) ++refreshed_though_locked;
        token = outcome->tokens->refresh_token.text;
      }
    });
  }
  while (refreshed < 20) std::this_thread::yield();
  CHECK(lock(server));
  locked = true;
  for (std::thread& client : clients) client.join();
  CHECK(refreshed_though_locked == 0);
  for (const std::string& token : tokens) CHECK(server.refreshed(token) == RotationResult::not_active);
}
