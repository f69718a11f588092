// Splitting a URL, and refusing the forms that hide where it leads.
#include "http/httplib/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/ascii.hpp"
#include "signet/http/client_address.hpp"

namespace signet::inline v0::detail {
namespace {

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  return failed == std::errc{} && stop == text.data() + text.size() && port >= 1 && port <= 65'535;
}

// A name, or an IPv4 address in the one form that every resolver reads alike.
bool is_name(std::string_view host) {
  return !host.empty() &&
         std::ranges::all_of(host, [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; });
}

struct HostAndPort {
  std::string_view host;
  std::string_view port;  // empty: none was given
};

std::optional<HostAndPort> split_authority(std::string_view authority) {
  HostAndPort parts;
  std::string_view rest;
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    parts.host = authority.substr(1, bracket - 1);
    rest = authority.substr(bracket + 1);
    if (parts.host.find(':') == std::string_view::npos || !IpAddress::parse(parts.host)) return std::nullopt;
  } else {
    parts.host = authority.substr(0, authority.find(':'));
    rest = authority.substr(parts.host.size());
    if (!is_name(parts.host)) return std::nullopt;  // refuses user information: no '@'
  }
  if (rest.empty()) return parts;
  parts.port = rest.substr(1);
  if (!rest.starts_with(':') || !is_port(parts.port)) return std::nullopt;
  return parts;
}

bool is_loopback(std::string_view host) {
  const auto address = IpAddress::parse(host);
  return address ? address->is_loopback() : equals_ignoring_case(host, "localhost");
}

}  // namespace

Result<FetchUrl> parse_fetch_url(std::string_view url) {
  const Error refused = fail(Errc::option_invalid, "url");
  if (!std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~' && c != '#' && c != '\\'; }))
    return refused;
  const bool tls = url.starts_with("https://");
  if (!tls && !url.starts_with("http://")) return refused;
  url.remove_prefix(url.find("//") + 2);
  const auto authority = url.substr(0, url.find_first_of("/?"));
  const auto parts = split_authority(authority);
  if (!parts || (!tls && !is_loopback(parts->host))) return refused;

  FetchUrl result{.tls = tls,
                  .host = std::string{parts->host},
                  .port = std::string{parts->port},
                  .authority = std::string{authority},
                  .target = std::string{url.substr(authority.size())}};
  if (result.port.empty()) result.port = tls ? "443" : "80";
  if (!result.target.starts_with('/')) result.target.insert(0, "/");
  return result;
}

}  // namespace signet::inline v0::detail
