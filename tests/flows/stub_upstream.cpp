// Accepts, reads requests, answers them.
#include "flows/stub_upstream.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <utility>

#include "support/loopback_port.hpp"

namespace signet::test {
namespace {

/// @return the next so many bytes; less when the peer has closed
std::string read_bytes(int socket, std::size_t count) {
  std::string bytes(count, '\0');
  const ssize_t got = count == 0 ? 0 : ::recv(socket, bytes.data(), count, MSG_WAITALL);
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

std::string read_head(int socket) {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    const std::string byte = read_bytes(socket, 1);
    if (byte.empty()) return {};
    head += byte;
  }
  return head;
}

std::size_t body_length(const std::string& head) {
  const std::string field = "\r\nContent-Length: ";
  const std::size_t at = head.find(field);
  std::size_t length = 0;
  if (at != std::string::npos) {
    std::from_chars(head.data() + at + field.size(), head.data() + head.size(), length);
  }
  return length;
}

}  // namespace

std::string reply(int status, const std::string& fields, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

StubUpstream::StubUpstream(Answering answering) : answering_(std::move(answering)) {
  const LoopbackListener listener = listen_on_loopback(64);
  listener_ = listener.socket;
  port_ = listener.port;
  accepting_ = std::thread{[this] { accept_all(); }};
}

StubUpstream::~StubUpstream() {
  ::shutdown(listener_, SHUT_RDWR);  // wakes accept
  accepting_.join();
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  for (std::thread& each : serving_) each.join();
  for (const int socket : sockets_) ::close(socket);
  ::close(listener_);
}

void StubUpstream::accept_all() {
  for (int socket = 0; (socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    ++connections_;
    sockets_.push_back(socket);
    serving_.emplace_back([this, socket] { serve(socket); });
  }
}

void StubUpstream::serve(int socket) {
  for (std::string head = read_head(socket); !head.empty(); head = read_head(socket)) {
    read_bytes(socket, body_length(head));
    const std::string bytes = answer(head);
    if (bytes.empty()) break;
    if (::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) break;
  }
  ::shutdown(socket, SHUT_RDWR);
}

std::string StubUpstream::answer(const std::string& head) {
  Answering answering;
  {
    const std::lock_guard lock{mutex_};
    heads_.push_back(head);
    answering = answering_;
  }
  return answering(head);
}

void StubUpstream::answer_with(Answering answering) {
  const std::lock_guard lock{mutex_};
  answering_ = std::move(answering);
}

std::vector<std::string> StubUpstream::take_heads() {
  const std::lock_guard lock{mutex_};
  return std::exchange(heads_, {});
}

}  // namespace signet::test
