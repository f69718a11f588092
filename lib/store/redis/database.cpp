// Opening a database, and the way that all calls on it go.
#include "store/redis/database.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "signet/core/chrono.hpp"
#include "signet/core/utf8.hpp"
#include "store/redis/server_state.hpp"

namespace signet::inline v0 {

namespace redis = detail::redis;
using redis::Client;
using redis::Reply;
using redis::Words;

namespace {

constexpr Seconds millisecond = Seconds::of_microseconds(1000);
constexpr Seconds longest = Seconds::of(60);

bool within(Seconds value, Seconds most) noexcept { return value >= millisecond && value <= most; }

Result<void> check_options(const RedisOptions& options) {
  if (options.connections < 1 || options.connections > 1000) return fail(Errc::option_invalid, "connections");
  if (!within(options.wait, longest)) return fail(Errc::option_invalid, "wait");
  if (!within(options.connect_timeout, longest)) return fail(Errc::option_invalid, "connect_timeout");
  if (!within(options.command_timeout, longest)) return fail(Errc::option_invalid, "command_timeout");
  if (options.replicas_to_confirm > 16) return fail(Errc::option_invalid, "replicas_to_confirm");
  // WAIT answers after it, and that is to be before the connection is given up.
  if (options.replicas_to_confirm > 0 &&
      (!within(options.confirm_timeout, longest) || options.confirm_timeout >= options.command_timeout)) {
    return fail(Errc::option_invalid, "confirm_timeout");
  }
  return {};
}

redis::Session session_of(redis::ServerUrl& url, const RedisOptions& options) {
  return {.user = std::move(url.user),
          .password = std::move(url.password),
          .database = url.database,
          .connect_timeout = options.connect_timeout,
          .command_timeout = options.command_timeout};
}

redis::Terms terms_of(const RedisOptions& options) {
  return {.eviction_policy = std::string{options.eviction_policy},
          .replicas_to_confirm = options.replicas_to_confirm,
          .confirm_timeout = options.confirm_timeout};
}

SteadyClock clock_of(const RedisOptions& options) noexcept {
  return options.clock == nullptr ? &steady_now : options.clock;
}

}  // namespace

RedisDatabase::Parts::Parts(redis::ServerUrl url, redis::Terms terms_, const RedisOptions& options)
    : terms(std::move(terms_)),
      servers({.deployment = url.deployment,
               .session = session_of(url, options),
               .pool = {.connections = options.connections, .wait = options.wait, .clock = clock_of(options)},
               .greet = [this](redis::Connection connection) { return greet(std::move(connection)); },
               .arrive = [this](Client& client, std::uint16_t slot) { return arrive(client, slot); }}),
      clock_(clock_of(options)),
      is_cluster_(url.deployment.kind == redis::Deployment::Kind::cluster) {}

// In a cluster it is known only at each use which slot a connection is used for.
Result<Client> RedisDatabase::Parts::greet(redis::Connection connection) {
  auto state = redis::check_server(connection, terms.eviction_policy);
  if (!state) return state.error();
  if (!is_cluster_) {
    if (const auto done = recent(0).catch_up(connection, state->identity); !done) return done.error();
  }
  return Client{.connection = std::move(connection), .server = std::move(state->identity)};
}

Result<void> RedisDatabase::Parts::arrive(Client& client, std::uint16_t slot) {
  // A server whose identity changed under its connections would else be another one at every use: by turns
  // of a connection from before and one from after.
  if (!recent(slot).is_current(client.server)) {
    if (auto state = redis::check_server(client.connection, terms.eviction_policy)) {
      client.server = std::move(state->identity);
    }
  }
  return recent(slot).catch_up(client.connection, client.server);
}

redis::RecentRevokes& RedisDatabase::Parts::recent(std::uint16_t slot) {
  const std::scoped_lock lock(mutex_);
  return recent_.try_emplace(slot, clock_).first->second;
}

Result<Reply> RedisDatabase::Parts::run(const redis::Script& script, Words keys, Words arguments) {
  return servers.use(keys.front(),
                     [&](Client& client) { return script.call(client.connection, keys, arguments); });
}

Result<Reply> RedisDatabase::Parts::end(const redis::Script& script, Words keys, Words arguments,
                                        Words again) {
  keep(script, keys, again);
  return servers.use(keys.front(), [&](Client& client) -> Result<Reply> {
    auto reply = script.call(client.connection, keys, arguments);
    if (!reply || reply->kind == redis::ReplyKind::error) return reply;
    if (const auto sure = confirm(client, keys.front()); !sure) return sure.error();
    return reply;
  });
}

void RedisDatabase::Parts::keep(const redis::Script& script, Words keys, Words again) {
  recent(servers.slot(keys.front())).keep(script, keys, again);
}

Result<void> RedisDatabase::Parts::confirm(Client& client, std::string_view key) {
  if (!recent(servers.slot(key)).is_current(client.server)) {
    client.connection.abandon();
    return fail(Errc::store_unavailable);
  }
  if (terms.replicas_to_confirm == 0) return {};
  const std::string replicas = std::to_string(terms.replicas_to_confirm);
  const std::string milliseconds = std::to_string(terms.confirm_timeout.microseconds() / 1000);
  const auto reply =
      client.connection.expect(std::array<std::string_view, 3>{"WAIT", replicas, milliseconds});
  if (!reply) return reply.error();
  return reply->integer < terms.replicas_to_confirm ? fail(Errc::revoke_unconfirmed) : Result<void>{};
}

RedisDatabase::RedisDatabase(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
RedisDatabase::~RedisDatabase() = default;

Result<std::shared_ptr<RedisDatabase>> RedisDatabase::open(const RedisOptions& options) {
  if (const auto valid = check_options(options); !valid) return valid.error();
  auto url = redis::parse_server_url(options.url);
  if (!url) return url.error();
  auto parts = std::make_unique<Parts>(std::move(*url), terms_of(options), options);
  std::optional<redis::ServerState> state;
  const auto asked = parts->servers.use("", [&](Client& client) -> Result<Reply> {
    auto checked = redis::check_server(client.connection, options.eviction_policy);
    if (!checked) return checked.error();
    state = std::move(*checked);
    return Reply{};
  });
  if (!asked) return asked.error();
  parts->persistence = state->persistence;
  return std::shared_ptr<RedisDatabase>{new RedisDatabase(std::move(parts))};
}

RedisPersistence RedisDatabase::persistence() const noexcept { return parts_->persistence; }

Result<void> detail::redis::check_realm(std::string_view realm) {
  const auto is_forbidden = [](char c) { return c == '\0' || c == '{' || c == '}'; };
  if (realm.empty() || std::ranges::any_of(realm, is_forbidden) || !is_utf8(realm)) {
    return fail(Errc::option_invalid, "realm");
  }
  return {};
}

}  // namespace signet::inline v0
