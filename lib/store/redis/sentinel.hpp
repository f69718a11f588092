// Sentinels: asking those who watch a primary and its replicas which server is the primary now.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "store/redis/driver.hpp"

namespace signet::inline v0::detail::redis {

/// @thread all calls may be made from any number of threads at once
class Sentinels {
 public:
  /// @param endpoints  at least one
  /// @param primary    what the sentinels call it
  /// @param session    for the primary; the sentinels are given the same user and password
  Sentinels(std::vector<Endpoint> endpoints, std::string primary, const Session& session);

  /// Asks the sentinels in turn, first the one that knew last time, until one names a server that says itself
  /// that it is the primary, and connects to that.
  /// @error store_unavailable  none does; or as of Connection::expect, what the last one led to
  Result<Connection> open_primary();

 private:
  Result<Endpoint> ask(const Endpoint& sentinel) const;
  Result<Connection> open_named_by(const Endpoint& sentinel) const;

  std::vector<Endpoint> endpoints_;
  std::string primary_;
  Session session_;
  Session sentinel_session_;
  std::atomic<std::size_t> first_ = 0;
};

/// The same once more; a Session is not copied by accident, since it holds a password.
Session copy_of(const Session& session);

}  // namespace signet::inline v0::detail::redis
