// Endpoint: where to listen, as options write it: a numeric address and a port, or a Unix socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/options.hpp"
#include "common/stop.hpp"

namespace signet::example {

struct Endpoint {
  std::string address;  ///< numeric, or `unix:PATH`
  std::uint16_t port;   ///< 0 of a Unix socket
};

/// Reads the option: `PORT`, of 127.0.0.1, `ADDRESS:PORT`, where an IPv6 address may stand in brackets, or
/// `unix:PATH`.
Start<Endpoint> endpoint_of(const Options& options, std::string_view option);

bool is_unix_socket(std::string_view address);
/// The path of one. View into `address`.
std::string_view path_of(std::string_view address);
/// Whether only this machine reaches it.
bool is_loopback(const Endpoint& endpoint);

}  // namespace signet::example
