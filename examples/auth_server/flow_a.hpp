// Flow A's routes of the auth server: log in, and validate for the gateway.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "auth_server/login.hpp"
#include "signet/http/router.hpp"
#include "signet/token/verified_token.hpp"

namespace signet::example {

/// What the routes work with; what LoginParts borrows lives as long as the router.
struct FlowA {
  LoginParts login;
  std::function<Result<std::string>(std::string_view subject)> sign;  ///< a token for a user's decimal id
  std::function<Result<VerifiedToken>(std::string_view token)> verify;
  std::string realm;
};

/// Adds POST /login and GET /validate. Their errors have flow A's own form: `{"error","code"}` of /login; of
/// /validate never a body, since nginx keeps a connection to it only then, the reason being in X-Auth-Status.
void add_flow_a(Router& router, const FlowA& flow);

}  // namespace signet::example
