// Reading denials from a store: at every token, and from a copy that follows it.
#include "signet/grant/denials.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "support/at_once.hpp"
#include "unit/token/caches.hpp"

using namespace signet;
using namespace signet_test;
using signet::test::at_once;

namespace {

constexpr auto later = noon + minute;

/// Denials in the order in which they became visible, in pages of two. A position is how many were read, and
/// the history that they were read in.
struct ListedDenials final : DenyStore {
  std::vector<Denial> visible{};
  std::optional<Error> failure{};
  char history = 'a';
  int asked = 0;
  int page_that_fails = 0;  // of those that are asked for; 0: none
  void (*before_page)(ListedDenials&) = nullptr;

  Result<void> deny(const Denial& denial, NumericDate) override {
    visible.push_back(denial);
    return {};
  }
  Result<std::optional<DeniedBy>> look_up(const DenialQuestion& token) override {
    ++asked;
    if (failure) return *failure;
    for (const Denial& denial : visible) {
      const auto value = denial.by == DeniedBy::jti   ? token.jti
                         : denial.by == DeniedBy::sid ? token.sid
                                                      : token.sub;
      const bool in_time =
          !denial.issued_before || !token.issued_at || *token.issued_at < *denial.issued_before;
      if (value == denial.value && in_time) return std::optional{denial.by};
    }
    return std::optional<DeniedBy>{};
  }
  Result<DenialPage> read_on(std::string_view position) override {
    if (before_page != nullptr) std::exchange(before_page, nullptr)(*this);
    if (failure || ++asked == page_that_fails) return failure.value_or(fail(Errc::store_unavailable));
    const bool known = !position.empty() && position.front() == history;
    const std::size_t from = known ? std::stoul(std::string{position.substr(1)}) : 0;
    const std::size_t to = std::min(from + 2, visible.size());
    return DenialPage{.denials = {visible.begin() + static_cast<std::ptrdiff_t>(from),
                                  visible.begin() + static_cast<std::ptrdiff_t>(to)},
                      .position = history + std::to_string(to),
                      .complete = to == visible.size()};
  }
};

Denial by_jti(const std::string& value) {
  return {.by = DeniedBy::jti, .value = value, .issued_before = {}, .until = later};
}

std::atomic<std::int64_t> clock_us{0};
Instant settable() noexcept { return Instant::from_microseconds(clock_us); }

FollowedDenials following(DenyStore& store, FollowedDenialsOptions options = {}) {
  options.clock = settable;
  auto followed = FollowedDenials::build(store, system_random(), options);
  REQUIRE(followed.has_value());
  return *std::move(followed);
}

std::string jti(const std::string& value) { return token_of(R"({"jti":")" + value + R"("})"); }

/// What each way of reading says of the token, after the copy has caught up; they must agree.
std::string verdict_of_both(ListedDenials& store, const std::string& token) {
  auto followed = following(store);
  REQUIRE(followed.catch_up(noon));
  const std::string told = verdict(asking(followed.check()), token);
  CHECK(verdict(asking(check_of(store)), token) == told);
  return told;
}

}  // namespace

TEST_CASE(
    "R12: a denied jti, sid or sub refuses the tokens that have it, read from the store or from a copy") {
  ListedDenials store;
  REQUIRE(store.deny(by_jti("a"), noon));
  REQUIRE(store.deny({.by = DeniedBy::sid, .value = "b", .issued_before = {}, .until = later}, noon));
  REQUIRE(store.deny({.by = DeniedBy::sub, .value = "c", .issued_before = noon, .until = later}, noon));
  REQUIRE(store.deny({.by = DeniedBy::sub, .value = "d", .issued_before = {}, .until = later}, noon));
  const struct {
    std::string_view claims, verdict;
  } rows[] = {{R"({"jti":"a"})", "token_revoked jti"},
              {R"({"sid":"b"})", "token_revoked sid"},
              {R"({"sub":"c"})", "token_revoked sub"},
              {R"({"sub":"c","iat":1699999999.999999})", "token_revoked sub"},
              {R"({"sub":"c","iat":1700000000})", "accepted"},
              {R"({"sub":"d","iat":1700000000})", "token_revoked sub"},
              {R"({"jti":"b","sid":"c","sub":"a"})", "accepted"},
              {R"({"sid":1})", "claim_invalid sid"},
              {"{}", "accepted"}};
  for (const auto& row : rows) CHECK(verdict_of_both(store, token_of(row.claims)) == row.verdict);
}

