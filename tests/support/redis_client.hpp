// The library's way to servers that a test started.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/chrono.hpp"
#include "store/redis/servers.hpp"
#include "support/redis_server.hpp"

namespace signet::test {

inline detail::redis::Endpoint endpoint_of(const RedisServer& server) {
  return {.host = "127.0.0.1", .port = server.port()};
}

inline detail::redis::Session session_with(std::string_view password = redis_password()) {
  return {.user = "default", .password = SecretBytes::copy_of(password)};
}

/// @param wait  for a connection, and for a cluster that is not ready
inline detail::redis::ServersOptions servers_options(detail::redis::Deployment deployment,
                                                     Seconds wait = Seconds::of(60)) {
  using namespace detail::redis;
  return {.deployment = std::move(deployment),
          .session = session_with(),
          .pool = {.connections = 4, .wait = wait, .clock = &steady_now},
          .greet = [](Connection connection) -> Result<Client> {
            return Client{.connection = std::move(connection), .server = {}};
          }};
}

/// Sends one command about `key`; @param runs  counts how often it was sent.
inline Result<detail::redis::Reply> send(detail::redis::Servers& servers, const std::string& key,
                                         const std::vector<std::string>& command, int& runs) {
  const std::vector<std::string_view> words{command.begin(), command.end()};
  return servers.use(key, [&](detail::redis::Client& client) {
    ++runs;
    return client.connection.command(words);
  });
}
inline Result<detail::redis::Reply> send(detail::redis::Servers& servers, const std::string& key,
                                         const std::vector<std::string>& command) {
  int runs = 0;
  return send(servers, key, command, runs);
}

}  // namespace signet::test
