// Flow A's routes of the auth server: log in, and validate for the gateway.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "auth_server/login.hpp"
#include "signet/http/router.hpp"
#include "signet/token/verified_token.hpp"

namespace signet::example {

/// What POST /login works with; what LoginParts borrows lives as long as the router.
struct LoginRouteA {
  LoginParts login;
  std::function<Result<std::string>(std::string_view subject)> sign;  ///< a token for a user's decimal id
  std::string realm;
  bool exact = true;  ///< errors are `{"error","code"}` by the document's table; else problem+json by ours
};

/// What GET /validate works with.
struct ValidateRouteA {
  std::function<Result<VerifiedToken>(std::string_view token)> verify;
  std::string realm;
  bool exact = true;  ///< a good token is the documented 200; else 204
};

void add_login_a(Router& router, const LoginRouteA& flow);

/// No answer of /validate has a body: nginx keeps a connection to it only then. X-Auth-Status says why a
/// request is refused, after the status that is meant for the client: `401 token_expired`. That is another
/// than the answer's own where nginx would turn that into a 500: `503 overloaded` comes as a 403, which every
/// gateway refuses.
void add_validate_a(Router& router, const ValidateRouteA& flow);

}  // namespace signet::example
