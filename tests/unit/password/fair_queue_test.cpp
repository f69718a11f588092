#include "password/fair_queue.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace signet;
using detail::FairQueue;
using detail::FairQueueLimits;
using detail::QueuedJob;

namespace {

struct Job : QueuedJob {
  explicit Job(std::string called) : label(std::move(called)) {}
  std::string label;
};

constexpr FairQueueLimits usual{
    .workers = 2, .places = 256, .places_per_name = 16, .deadline = Seconds::of_microseconds(1'500'000)};

constexpr Instant at(double seconds) {
  return Instant::from_microseconds(static_cast<std::int64_t>(seconds * 1e6));
}
constexpr Seconds lasting(double seconds) {
  return Seconds::of_microseconds(static_cast<std::int64_t>(seconds * 1e6));
}

/// A queue with names for its jobs. Unless said otherwise each job has an account name of its own.
class Bench {
 public:
  explicit Bench(const FairQueueLimits& limits) : queue(limits) {}

  Result<void> push(std::string label, std::uint64_t address, Instant now = {}) {
    return push_as(std::move(label), {.address = address, .name = next_name_++}, now);
  }
  Result<void> push_as(std::string label, detail::SourceKeys source, Instant now = {}) {
    jobs_.push_back(std::make_unique<Job>(std::move(label)));
    return queue.push(*jobs_.back(), source, now);
  }
  std::string take() {
    QueuedJob* const job = queue.take();
    return job == nullptr ? "" : static_cast<Job&>(*job).label;
  }
  std::string take_all() {
    std::string order;
    for (std::string label = take(); !label.empty(); label = take()) order += label + ' ';
    return order;
  }
  std::string expire(Instant now) {
    std::string gone;
    while (const auto expired = queue.expire(now)) gone += static_cast<Job&>(*expired->job).label + ' ';
    return gone;
  }

  FairQueue queue;

 private:
  std::uint64_t next_name_ = 1'000'000;
  std::vector<std::unique_ptr<Job>> jobs_;
};

void check_refused(const Result<void>& pushed, std::uint32_t retry_after) {
  REQUIRE_FALSE(pushed.has_value());
  CHECK(pushed.error() == fail(Errc::overloaded));
  CHECK(pushed.error().retry_after() == retry_after);
}

}  // namespace

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
    REQUIRE(bench.push(label, address).has_value());
  }
  CHECK(bench.queue.size() == 6);
  CHECK(bench.take_all() == "a3 b2 c1 a2 b1 a1 ");
  CHECK(bench.queue.size() == 0);
}

TEST_CASE("an address that comes back waits for the turns of the others") {
  Bench bench{usual};
  REQUIRE(bench.push("a1", 1).has_value());
  REQUIRE(bench.push("b1", 2).has_value());
  REQUIRE(bench.push("b2", 2).has_value());
  CHECK(bench.take() == "a1");
  REQUIRE(bench.push("a2", 1).has_value());
  CHECK(bench.take_all() == "b2 a2 b1 ");
}

TEST_CASE("a job expires at its deadline, not a microsecond before, and is not taken any more") {
  Bench bench{usual};
  REQUIRE(bench.push("a1", 1, at(10)).has_value());
  REQUIRE(bench.push("a2", 1, at(10.5)).has_value());
  REQUIRE(bench.push("b1", 2, at(10)).has_value());
  CHECK(bench.expire(at(11.499999)).empty());
  CHECK(bench.expire(at(11.5)) == "a1 b1 ");
  CHECK(bench.queue.size() == 1);
  CHECK(bench.take_all() == "a2 ");
}

TEST_CASE("an expired job is told what a new one of its address would wait") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 16, .deadline = Seconds::of(10)}};
  REQUIRE(bench.push("a1", 1, at(0)).has_value());
  for (int i = 0; i < 5; ++i) REQUIRE(bench.push("a", 1, at(1)).has_value());
  bench.queue.served(lasting(1.5));
  const auto expired = bench.queue.expire(at(10));
  REQUIRE(expired.has_value());
  CHECK(expired->why == fail(Errc::overloaded));
  CHECK(expired->why.retry_after() == 8);  // five jobs ahead, 1.5 s each, one worker: 7.5 s
}

