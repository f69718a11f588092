// A SessionStore whose n-th call fails, or every n-th, before it was done or after: what was asked is
// repeated, and comes to the same, over every backend.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "conformance/failing_stores.hpp"
#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"
#include "signet/store/memory_session_store.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr std::uint32_t generations = 5;
const Error unavailable = fail(Errc::store_unavailable);

// Makes the call, and once more where the store was unavailable.
template <class Call>
auto repeated(Call call) {
  auto answer = call();
  if (answer.has_value() || answer.error() != unavailable) return answer;
  return call();
}

// Runs `test(failing, store, where)` over a store that fails at call n, for n = 1, 2, ... until none fails.
template <class Test>
void at_every_call(Test test) {
  for (const Break where : {Break::before, Break::after}) {
    for (std::uint64_t n = 1;; ++n) {
      CAPTURE(n);
      bool reached = true;
      on_every_session_backend([&](SessionDatabase& database) {
        SessionStore& store = database.open("realm");
        FailingSessionStore failing{store, n, where};
        test(failing, store);
        reached = failing.intercept.failed();
      });
      if (!reached) break;
    }
  }
}

// One mix of all calls, made of a store that fails and of one that does not; what is stored must be the same
// after each.
class MixedRun {
 public:
  MixedRun(SessionStore& failing, std::uint32_t seed) : failing_(failing), random_(seed) { begin_one(); }

  void step() {
    family_ = families_ - 1 - number_below(std::min(families_, 4U));
    const std::uint32_t choice = number_below(16);
    if (choice < 3) begin_one();
    if (choice >= 3 && choice < 8) rotate_one(OnReuse::revoke, 0);
    if (choice == 8) rotate_one(OnReuse::refuse, 1);
    if (choice == 9) rotate_one(OnReuse::revoke, 2);
    if (choice == 10 || choice == 11) use_one();
    if (choice == 12) end_one();
    if (choice == 13) end_subject();
    if (choice == 14) raise_epoch();
    if (choice == 15) end_before();
    compare();
  }

 private:
  static constexpr std::array<const char*, 3> subjects{"ann", "bob", "cat"};

  std::uint32_t number_below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  // When sessions end: after all that begin, so that none is forgotten.
  NumericDate later() const { return now_ + Seconds::of(1); }
  std::string subject() const { return subjects[family_ % subjects.size()]; }
  std::uint32_t generation() { return stored(undisturbed_, family_).family.generation; }

  void begin_one() {
    family_ = families_++;
    NewFamily family = new_family(family_);
    const std::string name = subject();
    family.subject = name;
    family.epoch = Epoch{epochs_[family_ % subjects.size()]};
    family.now = now_;
    begin(undisturbed_, family);
    const auto created = repeated([&] { return failing_.create(family); });
    if (!created.has_value()) CHECK(created.error() == fail(Errc::session_exists));
  }
  // The newest token, or one that is `behind`.
  void rotate_one(OnReuse on_reuse, std::uint32_t behind) {
    if (generation() < behind) return;
    Rotation asked = rotation(family_, generation() - behind);
    asked.attempt = attempt_id(++attempts_);
    asked.now = later();
    asked.on_reuse = on_reuse;
    const RotationResult expected = rotate(undisturbed_, asked);
    const auto outcome = repeated([&] { return failing_.rotate(asked); });
    REQUIRE(outcome.has_value());
    const bool ended_unheard = expected == RotationResult::reused && on_reuse == OnReuse::revoke &&
                               outcome->result == RotationResult::not_active;
    if (!ended_unheard) CHECK(outcome->result == expected);
  }
  void use_one() {
    const auto expected = undisturbed_.use(family_id(family_), generation(), later(), lifetime.idle);
    const auto used =
        repeated([&] { return failing_.use(family_id(family_), generation(), later(), lifetime.idle); });
    REQUIRE(used.has_value());
    CHECK(*used == *expected);
  }
  void end_one() {
    REQUIRE(undisturbed_.revoke(family_id(family_), later()).has_value());
    REQUIRE(repeated([&] { return failing_.revoke(family_id(family_), later()); }).has_value());
  }
  void end_subject() {
    REQUIRE(undisturbed_.revoke_subject(subject(), later()));
    REQUIRE(repeated([&] { return failing_.revoke_subject(subject(), later()); }));
  }
  void raise_epoch() {
    const Epoch epoch{++epochs_[family_ % subjects.size()]};
    REQUIRE(undisturbed_.raise_epoch(subject(), epoch));
    REQUIRE(repeated([&] { return failing_.raise_epoch(subject(), epoch); }));
  }
  void end_before() {
    now_ = now_ + tick;
    REQUIRE(undisturbed_.revoke_before(now_));
    REQUIRE(repeated([&] { return failing_.revoke_before(now_); }));
  }
  void compare() {
    REQUIRE(repeated([&] { return failing_.ping(); }));
    const auto expected = undisturbed_.list(subject(), now_);
    const auto listed = repeated([&] { return failing_.list(subject(), now_); });
    REQUIRE(listed);
    REQUIRE(listed->size() == expected->size());
    for (std::size_t i = 0; i < listed->size(); ++i) {
      CHECK((*listed)[i].family == (*expected)[i].family);
      CHECK((*listed)[i].active == (*expected)[i].active);
    }
    const auto found = repeated([&] { return failing_.find(family_id(family_), now_); });
    REQUIRE(found);
    CHECK(found->value().family == stored(undisturbed_, family_).family);
  }

