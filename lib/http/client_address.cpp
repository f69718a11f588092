// Addresses, trusted ranges, and the right-most address that no trusted proxy vouches for.
#include "signet/http/client_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "http/ascii.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Error malformed() { return fail(Errc::request_malformed, "x-forwarded-for"); }

Error bad_entry() { return fail(Errc::option_invalid, "trusted_proxies"); }

// The number after the '/' of a CIDR range, of at most `limit`.
std::optional<unsigned> prefix_length(std::string_view text, unsigned limit) {
  unsigned bits = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (failed != std::errc{} || end != text.data() + text.size() || bits > limit) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return bits;
}

Result<std::vector<IpAddress>> forwarded_for(const HeaderFields& headers) {
  std::vector<IpAddress> addresses;
  for (const auto& field : headers.all()) {
    if (!detail::equals_ignoring_case(field.first, "X-Forwarded-For")) continue;
    for (std::string_view rest = field.second;;) {
      const auto comma = rest.find(',');
      const auto address = IpAddress::parse(detail::trimmed(rest.substr(0, comma)));
      if (!address) return malformed();
      addresses.push_back(*address);
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return addresses;
}

}  // namespace

Result<IpAddress> IpAddress::parse(std::string_view text) noexcept {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() >= copy.size() || text.find('\0') != std::string_view::npos)
    return fail(Errc::option_invalid);
  std::ranges::copy(text, copy.begin());
  IpAddress address;
  std::ranges::copy(v4_prefix, address.bytes_.begin());
  if (inet_pton(AF_INET, copy.data(), address.bytes_.data() + v4_prefix.size()) == 1) return address;
  if (inet_pton(AF_INET6, copy.data(), address.bytes_.data()) == 1) return address;
  return fail(Errc::option_invalid);
}

bool IpAddress::is_v4() const noexcept {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes_.begin());
}

bool IpAddress::is_loopback() const noexcept {
  if (is_v4()) return bytes_[12] == 127;
  return std::ranges::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t byte) { return byte == 0; }) &&
         bytes_.back() == 1;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto* from = bytes_.data() + (is_v4() ? v4_prefix.size() : 0);
  inet_ntop(is_v4() ? AF_INET : AF_INET6, from, text.data(), static_cast<socklen_t>(text.size()));
  return text.data();
}

IpAddress IpAddress::prefix(unsigned bits) const noexcept {
  IpAddress cut;
  for (unsigned bit = 0; bit < bits; ++bit) {
    cut.bytes_[bit / 8] |= static_cast<std::uint8_t>(bytes_[bit / 8] & (0x80 >> (bit % 8)));
  }
  return cut;
}

Result<TrustedProxies> TrustedProxies::parse(std::span<const std::string> entries) {
  TrustedProxies proxies;
  for (const std::string_view entry : entries) {
    const auto slash = entry.find('/');
    const auto base = IpAddress::parse(entry.substr(0, slash));
    if (!base) return bad_entry();
    unsigned bits = 128;
    if (slash != std::string_view::npos) {
      const auto given = prefix_length(entry.substr(slash + 1), base->is_v4() ? 32 : 128);
      if (!given) return bad_entry();
      bits = *given + (base->is_v4() ? 96 : 0);
    }
    // Host bits are a slip of the operator: 10.1.2.3/8 trusts more than it seems to.
    if (base->prefix(bits) != *base) return bad_entry();
    proxies.ranges_.push_back({*base, bits});
  }
  return proxies;
}

bool TrustedProxies::contains(const IpAddress& address) const noexcept {
  return std::ranges::any_of(ranges_,
                             [&](const Range& range) { return address.prefix(range.bits) == range.base; });
}

Result<std::string> client_address(std::string_view peer, const HeaderFields& headers,
                                   const TrustedProxies& trusted) {
  std::string own = "unix";
  if (!peer.empty()) {
    const auto address = IpAddress::parse(peer);
    if (!address) return malformed();
    own = address->is_v4() && peer.find(':') == std::string_view::npos ? std::string{peer} : address->text();
    if (!trusted.contains(*address)) return own;
  }
  const auto forwarded = forwarded_for(headers);
  if (!forwarded) return forwarded.error();
  if (forwarded->empty()) return own;
  const auto outside = std::ranges::find_if_not(
      forwarded->rbegin(), forwarded->rend(), [&](const auto& address) { return trusted.contains(address); });
  return (outside == forwarded->rend() ? forwarded->front() : *outside).text();
}

std::string throttle_source(std::string_view address) {
  const auto parsed = IpAddress::parse(address);
  if (!parsed) return std::string{address};
  if (parsed->is_v4()) return parsed->text();
  return parsed->prefix(64).text() + "/64";
}

}  // namespace signet::inline v0
