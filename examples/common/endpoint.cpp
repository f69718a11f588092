// Takes `[::1]:3000` apart.
#include "common/endpoint.hpp"

#include <charconv>
#include <system_error>

#include "signet/http/client_address.hpp"

namespace signet::example {
namespace {

constexpr std::string_view path_prefix = "unix:";

}  // namespace

Start<Endpoint> endpoint_of(const Options& options, std::string_view option) {
  const std::string_view listen = options.text(option);
  const Stop malformed{exit_usage,
                       std::string{option} +
                           " must be PORT (of 127.0.0.1), ADDRESS:PORT with a numeric address, like "
                           "127.0.0.1:3000 or [::1]:3000, or unix:PATH"};
  if (is_unix_socket(listen)) {
    if (listen.size() == path_prefix.size()) return malformed;
    return Endpoint{std::string{listen}, 0};
  }
  const std::size_t colon = listen.rfind(':');
  std::string_view address = colon == std::string_view::npos ? "127.0.0.1" : listen.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  const std::string_view digits = listen.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || !IpAddress::parse(address))
    return malformed;
  return Endpoint{std::string{address}, port};
}

bool is_unix_socket(std::string_view address) { return address.starts_with(path_prefix); }

std::string_view path_of(std::string_view address) { return address.substr(path_prefix.size()); }

bool is_loopback(const Endpoint& endpoint) {
  if (is_unix_socket(endpoint.address)) return true;
  const auto address = IpAddress::parse(endpoint.address);
  return address && address->is_loopback();
}

}  // namespace signet::example