  SessionStore& failing_;
  MemorySessionStore undisturbed_;
  std::mt19937 random_;
  NumericDate now_ = noon;
  std::uint32_t families_ = 0;
  std::uint32_t family_ = 0;
  std::uint32_t attempts_ = 0;
  std::array<std::uint64_t, 3> epochs_{};
};

}  // namespace

TEST_CASE(
    "R06: whichever call fails, the same attempt again gives the same successor and spends nothing twice") {
  at_every_call([](FailingSessionStore& failing, SessionStore& store) {
    const auto created = repeated([&] { return failing.create(new_family(1)); });
    // A create whose answer was lost has taken the id.
    if (!created.has_value()) REQUIRE(created.error() == fail(Errc::session_exists));
    for (std::uint32_t generation = 0; generation < generations; ++generation) {
      const auto outcome = repeated([&] { return failing.rotate(rotation(1, generation)); });
      REQUIRE(outcome.has_value());
      CHECK(outcome->result == RotationResult::rotated);
      CHECK(outcome->generation == generation + 1);
      CHECK(stored(store, 1).family.generation == generation + 1);
    }
    CHECK(is_active(store, 1));
    CHECK(rotate(store, rotation(1, generations - 2)) == RotationResult::reused);
  });
}

TEST_CASE(
    "R06: another attempt after a lost answer spends nothing twice: it is reuse, or `current` inside grace") {
  for (const Seconds grace : {Seconds{}, Seconds::of(10)}) {
    on_every_session_backend([&](SessionDatabase& database) {
      SessionStore& store = database.open("realm");
      FailingSessionStore failing{store, 2U, Break::after};
      begin(failing, new_family(1));
      CHECK(failing.rotate(rotation(1)).error() == unavailable);
      Rotation again = rotation(1);
      again.attempt = attempt_id(1);
      again.grace = grace;
      const bool forgiven = grace > Seconds{};
      CHECK(rotate(failing, again) == (forgiven ? RotationResult::current : RotationResult::reused));
      CHECK(is_active(store, 1) == forgiven);
      CHECK(stored(store, 1).family.generation == 1);
    });
  }
}

TEST_CASE("whichever call fails, what was revoked and raised is so after the call was repeated") {
  at_every_call([](FailingSessionStore& failing, SessionStore& store) {
    for (std::uint32_t number = 1; number <= 2; ++number) begin(store, new_family(number));
    begin(store, new_family(3, "bob"));
    begin(store, new_family(4, "cat"));
    REQUIRE(repeated([&] { return failing.revoke(family_id(1), noon); }).has_value());
    CHECK_FALSE(is_active(store, 1));
    CHECK(is_active(store, 2));
    REQUIRE(repeated([&] { return failing.revoke_subject("ann", noon); }).has_value());
    CHECK_FALSE(is_active(store, 2));
    CHECK(is_active(store, 3));
    REQUIRE(repeated([&] { return failing.raise_epoch("bob", Epoch{1}); }).has_value());
    CHECK_FALSE(is_active(store, 3));
    CHECK(is_active(store, 4));
    REQUIRE(repeated([&] { return failing.revoke_before(noon + tick); }).has_value());
    CHECK_FALSE(is_active(store, 4));
  });
}

TEST_CASE("whichever call fails, uses and readings are unavailable, never wrong") {
  at_every_call([](FailingSessionStore& failing, SessionStore& store) {
    begin(store, new_family(1));
    const auto used = repeated([&] { return failing.use(family_id(1), 0, noon, lifetime.idle); });
    REQUIRE(used.has_value());
    CHECK(*used == FamilyUse::active);
    const auto found = repeated([&] { return failing.find(family_id(1), noon); });
    REQUIRE(found);
    CHECK(found->value().active);
    const auto listed = repeated([&] { return failing.list("ann", noon); });
    REQUIRE(listed);
    CHECK(listed->size() == 1);
    CHECK(repeated([&] { return failing.ping(); }));
  });
}

TEST_CASE("R06: a long mix of calls, every n-th of which fails, leaves what it would without a failure") {
  for (const std::uint32_t n : {2U, 3U, 7U}) {
    CAPTURE(n);
    on_every_session_backend([&](SessionDatabase& database) {
      ManyTimesFailingSessionStore failing{database.open("realm"), n};
      MixedRun run{failing, n};
      for (int i = 0; i < 60; ++i) run.step();
      CHECK(failing.intercept.calls > 200);
      CHECK(failing.intercept.broken == failing.intercept.calls / n);
    });
  }
}
