#include "signet/password/hash_pool.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "hash_pool_bench.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/secret_bytes.hpp"

using namespace pool_bench;

namespace {

Error build_error(const HashPoolOptions& options) {
  const auto built = HashPool::build(options);
  REQUIRE_FALSE(built.has_value());
  return built.error();
}

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

}  // namespace

TEST_CASE("run gives what the work returns: a value, an error, nothing, or its exception") {
  const auto pool = pool_with({.workers = 2});
  CHECK(pool->run(alice, [] { return Result<std::string>{"done"}; }).value() == "done");
  CHECK(pool->run(alice, [] { return Result<SecretBytes>{SecretBytes::copy_of("abc")}; }).value().size() ==
        3);
  CHECK(pool->run(alice, []() -> Result<int> { return fail(Errc::hash_malformed); }).error() ==
        fail(Errc::hash_malformed));
  CHECK(pool->run(alice, []() -> Result<void> { return {}; }).has_value());
  const auto throwing = []() -> Result<int> { throw std::runtime_error("from the work"); };
  CHECK_THROWS_WITH_AS(static_cast<void>(pool->run(alice, throwing).has_value()), "from the work",
                       std::runtime_error);
  CHECK(pool->stats().done == 5);
}

TEST_CASE("work runs on a thread of low priority, not on the caller's") {
  const auto pool = pool_with({.workers = 1});
  const auto seen = pool->run(alice, []() -> Result<std::vector<int>> {
    return std::vector<int>{getpriority(PRIO_PROCESS, 0), sched_getscheduler(0)};
  });
  CHECK(seen.value() == std::vector<int>{19, SCHED_BATCH});
  const std::thread::id caller = std::this_thread::get_id();
  CHECK(pool->run(alice, [&]() -> Result<int> { return std::this_thread::get_id() == caller ? 1 : 0; })
            .value() == 0);
}

TEST_CASE("waiting callers are served by turns of their addresses, the newest of each first") {
  const auto pool = pool_with({.workers = 1});
  Hold hold{*pool};
  std::mutex mutex;
  std::string order;
  std::vector<std::future<Result<int>>> callers;
  const std::vector<std::pair<const char*, HashSource>> arrivals{
      {"a1 ", alice}, {"a2 ", alice}, {"b1 ", bob}, {"a3 ", alice}};
  for (const auto& [label, source] : arrivals) {
    callers.push_back(asked(*pool, source, [&mutex, &order, text = label]() -> Result<int> {
      const std::lock_guard lock{mutex};
      order += text;
      return 0;
    }));
    until_waiting(*pool, static_cast<std::uint32_t>(callers.size()));
  }
  hold.let_go();
  for (auto& caller : callers) CHECK(caller.get().has_value());
  CHECK(order == "a3 b1 a2 a1 ");
}

TEST_CASE("a caller is refused when the deadline comes though no worker is free, and its work never runs") {
  Heard heard;
  const auto pool = pool_with({.workers = 1, .deadline = ms(100), .observer = heard.observer()});
  Hold hold{*pool};
  std::atomic<bool> ran{false};
  auto late = asked(*pool, alice, [&ran]() -> Result<int> {
    ran = true;
    return 0;
  });
  until_waiting(*pool, 1);
  pass(ms(99));
  pool->run_in_background([] {});  // each call looks for what is overdue
  CHECK(pool->stats().waiting == 1);
  pass(ms(1));
  pool->run_in_background([] {});
  check_refused(late.get(), 1);
  CHECK(pool->stats().refused == 1);
  hold.let_go();
  CHECK(hold.result().has_value());
  until([&] { return pool->stats().done == 3; });
  CHECK_FALSE(ran);
  REQUIRE(heard.events.size() == 4);
  CHECK(heard.events[0].kind == EventKind::hash_refused);
  CHECK(heard.events[0].code == Errc::overloaded);
  CHECK(heard.events[0].refusal == HashRefusal::deadline);
  CHECK(heard.events[0].took == ms(100));
  CHECK(heard.events[0].queue == HashQueue::interactive);
  CHECK(heard.events[1].queue == HashQueue::interactive);
  CHECK(heard.events[2].queue == HashQueue::background);
  CHECK(heard.events[3].queue == HashQueue::background);
  CHECK(pool->stats().admitted == 2);
}

TEST_CASE("under the real clock a caller is refused at its deadline without anybody's help") {
  // It stands still until a worker is held, which on a busy machine may take longer than the deadline.
  static const Instant begun = steady_now();
  static std::atomic<bool> goes{false};
  goes = false;
  auto pool = HashPool::build(
      {.workers = 1, .deadline = ms(10), .clock = []() noexcept { return goes ? steady_now() : begun; }},
      no_jitter);
  REQUIRE(pool.has_value());
  Hold hold{**pool};
  goes = true;
  check_refused((*pool)->run(alice, one), 1);
}

