// Running servers of both engines, and raw TCP peers, on loopback. Every wait ends by a socket timeout, never
// by sleeping.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "signet/core/chrono.hpp"
#include "signet/http/httplib/parked_server.hpp"
#include "signet/http/httplib/server.hpp"

namespace loopback {

inline sockaddr_in address_of(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline void limit_waits(int socket) {
  const timeval limit{.tv_sec = 20, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  /// The field's value; `name` in lower case.
  std::string field(const std::string& name) const {
    std::string lowered = head;
    std::ranges::transform(lowered, lowered.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto at = lowered.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

/// One raw TCP connection.
class Peer {
 public:
  explicit Peer(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    limit_waits(socket_);
    const auto address = address_of(port);
    REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  /// Takes over an accepted socket.
  static Peer accepted(int socket) { return Peer{Taken{socket}}; }
  Peer(Peer&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}
  Peer& operator=(Peer&&) = delete;
  ~Peer() {
    if (socket_ >= 0) close(socket_);
  }
  int fd() const { return socket_; }

  bool send(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  /// Reads until `end` has arrived; what came up to and including it, else all there was.
  std::string read_until(std::string_view end) {
    while (received_.find(end) == std::string::npos && receive()) {
    }
    const auto at = received_.find(end);
    return take(at == std::string::npos ? received_.size() : at + end.size());
  }
  Answer answer(bool head_only = false) {
    Answer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() > 12) answer.status = std::stoi(answer.head.substr(9, 3));
    const auto length = answer.field("content-length");
    const std::size_t size = length.empty() || head_only ? 0 : std::stoul(length);
    while (received_.size() < size && receive()) {
    }
    answer.body = take(std::min(size, received_.size()));
    return answer;
  }
  Answer ask(std::string_view request) {
    REQUIRE(send(request));
    return answer();
  }
  /// Whether the server has closed, with nothing more to say.
  bool at_end() { return received_.empty() && !receive() && received_.empty() && !timed_out_; }

 private:
  struct Taken {
    int socket;
  };
  explicit Peer(Taken taken) : socket_(taken.socket) { limit_waits(socket_); }

  bool receive() {
    char piece[4096];
    const auto count = recv(socket_, piece, sizeof piece, 0);
    timed_out_ = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (count > 0) received_.append(piece, static_cast<std::size_t>(count));
    return count > 0;
  }
  std::string take(std::size_t size) {
    std::string taken = received_.substr(0, size);
    received_.erase(0, size);
    return taken;
  }

  int socket_;
  std::string received_;
  bool timed_out_ = false;
};

inline signet::Service service_of(signet::Router router, std::size_t threads = 8) {
  auto built = signet::Service::build(std::move(router), {.threads = threads, .clock = signet::steady_now});
  REQUIRE(built.has_value());
  return *std::move(built);
}

/// One thread for each connection.
struct Threaded {
  using Server = signet::HttplibServer;
  using Options = signet::HttplibServerOptions;
};
/// One thread for all connections.
struct Parked {
  using Server = signet::ParkedServer;
  using Options = signet::ParkedServerOptions;
};

/// A server that answers until it goes out of scope.
template <class Engine>
class RunningOn {
 public:
  using Server = typename Engine::Server;

  explicit RunningOn(signet::Router router, typename Engine::Options options = {}, std::size_t threads = 8)
      : RunningOn(service_of(std::move(router), threads), std::move(options)) {}
  RunningOn(signet::Service service, typename Engine::Options options)
      : service_(std::move(service)), server_(std::move(options)) {
    const auto bound = server_.bind();
    REQUIRE(bound.has_value());
    port_ = *bound;
    thread_ = std::thread{[this] { served_ = server_.serve(service_).has_value(); }};
  }
  RunningOn(const RunningOn&) = delete;
  RunningOn& operator=(const RunningOn&) = delete;
  ~RunningOn() { drain(); }

  std::uint16_t port() const { return port_; }
  Server& server() { return server_; }
  /// Drains and tells whether serve ended as it should.
  bool drain() {
    server_.drain();
    if (thread_.joinable()) {
      // serve may not have begun when drain returned; it ends by itself then
      thread_.join();
    }
    return served_;
  }

 private:
  signet::Service service_;
  Server server_;
  std::uint16_t port_ = 0;
  bool served_ = false;
  std::thread thread_;
};

using Running = RunningOn<Threaded>;

}  // namespace loopback