TEST_CASE("the first service time is taken as it is, later ones move the average by an eighth") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  REQUIRE(bench.push("a", 1).has_value());
  CHECK(bench.queue.predicted_wait(1) == Seconds{});
  bench.queue.served(lasting(0.8));
  CHECK(bench.queue.predicted_wait(1) == lasting(0.8));
  bench.queue.served(lasting(1.6));
  CHECK(bench.queue.predicted_wait(1) == lasting(0.9));
  bench.queue.served(lasting(0.1));
  CHECK(bench.queue.predicted_wait(1) == lasting(0.8));
}

TEST_CASE("the predicted wait counts the jobs ahead when addresses take turns") {
  Bench bench{{.workers = 2, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  bench.queue.served(lasting(1));
  for (int i = 0; i < 6; ++i) REQUIRE(bench.push("a", 1).has_value());
  for (int i = 0; i < 2; ++i) REQUIRE(bench.push("b", 2).has_value());
  CHECK(bench.queue.predicted_wait(3) == lasting(1));    // one of each
  CHECK(bench.queue.predicted_wait(2) == lasting(2.5));  // its own 2 and 3 of the other
  CHECK(bench.queue.predicted_wait(1) == lasting(4));    // its own 6 and both of the other
}

TEST_CASE("a job whose predicted wait exceeds the deadline is refused at once with that wait, rounded up") {
  Bench bench{usual};
  bench.queue.served(lasting(0.5));
  for (int i = 0; i < 7; ++i) REQUIRE(bench.push("a", 1).has_value());  // the 7th: 6 ahead, exactly 1.5 s
  check_refused(bench.push("a", 1), 2);                                 // 7 ahead: 1.75 s
  CHECK(bench.queue.size() == 7);
  CHECK(bench.push("b", 2).has_value());
}

TEST_CASE("a refusal tells to wait at least one second") {
  Bench bench{{.workers = 1, .places = 1, .places_per_name = 16, .deadline = Seconds::of(1)}};
  REQUIRE(bench.push("a", 1).has_value());
  check_refused(bench.push("b", 2), 1);  // nothing served yet
  bench.queue.served(lasting(0.001));
  check_refused(bench.push("b", 2), 1);
}

TEST_CASE("places are limited in all, by name and by address") {
  SUBCASE("in all") {
    Bench bench{{.workers = 2, .places = 3, .places_per_name = 16, .deadline = Seconds::of(1)}};
    for (std::uint64_t address = 1; address <= 3; ++address) REQUIRE(bench.push("x", address).has_value());
    check_refused(bench.push("x", 4), 1);
    REQUIRE(bench.take() == "x");
    CHECK(bench.push("x", 4).has_value());
  }
  SUBCASE("by name, from whatever addresses") {
    Bench bench{usual};
    for (std::uint64_t address = 1; address <= 16; ++address) {
      REQUIRE(bench.push_as("x", {.address = address, .name = 7}).has_value());
    }
    check_refused(bench.push_as("x", {.address = 17, .name = 7}), 1);
    CHECK(bench.push_as("x", {.address = 17, .name = 8}).has_value());
    bench.expire(at(2));
    CHECK(bench.push_as("x", {.address = 17, .name = 7}, at(2)).has_value());
  }
  SUBCASE("by address, a quarter of the places") {
    Bench bench{usual};
    for (int i = 0; i < 64; ++i) REQUIRE(bench.push("x", 1).has_value());
    check_refused(bench.push("x", 1), 1);
    CHECK(bench.push("x", 2).has_value());
  }
  SUBCASE("by address, 16 in a small pool") {
    Bench bench{{.workers = 2, .places = 32, .places_per_name = 32, .deadline = Seconds::of(1)}};
    for (int i = 0; i < 16; ++i) REQUIRE(bench.push("x", 1).has_value());
    check_refused(bench.push("x", 1), 1);
  }
}

TEST_CASE("service times that are negative or absurdly long leave the prediction sane") {
  Bench bench{usual};
  REQUIRE(bench.push("a", 1).has_value());
  bench.queue.served(lasting(-1));
  CHECK(bench.queue.predicted_wait(1) == Seconds{});
  bench.queue.served(Seconds::of_microseconds(INT64_MAX));
  CHECK(bench.queue.predicted_wait(1) == Seconds::of(1800));
}
