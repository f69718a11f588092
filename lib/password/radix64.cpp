// password's base64: both alphabets put the first byte's high bits first.
#include "password/radix64.hpp"

#include <cstdint>

namespace signet::inline v0::detail {

void append_radix64(std::string& text, std::span<const std::byte> bytes, Radix64Alphabet alphabet) {
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8) | std::to_integer<std::uint32_t>(byte);
    for (held += 8; held >= 6; held -= 6) text += alphabet.digits[(bits >> (held - 6)) & 0x3f];
  }
  if (held != 0) text += alphabet.digits[(bits << (6 - held)) & 0x3f];
}

bool decode_radix64(std::string_view text, Radix64Alphabet alphabet, std::span<std::byte> bytes) noexcept {
  if (text.size() != radix64_length(bytes.size())) return false;
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::size_t filled = 0;
  for (const char c : text) {
    const std::size_t digit = alphabet.digits.find(c);
    if (digit == std::string_view::npos) return false;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[filled++] = static_cast<std::byte>((bits >> held) & 0xff);
  }
  return (bits & ((1U << held) - 1)) == 0;
}

}  // namespace signet::inline v0::detail
