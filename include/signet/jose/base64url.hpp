// base64url as JOSE uses it (RFC 7515 §2, RFC 4648 §5): no padding, one spelling for each byte string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// Characters that `size` bytes encode to.
constexpr std::size_t base64url_encoded_size(std::size_t size) noexcept {
  return size / 3 * 4 + (size % 3 * 4 + 2) / 3;
}
/// Bytes that `size` characters decode to; meaningless when size mod 4 is 1.
constexpr std::size_t base64url_decoded_size(std::size_t size) noexcept { return size - (size + 3) / 4; }

namespace detail {
inline constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr void base64url_encode_constexpr(const std::byte* in, std::size_t size, char* out) noexcept {
  const auto bits_of = [in](std::size_t i) { return std::to_integer<std::uint32_t>(in[i]); };
  const auto character = [](std::uint32_t bits) { return base64url_alphabet[bits & 63]; };
  std::size_t at = 0;
  for (; size - at >= 3; at += 3) {
    const std::uint32_t bits = bits_of(at) << 16 | bits_of(at + 1) << 8 | bits_of(at + 2);
    *out++ = character(bits >> 18);
    *out++ = character(bits >> 12);
    *out++ = character(bits >> 6);
    *out++ = character(bits);
  }
  if (at == size) return;
  const bool two = size - at == 2;
  const std::uint32_t bits = bits_of(at) << 16 | (two ? bits_of(at + 1) << 8 : 0);
  *out++ = character(bits >> 18);
  *out++ = character(bits >> 12);
  if (two) *out = character(bits >> 6);
}

// By the vector instructions that this machine has.
void base64url_encode_vectors(const std::byte* in, std::size_t size, char* out) noexcept;
}  // namespace detail

/// Encodes into `out`, which must hold base64url_encoded_size(in.size()) characters and must not overlap
/// `in`; no other character is written. At run time by the widest vector instructions that the processor has.
/// @thread safe
constexpr void base64url_encode(std::span<const std::byte> in, char* out) noexcept {
  if (std::is_constant_evaluated()) {
    detail::base64url_encode_constexpr(in.data(), in.size(), out);
  } else {
    detail::base64url_encode_vectors(in.data(), in.size(), out);
  }
}
[[nodiscard]] std::string base64url_encode(std::span<const std::byte> in);
[[nodiscard]] std::string base64url_encode(std::string_view in);

/// Decodes into `out`, which must hold base64url_decoded_size(in.size()) bytes and must not overlap `in`;
/// what lies behind those bytes is not touched. The widest vector instructions that the processor has are
/// used; which ones changes neither what is accepted nor where an error is told.
/// @return how many bytes were written
/// @error base64url_invalid  at the character concerned: one outside the alphabet (padding and white space
///                           are), a length of 1 mod 4, set bits behind the last whole byte, or more text
///                           than `out` has room for; `out` is unspecified
/// @thread safe
/// @see RFC 7515 §2, RFC 4648 §3.5, §5
[[nodiscard]] Result<std::size_t> base64url_decode(std::string_view in, std::span<std::byte> out) noexcept;
[[nodiscard]] Result<std::string> base64url_decode(std::string_view in);

}  // namespace signet::inline v0
