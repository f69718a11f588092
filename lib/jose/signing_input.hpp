// What a signature of a JWS is over (RFC 7515 §5.1, RFC 7797 §3).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace signet::inline v0::detail {

/// `payload` in the form in which it is signed.
inline std::string signing_input(std::string_view encoded_header, std::string_view payload) {
  std::string input;
  input.reserve(encoded_header.size() + 1 + payload.size());
  return input.append(encoded_header).append(1, '.').append(payload);
}

/// Whether an unencoded payload may stand between the dots of a compact JWS: printable ASCII without a dot.
/// @see RFC 7797 §5.2
inline bool fits_compact(std::string_view payload) noexcept {
  return std::ranges::all_of(payload, [](char c) { return ' ' <= c && c <= '~' && c != '.'; });
}

}  // namespace signet::inline v0::detail
