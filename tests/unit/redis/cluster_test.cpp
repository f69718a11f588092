// How often an unreachable cluster is asked for its map.
#include "store/redis/cluster.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "signet/core/chrono.hpp"
#include "support/at_once.hpp"
#include "support/loopback_port.hpp"

using namespace signet;
using namespace signet::detail::redis;

namespace {

// Takes connections and never answers on them.
class SilentServer {
 public:
  SilentServer() {
    const test::LoopbackListener listener = test::listen_on_loopback(64, SOCK_NONBLOCK);
    listener_ = listener.socket;
    port_ = listener.port;
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  ~SilentServer() { ::close(listener_); }

  Endpoint endpoint() const { return {.host = "127.0.0.1", .port = port_}; }
  /// How many have connected since the last call.
  int connected() const noexcept {
    for (int count = 0;; ++count) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return count;
      ::close(client);
    }
  }

 private:
  int listener_ = -1;
  std::uint16_t port_ = 0;
};

Result<std::uint64_t> version_told(Cluster& cluster) {
  const auto route = cluster.owner_of(7);
  if (!route) return route.error();
  return route->version;
}

}  // namespace

TEST_CASE("of many who need the map of an unreachable cluster at once one asks; who comes later asks again") {
  const SilentServer node;
  const Session session{.command_timeout = Seconds::of(2)};
  Cluster cluster{{node.endpoint()},
                  session,
                  {.connections = 1, .wait = Seconds::of(1), .clock = &steady_now},
                  [](const Endpoint&) -> Result<Client> { return fail(Errc::internal_error); }};
  const auto told = test::at_once(8, [&](std::size_t) { return version_told(cluster); });
  for (const auto& each : told) CHECK(each.error() == fail(Errc::store_unavailable));
  CHECK(node.connected() == 1);
  CHECK(version_told(cluster).error() == fail(Errc::store_unavailable));
  CHECK(node.connected() == 1);
}
