// Node: a server, or a primary that sentinels name, and the pool of connections to it.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <utility>

#include "store/pool.hpp"
#include "store/redis/driver.hpp"

namespace signet::inline v0::detail::redis {

/// A connection of a pool.
struct Client {
  Connection connection;
  std::string server;  ///< the identity of the one it leads to

  bool in_doubt() const noexcept { return connection.in_doubt(); }
  bool usable() const noexcept { return connection.usable(); }
};

/// @thread all calls may be made from any number of threads at once
class Node {
 public:
  using Open = std::function<Result<Client>()>;

  Node(Endpoint endpoint, PoolOptions options, Open open)
      : endpoint_(std::move(endpoint)), open_(std::move(open)), pool_(options, [this] { return opened(); }) {}

  /// Of a cluster's node, where it was last seen; empty for a primary that sentinels name.
  const Endpoint& endpoint() const noexcept { return endpoint_; }
  Pool<Client>& pool() noexcept { return pool_; }
  /// Whether the last attempt to open a connection failed.
  bool unreachable() const noexcept { return unreachable_; }

 private:
  Result<Client> opened() {
    auto client = open_();
    unreachable_ = !client;
    return client;
  }

  Endpoint endpoint_;
  Open open_;
  std::atomic<bool> unreachable_ = false;
  Pool<Client> pool_;
};

}  // namespace signet::inline v0::detail::redis
