// Who is calling: the address of the connection, or the one a trusted proxy vouches for.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// An IPv4 or IPv6 address. IPv4-mapped IPv6 (`::ffff:a.b.c.d`) is the IPv4 address it stands for.
class IpAddress {
 public:
  /// Reads dotted decimal or RFC 4291 text: no port, no zone, no brackets, no white space.
  /// @error option_invalid
  static Result<IpAddress> parse(std::string_view text) noexcept;

  /// Dotted decimal, or the lower-case form of RFC 5952.
  std::string text() const;
  bool is_v4() const noexcept;
  bool is_loopback() const noexcept;
  /// The address with all bits after the first `bits` (of 128) zero; an IPv4 address begins at bit 96.
  IpAddress prefix(unsigned bits) const noexcept;

  friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) noexcept = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// The proxies whose X-Forwarded-For is believed. The default believes a Unix socket only.
/// @thread const access from any number of threads
class TrustedProxies {
 public:
  TrustedProxies() = default;
  /// Each entry is an address or CIDR range, e.g. `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`; host bits must be 0.
  /// @error option_invalid  name "trusted_proxies"
  static Result<TrustedProxies> parse(std::span<const std::string> entries);

  bool contains(const IpAddress& address) const noexcept;

 private:
  struct Range {
    IpAddress base;
    unsigned bits;
  };
  std::vector<Range> ranges_;
};

/// The client's address: the peer itself, or, when the peer is a trusted proxy, the right-most address of
/// X-Forwarded-For that is not one (the left-most if all are). Other peers' headers are not read.
///
/// @param peer  the address of the connection; empty for a Unix socket, which is always trusted
/// @return      canonical text; `unix` for a Unix socket without X-Forwarded-For
/// @error request_malformed  a trusted peer sent an X-Forwarded-For that is not a list of addresses, or
/// `peer` is not an address; name "x-forwarded-for"
/// @thread safe
[[nodiscard]] Result<std::string> client_address(std::string_view peer, const HeaderFields& headers,
                                                 const TrustedProxies& trusted);

/// The text to throttle `address` by: an IPv6 address stands for its /64, which one subscriber owns whole.
/// Text that is no address stands for itself.
[[nodiscard]] std::string throttle_source(std::string_view address);

}  // namespace signet::inline v0
