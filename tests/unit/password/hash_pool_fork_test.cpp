// HashPool and fork(): a child has the pool but none of its threads.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <utility>

#include "hash_pool_bench.hpp"

using namespace pool_bench;

namespace {

/// Whether `holds()` is true in a child of this process, which a signal ends where it hangs.
bool in_child(const std::function<bool()>& holds) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    alarm(60);
    _exit(holds() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("P14: in a child of fork() a pool refuses and ends at once, and the parent's goes on") {
  const auto hasher = PasswordHasher::build({.target = BcryptParams{.cost = 4}}).value();
  const std::string stored = hasher.hash("right", system_random()).value();
  const Error forked = fail(Errc::hash_failed, "fork");
  auto pool = pool_with({.workers = 2});
  Hold hold{*pool};
  auto waiting = asked(*pool, alice, one);
  bool ran = false;
  const auto work = [&ran] {
    ran = true;
    return one();
  };
  CHECK(in_child([&] {
    const bool refused = pool->run(alice, work).error() == forked &&
                         pool->verify(alice, hasher, "right", stored).error() == forked &&
                         pool->hash(alice, hasher, "right", system_random()).error() == forked &&
                         pool->submit(alice, work, [](const Result<int>&) {}).error() == forked;
    pool->run_in_background([&ran] { ran = true; });
    const bool cancelled = pool->cancel(HashTicket{1});
    const std::uint32_t workers = pool->stats().workers;
    pool.reset();
    return refused && !cancelled && workers == 0 && !ran;
  }));
  CHECK(waiting.get().value() == 1);
  CHECK(pool->verify(alice, hasher, "right", stored).value() == PasswordCheck::match);
  CHECK(pool->stats().refused == 0);
}

TEST_CASE("P14: a child of fork() builds a pool of its own") {
  const auto pool = pool_with({.workers = 1});
  Hold hold{*pool};
  CHECK(in_child([] {
    auto own = HashPool::build({.workers = 1, .expected = std::nullopt});
    return own.has_value() && (*own)->run(alice, one).value() == 1;
  }));
}
