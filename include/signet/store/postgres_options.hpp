// PostgresOptions: the database of a service, and how a PostgresDatabase is to use it.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/instant.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0 {

/// Whether statements are prepared on the server. `off` behind a proxy that pools transactions (PgBouncer's
/// pool_mode = transaction), which gives each statement to whatever connection is free. Nothing is asked for
/// at connecting then, so the database or the role has to set statement_timeout: ALTER DATABASE … SET. It
/// must not set client_min_messages above `warning`; where lc_messages is not English it should set it to
/// just that, since what is not known for less than a warning is taken for one. With `on` PgBouncer refuses
/// the connection for its settings: store_unavailable. Told to ignore them (ignore_startup_parameters =
/// options), it lets calls fail with store_unsupported, `prepared`, as soon as it gives out another
/// connection.
enum class PreparedStatements : std::uint8_t { on, off };

struct PostgresOptions {
  /// `postgresql://user:password@host:port/database?sslmode=verify-full`, borrowed for the call. User, host
  /// and database must be there; what is reserved in a URL is percent-encoded (RFC 3986 §2.1).
  /// `?host=/a/folder` is a Unix socket in place of a host. Besides: sslmode, sslrootcert, sslcert, sslkey,
  /// application_name.
  std::string_view url;
  std::uint32_t connections = 8;  ///< at most, opened as they are needed, two descriptors each; 1 .. 1000
  Seconds wait = Seconds::of(1);  ///< for a connection when all are in use; 1 ms .. 60 s
  Seconds connect_timeout = Seconds::of(3);  ///< 2 .. 60 s, in whole seconds
  /// The server ends what takes longer; 1 ms .. 60 s. A server that stands still, or waits for its standby,
  /// ends nothing: after twice as long, and one second at least, a call's connection is broken, and the call
  /// answers store_unavailable, whether it was done or not. Opening, which may migrate, is not bounded so.
  Seconds statement_timeout = Seconds::of(5);
  PreparedStatements prepared = PreparedStatements::on;
  SteadyClock clock = nullptr;  ///< for `wait`; nullptr: the real steady clock
};

}  // namespace signet::inline v0
