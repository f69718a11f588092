// What a signature of a JWS is over, and how one is made (RFC 7515 §5.1, RFC 7797 §3).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0::detail {

/// `payload` in the form in which it is signed.
inline std::string signing_input(std::string_view encoded_header, std::string_view payload) {
  std::string input;
  input.reserve(encoded_header.size() + 1 + payload.size());
  return input.append(encoded_header).append(1, '.').append(payload);
}

/// The encoded signature by `key`. Errors as SigningKey::sign.
inline Result<std::string> encoded_signature(const SigningKey& key, std::string_view input) {
  std::vector<std::byte> bytes(key.signature_size());
  const auto size = key.sign(input, bytes);
  if (!size) return size.error();
  return base64url_encode(std::span{bytes}.first(*size));
}

/// Whether an unencoded payload may stand between the dots of a compact JWS: printable ASCII without a dot.
/// @see RFC 7797 §5.2
inline bool fits_compact(std::string_view payload) noexcept {
  return std::ranges::all_of(payload, [](char c) { return ' ' <= c && c <= '~' && c != '.'; });
}

}  // namespace signet::inline v0::detail
