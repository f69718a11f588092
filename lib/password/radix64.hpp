// Unpadded base64 over a given alphabet: PHC strings take the standard one, bcrypt has its own.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace signet::inline v0::detail {

struct Radix64Alphabet {
  std::string_view digits;
};
inline constexpr Radix64Alphabet standard_alphabet{
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
inline constexpr Radix64Alphabet bcrypt_alphabet{
    "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"};

constexpr std::size_t radix64_length(std::size_t bytes) noexcept { return (bytes * 8 + 5) / 6; }

/// How many bytes `length` characters hold; 0 too for lengths that no encoding has.
constexpr std::size_t radix64_bytes(std::size_t length) noexcept {
  return length % 4 == 1 ? 0 : length * 6 / 8;
}

void append_radix64(std::string& text, std::span<const std::byte> bytes, Radix64Alphabet alphabet);

/// Fills `bytes` from exactly radix64_length(bytes.size()) characters. False for any other length, a foreign
/// character or a spare bit that is set: each run of bytes has one spelling.
[[nodiscard]] bool decode_radix64(std::string_view text, Radix64Alphabet alphabet,
                                  std::span<std::byte> bytes) noexcept;

}  // namespace signet::inline v0::detail
