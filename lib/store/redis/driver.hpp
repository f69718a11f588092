// The seam to hiredis: one connection to one server, one command at a time. No other file knows the driver.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "signet/core/instant.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "store/redis/reply.hpp"

namespace signet::inline v0::detail::redis {

/// Where a server listens.
struct Endpoint {
  std::string host;  ///< a name, an address, or the path of a Unix socket, which begins with a slash
  std::uint16_t port = 6379;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// What each connection begins with.
struct Session {
  std::string user{};        ///< of the server's ACL; empty: the default user
  SecretBytes password{};    ///< empty: no AUTH
  std::uint32_t database{};  ///< by SELECT, unless 0
  Seconds connect_timeout = Seconds::of(3);
  /// For a reply to come whole: one that trickles in may take twice as long.
  Seconds command_timeout = Seconds::of(5);
};

/// @thread one thread at a time
class Connection {
 public:
  /// Connects, and says who we are and which database we mean.
  /// @error store_unavailable  nobody answers there in time, or the user, password or database is refused
  static Result<Connection> open(const Endpoint& endpoint, const Session& session);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Sends a command, its name and arguments of any bytes, and waits for the reply. An error that the server
  /// answered is a value, of kind ReplyKind::error.
  /// @error store_unavailable  no whole reply came; whether the command was carried out is then unknown, and
  ///                           the connection is not usable any more
  [[nodiscard]] Result<Reply> command(std::span<const std::string_view> words);
  /// The same, an error that the server answered being one here too. Errors as of `judge`.
  [[nodiscard]] Result<Reply> expect(std::span<const std::string_view> words);

  /// From now on, or no longer, sends ASKING before each command: a cluster's node that is taking a slot over
  /// wants it. Without it a script that it does not know could not be sent there after its digest.
  void ask_first(bool on) noexcept;
  /// Gives the connection up.
  void abandon() noexcept;
  /// True after a failure that leaves open what the server did or says next, when it is not the one to write
  /// to, and once the connection was given up.
  [[nodiscard]] bool in_doubt() const noexcept;
  /// False besides when the server has closed the connection. Asks the system.
  [[nodiscard]] bool usable() const noexcept;
  /// The server at the other end, as `open` was given it. View into *this.
  const Endpoint& endpoint() const& noexcept;
  const Endpoint& endpoint() const&& = delete;

 private:
  struct Parts;
  explicit Connection(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0::detail::redis
