// Rotation over a scripted store: what it is asked, and what each of its answers is told as.
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "signet/session/refresh_sessions.hpp"
#include "unit/session/refresh_sessions_fixture.hpp"

using namespace signet;
using test::ann;
using test::counted;
using test::Fixture;
using test::noon;
using test::some_options;

namespace {

const Uuid ann_id = *Uuid::parse(ann);
const FamilyId first_family{counted(1)};

RotationOutcome answer(RotationResult result, std::uint32_t generation = 0) {
  return {.result = result, .generation = generation, .expires_at = noon + Seconds::of(500), .subject = ann};
}

TEST_CASE("an attempt is the caller's, or a random one of each call") {
  Fixture f;
  const RefreshToken token = f.token();
  f.store.rotation = answer(RotationResult::rotated, 1);
  const AttemptId own{counted(200)};
  std::vector<std::string> texts;
  for (int i = 0; i < 2; ++i) {
    const auto outcome = f.sessions.rotate(token, noon, own);
    REQUIRE(outcome.has_value());
    REQUIRE(outcome->token);
    CHECK(f.store.rotated.attempt == own);
    texts.push_back(outcome->token->text);
  }
  CHECK(texts[0] == texts[1]);
  CHECK(f.sessions.rotate(token, noon).has_value());
  CHECK(f.store.rotated.attempt == AttemptId{counted(2)});
  CHECK(f.sessions.rotate(token, noon).has_value());
  CHECK(f.store.rotated.attempt == AttemptId{counted(3)});
}

TEST_CASE("a rotation asks with the token's generation and the options") {
  RefreshSessionsOptions options = some_options();
  options.lifetime = {.absolute = Seconds::of(600), .idle = Seconds::of(60)};
  options.grace = Seconds::of(10);
  options.on_reuse = OnReuse::refuse;
  Fixture f{std::move(options)};
  const RefreshToken first = f.token();
  f.store.rotation = answer(RotationResult::rotated, 258);
  const auto outcome = f.sessions.rotate(first, noon);
  REQUIRE(outcome.has_value());
  const auto successor = f.sessions.read(outcome->token->text);
  REQUIRE(successor);
  CHECK(f.sessions.rotate(*successor, noon + Seconds::of(1)).has_value());
  CHECK(f.store.rotated.family == first_family);
  CHECK(f.store.rotated.generation == 258);
  CHECK(f.store.rotated.now == noon + Seconds::of(1));
  CHECK(f.store.rotated.idle == Seconds::of(60));
  CHECK(f.store.rotated.grace == Seconds::of(10));
  CHECK(f.store.rotated.on_reuse == OnReuse::refuse);
}

TEST_CASE("each answer to a rotation is told with its token, if it has one, and its event") {
  struct Row {
    RotationResult answered;
    RotationResult told;
    bool has_token;
    EventKind event;
    Errc code;
    Uuid subject;
  };
  const std::vector<Row> rows{
      {RotationResult::rotated, RotationResult::rotated, true, EventKind::session_rotated, Errc{}, ann_id},
      {RotationResult::current, RotationResult::current, true, EventKind::session_reissued, Errc{}, ann_id},
      {RotationResult::reused, RotationResult::reused, false, EventKind::session_reused,
       Errc::refresh_token_invalid, ann_id},
      {RotationResult::ahead, RotationResult::not_active, false, EventKind::store_regressed,
       Errc::refresh_token_invalid, ann_id},
      {RotationResult::not_active,
       RotationResult::not_active,
       false,
       EventKind::session_refused,
       Errc::session_ended,
       {}},
  };
  for (const Row& row : rows) {
    CAPTURE(static_cast<int>(row.answered));
    Fixture f;
    const RefreshToken token = f.token();
    if (row.answered != RotationResult::not_active) {  // whose answer is untouched defaults
      f.store.rotation = answer(row.answered, row.has_token ? 1 : 0);
    }
    const auto outcome = f.sessions.rotate(token, noon);
    REQUIRE(outcome.has_value());
    CHECK(outcome->result == row.told);
    REQUIRE(outcome->token.has_value() == row.has_token);
    if (row.has_token) {
      CHECK(outcome->token->family == first_family);
      CHECK(outcome->token->expires_at == noon + Seconds::of(500));
      const auto successor = f.sessions.read(outcome->token->text);
      REQUIRE(successor);
      CHECK(successor->family() == first_family);
      CHECK(successor->generation() == 1);
    }
    REQUIRE(f.events.size() == 1);
    CHECK(f.events[0].kind == row.event);
    CHECK(f.events[0].session == first_family.uuid);
    CHECK(f.events[0].subject == row.subject);
    CHECK(f.events[0].code == row.code);
  }
}

TEST_CASE(
    "a rotation that ended the family without confirmation is told as an error, and its theft reported") {
  Fixture f;
  const RefreshToken token = f.token();
  f.store.rotation = fail(Errc::revoke_unconfirmed);
  CHECK(f.sessions.rotate(token, noon).error() == fail(Errc::revoke_unconfirmed));
  REQUIRE(f.events.size() == 1);
  CHECK(f.events[0].kind == EventKind::session_reused);
  CHECK(f.events[0].session == first_family.uuid);
  CHECK(f.events[0].code == Errc::revoke_unconfirmed);
}

}  // namespace
