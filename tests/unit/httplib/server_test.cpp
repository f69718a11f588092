#include "signet/http/httplib/server.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "unit/httplib/loopback.hpp"

using namespace signet;
using namespace std::chrono_literals;
using loopback::Peer;
using loopback::Running;
using loopback::RunningOn;

namespace {

constexpr std::string_view get = "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n";

Result<Response> tell_peer(const Request& request) {
  return Response::json(200, request.peer + "|" + request.client);
}
Result<Response> echo(const Request& request) { return Response::json(200, request.body); }

Router routes() {
  Router router;
  router.add("GET", "/peer", RouteCost::inline_, tell_peer)
      .add("POST", "/echo", RouteCost::inline_, echo)
      .add("GET", "/io", RouteCost::io, tell_peer)
      .add("DELETE", "/peer", RouteCost::inline_,
           [](const Request&) -> Result<Response> { return Response::empty(204); });
  return router;
}

std::string post(std::string_view fields, std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n" + std::string{body};
}

}  // namespace

TEST_CASE_TEMPLATE("a hundred requests on one connection are answered without waiting for an acknowledgement",
                   Engine, loopback::Threaded, loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) REQUIRE(peer.ask(get).status == 200);
  // With Nagle's algorithm against delayed acknowledgements each would take 40 ms, 4 s together.
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
}

TEST_CASE_TEMPLATE("requests that arrive together are answered in order", Engine, loopback::Threaded,
                   loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  REQUIRE(peer.send(post("Content-Length: 3\r\n", "one") + post("Content-Length: 3\r\n", "two") +
                    std::string{get}));
  CHECK(peer.answer().body == "one");
  CHECK(peer.answer().body == "two");
  CHECK(peer.answer().body == "127.0.0.1|127.0.0.1");
}

TEST_CASE_TEMPLATE("an answer carries date, length and request id", Engine, loopback::Threaded,
                   loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  const auto answer = peer.ask("GET /peer HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-1\r\n\r\n");
  CHECK(answer.field("date").ends_with(" GMT"));
  CHECK(answer.field("content-length") == "19");
  CHECK(answer.field("x-request-id") == "r-1");
  CHECK(answer.field("connection").empty());
}

TEST_CASE_TEMPLATE("HEAD and 204 carry no body, and the connection goes on", Engine, loopback::Threaded,
                   loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  REQUIRE(peer.send("HEAD /peer HTTP/1.1\r\nHost: a\r\n\r\n"));
  const auto head = peer.answer(true);
  CHECK(head.status == 200);
  CHECK(head.field("content-length") == "19");
  CHECK(peer.ask("DELETE /peer HTTP/1.1\r\nHost: a\r\n\r\n").status == 204);
  CHECK(peer.ask(get).status == 200);
}

