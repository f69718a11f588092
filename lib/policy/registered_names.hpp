// The names of the registered claims, for the scan of a claims set.
#pragma once

#include "json/known_names.hpp"

namespace signet::inline v0::detail {

/// Each is noted under its number as Registered.
inline constexpr KnownNames registered_names{"iss", "sub", "aud", "jti", "exp", "nbf", "iat", "scope"};

}  // namespace signet::inline v0::detail
