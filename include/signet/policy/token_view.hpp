// TokenView: what a policy may see of a token whose signature held. Never a key, never the signature.
#pragma once

#include <optional>
#include <string_view>

#include "signet/jose/algorithm.hpp"
#include "signet/policy/claims_set.hpp"

namespace signet::inline v0 {

/// Borrowed from a VerifiedToken; valid as long as it is.
struct TokenView {
  Algorithm algorithm{};
  std::optional<std::string_view> typ;
  std::optional<std::string_view> kid;
  ClaimsSet claims;
};

}  // namespace signet::inline v0
