// How dates are compared with now: by the time rules, and for every token whatever its policy.
#pragma once

#include "signet/policy/claims_set.hpp"
#include "signet/policy/expected.hpp"

namespace signet::inline v0::detail {

/// Whether `exp` has been reached (RFC 7519 §4.1.4: on or after it).
constexpr bool has_expired(NumericDate expiry, NumericDate now, Seconds leeway) noexcept {
  return expiry <= now - leeway;
}

/// Whether `nbf` or `iat` is later than now.
constexpr bool lies_ahead(NumericDate start, NumericDate now, Seconds leeway) noexcept {
  return start > now + leeway;
}

/// Whether all dates that are there are in order, and none refuses the token at `now`.
inline bool is_timely(const RegisteredClaims& claims, NumericDate now, const Leeway& leeway) noexcept {
  if (!claims.dates_are_plain()) return false;
  const auto past = [&claims, now](Registered start, Seconds ahead) {
    return !claims.has_plain(start) || !lies_ahead(claims.date(start)->up, now, ahead);
  };
  if (claims.has_plain(Registered::exp) &&
      has_expired(claims.date(Registered::exp)->down, now, leeway.expires)) {
    return false;
  }
  return past(Registered::nbf, leeway.not_before) && past(Registered::iat, leeway.issued_at);
}

}  // namespace signet::inline v0::detail
