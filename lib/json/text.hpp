// What JSON text is made of (RFC 8259): white space, the type a first byte announces, strings with escapes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "signet/json/scanner.hpp"

namespace signet::inline v0::detail {

constexpr bool is_json_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The type of the value that begins with `first`, if any does (RFC 8259 §3).
constexpr std::optional<JsonType> json_type_of(char first) noexcept {
  switch (first) {
    case '{':
      return JsonType::object;
    case '[':
      return JsonType::array;
    case '"':
      return JsonType::string;
    case 't':
    case 'f':
      return JsonType::boolean;
    case 'n':
      return JsonType::null;
    default:
      return is_digit(first) || first == '-' ? std::optional{JsonType::number} : std::nullopt;
  }
}

/// The value of a hexadecimal digit; 16 for any other byte.
constexpr std::uint32_t hex_value(char digit) noexcept {
  if (is_digit(digit)) return static_cast<std::uint32_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint32_t>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<std::uint32_t>(digit - 'A' + 10);
  return 16;
}

/// UTF-16 units that mean nothing alone (Unicode, D71 and D73).
constexpr bool is_high_surrogate(std::uint32_t unit) noexcept { return unit >> 10 == 0xd800 >> 10; }
constexpr bool is_low_surrogate(std::uint32_t unit) noexcept { return unit >> 10 == 0xdc00 >> 10; }

/// What the escape `\c` stands for (RFC 8259 §7); 0 if there is no such escape of one character.
constexpr char unescaped(char c) noexcept {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const std::size_t i = letters.find(c);
  return i < letters.size() ? meanings[i] : '\0';
}

/// Reads the inside of a string that the scanner accepted, byte by decoded byte.
class DecodedString {
 public:
  /// `raw` is without quotes; borrowed.
  constexpr explicit DecodedString(std::string_view raw) noexcept : raw_(raw) {}

  /// The next byte of the decoded text, or nothing after the last. Has read at least as many bytes of the raw
  /// text as it gave out, so that these may be written over it.
  std::optional<char> next() noexcept;

 private:
  char take() noexcept { return at_ < raw_.size() ? raw_[at_++] : '\0'; }
  std::uint32_t take_hex4() noexcept;
  std::uint32_t take_code_point() noexcept;
  char first_byte_of(std::uint32_t code_point) noexcept;

  std::string_view raw_;
  std::size_t at_ = 0;
  std::array<char, 3> pending_{};  // the other bytes of an escape that stands for several, last one first
  std::size_t pending_count_ = 0;
};

/// Orders two strings, without quotes and with escapes as written, by the bytes of their decoded texts: less
/// than, equal to or greater than 0, as string_view's compare.
int compare_texts(DecodedString a, DecodedString b) noexcept;

}  // namespace signet::inline v0::detail
