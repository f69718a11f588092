// Flow A's route of the API service: the caller's profile, behind a token that is verified here once more.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "signet/http/router.hpp"
#include "signet/token/verified_token.hpp"

namespace signet::example {

/// What the route works with.
struct ProfileFlowA {
  std::function<Result<VerifiedToken>(std::string_view token)> verify;  ///< by flow_a_policy
  std::function<void()> wait;  ///< as long as the document lets a database take
  std::string realm;
};

/// Adds GET /api/v1/user/profile.
void add_flow_a(Router& router, const ProfileFlowA& flow);

}  // namespace signet::example
