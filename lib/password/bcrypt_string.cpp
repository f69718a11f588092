// bcrypt's modular crypt format, read strictly and written.
#include "password/bcrypt_string.hpp"

#include "password/radix64.hpp"
#include "password/stored_kind.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t cost_at = 4;
constexpr std::size_t salt_at = 7;
constexpr std::size_t digest_at = salt_at + radix64_length(16);
constexpr std::size_t text_length = digest_at + radix64_length(23);
static_assert(text_length == 60);

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

Result<BcryptString> BcryptString::parse(std::string_view text) noexcept {
  const auto kind = stored_kind(text);
  if (!kind) return kind.error();
  if (*kind != StoredKind::bcrypt) return fail(Errc::hash_unsupported);
  if (text.size() != text_length || !is_digit(text[cost_at]) || !is_digit(text[cost_at + 1]) ||
      text[cost_at + 2] != '$') {
    return fail(Errc::hash_malformed);
  }

  BcryptString parsed;
  parsed.minor = text[2];
  parsed.cost = static_cast<std::uint32_t>((text[cost_at] - '0') * 10 + (text[cost_at + 1] - '0'));
  const bool decoded =
      decode_radix64(text.substr(salt_at, digest_at - salt_at), bcrypt_alphabet, parsed.salt) &&
      read_bcrypt_digest(text, parsed.digest);
  if (parsed.cost < 4 || parsed.cost > 31 || !decoded) return fail(Errc::hash_malformed);
  return parsed;
}

std::string BcryptString::text() const {
  std::string text = setting();
  append_radix64(text, digest, bcrypt_alphabet);
  return text;
}

std::string BcryptString::setting() const {
  std::string text{"$2"};
  text.reserve(text_length);
  text += minor;
  text += '$';
  text += static_cast<char>('0' + cost / 10);
  text += static_cast<char>('0' + cost % 10);
  text += '$';
  append_radix64(text, salt, bcrypt_alphabet);
  return text;
}

bool read_bcrypt_digest(std::string_view text, BcryptDigest& digest) noexcept {
  return text.size() == text_length && decode_radix64(text.substr(digest_at), bcrypt_alphabet, digest);
}

}  // namespace signet::inline v0::detail
