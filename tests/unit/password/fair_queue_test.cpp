#include "password/fair_queue.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fair_queue_bench.hpp"

using namespace queue_bench;

TEST_CASE("an empty queue gives nothing and expires nothing") {
  Bench bench{usual};
  CHECK(bench.take().empty());
  CHECK(bench.expire(at(1e9)).empty());
  CHECK(bench.queue.size() == 0);
}

TEST_CASE("addresses take turns, and inside one the newest job goes first") {
  Bench bench{usual};
  for (const auto& [label, address] : std::vector<std::pair<const char*, std::uint64_t>>{
           {"a1", 1}, {"a2", 1}, {"a3", 1}, {"b1", 2}, {"b2", 2}, {"c1", 3}}) {
    REQUIRE(bench.push(label, address));
  }
  CHECK(bench.queue.size() == 6);
  CHECK(bench.take_all() == "a3 b2 c1 a2 b1 a1 ");
  CHECK(bench.queue.size() == 0);
}

TEST_CASE("an address that comes back waits for the turns of the others") {
  Bench bench{usual};
  REQUIRE(bench.push("a1", 1));
  REQUIRE(bench.push("b1", 2));
  REQUIRE(bench.push("b2", 2));
  CHECK(bench.take() == "a1");
  REQUIRE(bench.push("a2", 1));
  CHECK(bench.take_all() == "b2 a2 b1 ");
}

TEST_CASE("a job expires at its deadline, not a microsecond before, and is not taken any more") {
  Bench bench{usual};
  REQUIRE(bench.push("a1", 1, at(10)));
  REQUIRE(bench.push("a2", 1, at(10.5)));
  REQUIRE(bench.push("b1", 2, at(10)));
  CHECK(bench.expire(at(11.499999)).empty());
  CHECK(bench.expire(at(11.5)) == "a1 b1 ");
  CHECK(bench.queue.size() == 1);
  CHECK(bench.take_all() == "a2 ");
}

TEST_CASE("an expired job is told what a new one of its address would wait") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 16, .deadline = Seconds::of(10)}};
  REQUIRE(bench.push("a1", 1, at(0)));
  for (int i = 0; i < 5; ++i) REQUIRE(bench.push("a", 1, at(1)));
  bench.served(1.5);
  const auto expired = bench.queue.expire(at(10));
  REQUIRE(expired.has_value());
  CHECK(expired->wait == lasting(7.5));  // five jobs ahead, 1.5 s each, one worker
}

TEST_CASE("the first service time is taken as it is, later ones move the average by an eighth") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  REQUIRE(bench.push("a", 1));
  CHECK(bench.queue.predicted_wait(1) == Seconds{});
  bench.served(0.8);
  CHECK(bench.queue.predicted_wait(1) == lasting(0.8));
  bench.served(1.6);
  CHECK(bench.queue.predicted_wait(1) == lasting(0.9));
  bench.served(0.1);
  CHECK(bench.queue.predicted_wait(1) == lasting(0.8));
}

TEST_CASE("the predicted wait counts the jobs ahead when addresses take turns") {
  Bench bench{{.workers = 2, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  bench.served(1);
  for (int i = 0; i < 6; ++i) REQUIRE(bench.push("a", 1));
  for (int i = 0; i < 2; ++i) REQUIRE(bench.push("b", 2));
  CHECK(bench.queue.predicted_wait(3) == lasting(1));    // one of each
  CHECK(bench.queue.predicted_wait(2) == lasting(2.5));  // its own 2 and 3 of the other
  CHECK(bench.queue.predicted_wait(1) == lasting(4));    // its own 6 and both of the other
}

TEST_CASE(
    "a job whose predicted wait exceeds seven eighths of the deadline is refused at once with that wait") {
  Bench bench{{.workers = 2, .places = 256, .places_per_name = 16, .deadline = lasting(1.6)}};
  bench.served(0.4);
  for (int i = 0; i < 8; ++i) REQUIRE(bench.push("a", 1));  // the 8th: 7 ahead, exactly 1.4 s
  CHECK_FALSE(bench.push("a", 1));
  check_refused(bench, HashRefusal::predicted_wait, 1.6);  // 8 ahead
  CHECK(bench.queue.size() == 8);
  CHECK(bench.push("b", 2));
}

TEST_CASE("a job that would make the oldest of its address late is refused, and one of another is not") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 16, .deadline = lasting(1.6)}};
  bench.served(0.4);
  REQUIRE(bench.push("a1", 1, at(0)));
  CHECK(bench.push("a2", 1, at(0.4)));  // a1 would be begun at 0.8
  CHECK(bench.take() == "a2");
  CHECK(bench.push("a3", 1, at(1)));  // at 1.4 exactly, an eighth before its deadline
  CHECK(bench.take() == "a3");
  CHECK_FALSE(bench.push("a4", 1, Instant::from_microseconds(1'000'001)));
  check_refused(bench, HashRefusal::predicted_wait, 0.4);
  CHECK(bench.push("b1", 2, at(1.1)));
  CHECK(bench.take() == "a1");
}

TEST_CASE("places are limited in all, by name and by address") {
  SUBCASE("in all") {
    Bench bench{{.workers = 2, .places = 3, .places_per_name = 16, .deadline = Seconds::of(1)}};
    for (std::uint64_t address = 1; address <= 3; ++address) REQUIRE(bench.push("x", address));
    CHECK_FALSE(bench.push("x", 4));
    check_refused(bench, HashRefusal::places, 0);
    REQUIRE(bench.take() == "x");
    CHECK(bench.push("x", 4));
  }
  SUBCASE("by name, from whatever addresses") {
    Bench bench{usual};
    for (std::uint64_t address = 1; address <= 16; ++address) {
      REQUIRE(bench.push_as("x", {.address = address, .name = 7}));
    }
    CHECK_FALSE(bench.push_as("x", {.address = 17, .name = 7}));
    check_refused(bench, HashRefusal::places_of_name, 0);
    CHECK(bench.push_as("x", {.address = 17, .name = 8}));
    bench.expire(at(2));
    CHECK(bench.push_as("x", {.address = 17, .name = 7}, at(2)));
  }
  SUBCASE("by address, a quarter of the places") {
    Bench bench{usual};
    for (int i = 0; i < 64; ++i) REQUIRE(bench.push("x", 1));
    CHECK_FALSE(bench.push("x", 1));
    check_refused(bench, HashRefusal::places_of_address, 0);
    CHECK(bench.push("x", 2));
  }
  SUBCASE("by address, 16 in a small pool") {
    Bench bench{{.workers = 2, .places = 32, .places_per_name = 32, .deadline = Seconds::of(1)}};
    for (int i = 0; i < 16; ++i) REQUIRE(bench.push("x", 1));
    CHECK_FALSE(bench.push("x", 1));
    check_refused(bench, HashRefusal::places_of_address, 0);
  }
}

TEST_CASE("service times that are negative or absurdly long leave the prediction sane") {
  Bench bench{usual};
  REQUIRE(bench.push("a", 1));
  bench.served(-1);
  CHECK(bench.queue.predicted_wait(1) == Seconds{});
  bench.queue.served(std::nullopt, Seconds::of_microseconds(INT64_MAX));
  CHECK(bench.queue.predicted_wait(1) == Seconds::of(225));  // an eighth of an hour, two workers
}
