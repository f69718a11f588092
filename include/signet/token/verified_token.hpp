// VerifiedToken: a token whose signature held and whose claims met the policy; there is no other way to one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "signet/core/handle.hpp"
#include "signet/core/limits.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/policy/token_view.hpp"

namespace signet::inline v0 {

class JoseHeader;

namespace detail {
class HeaderObject;
void free_arena(std::byte* arena) noexcept;
void free_header(HeaderObject* header) noexcept;
}  // namespace detail

/// Owns what it shows: payload, typ, kid and an index of offsets lie in 1 KiB inside the object; a larger
/// token takes one allocation. The registered claims are found and the dates read once, for all who ask.
/// Move-only; views it hands out end with it, and with a move. A moved-from token has no claims.
/// @thread const access from any number of threads
class VerifiedToken {
  class Passkey {
    friend class TokenVerifier;
    explicit Passkey() = default;
  };

 public:
  /// For TokenVerifier alone: an empty token, to be filled where it will stay.
  explicit VerifiedToken(Passkey) noexcept {}
  VerifiedToken(VerifiedToken&& other) noexcept;
  VerifiedToken& operator=(VerifiedToken&& other) noexcept;
  VerifiedToken(const VerifiedToken&) = delete;
  VerifiedToken& operator=(const VerifiedToken&) = delete;
  ~VerifiedToken() = default;

  Algorithm algorithm() const noexcept { return layout_.algorithm; }
  std::optional<std::string_view> typ() const& noexcept;
  std::optional<std::string_view> kid() const& noexcept;
  /// Registered claims (RFC 7519 §4.1), where present.
  std::optional<std::string_view> issuer() const& noexcept { return text(detail::Registered::iss); }
  std::optional<std::string_view> subject() const& noexcept { return text(detail::Registered::sub); }
  std::optional<std::string_view> token_id() const& noexcept { return text(detail::Registered::jti); }
  /// Digits finer than a microsecond rounded as NumericDate::Round says: `exp` down, the others up.
  std::optional<NumericDate> expires_at() const noexcept;
  std::optional<NumericDate> not_before() const noexcept;
  std::optional<NumericDate> issued_at() const noexcept;
  /// All claims, in the token's order.
  JsonObject claims() const& noexcept {
    const auto* members = reinterpret_cast<const JsonMember*>(arena() + layout_.index_at());
    return {reinterpret_cast<const char*>(arena()), std::span{members, layout_.members}};
  }
  /// What was signed as header, its strings decoded. Only a verifier whose options name critical members
  /// keeps it, for the caller to act on them whether this token marks them so or not; without members
  /// otherwise.
  JsonObject header() const& noexcept;
  /// Everything a policy reads: `scope("posts:read").check(*token, now())`.
  explicit(false) operator TokenView() const& noexcept;

  std::optional<std::string_view> typ() const&& = delete;
  std::optional<std::string_view> kid() const&& = delete;
  std::optional<std::string_view> issuer() const&& = delete;
  std::optional<std::string_view> subject() const&& = delete;
  std::optional<std::string_view> token_id() const&& = delete;
  JsonObject claims() const&& = delete;
  JsonObject header() const&& = delete;
  operator TokenView() const&& = delete;

 private:
  friend class TokenVerifier;

  static constexpr std::size_t inline_size = 1024;

  // What lies where in the arena: payload, typ, kid, then the index, aligned. Sizes in bytes.
  struct Layout {
    std::uint16_t payload = 0;
    std::uint16_t typ = 0;
    std::uint16_t kid = 0;
    std::uint16_t members = 0;
    bool has_typ = false;
    bool has_kid = false;
    Algorithm algorithm{};

    std::size_t texts() const noexcept { return std::size_t{payload} + typ + kid; }
    std::size_t index_at() const noexcept {
      return (texts() + alignof(JsonMember) - 1) / alignof(JsonMember) * alignof(JsonMember);
    }
    std::size_t size() const noexcept { return index_at() + members * sizeof(JsonMember); }
  };

  /// Decodes and scans `payload`, keeps the header's typ and kid.
  /// @error base64url_invalid, json_*, utf8_invalid
  Result<void> load(std::string_view payload, const JoseHeader& header, const Limits& limits);
  /// @error base64url_invalid, json_*, utf8_invalid
  Result<void> keep_header(std::string_view encoded, const Limits& limits);
  Result<std::size_t> read(std::string_view payload, std::string_view header_texts, std::size_t room,
                           const Limits& limits);
  std::size_t reserve(const Limits& limits);
  const std::byte* arena() const noexcept { return large_ ? large_.get() : inline_.data(); }
  std::byte* arena() noexcept { return large_ ? large_.get() : inline_.data(); }
  std::string_view text(std::size_t at, std::size_t size) const noexcept;
  std::optional<std::string_view> text(detail::Registered claim) const noexcept {
    if (!registered_.has_plain(claim)) return std::nullopt;
    return claims().value(registered_.place_of(claim)).text;
  }

  Layout layout_;
  detail::RegisteredClaims registered_;
  Handle<std::byte, detail::free_arena> large_;
  Handle<detail::HeaderObject, detail::free_header> header_;
  alignas(JsonMember) std::array<std::byte, inline_size> inline_;  // not zeroed
};

}  // namespace signet::inline v0
