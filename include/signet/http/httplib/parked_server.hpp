// ParkedServer: a Service on a TCP port or a Unix socket; idle connections cost no thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/http/service.hpp"

namespace signet::inline v0 {

struct ParkedServerOptions {
  /// Numeric IPv4 or IPv6 address to listen on, or `unix:` and the path of a socket: made with mode 0660, in
  /// the place of one on which nobody answers any more, and removed at the end. Beside it stands a file
  /// `PATH.lock`, which one server at a time has locked.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 takes a free one; not of a Unix socket
  int backlog = 4096;      ///< connections the kernel may hold before they are accepted, 1 .. 65,535
  std::size_t body_limit = std::size_t{16} * 1024;  ///< bytes of a request body; more is 413
  Seconds idle_timeout = Seconds::of(75);           ///< between requests of a connection; above nginx's 60 s
  Seconds read_timeout = Seconds::of(10);           ///< for a whole request, from its first byte (408)
  Seconds write_timeout = Seconds::of(10);          ///< for a whole answer; then the connection is cut
  /// Connections at a time. With all of them open, a new one takes the place of the one idle for longest;
  /// where none is idle, of the one that has been there for longest, at least a second, and has said nothing;
  /// else it is closed. 0: seven eighths of the descriptors that the process may open, of all ParkedServers
  /// of the process together, of which each has a 64th whatever the others have.
  std::size_t connections = 0;
  /// Of these, from one address (IPv6: one /64) that is no trusted proxy of the Service; more are closed at
  /// once. 0: no limit.
  std::size_t connections_per_peer = 256;
  /// Bytes of begun requests and unsent answers, of all connections together. Over it, of the 32 of each kind
  /// that have waited for longest and the newcomer those end that have held most for longest, bytes times
  /// time, until the others have room: a begun request is answered 503 and closed, an answer that is not
  /// taken is cut.
  std::size_t buffer_limit = std::size_t{64} * 1024 * 1024;
};

/// One thread waits for all connections, reads and frames requests, answers those of inline routes itself and
/// gives the others to threads of its own, begun as they are needed, `Service::threads` / 2 at most. TLS is
/// HttplibServer's.
/// @thread bind and serve on one thread; drain on any
class ParkedServer {
 public:
  explicit ParkedServer(ParkedServerOptions options);
  ParkedServer(ParkedServer&&) noexcept;
  ParkedServer& operator=(ParkedServer&&) noexcept;
  ~ParkedServer();

  /// Takes the port; connections queue in the kernel from here on, until serve answers them. Call once.
  /// @return the port; 0 for a Unix socket
  /// @error address_in_use  another socket listens there, or another server has locked the path; name "port"
  /// @error option_invalid  "address" is not one of this machine, or its `PATH.lock` cannot be made; "port"
  ///                        needs privilege; "backlog", "body_limit", or a timeout is out of range
  Result<std::uint16_t> bind();

  /// Answers requests until drained; `service` outlives the call. Raises the process's own limit of open
  /// descriptors (RLIMIT_NOFILE) as far as it may.
  /// @error source_unavailable  there is no thread or no memory to begin with, waiting failed, or the
  ///                            listening socket is of no use any more; name "threads", "memory", "epoll" or
  ///                            "accept". Whatever else accept(2) fails for, it goes on after a pause
  Result<void> serve(const Service& service);

  /// Stops accepting, lets every request that has begun to arrive be answered, closes idle connections, and
  /// returns when serve is about to. May come before serve, which then returns at once.
  void drain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace signet::inline v0
