// Loopback sockets for tests.
#include "flows/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>

namespace signet::test {
namespace {

bool come_from(int fd, const char* from) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ::inet_pton(AF_INET, from, &address.sin_addr);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// @return a connected socket, or -1
int connect_to(std::uint16_t port, const char* from) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{90, 0};  // a hash may wait for 60
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool placed = from == nullptr || come_from(fd, from);
  if (placed && ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

Answer parse(const std::string& text) {
  Answer answer;
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos || text.size() < 12) return answer;
  std::from_chars(text.data() + 9, text.data() + 12, answer.status);
  answer.head = text.substr(0, end + 2);
  answer.body = text.substr(end + 4);
  return answer;
}

}  // namespace

std::string Answer::header(const std::string& name) const {
  const std::size_t at = lower(head).find("\r\n" + name + ": ");
  if (at == std::string::npos) return "(absent)";
  const std::size_t value = at + name.size() + 4;
  return head.substr(value, head.find("\r\n", value) - value);
}

int Answer::count(const std::string& name) const {
  const std::string fields = lower(head);
  const std::string field = "\r\n" + name + ":";
  int found = 0;
  for (std::size_t at = fields.find(field); at != std::string::npos; at = fields.find(field, at + 1)) ++found;
  return found;
}

Connection::Connection(std::uint16_t port, const char* from) : fd_(connect_to(port, from)) {}

Connection::~Connection() {
  if (fd_ >= 0) ::close(fd_);
}

void Connection::send(const std::string& bytes) const {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return;  // refused early, e.g. a body that is too large: the answer is there to be read
    sent += static_cast<std::size_t>(n);
  }
}

std::string Connection::read_until(const std::string& end) const {
  std::string text;
  char byte = 0;
  while (!text.ends_with(end) && ::recv(fd_, &byte, 1, 0) == 1) text += byte;
  return text;
}

bool Connection::at_end() const {
  char byte = 0;
  const ssize_t size = ::recv(fd_, &byte, 1, 0);
  return size == 0 || (size < 0 && errno == ECONNRESET);  // where it left something unread
}

Answer Connection::read_answer() const {
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t n = 0; (n = ::recv(fd_, chunk.data(), chunk.size(), 0)) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(n));
  }
  return parse(text);
}

Answer send_request(std::uint16_t port, const std::string& method, const std::string& path,
                    const std::string& body, const std::string& headers) {
  std::string bytes = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers;
  if (!body.empty()) {
    bytes += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  }
  const Connection connection{port};
  if (!connection.open()) return {};
  connection.send(bytes + "\r\n" + body);
  return connection.read_answer();
}

}  // namespace signet::test
