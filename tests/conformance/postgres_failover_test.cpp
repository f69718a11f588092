// What a fail-over to a standby keeps: all that was acknowledged where the standby is synchronous, and no
// more than had reached it where it is not.
#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <string>

#include "conformance/some_families.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "support/postgres_server.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// A server and a standby that follows it, apart from the one that all tests share.
class Pair {
 public:
  Pair() {
    control_postgres("start", primary_);
    control_postgres("standby", standby_, primary_);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    control_postgres("remove", standby_);
    control_postgres("remove", primary_);
  }

  std::string primary_url() const { return postgres_url(primary_); }
  std::string standby_url() const { return postgres_url(standby_); }
  /// From now on a commit waits until the standby has it on its disk.
  void make_synchronous() const {
    Outside primary{primary_url()};
    primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
    primary.execute("SELECT pg_reload_conf()");
    primary.await("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", "1");
  }
  /// Until the standby has all that the primary wrote so far.
  void await_standby() const {
    Outside primary{primary_url()};
    const std::string written = primary.value("SELECT pg_current_wal_lsn()");
    primary.await("SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= '" + written + "'", "1");
  }
  void hold_standby_back() const { control_postgres("halt", standby_); }
  void halt_primary() const { control_postgres("halt", primary_); }
  void promote_standby() const {
    control_postgres("resume", standby_);
    control_postgres("promote", standby_);
  }

 private:
  std::string primary_ = postgres_folder() + "-primary";
  std::string standby_ = postgres_folder() + "-standby";
};

std::unique_ptr<PostgresSessionStore> sessions_on(const std::string& url) {
  auto store = PostgresSessionStore::open(open_postgres(url), "realm");
  REQUIRE(store);
  return std::move(*store);
}

}  // namespace

TEST_CASE("with a synchronous standby a fail-over loses no end that was acknowledged") {
  const Pair pair;
  const auto before = sessions_on(pair.primary_url());
  begin(*before, new_family(1));
  begin(*before, new_family(2));
  pair.make_synchronous();
  REQUIRE(*before->revoke(family_id(1), noon) == Revocation::revoked);
  pair.hold_standby_back();
  auto ending = std::async(std::launch::async, [&] { return before->revoke(family_id(2), noon); });
  Outside{pair.primary_url()}.await("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
                                    "1");
  pair.halt_primary();
  CHECK(ending.get().error() == fail(Errc::store_unavailable));  // never acknowledged
  pair.promote_standby();
  const auto after = sessions_on(pair.standby_url());
  CHECK(rotate(*after, rotation(1)) == RotationResult::not_active);
  CHECK(rotate(*after, rotation(2)) == RotationResult::rotated);
}

TEST_CASE("an end whose wait for the standby was cancelled is not acknowledged, though the primary has it") {
  const Pair pair;
  const auto before = sessions_on(pair.primary_url());
  begin(*before, new_family(1));
  pair.make_synchronous();
  pair.hold_standby_back();
  auto ending = std::async(std::launch::async, [&] { return before->revoke(family_id(1), noon); });
  Outside primary{pair.primary_url()};
  primary.await("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", "1");
  primary.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  const auto ended = ending.get();
  REQUIRE_FALSE(ended.has_value());
  CHECK(ended.error() == fail(Errc::store_unavailable));
  CHECK_FALSE(is_active(*before, 1));
  auto again = std::async(std::launch::async, [&] { return before->revoke(family_id(1), noon); });
  primary.await("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", "1");
  pair.halt_primary();
  CHECK(again.get().error() == fail(Errc::store_unavailable));
  pair.promote_standby();
  CHECK(rotate(*sessions_on(pair.standby_url()), rotation(1)) == RotationResult::rotated);
}

// A primary with family 1, whose synchronous standby does not answer.
struct Waiting {
  Pair pair;
  std::unique_ptr<PostgresSessionStore> store = sessions_on(pair.primary_url());
  Outside primary{pair.primary_url()};

  Waiting() {
    begin(*store, new_family(1));
    pair.make_synchronous();
    pair.hold_standby_back();
  }
  // Begins a call, which waits for the standby, and cancels the wait.
  template <class Call>
  void check_unavailable_when_cancelled(Call call) {
    auto calling = std::async(std::launch::async, call);
    primary.await("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", "1");
    primary.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    const auto outcome = calling.get();
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error() == fail(Errc::store_unavailable));
  }
};

TEST_CASE("an end of all of a subject's sessions that is repeated after a cancelled wait waits again") {
  Waiting waiting;
  for (int i = 0; i < 2; ++i) {
    waiting.check_unavailable_when_cancelled([&] { return waiting.store->revoke_subject("ann", noon); });
    CHECK_FALSE(is_active(*waiting.store, 1));  // from the first time on there is nothing left to end
  }
}

TEST_CASE("an end that is repeated after a cancelled wait waits again, though the family was forgotten") {
  Waiting waiting;
  SessionStore& store = *waiting.store;
  const auto end = [&] { return store.revoke(family_id(1), noon); };
  waiting.check_unavailable_when_cancelled(end);
  waiting.check_unavailable_when_cancelled([&] { return store.create(new_family(2, "bob")); });
  const auto forgotten = store.find(family_id(1), noon);
  REQUIRE(forgotten);
  CHECK_FALSE(forgotten->has_value());
  waiting.check_unavailable_when_cancelled(end);
}

TEST_CASE(
    "without a synchronous standby a fail-over loses ends that were acknowledged and had not reached it") {
  const Pair pair;
  const auto before = sessions_on(pair.primary_url());
  begin(*before, new_family(1));
  begin(*before, new_family(2));
  REQUIRE(*before->revoke(family_id(1), noon) == Revocation::revoked);
  pair.await_standby();
  pair.hold_standby_back();
  REQUIRE(*before->revoke(family_id(2), noon) == Revocation::revoked);
  pair.halt_primary();
  pair.promote_standby();
  const auto after = sessions_on(pair.standby_url());
  CHECK(rotate(*after, rotation(1)) == RotationResult::not_active);
  CHECK(rotate(*after, rotation(2)) == RotationResult::rotated);  // lost
}
