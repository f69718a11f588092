// How dates are compared with now: by the time rules, and for every token whatever its policy.
#pragma once

#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail {

/// Whether `exp` has been reached (RFC 7519 §4.1.4: on or after it).
constexpr bool has_expired(NumericDate expiry, NumericDate now, Seconds leeway) noexcept {
  return expiry <= now - leeway;
}

/// Whether `nbf` or `iat` is later than now.
constexpr bool lies_ahead(NumericDate start, NumericDate now, Seconds leeway) noexcept {
  return start > now + leeway;
}

}  // namespace signet::inline v0::detail
