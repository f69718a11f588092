// Ports on the loopback interface: listening on a free one, and finding one for a server that takes a number.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace signet::test {

inline sockaddr_in loopback_address(std::uint16_t port) noexcept {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A socket that listens on a port of the system's choice; closed by whoever made it.
struct LoopbackListener {
  int socket;
  std::uint16_t port;
};

/// @param flags  of the socket besides, as socket(2) has them
inline LoopbackListener listen_on_loopback(int backlog, int flags = 0) {
  sockaddr_in address = loopback_address(0);
  socklen_t size = sizeof address;
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket, backlog) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  return {.socket = socket, .port = ntohs(address.sin_port)};
}

/// One that nobody listens on at this moment.
inline std::uint16_t free_port() {
  const LoopbackListener listener = listen_on_loopback(1);
  ::close(listener.socket);
  return listener.port;
}

}  // namespace signet::test
