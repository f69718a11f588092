// Taking a postgresql:// URL apart, strictly, and writing what libpq is given in its place.
#include "store/postgres/connection_url.hpp"

#include <algorithm>
#include <array>

namespace signet::inline v0::detail::postgres {
namespace {

constexpr std::array<std::string_view, 5> known_parameters{"sslmode", "sslrootcert", "sslcert", "sslkey",
                                                           "application_name"};
constexpr std::array<std::string_view, 6> ssl_modes{"disable", "allow",     "prefer",
                                                    "require", "verify-ca", "verify-full"};

Result<void> read_parameter(std::string_view text, ConnectionUrl& url) {
  const std::string_view name = take_until(text, '=');
  auto value = percent_decoded_value(text);
  if (!value || value->empty()) return fail(Errc::option_invalid, "url.parameter");
  if (name == "host") {
    if (!url.host.empty() || value->front() != '/') return fail(Errc::option_invalid, "url.host");
    url.host = std::move(*value);
    return {};
  }
  const auto* const known = std::ranges::find(known_parameters, name);
  const bool repeated =
      std::ranges::find(url.parameters, name, [](const auto& p) { return p.first; }) != url.parameters.end();
  const bool wrong = name == "sslmode" && std::ranges::find(ssl_modes, *value) == ssl_modes.end();
  if (known == known_parameters.end() || repeated || wrong)
    return fail(Errc::option_invalid, "url.parameter");
  url.parameters.emplace_back(*known, std::move(*value));
  return {};
}

// A space within a value is written with a backslash before it. Warnings are asked for: one is all that tells
// of a commit that did not wait for the standby.
std::string settings_of(const SessionRequest& request) {
  return "-c statement_timeout=" + std::to_string(request.statement_timeout_milliseconds) +
         " -c default_transaction_isolation=read\\ committed -c client_min_messages=warning" +
         (request.read_only ? " -c default_transaction_read_only=on" : "");
}

struct Setting {
  std::string_view name;
  std::string_view value;
};

// `name='value'`: in quotes, a quote and a backslash are written with a backslash before them.
void append(std::string& text, const Setting& setting) {
  text.append(setting.name).append("='");
  for (const char c : setting.value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  text += "' ";
}

}  // namespace

Result<ConnectionUrl> parse_connection_url(std::string_view text) {
  ConnectionUrl url;
  url.port = 5432;
  const std::string_view scheme = text.starts_with("postgres://") ? "postgres://" : "postgresql://";
  if (!text.starts_with(scheme)) return fail(Errc::option_invalid, "url.scheme");
  text.remove_prefix(scheme.size());
  std::string_view parameters = text.substr(std::min(text.find('?'), text.size()));
  text.remove_suffix(parameters.size());
  std::string_view authority = take_until(text, '/');
  if (authority.find('@') == std::string_view::npos) return fail(Errc::option_invalid, "url.user");
  if (const auto read = read_user(take_until(authority, '@'), url); !read) return read.error();
  if (const auto read = read_host(authority, url); !read) return read.error();
  auto database = percent_decoded(text);
  if (!database || database->empty()) return fail(Errc::option_invalid, "url.database");
  url.database = std::move(*database);
  if (!parameters.empty()) parameters.remove_prefix(1);
  while (!parameters.empty()) {
    if (const auto read = read_parameter(take_until(parameters, '&'), url); !read) return read.error();
  }
  if (url.host.empty()) return fail(Errc::option_invalid, "url.host");
  return url;
}

SecretBytes connection_parameters(const ConnectionUrl& url, const SessionRequest& request) {
  std::string text;
  text.reserve(4096 + 2 * url.password.size());  // grown, it would leave the password in memory given back
  append(text, {"host", url.host});
  append(text, {"port", std::to_string(url.port)});
  append(text, {"dbname", url.database});
  append(text, {"user", url.user});
  append(text, {"connect_timeout", std::to_string(request.connect_timeout_seconds)});
  // A dead host is noticed by what it does not acknowledge, since the server's timeout does not reach us
  // then.
  append(text, {"tcp_user_timeout", std::to_string(2 * request.statement_timeout_milliseconds)});
  append(text, {"client_encoding", "UTF8"});
  append(text, {"gssencmode", "disable"});
  append(text, {"fallback_application_name", "signet"});
  if (request.with_settings) append(text, {"options", settings_of(request)});
  for (const auto& [name, value] : url.parameters) append(text, {name, value});
  if (!url.password.empty()) append(text, {"password", url.password.expose_text()});
  SecretBytes kept = SecretBytes::copy_of(text);
  wipe(text.data(), text.size());
  return kept;
}

}  // namespace signet::inline v0::detail::postgres
