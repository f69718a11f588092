#include "http/httplib/conversations.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <vector>

#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;
using Phase = detail::ParkedSocket::Phase;

namespace {

constexpr std::string_view get = "GET /here HTTP/1.1\r\nHost: a\r\n\r\n";

Router routes() {
  Router router;
  router.add("GET", "/here", RouteCost::inline_, [](const Request&) { return Response::json(200, "{}"); });
  return router;
}

/// Conversations whose clock the test turns.
struct Talks {
  Service service = loopback::service_of(routes(), 2);
  ParkedServerOptions options{};
  detail::Descriptor signal{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  detail::Offload offload{service, signal.get()};
  detail::PeerCounts counts{0, service.trusted_proxies()};
  detail::Conversations all{service, options, offload, counts};
  std::vector<Peer> peers;

  void at_milliseconds(std::int64_t time) {
    all.set_time(Instant::from_microseconds(time * 1000), NumericDate{});
  }
  /// Somebody comes, the last of `peers`.
  detail::ParkedSocket& come() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    REQUIRE(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    peers.push_back(Peer::accepted(ends[1]));
    return all.add({.kind = detail::Arrival::Kind::came, .socket = detail::Descriptor{ends[0]}}, nullptr);
  }
};

}  // namespace

TEST_CASE("idle connections give way before those that have said nothing, and these after a second") {
  Talks talks;
  talks.at_milliseconds(0);
  const auto& first = talks.come();
  talks.at_milliseconds(100);
  const auto& second = talks.come();
  auto& idle = talks.come();
  REQUIRE(talks.peers.back().send(get));
  talks.all.wake(idle, EPOLLIN);
  CHECK(talks.peers.back().answer().status == 200);
  REQUIRE(idle.phase == Phase::idle);

  talks.at_milliseconds(999);
  CHECK(talks.all.give_way());
  CHECK(idle.phase == Phase::gone);
  CHECK_FALSE(talks.all.give_way());
  CHECK(first.phase == Phase::fresh);

  talks.at_milliseconds(1000);
  CHECK(talks.all.give_way());
  CHECK(first.phase == Phase::gone);
  CHECK_FALSE(talks.all.give_way());
  CHECK(second.phase == Phase::fresh);
  CHECK(talks.peers.front().at_end());
}

TEST_CASE("a connection whose first request has arrived unnoticed is answered in place of giving way") {
  Talks talks;
  talks.at_milliseconds(0);
  const auto& late = talks.come();
  REQUIRE(talks.peers.back().send(get));
  talks.at_milliseconds(2000);
  CHECK_FALSE(talks.all.give_way());
  CHECK(late.phase == Phase::idle);
  CHECK(talks.peers.back().answer().status == 200);
}
