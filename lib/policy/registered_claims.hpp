// RegisteredClaims: where the claims of RFC 7519 §4.1 stand in a claims set, found in one pass, dates read
// once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0::detail {

enum class Registered : std::uint8_t { iss, sub, aud, exp, nbf, iat, jti, none };

Registered registered_claim(std::string_view name) noexcept;

/// A NumericDate claim, rounded either way where it is finer than a microsecond.
struct DateClaim {
  NumericDate down;
  NumericDate up;
};

/// Of one claims set, which it borrows. @thread one
class RegisteredClaims {
 public:
  explicit RegisteredClaims(const JsonObject& claims) noexcept;

  bool has(Registered claim) const noexcept { return place_of(claim) < absent; }
  /// `claim` is there.
  JsonValue operator[](Registered claim) const noexcept { return claims_.value(place_of(claim)); }
  /// In the order of the set; of a claim that is there.
  std::size_t place_of(Registered claim) const noexcept { return places_[static_cast<std::size_t>(claim)]; }
  /// `exp`, `nbf` or `iat`, which is there; null when it is no number or out of range.
  const DateClaim* date(Registered claim) noexcept {
    Date& date = dates_[static_cast<std::size_t>(claim) - static_cast<std::size_t>(Registered::exp)];
    if (date.state == Date::unread) read(date, (*this)[claim]);
    return date.state == Date::good ? &date.value : nullptr;
  }

 private:
  static constexpr std::uint16_t absent = 0xffff;
  struct Date {
    enum : std::uint8_t { unread, good, bad } state = unread;
    DateClaim value;
  };
  static void read(Date& date, const JsonValue& claim) noexcept;

  JsonObject claims_;
  std::array<std::uint16_t, 7> places_{absent, absent, absent, absent, absent, absent, absent};
  std::array<Date, 3> dates_{};  // exp, nbf, iat, read when they are asked for
};

}  // namespace signet::inline v0::detail
