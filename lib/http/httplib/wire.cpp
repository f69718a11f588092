// Reading and writing a socket, plain or TLS, each by a deadline.
#include "http/httplib/wire.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <span>
#include <utility>

namespace signet::inline v0::detail {
namespace {

// How long poll may wait; rounded up, so that it never spins through the last millisecond.
int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, INT_MAX));
}

WireStep poll_all(std::span<pollfd> fds, Deadline deadline) {
  for (;;) {
    const int ready = poll(fds.data(), static_cast<nfds_t>(fds.size()), milliseconds_until(deadline));
    if (ready > 0) return WireStep::done;
    if (ready == 0) return WireStep::timed_out;
    if (errno != EINTR) return WireStep::closed;
  }
}

// One step's outcome in the terms of poll: what to wait for before it is tried again, 0 for nothing.
struct Attempt {
  bool done;
  short wait_for;
};

Attempt plain_attempt(ssize_t moved, Attempt later) {
  if (moved > 0) return {true, 0};
  const bool again = moved < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return again ? later : Attempt{false, 0};
}

Attempt tls_attempt(const ssl_st* tls, int result) {
  if (result > 0) return {true, 0};
  const int error = SSL_get_error(tls, result);
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return {false, POLLIN};
  if (error == SSL_ERROR_WANT_WRITE) return {false, POLLOUT};
  return {false, 0};
}

int bounded(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

Pipe open_pipe() {
  std::array<int, 2> ends{-1, -1};
  static_cast<void>(pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC));  // leaves both at -1 when it fails
  return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

void FreeTls::operator()(ssl_st* tls) const noexcept { SSL_free(tls); }
void FreeTls::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }

WireStep wait_for(int fd, short events, Deadline deadline) {
  std::array fds{pollfd{.fd = fd, .events = events, .revents = 0}};
  return poll_all(fds, deadline);
}

Wire::Wire(Descriptor socket) : socket_(std::move(socket)) {
  fcntl(socket_.get(), F_SETFL, fcntl(socket_.get(), F_GETFL) | O_NONBLOCK);
  fcntl(socket_.get(), F_SETFD, FD_CLOEXEC);
  const int on = 1;
  setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on,
             sizeof on);  // fails on a Unix socket: nothing to do
}

template <class Step>
WireStep Wire::repeat(Step step, Deadline deadline) {
  for (;;) {
    const Attempt attempt = step();
    if (attempt.done) return WireStep::done;
    if (attempt.wait_for == 0) return WireStep::closed;
    if (const auto waited = wait_for(socket_.get(), attempt.wait_for, deadline); waited != WireStep::done) {
      return waited;
    }
  }
}

WireStep Wire::accept_tls(ssl_ctx_st& context, Deadline deadline) {
  tls_.reset(SSL_new(&context));
  if (!tls_ || SSL_set_fd(tls_.get(), socket_.get()) != 1) return WireStep::closed;
  return repeat([&] { return tls_attempt(tls_.get(), SSL_accept(tls_.get())); }, deadline);
}

WireStep Wire::connect_tls(ssl_ctx_st& context, const std::string& host, Deadline deadline) {
  tls_.reset(SSL_new(&context));
  if (!tls_ || SSL_set_fd(tls_.get(), socket_.get()) != 1) return WireStep::closed;
  auto* const parameters = SSL_get0_param(tls_.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) !=
      1) {  // a name, then: RFC 6066 §3 has no SNI for addresses
    ERR_clear_error();
    if (SSL_set1_host(tls_.get(), host.c_str()) != 1) return WireStep::closed;
    SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
  }
  SSL_set_verify(tls_.get(), SSL_VERIFY_PEER, nullptr);
  return repeat([&] { return tls_attempt(tls_.get(), SSL_connect(tls_.get())); }, deadline);
}

WireStep Wire::wait_readable(Deadline deadline, std::array<int, 2> interrupts) const {
  if (tls_ && SSL_pending(tls_.get()) > 0) return WireStep::done;
  std::array fds{pollfd{.fd = socket_.get(), .events = POLLIN, .revents = 0},
                 pollfd{.fd = interrupts[0], .events = POLLIN, .revents = 0},
                 pollfd{.fd = interrupts[1], .events = POLLIN, .revents = 0}};
  const auto waited = poll_all(fds, deadline);
  if (waited != WireStep::done || fds[0].revents != 0) return waited;
  return WireStep::interrupted;
}

WireStep Wire::read(std::string& into, std::size_t most, Deadline deadline) {
  const auto before = into.size();
  into.resize(before + most);
  std::size_t got = 0;
  const auto step = repeat(
      [&]() -> Attempt {
        if (tls_) {
          const int count = SSL_read(tls_.get(), into.data() + before, bounded(most));
          if (count > 0) got = static_cast<std::size_t>(count);
          return tls_attempt(tls_.get(), count);
        }
        const ssize_t count = recv(socket_.get(), into.data() + before, most, 0);
        if (count > 0) got = static_cast<std::size_t>(count);
        return plain_attempt(count, {false, POLLIN});
      },
      deadline);
  into.resize(before + got);
  return step;
}

WireStep Wire::write(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const auto step = repeat(
        [&]() -> Attempt {
          if (tls_) {
            const int count = SSL_write(tls_.get(), bytes.data(), bounded(bytes.size()));
            if (count > 0) sent = static_cast<std::size_t>(count);
            return tls_attempt(tls_.get(), count);
          }
          const ssize_t count = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
          if (count > 0) sent = static_cast<std::size_t>(count);
          return plain_attempt(count, {false, POLLOUT});
        },
        deadline);
    if (step != WireStep::done) return step;
    bytes.remove_prefix(sent);
  }
  return WireStep::done;
}

void Wire::finish(Deadline deadline) {
  if (tls_) SSL_shutdown(tls_.get());
  ERR_clear_error();
  shutdown(socket_.get(), SHUT_WR);
  std::array<char, 4096> dropped{};
  while (wait_for(socket_.get(), POLLIN, deadline) == WireStep::done) {
    if (recv(socket_.get(), dropped.data(), dropped.size(), 0) <= 0) return;
  }
}

std::string Wire::peer() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getpeername(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return "unknown";
  return address_text(address);
}

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text.data(), text.size());
  } else if (address.ss_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text.data(), text.size());
  }
  return text.data();
}

}  // namespace signet::inline v0::detail
