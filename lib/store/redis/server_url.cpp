// Taking the URLs of a Redis apart, strictly.
#include "store/redis/server_url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "store/url_parts.hpp"

namespace signet::inline v0::detail::redis {
namespace {

using Kind = Deployment::Kind;

struct Scheme {
  std::string_view text;
  Kind kind;
  std::uint16_t port;  // where a URL names none
};
constexpr std::array schemes{Scheme{"redis://", Kind::one, 6379},
                             Scheme{"redis+sentinel://", Kind::sentinels, 26379},
                             Scheme{"redis+cluster://", Kind::cluster, 6379}};

// Of the part before the `@`; a name may be missing, a password not: without one there is no AUTH, and the
// user would be another than the one who is named.
Result<void> read_login(std::string_view text, ServerUrl& url) {
  Authority login{};
  const bool has_name = !text.starts_with(':');
  if (!has_name) login.user = "default";
  const auto read = has_name ? read_user(text, login) : read_password(text.substr(1), login);
  if (!read) return read;
  if (login.password.empty()) return fail(Errc::option_invalid, "url.password");
  url.user = std::move(login.user);
  url.password = std::move(login.password);
  return {};
}

// One, or several with commas between them.
Result<void> read_hosts(std::string_view text, std::uint16_t port, ServerUrl& url) {
  if (text.ends_with(',')) return fail(Errc::option_invalid, "url.host");
  do {
    Authority authority{.user = {}, .password = {}, .host = {}, .port = port};
    if (const auto read = read_host(take_until(text, ','), authority); !read) return read;
    if (authority.host.empty()) return fail(Errc::option_invalid, "url.host");
    url.deployment.endpoints.push_back({.host = std::move(authority.host), .port = authority.port});
  } while (!text.empty());
  return {};
}

Result<void> read_database(std::string_view text, ServerUrl& url) {
  if (text.empty()) return {};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), url.database);
  if (problem != std::errc{} || end != text.data() + text.size()) {
    return fail(Errc::option_invalid, "url.database");
  }
  return {};
}

// A cluster has no databases but 0. Sentinels watch several primaries, each by a name.
Result<void> read_path(std::string_view text, ServerUrl& url) {
  if (url.deployment.kind == Kind::cluster) {
    return text.empty() ? Result<void>{} : fail(Errc::option_invalid, "url.database");
  }
  if (url.deployment.kind == Kind::sentinels) {
    auto name = percent_decoded(take_until(text, '/'));
    if (!name || name->empty()) return fail(Errc::option_invalid, "url.primary");
    url.deployment.primary = std::move(*name);
  }
  return read_database(text, url);
}

// The one parameter there is, in place of a host.
Result<void> read_socket(std::string_view text, ServerUrl& url) {
  if (take_until(text, '=') != "host") return fail(Errc::option_invalid, "url.parameter");
  auto path = percent_decoded_value(text);
  if (!path || !path->starts_with('/')) return fail(Errc::option_invalid, "url.host");
  url.deployment.endpoints.push_back({.host = std::move(*path)});
  return {};
}

}  // namespace

Result<ServerUrl> parse_server_url(std::string_view text) {
  if (text.starts_with("rediss://")) return fail(Errc::store_unsupported, "tls");
  const auto* const scheme =
      std::ranges::find_if(schemes, [&](const Scheme& known) { return text.starts_with(known.text); });
  if (scheme == schemes.end()) return fail(Errc::option_invalid, "url.scheme");
  text.remove_prefix(scheme->text.size());
  ServerUrl url;
  url.deployment.kind = scheme->kind;
  std::string_view path = take_until(text, '?');
  std::string_view authority = take_until(path, '/');
  if (authority.find('@') != std::string_view::npos) {
    if (const auto read = read_login(take_until(authority, '@'), url); !read) return read.error();
  }
  const bool is_socket = scheme->kind == Kind::one && authority.empty() && !text.empty();
  if (!is_socket) {
    if (scheme->kind == Kind::one && authority.find(',') != std::string_view::npos) {
      return fail(Errc::option_invalid, "url.host");
    }
    if (const auto read = read_hosts(authority, scheme->port, url); !read) return read.error();
  }
  if (const auto read = read_path(path, url); !read) return read.error();
  if (is_socket) {
    if (const auto read = read_socket(text, url); !read) return read.error();
  } else if (!text.empty()) {
    return fail(Errc::option_invalid, text.starts_with("host=") ? "url.host" : "url.parameter");
  }
  return url;
}

}  // namespace signet::inline v0::detail::redis
