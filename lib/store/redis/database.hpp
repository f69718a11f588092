// What a RedisDatabase is made of: the pool, what its connections begin with, and what ends sessions for
// sure.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "signet/store/redis_database.hpp"
#include "store/redis/recent_revokes.hpp"
#include "store/redis/script.hpp"
#include "store/redis/server_url.hpp"
#include "store/redis/servers.hpp"

namespace signet::inline v0 {

namespace detail::redis {

/// What is asked of a server before it is used, and how often.
struct Terms {
  std::string eviction_policy;
  std::uint32_t replicas_to_confirm;
  Seconds confirm_timeout;
};

}  // namespace detail::redis

/// @thread all calls may be made from any number of threads at once
struct RedisDatabase::Parts {
  Parts(detail::redis::ServerUrl url, detail::redis::Terms terms, const RedisOptions& options);

  /// Runs a script on the server that has its first key. Errors as of Servers::use.
  Result<detail::redis::Reply> run(const detail::redis::Script& script, detail::redis::Words keys,
                                   detail::redis::Words arguments);

  /// The same with one that ends sessions, and that may be repeated at any time with these `again` for
  /// arguments. It must write something at each call, so that replicas have something to confirm.
  /// @error revoke_unconfirmed; besides, as of Servers::use
  Result<detail::redis::Reply> end(const detail::redis::Script& script, detail::redis::Words keys,
                                   detail::redis::Words arguments, detail::redis::Words again);

  /// Keeps what ended sessions, for `confirm` and for servers that have lost it.
  void keep(const detail::redis::Script& script, detail::redis::Words keys, detail::redis::Words again);
  /// To be asked after the last write on `client`, about `key`, ended sessions and `keep` was called: whether
  /// that may be acknowledged. @error revoke_unconfirmed, store_unavailable
  Result<void> confirm(detail::redis::Client& client, std::string_view key);

  detail::redis::Terms terms;
  detail::redis::Servers servers;
  RedisPersistence persistence = RedisPersistence::unknown;

 private:
  Result<detail::redis::Client> greet(detail::redis::Connection connection);
  Result<void> arrive(detail::redis::Client& client, std::uint16_t slot);
  // What ended sessions in a slot, since a cluster's slots are on different servers, and move.
  detail::redis::RecentRevokes& recent(std::uint16_t slot);

  SteadyClock clock_;
  bool is_cluster_;
  std::mutex mutex_;
  std::map<std::uint16_t, detail::redis::RecentRevokes> recent_;  // guarded by mutex_, but not what is in it
};

namespace detail::redis {

/// What can be part of a key, beside others and in a hash tag: not empty, UTF-8, without NUL and braces.
/// @error option_invalid  "realm"
Result<void> check_realm(std::string_view realm);

}  // namespace detail::redis
}  // namespace signet::inline v0
