// A SessionStore whose n-th call fails, for every n, before it was done or after: what was asked is repeated,
// and comes to the same, over every backend.
#include <doctest/doctest.h>

#include <cstdint>

#include "conformance/failing_stores.hpp"
#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"

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
