// Reads which store is meant, and opens it.
#include "refresh_server/store_choice.hpp"

#include <charconv>
#include <string_view>
#include <utility>

#include "refresh_server/redis_d.hpp"
#include "signet/store/sqlite_session_store.hpp"

namespace signet::example {
namespace {

constexpr std::string_view sqlite_prefix = "sqlite:";
constexpr std::string_view redis_prefix = "redis:";

/// `HOST:PORT`; the host may be an IPv6 address without brackets.
Start<StorePlace> redis_place(std::string_view text) {
  const Stop refused{exit_usage, "store must be redis:HOST:PORT or sqlite:PATH, without user or password"};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || text.find('@') != std::string_view::npos) {
    return refused;
  }
  StorePlace place{.sqlite_path = {}, .host = std::string{text.substr(0, colon)}};
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data() + colon + 1, end, place.port);
  if (error != std::errc{} || read != end || place.port == 0 || place.host.starts_with('/')) return refused;
  return place;
}

}  // namespace

Start<StorePlace> store_place_of(const Options& options) {
  const std::string_view store = options.text("store");
  if (store.starts_with(sqlite_prefix) && store.size() > sqlite_prefix.size()) {
    return StorePlace{.sqlite_path = std::string{store.substr(sqlite_prefix.size())}, .host = {}};
  }
  if (!store.empty()) {
    return redis_place(store.starts_with(redis_prefix) ? store.substr(redis_prefix.size())
                                                       : std::string_view{});
  }
  // It may be of a URL with a password, which an error would show.
  if (options.text("cache_host").find('@') != std::string::npos) {
    return Stop{exit_usage, "cache.host must be a name or an address, without user or password"};
  }
  return StorePlace{.sqlite_path = {},
                    .host = options.text("cache_host"),
                    .port = static_cast<std::uint16_t>(options.number("cache_port"))};
}

Start<std::unique_ptr<StoreD>> open_store_d(const Options& options, const ModeD& mode, Log& log) {
  auto place = store_place_of(options);
  if (!place) return place.stop();
  if (place->sqlite_path.empty()) return open_redis_d(options, *place, mode, log);
  auto store = SqliteSessionStore::open({.path = place->sqlite_path, .realm = "D"});
  if (!store) return refused(place->sqlite_path, store.error());
  return std::unique_ptr<StoreD>{
      std::make_unique<FamiliesD>(*std::move(store), system_random(), mode.sessions)};
}

}  // namespace signet::example
