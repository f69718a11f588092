// INFO, read and judged.
#include "store/redis/server_state.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace signet::inline v0::detail::redis {
namespace {

struct Version {
  unsigned major_number = 0;
  unsigned minor_number = 0;
  auto operator<=>(const Version&) const = default;
};

constexpr Version oldest_server{7, 0};

// `7.0.15`; nothing of it where it reads otherwise.
Version version_of(std::string_view text) noexcept {
  Version version;
  const char* const end = text.data() + text.size();
  const char* const dot = std::from_chars(text.data(), end, version.major_number).ptr;
  if (dot == end || *dot != '.') return {};
  std::from_chars(dot + 1, end, version.minor_number);
  return version;
}

RedisPersistence persistence_of(const Reply& reply) noexcept {
  if (reply.kind != ReplyKind::array || reply.elements.size() != 2) return RedisPersistence::unknown;
  const std::string_view policy = reply.elements[1].text;
  if (policy == "always") return RedisPersistence::always;
  if (policy == "everysec") return RedisPersistence::every_second;
  return policy == "no" ? RedisPersistence::by_system : RedisPersistence::unknown;
}

}  // namespace

std::string_view info_value(std::string_view info, std::string_view name) noexcept {
  while (!info.empty()) {
    std::string_view line = info.substr(0, info.find("\r\n"));
    info.remove_prefix(std::min(line.size() + 2, info.size()));
    if (!line.starts_with(name)) continue;
    line.remove_prefix(name.size());
    if (line.starts_with(':')) return line.substr(1);
  }
  return {};
}

Result<std::string> judge_info(std::string_view info, std::string_view eviction_policy) {
  if (info_value(info, "loading") == "1") return fail(Errc::store_unavailable);
  if (version_of(info_value(info, "redis_version")) < oldest_server) {
    return fail(Errc::store_unsupported, "server_version");
  }
  if (info_value(info, "role") != "master") return fail(Errc::store_unavailable);  // until it is promoted
  const std::string_view policy = info_value(info, "maxmemory_policy");
  if (policy != "noeviction" && (policy.empty() || policy != eviction_policy)) {
    return fail(Errc::store_unsupported, "maxmemory_policy");
  }
  const std::string_view run_id = info_value(info, "run_id");
  if (run_id.empty()) return fail(Errc::store_unsupported, "info");
  // A primary that was demoted, and is the primary again without a restart, has another master_replid; so has
  // one whose last replica left an hour ago, to no harm.
  return std::string{run_id}.append(":").append(info_value(info, "master_replid"));
}

Result<ServerState> check_server(Connection& connection, std::string_view eviction_policy) {
  const auto info = connection.command(std::array<std::string_view, 1>{"INFO"});
  if (!info) return info.error();
  if (info->is_error("NOPERM")) return fail(Errc::store_unsupported, "info");
  if (info->kind != ReplyKind::bulk) return fail(Errc::store_unavailable);
  auto identity = judge_info(info->text, eviction_policy);
  if (!identity) return identity.error();
  ServerState state{.identity = std::move(*identity), .persistence = RedisPersistence::none};
  if (info_value(info->text, "aof_enabled") == "1") {
    const auto policy = connection.command(std::array<std::string_view, 3>{"CONFIG", "GET", "appendfsync"});
    if (!policy) return policy.error();
    state.persistence = persistence_of(*policy);
  }
  return state;
}

}  // namespace signet::inline v0::detail::redis
