// base64url without instructions beyond the architecture's base: decoding by four tables, one for each place
// in a group of four, and on x86-64 by SSE2 where there are 16 characters and more.
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "jose/base64url_kernels.hpp"
#include "signet/jose/base64url.hpp"
#ifdef __x86_64__
#include "jose/base64url_sse2.hpp"
#endif

namespace signet::inline v0::detail {
namespace {

// A group's three bytes as they lie in memory, and a fourth that is set for a character outside the alphabet.
constexpr std::uint32_t in_memory(std::array<std::uint8_t, 4> bytes) {
  return std::bit_cast<std::uint32_t>(bytes);
}
constexpr std::uint32_t refused = in_memory({0, 0, 0, 0xff});
constexpr std::uint32_t behind_one_byte = in_memory({0, 0xff, 0xff, 0xff});
constexpr std::uint32_t behind_two_bytes = in_memory({0, 0, 0xff, 0xff});

// What a character adds to its group, by its place in it.
using Places = std::array<std::array<std::uint32_t, 256>, 4>;
alignas(64) constexpr Places places = [] {
  Places made{};
  for (std::size_t place = 0; place < 4; ++place) {
    made[place].fill(refused);
    for (std::uint32_t value = 0; value < 64; ++value) {
      const std::uint32_t bits = value << (18 - 6 * place);
      made[place][static_cast<std::uint8_t>(base64url_alphabet[value])] =
          in_memory({static_cast<std::uint8_t>(bits >> 16), static_cast<std::uint8_t>(bits >> 8),
                     static_cast<std::uint8_t>(bits), 0});
    }
  }
  return made;
}();

std::uint32_t bits_of(std::size_t place, char character) noexcept {
  return places[place][static_cast<std::uint8_t>(character)];
}

std::uint32_t group(const char* in) noexcept {
  return bits_of(0, in[0]) | bits_of(1, in[1]) | bits_of(2, in[2]) | bits_of(3, in[3]);
}

#ifndef __x86_64__
// 16 characters at a time, as base64url_sse2.hpp has them.
class Blocks {
 public:
  static constexpr std::size_t least = 18;

  // A group is written as four bytes, the fourth of which the next group writes over. So the flag costs
  // nothing but to be gathered.
  void decode(const char* in, std::byte* out) noexcept {
    for (std::size_t number = 0; number < 4; ++number) {
      const std::uint32_t bits = group(in + 4 * number);
      std::memcpy(out + 3 * number, &bits, 4);
      met_ |= bits;
    }
  }
  bool strict() const noexcept { return (met_ & refused) == 0; }

 private:
  std::uint32_t met_ = 0;
};
#endif

// Where a text that is known not to be strict stops being so.
[[gnu::noinline, gnu::cold]] std::size_t place_of_fault(const char* in, std::size_t size) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    if (bits_of(i % 4, in[i]) == refused) return i;
  }
  return size - 1;
}

// The last group, of two to four characters. @return zero if it is strict: set bits behind the last byte
// would be a second spelling of it
std::uint32_t decode_last(const char* in, std::size_t size, std::byte* out) noexcept {
  std::uint32_t bits = bits_of(0, in[0]) | bits_of(1, in[1]);
  if (size == 2) {
    std::memcpy(out, &bits, 1);
    return bits & behind_one_byte;
  }
  bits |= bits_of(2, in[2]);
  if (size == 3) {
    std::memcpy(out, &bits, 2);
    return bits & behind_two_bytes;
  }
  bits |= bits_of(3, in[3]);
  std::memcpy(out, &bits, 3);
  return bits & refused;
}

}  // namespace

std::size_t base64url_decode_scalar(const char* in, std::size_t size, std::byte* out) noexcept {
  if (size % 4 == 1) return place_of_fault(in, size);  // a character alone carries no byte
  const char* at = in;
  std::size_t left = size;
  Blocks blocks;
  for (; left >= Blocks::least; left -= 16, at += 16, out += 12) blocks.decode(at, out);
  std::uint32_t met = blocks.strict() ? 0 : refused;
  // A group is written as four bytes where another follows, which writes over the fourth.
  for (; left > 4; left -= 4, at += 4, out += 3) {
    const std::uint32_t bits = group(at);
    std::memcpy(out, &bits, 4);
    met |= bits & refused;
  }
  if (left != 0) met |= decode_last(at, left, out);
  return met == 0 ? size : place_of_fault(in, size);
}

void base64url_encode_scalar(const std::byte* in, std::size_t size, char* out) noexcept {
  base64url_encode_constexpr(in, size, out);
}

}  // namespace signet::inline v0::detail