TEST_CASE_TEMPLATE("unknown paths, wrong and strange methods are answered without closing", Engine,
                   loopback::Threaded, loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  CHECK(peer.ask("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status == 404);
  const auto wrong = peer.ask("PUT /peer HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxx");
  CHECK(wrong.status == 405);
  CHECK(wrong.field("allow") == "GET, HEAD, DELETE");
  CHECK(peer.ask("BREW /peer HTTP/1.1\r\nHost: a\r\n\r\n").status == 501);
  CHECK(peer.ask(get).status == 200);
}

TEST_CASE_TEMPLATE("bodies come whole, by length or in chunks, up to 16 KiB", Engine, loopback::Threaded,
                   loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  const std::string most(16 * 1024, 'x');
  CHECK(peer.ask(post("Content-Length: 16384\r\n", most)).body == most);
  CHECK(peer.ask(post("Transfer-Encoding: chunked\r\n", "4\r\nwiki\r\n5\r\npedia\r\n0\r\n\r\n")).body ==
        "wikipedia");
  CHECK(peer.ask(post("Transfer-Encoding: chunked\r\n", "4000\r\n" + most + "\r\n0\r\n\r\n")).body == most);
  const auto over = peer.ask(post("Content-Length: 16385\r\n", most + "x"));
  CHECK(over.status == 413);
  CHECK(over.field("connection") == "close");
  CHECK(peer.at_end());
  Peer chunks{running.port()};
  CHECK(chunks.ask(post("Transfer-Encoding: chunked\r\n", "4001\r\n" + most + "x\r\n0\r\n\r\n")).status ==
        413);
  CHECK(chunks.at_end());
}

TEST_CASE_TEMPLATE("a client that waits for 100-continue gets it before its body, or its refusal instead",
                   Engine, loopback::Threaded, loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  REQUIRE(peer.send(post("Content-Length: 2\r\nExpect: 100-continue\r\n", "")));
  CHECK(peer.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(peer.ask("ok").body == "ok");
  CHECK(peer.ask(post("Content-Length: 99999\r\nExpect: 100-continue\r\n", "")).status == 413);
}

TEST_CASE_TEMPLATE("rulings on framing: each malformed request gets its status, and the connection is closed",
                   Engine, loopback::Threaded, loopback::Parked) {
  struct Row {
    std::string request;
    int status;
  };
  std::string many = "GET /peer HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 64; ++i) many += "X: y\r\n";
  const std::vector<Row> rows{
      {post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {post("Content-Length: 2\r\nContent-Length: 2\r\n", "xx"), 400},
      {post("Content-Length: 2, 2\r\n", "xx"), 400},
      {post("Content-Length: +2\r\n", "xx"), 400},
      {post("Content-Length: -2\r\n", "xx"), 400},
      {post("Content-Length:\r\n", ""), 400},
      {post("Content-Length: 99999999999999999999\r\n", ""), 400},
      {post("Transfer-Encoding: gzip, chunked\r\n", ""), 400},
      {post("Transfer-Encoding: gzip\r\n", ""), 501},
      {post("Transfer-Encoding: chunked\r\n", "-1\r\n"), 400},
      {post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"), 400},
      {post("Transfer-Encoding: chunked\r\n", "1;" + std::string(256, 'e') + "\r\n"), 400},
      {"GET /peer HTTP/1.1\r\n\r\n", 400},
      {"GET /peer HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"GET /peer HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer a\r\n\r\n", 400},
      {"GET http://a/peer HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"GET /peer HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", 400},
      {"GET /peer HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n", 400},
      {"GET /peer HTTP/1.1\nHost: a\n\n", 400},
      {"GET /peer HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400},
      {std::string{"GET /peer HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 37}, 400},
      {many + "\r\n", 431},
      {"GET /peer HTTP/1.1\r\nHost: a\r\nX: " + std::string(16 * 1024, 'x') + "\r\n\r\n", 431},
  };
  const RunningOn<Engine> running{routes()};
  for (const Row& row : rows) {
    CAPTURE(row.request);
    Peer peer{running.port()};
    const auto answer =
        peer.ask(row.request + std::string{get});  // what follows is never taken for a request
    CHECK(answer.status == row.status);
    CHECK(answer.field("connection") == "close");
    CHECK(answer.field("content-type") == "application/problem+json");
    CHECK(peer.at_end());
  }
}

TEST_CASE_TEMPLATE("a request that does not arrive whole in time is answered 408", Engine, loopback::Threaded,
                   loopback::Parked) {
  const RunningOn<Engine> running{routes(), {.read_timeout = Seconds{100ms}}};
  for (const std::string& begun : {std::string{"GET /pe"}, post("Content-Length: 5\r\n", "xx")}) {
    CAPTURE(begun);
    Peer peer{running.port()};
    CHECK(peer.ask(begun).status == 408);
    CHECK(peer.at_end());
  }
}

TEST_CASE_TEMPLATE("a connection without a request is closed in silence, a new one sooner than a used one",
                   Engine, loopback::Threaded, loopback::Parked) {
  const RunningOn<Engine> running{routes(), {.idle_timeout = Seconds{200ms}, .read_timeout = Seconds{100ms}}};
  Peer fresh{running.port()};
  CHECK(fresh.at_end());
  Peer used{running.port()};
  CHECK(used.ask(get).status == 200);
  CHECK(used.at_end());
}

TEST_CASE_TEMPLATE("HTTP/1.0 and `Connection: close` get one answer and a close", Engine, loopback::Threaded,
                   loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  for (const std::string_view request : {"GET /peer HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
                                         "GET /peer HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"}) {
    CAPTURE(request);
    Peer peer{running.port()};
    const auto answer = peer.ask(request);
    CHECK(answer.status == 200);
    CHECK(answer.field("connection") == "close");
    CHECK(peer.at_end());
  }
}

TEST_CASE_TEMPLATE("no header of a client changes whom it is taken for", Engine, loopback::Threaded,
                   loopback::Parked) {  // CVE-2025-66570, CVE-2025-66577
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  const auto answer = peer.ask(
      "GET /peer HTTP/1.1\r\nHost: a\r\nREMOTE_ADDR: 192.0.2.1\r\nREMOTE_PORT: 1\r\nLOCAL_ADDR: 192.0.2.1\r\n"
      "X-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\nX-Real-IP: 192.0.2.1\r\n\r\n");
  CHECK(answer.body == "127.0.0.1|127.0.0.1");
}

TEST_CASE_TEMPLATE("a request for a range or a compression gets the whole answer as it is", Engine,
                   loopback::Threaded, loopback::Parked) {
  const RunningOn<Engine> running{routes()};
  Peer peer{running.port()};
  const auto answer =
      peer.ask("GET /peer HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\nAccept-Encoding: gzip, br\r\n\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.body == "127.0.0.1|127.0.0.1");
}

TEST_CASE_TEMPLATE(
    "with half of 8 threads held the next io request is refused at once and an inline one is answered",
    Engine, loopback::Threaded, loopback::Parked) {
  std::latch inside{4};
  std::latch release{1};
  Router router = routes();
  router.add("POST", "/hold", RouteCost::cpu, [&](const Request&) -> Result<Response> {
    inside.count_down();
    release.wait();
    return Response::empty(204);
  });
  const RunningOn<Engine> running{std::move(router), {}, 8};
  std::vector<Peer> held;
  for (int i = 0; i < 4; ++i) {
    held.emplace_back(running.port());
    REQUIRE(held.back().send("POST /hold HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  inside.wait();
  Peer io{running.port()};
  const auto refused = io.ask("GET /io HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(refused.status == 503);
  CHECK(refused.field("retry-after") == "1");
  Peer light{running.port()};
  CHECK(light.ask(get).status == 200);
  release.count_down();
  for (Peer& peer : held) CHECK(peer.answer().status == 204);
}

TEST_CASE("kept-alive connections give way when another finds no thread free") {
  const Running running{routes(), {}, 2};
  Peer first{running.port()};
  Peer second{running.port()};
  REQUIRE(first.ask(get).status == 200);
  REQUIRE(second.ask(get).status == 200);
  for (int i = 0; i < 10; ++i) {  // long before the idle timeout of those before it
    Peer next{running.port()};
    CHECK(next.ask(get).status == 200);
  }
}

TEST_CASE("a new connection that has sent nothing does not give way") {
  const Running running{routes(), {}, 2};
  Peer silent{running.port()};
  Peer used{running.port()};
  REQUIRE(used.ask(get).status == 200);
  Peer next{running.port()};
  CHECK(next.ask(get).status == 200);
  CHECK(used.at_end());
  CHECK(silent.ask(get).status == 200);
}

TEST_CASE_TEMPLATE("drain lets a running request be answered, closes idle connections and takes no new one",
                   Engine, loopback::Threaded, loopback::Parked) {
  std::latch inside{1};
  std::latch release{1};
  Router router = routes();
  router.add("GET", "/hold", RouteCost::io, [&](const Request&) -> Result<Response> {
    inside.count_down();
    release.wait();
    return Response::json(200, "done");
  });
  RunningOn<Engine> running{std::move(router)};
  Peer idle{running.port()};
  REQUIRE(idle.ask(get).status == 200);
  Peer busy{running.port()};
  REQUIRE(busy.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"));
  inside.wait();

  std::thread drainer{[&] { running.server().drain(); }};
  CHECK(idle.at_end());  // the drain has begun, and the request still runs
  release.count_down();
  const auto answer = busy.answer();
  CHECK(answer.body == "done");
  CHECK(answer.field("connection") == "close");
  CHECK(busy.at_end());
  drainer.join();
  CHECK(running.drain());

  const int late = socket(AF_INET, SOCK_STREAM, 0);
  const auto address = loopback::address_of(running.port());
  CHECK(connect(late, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0);
  close(late);
}

TEST_CASE_TEMPLATE("a drain before serve makes serve return at once", Engine, loopback::Threaded,
                   loopback::Parked) {
  using Server = typename Engine::Server;
  const Service service = loopback::service_of(routes());
  Server server{{}};
  REQUIRE(server.bind().has_value());
  server.drain();
  CHECK(server.serve(service).has_value());
}

TEST_CASE_TEMPLATE("what cannot be listened on is refused with the reason", Engine, loopback::Threaded,
                   loopback::Parked) {
  using Server = typename Engine::Server;
  const RunningOn<Engine> running{routes()};
  CHECK(Server{{.port = running.port()}}.bind().error() == fail(Errc::address_in_use, "port"));
  CHECK(Server{{.address = "192.0.2.1"}}.bind().error() == fail(Errc::option_invalid, "address"));
  CHECK(Server{{.address = "localhost"}}.bind().error() == fail(Errc::option_invalid, "address"));
  CHECK(Server{{.backlog = 0}}.bind().error() == fail(Errc::option_invalid, "backlog"));
  CHECK(Server{{.body_limit = 17 * 1024 * 1024}}.bind().error() == fail(Errc::option_invalid, "body_limit"));
  CHECK(Server{{.idle_timeout = Seconds{}}}.bind().error() == fail(Errc::option_invalid, "idle_timeout"));
  CHECK(Server{{.read_timeout = Seconds::of(-1)}}.bind().error() ==
        fail(Errc::option_invalid, "read_timeout"));
  CHECK(Server{{.write_timeout = Seconds::of(3601)}}.bind().error() ==
        fail(Errc::option_invalid, "write_timeout"));
}

TEST_CASE_TEMPLATE("more connections than five may wait to be accepted", Engine, loopback::Threaded,
                   loopback::Parked) {  // 0.11.4's own backlog is 5
  using Server = typename Engine::Server;
  Server server{{}};
  const auto port = server.bind();
  REQUIRE(port.has_value());
  std::vector<Peer> waiting;
  for (int i = 0; i < 64; ++i) waiting.emplace_back(*port);  // each connects within its socket timeout
  CHECK(waiting.size() == 64);
}
