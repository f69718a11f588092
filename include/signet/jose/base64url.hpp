// base64url as JOSE uses it (RFC 7515 §2, RFC 4648 §5): no padding, one spelling for each byte string.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// Characters that `size` bytes encode to.
constexpr std::size_t base64url_encoded_size(std::size_t size) noexcept {
  return size / 3 * 4 + (size % 3 * 4 + 2) / 3;
}
/// Bytes that `size` characters decode to; meaningless when size mod 4 is 1.
constexpr std::size_t base64url_decoded_size(std::size_t size) noexcept {
  return size / 4 * 3 + size % 4 * 3 / 4;
}

/// Encodes into `out`, which must hold base64url_encoded_size(in.size()) characters.
void base64url_encode(std::span<const std::byte> in, char* out) noexcept;
[[nodiscard]] std::string base64url_encode(std::span<const std::byte> in);
[[nodiscard]] std::string base64url_encode(std::string_view in);

/// Decodes into `out`, which must hold base64url_decoded_size(in.size()) bytes.
/// @return how many bytes were written
/// @error base64url_invalid  a character outside the alphabet (padding and white space are), a length of 1
/// mod 4,
///                           or set bits behind the last whole byte; `out` is unspecified
[[nodiscard]] Result<std::size_t> base64url_decode(std::string_view in, std::span<std::byte> out) noexcept;
[[nodiscard]] Result<std::string> base64url_decode(std::string_view in);

}  // namespace signet::inline v0
