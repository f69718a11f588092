// Which options there are, and how those of a few words are read.
#include "refresh_server/options_d.hpp"

#include "common/listener.hpp"
#include "common/open_login.hpp"
#include "refresh_server/config_yml.hpp"
#include "refresh_server/keys.hpp"

namespace signet::example {
namespace {

constexpr Seconds modern_grace = Seconds::of(10);
constexpr std::int64_t longest = std::int64_t{366} * 86'400;

/// A key of the documented file: `auth.issuer`.
Option documented(std::string_view path, Option option) {
  option.path = path;
  return option;
}

std::vector<Option> documented_options() {
  const std::string_view unused = "taken from the documented file, and without effect here";
  return {
      documented("server.max_processors", {"max_processors", OptionKind::number, "2", unused, 1, 1024}),
      documented("logging.mode",
                 {"logging_mode", OptionKind::text, "json", "json or text: the form of log lines"}),
      documented("logging.level", {"logging_level", OptionKind::text, "info",
                                   "debug (also why each request was refused), info, warning or error"}),
      documented("cache.host",
                 {"cache_host", OptionKind::text, "cache", "of Redis, where sessions are kept"}),
      documented("cache.port", {"cache_port", OptionKind::number, "6379", "of Redis", 1, 65'535}),
      documented("cache.user", {"cache_user", OptionKind::text, "",
                                "of Redis's ACL, with a cache_password; without it, its default user"}),
      documented("cache.connections",
                 {"cache_connections", OptionKind::number, "8", "to Redis, at most", 1, 1000}),
      documented("cache.replicas",
                 {"cache_replicas", OptionKind::number, "0",
                  "how many replicas of Redis must have a logout before it is a success", 0, 16}),
      documented("cache.eviction_policy",
                 {"cache_eviction_policy", OptionKind::text, "",
                  "a maxmemory-policy of Redis to be accepted beside noeviction: it may "
                  "end sessions at any time"}),
      documented("auth.issuer",
                 {"issuer", OptionKind::text, "jwt-microservice", "`iss` of the tokens, made and accepted"}),
      documented("auth.access_lifetime",
                 {"access_lifetime", OptionKind::duration, "15m", "of access tokens", 1, longest}),
      documented("auth.refresh_lifetime",
                 {"refresh_lifetime", OptionKind::duration, "720h", "of refresh tokens", 1, longest}),
      documented("auth.auto_logout", {"auto_logout", OptionKind::duration, "24h",
                                      "how long a session may lie unused", 1, longest}),
      documented("auth.passwords.min_length", {"password_minimum", OptionKind::number, "8", unused, 0, 1024}),
  };
}

std::vector<Option> own_options() {
  return {
      {"store", OptionKind::text, "",
       "where sessions are kept, in place of cache.host and cache.port: redis:HOST:PORT or sqlite:PATH"},
      {"mode", OptionKind::text, "exact",
       "exact: the documented statuses and texts; modern: RFC 6750 and RFC 9457, and a reused refresh token "
       "ends its session"},
      {"refresh_grace", OptionKind::duration, "",
       "how long a client whose answer was lost may refresh again: at most 60s; 10s in modern mode, none in "
       "exact",
       0, 60},
  };
}

}  // namespace

Program refresh_program() {
  std::vector<Option> options = listener_options("D", {});
  for (const auto& more : {documented_options(), own_options(), key_options(), open_login_options()}) {
    options.insert(options.end(), more.begin(), more.end());
  }
  return {
      "refresh_server",
      "gives pairs of tokens for trusted services, and replaces and ends them (flow D); with a caller_key "
      "or service_key also POST /revoke (RFC 7009) and POST /introspect (RFC 7662)",
      std::move(options),
      {{"D", {{"listen", "127.0.0.1:8080"}}}},
      yml_config};
}

Start<ModeD> mode_of(const Options& options) {
  const std::string& mode = options.text("mode");
  if (mode != "exact" && mode != "modern") return Stop{exit_usage, "mode must be exact or modern"};
  const bool exact = mode == "exact";
  Seconds grace = exact ? Seconds{} : modern_grace;
  if (!options.text("refresh_grace").empty()) grace = options.duration("refresh_grace");
  if (exact && grace > Seconds{}) {
    return Stop{exit_usage,
                "refresh_grace is for mode modern: in exact mode a replaced token is refused at once"};
  }
  return ModeD{exact,
               {.idle = options.duration("auto_logout"),
                .grace = grace,
                .on_reuse = exact ? OnReuse::refuse : OnReuse::revoke}};
}

Start<LogOptions> log_options_of(const Options& options) {
  const std::string& form = options.text("logging_mode");
  if (form != "json" && form != "text") return Stop{exit_usage, "logging.mode must be json or text"};
  const std::string& level = options.text("logging_level");
  const auto least = parse_level(level == "warn" ? "warning" : std::string_view{level});
  if (!least) return Stop{exit_usage, "logging.level must be debug, info, warning or error"};
  return LogOptions{.service = "refresh_server",
                    .file = options.text("log_file"),
                    .form = form == "json" ? LogForm::json : LogForm::text,
                    .least = *least};
}

}  // namespace signet::example
