// FairQueue and the kinds of its jobs: what each is expected to take, and who is computed together.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fair_queue_bench.hpp"

using namespace queue_bench;

namespace {

constexpr BcryptParams bcrypt10{.cost = 10};
constexpr BcryptParams bcrypt12{.cost = 12};
constexpr Argon2Params argon2{};

Job of_kind(std::string label, const HashParams& kind, bool joins = true) {
  Job job{std::move(label)};
  job.kind = kind;
  job.joins = joins;
  return job;
}

std::string take_group(Bench& bench, const HashParams& kind) {
  std::string labels;
  while (QueuedJob* const job = bench.queue.take_to_join(kind)) labels += Bench::label_of(job) + ' ';
  return labels;
}

}  // namespace

TEST_CASE("the predicted wait is the queued work, each kind by its own average, by workers (Little's law)") {
  Bench bench{{.workers = 2, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  bench.queue.served(bcrypt10, lasting(0.06));
  bench.queue.served(bcrypt12, lasting(0.24));
  bench.queue.served(argon2, lasting(0.014));
  for (int i = 0; i < 3; ++i) REQUIRE(bench.push_job(of_kind("a", bcrypt10), 1));
  REQUIRE(bench.push_job(of_kind("a", bcrypt12), 1));
  REQUIRE(bench.push_job(of_kind("a", argon2), 1));
  CHECK(bench.queue.predicted_wait(1) == lasting((3 * 0.06 + 0.24 + 0.014) / 2));
  CHECK(bench.queue.predicted_wait() == lasting(0.014 / 2));  // a new address lets one of this one pass
  bench.queue.served(bcrypt12, lasting(0.08));                // an eighth of the way: 0.22
  CHECK(bench.queue.predicted_wait(1) == lasting((3 * 0.06 + 0.22 + 0.014) / 2));
}

TEST_CASE("a kind of an algorithm that was never served is expected to take what jobs took on the whole") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  REQUIRE(bench.push_job(of_kind("a", bcrypt10), 1));
  CHECK(bench.queue.predicted_wait(1) == Seconds{});
  bench.queue.served(argon2, lasting(0.8));
  bench.queue.served(std::nullopt, lasting(1.6));
  CHECK(bench.queue.predicted_wait(1) == lasting(0.9));
  bench.queue.served(bcrypt10, lasting(0.1));
  CHECK(bench.queue.predicted_wait(1) == lasting(0.1));
}

TEST_CASE("of an algorithm that was served, by the work of its parameters") {
  struct Row {
    HashParams served;
    HashParams asked;
    double times;
  };
  const Row rows[] = {
      {Argon2Params{.memory = KiB{1024}, .passes = 2}, Argon2Params{.memory = KiB{4096}, .passes = 3}, 6},
      {bcrypt12, bcrypt10, 0.25},
      {Pbkdf2Params{.iterations = 2000}, Pbkdf2Params{.iterations = 7000}, 3.5},
      {ScryptParams{.log_n = 10, .r = 8, .p = 1}, ScryptParams{.log_n = 11, .r = 4, .p = 3}, 3},
      {YescryptParams{.log_n = 10, .r = 8}, YescryptParams{.log_n = 12, .r = 16}, 8},
  };
  for (const Row& row : rows) {
    CAPTURE(row.served.index());
    Bench bench{{.workers = 1, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
    bench.queue.served(std::nullopt, lasting(50));
    bench.queue.served(row.served, lasting(0.8));
    REQUIRE(bench.push_job(of_kind("a", row.asked), 1));
    CHECK(bench.queue.predicted_wait(1) == lasting(0.8 * row.times));
    bench.queue.served(row.served, lasting(1.6));  // an eighth of the way: 0.9
    CHECK(bench.queue.predicted_wait(1) == lasting(0.9 * row.times));
    bench.queue.served(row.asked, lasting(0.1));
    CHECK(bench.queue.predicted_wait(1) == lasting(0.1));
  }
}

TEST_CASE("an estimate has the bounds of a measurement") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  bench.queue.served(BcryptParams{.cost = 4}, Seconds::of(4000));
  REQUIRE(bench.push_job(of_kind("a", BcryptParams{.cost = 31}), 1));
  CHECK(bench.queue.predicted_wait(1) == Seconds::of(3600));
}

TEST_CASE("31 kinds are measured by themselves; those beyond share one average and join nobody") {
  Bench bench{{.workers = 1, .places = 256, .places_per_name = 256, .deadline = Seconds::of(60)}};
  for (std::uint32_t i = 1; i <= 33; ++i) {
    bench.queue.served(Pbkdf2Params{.iterations = 1000 * i}, lasting(i));
  }
  REQUIRE(bench.push_job(of_kind("31st", Pbkdf2Params{.iterations = 31'000}), 1));
  CHECK(bench.queue.predicted_wait(1) == lasting(31));
  REQUIRE(bench.push_job(of_kind("32nd", Pbkdf2Params{.iterations = 32'000}), 2));
  CHECK(bench.queue.predicted_wait(2) == lasting(31 + 32.125));  // 32 s, then 33 s
  CHECK(take_group(bench, Pbkdf2Params{.iterations = 32'000}).empty());
  CHECK(take_group(bench, Pbkdf2Params{.iterations = 31'000}) == "31st ");
}

TEST_CASE(
    "those that join a group are the next of its kind in the order of turns, and their turns are over") {
  Bench bench{usual};
  REQUIRE(bench.push_job(of_kind("a1", bcrypt10), 1));
  REQUIRE(bench.push_job(of_kind("a2", argon2, false), 1));
  REQUIRE(bench.push_job(of_kind("a3", bcrypt10), 1));
  REQUIRE(bench.push_job(of_kind("b1", bcrypt12), 2));
  REQUIRE(bench.push_job(of_kind("c1", bcrypt10), 3));
  REQUIRE(bench.push_job(of_kind("d1", bcrypt10, false), 4));
  REQUIRE(bench.push_job(of_kind("c2", bcrypt10), 3));
  CHECK(bench.queue.waiting_to_join(bcrypt10) == 4);
  CHECK(bench.take() == "a3");
  CHECK(Bench::label_of(bench.queue.take_to_join(bcrypt10)) == "c2");
  CHECK(Bench::label_of(bench.queue.take_to_join(bcrypt10)) == "a1");
  CHECK(bench.queue.waiting_to_join(bcrypt10) == 1);
  CHECK(bench.take_all() == "b1 d1 c1 a2 ");
}

TEST_CASE("a heavy job keeps its place while others pass") {
  Bench bench{usual};
  Job heavy{"a2"};
  heavy.heavy = true;
  REQUIRE(bench.push("a1", 1));
  REQUIRE(bench.push_job(heavy, 1));
  REQUIRE(bench.push("b1", 2));
  CHECK(Bench::label_of(bench.queue.take_light()) == "a1");
  CHECK(Bench::label_of(bench.queue.take_light()) == "b1");
  CHECK(bench.queue.take_light() == nullptr);
  CHECK(bench.take() == "a2");
}

TEST_CASE("a job is withdrawn by its ticket, once, and from its place in the middle") {
  Bench bench{usual};
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) {
    Job job{"a" + std::to_string(ticket)};
    job.ticket = ticket;
    REQUIRE(bench.push_job(job, 1));
  }
  CHECK(Bench::label_of(bench.queue.withdraw(2)) == "a2");
  CHECK(bench.queue.withdraw(2) == nullptr);
  CHECK(bench.queue.withdraw(4) == nullptr);
  CHECK(bench.queue.size() == 2);
  CHECK(bench.take_all() == "a3 a1 ");
  CHECK(bench.queue.withdraw(1) == nullptr);
}
