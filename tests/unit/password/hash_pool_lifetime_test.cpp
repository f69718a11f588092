// HashPool: background work, the end of a pool, and a thousand calls at once.
#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "hash_pool_bench.hpp"
#include "password/hash_pool_state.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/password/password_hasher.hpp"

using namespace pool_bench;

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

namespace {

/// Counts how many of it there are.
struct Witness {
  explicit Witness(std::atomic<int>& count) : alive(&count) { ++*alive; }
  Witness(Witness&& other) noexcept : alive(std::exchange(other.alive, nullptr)) {}
  ~Witness() {
    if (alive != nullptr) --*alive;
  }
  std::atomic<int>* alive;
};

}  // namespace

TEST_CASE("background work is destroyed unrun after 5 s of waiting, or when 256 wait") {
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

TEST_CASE("background work is destroyed unrun after 5 s of waiting while the worker makes a long pause") {
  const auto hasher = PasswordHasher::build({.target = Pbkdf2Params{.iterations = 1000}}).value();
  constexpr detail::WorkerPlan paused_for_a_minute{.workers = 1, .busy_share = 1e-9};
  detail::HashPoolState state{{.clock = &fake_now}, paused_for_a_minute, SecretBytes{32}, no_jitter};
  REQUIRE(state.start(std::nullopt));
  auto work = [&] { REQUIRE(hasher.hash("right", system_random())); };
  detail::Waiter waiter;
  waiter.work = {&detail::call_as<decltype(work)>, &work};
  REQUIRE(state.ask(waiter, alice));
  std::atomic<int> alive{0};
  std::atomic<int> ran{0};
  const auto queue_one = [&] {
    auto each = [&ran, witness = Witness{alive}] { ++ran; };
    using Work = decltype(each);
    state.ask_background({{new Work(std::move(each)), &detail::delete_as<Work>}, &detail::call_as<Work>});
  };
  queue_one();
  pass(ms(1));
  queue_one();
  pass(ms(4999));
  until([&] { return alive == 1; });
  CHECK(state.stats().waiting_background == 1);  // for the pause goes on
  pass(ms(1));
  until([&] { return alive == 0; });
  CHECK(ran == 0);
  CHECK(state.stats().refused == 2);
  state.stop();
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
  std::atomic<int> begun{0};
  std::latch all_busy{3};  // the first three stay until they are three
  const auto work = [&]() -> Result<int> {
    const int now_inside = ++inside;
    int seen = most;
    while (seen < now_inside && !most.compare_exchange_weak(seen, now_inside)) continue;
    if (begun++ < 3) all_busy.arrive_and_wait();
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
  CHECK(most == 3);
  CHECK(pool->stats().done == static_cast<std::uint64_t>(done));
  CHECK(pool->stats().refused == static_cast<std::uint64_t>(refused));
  CHECK(pool->stats().running == 0);
}
