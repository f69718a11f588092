// What `signet verify` and `signet batch` may demand of a token's claims, and the policy made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "signet/policy/policy.hpp"

namespace signet_cli {

/// Members left out demand nothing, but for the two allowances, which must be given.
struct TokenRules {
  std::vector<std::string> issuers{};    ///< any of them
  std::vector<std::string> audiences{};  ///< any of them
  std::optional<std::string> subject{};
  std::optional<std::string> typ{};
  std::optional<signet::Seconds> max_age{};
  std::vector<std::string> required{};  ///< claims that must be present
  bool allow_no_expiry = false;
  bool allow_any_audience = false;  ///< else a token with an `aud` needs one of `audiences`
};

signet::Policy policy_of(const TokenRules& rules);

}  // namespace signet_cli
