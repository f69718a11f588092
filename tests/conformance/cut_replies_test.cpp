// Replies that are cut off after each of their bytes, over stores that have a server: the call is
// unavailable, and made again it comes to what one call would have.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>

#include "conformance/relayed_stores.hpp"
#include "conformance/some_denials.hpp"
#include "conformance/some_families.hpp"

using namespace signet;
using namespace signet::test;

namespace {

// What a caller was told who makes a call until it is answered, and then once more.
template <class Answer>
struct Told {
  Answer first;
  bool repeated;  // whether `first` is the answer to a call that was made again
  Answer again;
};

template <class Value>
Value answer(const Result<Value>& told) {
  REQUIRE(told.has_value());
  return *told;
}

// Once more at the most, since no more than one reply is cut off.
template <class Call>
auto repeated_if_unavailable(bool& repeated, Call call) {
  auto told = call();
  repeated = !told.has_value() && told.error() == fail(Errc::store_unavailable);
  return repeated ? call() : std::move(told);
}

struct Replies {
  int most = 1;            // that a call has
  std::uint32_t step = 1;  // in bytes, from cut to cut
};

// For each number in turn: has something begun that it names, makes the call about that with its reply cut
// off after a step more than the last, and has judged what came of it. Ends with a reply that is shorter.
// Where a call has several replies, they are counted as one.
template <class Begin, class Call, class Judge>
void cut_everywhere(CuttingRelay& relay, Begin begin, Call call, Judge judge, Replies replies = {}) {
  constexpr std::uint32_t first_number = 1;
  begin(first_number);
  REQUIRE(call(first_number).has_value());  // the server knows the statement now
  int unnoticed = 0;
  for (std::uint32_t bytes = 0;; bytes += replies.step) {
    CAPTURE(bytes);
    const std::uint32_t number = first_number + 1 + bytes;
    begin(number);
    const int before = relay.cuts();
    relay.cut_after(bytes);
    bool repeated = false;
    auto first = repeated_if_unavailable(repeated, [&] { return call(number); });
    relay.disarm();
    const int cuts = relay.cuts() - before;
    bool late = false;  // that a connection was cut behind a whole reply may be noticed by the next call only
    auto again = repeated_if_unavailable(late, [&] { return call(number); });
    judge(number, Told<decltype(first)>{std::move(first), repeated, std::move(again)});
    if (cuts == 0) {
      CHECK_FALSE(repeated);
      CHECK(bytes > 4);                  // no reply is shorter
      CHECK(unnoticed <= replies.most);  // none but a whole reply is taken for one
      return;
    }
    CHECK(cuts == 1);
    if (!repeated) ++unnoticed;
  }
}

}  // namespace

TEST_CASE("R06: wherever in its reply a rotation is cut off, the same attempt again spends nothing twice") {
  const RelayedStores stores = make_relayed_stores();
  SessionStore& store = *stores.sessions;
  SessionStore& other = *stores.other_sessions;
  cut_everywhere(
      *stores.relay, [&](std::uint32_t number) { begin(other, new_family(number)); },
      [&](std::uint32_t number) { return store.rotate(rotation(number)); },
      [&](std::uint32_t number, const auto& told) {
        for (const auto& outcome : {answer(told.first), answer(told.again)}) {
          CHECK(outcome.result == RotationResult::rotated);
          CHECK(outcome.generation == 1);
        }
        CHECK(stored(other, number).family.generation == 1);
        CHECK(rotate(other, rotation(number, 1)) == RotationResult::rotated);
      });
}

TEST_CASE("R06: wherever in its replies a rotation that finds reuse is cut off, the family has ended") {
  const RelayedStores stores = make_relayed_stores();
  SessionStore& store = *stores.sessions;
  SessionStore& other = *stores.other_sessions;
  bool had_ended = false;
  cut_everywhere(
      *stores.relay,
      [&](std::uint32_t number) {
        begin(other, new_family(number));
        for (const std::uint32_t generation : {0U, 1U}) {
          REQUIRE(rotate(other, rotation(number, generation)) == RotationResult::rotated);
        }
      },
      [&](std::uint32_t number) { return store.rotate(rotation(number)); },
      [&](std::uint32_t number, const auto& told) {
        // A store that asks its server twice has not ended it before the first reply.
        const RotationResult result = answer(told.first).result;
        const bool ended = told.repeated && (had_ended || result != RotationResult::reused);
        CHECK(result == (ended ? RotationResult::not_active : RotationResult::reused));
        had_ended = ended;
        CHECK(answer(told.again).result == RotationResult::not_active);
        CHECK(stored(other, number).family.revoked_at == noon);
        CHECK(rotate(other, rotation(number, 2)) == RotationResult::not_active);
      },
      {.most = 2, .step = 7});  // PostgreSQL's are long, and each cut costs a connection
}

TEST_CASE("R06: wherever in its reply a revocation is cut off, it is done once it is answered") {
  const RelayedStores stores = make_relayed_stores();
  SessionStore& store = *stores.sessions;
  SessionStore& other = *stores.other_sessions;
  cut_everywhere(
      *stores.relay, [&](std::uint32_t number) { begin(other, new_family(number)); },
      [&](std::uint32_t number) { return store.revoke(family_id(number), noon); },
      [&](std::uint32_t number, const auto& told) {
        CHECK(answer(told.first) == (told.repeated ? Revocation::was_not_active : Revocation::revoked));
        CHECK(answer(told.again) == Revocation::was_not_active);
        CHECK_FALSE(is_active(other, number));
        CHECK(stored(other, number).family.revoked_at == noon);
        CHECK(rotate(other, rotation(number)) == RotationResult::not_active);
      });
}

