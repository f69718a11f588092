// UUIDs made from random bytes, read and written (RFC 9562).
#include "signet/core/uuid.hpp"

#include <array>
#include <cstddef>

#include "core/uuid_text.hpp"

namespace signet::inline v0 {
namespace {

// RFC 9562 §5.4: the bits of a version 4 UUID that are random, and version and variant. All bytes are treated
// alike, which is one vector operation; one byte changed by itself would be waited for.
constexpr std::array<std::uint8_t, 16> random_bits{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xff,
                                                   0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
constexpr std::array<std::uint8_t, 16> version_4{0, 0, 0, 0, 0, 0, 0x40, 0, 0x80};

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
  for (std::size_t i = 0; i < uuid.bytes_.size(); ++i) {
    uuid.bytes_[i] = static_cast<std::uint8_t>((uuid.bytes_[i] & random_bits[i]) | version_4[i]);
  }
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
  detail::put_uuid(characters.data(), *this);
  return characters;
}

std::string Uuid::text() const {
  const auto text = characters();
  return {text.data(), text.size()};
}

}  // namespace signet::inline v0
