// Servers on a path of the file system: who has it, and what is left of it, whoever begins, ends or is
// killed.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <latch>
#include <list>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/httplib/listening.hpp"
#include "http/httplib/wire.hpp"
#include "support/await.hpp"
#include "unit/httplib/certificate.hpp"
#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;

namespace {

constexpr std::string_view get = "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n";

Router routes() {
  Router router;
  router.add("GET", "/peer", RouteCost::inline_,
             [](const Request& request) { return Response::json(200, request.peer + "|" + request.client); });
  return router;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(path, address.sun_path);
  return address;
}

/// A connection to whoever listens there.
std::optional<Peer> connected(const std::string& path) {
  Peer peer = Peer::accepted(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = address_of(path);
  if (::connect(peer.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::nullopt;
  return peer;
}

Peer by_path(const std::string& path) {
  auto peer = connected(path);
  REQUIRE(peer.has_value());
  return *std::move(peer);
}

/// A socket of no server of ours.
detail::Descriptor bound(const std::string& path) {
  detail::Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const auto address = address_of(path);
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return socket;
}

std::uint64_t inode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(lstat(path.c_str(), &status) == 0);
  return status.st_ino;
}

/// Nothing is left of a server on it.
bool is_free(const std::string& path) {
  return !std::filesystem::exists(path) && !std::filesystem::exists(path + ".lock");
}

template <class Engine>
Error refusal_of(const std::string& path) {
  return typename Engine::Server{{.address = "unix:" + path}}.bind().error();
}

}  // namespace

TEST_CASE_TEMPLATE("a Unix socket takes the place of one that nobody answers on, and of nothing else", Engine,
                   loopback::Threaded, loopback::Parked) {
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  {
    const loopback::RunningOn<Engine> running{routes(), {.address = "unix:" + path}};
    CHECK(running.port() == 0);
    CHECK(by_path(path).ask(get).body == "|unix");
    struct stat status{};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0660);
    REQUIRE(stat((path + ".lock").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(refusal_of<Engine>(path) == fail(Errc::address_in_use, "port"));
    CHECK(by_path(path).ask(get).status == 200);
  }
  CHECK(is_free(path));
  bound(path);
  {
    const loopback::RunningOn<Engine> running{routes(), {.address = "unix:" + path}};
    CHECK(by_path(path).ask(get).status == 200);
  }
  {
    const auto foreign = bound(path);
    REQUIRE(::listen(foreign.get(), 1) == 0);
    CHECK(refusal_of<Engine>(path) == fail(Errc::address_in_use, "port"));
    CHECK(connected(path).has_value());
    REQUIRE(std::filesystem::remove(path));
  }
  std::fclose(std::fopen(path.c_str(), "w"));
  CHECK(refusal_of<Engine>(path) == fail(Errc::address_in_use, "port"));
  CHECK(std::filesystem::is_regular_file(path));
  CHECK(refusal_of<Engine>("") == fail(Errc::option_invalid, "address"));
  CHECK(refusal_of<Engine>(folder.file(std::string(108, 'a'))) == fail(Errc::option_invalid, "address"));
  CHECK(refusal_of<Engine>(folder.file("none/socket")) == fail(Errc::option_invalid, "address"));
}

TEST_CASE_TEMPLATE(
    "of servers that begin at once where one was killed, one has the path and is reached by it", Engine,
    loopback::Threaded, loopback::Parked) {
  constexpr std::size_t starting = 4;
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  for (int round = 0; round < 25; ++round) {
    bound(path);
    std::list<typename Engine::Server> servers;
    for (std::size_t i = 0; i < starting; ++i)
      servers.emplace_back(typename Engine::Options{.address = "unix:" + path});
    std::vector<std::optional<Result<std::uint16_t>>> outcomes(starting);
    std::latch together{starting};
    std::vector<std::thread> threads;
    auto server = servers.begin();
    for (auto& outcome : outcomes) {
      threads.emplace_back([&outcome, &together, &server = *server++] {
        together.arrive_and_wait();
        outcome.emplace(server.bind());
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::size_t have_it = 0;
    for (const auto& outcome : outcomes) {
      if (outcome->has_value()) {
        ++have_it;
      } else {
        CHECK(outcome->error() == fail(Errc::address_in_use, "port"));
      }
    }
    REQUIRE(have_it == 1);
    CHECK(connected(path).has_value());
    servers.clear();
    REQUIRE(is_free(path));
  }
}

TEST_CASE_TEMPLATE("whoever has locked a path has it, also while nobody answers on it yet", Engine,
                   loopback::Threaded, loopback::Parked) {
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  bound(path);
  const auto left = inode_of(path);
  {
    const detail::Descriptor other{::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    REQUIRE(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
    CHECK(refusal_of<Engine>(path) == fail(Errc::address_in_use, "port"));
    CHECK(inode_of(path) == left);
  }
  const loopback::RunningOn<Engine> running{routes(), {.address = "unix:" + path}};
  CHECK(by_path(path).ask(get).status == 200);
}

TEST_CASE_TEMPLATE("a path whose lock cannot be made is refused", Engine, loopback::Threaded,
                   loopback::Parked) {
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  REQUIRE(::symlink(folder.file("elsewhere").c_str(), (path + ".lock").c_str()) == 0);
  CHECK(refusal_of<Engine>(path) == fail(Errc::option_invalid, "address"));
  CHECK_FALSE(std::filesystem::exists(folder.file("elsewhere")));
}

TEST_CASE_TEMPLATE("a server that ends leaves a socket that is not its own", Engine, loopback::Threaded,
                   loopback::Parked) {
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  std::optional<detail::Descriptor> other;
  {
    const loopback::RunningOn<Engine> running{routes(), {.address = "unix:" + path}};
    REQUIRE(std::filesystem::remove(path));
    other = bound(path);
    REQUIRE(::listen(other->get(), 1) == 0);
  }
  CHECK(connected(path).has_value());
  CHECK_FALSE(std::filesystem::exists(path + ".lock"));
}

TEST_CASE_TEMPLATE("a server that ends leaves a lock that is not its own", Engine, loopback::Threaded,
                   loopback::Parked) {
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  {
    const loopback::RunningOn<Engine> running{routes(), {.address = "unix:" + path}};
    REQUIRE(std::filesystem::remove(path + ".lock"));  // as whoever tidies a folder of temporary files
    std::fclose(std::fopen((path + ".lock").c_str(), "w"));
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(std::filesystem::exists(path + ".lock"));
}

TEST_CASE("a listening socket is open until it is shut down, on a port and on a path") {
  const loopback::Folder folder;
  for (const std::string& address : {std::string{"127.0.0.1"}, "unix:" + folder.file("socket")}) {
    CAPTURE(address);
    const ParkedServerOptions options{.address = address};
    const auto listener = detail::Listener::open(detail::listening_options(options));
    REQUIRE(listener.has_value());
    CHECK(listener->is_open());
    REQUIRE(::shutdown(listener->get(), SHUT_RDWR) == 0);
    CHECK_FALSE(listener->is_open());
  }
}

TEST_CASE_TEMPLATE("a server that drains leaves its path to the next, and answers what it has", Engine,
                   loopback::Threaded, loopback::Parked) {
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  std::latch inside{1};
  std::latch release{1};
  Router router = routes();
  router.add("GET", "/hold", RouteCost::io, [&](const Request&) {
    inside.count_down();
    release.wait();
    return Response::json(200, "held");
  });
  loopback::RunningOn<Engine> leaving{std::move(router), {.address = "unix:" + path}};
  Peer held = by_path(path);
  REQUIRE(held.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"));
  inside.wait();
  std::thread drainer{[&] { leaving.server().drain(); }};
  test::await("the path to be free", [&] { return is_free(path); });
  {
    const loopback::RunningOn<Engine> next{routes(), {.address = "unix:" + path}};
    CHECK(by_path(path).ask(get).status == 200);
    release.count_down();
    CHECK(held.answer().body == "held");
    drainer.join();
    CHECK(leaving.drain());
    CHECK(by_path(path).ask(get).status == 200);
  }
  CHECK(is_free(path));
}

TEST_CASE_TEMPLATE("the path of a server that was killed is the next one's", Engine, loopback::Threaded,
                   loopback::Parked) {
  const loopback::Folder folder;
  const std::string path = folder.file("socket");
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    typename Engine::Server server{{.address = "unix:" + path}};
    if (!server.bind().has_value()) _exit(1);
    const Service service = loopback::service_of(routes(), 2);
    _exit(server.serve(service).has_value() ? 0 : 1);
  }
  test::await("the server", [&] { return connected(path).has_value(); });
  CHECK(refusal_of<Engine>(path) == fail(Errc::address_in_use, "port"));
  REQUIRE(kill(child, SIGKILL) == 0);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WTERMSIG(status) == SIGKILL);
  CHECK(std::filesystem::exists(path));
  CHECK(std::filesystem::exists(path + ".lock"));
  {
    const loopback::RunningOn<Engine> next{routes(), {.address = "unix:" + path}};
    CHECK(by_path(path).ask(get).status == 200);
  }
  CHECK(is_free(path));
}
