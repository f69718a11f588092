// ClaimsSet: the claims of a token, with the registered ones among them found and their dates read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0 {

namespace detail {

/// The claims of RFC 7519 §4.1: those that are strings first, `aud` usually, then the dates. And the one of
/// RFC 8693 §4.2 that policies read as often.
enum class Registered : std::uint8_t { iss, sub, aud, jti, exp, nbf, iat, scope, none };

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

  bool has(Registered claim) const noexcept { return (present_ & bit(claim)) != 0; }
  /// Whether it is there and what it is in most tokens: a string; of exp, nbf and iat a NumericDate in range.
  bool has_plain(Registered claim) const noexcept { return (plain_ & bit(claim)) != 0; }
  /// Whether `iss`, `sub`, `aud` and `jti` are plain where they are there.
  bool texts_are_plain() const noexcept { return ((present_ ^ plain_) & (bit(Registered::exp) - 1U)) == 0; }
  /// Whether `exp`, `nbf` and `iat` are.
  bool dates_are_plain() const noexcept {
    return ((present_ ^ plain_) & (bit(Registered::exp) | bit(Registered::nbf) | bit(Registered::iat))) == 0;
  }
  static constexpr unsigned bit(Registered claim) noexcept { return 1U << static_cast<unsigned>(claim); }
  /// Whether the claims of these bits are there and plain.
  bool have_plain(unsigned bits) const noexcept { return (bits & ~unsigned{plain_}) == 0; }
  /// In the order of the set; of a claim that is there.
  std::size_t place_of(Registered claim) const noexcept { return places_[static_cast<std::size_t>(claim)]; }
  /// `exp`, `nbf` or `iat`; null unless it is plain.
  const DateClaim* date(Registered claim) const noexcept {
    return has_plain(claim) ? &dates_[date_index(claim)] : nullptr;
  }

 private:
  static constexpr std::size_t date_index(Registered claim) noexcept {
    return static_cast<std::size_t>(claim) - static_cast<std::size_t>(Registered::exp);
  }
  void find(const JsonObject& claims) noexcept;

  std::uint8_t present_ = 0;  // the bits of claims
  std::uint8_t plain_ = 0;
  std::array<std::uint16_t, 8> places_{};
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
