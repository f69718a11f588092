// base64url as JOSE uses it (RFC 7515 §2, RFC 4648 §5): no padding, one spelling for each byte string.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

namespace detail {
inline constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The six bits each character stands for; 0xff for one outside the alphabet.
inline constexpr auto base64url_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(0xff);
  for (std::size_t i = 0; i < base64url_alphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(base64url_alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

constexpr std::uint32_t base64url_value(char character) noexcept {
  return base64url_values[static_cast<std::uint8_t>(character)];
}

/// Decodes as much of `in` as is strict base64url. @return the offset of the first character that is not,
/// in.size() if there is none
constexpr std::size_t base64url_decode_prefix(std::string_view in, std::byte* out) noexcept {
  std::size_t at = 0;
  for (; in.size() - at >= 4; at += 4) {
    const std::uint32_t a = base64url_value(in[at]);
    const std::uint32_t b = base64url_value(in[at + 1]);
    const std::uint32_t c = base64url_value(in[at + 2]);
    const std::uint32_t d = base64url_value(in[at + 3]);
    if ((a | b | c | d) > 63) break;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    *out++ = static_cast<std::byte>(bits >> 16);
    *out++ = static_cast<std::byte>(bits >> 8);
    *out++ = static_cast<std::byte>(bits);
  }
  std::uint32_t bits = 0;
  std::uint32_t spare = 0;  // how many bits of `bits` belong to no whole byte yet
  for (; at < in.size(); ++at) {
    const std::uint32_t value = base64url_value(in[at]);
    if (value > 63) return at;
    bits = bits << 6 | value;
    spare += 6;
    if (spare < 8) continue;
    spare -= 8;
    *out++ = static_cast<std::byte>(bits >> spare);
    bits &= (1U << spare) - 1;
  }
  // One character alone carries no byte; set bits behind the last byte would be a second spelling of it.
  return spare == 6 || bits != 0 ? in.size() - 1 : in.size();
}
}  // namespace detail

/// Encodes into `out`, which must hold base64url_encoded_size(in.size()) characters.
constexpr void base64url_encode(std::span<const std::byte> in, char* out) noexcept {
  const auto bits_of = [in](std::size_t i) { return std::to_integer<std::uint32_t>(in[i]); };
  const auto character = [](std::uint32_t bits) { return detail::base64url_alphabet[bits & 63]; };
  std::size_t at = 0;
  for (; in.size() - at >= 3; at += 3) {
    const std::uint32_t bits = bits_of(at) << 16 | bits_of(at + 1) << 8 | bits_of(at + 2);
    *out++ = character(bits >> 18);
    *out++ = character(bits >> 12);
    *out++ = character(bits >> 6);
    *out++ = character(bits);
  }
  if (at == in.size()) return;
  const bool two = in.size() - at == 2;
  const std::uint32_t bits = bits_of(at) << 16 | (two ? bits_of(at + 1) << 8 : 0);
  *out++ = character(bits >> 18);
  *out++ = character(bits >> 12);
  if (two) *out = character(bits >> 6);
}
[[nodiscard]] std::string base64url_encode(std::span<const std::byte> in);
[[nodiscard]] std::string base64url_encode(std::string_view in);

/// Decodes into `out`, which must hold base64url_decoded_size(in.size()) bytes.
/// @return how many bytes were written
/// @error base64url_invalid  at the character concerned: one outside the alphabet (padding and white space
///                           are), a length of 1 mod 4, set bits behind the last whole byte, or more text
///                           than `out` has room for; `out` is unspecified
/// @thread safe
[[nodiscard]] Result<std::size_t> base64url_decode(std::string_view in, std::span<std::byte> out) noexcept;
[[nodiscard]] Result<std::string> base64url_decode(std::string_view in);

}  // namespace signet::inline v0
