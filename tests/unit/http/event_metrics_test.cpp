#include "signet/http/event_metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "signet/account/throttle.hpp"
#include "signet/core/random.hpp"
#include "signet/password/password_hasher.hpp"
#include "support/at_once.hpp"
#include "support/full_queue.hpp"

using namespace signet;
using namespace signet::test;

namespace {

/// The value of a series as the registry shows it; empty where there is none.
std::string shown(const MetricRegistry& registry, const std::string& series) {
  const std::string text = "\n" + registry.render();
  const std::size_t at = text.find("\n" + series + " ");
  if (at == std::string::npos) return "";
  const std::size_t value = at + series.size() + 2;
  return text.substr(value, text.find('\n', value) - value);
}

struct Logins {
  MetricRegistry registry;
  LoginMetrics metrics{registry};

  Observer observer() {
    return {[](void* self, const Event& event) noexcept { static_cast<Logins*>(self)->metrics.count(event); },
            this};
  }
  std::unique_ptr<HashPool> pool(HashPoolOptions options) {
    options.observer = observer();
    auto built = HashPool::build(options);
    REQUIRE(built.has_value());
    return *std::move(built);
  }
  std::string refused(const std::string& reason) const {
    return shown(registry, "signet_hash_refused_total{reason=\"" + reason + "\"}");
  }
};

Result<int> nothing() { return 0; }

Instant frozen() noexcept { return Instant::from_microseconds(1'000'000); }

}  // namespace

TEST_CASE("each event about logins counts in its series and in no other") {
  struct Row {
    Event event;
    std::string series;
  };
  const auto dropped = [](HashRefusal refusal) {
    return Event{.kind = EventKind::hash_refused, .refusal = refusal};
  };
  const std::vector<Row> rows{
      {{.kind = EventKind::login_succeeded}, R"(signet_logins_total{result="accepted"})"},
      {{.kind = EventKind::login_failed}, R"(signet_logins_total{result="refused"})"},
      {{.kind = EventKind::login_throttled}, R"(signet_logins_total{result="throttled"})"},
      {{.kind = EventKind::account_registered}, "signet_registrations_total"},
      {{.kind = EventKind::hash_upgraded}, R"(signet_hash_upgrades_total{result="done"})"},
      {{.kind = EventKind::hash_refused, .refusal = HashRefusal::places, .queue = HashQueue::background},
       R"(signet_hash_upgrades_total{result="dropped"})"},
      {dropped(HashRefusal::places), R"(signet_hash_refused_total{reason="places"})"},
      {dropped(HashRefusal::places_of_name), R"(signet_hash_refused_total{reason="places_of_name"})"},
      {dropped(HashRefusal::places_of_address), R"(signet_hash_refused_total{reason="places_of_address"})"},
      {dropped(HashRefusal::predicted_wait), R"(signet_hash_refused_total{reason="predicted_wait"})"},
      {dropped(HashRefusal::deadline), R"(signet_hash_refused_total{reason="deadline"})"},
      {dropped(HashRefusal::stopping), R"(signet_hash_refused_total{reason="stopping"})"},
  };
  Logins logins;
  for (const Row& row : rows) {
    CAPTURE(row.series);
    logins.metrics.count(row.event);
  }
  logins.metrics.count(dropped(HashRefusal::none));
  for (const EventKind kind : {EventKind::session_begun, EventKind::session_rotated}) {
    logins.metrics.count({.kind = kind});
  }
  for (const Row& row : rows) {
    CAPTURE(row.series);
    CHECK(shown(logins.registry, row.series) == "1");
  }
}

TEST_CASE("each event about sessions counts in its series and in no other") {
  struct Row {
    EventKind kind;
    std::string series;
  };
  const std::vector<Row> rows{
      {EventKind::session_begun, "signet_sessions_begun_total"},
      {EventKind::session_ended, "signet_sessions_ended_total"},
      {EventKind::session_rotated, R"(signet_session_refreshes_total{result="rotated"})"},
      {EventKind::session_reissued, R"(signet_session_refreshes_total{result="reissued"})"},
      {EventKind::session_reused, R"(signet_session_refreshes_total{result="reused"})"},
      {EventKind::session_refused, R"(signet_session_refreshes_total{result="refused"})"},
      {EventKind::store_regressed, R"(signet_session_refreshes_total{result="regressed"})"},
  };
  MetricRegistry registry;
  SessionMetrics metrics{registry};
  for (const Row& row : rows) metrics.count({.kind = row.kind});
  metrics.count({.kind = EventKind::login_failed});
  for (const Row& row : rows) {
    CAPTURE(row.series);
    CHECK(shown(registry, row.series) == "1");
  }
}

