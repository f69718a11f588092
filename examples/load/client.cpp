// Sockets of a load.
#include "load/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace signet::example {
namespace {

/// In host order.
struct Endpoint {
  std::uint32_t address;
  std::uint16_t port;
};

sockaddr_in to_system(const Endpoint& endpoint) {
  sockaddr_in end{};
  end.sin_family = AF_INET;
  end.sin_addr.s_addr = htonl(endpoint.address);
  end.sin_port = htons(endpoint.port);
  return end;
}

}  // namespace

bool Client::open(const Target& target) {
  close();
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return false;
  epoll_ = target.epoll;
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (address_ != 0) {
    const sockaddr_in own = to_system({.address = address_, .port = 0});
    ::setsockopt(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) return false;
  }
  epoll_event event{.events = EPOLLOUT, .data = {.ptr = this}};
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket_, &event) != 0) return false;
  const sockaddr_in server = to_system({.address = INADDR_LOOPBACK, .port = target.port});
  state_ = State::connecting;
  return ::connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof server) == 0 ||
         errno == EINPROGRESS;
}

void Client::close() noexcept {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  state_ = State::closed;
  received_.clear();
}

void Client::await(std::uint32_t events) {
  epoll_event event{.events = events, .data = {.ptr = this}};
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket_, &event);
}

bool Client::send(Clock::time_point due) {
  due_ = due;
  sent_ = 0;
  state_ = State::waiting;
  if (!send_rest()) return false;
  if (sent_ < request_->size()) await(EPOLLIN | EPOLLOUT);
  return true;
}

bool Client::send_rest() {
  const ssize_t sent =
      ::send(socket_, request_->data() + sent_, request_->size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) return errno == EAGAIN;
  sent_ += static_cast<std::size_t>(sent);
  return true;
}

Client::Outcome Client::on_event(std::span<char> buffer) {
  if (state_ == State::connecting) return on_connected();
  if (state_ == State::waiting && sent_ < request_->size()) {
    if (!send_rest()) return Outcome::broken;
    if (sent_ == request_->size()) await(EPOLLIN);
  }
  return on_input(buffer);
}

Client::Outcome Client::on_connected() {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return Outcome::refused;
  await(EPOLLIN);
  state_ = State::idle;
  return Outcome::connected;
}

Client::Outcome Client::on_input(std::span<char> buffer) {
  const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (got < 0 && errno == EAGAIN) return Outcome::nothing;
  if (state_ != State::waiting) return Outcome::dropped;
  if (got <= 0) return Outcome::broken;
  const std::string_view text{buffer.data(), static_cast<std::size_t>(got)};
  if (received_.empty()) return on_answer_part(text);
  received_ += text;
  return on_answer_part(std::string{std::exchange(received_, {})});
}

Client::Outcome Client::on_answer_part(std::string_view text) {
  const auto head = read_head(text);
  if (!head || head->message() > text.size()) {
    received_ = text;
    return Outcome::nothing;
  }
  // More than one answer to one request is no HTTP.
  if (!head->is_framed || head->status < 200 || head->message() != text.size()) return Outcome::broken;
  head_ = *head;
  state_ = State::idle;
  return Outcome::answered;
}

}  // namespace signet::example
