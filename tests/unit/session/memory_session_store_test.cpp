// The memory that MemorySessionStore takes for families that ended, and what it does without any.
#include "signet/store/memory_session_store.hpp"

#include <doctest/doctest.h>

#include <new>
#include <string>
#include <vector>

#include "conformance/some_families.hpp"
#include "unit/session/metered_new.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr FamilyLifetime week{.absolute = Seconds::of(7 * 86'400), .idle = Seconds::of(7 * 86'400)};

/// A hundred begin each second.
NewFamily arriving(std::uint32_t number, std::string_view subject = "ann") {
  return {.id = family_id(number),
          .subject = subject,
          .epoch = {},
          .now = noon + Seconds::of_microseconds(std::int64_t{10'000} * number),
          .lifetime = week};
}

/// A way to end the family of `request`, which was just begun.
struct Ending {
  std::string_view name;
  void (*end)(SessionStore& store, const NewFamily& request);
};

constexpr Ending endings[]{
    {"revoke",
     [](SessionStore& store, const NewFamily& request) {
       CHECK(store.revoke(request.id, request.now).value() == Revocation::revoked);
     }},
    {"revoke_subject",
     [](SessionStore& store, const NewFamily& request) {
       CHECK(store.revoke_subject(request.subject, request.now).value() == 1);
     }},
    {"a token of the future",
     [](SessionStore& store, const NewFamily& request) {
       const Rotation ahead{.family = request.id,
                            .generation = 1,
                            .attempt = attempt_id(1),
                            .now = request.now,
                            .idle = week.idle};
       CHECK(rotate(store, ahead) == RotationResult::ahead);
     }},
};

}  // namespace

TEST_CASE("families that are ended early leave nothing behind, however far off their own end was") {
  for (const Ending& ending : endings) {
    CAPTURE(ending.name);
    MemorySessionStore store;
    const auto begin_and_end = [&](std::uint32_t from, std::uint32_t to) {
      for (std::uint32_t number = from; number < to; ++number) {
        begin(store, arriving(number));
        ending.end(store, arriving(number));
      }
    };
    const std::size_t before = bytes_in_use();
    begin_and_end(0, 50'000);
    CHECK(bytes_in_use() - before < 128 * 1024);
  }
}

TEST_CASE("those that were not ended among many that were still end in their time, and are forgotten") {
  constexpr std::uint32_t kept = 2'000;
  MemorySessionStore store;
  for (std::uint32_t number = 0; number < kept; ++number) begin(store, arriving(number, "bob"));
  const std::size_t before = bytes_in_use();
  for (std::uint32_t number = kept; number < kept + 20'000; ++number) {
    begin(store, arriving(number));
    CHECK(store.revoke(family_id(number), arriving(number).now).value() == Revocation::revoked);
  }
  CHECK(bytes_in_use() - before < 256 * 1024);
  REQUIRE(store.list("bob", arriving(kept).now).value().size() == kept);

  NewFamily later = arriving(1'000'000);
  for (std::uint32_t number = 0; number < kept; ++number) {
    later.id = family_id(1'000'000 + number);
    later.now = noon + week.absolute + Seconds::of(1'000);
    begin(store, later);
  }
  CHECK(store.list("bob", later.now).value().empty());
}

TEST_CASE("a family is begun whole or not at all, whichever allocation fails") {
  for (const bool known : {false, true}) {
    CAPTURE(known);
    bool begun = false;
    std::size_t failures = 0;
    while (!begun) {
      CAPTURE(failures);
      MemorySessionStore store;
      const std::string subject(100, 'a');  // on the heap
      for (std::uint32_t number = 1; known && number <= 4; ++number) begin(store, arriving(number, subject));
      const std::size_t there = known ? 4 : 0;  // and no room for another
      fail_after(failures);
      try {
        begun = store.create(arriving(9, subject)).value() == Creation::created;
      } catch (const std::bad_alloc&) {
        ++failures;
      }
      fail_never();
      if (begun) break;
      CHECK_FALSE(store.find(family_id(9), noon).value().has_value());
      CHECK(store.list(subject, noon).value().size() == there);
      CHECK(store.revoke_subject(subject, arriving(10).now).value() == there);
      begin(store, arriving(9, subject));
      CHECK(store.list(subject, arriving(9).now).value().front().active);
    }
    CHECK(failures >= 3);  // of the family's text, and its places in the tables
  }
}
