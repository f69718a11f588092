// How NumericDate claims are read and compared with now: by the time rules, and for every token whatever its
// policy.
#pragma once

#include <optional>

#include "signet/core/numeric_date.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0::detail {

/// The claim as a date; nothing when it is no number or out of range.
inline std::optional<NumericDate> date_of(const JsonValue& claim, NumericDate::Round round) noexcept {
  if (claim.type != JsonType::number) return std::nullopt;
  const auto date = NumericDate::parse(claim.text, round);
  return date ? std::optional{*date} : std::nullopt;
}

/// Whether `exp` has been reached (RFC 7519 §4.1.4: on or after it).
constexpr bool has_expired(NumericDate expiry, NumericDate now, Seconds leeway) noexcept {
  return expiry <= now - leeway;
}

/// Whether `nbf` or `iat` is later than now.
constexpr bool lies_ahead(NumericDate start, NumericDate now, Seconds leeway) noexcept {
  return start > now + leeway;
}

}  // namespace signet::inline v0::detail
