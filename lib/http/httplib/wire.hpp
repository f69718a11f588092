// Wire: one TCP connection, plain or TLS, on which every wait has a deadline.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct sockaddr_storage;
struct ssl_st;
struct ssl_ctx_st;

namespace signet::inline v0::detail {

using Deadline = std::chrono::steady_clock::time_point;

/// Closes a descriptor at the end; -1 is none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

/// Both ends of a pipe, non-blocking; -1 each when the process has no descriptor left.
struct Pipe {
  Descriptor reader, writer;
};
Pipe open_pipe();

struct FreeTls {
  void operator()(ssl_st* tls) const noexcept;
  void operator()(ssl_ctx_st* context) const noexcept;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, FreeTls>;

/// What came of a step on the wire.
enum class WireStep : unsigned char { done, closed, timed_out, interrupted };

/// @thread one at a time
class Wire {
 public:
  /// Takes over a connected socket and makes it non-blocking, without delay.
  explicit Wire(Descriptor socket);

  /// The TLS handshake as a server; the wire is plain without it.
  WireStep accept_tls(ssl_ctx_st& context, Deadline deadline);
  /// The TLS handshake as a client of `host`, whose name or address the certificate must bear.
  WireStep connect_tls(ssl_ctx_st& context, const std::string& host, Deadline deadline);

  /// Waits until bytes can be read, the deadline passes, or one of two other descriptors becomes readable.
  WireStep wait_readable(Deadline deadline, std::array<int, 2> interrupts) const;
  /// Appends at least one byte and at most `most` to `into`.
  WireStep read(std::string& into, std::size_t most, Deadline deadline);
  /// Sends all of `bytes`.
  WireStep write(std::string_view bytes, Deadline deadline);
  /// Ends our side, then reads and drops what the peer still sends until it closes or the deadline passes:
  /// closing over unread bytes would reset the connection and could destroy the answer on its way.
  void finish(Deadline deadline);

  /// The peer's numeric address, from the socket; empty for a Unix socket.
  std::string peer() const;

 private:
  template <class Step>
  WireStep repeat(Step step, Deadline deadline);

  Descriptor socket_;
  std::unique_ptr<ssl_st, FreeTls> tls_;
};

/// A socket's numeric address without its port; empty for a Unix socket.
std::string address_text(const sockaddr_storage& address);

/// Waits for `events` of poll(2) on `fd`.
WireStep wait_for(int fd, short events, Deadline deadline);

}  // namespace signet::inline v0::detail
