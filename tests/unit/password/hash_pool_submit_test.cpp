// HashPool's callback form: who is told what, on which thread, and what becomes of those who give up.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "hash_pool_bench.hpp"
#include "password/hash_pool_state.hpp"
#include "support/await.hpp"

using namespace pool_bench;

namespace {

/// What `done` was told, and where.
struct Told {
  Result<int> outcome = fail(Errc::internal_error);
  int nice = 0;
};

/// A submitted job whose end can be awaited.
class Submitted {
 public:
  auto done() {
    return [told = told_](const Result<int>& outcome) {
      told->set_value({outcome, getpriority(PRIO_PROCESS, 0)});
    };
  }
  Told wait() { return future_.get(); }
  /// Whether `done` was neither called nor can be any more.
  bool abandoned() {
    told_.reset();
    try {
      static_cast<void>(future_.get());
    } catch (const std::future_error& error) {
      return error.code() == std::future_errc::broken_promise;
    }
    return false;
  }

 private:
  std::shared_ptr<std::promise<Told>> told_ = std::make_shared<std::promise<Told>>();
  std::future<Told> future_ = told_->get_future();
};

const std::string& stored_bcrypt() {
  static const std::string stored = PasswordHasher::build({.target = BcryptParams{.cost = 4}})
                                        .value()
                                        .hash("right", system_random())
                                        .value();
  return stored;
}

}  // namespace

TEST_CASE("submit returns before its job is done, and tells the outcome on a worker") {
  const auto pool = pool_with({.workers = 1});
  Hold hold{*pool};
  Submitted submitted;
  REQUIRE(pool->submit(alice, [] { return Result<int>{7}; }, submitted.done()));
  CHECK(pool->stats().waiting == 1);
  hold.let_go();
  const Told told = submitted.wait();
  CHECK(told.outcome.value() == 7);
  CHECK(told.nice == 19);
}

TEST_CASE("the error of the work is its outcome, and an exception is hash_failed") {
  const auto pool = pool_with({.workers = 1});
  Submitted failing;
  Submitted throwing;
  REQUIRE(pool->submit(alice, []() -> Result<int> { return fail(Errc::hash_malformed); }, failing.done()));
  REQUIRE(pool->submit(alice, []() -> Result<int> { throw std::runtime_error("work"); }, throwing.done()));
  CHECK(failing.wait().outcome.error() == fail(Errc::hash_malformed));
  CHECK(throwing.wait().outcome.error() == fail(Errc::hash_failed));
}

TEST_CASE("who is refused at once is told by submit, and neither work nor done is called") {
  const auto pool = pool_with({.workers = 1, .places = 1});
  Hold hold{*pool};
  Submitted first;
  Submitted refused;
  REQUIRE(pool->submit(alice, one, first.done()));
  const auto ticket = pool->submit(bob, one, refused.done());
  REQUIRE_FALSE(ticket.has_value());
  CHECK(ticket.error() == fail(Errc::overloaded));
  CHECK(ticket.error().retry_after() == 1);
  CHECK(refused.abandoned());
  hold.let_go();
  CHECK(first.wait().outcome.value() == 1);
}

TEST_CASE("a submitted job whose deadline passed never runs; a worker says so as soon as it is free") {
  Heard heard;
  const auto pool = pool_with({.workers = 1, .deadline = ms(100), .observer = heard.observer()});
  Hold hold{*pool};
  Submitted late;
  std::atomic<bool> ran{false};
  const auto work = [&ran]() -> Result<int> {
    ran = true;
    return 0;
  };
  REQUIRE(pool->submit(alice, work, late.done()));
  pass(ms(100));
  pool->run_in_background([] {});  // each call looks for what is overdue
  CHECK(pool->stats().waiting == 0);
  hold.let_go();
  const Told told = late.wait();
  check_refused(told.outcome, 1);
  CHECK(told.nice == 19);
  CHECK_FALSE(ran);
  CHECK(pool->stats().refused == 1);
}

