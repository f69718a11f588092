// What every store of denials does: asked and followed, added to from many sides, forgetting nothing early.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "conformance/some_denials.hpp"
#include "support/at_once.hpp"

using namespace signet;
using namespace signet::test;

TEST_CASE("R12: what one instance denies by jti, sid or sub every other finds at its next question") {
  const auto database = make_deny_database();
  const auto one = database->open();
  const auto other = database->open();
  CHECK(denied(*other, {.jti = "a", .sid = "b", .sub = "ann", .issued_at = noon}) == "");
  REQUIRE(one->deny(by_jti("a"), noon));
  REQUIRE(one->deny(of(DeniedBy::sid, "b"), noon));
  REQUIRE(one->deny(by_subject(noon), noon));
  REQUIRE(one->deny(of(DeniedBy::sub, "d"), noon));
  const struct {
    DenialQuestion token;
    std::string by;
  } rows[] = {{{.jti = "a", .sid = {}, .sub = {}, .issued_at = noon}, "jti"},
              {{.jti = {}, .sid = "b", .sub = {}, .issued_at = noon}, "sid"},
              {{.jti = {}, .sid = {}, .sub = "ann", .issued_at = noon - tick}, "sub"},
              {{.jti = {}, .sid = {}, .sub = "ann", .issued_at = noon}, ""},
              {{.jti = {}, .sid = {}, .sub = "ann", .issued_at = {}}, "sub"},
              {{.jti = {}, .sid = {}, .sub = "d", .issued_at = quarter_past}, "sub"},
              {{.jti = "a", .sid = "b", .sub = "ann", .issued_at = noon}, "jti"},
              {{.jti = "x", .sid = "b", .sub = "ann", .issued_at = {}}, "sid"},
              {{.jti = "b", .sid = "ann", .sub = "a", .issued_at = noon}, ""},
              {{.jti = "A", .sid = "", .sub = "ann}", .issued_at = noon}, ""},
              {{.jti = {}, .sid = {}, .sub = {}, .issued_at = {}}, ""}};
  for (const auto& row : rows) CHECK(denied(*other, row.token) == row.by);
}

TEST_CASE(
    "denials are read as they were given, in their order; a jti or sid is denied whenever it was issued") {
  const auto database = make_deny_database();
  const auto store = database->open();
  Denial timed = by_jti("a");
  timed.issued_before = noon;
  const NumericDate never_ends = NumericDate::from_microseconds(INT64_MAX);
  const NumericDate first = NumericDate::from_microseconds(INT64_MIN);
  const std::vector<Denial> given{timed, of(DeniedBy::sid, "b", never_ends), by_subject(first),
                                  of(DeniedBy::sub, "d")};
  for (const Denial& denial : given) REQUIRE(store->deny(denial, noon));
  auto expected = given;
  expected[0].issued_before.reset();
  CHECK(read_all(*store) == expected);
  CHECK(denied(*store, {.jti = "a", .sid = {}, .sub = {}, .issued_at = quarter_past}) == "jti");
}

TEST_CASE("values of any bytes are told apart, and so are realms") {
  const auto database = make_deny_database();
  const auto store = database->open();
  const auto another = database->open("another");
  const std::string values[] = {"",
                                " ",
                                "{",
                                "{realm}",
                                "a:b",
                                std::string{"a\0b", 3},
                                "\xff",
                                std::string(9'000, 'x'),
                                std::string(9'000, 'x') + "y"};
  for (const std::string& value : values) {
    CHECK_FALSE(is_denied(*store, value));
    REQUIRE(store->deny(by_jti(value), noon));
    CHECK(is_denied(*store, value));
    CHECK_FALSE(is_denied(*another, value));
  }
  CHECK(std::ranges::equal(read_all(*store), values, {}, &Denial::value));
  CHECK(read_all(*another).empty());
}

TEST_CASE("R12: denied again, the later issued_before counts") {
  const auto database = make_deny_database();
  const auto store = database->open();
  REQUIRE(store->deny(by_subject(noon), noon));
  REQUIRE(store->deny(by_subject(noon - tick), noon));
  CHECK(is_denied_at(*store, noon - tick));
  CHECK_FALSE(is_denied_at(*store, noon));
  REQUIRE(store->deny(by_subject(noon + tick), noon));
  CHECK(is_denied_at(*store, noon));
  REQUIRE(store->deny(of(DeniedBy::sub, "ann"), noon));
  CHECK(is_denied_at(*store, quarter_past));
  REQUIRE(store->deny(by_subject(noon), noon));
  CHECK(is_denied_at(*store, quarter_past));
}

TEST_CASE(
    "R12: denials drop out of the pages an hour and ten minutes after the last token they can hit, not "
    "before") {
  const auto database = make_deny_database();
  const auto store = database->open();
  REQUIRE(store->deny(by_jti("a"), noon));
  const NumericDate end = quarter_past + Seconds::of(4200);
  REQUIRE(store->deny(of(DeniedBy::jti, "b", end), end));
  CHECK(read_all(*store).size() == 2);
  REQUIRE(store->deny(of(DeniedBy::jti, "c", end), end + Seconds::of_microseconds(1000)));
  const auto left = read_all(*store);
  REQUIRE(left.size() == 2);
  CHECK(left[0].value == "b");
  CHECK(left[1].value == "c");
}

TEST_CASE("R12: of denials that are added from many sides a reader of pages misses none") {
  constexpr std::size_t writers = 3, each = 400;
  const auto database = make_deny_database();
  const auto reader = database->open();
  std::atomic<std::size_t> writing = writers;
  std::multiset<std::string> seen;
  std::vector<std::unique_ptr<DenyStore>> stores;
  for (std::size_t i = 0; i < writers; ++i) stores.push_back(database->open());
  const auto ends = at_once(writers + 1, [&](std::size_t thread) -> Result<void> {
    if (thread == writers) {
      std::string position;
      for (bool last = false; !last;) {
        last = writing == 0;
        for (const Denial& denial : read_all(*reader, position)) seen.insert(denial.value);
      }
      return {};
    }
    for (std::size_t i = 0; i < each; ++i) {
      const auto done = stores[thread]->deny(by_jti(std::to_string(thread) + "-" + std::to_string(i)), noon);
      if (!done) return done.error();
    }
    --writing;
    return {};
  });
  for (const auto& end : ends) CHECK(end.has_value());
  CHECK(seen.size() == writers * each);  // none twice
  CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == writers * each);
  // More than a page.
  const auto first = reader->read_on("");
  REQUIRE(first);
  CHECK(first->denials.size() == 1'000);
  CHECK_FALSE(first->complete);
  CHECK(read_all(*reader).size() == writers * each);
}

TEST_CASE("R12: a position is behind what was read, and one that the store does not know begins anew") {
  const auto database = make_deny_database();
  const auto store = database->open();
  std::string position;
  CHECK(read_all(*store, position).empty());
  CHECK(read_all(*store, position).empty());
  REQUIRE(store->deny(by_jti("a"), noon));
  CHECK(read_all(*store, position).size() == 1);
  CHECK(read_all(*store, position).empty());
  for (const std::string& unknown : {std::string{}, std::string{" "}, std::string{"a b 1"},
                                     std::string{"1 b"}, "x" + position, position + "0"}) {
    CAPTURE(unknown);
    CHECK(store->read_on(unknown).value().denials.size() == 1);
  }
  REQUIRE(store->deny(by_jti("b"), noon));
  CHECK(read_all(*store, position).size() == 1);
}
