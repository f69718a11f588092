// Flow D's two ways of keeping sessions, families and the documented keys of Redis, give the same answers.
#include "refresh_server/store_d.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "refresh_server/families_d.hpp"
#include "refresh_server/token_keys.hpp"
#include "signet/store/memory_session_store.hpp"
#include "support/await.hpp"
#include "support/cutting_relay.hpp"
#include "support/redis_groups.hpp"
#include "support/redis_stores.hpp"

using namespace signet;
using namespace signet::example;

namespace {

constexpr NumericDate noon = NumericDate::from_seconds(1'790'000'000);
constexpr SessionD ann{1, SessionTag::of(0x123456789abcdef)};
constexpr SessionD ann_later{1, SessionTag::of(0x123456789abcdee)};
constexpr SessionD bob{18'446'744'073'709'551'615U, SessionTag::of(0x123456789abcdef)};  // the tag of another

std::vector<std::unique_ptr<StoreD>> both(const test::RedisServer& redis) {
  std::vector<std::unique_ptr<StoreD>> stores;
  stores.push_back(std::make_unique<FamiliesD>(std::make_unique<MemorySessionStore>(), system_random(),
                                               FamiliesOptions{}));
  auto database = RedisDatabase::open({.url = redis.url()});
  REQUIRE(database);
  stores.push_back(std::make_unique<TokenKeys>(*database, Seconds::of(86'400)));
  return stores;
}

void begin(StoreD& store, const SessionD& session) {
  const auto begun = store.begin(session, noon);
  REQUIRE(begun.has_value());
  REQUIRE(*begun == Creation::created);
}

RotationResult rotate(StoreD& store, const GenerationD& shown) {
  const auto result = store.rotate(shown, noon);
  REQUIRE(result.has_value());
  return *result;
}

Revocation end(StoreD& store, const SessionD& session) {
  const auto ended = store.end(session, noon);
  REQUIRE(ended.has_value());
  return *ended;
}

/// By both ways of asking, which must agree.
bool is_active(StoreD& store, const GenerationD& shown) {
  const auto looked_up = store.look_up(shown, noon);
  const auto used = store.use(shown, noon);
  REQUIRE(looked_up.has_value());
  REQUIRE(used.has_value());
  CHECK((*looked_up == FamilyUse::active) == (*used == FamilyUse::active));
  return *used == FamilyUse::active;
}

}  // namespace

TEST_CASE("the value of a key is the documented one, and begins with the tag where the scripts look for it") {
  const std::string value = token_value(ann.tag, 0);
  CHECK(value.size() == 106);
  CHECK(value.substr(15, 18) == make_uid({ann.tag, 7, TokenKind::refresh}).text().substr(0, 18));
  CHECK(value == R"({"access_uid":")" + make_uid({ann.tag, 0, TokenKind::access}).text() +
                     R"(","refresh_uid":")" + make_uid({ann.tag, 0, TokenKind::refresh}).text() + "\"}");
  CHECK(token_key(bob.user_id) == "token-18446744073709551615");
}

TEST_CASE(
    "either store: one session per user, the newest generation good, an older one reused, a later one "
    "ahead") {
  const test::RedisServer redis;
  for (const auto& store : both(redis)) {
    CHECK(store->ping());
    begin(*store, ann);
    begin(*store, bob);
    CHECK(is_active(*store, {ann, 0}));
    CHECK_FALSE(is_active(*store, {ann, 1}));
    CHECK(rotate(*store, {ann, 0}) == RotationResult::rotated);
    CHECK(rotate(*store, {ann, 0}) == RotationResult::reused);
    CHECK_FALSE(is_active(*store, {ann, 0}));
    CHECK(is_active(*store, {ann, 1}));  // reuse ended nothing
    CHECK(rotate(*store, {ann, 1}) == RotationResult::rotated);
    CHECK(rotate(*store, {ann_later, 0}) == RotationResult::not_active);
    CHECK(rotate(*store, {ann, 5}) == RotationResult::ahead);
    CHECK_FALSE(is_active(*store, {ann, 2}));
    CHECK(rotate(*store, {ann, 2}) == RotationResult::not_active);
    CHECK(is_active(*store, {bob, 0}));
  }
}

TEST_CASE("either store: an end is of one session, once, and of no other of the same user or tag") {
  const test::RedisServer redis;
  for (const auto& store : both(redis)) {
    begin(*store, ann);
    begin(*store, bob);
    begin(*store, ann_later);
    CHECK_FALSE(is_active(*store, {ann, 0}));
    CHECK(end(*store, ann) == Revocation::was_not_active);
    CHECK(is_active(*store, {ann_later, 0}));
    CHECK(rotate(*store, {ann_later, 0}) == RotationResult::rotated);
    CHECK(end(*store, ann_later) == Revocation::revoked);
    CHECK(end(*store, ann_later) == Revocation::was_not_active);
    CHECK_FALSE(is_active(*store, {ann_later, 1}));
    CHECK(is_active(*store, {bob, 0}));
  }
}

TEST_CASE(
    "R06: either store on Redis: a rotation whose answer is cut off anywhere is the same rotation once "
    "more") {
  const test::RedisServer redis;
  test::CuttingRelay relay{redis.port()};
  const std::string url = "redis://:" + test::redis_password() + "@127.0.0.1:" + std::to_string(relay.port());
  const auto database = test::open_redis(test::patient(url));
  struct Row {
    std::unique_ptr<StoreD> store;
    int reply;  // bytes
  };
  std::vector<Row> rows;
  rows.push_back({std::make_unique<FamiliesD>(test::sessions_on(database), system_random(),
                                              FamiliesOptions{.on_reuse = OnReuse::revoke}),
                  5 + 21 + 2});  // `$21`, end and subject
  rows.push_back({std::make_unique<TokenKeys>(database, Seconds::of(86'400)), 2 + 2});  // `:1`
  int cuts = 0;
  for (const Row& row : rows) {
    StoreD& store = *row.store;
    begin(store, ann);
    REQUIRE(rotate(store, {ann, 0}) == RotationResult::rotated);  // the server has the script now
    std::uint32_t generation = 1;
    for (int bytes = 0; bytes <= row.reply; ++bytes, ++generation) {
      CAPTURE(bytes);
      relay.cut_after(bytes);
      CHECK(rotate(store, {ann, generation}) == RotationResult::rotated);
      relay.disarm();
      CHECK(relay.cuts() == ++cuts);
      std::atomic<int> noticed = 0;
      REQUIRE(test::until_answered(noticed, [&] { return store.ping(); }).has_value());
    }
    CHECK(is_active(store, {ann, generation}));
    CHECK(rotate(store, {ann, generation - 1}) == RotationResult::reused);
  }
}

TEST_CASE("either store on Redis: a primary that was demoted under its connections answers nothing") {
  test::RedisPair pair;
  const auto stores = [&pair] {
    std::vector<std::unique_ptr<StoreD>> both;
    const auto database = [&] { return test::open_redis(test::patient(pair.primary.url())); };
    both.push_back(
        std::make_unique<FamiliesD>(test::sessions_on(database()), system_random(), FamiliesOptions{}));
    both.push_back(std::make_unique<TokenKeys>(database(), Seconds::of(86'400)));
    return both;
  };
  const auto of_look_up = stores();
  const auto of_use = stores();
  const auto of_rotate = stores();
  for (std::size_t i = 0; i < 2; ++i) {
    begin(*of_look_up[i], ann);
    REQUIRE(rotate(*of_rotate[i], {ann, 0}) == RotationResult::rotated);
    CHECK(of_look_up[i]->look_up({ann, 1}, noon).value() == FamilyUse::active);
    CHECK(of_use[i]->use({ann, 0}, noon).value() != FamilyUse::active);
    CHECK(rotate(*of_rotate[i], {ann, 0}) == RotationResult::reused);
  }
  pair.primary.order({"REPLICAOF", "127.0.0.1", "1"});
  const Error unavailable = fail(Errc::store_unavailable);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(of_look_up[i]->look_up({ann, 1}, noon).error() == unavailable);
    CHECK(of_use[i]->use({ann, 0}, noon).error() == unavailable);
    CHECK(of_rotate[i]->rotate({ann, 0}, noon).error() == unavailable);
  }
}
