// Flow A's tokens: what its auth service writes, and what that and the API service check, each by itself.
#pragma once

#include <string_view>

#include "common/options.hpp"
#include "common/stop.hpp"
#include "common/verifiers.hpp"
#include "signet/policy/policy.hpp"

namespace signet::example {

inline constexpr std::string_view flow_a_issuer = "auth-service";
inline constexpr std::string_view flow_a_audience = "api-service";

/// `iss`, `aud` and `exp`, as flow A documents them.
Policy flow_a_policy();

/// HS256 by each value of `jwt_secret`, and flow_a_policy.
Start<Verifiers> flow_a_verifiers(const Options& options);

}  // namespace signet::example
