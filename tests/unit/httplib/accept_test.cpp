// What servers do when accept(2) fails: in a program of its own, for its accept.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string_view>
#include <thread>

#include "support/await.hpp"
#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;

namespace {

constexpr std::string_view get = "GET /here HTTP/1.1\r\nHost: a\r\n\r\n";

// Of the servers under test, which have one listener at a time.
std::atomic<int> error{0};  // what the next calls fail for
std::atomic<int> left{0};   // how many of them do
std::atomic<int> calls{0};
std::atomic<int> listener{-1};

void fail_next(int number, int times = 1) {
  error = number;
  left = times;
}

int accept_as_told(int socket, sockaddr* address, socklen_t* size, int flags) {
  ++calls;
  listener = socket;
  int now = left;
  while (now > 0 && !left.compare_exchange_weak(now, now - 1)) {
  }
  if (now > 0) {
    errno = error;
    return -1;
  }
  return static_cast<int>(syscall(SYS_accept4, socket, address, size, flags));
}

Router routes() {
  Router router;
  router.add("GET", "/here", RouteCost::inline_, [](const Request&) { return Response::json(200, "{}"); });
  return router;
}

/// Serves until it cannot, and tells why.
template <class Engine>
struct ServingUntilBroken {
  Service service = loopback::service_of(routes(), 2);
  typename Engine::Server server{{}};
  std::uint16_t port = server.bind().value();
  std::optional<Result<void>> served;
  std::thread thread{[this] { served.emplace(server.serve(service)); }};

  Error why() {
    thread.join();
    return served->error();
  }
};

}  // namespace

extern "C" {
int accept(int socket, sockaddr* address, socklen_t* size) {
  return accept_as_told(socket, address, size, 0);
}
int accept4(int socket, sockaddr* address, socklen_t* size, int flags) {
  return accept_as_told(socket, address, size, flags);
}
}

TEST_CASE_TEMPLATE(
    "accept(2) may fail for a connection, the network or a firewall, and who comes next is answered", Engine,
    loopback::Threaded, loopback::Parked) {
  const loopback::RunningOn<Engine> running{routes()};
  for (const int number :
       {EINTR, ECONNABORTED, ECONNRESET, EPERM, EACCES, EPROTO, ENOPROTOOPT, ENETDOWN, ENETUNREACH, EHOSTDOWN,
        EHOSTUNREACH, ENONET, EOPNOTSUPP, ETIMEDOUT, ENOSR, ESOCKTNOSUPPORT, EPROTONOSUPPORT, EIO}) {
    CAPTURE(number);
    fail_next(number);
    // One engine waits inside of accept(2): it fails for the second.
    for (int i = 0; i < 2; ++i) REQUIRE(Peer{running.port()}.ask(get).status == 200);
    REQUIRE(left == 0);
  }
}

TEST_CASE_TEMPLATE("accept(2) may fail for want of descriptors or memory, and when there are some it goes on",
                   Engine, loopback::Threaded, loopback::Parked) {
  const loopback::RunningOn<Engine> running{routes()};
  for (const int number : {EMFILE, ENFILE, ENOBUFS, ENOMEM}) {
    CAPTURE(number);
    fail_next(number);
    test::await("an answer after the failure", [&] {
      Peer peer{running.port()};
      return peer.send(get) && peer.answer().status == 200 && left == 0;
    });
  }
}

TEST_CASE(
    "while accept(2) fails for everybody it is tried now and then, and who is connected stays and is "
    "answered") {
  using namespace std::chrono;
  const loopback::RunningOn<loopback::Parked> running{routes()};
  Peer idle{running.port()};
  REQUIRE(idle.ask(get).status == 200);
  Peer connected{running.port()};
  REQUIRE(connected.ask(get).status == 200);
  const auto begin = steady_clock::now();
  calls = 0;
  fail_next(ENETDOWN, 1'000'000);
  Peer waiting{running.port()};
  REQUIRE(waiting.send(get));
  test::await("failures", [] { return calls >= 32; });
  for (int i = 0; i < 200; ++i) REQUIRE(connected.ask(get).status == 200);
  const int tried = calls;
  CHECK(tried <= 16 * (2 + duration_cast<milliseconds>(steady_clock::now() - begin).count() / 100));
  left = 0;
  CHECK(waiting.answer().status == 200);
  CHECK(idle.ask(get).status == 200);
}

TEST_CASE_TEMPLATE("a listening socket that is of no use any more ends its server, which says so", Engine,
                   loopback::Threaded, loopback::Parked) {
  ServingUntilBroken<Engine> broken;
  {
    REQUIRE(Peer{broken.port}.ask(get).status == 200);
  }
  REQUIRE(::shutdown(listener, SHUT_RDWR) == 0);
  CHECK(broken.why() == fail(Errc::source_unavailable, "accept"));
}

TEST_CASE("of the errors of accept(2) three are the listening socket's") {
  for (const int number : {EBADF, EINVAL, ENOTSOCK}) {
    CAPTURE(number);
    ServingUntilBroken<loopback::Parked> broken;
    fail_next(number);
    const Peer peer{broken.port};
    CHECK(broken.why() == fail(Errc::source_unavailable, "accept"));
  }
}
