// RedisOptions: the Redis of a service, and how a RedisDatabase is to use it.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/instant.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0 {

/// What replicas and restarts cost: each RedisDatabase keeps the calls that ended sessions or denied tokens
/// for 10 minutes, some 700 bytes a call (of the same end one in 30 s), and repeats all that it has on each
/// new connection to another or restarted server before that is used, one round trip a call; of a cluster,
/// all of the slot. So an instance that ends 100 sessions a second holds some 40 MB, and after a fail-over
/// sends 60,000 calls on each connection that it opens before the first of them is through.
struct RedisOptions {
  /// `redis://user:password@host:port/database`, borrowed for the call. All but the host may be left out:
  /// then it is port 6379, database 0, and Redis' user `default`, without a password unless `:password@`
  /// names one. A user is named with a password only: without one Redis would take us for `default`. What is
  /// reserved in a URL is percent-encoded (RFC 3986 §2.1). `redis:///0?host=/a/socket` is a Unix socket in
  /// place of a host.
  ///
  /// `redis+sentinel://user:password@host:port,host:port/primary/database` names one or more sentinels, with
  /// commas between them (port 26379), which know the primary by that name, percent-encoded, and which may
  /// not be left out; they are given the same user and password. They are asked in turn at each connection.
  /// `redis+cluster://user:password@host:port,host:port` names some nodes of a cluster (port 6379), of which
  /// one that answers is enough: it names the others, which are given the same user and password. A cluster
  /// has no database but 0, so none is named. Neither takes a socket, and none of the three TLS.
  std::string_view url;
  std::uint32_t connections = 8;  ///< at most, to each server, opened as they are needed; 1 .. 1000
  /// For a connection when all are in use, and for a cluster that is moving the keys or has lost a node.
  /// 1 ms .. 60 s
  Seconds wait = Seconds::of(1);
  Seconds connect_timeout = Seconds::of(3);  ///< 1 ms .. 60 s
  Seconds command_timeout = Seconds::of(3);  ///< for a reply; 1 ms .. 60 s
  /// How many replicas must have what ends sessions before it is acknowledged; 0: the primary alone. 0 .. 16.
  std::uint32_t replicas_to_confirm = 0;
  Seconds confirm_timeout = Seconds::of(1);  ///< for these replicas; 1 ms .. below `command_timeout`
  /// A `maxmemory-policy` besides `noeviction` under which Redis is used all the same, by its name: it may
  /// then forget sessions, and that some were revoked, whenever memory is short.
  std::string_view eviction_policy{};
  SteadyClock clock = nullptr;  ///< for `wait`, and how long revocations are kept; nullptr: the real one
};

}  // namespace signet::inline v0
