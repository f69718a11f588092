// Which header members a signature may mark as critical (RFC 7515 §4.1.11).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0::detail {

/// RFC 7515 §4.1: members that every implementation knows, and that `crit` must therefore not list.
inline constexpr std::array<std::string_view, 11> names_of_jws{"alg", "jku",      "jwk", "kid", "x5u", "x5c",
                                                               "x5t", "x5t#S256", "typ", "cty", "crit"};

/// The members that are acted on where they are critical.
struct UnderstoodMembers {
  std::span<const std::string> by_caller;  ///< of which those of RFC 7515 and `b64` do not count
  bool b64 = false;                        ///< RFC 7797, by us; never in a JWT (its §7)
};

/// The names that `crit` lists, none if it is not there; each stands in the header, and once in the list.
/// @error crit_unsupported  `crit` is no list of names that are understood and there
Result<std::vector<std::string_view>> read_crit(const JsonObject& header,
                                                const UnderstoodMembers& understood);

}  // namespace signet::inline v0::detail