// Rulings 6: the mode `stateless`, which is flow A's.
TEST_CASE("R12: read by nobody, denials refuse no token: it is good until it expires, whatever was denied") {
  ListedDenials store;
  REQUIRE(store.deny(by_jti("a"), noon));
  REQUIRE(store.deny({.by = DeniedBy::sid, .value = "b", .issued_before = {}, .until = later}, noon));
  REQUIRE(store.deny({.by = DeniedBy::sub, .value = "c", .issued_before = {}, .until = later}, noon));
  const std::string token = token_of(R"({"jti":"a","sid":"b","sub":"c","exp":1700000060})");
  CHECK(verdict_of_both(store, token) == "token_revoked jti");
  const int asked = store.asked;
  const auto stateless = cache_of(asking({}));
  for (const NumericDate now : {noon, noon, later - microsecond}) {
    CHECK(verdict(stateless, token, now) == "accepted");
  }
  CHECK(verdict(stateless, token, later) == "token_expired exp");
  CHECK(store.asked == asked);
}

TEST_CASE("R12: read from the store, a denial counts at once, and without the store no token is taken") {
  ListedDenials store;
  const auto cache = cache_of(asking(check_of(store)));
  const std::string token = jti("a");
  CHECK(verdict(cache, token) == "accepted");
  CHECK(verdict(cache, token) == "accepted");
  CHECK(store.asked == 2);  // a token that is known is asked for too
  store.failure = fail(Errc::store_unavailable);
  CHECK(verdict(cache, token) == "store_unavailable");
  store.failure = std::nullopt;
  CHECK(verdict(cache, token) == "accepted");
  REQUIRE(store.deny(by_jti("a"), noon));
  CHECK(verdict(cache, token) == "token_revoked jti");
}

TEST_CASE("R12: a copy that never heard from its store takes no token") {
  ListedDenials store;
  const auto followed = following(store);
  CHECK_FALSE(followed.age().has_value());
  CHECK(verdict(asking(followed.check()), jti("a")) == "store_unavailable");
}

TEST_CASE(
    "R12: a copy answers up to max_staleness after it asked, and then takes no token until it caught up") {
  ListedDenials store;
  auto followed = following(store, {.max_staleness = Seconds::of(5)});
  const auto cache = cache_of(asking(followed.check()));
  const std::string good = jti("good"), bad = jti("bad");
  REQUIRE(store.deny(by_jti("bad"), noon));
  REQUIRE(followed.catch_up(noon));
  store.failure = fail(Errc::store_unavailable);
  clock_us += 5'000'000;
  CHECK(*followed.age() == Seconds::of(5));
  CHECK(verdict(cache, good) == "accepted");
  CHECK(verdict(cache, bad) == "token_revoked jti");
  clock_us += 1;
  CHECK(followed.catch_up(noon).error() == fail(Errc::store_unavailable));
  for (const std::string& token : {good, bad}) CHECK(verdict(cache, token) == "store_unavailable");
  store.failure = std::nullopt;
  REQUIRE(followed.catch_up(noon));
  CHECK(*followed.age() == Seconds{});
  CHECK(verdict(cache, good) == "accepted");
  CHECK(verdict(cache, bad) == "token_revoked jti");
}

TEST_CASE("a copy is as old as its question, not as the answer") {
  ListedDenials store;
  auto followed = following(store);
  store.before_page = [](ListedDenials&) { clock_us += 3'000'000; };
  REQUIRE(followed.catch_up(noon));
  CHECK(*followed.age() == Seconds::of(3));
}

TEST_CASE("R12: a copy that read some of several pages is as old as it was, and goes on behind them") {
  ListedDenials store;
  auto followed = following(store);
  for (const char* value : {"1", "2", "3", "4", "5"}) REQUIRE(store.deny(by_jti(value), noon));
  store.page_that_fails = 2;
  CHECK(followed.catch_up(noon).error() == fail(Errc::store_unavailable));
  CHECK(followed.size() == 2);
  CHECK_FALSE(followed.age().has_value());
  CHECK(verdict(asking(followed.check()), jti("1")) == "store_unavailable");
  REQUIRE(followed.catch_up(noon));
  CHECK(followed.size() == 5);
  CHECK(store.asked == 4);  // 1 and 2, nothing, 3 and 4, 5
  for (const char* value : {"1", "2", "3", "4", "5"}) {
    CHECK(verdict(asking(followed.check()), jti(value)) == "token_revoked jti");
  }
}

TEST_CASE("R12: what is denied while a copy reads is in it, or comes with its next call") {
  ListedDenials store;
  auto followed = following(store);
  const auto verifier = asking(followed.check());
  REQUIRE(store.deny(by_jti("before"), noon));
  store.before_page = [](ListedDenials& asked) { REQUIRE(asked.deny(by_jti("meanwhile"), noon)); };
  REQUIRE(followed.catch_up(noon));
  REQUIRE(store.deny(by_jti("after"), noon));
  CHECK(verdict(verifier, jti("meanwhile")) == "token_revoked jti");
  CHECK(verdict(verifier, jti("after")) == "accepted");
  REQUIRE(followed.catch_up(noon));
  CHECK(verdict(verifier, jti("after")) == "token_revoked jti");
}

