// password's base64: both alphabets put the first byte's high bits first.
#include "password/radix64.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t block_bytes = radix64_bytes(Radix64Block{}.size());

// A vector of all bytes of a block, under no instruction set's name: as many operations as the processor
// needs.
template <class Number>
using Vector __attribute__((vector_size(sizeof(Radix64Block)))) = Number;
using Lanes = Vector<signed char>;

// Each number's halves, of `bits` bits each, become one number, the half that is earlier in memory on top.
template <class Number>
Vector<Number> joined(Lanes halves, int bits) noexcept {
  constexpr int half = sizeof(Number) * 4;
  const auto both = std::bit_cast<Vector<Number>>(halves);
  const auto low = both & static_cast<Number>((Number{1} << half) - 1);
  const auto high = both >> half;
  return std::endian::native == std::endian::little ? low << bits | high : high << bits | low;
}

Lanes lanes(const void* block) noexcept {
  Lanes loaded;
  std::memcpy(&loaded, block, sizeof loaded);
  return loaded;
}

void put_six(std::uint64_t number, std::span<std::byte, 6> bytes) noexcept {
  const std::uint64_t top = number << 16;
  const std::uint64_t ordered = std::endian::native == std::endian::big ? top : __builtin_bswap64(top);
  std::memcpy(bytes.data(), &ordered, bytes.size());
}

// False if a character is foreign. Nothing is looked up by what is read: the cache would tell of a stored
// tag.
bool decode_block(const char* characters, const Radix64Alphabet& alphabet,
                  std::span<std::byte, block_bytes> bytes) noexcept {
  const Lanes read = lanes(characters);
  Lanes shifts{};
  for (const Radix64Run& run : alphabet.runs) {
    shifts |= (read > lanes(&run.before)) & (read < lanes(&run.behind)) & lanes(&run.shift);
  }
  const auto pairs = std::bit_cast<Lanes>(joined<std::uint16_t>(read + shifts, 6));
  const auto fours = std::bit_cast<Lanes>(joined<std::uint32_t>(pairs, 12));
  const auto eights = joined<std::uint64_t>(fours, 24);
  put_six(eights[0], bytes.first<6>());
  put_six(eights[1], bytes.last<6>());
  const auto all = std::bit_cast<Vector<std::uint64_t>>(shifts != 0);
  return (all[0] & all[1]) == UINT64_MAX;
}

}  // namespace

void append_radix64(std::string& text, std::span<const std::byte> bytes, const Radix64Alphabet& alphabet) {
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8) | std::to_integer<std::uint32_t>(byte);
    for (held += 8; held >= 6; held -= 6) text += alphabet.digits[(bits >> (held - 6)) & 0x3f];
  }
  if (held != 0) text += alphabet.digits[(bits << (6 - held)) & 0x3f];
}

bool decode_radix64(std::string_view text, const Radix64Alphabet& alphabet,
                    std::span<std::byte> bytes) noexcept {
  if (text.size() != radix64_length(bytes.size())) return false;
  bool known = true;
  while (bytes.size() >= block_bytes) {
    known &= decode_block(text.data(), alphabet, bytes.first<block_bytes>());
    text.remove_prefix(Radix64Block{}.size());
    bytes = bytes.subspan(block_bytes);
  }
  std::array<char, Radix64Block{}.size()> rest;
  rest.fill(alphabet.digits.front());  // whose value is 0
  std::ranges::copy(text, rest.begin());
  std::array<std::byte, block_bytes> last;
  known &= decode_block(rest.data(), alphabet, last);
  std::ranges::copy(std::span{last}.first(bytes.size()), bytes.begin());
  return known && last[bytes.size()] == std::byte{0};  // where the spare bits are
}

}  // namespace signet::inline v0::detail
