#include "http/httplib/conversations.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <string>
#include <vector>

#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;
using Phase = detail::ParkedSocket::Phase;

namespace {

constexpr std::string_view get = "GET /here HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view begun = get.substr(0, 7);  // holds 512 bytes
constexpr std::string_view rest = get.substr(7);
/// Holds more than 32 KiB: its head may be half of that, and so may its body.
constexpr std::string_view begun_body =
    "POST /here HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::size_t large = std::size_t{1} << 20;  // more than a socket takes

Router routes() {
  Router router;
  router.add("GET", "/here", RouteCost::inline_, [](const Request&) { return Response::json(200, "{}"); })
      .add("GET", "/large", RouteCost::inline_,
           [](const Request&) { return Response::json(200, std::string(large, 'x')); });
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
  std::vector<Peer> peers{};

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
  /// Somebody comes and says this.
  detail::ParkedSocket& come_saying(std::string_view bytes) {
    auto& c = come();
    REQUIRE(peers.back().send(bytes));
    all.wake(c, EPOLLIN);
    return c;
  }
  /// All that is sent to a peer that reads it as fast as it comes.
  std::string take_all(detail::ParkedSocket& c, const Peer& peer) {
    std::string taken;
    std::array<char, 65'536> piece{};
    for (;;) {
      const auto count = recv(peer.fd(), piece.data(), piece.size(), MSG_DONTWAIT);
      if (count > 0) {
        taken.append(piece.data(), static_cast<std::size_t>(count));
      } else if (c.phase == Phase::sending) {
        all.wake(c, EPOLLOUT);
      } else {
        return taken;
      }
    }
  }
  /// What the peer that came as the `n`-th is told when it sends the rest of its request.
  int status_of_rest(detail::ParkedSocket& c, std::size_t n) {
    REQUIRE(peers[n].send(rest));
    all.wake(c, EPOLLIN);
    return peers[n].answer().status;
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

TEST_CASE(
    "over the limit of buffers who has held as much as others for longest is answered 503, not who came") {
  Talks talks{.options = {.buffer_limit = 1024}};
  talks.at_milliseconds(0);
  const auto& first = talks.come_saying(begun);
  talks.at_milliseconds(1);
  auto& second = talks.come_saying(begun);
  talks.at_milliseconds(2);
  CHECK(first.phase == Phase::reading);
  auto& third = talks.come_saying(begun);
  CHECK(first.phase == Phase::lingering);
  const auto refused = talks.peers[0].answer();
  CHECK(refused.status == 503);
  CHECK(refused.field("retry-after") == "1");
  CHECK(talks.peers[0].at_end());
  CHECK(talks.status_of_rest(second, 1) == 200);
  CHECK(talks.status_of_rest(third, 2) == 200);
}

TEST_CASE("over the limit of buffers much for a short time costs more than little for a long one") {
  Talks talks{.options = {.buffer_limit = 40'000}};
  talks.at_milliseconds(0);
  auto& small = talks.come_saying(begun);
  talks.at_milliseconds(500);
  const auto& great = talks.come_saying(begun_body);
  CHECK(great.phase == Phase::reading);
  talks.at_milliseconds(1000);
  const auto& latest = talks.come_saying(begun_body);
  CHECK(great.phase == Phase::lingering);
  CHECK(talks.peers[1].answer().status == 503);
  CHECK(latest.phase == Phase::reading);
  CHECK(talks.status_of_rest(small, 0) == 200);
}

TEST_CASE("a newcomer that holds as much as many others does not cost them their places") {
  Talks talks{.options = {.buffer_limit = 20'000}};
  talks.at_milliseconds(0);
  std::vector<detail::ParkedSocket*> begun_ones;
  for (int i = 0; i < 20; ++i) begun_ones.push_back(&talks.come_saying(begun));
  talks.at_milliseconds(1);
  talks.come_saying(begun_body);
  CHECK(talks.peers.back().answer().status == 503);
  for (std::size_t i = 0; i < begun_ones.size(); ++i) {
    REQUIRE(talks.status_of_rest(*begun_ones[i], i) == 200);
  }
}

TEST_CASE("of two answers that are not taken the older one is cut for the other, and for what begins") {
  constexpr std::string_view get_large = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
  Talks talks{.options = {.buffer_limit = large + 4096}};
  talks.at_milliseconds(0);
  auto& first = talks.come_saying(get_large);
  CHECK(first.phase == Phase::sending);
  talks.at_milliseconds(1);
  auto& second = talks.come_saying(get_large);
  CHECK(first.phase == Phase::gone);
  CHECK(talks.take_all(first, talks.peers[0]).size() < large);
  CHECK(talks.take_all(second, talks.peers[1]).ends_with("\r\n\r\n" + std::string(large, 'x')));
  CHECK(second.phase == Phase::idle);

  talks.at_milliseconds(2);
  const auto& third = talks.come_saying(get_large);
  CHECK(third.phase == Phase::sending);
  talks.at_milliseconds(3);
  std::vector<detail::ParkedSocket*> begun_ones;
  while (third.phase == Phase::sending) begun_ones.push_back(&talks.come_saying(begun));
  CHECK(third.phase == Phase::gone);
  for (const auto* const one : begun_ones) REQUIRE(one->phase == Phase::reading);
}
