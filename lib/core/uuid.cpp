// UUIDs made from random bytes, read and written (RFC 9562).
#include "signet/core/uuid.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace signet::inline v0 {
namespace {

// The two digits of each byte.
constexpr auto hex = [] {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t byte = 0; byte < pairs.size(); ++byte) {
    pairs[byte] = {digits[byte >> 4], digits[byte & 15]};
  }
  return pairs;
}();

constexpr bool hyphen_before(std::size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<Uuid> Uuid::random(RandomSource& random) {
  Uuid uuid;
  if (const auto filled = random.fill(std::as_writable_bytes(std::span{uuid.bytes_})); !filled) {
    return filled.error();
  }
  uuid.bytes_[6] = static_cast<std::uint8_t>((uuid.bytes_[6] & 0x0f) | 0x40);  // RFC 9562 §5.4: version
  uuid.bytes_[8] = static_cast<std::uint8_t>((uuid.bytes_[8] & 0x3f) | 0x80);  // and variant
  return uuid;
}

Result<Uuid> Uuid::parse(std::string_view text) noexcept {
  if (text.size() != 36) return fail(Errc::uuid_malformed);
  Uuid uuid;
  std::size_t at = 0;
  for (std::size_t byte = 0; byte < 16; ++byte) {
    if (hyphen_before(byte) && text[at++] != '-') return fail(Errc::uuid_malformed);
    const int high = hex_value(text[at++]);
    const int low = hex_value(text[at++]);
    if (high < 0 || low < 0) return fail(Errc::uuid_malformed);
    uuid.bytes_[byte] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return uuid;
}

std::array<char, 36> Uuid::characters() const noexcept {
  std::array<char, 36> characters;
  std::size_t at = 0;
  for (std::size_t byte = 0; byte < 16; ++byte) {
    if (hyphen_before(byte)) characters[at++] = '-';
    std::ranges::copy(hex[bytes_[byte]], characters.begin() + at);
    at += 2;
  }
  return characters;
}

std::string Uuid::text() const {
  const auto text = characters();
  return {text.data(), text.size()};
}

}  // namespace signet::inline v0
