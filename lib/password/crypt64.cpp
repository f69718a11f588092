// Bytes and numbers in libcrypt's base64.
#include "password/crypt64.hpp"

#include "password/radix64.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::optional<std::uint32_t> digit_of(char c) noexcept {
  const std::size_t place = digits.find(c);
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(place);
}

// Numbers in ascending order: those whose first digit is at least `first` have `more` digits behind it.
struct Length {
  std::uint32_t first;
  std::uint32_t firsts;  // how many first digits there are
  unsigned more;

  std::uint32_t count() const noexcept { return firsts << (6 * more); }
};
constexpr Length lengths[] = {{0, 48, 0}, {48, 8, 1}, {56, 4, 2}, {60, 2, 3}, {62, 1, 4}, {63, 1, 5}};

}  // namespace

void append_crypt64(std::string& text, std::span<const std::byte> bytes) {
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::byte byte : bytes) {
    bits |= std::to_integer<std::uint32_t>(byte) << held;
    for (held += 8; held >= 6; held -= 6, bits >>= 6) text += digits[bits & 0x3f];
  }
  if (held != 0) text += digits[bits];
}

bool decode_crypt64(std::string_view text, std::span<std::byte> bytes) noexcept {
  if (text.size() != radix64_length(bytes.size())) return false;
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::size_t filled = 0;
  for (const char c : text) {
    const auto digit = digit_of(c);
    if (!digit) return false;
    bits |= *digit << held;
    held += 6;
    if (held < 8) continue;
    bytes[filled++] = static_cast<std::byte>(bits & 0xff);
    bits >>= 8;
    held -= 8;
  }
  return bits == 0;
}

void append_crypt64_number(std::string& text, std::uint32_t number) {
  const Length* length = lengths;
  for (; number >= length->count(); ++length) number -= length->count();
  text += digits[length->first + (number >> (6 * length->more))];
  for (unsigned left = length->more; left-- != 0;) text += digits[(number >> (6 * left)) & 0x3f];
}

std::optional<std::uint32_t> take_crypt64_number(std::string_view& text) noexcept {
  if (text.empty()) return std::nullopt;
  const auto first = digit_of(text.front());
  if (!first) return std::nullopt;
  std::uint32_t shorter = 0;  // how many numbers have fewer digits
  const Length* length = lengths;
  for (; *first >= length->first + length->firsts; ++length) shorter += length->count();
  if (text.size() <= length->more) return std::nullopt;
  std::uint32_t number = *first - length->first;
  for (const char c : text.substr(1, length->more)) {
    const auto digit = digit_of(c);
    if (!digit) return std::nullopt;
    number = number << 6 | *digit;
  }
  text.remove_prefix(1 + length->more);
  return shorter + number;
}

}  // namespace signet::inline v0::detail