TEST_CASE("R12: after a store has lost something all is read again, and the copy forgets nothing") {
  ListedDenials store;
  auto followed = following(store);
  const auto verifier = asking(followed.check());
  for (const char* value : {"kept", "lost"}) REQUIRE(store.deny(by_jti(value), noon));
  REQUIRE(followed.catch_up(noon));
  store.visible.pop_back();
  store.history = 'b';
  REQUIRE(store.deny(by_jti("new"), noon));  // of the number that was the lost one's
  REQUIRE(followed.catch_up(noon));
  for (const char* value : {"kept", "lost", "new"})
    CHECK(verdict(verifier, jti(value)) == "token_revoked jti");
}

TEST_CASE("R12: a copy that is full says so, and takes no token when it is too old") {
  ListedDenials store;
  auto followed = following(store, {.entries = 2});
  const auto verifier = asking(followed.check());
  for (const char* value : {"1", "2"}) REQUIRE(store.deny(by_jti(value), noon));
  REQUIRE(followed.catch_up(noon));
  const auto expired = later + Seconds::of(600);
  Denial lasting = by_jti("3");
  lasting.until = expired;
  REQUIRE(store.deny(lasting, noon));
  clock_us += 5'000'000;
  CHECK(followed.catch_up(noon).error() == fail(Errc::deny_list_full));
  CHECK(verdict(verifier, jti("1")) == "token_revoked jti");
  CHECK(verdict(verifier, jti("3")) == "accepted");
  clock_us += 1;
  CHECK(verdict(verifier, jti("3")) == "store_unavailable");
  // What has expired, leeway included, makes room.
  REQUIRE(followed.catch_up(expired));
  CHECK(verdict(verifier, jti("3")) == "token_revoked jti");
}

TEST_CASE("R12: a denial that no token needs any more takes no room in a copy") {
  ListedDenials store;
  auto followed = following(store, {.entries = 2});
  REQUIRE(store.deny(by_jti("old"), noon));
  const auto expired = later + Seconds::of(600);
  for (const char* value : {"1", "2"}) {
    Denial lasting = by_jti(value);
    lasting.until = expired + Seconds::of(1);
    REQUIRE(store.deny(lasting, expired));
  }
  REQUIRE(followed.catch_up(expired));
  CHECK(followed.size() == 2);
}

TEST_CASE("R12: no verification takes a token that was denied before the copy last began to catch up") {
  constexpr std::size_t tokens = 200;
  ListedDenials store;
  auto followed = following(store);
  REQUIRE(followed.catch_up(noon));
  const auto cache = cache_of(asking(followed.check()));
  std::atomic<std::size_t> denied{0};
  const auto results = at_once(3, [&](std::size_t thread) -> Result<int> {
    int wrong = 0;
    if (thread == 0) {
      for (std::size_t i = 0; i < tokens; ++i) {
        const bool done = store.deny(by_jti(std::to_string(i)), noon) && followed.catch_up(noon);
        wrong += done ? 0 : 1;
        denied.store(i + 1, std::memory_order_release);
      }
      return wrong;
    }
    for (std::size_t known = 0; known < tokens;) {
      known = denied.load(std::memory_order_acquire);
      for (std::size_t i = known < 4 ? 0 : known - 4; i < known; ++i) {
        wrong += verdict(cache, jti(std::to_string(i))) == "token_revoked jti" ? 0 : 1;
      }
      // One that may be denied at this moment: that it is remembered must not outlast the denial.
      if (known < tokens) static_cast<void>(cache.verify(jti(std::to_string(known)), noon).has_value());
    }
    return wrong;
  });
  for (const auto& wrong : results) CHECK(wrong.value() == 0);
}

TEST_CASE("a copy is built of options in range and a source of random bytes, and may be moved") {
  ListedDenials store;
  const auto build = [&](const FollowedDenialsOptions& options) {
    return verdict_of(FollowedDenials::build(store, system_random(), options));
  };
  CHECK(build({.entries = 0}) == "option_invalid entries");
  CHECK(build({.max_staleness = Seconds::of_microseconds(99'999)}) == "option_invalid max_staleness");
  CHECK(build({.max_staleness = Seconds::of_microseconds(100'000)}) == "accepted");
  CHECK(build({.max_staleness = Seconds::of(600)}) == "accepted");
  CHECK(build({.max_staleness = Seconds::of_microseconds(600'000'001)}) == "option_invalid max_staleness");
  NoRandom none;
  CHECK(verdict_of(FollowedDenials::build(store, none)) == "random_unavailable");

  auto followed = FollowedDenials::build(store, system_random());  // the real clock
  REQUIRE(followed.has_value());
  const auto verifier = asking(followed->check());
  const FollowedDenials moved = *std::move(followed);
  CHECK(verdict(verifier, jti("a")) == "store_unavailable");
  CHECK(moved.size() == 0);
}
