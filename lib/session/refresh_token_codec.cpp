// Refresh tokens as text: fixed fields in lower-case hex, authenticated by an HMAC (RFC 2104).
#include "session/refresh_token_codec.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "signet/crypto/constant_time.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view prefix = "sgr1_";
constexpr std::string_view key_id_label = "signet refresh token key id";
constexpr std::string_view token_label = "signet refresh token sgr1";
constexpr std::string_view digits = "0123456789abcdef";

constexpr std::size_t most_keys = 8;
constexpr std::size_t smallest_key = 32;  // bytes, as long as the MAC (RFC 2104 §3)
constexpr std::size_t key_id_size = 4;
constexpr std::size_t family_size = 16;
constexpr std::size_t head_size = key_id_size + family_size + 4;  // what the MAC is over
constexpr std::size_t token_size = head_size + std::tuple_size_v<Sha256>;

using Token = std::array<std::byte, token_size>;

Token begin_token(std::span<const std::byte> key_id, const TokenName& name) noexcept {
  Token token{};
  auto out = std::ranges::copy(key_id, token.begin()).out;
  out = std::ranges::copy(std::as_bytes(std::span{name.family.uuid.bytes()}), out).out;
  for (int shift = 24; shift >= 0; shift -= 8) *out++ = static_cast<std::byte>(name.generation >> shift);
  return token;
}

std::span<const std::byte, head_size> head_of(const Token& token) noexcept {
  return std::span{token}.first<head_size>();
}

TokenName name_in(const Token& token) noexcept {
  std::array<std::uint8_t, family_size> family{};
  const auto fields = head_of(token);
  std::ranges::copy(fields.subspan<key_id_size, family_size>(),
                    std::as_writable_bytes(std::span{family}).begin());
  TokenName name{.family = {Uuid::from_bytes(family)}};
  for (const std::byte byte : fields.subspan<key_id_size + family_size>()) {
    name.generation = name.generation << 8 | std::to_integer<std::uint32_t>(byte);
  }
  return name;
}

Sha256 mac_of(const HmacSha256& key, const Token& token) noexcept {
  std::array<std::byte, token_label.size() + head_size> message{};
  const auto out = std::ranges::copy(std::as_bytes(std::span{token_label}), message.begin()).out;
  std::ranges::copy(head_of(token), out);
  return key.mac(message);
}

std::string encoded(const Token& token) {
  std::string text(prefix.size() + 2 * token.size(), '\0');  // one allocation: no copies are left behind
  auto out = std::ranges::copy(prefix, text.begin()).out;
  for (const std::byte byte : token) {
    *out++ = digits[std::to_integer<std::size_t>(byte >> 4)];
    *out++ = digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

// Takes the one spelling that `encoded` has.
std::optional<Token> decoded(std::string_view text) noexcept {
  Token token{};
  if (text.size() != prefix.size() + 2 * token.size() || !text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    const std::size_t high = digits.find(text[2 * i]);
    const std::size_t low = digits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    token[i] = static_cast<std::byte>(high << 4 | low);
  }
  return token;
}

}  // namespace

RefreshTokenCodec::RefreshTokenCodec(std::vector<Key> keys) noexcept : keys_(std::move(keys)) {}

Result<RefreshTokenCodec> RefreshTokenCodec::build(const std::vector<SecretBytes>& keys) {
  const Error bad_keys = fail(Errc::option_invalid, "keys");
  if (keys.empty() || keys.size() > most_keys) return bad_keys;
  std::vector<Key> named;
  for (const SecretBytes& key : keys) {
    if (key.size() < smallest_key) return bad_keys;
    HmacSha256 hmac{key};
    const Sha256 digest = hmac.mac(key_id_label);
    KeyId id{};
    std::ranges::copy_n(digest.begin(), key_id_size, id.begin());
    if (std::ranges::find(named, id, &Key::id) != named.end()) return bad_keys;
    named.push_back({id, std::move(hmac)});
  }
  return RefreshTokenCodec{std::move(named)};
}

std::string RefreshTokenCodec::mint(const TokenName& name) const {
  const Key& key = keys_.front();
  Token token = begin_token(key.id, name);
  Sha256 mac = mac_of(key.hmac, token);
  std::ranges::copy(mac, token.begin() + head_size);
  std::string text = encoded(token);
  wipe(mac.data(), mac.size());
  wipe(token.data(), token.size());
  return text;
}

Result<TokenName> RefreshTokenCodec::read(std::string_view text) const {
  const auto token = decoded(text);
  if (!token) return fail(Errc::refresh_token_invalid);
  const auto key = std::ranges::find_if(
      keys_, [&](const KeyId& id) { return std::ranges::equal(id, head_of(*token).first<key_id_size>()); },
      &Key::id);
  if (key == keys_.end()) return fail(Errc::refresh_token_invalid);
  Sha256 mac = mac_of(key->hmac, *token);
  const bool held = constant_time_equal(mac, std::span{*token}.subspan<head_size>());
  wipe(mac.data(), mac.size());  // of a forged token, it is what the forger lacks
  if (!held) return fail(Errc::refresh_token_invalid);
  return name_in(*token);
}

}  // namespace signet::inline v0::detail
