// Whom the parked engine turns away is told to the Service, by reason.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <string_view>
#include <utility>

#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;
using Running = loopback::RunningOn<loopback::Parked>;

namespace {

constexpr std::string_view get = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view begun = "GET /qu";

/// A server that counts.
struct Counting {
  explicit Counting(ParkedServerOptions options) : running(service(), std::move(options)) {}

  Service service() {
    Router router;
    router.add("GET", "/quick", RouteCost::inline_,
               [](const Request&) -> Result<Response> { return Response::json(200, "{}"); });
    auto built = Service::build(
        std::move(router),
        {.threads = 4, .refusals = [this](Refusal why) { ++told[index(why)]; }, .clock = steady_now});
    REQUIRE(built.has_value());
    return *std::move(built);
  }
  static std::size_t index(Refusal why) { return static_cast<std::size_t>(why); }
  std::array<int, 4> counts() const { return {told[0], told[1], told[2], told[3]}; }

  std::array<std::atomic<int>, 4> told{};  // in the order of Refusal: threads, buffers, peers, connections
  Running running;
};

}  // namespace

TEST_CASE(
    "a connection beyond those of its address is counted as turned away, with its peers as the reason") {
  const Counting server{{.connections_per_peer = 1}};
  Peer first{server.running.port()};
  REQUIRE(first.ask(get).status == 200);
  CHECK(Peer{server.running.port()}.at_end());
  CHECK(server.counts() == std::array{0, 0, 1, 0});
}

TEST_CASE("a connection for which no other gives way is counted as turned away for want of connections") {
  const Counting server{{.connections = 1}};
  Peer first{server.running.port()};
  REQUIRE(first.ask(get).status == 200);
  REQUIRE(first.send(begun));
  CHECK(Peer{server.running.port()}.at_end());  // what came first is read first, and whoever has begun stays
  CHECK(server.counts() == std::array{0, 0, 0, 1});
}

TEST_CASE("a request that finds the buffers full is counted as turned away for them") {
  const Counting server{{.buffer_limit = 1}};
  Peer over{server.running.port()};
  CHECK(over.ask(begun).status == 503);
  CHECK(server.counts() == std::array{0, 1, 0, 0});
  CHECK(Peer{server.running.port()}.ask(get).status == 200);
  CHECK(server.counts() == std::array{0, 1, 0, 0});
}
