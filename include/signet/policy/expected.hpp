// Expected: what this one call expects of a token, beside what every call expects (the policy).
#pragma once

#include <optional>
#include <string_view>

#include "signet/core/numeric_date.hpp"

namespace signet::inline v0 {

/// Per-call values. A rule that reads a member which was left out fails; nothing passes by absence.
/// Borrows its strings for the call.
struct Expected {
  std::optional<std::string_view> nonce{};              ///< rules::nonce(): equals claim `nonce`
  std::optional<std::string_view> access_token_hash{};  ///< rules::access_token_hash(): equals `at_hash`
  std::optional<std::string_view> key_thumbprint{};     ///< rules::key_thumbprint(): equals `cnf`.`jkt`
  std::optional<Seconds> max_age{};                     ///< rules::max_age(): most seconds since `iat`
};

/// How far clocks may differ, per claim; 0 .. 10 minutes each. Zero unless said.
struct Leeway {
  Seconds expires{};     ///< a token is still taken this long after `exp`
  Seconds not_before{};  ///< and this long before `nbf`
  Seconds issued_at{};   ///< and with an `iat` this far in the future
};

}  // namespace signet::inline v0
