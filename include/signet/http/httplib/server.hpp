// HttplibServer: a Service on a TCP port, plain or TLS, one thread per connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/http/service.hpp"

namespace signet::inline v0 {

/// PEM files of a TLS listener: the chain, leaf first, and its private key. Read once, by bind.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

struct HttplibServerOptions {
  /// Numeric IPv4 or IPv6 address to listen on, or `unix:` and a path, as ParkedServerOptions::address.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 takes a free one; not of a Unix socket
  int backlog = 1024;      ///< connections the kernel may hold before they are accepted, 1 .. 65,535
  std::size_t body_limit = std::size_t{16} * 1024;  ///< bytes of a request body; more is 413
  Seconds idle_timeout = Seconds::of(75);           ///< between requests of a connection; above nginx's 60 s
  Seconds read_timeout = Seconds::of(10);   ///< for a whole request, from its first byte (408), and for TLS
  Seconds write_timeout = Seconds::of(10);  ///< for a whole answer; then the connection is cut
  std::optional<TlsFiles> tls{};            ///< TLS 1.2 or later when set
};

/// cpp-httplib's listener and accept loop under our own strict framing (lib/DESIGN.md).
///
/// Threads begin as connections come. A connection owns one as long as it is kept alive: with all of
/// `Service::threads` taken, a further connection waits, and connections are then closed after their current
/// answer instead of being kept.
/// @thread bind and serve on one thread; drain on any
class HttplibServer {
 public:
  explicit HttplibServer(HttplibServerOptions options);
  HttplibServer(HttplibServer&&) noexcept;
  HttplibServer& operator=(HttplibServer&&) noexcept;
  ~HttplibServer();

  /// Takes the port; connections queue in the kernel from here on, until serve answers them. Call once.
  /// @return the port
  /// @error address_in_use      another socket listens there, or another server has locked the path; name
  ///                            "port"
  /// @error option_invalid      "address" is not one of this machine, "port" needs privilege, "backlog",
  ///                            "body_limit", or a timeout is out of range
  /// @error source_unavailable  a TLS file cannot be read; name "certificate" or "key"
  /// @error key_mismatch        the private key is not the certificate's; name "key"
  Result<std::uint16_t> bind();

  /// Answers requests until drained; `service` outlives the call.
  /// @error source_unavailable  the listening socket is of no use any more; name "accept". Whatever else
  ///                            accept(2) fails for, it goes on after a pause
  Result<void> serve(const Service& service);

  /// Stops accepting, lets every request that has begun to arrive be answered, closes idle connections, and
  /// returns when serve is about to. May come before serve, which then returns at once.
  void drain();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace signet::inline v0
