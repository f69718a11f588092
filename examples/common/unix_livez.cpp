// One request over a Unix socket.
#include "common/unix_livez.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace signet::example {
namespace {

constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};
constexpr std::string_view request = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
constexpr std::string_view wanted = "HTTP/1.1 200 ";

bool asked(int socket, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::ranges::copy(path, address.sun_path);
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);  // of connect(2) too
  std::array<char, wanted.size()> answer{};
  return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
         ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) == ssize_t{request.size()} &&
         ::recv(socket, answer.data(), answer.size(), MSG_WAITALL) == ssize_t{answer.size()} &&
         std::string_view{answer.data(), answer.size()} == wanted;
}

}  // namespace

bool answers_livez(const std::string& path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool answered = asked(socket, path);
  ::close(socket);
  return answered;
}

}  // namespace signet::example
