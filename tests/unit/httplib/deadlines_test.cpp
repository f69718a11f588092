#include "http/httplib/deadlines.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace signet;
using detail::Dated;
using detail::DeadlineList;

namespace {

constexpr Instant at(std::int64_t milliseconds) { return Instant::from_microseconds(milliseconds * 1000); }

}  // namespace

TEST_CASE("waits of one list end in the order in which they began, each at its own moment") {
  DeadlineList list{Seconds::of(1)};
  Dated first;
  Dated second;
  CHECK(list.first() == nullptr);
  CHECK_FALSE(list.next().has_value());
  list.add(first, at(0));
  list.add(second, at(1));
  CHECK(list.next() == at(1000));
  CHECK(list.expired(at(999)) == nullptr);
  CHECK(list.expired(at(1000)) == &first);
  first.leave();
  CHECK(list.next() == at(1001));
  CHECK(list.expired(at(1000)) == nullptr);
  CHECK(list.expired(at(1001)) == &second);
}

TEST_CASE("a wait that begins again goes behind the others, and one in another list leaves the first") {
  DeadlineList list{Seconds::of(1)};
  DeadlineList other{Seconds::of(10)};
  Dated one;
  Dated two;
  list.add(one, at(0));
  list.add(two, at(0));
  list.add(one, at(5));
  CHECK(list.first() == &two);
  other.add(two, at(6));
  CHECK(list.next() == at(1005));
  CHECK(other.next() == at(10'006));
}

TEST_CASE("what ends while it waits is gone from the list") {
  DeadlineList list{Seconds::of(1)};
  auto one = std::make_unique<Dated>();
  Dated two;
  list.add(*one, at(0));
  list.add(two, at(3));
  one.reset();
  CHECK(list.first() == &two);
}

TEST_CASE("the first is told once it has waited for long enough, whatever is left of its wait") {
  DeadlineList list{Seconds::of(10)};
  CHECK(list.first_waiting(Seconds::of(1), at(0)) == nullptr);
  Dated first;
  Dated second;
  list.add(first, at(500));
  list.add(second, at(600));
  CHECK(list.first_waiting(Seconds::of(1), at(1499)) == nullptr);
  CHECK(list.first_waiting(Seconds::of(1), at(1500)) == &first);
  first.leave();
  CHECK(list.first_waiting(Seconds::of(1), at(1599)) == nullptr);
  CHECK(list.first_waiting(Seconds::of(1), at(1600)) == &second);
}

TEST_CASE("a list is walked in the order in which its waits began, each of which has lasted since then") {
  DeadlineList list{Seconds::of(1)};
  Dated first;
  Dated second;
  list.add(first, at(0));
  list.add(second, at(10));
  CHECK(list.after(first) == &second);
  CHECK(list.after(second) == nullptr);
  CHECK(list.waited(first, at(30)) == Seconds::of_microseconds(30'000));
  CHECK(list.waited(second, at(10)) == Seconds{});
}
