// Unpadded base64 over a given alphabet: PHC strings take the standard one, bcrypt has its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace signet::inline v0::detail {

/// As many characters as are decoded at once.
using Radix64Block = std::array<signed char, 16>;

/// Characters that follow one another in ASCII, as their values do; each number is there for all of a block.
struct Radix64Run {
  Radix64Block before, behind;  ///< those next to the run
  Radix64Block shift;           ///< from a character to its value; not 0
};

struct Radix64Alphabet {
  std::string_view digits;
  std::array<Radix64Run, 5> runs{};  ///< the last is repeated where there are fewer

  constexpr explicit Radix64Alphabet(std::string_view by_value) noexcept : digits(by_value) {
    std::size_t run = 0;
    std::size_t first = 0;
    for (std::size_t next = 1; next <= digits.size(); ++next) {
      if (next < digits.size() && digits[next] == digits[next - 1] + 1) continue;
      runs[run].before.fill(static_cast<signed char>(digits[first] - 1));
      runs[run].behind.fill(static_cast<signed char>(digits[next - 1] + 1));
      runs[run++].shift.fill(static_cast<signed char>(static_cast<int>(first) - digits[first]));
      first = next;
    }
    for (; run < runs.size(); ++run) runs[run] = runs[run - 1];
  }
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

void append_radix64(std::string& text, std::span<const std::byte> bytes, const Radix64Alphabet& alphabet);

/// Fills `bytes` from exactly radix64_length(bytes.size()) characters. False for any other length, a foreign
/// character or a spare bit that is set: each run of bytes has one spelling. No table is indexed and
/// no branch taken by which character of the alphabet it is.
[[nodiscard]] bool decode_radix64(std::string_view text, const Radix64Alphabet& alphabet,
                                  std::span<std::byte> bytes) noexcept;

}  // namespace signet::inline v0::detail