TEST_CASE("a submitted job that a call refused is told in the middle of a worker's long pause") {
  constexpr detail::WorkerPlan paused_for_a_minute{.workers = 1, .busy_share = 1e-9};
  detail::HashPoolState state{
      {.deadline = ms(100), .clock = &fake_now}, paused_for_a_minute, SecretBytes{32}, no_jitter};
  REQUIRE(state.start(std::nullopt));
  const auto hasher = PasswordHasher::build({.target = Pbkdf2Params{.iterations = 1000}}).value();
  auto work = [&] { REQUIRE(hasher.hash("right", system_random())); };
  detail::Waiter waiter;
  waiter.work = {&detail::call_as<decltype(work)>, &work};
  REQUIRE(state.ask(waiter, alice));

  std::atomic<bool> told{false};
  const auto done = [&told](const Result<int>& outcome) {
    if (!outcome && outcome.error() == fail(Errc::overloaded)) told = true;
  };
  using Task = detail::SubmittedWork<Result<int> (*)(), decltype(done)>;
  REQUIRE(state.submit(
      std::make_unique<detail::Submission>(detail::owned_task(std::unique_ptr<Task>{new Task{&one, done}})),
      alice));
  pass(ms(100));
  state.ask_background({{new int{0}, &detail::delete_as<int>}, [](void*) {}});  // looks for what is overdue
  test::await("who was refused is told", [&] { return told.load(); });
  CHECK(state.stats().waiting_background == 1);  // for the pause goes on
  state.stop();
}

TEST_CASE("who gives up takes a waiting job out of the queue, and neither work nor done is called") {
  const auto pool = pool_with({.workers = 1, .places = 1});
  Hold hold{*pool};
  Submitted given_up;
  Submitted next;
  const auto ticket = pool->submit(alice, one, given_up.done());
  REQUIRE(ticket);
  CHECK(pool->cancel(*ticket));
  CHECK(given_up.abandoned());
  CHECK_FALSE(pool->cancel(*ticket));
  REQUIRE(pool->submit(bob, one, next.done()));  // the place is free again
  hold.let_go();
  CHECK(next.wait().outcome.value() == 1);
  until([&] { return pool->stats().done == 2; });
}

TEST_CASE("who gives up a running job lets it end, and the place is its until then") {
  const auto pool = pool_with({.workers = 1});
  Submitted running;
  std::promise<void> begun;
  std::promise<void> go;
  const auto work = [&begun, &go]() -> Result<int> {
    begun.set_value();
    go.get_future().wait();
    return 5;
  };
  const auto ticket = pool->submit(alice, work, running.done());
  REQUIRE(ticket);
  begun.get_future().wait();
  CHECK_FALSE(pool->cancel(*ticket));
  CHECK(pool->stats().running == 1);
  go.set_value();
  CHECK(running.wait().outcome.value() == 5);
  CHECK_FALSE(pool->cancel(*ticket));
}

TEST_CASE("no ticket takes away the job of a caller who waits") {
  const auto pool = pool_with({.workers = 1});
  Hold hold{*pool};
  auto waiting = asked(*pool, alice, one);
  until_waiting(*pool, 1);
  for (const std::uint64_t ticket : {0U, 1U, 99U}) CHECK_FALSE(pool->cancel(HashTicket{ticket}));
  CHECK(pool->stats().waiting == 1);
  hold.let_go();
  CHECK(waiting.get().value() == 1);
}

TEST_CASE("the end of a pool tells submitted jobs that wait") {
  auto pool = pool_with({.workers = 1});
  auto hold = std::make_unique<Hold>(*pool);
  std::vector<Submitted> waiting(3);
  for (Submitted& submitted : waiting) REQUIRE(pool->submit(alice, one, submitted.done()));
  auto ended = std::async(std::launch::async, [&pool] { pool.reset(); });
  hold->let_go();
  for (Submitted& submitted : waiting) {
    const Told told = submitted.wait();
    // Those that a free worker took before the end was known have run.
    if (!told.outcome) check_refused(told.outcome, 1);
  }
  ended.get();
}