TEST_CASE("a worker that becomes free does not begin what is overdue") {
  const auto pool = pool_with({.workers = 1, .deadline = ms(100)});
  Hold hold{*pool};
  std::atomic<int> ran{0};
  const auto count = [&ran]() -> Result<int> { return ++ran; };
  auto late = asked(*pool, alice, count);
  until_waiting(*pool, 1);
  pass(ms(60));
  auto in_time = asked(*pool, bob, count);
  until_waiting(*pool, 2);
  pass(ms(40));
  hold.let_go();
  check_refused(late.get(), 1);
  CHECK(in_time.get().value() == 1);
}

TEST_CASE("admission predicts the wait from the time that jobs took, and refuses at once") {
  Heard heard;
  const auto pool = pool_with({.workers = 1, .deadline = Seconds::of(3), .observer = heard.observer()});
  const auto slow = [] {
    pass(Seconds::of(2));
    return one();
  };
  CHECK(pool->run(alice, slow).has_value());
  REQUIRE(heard.events.size() == 1);
  CHECK(heard.events[0].kind == EventKind::hash_done);
  CHECK(heard.events[0].took == Seconds::of(2));
  CHECK(heard.events[0].together == 1);
  CHECK(heard.events[0].algorithm == HashAlgorithm::other);

  Hold hold{*pool};
  auto first = asked(*pool, alice, one);
  until_waiting(*pool, 1);
  auto second = asked(*pool, alice, one);  // one ahead: 2 s
  until_waiting(*pool, 2);
  check_refused(pool->run(alice, one), 4);  // two ahead: 4 s
  auto other = asked(*pool, bob, one);      // one of the other address ahead
  until_waiting(*pool, 3);
  hold.let_go();
  CHECK(first.get().value() == 1);
  CHECK(second.get().value() == 1);
  CHECK(other.get().value() == 1);
}

TEST_CASE("places are limited in all and by account name") {
  const auto pool = pool_with({.workers = 1, .places = 3, .places_per_name = 2});
  Hold hold{*pool};
  std::vector<std::future<Result<int>>> callers;
  for (const HashSource& source : {HashSource{"192.0.2.1", "carol"}, HashSource{"192.0.2.2", "carol"},
                                   HashSource{"192.0.2.3", "dave"}}) {
    if (callers.size() == 2) check_refused(pool->run({"192.0.2.9", "carol"}, one), 1);
    callers.push_back(asked(*pool, source, one));
    until_waiting(*pool, static_cast<std::uint32_t>(callers.size()));
  }
  check_refused(pool->run({"192.0.2.4", "erin"}, one), 1);
  hold.let_go();
  for (auto& caller : callers) CHECK(caller.get().value() == 1);
}

TEST_CASE("each refusal is reported with its reason, and with what it waited for") {
  Heard heard;
  const auto pool = pool_with({.workers = 1,
                               .places = 20,
                               .places_per_name = 17,
                               .deadline = Seconds::of(30),
                               .observer = heard.observer()});
  Hold hold{*pool};
  std::vector<HashTicket> tickets;
  const auto ask = [&](const HashSource& source) {
    const auto ticket = pool->submit(source, one, [](const Result<int>&) {});
    if (ticket) tickets.push_back(*ticket);
    const std::lock_guard lock{heard.mutex};
    return ticket ? HashRefusal::none : heard.events.back().refusal;
  };
  for (int i = 0; i < 16; ++i) CHECK(ask(alice) == HashRefusal::none);
  CHECK(ask(alice) == HashRefusal::places_of_address);
  CHECK(ask({.address = "192.0.2.3", .name = "alice"}) == HashRefusal::none);
  CHECK(ask({.address = "192.0.2.4", .name = "alice"}) == HashRefusal::places_of_name);
  for (const char* address : {"192.0.2.5", "192.0.2.6", "192.0.2.7"}) {
    CHECK(ask({.address = address, .name = address}) == HashRefusal::none);
  }
  CHECK(ask(bob) == HashRefusal::places);
  CHECK(pool->stats().refused == 3);
  for (const HashTicket ticket : tickets) CHECK(pool->cancel(ticket));
  pass(Seconds::of(31));  // the held job took so long
  hold.let_go();
  static_cast<void>(hold.result());
  Hold again{*pool};
  CHECK(ask(bob) == HashRefusal::none);
  CHECK(pool->stats().predicted_wait == Seconds::of(31));
  CHECK(ask(alice) == HashRefusal::predicted_wait);
  CHECK(pool->cancel(tickets.back()));
}

