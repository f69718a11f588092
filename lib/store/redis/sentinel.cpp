// As the "Guidelines for Redis clients with support for Redis Sentinel" ask: sentinel, primary, ROLE.
#include "store/redis/sentinel.hpp"

#include <array>
#include <utility>

#include "store/redis/redirection.hpp"

namespace signet::inline v0::detail::redis {

Session copy_of(const Session& session) {
  return {.user = session.user,
          .password = SecretBytes::copy_of(session.password.expose_text()),
          .database = session.database,
          .connect_timeout = session.connect_timeout,
          .command_timeout = session.command_timeout};
}

Sentinels::Sentinels(std::vector<Endpoint> endpoints, std::string primary, const Session& session)
    : endpoints_(std::move(endpoints)),
      primary_(std::move(primary)),
      session_(copy_of(session)),
      sentinel_session_(copy_of(session)) {
  sentinel_session_.database = 0;  // sentinels have none
}

Result<Connection> Sentinels::open_primary() {
  Error last = fail(Errc::store_unavailable);
  const std::size_t first = first_;
  for (std::size_t i = 0; i < endpoints_.size(); ++i) {
    const std::size_t number = (first + i) % endpoints_.size();
    auto connection = open_named_by(endpoints_[number]);
    if (connection) {
      first_ = number;
      return connection;
    }
    last = connection.error();
  }
  return last;
}

Result<Connection> Sentinels::open_named_by(const Endpoint& sentinel) const {
  const auto endpoint = ask(sentinel);
  if (!endpoint) return endpoint.error();
  auto connection = Connection::open(*endpoint, session_);
  if (!connection) return connection;
  const auto role = connection->expect(std::array<std::string_view, 1>{"ROLE"});
  if (!role) return role.error();
  // During a fail-over a sentinel may still name the server that was the primary.
  if (role->elements.empty() || role->elements[0].text != "master") return fail(Errc::store_unavailable);
  return connection;
}

Result<Endpoint> Sentinels::ask(const Endpoint& sentinel) const {
  auto connection = Connection::open(sentinel, sentinel_session_);
  if (!connection) return connection.error();
  const auto reply =
      connection->expect(std::array<std::string_view, 3>{"SENTINEL", "get-master-addr-by-name", primary_});
  if (!reply) return reply.error();
  // Nil where the sentinel knows no such primary.
  if (reply->elements.size() != 2 || !is_host(reply->elements[0].text)) return fail(Errc::store_unavailable);
  const auto port = port_of(reply->elements[1].text);
  if (!port) return fail(Errc::store_unavailable);
  return Endpoint{.host = reply->elements[0].text, .port = *port};
}

}  // namespace signet::inline v0::detail::redis
