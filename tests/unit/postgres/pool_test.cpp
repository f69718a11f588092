// The pool over connections that are not any: who gets which, how long one waits, and what becomes of bad
// ones.
#include "store/pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

using namespace signet;
using signet::detail::Pool;

namespace {

const Error unavailable = fail(Errc::store_unavailable);

// A clock that stands still, and one that moves a little whenever it is looked at.
Instant stopped() noexcept { return Instant{}; }
std::atomic<std::int64_t> looks{0};
Instant moved_by_looking() noexcept { return Instant::from_microseconds(400 * ++looks); }

// What a server would know of its connections.
struct Server {
  int opened = 0;
  int closed = 0;
  std::vector<bool> good;     // by connection
  std::vector<bool> doubted;  // likewise
  int asked = 0;              // whether one is good
  bool down = false;
};

class Connection {
 public:
  Connection(Server& server, int number) : server_(&server), number_(number) {}
  Connection(Connection&& other) noexcept
      : server_(std::exchange(other.server_, nullptr)), number_(other.number_) {}
  Connection& operator=(Connection&&) = delete;
  ~Connection() {
    if (server_ != nullptr) ++server_->closed;
  }
  bool in_doubt() const { return server_->doubted.at(static_cast<std::size_t>(number_)); }
  bool usable() const {
    ++server_->asked;
    return server_->good.at(static_cast<std::size_t>(number_));
  }
  int number() const { return number_; }
  void spoil() { server_->doubted.at(static_cast<std::size_t>(number_)) = true; }

 private:
  Server* server_;
  int number_;
};

using TestPool = Pool<Connection>;

TestPool pool_over(Server& server, std::size_t connections, Seconds wait = Seconds{},
                   SteadyClock clock = stopped) {
  return {{.connections = connections, .wait = wait, .clock = clock}, [&server]() -> Result<Connection> {
            if (server.down) return unavailable;
            server.good.push_back(true);
            server.doubted.push_back(false);
            return Connection{server, server.opened++};
          }};
}

Result<int> number_of(Connection& connection) { return connection.number(); }

// Holds as many connections at once as there are elements, and ends with the last in the list.
Result<int> hold(TestPool& pool, std::vector<int>& held, std::size_t most) {
  return pool.use([&](Connection& connection) -> Result<int> {
    held.push_back(connection.number());
    return held.size() < most ? hold(pool, held, most) : Result<int>{connection.number()};
  });
}

}  // namespace

TEST_CASE("connections are opened when they are needed, and the one last used is lent first") {
  Server server;
  TestPool pool = pool_over(server, 3);
  CHECK(server.opened == 0);
  CHECK(*pool.use(number_of) == 0);
  CHECK(*pool.use(number_of) == 0);
  CHECK(server.opened == 1);
  std::vector<int> held;
  REQUIRE(hold(pool, held, 3));
  CHECK(held == std::vector{0, 1, 2});
  CHECK(server.opened == 3);
  // 2 was given back first, 0 last.
  held.clear();
  REQUIRE(hold(pool, held, 3));
  CHECK(held == std::vector{0, 1, 2});
  CHECK(server.closed == 0);
}

TEST_CASE("when all are in use, a call waits until its deadline and no longer") {
  Server server;
  TestPool pool = pool_over(server, 1);
  const auto answer = pool.use([&](Connection&) { return pool.use(number_of); });
  CHECK(answer.error() == unavailable);
  CHECK(*pool.use(number_of) == 0);
}

TEST_CASE("the deadline is by the pool's clock") {
  Server server;
  TestPool pool = pool_over(server, 1, Seconds::of_microseconds(1000), moved_by_looking);
  looks = 0;
  const auto answer = pool.use([&](Connection&) { return pool.use(number_of); });
  CHECK(answer.error() == unavailable);
  CHECK(looks == 4);  // when it was asked, and then 400, 800 and 1200 microseconds later
}

TEST_CASE("who waits gets the connection that is given back, before any that come later") {
  Server server;
  TestPool pool = pool_over(server, 1, Seconds::of(60));
  std::vector<int> order;
  std::vector<std::thread> threads;
  std::atomic<int> begun = 0;
  REQUIRE(pool.use([&](Connection&) -> Result<int> {
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        ++begun;
        const auto used = pool.use([&](Connection& connection) -> Result<int> {
          order.push_back(connection.number());  // one at a time: there is one connection
          return 0;
        });
        if (!used) order.push_back(-1);
      });
    }
    while (begun < 8) std::this_thread::yield();
    return 0;
  }));
  for (std::thread& thread : threads) thread.join();
  CHECK(order == std::vector<int>(8, 0));
  CHECK(server.opened == 1);
}

TEST_CASE("a connection that went bad in use is closed, and its place is free") {
  Server server;
  TestPool pool = pool_over(server, 1);
  const auto broken = pool.use([](Connection& connection) -> Result<int> {
    connection.spoil();
    return unavailable;
  });
  CHECK(broken.error() == unavailable);
  CHECK(server.closed == 1);
  CHECK(*pool.use(number_of) == 1);
}

TEST_CASE("a connection that went bad while it was idle is replaced before it is lent") {
  Server server;
  TestPool pool = pool_over(server, 2);
  std::vector<int> held;
  REQUIRE(hold(pool, held, 2));
  server.good = {false, false};
  CHECK(*pool.use(number_of) == 2);
  CHECK(server.closed == 1);
  held.clear();
  REQUIRE(hold(pool, held, 2));
  CHECK(held == std::vector{2, 3});
  CHECK(server.closed == 2);
}

TEST_CASE("whether a connection is good is asked once a use, before it, and also for who waited for it") {
  Server server;
  TestPool pool = pool_over(server, 1, Seconds::of(60));
  std::thread waiting;
  std::atomic<bool> begun = false;
  CHECK(*pool.use(number_of) == 0);
  CHECK(server.asked == 0);  // it was just opened
  REQUIRE(pool.use([&](Connection&) -> Result<int> {
    CHECK(server.asked == 1);
    waiting = std::thread{[&] {
      begun = true;
      CHECK(*pool.use(number_of) == 1);
    }};
    while (!begun) std::this_thread::yield();
    server.good = {false};
    return 0;
  }));
  waiting.join();
  CHECK(server.asked == 2);
  CHECK(server.closed == 1);
}

TEST_CASE("a server that is down costs no place: when it is back, all are there") {
  Server server;
  TestPool pool = pool_over(server, 2);
  server.down = true;
  for (int i = 0; i < 5; ++i) CHECK(pool.use(number_of).error() == unavailable);
  server.down = false;
  std::vector<int> held;
  CHECK(hold(pool, held, 2));
}

TEST_CASE("an error of the work passes, and the connection stays") {
  Server server;
  TestPool pool = pool_over(server, 1);
  CHECK(pool.use([](Connection&) -> Result<int> { return fail(Errc::session_exists); }).error() ==
        fail(Errc::session_exists));
  CHECK(*pool.use(number_of) == 0);
}
