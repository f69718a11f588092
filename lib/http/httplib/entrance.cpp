// Accepting, also when there is no descriptor left to accept with.
#include "http/httplib/entrance.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <new>
#include <utility>

namespace signet::inline v0::detail {
namespace {

Descriptor spare() { return Descriptor{open("/dev/null", O_RDONLY | O_CLOEXEC)}; }

constexpr int most_failures = 16;  // in a row: each may be of another connection, or all of the system

// accept(2) hands on errors of the connection and of the network, and a firewall's, a security module's or a
// kernel's to come: whatever is not known to be of the listener or of a want is one that may pass.
Arrival::Kind kind_of(int number) {
  switch (number) {
    case EAGAIN:
      return Arrival::Kind::none;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return Arrival::Kind::full;
    case EBADF:
    case EINVAL:
    case ENOTSOCK:
      return Arrival::Kind::broken;
    default:
      return Arrival::Kind::failed;
  }
}

}  // namespace

std::size_t raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const rlimit most{limit.rlim_max, limit.rlim_max};
  return setrlimit(RLIMIT_NOFILE, &most) == 0 ? most.rlim_cur : limit.rlim_cur;
}

std::atomic<std::size_t> OpenConnection::open_{0};

Entrance::Entrance(Listener listener) : listener_(std::move(listener)), reserve_(spare()) {
  fcntl(listener_.get(), F_SETFL, fcntl(listener_.get(), F_GETFL) | O_NONBLOCK);
}

Arrival Entrance::next() {
  if (reserve_.get() < 0) reserve_ = spare();
  Arrival arrival = take();
  if (arrival.kind == Arrival::Kind::full && !is_awaited()) arrival.kind = Arrival::Kind::none;
  return arrival;
}

// accept(2) looks for a descriptor before it looks for a connection.
bool Entrance::is_awaited() const noexcept {
  pollfd listener{.fd = listener_.get(), .events = POLLIN, .revents = 0};
  return poll(&listener, 1, 0) != 0;
}

Arrival Entrance::take() {
  sockaddr_storage address{};
  for (int failures = 0;;) {
    socklen_t size = sizeof address;
    Descriptor socket{
        accept4(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.get() < 0) {
      const auto kind = kind_of(errno);
      if (kind == Arrival::Kind::failed && ++failures < most_failures) continue;
      return {.kind = kind};
    }
    const int on = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails on a Unix socket: no matter
    try {
      return {.kind = Arrival::Kind::came, .socket = std::move(socket), .peer = address_text(address)};
    } catch (const std::bad_alloc&) {
      continue;  // this connection ends, the server does not
    }
  }
}

bool Entrance::turn_away() {
  reserve_ = Descriptor{};
  const bool came = take().kind == Arrival::Kind::came;
  reserve_ = spare();
  return came;
}

void Entrance::close() { listener_ = Listener{}; }

std::optional<PeerCounts::Count*> PeerCounts::enter(const std::string& peer) {
  const auto address = IpAddress::parse(peer);
  if (most_ == 0 || !address || trusted_.contains(*address)) return nullptr;  // a Unix socket has no address
  Count& count = *counts_.try_emplace(throttle_source(peer)).first;
  if (count.second == most_) return std::nullopt;
  ++count.second;
  return &count;
}

void PeerCounts::leave(Count* count) noexcept {
  if (count != nullptr && --count->second == 0) counts_.erase(counts_.find(count->first));
}

}  // namespace signet::inline v0::detail
