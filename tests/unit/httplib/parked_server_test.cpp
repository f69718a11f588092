#include "signet/http/httplib/parked_server.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "support/await.hpp"
#include "unit/httplib/loopback.hpp"

using namespace signet;
using namespace std::chrono_literals;
using loopback::Peer;
using Running = loopback::RunningOn<loopback::Parked>;

namespace {

constexpr std::string_view get = "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view begun = "GET /pe";

Result<Response> tell_peer(const Request& request) {
  return Response::json(200, request.peer + "|" + request.client);
}

Router routes() {
  Router router;
  router.add("GET", "/peer", RouteCost::inline_, tell_peer)
      .add("GET", "/io", RouteCost::io, tell_peer)
      .add("GET", "/large", RouteCost::inline_, [](const Request&) -> Result<Response> {
        return Response::json(200, std::string(std::size_t{16} * 1024 * 1024, 'x'));
      });
  return router;
}

/// What requests of one route wait for.
struct Gate {
  explicit Gate(std::ptrdiff_t expected) : inside(expected) {}
  std::latch inside;
  std::latch release{1};

  Handler handler() {
    return [this](const Request&) -> Result<Response> {
      inside.count_down();
      release.wait();
      return Response::json(200, "held");
    };
  }
};

Peer from(const char* source, std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in own = loopback::address_of(0);
  REQUIRE(inet_pton(AF_INET, source, &own.sin_addr) == 1);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
  const auto address = loopback::address_of(port);
  REQUIRE(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return Peer::accepted(socket);
}

std::size_t threads_of_this_process() {
  const std::filesystem::directory_iterator tasks{"/proc/self/task"};
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

}  // namespace

TEST_CASE("connections cost no thread, and one that is new is answered beside 400 idle ones") {
  const Running running{routes(), {.connections_per_peer = 0}};
  std::vector<Peer> idle;
  idle.emplace_back(running.port());
  REQUIRE(idle.back().ask(get).status == 200);
  const auto threads = threads_of_this_process();
  for (int i = 0; i < 400; ++i) {
    idle.emplace_back(running.port());
    REQUIRE(idle.back().ask(get).status == 200);
  }
  CHECK(threads_of_this_process() == threads);
  CHECK(Peer{running.port()}.ask(get).status == 200);
  for (Peer& peer : idle) REQUIRE(peer.ask(get).status == 200);
}

TEST_CASE("requests that arrive together are answered in order, wherever their answers are made") {
  const Running running{routes()};
  Peer peer{running.port()};
  std::string all;
  for (int i = 0; i < 300; ++i) {
    all += "GET " + std::string{i % 3 == 0 ? "/io" : "/peer"} + " HTTP/1.1\r\nHost: a\r\nX-Request-Id: r" +
           std::to_string(i) + "\r\n\r\n";
  }
  REQUIRE(peer.send(all));
  for (int i = 0; i < 300; ++i) {
    const auto answer = peer.answer();
    REQUIRE(answer.status == 200);
    REQUIRE(answer.field("x-request-id") == "r" + std::to_string(i));
  }
}

TEST_CASE("an answer that the peer takes in pieces arrives whole, and the connection goes on") {
  const Running running{routes()};
  Peer peer{running.port()};
  const auto answer = peer.ask("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(answer.body == std::string(std::size_t{16} * 1024 * 1024, 'x'));
  CHECK(peer.ask(get).status == 200);
}

TEST_CASE("a peer that does not read is cut at the write deadline, and nobody waits for it") {
  const Running running{routes(), {.write_timeout = Seconds{50ms}}};
  Peer peer{running.port()};
  REQUIRE(peer.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
  Peer other{running.port()};
  const auto begin = std::chrono::steady_clock::now();
  // Requests of another connection go on meanwhile; after the deadline the first one's descriptor is closed.
  while (std::chrono::steady_clock::now() - begin < 100ms) REQUIRE(other.ask(get).status == 200);
  CHECK(peer.read_until("no such end").size() < std::size_t{16} * 1024 * 1024);
}

TEST_CASE("slow-loris: 200 begun requests keep nobody waiting, and are each refused at the deadline") {
  const Running running{routes(), {.read_timeout = Seconds{100ms}}};
  std::vector<Peer> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(running.port());
    REQUIRE(slow.back().send(begun));
  }
  CHECK(Peer{running.port()}.ask(get).status == 200);
  for (Peer& peer : slow) {
    REQUIRE(peer.answer().status == 408);
    REQUIRE(peer.at_end());
  }
}

TEST_CASE("a request that drips in does not gain time by dripping") {
  const Running running{routes(), {.read_timeout = Seconds{100ms}}};
  Peer peer{running.port()};
  const auto begin = std::chrono::steady_clock::now();
  std::string rest = "GET /peer HTTP/1.1\r\nX: ";
  peer.send(rest);
  while (std::chrono::steady_clock::now() - begin < 5s &&
         recv(peer.fd(), rest.data(), 1, MSG_DONTWAIT | MSG_PEEK) != 1) {
    peer.send("x");
    test::before_looking_again();
  }
  CHECK(peer.answer().status == 408);
}

TEST_CASE("with 64 logins held and the rest refused, probes are answered on new connections") {
  Gate gate{64};
  Router router = routes();
  router.add("POST", "/login", RouteCost::cpu, gate.handler())
      .add("GET", "/livez", RouteCost::inline_, tell_peer);
  const Running running{std::move(router), {}, 128};
  std::vector<Peer> held;
  for (int i = 0; i < 64; ++i) {
    held.emplace_back(running.port());
    REQUIRE(held.back().send("POST /login HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  gate.inside.wait();
  for (int i = 0; i < 8; ++i) {
    Peer refused{running.port()};
    CHECK(refused.ask("POST /login HTTP/1.1\r\nHost: a\r\n\r\n").status == 503);
    CHECK(refused.ask(get).status == 200);
    CHECK(Peer{running.port()}.ask("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  }
  gate.release.count_down();
  for (Peer& peer : held) CHECK(peer.answer().body == "held");
}

TEST_CASE("a peer that leaves while its answer is made harms nobody") {
  Gate gate{2};
  Router router = routes();
  router.add("GET", "/hold", RouteCost::io, gate.handler());
  const Running running{std::move(router)};
  for (const bool reset : {false, true}) {
    Peer leaving{running.port()};
    REQUIRE(leaving.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\nGET /io HTTP/1.1\r\nHost: a\r\n\r\n"));
    const linger at_once{.l_onoff = reset ? 1 : 0, .l_linger = 0};
    setsockopt(leaving.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  gate.inside.wait();
  CHECK(Peer{running.port()}.ask(get).status == 200);
  gate.release.count_down();
  CHECK(Peer{running.port()}.ask("GET /io HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
}

TEST_CASE("a peer that has said all it had to say is answered before the connection ends") {
  const Running running{routes()};
  for (const std::string path : {"/peer", "/io"}) {
    CAPTURE(path);
    Peer peer{running.port()};
    REQUIRE(peer.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"));
    shutdown(peer.fd(), SHUT_WR);
    CHECK(peer.answer().status == 200);
    CHECK(peer.at_end());
  }
}

TEST_CASE(
    "with all connections taken the one idle for longest gives way; with none idle the new one is closed") {
  const Running running{routes(), {.connections = 3}};
  Peer longest{running.port()};
  REQUIRE(longest.ask(get).status == 200);
  Peer reading{running.port()};
  REQUIRE(reading.ask(get).status == 200);
  Peer used{running.port()};
  REQUIRE(used.ask(get).status == 200);
  REQUIRE(longest.ask(get).status == 200);
  REQUIRE(reading.send(begun));
  Peer next{running.port()};
  CHECK(next.ask(get).status == 200);
  CHECK(used.at_end());
  CHECK(longest.ask(get).status == 200);
  for (Peer* peer : {&longest, &next}) REQUIRE(peer->send(begun));
  Peer full{running.port()};
  CHECK(full.at_end());
  CHECK(reading.ask("er HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
}

TEST_CASE("one address has a limit of connections, another one and a trusted proxy have not") {
  auto proxies = TrustedProxies::parse(std::vector<std::string>{"127.0.0.3"});
  REQUIRE(proxies.has_value());
  auto service = Service::build(routes(), {.threads = 4, .trusted_proxies = *proxies, .clock = steady_now});
  REQUIRE(service.has_value());
  const Running running{*std::move(service), {.connections_per_peer = 2}};
  std::vector<Peer> kept;
  for (int i = 0; i < 2; ++i) {
    kept.push_back(from("127.0.0.1", running.port()));
    REQUIRE(kept.back().ask(get).status == 200);
  }
  CHECK(from("127.0.0.1", running.port()).at_end());
  CHECK(from("127.0.0.2", running.port()).ask(get).status == 200);
  std::vector<Peer> proxied;
  for (int i = 0; i < 5; ++i) {
    proxied.push_back(from("127.0.0.3", running.port()));
    CHECK(proxied.back().ask(get).status == 200);
  }
  kept.pop_back();
  test::await("a place", [&] {
    Peer again = from("127.0.0.1", running.port());
    return again.send(get) && again.answer().status == 200;
  });
}

TEST_CASE("over the limit of buffers what began first is answered 503 and closed, and all else is answered") {
  const Running running{routes(), {.buffer_limit = 2048}};
  std::vector<Peer> begun_ones;
  for (int i = 0; i < 4; ++i) {
    begun_ones.emplace_back(running.port());
    REQUIRE(begun_ones.back().send(begun));
    REQUIRE(Peer{running.port()}.ask(get).status == 200);
  }
  begun_ones.emplace_back(running.port());
  REQUIRE(begun_ones.back().send(begun));
  const auto refused = begun_ones.front().answer();
  CHECK(refused.status == 503);
  CHECK(refused.field("retry-after") == "1");
  CHECK(begun_ones.front().at_end());
  CHECK(Peer{running.port()}.ask(get).status == 200);
  for (std::size_t i = 1; i < begun_ones.size(); ++i) {
    CHECK(begun_ones[i].ask("er HTTP/1.1\r\nHost: a\r\n\r\n").status == 200);
  }
}

TEST_CASE(
    "without descriptors idle connections give way, then new ones are closed, and it goes on afterwards") {
  ParkedServer server{{.connections = 1000}};
  const auto port = server.bind();
  REQUIRE(port.has_value());
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {  // the limit holds for a process, so the server has one of its own
    const rlimit few{40, 40};
    setrlimit(RLIMIT_NOFILE, &few);
    const Service service = loopback::service_of(routes(), 2);
    _exit(server.serve(service).has_value() ? 0 : 1);
  }
  {
    std::vector<Peer> peers;
    for (int i = 0; i < 60; ++i) {
      peers.emplace_back(*port);
      REQUIRE(peers.back().ask(get).status == 200);
    }
    for (int i = 0; i < 60; ++i) {
      peers.emplace_back(*port);
      peers.back().send(begun);
    }
    CHECK(peers.back().at_end());
  }
  test::await("an answer", [&] {
    Peer peer{*port};
    return peer.send(get) && peer.answer().status == 200;
  });
  kill(child, SIGKILL);
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WTERMSIG(status) == SIGKILL);
}
