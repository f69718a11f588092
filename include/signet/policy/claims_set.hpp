// ClaimsSet: the claims of a token, with the registered ones among them found and their dates read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0 {

namespace detail {

/// The claims of RFC 7519 §4.1, and the one of RFC 8693 §4.2 that policies read as often, each by the number
/// under which a scan notes its name; `none` is a number that it gives to no name of these.
enum class Registered : std::uint8_t {
  iss = 1,
  sub = 0,
  aud = 9,
  jti = 63,
  exp = 23,
  nbf = 11,
  iat = 8,
  scope = 6,
  none = 2
};

constexpr std::uint64_t claim_bit(Registered claim) noexcept {
  return std::uint64_t{1} << static_cast<unsigned>(claim);
}

Registered registered_claim(std::string_view name) noexcept;

/// A NumericDate claim, rounded either way where it is finer than a microsecond.
struct DateClaim {
  NumericDate down;
  NumericDate up;
};

/// Where the registered claims stand in a claims set, and its dates. Holds places and no addresses, so it is
/// as good for the set after both were moved.
/// @thread const access from any number of threads
class RegisteredClaims {
 public:
  /// Of a set without claims.
  RegisteredClaims() noexcept = default;
  explicit RegisteredClaims(const JsonObject& claims) noexcept { read(claims); }

  /// Takes in another set: one pass, each date read once.
  void read(const JsonObject& claims) noexcept;
  /// For a scan that notes the names of registered claims (lib/policy/registered_names.hpp), and, once it is
  /// done, reads what it found.
  NotedNames& names() noexcept { return names_; }
  void read_noted(const JsonObject& claims) noexcept;

  bool has(Registered claim) const noexcept { return (names_.met & claim_bit(claim)) != 0; }
  /// Whether it is there and what it is in most tokens: a string; of exp, nbf and iat a NumericDate in range.
  bool has_plain(Registered claim) const noexcept { return (plain_ & claim_bit(claim)) != 0; }
  /// Whether `iss`, `sub`, `aud` and `jti` are plain where they are there.
  bool texts_are_plain() const noexcept { return are_plain(typed_texts); }
  /// Whether `exp`, `nbf` and `iat` are.
  bool dates_are_plain() const noexcept { return are_plain(dates); }
  /// The claims that are strings, `aud` usually.
  static constexpr bool is_text(Registered claim) noexcept { return (claim_bit(claim) & texts) != 0; }
  /// Whether the claims of these bits are there and plain.
  bool have_plain(std::uint64_t bits) const noexcept { return (bits & ~plain_) == 0; }
  /// In the order of the set; of a claim that is there.
  std::size_t place_of(Registered claim) const noexcept {
    return names_.places[static_cast<std::size_t>(claim)];
  }
  /// `exp`, `nbf` or `iat`; null unless it is plain.
  const DateClaim* date(Registered claim) const noexcept {
    return has_plain(claim) ? &dates_[date_index(claim)] : nullptr;
  }

 private:
  static constexpr std::uint64_t typed_texts = claim_bit(Registered::iss) | claim_bit(Registered::sub) |
                                               claim_bit(Registered::aud) | claim_bit(Registered::jti);
  static constexpr std::uint64_t texts = typed_texts | claim_bit(Registered::scope);
  static constexpr std::uint64_t dates =
      claim_bit(Registered::exp) | claim_bit(Registered::nbf) | claim_bit(Registered::iat);
  static constexpr std::size_t date_index(Registered claim) noexcept {
    return claim == Registered::exp ? 0 : claim == Registered::nbf ? 1 : 2;
  }
  // Where they are there.
  bool are_plain(std::uint64_t bits) const noexcept { return ((names_.met ^ plain_) & bits) == 0; }

  NotedNames names_;
  std::uint64_t plain_ = 0;  // the bits of claims
  std::array<DateClaim, 3> dates_{};
};

}  // namespace detail

/// A JsonObject that is the claims set of a token (RFC 7519 §4). Of a VerifiedToken it knows what the token
/// found when it was made; of any other object that is found anew by each check.
class ClaimsSet : public JsonObject {
 public:
  /// Without claims.
  constexpr ClaimsSet() noexcept = default;
  constexpr explicit(false) ClaimsSet(const JsonObject& claims) noexcept : JsonObject(claims) {}
  /// For VerifiedToken; `registered` is of these claims, and borrowed as they are.
  constexpr ClaimsSet(const JsonObject& claims, const detail::RegisteredClaims& registered) noexcept
      : JsonObject(claims), registered_(&registered) {}

  /// For the rules; null when it is not known.
  constexpr const detail::RegisteredClaims* registered() const noexcept { return registered_; }

 private:
  const detail::RegisteredClaims* registered_ = nullptr;
};

}  // namespace signet::inline v0
