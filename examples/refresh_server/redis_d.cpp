// Opens Redis: the documented keys in exact mode, families in modern mode, whose grace needs what those hold.
#include "refresh_server/redis_d.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "common/redis.hpp"
#include "refresh_server/keys.hpp"
#include "refresh_server/token_keys.hpp"
#include "signet/core/random.hpp"
#include "signet/store/redis_session_store.hpp"

namespace signet::example {
namespace {

/// As a part of a URL: every byte but letters and digits in percent form (RFC 3986 §2.1).
SecretBytes encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(3 * text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    (out += '%') += digits[byte >> 4];
    out += digits[byte & 15];
  }
  SecretBytes kept = SecretBytes::copy_of(out);
  wipe(out.data(), out.size());
  return kept;
}

/// `redis://user:password@host:port`, the first left out where it is empty, and with the second both.
SecretBytes url_of(const Options& options, const StorePlace& place, const SecretBytes& password) {
  const SecretBytes user = encoded(options.text("cache_user"));
  const SecretBytes secret = encoded(password.expose_text());
  const bool is_ipv6 = place.host.find(':') != std::string::npos;
  std::string url;
  url.reserve(32 + user.size() + secret.size() + place.host.size());  // grown, it would leave copies
  url += "redis://";
  if (!secret.empty()) (((url += user.expose_text()) += ':') += secret.expose_text()) += '@';
  url += is_ipv6 ? "[" + place.host + "]" : place.host;
  url += ":" + std::to_string(place.port);
  SecretBytes kept = SecretBytes::copy_of(url);
  wipe(url.data(), url.size());
  return kept;
}

Start<std::shared_ptr<RedisDatabase>> open_database(const Options& options, const StorePlace& place) {
  auto password = read_cache_password(options);
  if (!password) return password.stop();
  if (password->empty() && !options.text("cache_user").empty()) {
    return Stop{exit_usage,
                "cache.user is set and cache_password is not there or empty: Redis would take us for its "
                "user default"};
  }
  const SecretBytes url = url_of(options, place, *password);
  auto database = RedisDatabase::open(
      {.url = url.expose_text(),
       .connections = static_cast<std::uint32_t>(options.number("cache_connections")),
       .replicas_to_confirm = static_cast<std::uint32_t>(options.number("cache_replicas")),
       .eviction_policy = options.text("cache_eviction_policy")});
  if (!database)
    return refused("Redis at " + place.host + ":" + std::to_string(place.port), database.error());
  return *std::move(database);
}

}  // namespace

Start<std::unique_ptr<StoreD>> open_redis_d(const Options& options, const StorePlace& place,
                                            const ModeD& mode, Log& log) {
  auto database = open_database(options, place);
  if (!database) return database.stop();
  say_persistence(log, (*database)->persistence());
  if (mode.exact) {
    return std::unique_ptr<StoreD>{std::make_unique<TokenKeys>(*std::move(database), mode.sessions.idle)};
  }
  auto store = RedisSessionStore::open(*std::move(database), "D");
  if (!store) return refused("Redis at " + place.host, store.error());
  return std::unique_ptr<StoreD>{
      std::make_unique<FamiliesD>(*std::move(store), system_random(), mode.sessions)};
}

}  // namespace signet::example
