// RefreshSessions over a scripted store: what the store is asked, what its answers are told as.
#include "signet/session/refresh_sessions.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "unit/session/refresh_sessions_fixture.hpp"

using namespace signet;
using test::ann;
using test::counted;
using test::Fixture;
using test::noon;
using test::some_options;

namespace {

const Error unavailable{Errc::store_unavailable};
const Error no_random{Errc::random_unavailable};
const Error bad_subject{Errc::member_invalid, "subject"};
const Uuid ann_id = *Uuid::parse(ann);
const FamilyId first_family{counted(1)};

using Calls = std::vector<std::string>;

TEST_CASE("each option has its bounds, and the error names it") {
  const Seconds tick = Seconds::of_microseconds(1);
  const auto build = [](FamilyLifetime lifetime, Seconds grace) -> std::string {
    RefreshSessionsOptions options = some_options();
    options.lifetime = lifetime;
    options.grace = grace;
    test::ScriptedSessionStore store;
    const auto built = RefreshSessions::build(store, system_random(), std::move(options));
    if (built) return "built";
    CHECK(built.error().code() == Errc::option_invalid);
    return std::string{built.error().name()};
  };
  const Seconds minute = Seconds::of(60);
  const Seconds longest = Seconds::of(400 * 86'400);
  const Seconds second = Seconds::of(1);
  const auto less = [](Seconds span) { return Seconds::of_microseconds(span.microseconds() - 1); };
  const auto more = [](Seconds span) { return Seconds::of_microseconds(span.microseconds() + 1); };
  struct Row {
    FamilyLifetime lifetime;
    Seconds grace;
    std::string result;
  };
  const std::vector<Row> rows{
      {{minute, second}, {}, "built"},
      {{less(minute), second}, {}, "lifetime.absolute"},
      {{longest, second}, {}, "built"},
      {{more(longest), second}, {}, "lifetime.absolute"},
      {{minute, less(second)}, {}, "lifetime.idle"},
      {{minute, minute}, {}, "built"},
      {{minute, more(minute)}, {}, "lifetime.idle"},
      {{minute, minute}, tick, "built"},
      {{minute, minute}, Seconds::of_microseconds(-1), "grace"},
      {{minute, minute}, minute, "built"},
      {{minute, minute}, more(minute), "grace"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.result);
    CAPTURE(row.lifetime.absolute.microseconds());
    CAPTURE(row.lifetime.idle.microseconds());
    CAPTURE(row.grace.microseconds());
    CHECK(build(row.lifetime, row.grace) == row.result);
  }
}

TEST_CASE("sessions without a key are not built") {
  test::ScriptedSessionStore store;
  const auto built = RefreshSessions::build(store, system_random(), {});
  CHECK(built.error() == Error{Errc::option_invalid, "keys"});
}

TEST_CASE("a session begins at generation 0 of a fresh family, with the options' lifetime and limit") {
  RefreshSessionsOptions options = some_options();
  options.lifetime = {.absolute = Seconds::of(600), .idle = Seconds::of(60)};
  options.most_per_subject = 3;
  Fixture f{std::move(options)};
  const auto issued = f.sessions.begin(ann, Epoch{4}, noon);
  REQUIRE(issued);
  CHECK(issued->family == first_family);
  CHECK(issued->expires_at == noon + Seconds::of(600));
  CHECK(f.store.calls == Calls{"create"});
  CHECK(f.store.created.id == first_family);
  CHECK(f.store.created_subject == ann);
  CHECK(f.store.created.epoch == Epoch{4});
  CHECK(f.store.created.now == noon);
  CHECK(f.store.created.lifetime.absolute == Seconds::of(600));
  CHECK(f.store.created.lifetime.idle == Seconds::of(60));
  CHECK(f.store.created.most == 3);
  const auto token = f.sessions.read(issued->text);
  REQUIRE(token);
  CHECK(token->family() == first_family);
  CHECK(token->generation() == 0);
}

TEST_CASE("a login whose account changed meanwhile begins no session, and that is reported of its subject") {
  Fixture f;
  f.store.creations = {Creation::epoch_passed};
  CHECK(f.sessions.begin(ann, Epoch{4}, noon).error() == Error{Errc::account_changed});
  REQUIRE(f.events.size() == 1);
  CHECK(f.events[0].kind == EventKind::session_refused);
  CHECK(f.events[0].session == Uuid{});
  CHECK(f.events[0].subject == ann_id);
  CHECK(f.events[0].code == Errc::account_changed);
}

TEST_CASE("a session may be begun under an id that was made before; that one is never replaced") {
  const FamilyId chosen{counted(9)};
  Fixture f;
  f.random.calls_left = 0;
  const auto issued = f.sessions.begin(ann, Epoch{0}, noon, chosen);
  REQUIRE(issued);
  CHECK(issued->family == chosen);
  f.store.creations = {Error{Errc::session_exists}};
  CHECK(f.sessions.begin(ann, Epoch{0}, noon, chosen).error() == Error{Errc::session_exists});
  CHECK(f.store.calls == Calls{"create", "create"});
}

TEST_CASE("an id that is taken is replaced once; when the next is taken too, that is told") {
  const Error taken{Errc::session_exists};
  Fixture f;
  f.store.creations = {taken};
  const auto issued = f.sessions.begin(ann, Epoch{0}, noon);
  REQUIRE(issued);
  CHECK(issued->family == FamilyId{counted(2)});
  CHECK(f.store.calls == Calls{"create", "create"});
  REQUIRE(f.events.size() == 1);
  CHECK(f.events[0].session == counted(2));

  f.store.creations = {taken, taken};
  CHECK(f.sessions.begin(ann, Epoch{0}, noon).error() == taken);
  CHECK(f.store.calls.size() == 4);
}

TEST_CASE("a session is looked up only while it is active") {
  Fixture f;
  const RefreshToken token = f.token();
  const auto nothing = f.sessions.look_up(token, noon);
  REQUIRE(nothing);
  CHECK_FALSE(nothing->has_value());
  Family family;
  family.id = first_family;
  family.subject = ann;
  for (const bool active : {true, false}) {
    CAPTURE(active);
    f.store.found = std::optional{FamilyState{.family = family, .active = active}};
    const auto found = f.sessions.look_up(token, noon);
    REQUIRE(found);
    CHECK(*found == (active ? std::optional{family} : std::nullopt));
  }
  CHECK(f.store.calls == Calls{"find", "find", "find"});
}

TEST_CASE("a token is used as it is, for the options' idle time") {
  Fixture f;
  const RefreshToken token = f.token();
  for (const FamilyUse use : {FamilyUse::active, FamilyUse::superseded, FamilyUse::not_active}) {
    f.store.used = use;
    const auto used = f.sessions.use(token, noon);
    REQUIRE(used.has_value());
    CHECK(*used == use);
  }
  CHECK(f.store.idle_of_use == Seconds::of(7 * 86'400));
  CHECK(f.events.empty());
}

TEST_CASE("what ends sessions reports it, naming what it knows, once the store has answered") {
  Fixture f;
  CHECK(f.sessions.begin(ann, Epoch{0}, noon));
  CHECK(f.sessions.end(first_family, noon).has_value());
  f.store.revoked_of_subject = std::uint32_t{2};
  CHECK(*f.sessions.end_all(ann, noon) == 2);
  CHECK(f.sessions.raise_epoch(ann, Epoch{1}));
  CHECK(f.sessions.end_before(noon));
  struct Row {
    EventKind kind;
    Uuid session;
    Uuid subject;
  };
  const std::vector<Row> rows{
      {EventKind::session_begun, first_family.uuid, ann_id},
      {EventKind::session_ended, first_family.uuid, {}},
      {EventKind::session_ended, {}, ann_id},
      {EventKind::session_ended, {}, ann_id},
      {EventKind::session_ended, {}, {}},
  };
  REQUIRE(f.events.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(f.events[i].kind == rows[i].kind);
    CHECK(f.events[i].session == rows[i].session);
    CHECK(f.events[i].subject == rows[i].subject);
  }
}

TEST_CASE("ending what had ended reports nothing, and a subject that is no UUID is not named") {
  Fixture f;
  f.store.revocation = Revocation::was_not_active;
  const auto ended = f.sessions.end(first_family, noon);
  REQUIRE(ended.has_value());
  CHECK(*ended == Revocation::was_not_active);
  CHECK(*f.sessions.end_all(ann, noon) == 0);
  CHECK(f.events.empty());
  CHECK(f.sessions.begin("ann@example.com", Epoch{0}, noon));
  REQUIRE(f.events.size() == 1);
  CHECK(f.events[0].subject == Uuid{});
}

TEST_CASE("a subject has 1 to 255 bytes, in every call, or no store is asked") {
  const auto outcomes = [](Fixture& f, std::string_view subject) {
    const auto code = [](const auto& result) {
      return result ? std::nullopt : std::optional{result.error()};
    };
    return std::vector{code(f.sessions.begin(subject, Epoch{0}, noon)),
                       code(f.sessions.end_all(subject, noon)),
                       code(f.sessions.raise_epoch(subject, Epoch{1})), code(f.sessions.list(subject, noon))};
  };
  for (const std::size_t size : {std::size_t{0}, std::size_t{256}}) {
    CAPTURE(size);
    Fixture f;
    CHECK(outcomes(f, std::string(size, 'a')) == std::vector(4, std::optional{bad_subject}));
    CHECK(f.store.calls.empty());
  }
  for (const std::size_t size : {std::size_t{1}, std::size_t{255}}) {
    CAPTURE(size);
    Fixture f;
    CHECK(outcomes(f, std::string(size, 'a')) == std::vector(4, std::optional<Error>{}));
  }
}

TEST_CASE("R06: what the store does not answer is told as it is, with no token and no event") {
  Fixture f;
  const RefreshToken token = f.token();
  f.store.creations = {unavailable};
  f.store.found = unavailable;
  f.store.rotation = unavailable;
  f.store.used = unavailable;
  f.store.revocation = unavailable;
  f.store.revoked_of_subject = unavailable;
  f.store.done = unavailable;
  f.store.listed = unavailable;
  CHECK(f.sessions.begin(ann, Epoch{0}, noon).error() == unavailable);
  CHECK(f.sessions.look_up(token, noon).error() == unavailable);
  CHECK(f.sessions.rotate(token, noon).error() == unavailable);
  CHECK(f.sessions.use(token, noon).error() == unavailable);
  CHECK(f.sessions.end(token.family(), noon).error() == unavailable);
  CHECK(f.sessions.end_all(ann, noon).error() == unavailable);
  CHECK(f.sessions.end_before(noon).error() == unavailable);
  CHECK(f.sessions.raise_epoch(ann, Epoch{1}).error() == unavailable);
  CHECK(f.sessions.list(ann, noon).error() == unavailable);
  CHECK(f.store.calls == Calls{"create", "find", "rotate", "use", "revoke", "revoke_subject", "revoke_before",
                               "raise_epoch", "list"});
  CHECK(f.events.empty());
}

TEST_CASE("without randomness nothing is begun, and nothing rotated but a caller's own attempt") {
  Fixture f;
  const RefreshToken token = f.token();
  f.random.calls_left = 0;
  CHECK(f.sessions.begin(ann, Epoch{0}, noon).error() == no_random);
  CHECK(f.sessions.rotate(token, noon).error() == no_random);
  CHECK(f.store.calls.empty());
  CHECK(f.sessions.rotate(token, noon, AttemptId{counted(9)}).has_value());
  CHECK(f.store.calls == Calls{"rotate"});

  f.random.calls_left = 1;
  f.store.creations = {Error{Errc::session_exists}};
  CHECK(f.sessions.begin(ann, Epoch{0}, noon).error() == no_random);
}

}  // namespace
