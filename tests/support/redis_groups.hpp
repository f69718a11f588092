// Redis servers that belong together: a primary with its replica, sentinels that watch them, a cluster.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "support/redis_server.hpp"

namespace signet::test {

/// A primary and its replica, which follows when this is made.
class RedisPair {
 public:
  /// @param lines  of redis.conf, for both
  explicit RedisPair(const std::vector<std::string>& lines = {});

  /// Cuts the replica's link: what the primary writes from now on it does not see. It stays one that
  /// sentinels promote for another five seconds.
  void hold_back_replica();
  /// Has the replica follow again after that, and waits until it does.
  void let_replica_follow();
  /// Until the replica has all that the primary wrote so far.
  void await_replica();

  RedisServer primary;
  RedisServer replica;

 private:
  void await_link();
};

/// A pair and three sentinels, two of which must agree, that know of it and of one another. They take no
/// server for dead that is only slow: not before kill_primary().
class RedisSentinels {
 public:
  static constexpr const char* name = "signet";  ///< of the pair, to the sentinels

  explicit RedisSentinels(const std::vector<std::string>& lines = {});

  /// Kills the primary, where it still runs, and has the sentinels see that soon.
  void kill_primary();
  /// That, and waits until every sentinel names the replica in its place.
  void fail_over();
  /// Until every sentinel names `server` as the primary, and it has that role.
  void await_primary(const RedisServer& server);
  /// redis+sentinel://default:PASSWORD@host:port,host:port,host:port/signet
  std::string url() const;

  RedisPair pair;
  std::array<std::unique_ptr<RedisServer>, 3> sentinels;
};

/// Three primaries of a third of the slots each, without replicas; every node knows.
class RedisCluster {
 public:
  /// @param lines  of redis.conf, for all
  explicit RedisCluster(const std::vector<std::string>& lines = {});

  /// The slot of a key, as the first node says.
  std::uint16_t slot_of(const std::string& key) const;
  /// The number of the node that has the slot, once all three say so.
  std::size_t owner_of(std::uint16_t slot) const;
  std::string id_of(std::size_t node) const;
  /// redis+cluster://default:PASSWORD@host:port,host:port,host:port
  std::string url() const;

  /// Begins to move a slot: from now on its owner answers ASK for keys it has not (any more).
  void begin_move(std::uint16_t slot, std::size_t to);
  /// Moves the keys of a slot that `begin_move` has opened; a call that needs some here, some there:
  /// TRYAGAIN.
  void move_keys(std::uint16_t slot, std::size_t to);
  /// Ends what `begin_move` began: from now on the former owner answers MOVED.
  void end_move(std::uint16_t slot, std::size_t to);
  /// All three.
  void move(std::uint16_t slot, std::size_t to);

  std::array<std::unique_ptr<RedisServer>, 3> nodes;

 private:
  std::string owner_seen_by(std::size_t node, std::uint16_t slot) const;
};

}  // namespace signet::test