TEST_CASE("to the time to come again up to as much is added, from the random source") {
  class Fixed final : public RandomSource {
   public:
    Result<void> fill(std::span<std::byte> out) override {
      std::ranges::fill(out, std::byte{0});
      if (out.size() == sizeof drawn) std::memcpy(out.data(), &drawn, sizeof drawn);
      return fails ? Result<void>{fail(Errc::random_unavailable)} : Result<void>{};
    }
    std::uint32_t drawn = 0;
    bool fails = false;
  } random;
  const auto pool = HashPool::build({.workers = 1,
                                     .places = 2,
                                     .deadline = Seconds::of(9),
                                     .expected = std::nullopt,
                                     .clock = &fake_now},
                                    random)
                        .value();
  CHECK(pool->run(alice,
                  [] {
                    pass(Seconds::of_microseconds(1'500'000));
                    return one();
                  })
            .has_value());
  Hold hold{*pool};
  auto first = asked(*pool, alice, one);
  until_waiting(*pool, 1);
  auto second = asked(*pool, alice, one);
  until_waiting(*pool, 2);
  struct Row {
    std::uint32_t drawn;
    std::uint32_t retry_after;
  };
  // Two jobs ahead of 1.5 s each: 3 s, and 0 to 3 more.
  for (const Row& row : {Row{0, 3}, Row{1, 4}, Row{3, 6}, Row{4, 3}, Row{0xffffffff, 6}}) {
    random.drawn = row.drawn;
    check_refused(pool->run(alice, one), row.retry_after);
  }
  random.fails = true;
  check_refused(pool->run(alice, one), 3);
  hold.let_go();
  CHECK(first.get().value() == 1);
  CHECK(second.get().value() == 1);
}

TEST_CASE("options outside their range are refused by name") {
  CHECK(build_error({.workers = 257}) == fail(Errc::option_invalid, "workers"));
  CHECK(build_error({.places = 0}) == fail(Errc::option_invalid, "places"));
  CHECK(build_error({.places = 4097}) == fail(Errc::option_invalid, "places"));
  CHECK(build_error({.places_per_name = 0}) == fail(Errc::option_invalid, "places_per_name"));
  CHECK(build_error({.places_per_name = 4097}) == fail(Errc::option_invalid, "places_per_name"));
  CHECK(build_error({.deadline = Seconds::of_microseconds(9'999)}) == fail(Errc::option_invalid, "deadline"));
  CHECK(build_error({.deadline = Seconds::of_microseconds(60'000'001)}) ==
        fail(Errc::option_invalid, "deadline"));
  CHECK(build_error({.expected = BcryptParams{.cost = 3}}) == fail(Errc::option_invalid, "expected"));
  CHECK(HashPool::build({.workers = 1, .places = 1, .deadline = ms(10)}).has_value());
  CHECK(HashPool::build({.workers = 1, .places = 4096, .deadline = Seconds::of(60)}).has_value());
  NoRandom none;
  CHECK(HashPool::build({}, none).error() == fail(Errc::random_unavailable));
}

TEST_CASE("the number of workers is between one and the cores of the process") {
  cpu_set_t mask;
  REQUIRE(sched_getaffinity(0, sizeof mask, &mask) == 0);
  CHECK(usable_hash_workers() >= 1);
  CHECK(usable_hash_workers() <= static_cast<unsigned>(CPU_COUNT(&mask)));
  CHECK(HashPool::build().value()->stats().workers <= usable_hash_workers());
}

TEST_CASE("hashes may take half of the memory and not a KiB more") {
  struct Row {
    std::string name;
    unsigned workers;
    KiB arena;
    KiB ceiling;
    std::uint64_t most;
  };
  const std::vector<Row> rows{
      {"arenas and one larger hash", 3, KiB{100}, KiB{700}, 1000},
      {"arenas of the ceiling, and one of scrypt", 3, KiB{700}, KiB{700}, 2800},
      {"one worker, which keeps its arena while it has more", 1, KiB{1}, KiB{700}, 701},
      {"no arenas: each may be as large", 3, KiB{0}, KiB{700}, 2100},
      {"more than 32 bits count", 2, KiB{0x40000000}, KiB{1}, 0x80000001},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(most_hash_memory(row.workers, row.arena, row.ceiling) == row.most);
    const auto check = [&](std::uint64_t limit) {
      return check_hash_memory(row.workers, row.arena, KiB{static_cast<std::uint32_t>(limit)}, row.ceiling);
    };
    if (2 * row.most <= 0xffffffff) CHECK(check(2 * row.most).has_value());
    CHECK(check(std::min<std::uint64_t>(2 * row.most - 1, 0xffffffff)).error() ==
          fail(Errc::option_invalid, "hash_memory"));
    CHECK(check(0).has_value());  // unknown
  }
  CHECK(most_hash_memory(256, KiB{4294967295}) == 256 * std::uint64_t{4294967295} + 262144);
  CHECK(most_hash_memory(2, KiB{32 * 1024}) == (2 * 32 + 256) * 1024);
  CHECK(check_hash_memory(2, KiB{32 * 1024}, KiB{640 * 1024}).has_value());
  CHECK(check_hash_memory(2, KiB{32 * 1024}, KiB{640 * 1024 - 1}).error() ==
        fail(Errc::option_invalid, "hash_memory"));
  CHECK(usable_memory().count > 1024);
}
