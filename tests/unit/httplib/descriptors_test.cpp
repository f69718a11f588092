// Where descriptors are short: who gives way to whom, and when somebody who waits is accepted after all.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <list>
#include <string>
#include <thread>
#include <vector>

#include "support/await.hpp"
#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;

namespace {

const std::string get = "GET /here HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string begun = get.substr(0, 7);
const std::string rest = get.substr(7);

/// Servers of a process of their own, for which a limit of descriptors holds.
class ServersApart {
 public:
  ServersApart(std::size_t count, rlim_t descriptors) : most_(descriptors) {
    std::list<ParkedServer> servers;
    for (std::size_t i = 0; i < count; ++i) {
      servers.emplace_back(ParkedServerOptions{.read_timeout = Seconds::of(600), .connections_per_peer = 0});
      const auto port = servers.back().bind();
      REQUIRE(port.has_value());
      ports_.push_back(*port);
    }
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) serve(servers, descriptors);
  }
  ServersApart(const ServersApart&) = delete;
  ServersApart& operator=(const ServersApart&) = delete;
  ~ServersApart() {
    int status = 0;
    CHECK(kill(child_, SIGKILL) == 0);
    CHECK(waitpid(child_, &status, 0) == child_);
    CHECK(WTERMSIG(status) == SIGKILL);  // until then it served
  }

  std::uint16_t port(std::size_t which = 0) const { return ports_[which]; }
  /// From here on it may open this many; what is open stays.
  void allow(rlim_t descriptors) const {
    const rlimit limit{descriptors, most_};
    REQUIRE(prlimit(child_, RLIMIT_NOFILE, &limit, nullptr) == 0);
  }
  /// How many it has open of those that a limit of `descriptors` is about: whoever started the tests may have
  /// left them one with a higher number.
  std::size_t open(rlim_t descriptors) const {
    const std::filesystem::directory_iterator all{"/proc/" + std::to_string(child_) + "/fd"};
    return static_cast<std::size_t>(std::count_if(begin(all), end(all), [&](const auto& entry) {
      return std::stoul(entry.path().filename().string()) < descriptors;
    }));
  }

 private:
  [[noreturn]] static void serve(std::list<ParkedServer>& servers, rlim_t descriptors) {
    const rlimit few{descriptors, descriptors};
    setrlimit(RLIMIT_NOFILE, &few);
    Router router;
    router.add("GET", "/here", RouteCost::inline_,
               [](const Request&) -> Result<Response> { return Response::json(200, "{}"); });
    const Service service = loopback::service_of(std::move(router), 2);
    std::vector<std::thread> threads;
    for (ParkedServer& server : servers) {
      threads.emplace_back([&] { _exit(server.serve(service).has_value() ? 0 : 1); });
    }
    for (std::thread& thread : threads) thread.join();
    _exit(1);
  }

  rlim_t most_;
  std::vector<std::uint16_t> ports_;
  pid_t child_ = -1;
};

/// A connection that was answered and has begun its next request: it is not idle, and so never gives way.
Peer busy_on(std::uint16_t port) {
  Peer peer{port};
  REQUIRE(peer.ask(get + begun).status == 200);
  return peer;
}

}  // namespace

TEST_CASE("who waits while no descriptor is left and no connection could end is accepted when there is one") {
  const ServersApart server{1, 64};
  Peer busy = busy_on(server.port());
  server.allow(3);
  Peer waiting{server.port()};
  REQUIRE(waiting.send(get));
  // Two answers are of two turns; at the end of the first the server has tried to accept.
  for (int turn = 0; turn < 2; ++turn) REQUIRE(busy.ask(rest + begun).status == 200);
  server.allow(64);
  CHECK(waiting.answer().status == 200);
  CHECK(busy.ask(rest).status == 200);
}

TEST_CASE("with the last descriptor in use all idle connections stay until somebody comes, then one ends") {
  constexpr rlim_t descriptors = 64;
  const ServersApart server{1, descriptors};
  std::vector<Peer> idle;
  idle.emplace_back(server.port());
  REQUIRE(idle.back().ask(get).status == 200);
  const std::size_t open = server.open(descriptors);
  REQUIRE(open < descriptors);
  for (std::size_t i = open; i < descriptors; ++i) {
    idle.emplace_back(server.port());
    REQUIRE(idle.back().ask(get).status == 200);
  }
  for (Peer& peer : idle) REQUIRE(peer.ask(get).status == 200);
  Peer next{server.port()};
  CHECK(next.ask(get).status == 200);
  CHECK(idle.front().at_end());
  for (std::size_t i = 1; i < idle.size(); ++i) REQUIRE(idle[i].ask(get).status == 200);
}

TEST_CASE("where the end of one idle connection does not help who waits, no other one ends") {
  const ServersApart server{1, 64};
  std::vector<Peer> idle;
  for (int i = 0; i < 5; ++i) {
    idle.emplace_back(server.port());
    REQUIRE(idle.back().ask(get).status == 200);
  }
  server.allow(3);
  Peer waiting{server.port()};
  REQUIRE(waiting.send(get));
  CHECK(idle.front().at_end());
  for (std::size_t i = 1; i < idle.size(); ++i) CHECK(idle[i].ask(get).status == 200);
  server.allow(64);
  CHECK(waiting.answer().status == 200);
}

TEST_CASE("the servers of a process share its descriptors, and each has a 64th of them for sure") {
  constexpr std::size_t descriptors = 320;
  constexpr std::size_t shared = descriptors - descriptors / 8;
  const ServersApart servers{3, descriptors};
  std::vector<Peer> first;
  std::vector<Peer> second;
  for (std::size_t i = 0; i < 100; ++i) first.push_back(busy_on(servers.port(0)));
  for (std::size_t i = 100; i < shared; ++i) second.push_back(busy_on(servers.port(1)));
  CHECK(Peer{servers.port(0)}.at_end());
  CHECK(Peer{servers.port(1)}.at_end());
  std::vector<Peer> third;
  for (std::size_t i = 0; i < descriptors / 64; ++i) third.push_back(busy_on(servers.port(2)));
  CHECK(Peer{servers.port(2)}.at_end());
  third.clear();
  first.pop_back();
  test::await("a place on another server", [&] {
    Peer again{servers.port(1)};
    return again.send(get) && again.answer().status == 200;
  });
}
