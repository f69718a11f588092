#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <latch>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;
using Running = loopback::RunningOn<loopback::Parked>;

namespace {

constexpr int clients = 4;
constexpr int requests_each = 2500;

constexpr std::size_t large = std::size_t{16} * 1024 * 1024;  // more than sockets hold

Router routes() {
  Router router;
  router.add("GET", "/large", RouteCost::inline_,
             [](const Request&) { return Response::json(200, std::string(large, 'x')); });
  router.add("GET", "/inline", RouteCost::inline_, [](const Request&) { return Response::json(200, "{}"); })
      .add("GET", "/io", RouteCost::io, [](const Request&) { return Response::json(200, "{}"); });
  return router;
}

/// A connection to `port`, or none where nobody listens.
std::optional<Peer> connected(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const auto address = loopback::address_of(port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return Peer::accepted(socket);
  }
  close(socket);
  return std::nullopt;
}

/// Asks two instances in turn, as a proxy does: a kept connection that the server has closed meanwhile is
/// replaced once, and an instance on which nobody listens is passed over.
class Balancer {
 public:
  explicit Balancer(std::array<std::uint16_t, 2> ports) : ports_(ports) {}

  bool ask(int number) {
    const std::string request =
        std::string{"GET "} + (number % 2 == 0 ? "/inline" : "/io") + " HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::size_t tried = 0; tried < 2; ++tried) {
      const std::size_t at = (static_cast<std::size_t>(number / 2) + tried) % 2;
      if (auto& kept = kept_[at]) {
        if (const auto status = asked(*kept, request)) return *status == 200;
        kept.reset();
      }
      auto next = connected(ports_[at]);
      if (next) return asked(kept_[at].emplace(*std::move(next)), request) == 200;
    }
    return false;
  }

 private:
  /// The status; none when the connection ended without a byte.
  static std::optional<int> asked(Peer& peer, const std::string& request) {
    if (!peer.send(request)) return std::nullopt;
    const auto answer = peer.answer();
    if (answer.head.empty()) return std::nullopt;
    return answer.head.ends_with("\r\n\r\n") && answer.body == "{}" ? answer.status : 0;
  }

  std::array<std::uint16_t, 2> ports_;
  std::array<std::optional<Peer>, 2> kept_;
};

}  // namespace

TEST_CASE("0 of 10,000 requests fail while one of two instances leaves") {
  Running leaving{routes()};
  const Running staying{routes()};
  std::atomic<int> failed{0};
  std::latch third_done{clients};
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&] {
      Balancer balancer{{leaving.port(), staying.port()}};
      for (int i = 0; i < requests_each; ++i) {
        if (!balancer.ask(i)) ++failed;
        if (i == requests_each / 3) third_done.count_down();
      }
    });
  }
  third_done.wait();
  CHECK(leaving.drain());
  for (std::thread& thread : threads) thread.join();
  CHECK(failed == 0);
}

TEST_CASE("a drain answers a begun request and a connection that has just come, and ends what stays silent") {
  Running running{routes()};
  Peer idle{running.port()};
  REQUIRE(idle.ask("GET /inline HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  Peer begun{running.port()};
  REQUIRE(begun.send("GET /inline HTTP/1.1\r\n"));
  Peer silent{running.port()};
  Peer fresh{running.port()};
  std::thread drainer{[&] { running.server().drain(); }};
  CHECK(idle.at_end());
  for (Peer* const peer : {&begun, &fresh}) {
    const auto answer = peer->ask(peer == &begun ? "Host: a\r\n\r\n" : "GET /io HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.field("connection") == "close");
    CHECK(peer->at_end());
  }
  CHECK(silent.at_end());
  drainer.join();
  CHECK(running.drain());
}

TEST_CASE(
    "a drain waits for an answer that is being read, and no longer for what its connection may ask next") {
  Running running{routes()};
  Peer idle{running.port()};
  REQUIRE(idle.ask("GET /inline HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  Peer slow{running.port()};
  REQUIRE(slow.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
  const std::string first = slow.read_until("x");
  std::thread drainer{[&] { running.server().drain(); }};
  CHECK(idle.at_end());
  const std::string head = first.substr(0, first.find("\r\n\r\n") + 4);
  CHECK(first.size() - head.size() + slow.read_until("no such end").size() == large);
  CHECK(slow.at_end());  // else it were there for the idle timeout of 75 s
  drainer.join();
  CHECK(running.drain());
}
