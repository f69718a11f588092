// base64url without vector instructions: decoding by four tables, one for each place in a group of four.
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "jose/base64url_kernels.hpp"
#include "signet/jose/base64url.hpp"

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

// Where a group of up to four characters stops being strict.
std::size_t place(const char* in, std::size_t size) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    if (bits_of(i, in[i]) == refused) return i;
  }
  return size - 1;
}

// The up to three characters behind the last whole group. One alone carries no byte; set bits behind the last
// byte would be a second spelling of it.
std::size_t decode_last(const char* in, std::size_t size, std::byte* out) noexcept {
  if (size < 2) return 0;
  std::uint32_t bits = bits_of(0, in[0]) | bits_of(1, in[1]);
  if (size == 2) {
    if ((bits & behind_one_byte) != 0) return place(in, size);
    std::memcpy(out, &bits, 1);
    return size;
  }
  bits |= bits_of(2, in[2]);
  if ((bits & behind_two_bytes) != 0) return place(in, size);
  std::memcpy(out, &bits, 2);
  return size;
}

}  // namespace

std::size_t base64url_decode_scalar(const char* in, std::size_t size, std::byte* out) noexcept {
  std::size_t left = size;
  // A group is written as four bytes where two more characters follow: the fourth then lies within `out`, and
  // will be written over.
  for (; left >= 10; left -= 8, in += 8, out += 6) {
    const std::uint32_t one = group(in);
    const std::uint32_t two = group(in + 4);
    if (((one | two) & refused) != 0) break;
    std::memcpy(out, &one, 4);
    std::memcpy(out + 3, &two, 4);
  }
  for (; left >= 4; left -= 4, in += 4, out += 3) {
    const std::uint32_t bits = group(in);
    if ((bits & refused) != 0) return size - left + place(in, 4);
    std::memcpy(out, &bits, 3);
  }
  return size - left + decode_last(in, left, out);
}

void base64url_encode_scalar(const std::byte* in, std::size_t size, char* out) noexcept {
  base64url_encode_constexpr(in, size, out);
}

}  // namespace signet::inline v0::detail