TEST_CASE("R06: wherever in its reply the end of a subject's sessions is cut off, all have ended") {
  const RelayedStores stores = make_relayed_stores();
  SessionStore& store = *stores.sessions;
  SessionStore& other = *stores.other_sessions;
  cut_everywhere(
      *stores.relay,
      [&](std::uint32_t number) {
        const std::string subject = std::to_string(number);
        begin(other, new_family(2 * number, subject));
        begin(other, new_family(2 * number + 1, subject));
      },
      [&](std::uint32_t number) { return store.revoke_subject(std::to_string(number), noon); },
      [&](std::uint32_t number, const auto& told) {
        CHECK(answer(told.first) == (told.repeated ? 0U : 2U));
        CHECK(answer(told.again) == 0U);
        for (const std::uint32_t family : {2 * number, 2 * number + 1}) {
          CHECK(rotate(other, rotation(family)) == RotationResult::not_active);
        }
      });
}

TEST_CASE("R06: wherever in its reply a raised epoch is cut off, older sessions have ended and none begins") {
  const RelayedStores stores = make_relayed_stores();
  SessionStore& store = *stores.sessions;
  SessionStore& other = *stores.other_sessions;
  cut_everywhere(
      *stores.relay,
      [&](std::uint32_t number) { begin(other, new_family(2 * number, std::to_string(number))); },
      [&](std::uint32_t number) { return store.raise_epoch(std::to_string(number), Epoch{1}); },
      [&](std::uint32_t number, const auto& told) {
        CHECK(told.first);
        CHECK(told.again);
        CHECK(rotate(other, rotation(2 * number)) == RotationResult::not_active);
        const std::string subject = std::to_string(number);
        NewFamily next = new_family(2 * number + 1, subject);
        CHECK(answer(other.create(next)) == Creation::epoch_passed);
        next.epoch = Epoch{1};
        CHECK(answer(other.create(next)) == Creation::created);
      });
}

TEST_CASE("R06: wherever in its reply the end of all older sessions is cut off, they have ended") {
  const RelayedStores stores = make_relayed_stores();
  SessionStore& store = *stores.sessions;
  SessionStore& other = *stores.other_sessions;
  const auto time = [](std::uint32_t number) { return noon + Seconds::of_microseconds(number); };
  const auto family = [&](std::uint32_t number) {
    NewFamily begun = new_family(number);
    begun.now = time(number);
    return begun;
  };
  cut_everywhere(
      *stores.relay, [&](std::uint32_t number) { begin(other, family(number)); },
      [&](std::uint32_t number) { return store.revoke_before(time(number + 1)); },
      [&](std::uint32_t number, const auto& told) {
        CHECK(told.first);
        CHECK(told.again);
        CHECK(rotate(other, rotation(number)) == RotationResult::not_active);
        NewFamily older = family(number);
        older.id = family_id(1000);
        CHECK(answer(other.create(older)) == Creation::epoch_passed);
      });
}

TEST_CASE("R06: wherever in its reply a new session is cut off, there is one, and its id is taken") {
  const RelayedStores stores = make_relayed_stores();
  SessionStore& store = *stores.sessions;
  SessionStore& other = *stores.other_sessions;
  cut_everywhere(
      *stores.relay,
      [&](std::uint32_t number) { begin(other, new_family(2 * number, std::to_string(number))); },
      [&](std::uint32_t number) {
        const std::string subject = std::to_string(number);
        NewFamily family = new_family(2 * number + 1, subject);
        family.most = 1;
        return store.create(family);
      },
      [&](std::uint32_t number, const auto& told) {
        const Error exists = fail(Errc::session_exists);
        if (told.repeated) {
          REQUIRE_FALSE(told.first.has_value());
          CHECK(told.first.error() == exists);
        } else {
          CHECK(answer(told.first) == Creation::created);
        }
        REQUIRE_FALSE(told.again.has_value());
        CHECK(told.again.error() == exists);
        const auto families = other.list(std::to_string(number), noon);
        REQUIRE(families);
        REQUIRE(families->size() == 2);
        CHECK(families->at(0).family.id == family_id(2 * number + 1));
        CHECK(families->at(0).active);
        CHECK_FALSE(families->at(1).active);  // the limit holds, once
      });
}

TEST_CASE("R12: wherever in its reply a denial is cut off, the token is denied, and who follows reads it") {
  const RelayedStores stores = make_relayed_stores();
  DenyStore& store = *stores.denials;
  DenyStore& other = *stores.other_denials;
  std::string position;
  cut_everywhere(
      *stores.relay, [](std::uint32_t) {},
      [&](std::uint32_t number) { return store.deny(by_jti(std::to_string(number)), noon); },
      [&](std::uint32_t number, const auto& told) {
        CHECK(told.first);
        CHECK(told.again);
        const std::string jti = std::to_string(number);
        CHECK(is_denied(other, jti));
        const auto read = read_all(other, position);
        REQUIRE_FALSE(read.empty());
        CHECK(read.back() == by_jti(jti));
        CHECK(read.size() == (number == 2 ? 2 : 1));  // at first, the one before
      });
}
