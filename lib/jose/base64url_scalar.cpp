// base64url without vector instructions: decoding by four tables, one for each place in a group of four.
#include <array>
#include <cstdint>

#include "jose/base64url_kernels.hpp"
#include "signet/jose/base64url.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::uint32_t refused = 0xff00'0000;

// What a character in a place adds to the group's three bytes, the first byte lowest; `refused` outside the
// alphabet.
using Places = std::array<std::array<std::uint32_t, 256>, 4>;
alignas(64) constexpr Places places = [] {
  Places made{};
  for (std::size_t place = 0; place < 4; ++place) {
    made[place].fill(refused);
    for (std::uint32_t value = 0; value < 64; ++value) {
      const std::uint32_t bits = value << (18 - 6 * place);
      made[place][static_cast<std::uint8_t>(base64url_alphabet[value])] =
          bits >> 16 | (bits & 0xff00) | (bits & 0xff) << 16;
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

void write(std::uint32_t bits, std::size_t bytes, std::byte* out) noexcept {
  for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<std::byte>(bits >> 8 * i);
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
  const std::uint32_t bits = bits_of(0, in[0]) | bits_of(1, in[1]) | (size == 3 ? bits_of(2, in[2]) : 0);
  if (bits >> (size == 3 ? 16 : 8) != 0) return place(in, size);
  write(bits, size - 1, out);
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
    if ((one | two) >= refused) break;
    write(one, 4, out);
    write(two, 4, out + 3);
  }
  for (; left >= 4; left -= 4, in += 4, out += 3) {
    const std::uint32_t bits = group(in);
    if (bits >= refused) return size - left + place(in, 4);
    write(bits, 3, out);
  }
  return size - left + decode_last(in, left, out);
}

void base64url_encode_scalar(const std::byte* in, std::size_t size, char* out) noexcept {
  base64url_encode_constexpr(in, size, out);
}

}  // namespace signet::inline v0::detail
