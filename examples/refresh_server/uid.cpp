// Packs and unpacks uids; hashes are SHA-256 under a label each.
#include "refresh_server/uid.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "signet/crypto/digest.hpp"

namespace signet::example {
namespace {

constexpr std::string_view mask_label = "signet flow D uid mask";
constexpr std::string_view family_label = "signet flow D family";
constexpr std::uint64_t free_bits = (std::uint64_t{1} << 62) - 1;  // beside the variant
constexpr std::uint64_t version = 0x4000;                          // RFC 9562 §5.4
constexpr std::uint64_t variant = std::uint64_t{2} << 62;          // RFC 9562 §4.1

/// Big-endian.
std::uint64_t number_at(const std::uint8_t* bytes) noexcept {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

void put_number(std::uint8_t* bytes, std::uint64_t number) noexcept {
  for (int i = 7; i >= 0; --i, number >>= 8) bytes[i] = static_cast<std::uint8_t>(number);
}

/// The first 16 bytes of the hash of label and numbers.
std::array<std::uint8_t, 16> hash_of(std::string_view label, std::uint64_t first, std::uint64_t second) {
  std::array<std::uint8_t, 40> message{};
  std::ranges::copy(label, message.begin());  // both labels are shorter than 24 bytes
  put_number(message.data() + 24, first);
  put_number(message.data() + 32, second);
  const Sha256 hash = sha256(std::as_bytes(std::span{message}));
  std::array<std::uint8_t, 16> cut{};
  std::ranges::transform(std::span{hash}.first<16>(), cut.begin(),
                         [](std::byte byte) { return static_cast<std::uint8_t>(byte); });
  return cut;
}

std::uint64_t mask_of(SessionTag tag) noexcept {
  return number_at(hash_of(mask_label, tag.bits(), 0).data()) & free_bits;
}

}  // namespace

Result<SessionTag> SessionTag::random(RandomSource& random) {
  std::array<std::uint8_t, 8> bytes{};
  if (const auto filled = random.fill(std::as_writable_bytes(std::span{bytes})); !filled) {
    return filled.error();
  }
  return of(number_at(bytes.data()));
}

Uuid make_uid(const UidParts& parts) noexcept {
  const std::uint64_t tag = parts.tag.bits();
  const std::uint64_t kind = parts.kind == TokenKind::refresh ? 1 : 0;
  std::array<std::uint8_t, 16> bytes{};
  put_number(bytes.data(), (tag >> 12) << 16 | version | (tag & 0xfff));
  put_number(bytes.data() + 8,
             variant | ((std::uint64_t{parts.generation} << 1 | kind) ^ mask_of(parts.tag)));
  return Uuid::from_bytes(bytes);
}

std::optional<UidParts> read_uid(const Uuid& uid) noexcept {
  const std::uint64_t high = number_at(uid.bytes().data());
  const SessionTag tag = SessionTag::of((high >> 16) << 12 | (high & 0xfff));
  const std::uint64_t body = (number_at(uid.bytes().data() + 8) & free_bits) ^ mask_of(tag);
  const UidParts parts{tag, static_cast<std::uint32_t>(body >> 1),
                       (body & 1) != 0 ? TokenKind::refresh : TokenKind::access};
  if (make_uid(parts) != uid) return std::nullopt;  // another version, or bits that make_uid leaves clear
  return parts;
}

FamilyId family_of(SessionTag tag, std::uint64_t user_id) noexcept {
  return {Uuid::from_bytes(hash_of(family_label, tag.bits(), user_id))};
}

}  // namespace signet::example