TEST_CASE("no lock is held while work or done runs: both may ask the pool") {
  const auto pool = pool_with({.workers = 1});
  Submitted last;
  std::uint32_t running = 0;
  const auto work = [&]() -> Result<int> {
    running = pool->stats().running;
    return 0;
  };
  REQUIRE(pool->submit(alice, work, [&](const Result<int>&) {
    CHECK(pool->submit(bob, one, last.done()).has_value());
    CHECK_FALSE(pool->cancel(HashTicket{1}));
  }));
  CHECK(last.wait().outcome.value() == 1);
  CHECK(running == 1);
}

TEST_CASE("of a record marked as truncated, 72 bytes are verified, in a group and alone") {
  const auto pool = pool_with({.workers = 1});
  const std::string password(80, 'x');
  const auto hasher = PasswordHasher::build().value();
  const std::string cut = PasswordHasher::build({.target = BcryptParams{.cost = 4}})
                              .value()
                              .hash(password.substr(0, 72), system_random())
                              .value();
  const StoredHash record{.text = cut, .truncated = true};
  CHECK(hasher.cost_of(password, record).value() == HashParams{BcryptParams{.cost = 4}});
  CHECK(hasher.cost_of(password, cut).error() == fail(Errc::password_too_long));
  CHECK(pool->verify(alice, hasher, password, record).value() == PasswordCheck::match);
  CHECK(pool->verify(alice, hasher, std::string(80, 'y'), record).value() == PasswordCheck::mismatch);
  CHECK(pool->verify(alice, hasher, password, cut).error() == fail(Errc::password_too_long));
  const auto submitted = [&](std::string_view tried, bool truncated) {
    std::promise<Result<PasswordCheck>> told;
    const auto ticket =
        pool->submit(alice, HashCheck{hasher, SecretBytes::copy_of(tried), cut, truncated},
                     [&told](const Result<PasswordCheck>& outcome) { told.set_value(outcome); });
    return ticket ? told.get_future().get() : ticket.error();
  };
  CHECK(submitted(password, true).value() == PasswordCheck::match);
  CHECK(submitted(std::string(80, 'y'), true).value() == PasswordCheck::mismatch);
  CHECK(submitted(password, false).error() == fail(Errc::password_too_long));
}

TEST_CASE("a password that is submitted is verified, and a dummy is a mismatch at the same cost") {
  Heard heard;
  const auto hasher = PasswordHasher::build().value();
  const auto pool = pool_with({.workers = 1, .observer = heard.observer()});
  const auto ask = [&](std::string_view password, std::variant<std::string, HashParams> against) {
    std::promise<Result<PasswordCheck>> told;
    const auto ticket =
        pool->submit(alice, HashCheck{hasher, SecretBytes::copy_of(password), std::move(against)},
                     [&told](const Result<PasswordCheck>& outcome) { told.set_value(outcome); });
    return ticket ? told.get_future().get() : ticket.error();
  };
  const HashParams cheap_argon2 = Argon2Params{.memory = KiB{8}, .passes = 1, .lanes = 1};
  const auto argon2 = PasswordHasher::build({.target = cheap_argon2}).value().hash("right", system_random());
  CHECK(ask("right", stored_bcrypt()).value() == PasswordCheck::match);
  CHECK(ask("wrong", stored_bcrypt()).value() == PasswordCheck::mismatch);
  CHECK(ask("right", HashParams{BcryptParams{.cost = 4}}).value() == PasswordCheck::mismatch);
  CHECK(ask(std::string(73, 'x'), HashParams{BcryptParams{.cost = 4}}).value() == PasswordCheck::mismatch);
  CHECK(ask("right", argon2.value()).value() == PasswordCheck::match);
  CHECK(ask("right", cheap_argon2).value() == PasswordCheck::mismatch);
  until([&] { return pool->stats().done == 6; });
  CHECK(ask(std::string(73, 'x'), stored_bcrypt()).error() == fail(Errc::password_too_long));
  CHECK(ask("right", "*0").error() == fail(Errc::hash_malformed));
  CHECK(ask("right", HashParams{BcryptParams{.cost = 15}}).error() == fail(Errc::hash_too_expensive, "cost"));
  CHECK(pool->stats().done == 6);
}
