// Flow B's routes of the user service: profiles, read by any token, changed by their owner.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/profiles.hpp"
#include "signet/http/router.hpp"
#include "signet/policy/policy.hpp"
#include "signet/token/verified_token.hpp"

namespace signet::example {

/// What the routes work with; the store is borrowed, for as long as the router lives.
struct UsersFlowB {
  ProfileStore& profiles;
  std::function<Result<VerifiedToken>(std::string_view token)> verify;  ///< by flow_b_policy
  std::string realm;
};

/// What flow B asks of a token beside its signature: `exp`, `iat`, and a `sub` that is a UUID.
Policy flow_b_policy();

/// Adds GET, PUT and DELETE /users/:id, and GET /users.
void add_flow_b(Router& router, const UsersFlowB& flow);

}  // namespace signet::example
