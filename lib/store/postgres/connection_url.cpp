// Taking a postgresql:// URL apart, strictly, and writing what libpq is given in its place.
#include "store/postgres/connection_url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace signet::inline v0::detail::postgres {
namespace {

constexpr std::array<std::string_view, 5> known_parameters{"sslmode", "sslrootcert", "sslcert", "sslkey",
                                                           "application_name"};
constexpr std::array<std::string_view, 6> ssl_modes{"disable", "allow",     "prefer",
                                                    "require", "verify-ca", "verify-full"};

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Without what a URL reserves, and without NUL, which would end a text early. nullopt: malformed.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3 || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0)
        return std::nullopt;
      c = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else if (static_cast<unsigned char>(c) <= ' ' ||
               std::string_view{"@/:?#[]"}.find(c) != std::string_view::npos) {
      return std::nullopt;
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

// What is before the first `mark`, which is taken off too; all of `text` where there is none.
std::string_view take_until(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
}

Result<void> read_user(std::string_view text, ConnectionUrl& url) {
  const bool has_password = text.find(':') != std::string_view::npos;
  const auto user = decoded(take_until(text, ':'));
  if (!user || user->empty()) return fail(Errc::option_invalid, "url.user");
  url.user = *user;
  if (!has_password) return {};
  auto password = decoded(text);
  if (!password) return fail(Errc::option_invalid, "url.password");
  url.password = SecretBytes::copy_of(*password);
  wipe(password->data(), password->size());
  return {};
}

Result<void> read_port(std::string_view text, ConnectionUrl& url) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), url.port);
  if (problem != std::errc{} || end != text.data() + text.size() || url.port == 0) {
    return fail(Errc::option_invalid, "url.port");
  }
  return {};
}

// `name`, `name:port`, `[address]:port`, or nothing, when a parameter names a folder.
Result<void> read_host(std::string_view text, ConnectionUrl& url) {
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    if (text.find(']') == std::string_view::npos) return fail(Errc::option_invalid, "url.host");
    url.host = take_until(text, ']');
    if (!is_ipv6(url.host) || (!text.empty() && text.front() != ':'))
      return fail(Errc::option_invalid, "url.host");
    if (!text.empty()) return read_port(text.substr(1), url);
    return {};
  }
  const bool has_port = text.find(':') != std::string_view::npos;
  url.host = take_until(text, ':');
  if (!url.host.empty() && !is_host_name(url.host)) return fail(Errc::option_invalid, "url.host");
  return has_port ? read_port(text, url) : Result<void>{};
}

// A value is a file's path as often as not, so slashes and colons stand as they are.
std::optional<std::string> decoded_value(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("/:"), text.size());
    const auto piece = decoded(text.substr(0, end));
    if (!piece) return std::nullopt;
    out += *piece;
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Result<void> read_parameter(std::string_view text, ConnectionUrl& url) {
  const std::string_view name = take_until(text, '=');
  auto value = decoded_value(text);
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

// A space within a value is written with a backslash before it.
std::string settings_of(const SessionRequest& request) {
  return "-c statement_timeout=" + std::to_string(request.statement_timeout_milliseconds) +
         " -c default_transaction_isolation=read\\ committed -c client_min_messages=error" +
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
  const std::string_view scheme = text.starts_with("postgres://") ? "postgres://" : "postgresql://";
  if (!text.starts_with(scheme)) return fail(Errc::option_invalid, "url.scheme");
  text.remove_prefix(scheme.size());
  std::string_view parameters = text.substr(std::min(text.find('?'), text.size()));
  text.remove_suffix(parameters.size());
  std::string_view authority = take_until(text, '/');
  if (authority.find('@') == std::string_view::npos) return fail(Errc::option_invalid, "url.user");
  if (const auto read = read_user(take_until(authority, '@'), url); !read) return read.error();
  if (const auto read = read_host(authority, url); !read) return read.error();
  auto database = decoded(text);
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
