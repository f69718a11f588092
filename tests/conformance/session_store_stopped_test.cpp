// A process that is killed at a named place of a rotation or of an end, and what the token that it held is
// worth after a restart, over every backend that lasts.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <optional>
#include <string>
#include <string_view>

#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"
#include "signet/session/refresh_sessions.hpp"
#include "support/killed_process.hpp"

using namespace signet;
using namespace signet::test;

namespace {

RefreshSessions sessions_over(SessionDatabase& database, Seconds grace) {
  RefreshSessionsOptions options;
  options.keys.push_back(SecretBytes::copy_of(std::string_view{"a refresh key of thirty-two bytes"}));
  options.grace = grace;
  return RefreshSessions::build(database.open("realm"), system_random(), std::move(options)).value();
}

std::string begun(SessionDatabase& database) {
  auto sessions = sessions_over(database, Seconds{});
  const auto token = sessions.begin("ann", Epoch{}, noon);
  REQUIRE(token);
  database.close();  // connections are not to be carried through a fork
  return token->text;
}

// Does `work` in another process, which is killed when it comes to `place`.
template <class Work>
void kill_at(const char* place, SessionDatabase& database, const std::string& token, Work work) {
  REQUIRE(killed_in([&] {
    ::setenv("TEST_SIGNET_STOP_AT", place, 1);
    auto sessions = sessions_over(database, Seconds{});
    work(sessions, *sessions.read(token));
    return false;  // the place was passed
  }));
}

// A place where a process may be killed.
struct Row {
  const char* place;
  const char* only;  // the backend that has it; null: all
  Seconds grace;
  std::optional<AttemptId> again;  // the attempt after the restart, where it is the one before
  RotationResult result;
};
constexpr Seconds grace = Seconds::of(10);

// Runs `test(database, row)` for each row and backend that has its place.
template <class Rows, class Test>
void for_each_place(const Rows& rows, Test test) {
  for (const SessionBackend& backend : session_backends()) {
    if (!backend.survives_close) continue;
    INFO("backend: ", std::string{backend.name});
    for (const auto& row : rows) {
      if (row.only != nullptr && std::string_view{row.only} != backend.name) continue;
      INFO("killed at: ", std::string{row.place});
      const auto database = backend.make();
      test(*database, row);
    }
  }
}

}  // namespace

TEST_CASE(
    "R06: killed between consume and issue, or before, a process has given a token one successor at most") {
  const AttemptId first = attempt_id(1);
  const Row rows[] = {
      {"before_rotate", nullptr, {}, {}, RotationResult::rotated},   // nothing was consumed
      {"before_commit", "sqlite", {}, {}, RotationResult::rotated},  // written, and not committed
      {"after_rotate", nullptr, {}, {}, RotationResult::reused},     // consumed, and nobody has the successor
      {"after_rotate", nullptr, grace, {}, RotationResult::current},
      {"after_rotate", nullptr, {}, first, RotationResult::rotated},
  };
  for_each_place(rows, [&](SessionDatabase& database, const Row& row) {
    const std::string token = begun(database);
    kill_at(row.place, database, token, [&](RefreshSessions& sessions, const RefreshToken& presented) {
      static_cast<void>(sessions.rotate(presented, noon, first).has_value());
    });
    auto sessions = sessions_over(database, row.grace);
    const auto presented = sessions.read(token);
    const auto outcome = sessions.rotate(*presented, noon, row.again.value_or(attempt_id(2)));
    REQUIRE(outcome.has_value());
    CHECK(outcome->result == row.result);
    const auto family = sessions.list("ann", noon).value().at(0);
    CHECK(family.family.generation == 1);
    CHECK(family.active == (row.result != RotationResult::reused));
    REQUIRE(outcome->token.has_value() == family.active);
    if (family.active) CHECK(sessions.read(outcome->token->text).value().generation() == 1);
  });
}

TEST_CASE("R06: a process killed while it ends a session has ended it or not, and it can be ended again") {
  struct End {
    const char* place;
    const char* only;
    Revocation again;
  };
  constexpr End rows[] = {{"before_commit", "sqlite", Revocation::revoked},
                          {"after_revoke", nullptr, Revocation::was_not_active}};
  for_each_place(rows, [](SessionDatabase& database, const End& row) {
    const std::string token = begun(database);
    kill_at(row.place, database, token, [](RefreshSessions& sessions, const RefreshToken& presented) {
      static_cast<void>(sessions.end(presented.family(), noon).has_value());
    });
    auto sessions = sessions_over(database, Seconds{});
    const auto presented = sessions.read(token);
    CHECK(*sessions.end(presented->family(), noon) == row.again);
    const auto outcome = sessions.rotate(*presented, noon);
    REQUIRE(outcome.has_value());
    CHECK(outcome->result == RotationResult::not_active);
  });
}
