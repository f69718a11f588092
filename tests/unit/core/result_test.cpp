#include "signet/core/result.hpp"

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

using namespace signet;

namespace {

enum class Outcome : std::uint8_t { yes, no };

// Counts the live objects, so that a missing or a doubled destructor shows.
struct Counted {
  static inline int live = 0;
  Counted() { ++live; }
  Counted(const Counted&) { ++live; }
  Counted(Counted&&) noexcept { ++live; }
  Counted& operator=(const Counted&) = default;
  Counted& operator=(Counted&&) = default;
  ~Counted() { --live; }
};

struct MoveOnly {
  MoveOnly() = default;
  MoveOnly(MoveOnly&&) = default;
  MoveOnly& operator=(MoveOnly&&) = default;
};

}  // namespace

template <>
inline constexpr bool signet::is_outcome<Outcome> = true;

TEST_CASE("a result holds a value or an error") {
  const Result<std::string> good = std::string("text");
  REQUIRE(good.has_value());
  CHECK(*good == "text");
  CHECK(good->size() == 4);
  const Result<std::string> bad = fail(Errc::key_not_found, "kid");
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error() == fail(Errc::key_not_found, "kid"));
}

TEST_CASE("a result destroys exactly what it holds, through copies, moves and assignments") {
  {
    Result<Counted> a{std::in_place};
    Result<Counted> b = a;
    Result<Counted> c = std::move(b);
    a = fail(Errc::internal_error);
    CHECK_FALSE(a.has_value());
    a = c;
    CHECK(a.has_value());
    Result<Counted> d = fail(Errc::internal_error);
    d = std::move(c);
    CHECK(d.has_value());
  }
  CHECK(Counted::live == 0);
}

TEST_CASE("an outcome does not convert to bool, other values do") {
  CHECK_FALSE(std::is_constructible_v<bool, Result<Outcome>>);
  CHECK(std::is_constructible_v<bool, Result<int>>);
  CHECK(std::is_constructible_v<bool, Result<void>>);
}

TEST_CASE("a result of a move-only type moves and does not copy") {
  CHECK(std::is_move_constructible_v<Result<MoveOnly>>);
  CHECK_FALSE(std::is_copy_constructible_v<Result<MoveOnly>>);
}

TEST_CASE("and_then goes on with a value and passes an error through") {
  const auto twice = [](int n) -> Result<int> { return 2 * n; };
  CHECK(*Result<int>{21}.and_then(twice) == 42);
  CHECK(Result<int>{fail(Errc::hash_failed)}.and_then(twice).error() == fail(Errc::hash_failed));
}

TEST_CASE("value_or gives the value, or the other") {
  CHECK(Result<int>{1}.value_or(2) == 1);
  CHECK(Result<int>{fail(Errc::hash_failed)}.value_or(2) == 2);
}

TEST_CASE("a void result is true when the thing was done") {
  const Result<void> done;
  CHECK(done);
  const Result<void> failed = fail(Errc::store_unavailable);
  CHECK(failed.error() == fail(Errc::store_unavailable));
}
