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
  std::string text = bcrypt_setting(minor, cost, salt);
  append_radix64(text, digest, bcrypt_alphabet);
  return text;
}

std::string bcrypt_setting(char minor, std::uint32_t cost, const BcryptSalt& salt) {
  std::string setting{"$2"};
  setting.reserve(text_length);
  setting += minor;
  setting += '$';
  setting += static_cast<char>('0' + cost / 10);
  setting += static_cast<char>('0' + cost % 10);
  setting += '$';
  append_radix64(setting, salt, bcrypt_alphabet);
  return setting;
}

bool read_bcrypt_digest(std::string_view text, BcryptDigest& digest) noexcept {
  return text.size() == text_length && decode_radix64(text.substr(digest_at), bcrypt_alphabet, digest);
}

}  // namespace signet::inline v0::detail