TEST_CASE("in a login storm every refusal is counted under its reason, and what came through as admitted") {
  Logins logins;
  const auto pool = logins.pool({.workers = 1, .places = 1, .deadline = Seconds::of(60), .clock = frozen});
  show_hash_pool(logins.registry, *pool);
  {
    const FullQueue full{*pool};
    CHECK(shown(logins.registry, R"(signet_hash_workers{state="busy"})") == "1");
    CHECK(shown(logins.registry, R"(signet_hash_workers{state="idle"})") == "0");
    CHECK(shown(logins.registry, R"(signet_hash_waiting{queue="interactive"})") == "1");
    const auto answers =
        at_once(32, [&](std::size_t) { return pool->run({.address = "192.0.2.1", .name = "ann"}, nothing); });
    for (const auto& answer : answers) CHECK(answer.error().code() == Errc::overloaded);
    pool->run_in_background([] {});
    CHECK(shown(logins.registry, R"(signet_hash_waiting{queue="background"})") == "1");
  }
  CHECK(logins.refused("places") == "32");
  CHECK(shown(logins.registry, "signet_hash_admitted_total") == "2");
  CHECK(shown(logins.registry, "signet_hash_predicted_wait_seconds") == "0");
}

TEST_CASE(
    "a name that has its places is told from a pool that has none left, and a pool that ends from both") {
  Logins logins;
  auto pool = logins.pool(
      {.workers = 1, .places = 64, .places_per_name = 1, .deadline = Seconds::of(60), .clock = frozen});
  {
    Hold hold{*pool};
    auto waits = asked(*pool, {.address = "192.0.2.1", .name = "ann"}, nothing);
    until_waiting(*pool, 1);
    const HashSource same_name{.address = "192.0.2.2", .name = "ann"};
    CHECK(pool->run(same_name, nothing).error().code() == Errc::overloaded);
    pool->run_in_background([] {});
    std::thread ending{[&pool] { pool.reset(); }};
    CHECK(waits.get().error().code() == Errc::overloaded);
    hold.let_go();
    ending.join();
  }
  CHECK(logins.refused("places") == "0");
  CHECK(logins.refused("places_of_name") == "1");
  CHECK(logins.refused("stopping") == "1");
  CHECK(shown(logins.registry, R"(signet_hash_upgrades_total{result="dropped"})") == "1");
}

TEST_CASE("hash times are told apart by algorithm, and what is no hash of a known kind is other") {
  Logins logins;
  const auto pool = logins.pool({.workers = 1});
  const HashSource source{.address = "192.0.2.1", .name = "ann"};
  struct Row {
    HashParams params;
    std::string algorithm;
  };
  const std::vector<Row> rows{{Argon2Params{.memory = KiB{8}, .passes = 1, .lanes = 1}, "argon2"},
                              {BcryptParams{.cost = 4}, "bcrypt"},
                              {Pbkdf2Params{.iterations = 1000}, "pbkdf2"},
                              {ScryptParams{.log_n = 1, .r = 1, .p = 1}, "scrypt"}};
  for (const Row& row : rows) {
    CAPTURE(row.algorithm);
    const auto hasher = PasswordHasher::build({.target = row.params});
    REQUIRE(hasher.has_value());
    REQUIRE(pool->hash(source, *hasher, "S3cureP@ss", system_random()).has_value());
  }
  REQUIRE(pool->run(source, nothing).has_value());
  until([&] { return pool->stats().done == rows.size() + 1; });
  for (const Row& row : rows) {
    CHECK(shown(logins.registry, "signet_hash_duration_seconds_count{algorithm=\"" + row.algorithm + "\"}") ==
          "1");
  }
  CHECK(shown(logins.registry, R"(signet_hash_duration_seconds_count{algorithm="other"})") == "1");
  CHECK(shown(logins.registry, R"(signet_hash_duration_seconds_count{algorithm="yescrypt"})") == "0");
}

TEST_CASE("logins that the throttle holds up are counted") {
  Logins logins;
  auto throttle = Throttle::build(system_random(), {.observer = logins.observer()});
  REQUIRE(throttle.has_value());
  const auto answers =
      at_once(64, [&](std::size_t) { return (*throttle)->reserve("ann", "192.0.2.1", frozen()); });
  const auto held_up = std::ranges::count_if(answers, [](const auto& answer) { return !answer.has_value(); });
  CHECK(held_up == 44);  // ThrottleOptions: 20 failures of a pair
  CHECK(shown(logins.registry, R"(signet_logins_total{result="throttled"})") == "44");
}
