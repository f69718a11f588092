// RedisDatabase: a service's Redis and the pool of connections to it, which its stores share.
#pragma once

#include <cstdint>
#include <memory>

#include "signet/core/result.hpp"
#include "signet/store/redis_options.hpp"

namespace signet::inline v0 {

/// What a Redis writes to its disk before it answers, or soon after: its append-only file.
enum class RedisPersistence : std::uint8_t {
  none,          ///< no append-only file: a restart loses all since the last snapshot, if there is one
  every_second,  ///< `appendfsync everysec`: a crash of the machine loses up to a second
  always,        ///< `appendfsync always`: nothing acknowledged is lost
  by_system,     ///< `appendfsync no`: whenever the system writes it
  unknown,       ///< there is one, but the user may not read `appendfsync` (CONFIG GET)
};

/// One Redis, as any number of stores in any number of processes use it. For sessions and the deny list only:
/// accounts are not kept here.
///
/// Every call is answered by a primary, reads too: a server that was demoted refuses it (store_unavailable,
/// or the new primary is asked), though the connection outlived that. A primary that is cut off and was not
/// told yet that another took its place goes on answering by what it has, unless its `min-replicas-to-write`
/// is 1 or more: without a replica it then refuses reads too, after `min-replicas-max-lag`. So does one that
/// takes no writes since its snapshots fail (`stop-writes-on-bgsave-error`).
///
/// What a call of a store acknowledged is seen by every later call on every instance. What survives a crash
/// is `persistence()`. A replica that becomes the primary **may not have** what was acknowledged, revocations
/// among it, since Redis replicates after it answers. `replicas_to_confirm` narrows that: what ends sessions
/// is then acknowledged only when so many replicas have it, else the error is revoke_unconfirmed, and the
/// call is to be repeated. Besides, each RedisDatabase keeps what it was asked to end in the last 10 minutes,
/// and asks again when it meets another server, or a restarted one. Where no revocation may ever be lost, use
/// PostgreSQL with a synchronous standby.
///
/// When a connection breaks, the call that was on it answers store_unavailable, done or not, and the next
/// opens another. Whatever goes wrong, no text of the driver's or the server's is shown or kept.
///
/// The user needs `~signet:* +@read +@write +eval +evalsha +info +select +wait`; where sentinels name
/// the primary `+role` too, and in a cluster `+cluster|slots +asking`. A replica that sentinels or a cluster
/// make the primary is found by the next call that opens a connection, is refused or is sent on.
/// @thread the stores on it may be used from any number of threads at once
class RedisDatabase {
 public:
  /// Connects and checks the server.
  /// @error option_invalid     an option out of range, or a part of the URL; the error names it
  /// @error store_unsupported  `tls`: the URL says rediss://, which this build does not speak; or what the
  /// server
  ///                           is not: server_version (7.0 or later), maxmemory_policy (neither `noeviction`
  ///                           nor the option), info (the user may not ask)
  /// @error store_unavailable  it does not answer, refuses the user, still loads its data, or is a replica
  static Result<std::shared_ptr<RedisDatabase>> open(const RedisOptions& options);

  RedisDatabase(const RedisDatabase&) = delete;
  RedisDatabase& operator=(const RedisDatabase&) = delete;
  ~RedisDatabase();

  /// As the server said when it was opened.
  RedisPersistence persistence() const noexcept;

  struct Parts;  ///< for the stores
  Parts& parts() noexcept { return *parts_; }

 private:
  explicit RedisDatabase(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
