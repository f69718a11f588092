#include "signet/password/hash_pool.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/resource.h>

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "signet/core/secret_bytes.hpp"

using namespace signet;

namespace {

std::atomic<std::int64_t> fake_time{0};
Instant fake_now() noexcept { return Instant::from_microseconds(fake_time.load()); }
void pass(Seconds span) { fake_time += span.microseconds(); }
constexpr Seconds ms(std::int64_t count) { return Seconds::of_microseconds(count * 1000); }

constexpr HashSource alice{.address = "192.0.2.1", .name = "alice"};
constexpr HashSource bob{.address = "192.0.2.2", .name = "bob"};

std::unique_ptr<HashPool> pool_with(HashPoolOptions options) {
  options.clock = &fake_now;
  auto pool = HashPool::build(options);
  REQUIRE(pool.has_value());
  return std::move(*pool);
}

template <class Condition>
void until(Condition condition) {
  while (!condition()) std::this_thread::yield();
}

void until_waiting(const HashPool& pool, std::uint32_t waiting) {
  until([&] { return pool.stats().waiting == waiting; });
}

/// run() on a thread of its own.
template <class Work>
auto asked(HashPool& pool, HashSource source, Work work) {
  return std::async(std::launch::async,
                    [&pool, source, work = std::move(work)] { return pool.run(source, work); });
}

/// Occupies one worker from construction until let_go(), or the end.
class Hold {
 public:
  explicit Hold(HashPool& pool)
      : held_(asked(pool, {.address = "hold", .name = "hold"}, [this]() -> Result<int> {
          begun_.set_value();
          go_.get_future().wait();
          return 0;
        })) {
    begun_.get_future().wait();
  }
  void let_go() { go_.set_value(); }
  Result<int> result() { return held_.get(); }

 private:
  std::promise<void> begun_;
  std::promise<void> go_;
  std::future<Result<int>> held_;
};

struct Heard {
  std::mutex mutex;
  std::vector<Event> events;
  static void on_event(void* context, const Event& event) noexcept {
    auto& heard = *static_cast<Heard*>(context);
    const std::lock_guard lock{heard.mutex};
    heard.events.push_back(event);
  }
  Observer observer() { return {.on_event = &on_event, .context = this}; }
};

Result<int> one() { return 1; }

void check_refused(const Result<int>& result, std::uint32_t retry_after) {
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error() == fail(Errc::overloaded));
  CHECK(result.error().retry_after() == retry_after);
}

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
  CHECK(heard.events[0].took == ms(100));
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

TEST_CASE("background work runs when no caller waits, and owns what it needs") {
  const auto pool = pool_with({.workers = 1});
  Hold hold{*pool};
  std::mutex mutex;
  std::string order;
  std::promise<void> finished;
  const auto note = [&](const char* label) {
    const std::lock_guard lock{mutex};
    order += label;
  };
  pool->run_in_background([&, secret = SecretBytes::copy_of("password")] {
    note(secret.size() == 8 ? "background" : "wrong");
    finished.set_value();
  });
  auto caller = asked(*pool, alice, [&]() -> Result<int> {
    note("caller ");
    return 0;
  });
  until_waiting(*pool, 1);
  hold.let_go();
  finished.get_future().wait();
  CHECK(caller.get().has_value());
  CHECK(order == "caller background");
}

TEST_CASE("background work is destroyed unrun after 5 s of waiting, or when 256 wait") {
  struct Witness {
    explicit Witness(std::atomic<int>& count) : alive(&count) { ++*alive; }
    Witness(Witness&& other) noexcept : alive(std::exchange(other.alive, nullptr)) {}
    ~Witness() {
      if (alive != nullptr) --*alive;
    }
    std::atomic<int>* alive;
  };
  std::atomic<int> alive{0};
  std::atomic<int> ran{0};
  const auto pool = pool_with({.workers = 1});
  Hold hold{*pool};
  const auto queue_one = [&] { pool->run_in_background([&ran, witness = Witness{alive}] { ++ran; }); };
  queue_one();
  pass(ms(4999));
  for (int i = 0; i < 256; ++i) queue_one();
  CHECK(alive == 256);
  CHECK(pool->stats().waiting_background == 256);
  CHECK(pool->stats().refused == 1);
  pass(ms(1));
  queue_one();
  CHECK(alive == 256);
  CHECK(pool->stats().refused == 2);
  pass(Seconds::of(5));
  hold.let_go();
  until([&] { return alive == 0; });
  CHECK(ran == 0);
  CHECK(pool->stats().refused == 258);
}

TEST_CASE("the end of a pool lets running work finish and refuses what waits") {
  std::atomic<int> ran{0};
  auto pool = pool_with({.workers = 1});
  Hold hold{*pool};
  auto waiting = asked(*pool, alice, [&ran]() -> Result<int> { return ++ran; });
  until_waiting(*pool, 1);
  pool->run_in_background([&ran] { ++ran; });
  auto ended = std::async(std::launch::async, [&pool] { pool.reset(); });
  check_refused(waiting.get(), 1);
  hold.let_go();
  ended.get();
  CHECK(hold.result().has_value());
  CHECK(ran == 0);
}

TEST_CASE("P11: of a thousand calls at once no more run than there are workers, and the rest are told so") {
  const auto pool = pool_with({.workers = 3, .places = 32});
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> done{0};
  std::atomic<int> refused{0};
  const auto work = [&]() -> Result<int> {
    const int now_inside = ++inside;
    int seen = most;
    while (seen < now_inside && !most.compare_exchange_weak(seen, now_inside)) continue;
    for (int i = 0; i < 100; ++i) std::this_thread::yield();
    --inside;
    return 0;
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&, name = std::to_string(i)] {
      for (int call = 0; call < 20; ++call) {
        const auto result = pool->run({.address = name, .name = name}, work);
        if (!result) CHECK(result.error() == fail(Errc::overloaded));
        ++(result ? done : refused);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(done + refused == 1000);
  CHECK(most <= 3);
  CHECK(pool->stats().done == static_cast<std::uint64_t>(done));
  CHECK(pool->stats().refused == static_cast<std::uint64_t>(refused));
  CHECK(pool->stats().running == 0);
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
  CHECK(check_hash_memory(2, KiB{256}, KiB{1024}).has_value());
  CHECK(check_hash_memory(2, KiB{257}, KiB{1024}).error() == fail(Errc::option_invalid, "hash_memory"));
  CHECK(check_hash_memory(256, KiB{4294967295}, KiB{4294967295}).error() ==
        fail(Errc::option_invalid, "hash_memory"));
  CHECK(usable_memory().count > 1024);
}
