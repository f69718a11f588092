// The conditions of an open login, each with its own refusal.
#include "common/open_login.hpp"

#include <algorithm>
#include <utility>

#include "signet/grant/service_keys.hpp"
#include "signet/http/bearer.hpp"

namespace signet::example {
namespace {

constexpr std::string_view loopback_name = "localhost";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

/// The host of `host[:port]`, an IPv6 address without its brackets.
std::string_view without_port(std::string_view host) {
  if (!host.starts_with('[')) return host.substr(0, host.find(':'));
  const auto end = host.find(']');
  return end == std::string_view::npos ? std::string_view{} : host.substr(1, end - 1);
}

bool is_loopback(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address && address->is_loopback();
}

Start<TrustedProxies> read_ranges(const Options& options, std::string_view key) {
  auto ranges = TrustedProxies::parse(options.list(key));
  if (ranges) return *std::move(ranges);
  return Stop{exit_usage,
              std::string{key} + " must list addresses or ranges, like 10.1.2.3 or 172.18.0.0/16"};
}

/// Whether a header can carry it: b64token of RFC 6750 §2.1.
bool is_bearer_text(const SecretBytes& key) {
  const std::string_view text = key.expose_text();
  const std::string_view token = text.substr(0, text.find_last_not_of('=') + 1);
  return !token.empty() && std::ranges::all_of(token, [](char c) {
    const char letter = lower(c);
    return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~+/"}.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::vector<Option> open_login_options() {
  return {
      {"open_login", OptionKind::truth, "false",
       "whoever reaches this server from loopback or open_login_from may log in as anybody"},
      {"open_login_from", OptionKind::list, "", "further addresses or ranges for open_login"},
      {"open_login_hosts", OptionKind::list, "",
       "names without port that Host may have for open_login, beside loopback's"},
      {"service_key", OptionKind::secret, "",
       "bearer keys, one per line, with which a service may log anybody in from anywhere"},
  };
}

Start<Done> check_bearer_keys(const std::vector<SecretBytes>& keys, std::string_view name) {
  if (std::ranges::all_of(keys, is_bearer_text)) return Done{};
  return Stop{exit_usage, std::string{name} +
                              " has a character that no Authorization header can carry; make one with: "
                              "openssl rand -base64 48"};
}

Start<OpenLogin> OpenLogin::from(const Options& options, std::vector<SecretBytes> service_keys) {
  auto from = read_ranges(options, "open_login_from");
  if (!from) return from.stop();
  auto proxies = read_ranges(options, "trusted_proxies");
  if (!proxies) return proxies.stop();
  if (auto good = check_bearer_keys(service_keys, "service_key"); !good) return good.stop();
  return OpenLogin{{.open = options.truth("open_login"),
                    .from = *std::move(from),
                    .hosts = options.list("open_login_hosts"),
                    .proxies = *std::move(proxies),
                    .service_keys = std::move(service_keys)}};
}

bool OpenLogin::may(const std::string& address) const {
  if (address.empty() || address == "unix") return true;  // a Unix socket, whose file says who may
  const auto parsed = IpAddress::parse(address);
  return parsed && (parsed->is_loopback() || rules_.from.contains(*parsed));
}

/// A proxy of ours says for whom it asks by X-Forwarded-For, from which the service took `client`. What says
/// it in another way was not written by that proxy, or is not read here: refused.
bool OpenLogin::passes_forwarding(const Request& request) const {
  if (request.headers.count("Forwarded") > 0) return false;
  const bool forwarded = request.headers.count("X-Forwarded-For") > 0;
  if (!forwarded) return request.headers.count("X-Real-IP") == 0;
  const auto peer = IpAddress::parse(request.peer);
  const bool proxy = request.peer.empty() || (peer && rules_.proxies.contains(*peer));
  return proxy && may(request.client);
}

bool OpenLogin::is_own_host(const Request& request) const {
  const auto host = request.headers.single("Host");
  if (!host) return false;
  const std::string_view name = without_port(*host);
  return same_name(name, loopback_name) || is_loopback(name) ||
         std::ranges::any_of(rules_.hosts, [&](const std::string& own) { return same_name(own, name); });
}

Result<void> OpenLogin::admit(const Request& request) const {
  if (!rules_.service_keys.empty() && request.headers.count("Authorization") > 0) {
    const auto shown = bearer_token(request.headers);
    if (shown && is_service_key(*shown, rules_.service_keys)) return {};
    return fail(Errc::forbidden, "service_key");
  }
  if (!rules_.open) return fail(Errc::forbidden, "open_login");
  if (!may(request.peer)) return fail(Errc::forbidden, "peer");
  if (!passes_forwarding(request)) return fail(Errc::forbidden, "forwarded");
  if (!is_own_host(request)) return fail(Errc::forbidden, "host");
  // A page of another site in a browser on this machine reaches loopback too.
  if (request.headers.count("Origin") > 0) return fail(Errc::forbidden, "origin");
  return {};
}

void OpenLogin::announce(Log& log) const {
  if (rules_.open) {
    log.say(Level::warning, "open_login",
            {{"reason",
              "whoever reaches this server from loopback or open_login_from may log in as anybody, without a "
              "credential"}});
  } else if (rules_.service_keys.empty()) {
    log.say(Level::warning, "login_closed",
            {{"reason", "nobody may log in: neither open_login nor service_key is set"}});
  }
}

}  // namespace signet::example
