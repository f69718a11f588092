// Flow C's routes of the auth server: log in, get access tokens by the refresh token, log out.
#pragma once

#include <functional>
#include <string>

#include "auth_server/login.hpp"
#include "auth_server/sessions_c.hpp"
#include "common/current.hpp"
#include "common/open_login.hpp"
#include "signet/account/account_store.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

/// What the routes work with; all borrowed, for as long as the router lives.
struct FlowC {
  LoginParts login;
  AccountStore& store;  ///< that of the login's accounts
  SessionsC& sessions;
  const Current<OpenLogin>& gate;  ///< who may make an account by logging in
  std::string realm;
  bool exact = true;                 ///< documented statuses and texts; else RFC 6750 and RFC 9457
  bool serves_verify = false;        ///< POST /verify too
  std::function<NumericDate()> now;  ///< the clock
};

/// Adds POST /login, POST /token and DELETE /logout; POST /verify where it is wanted, which says by 204 or
/// 401 whether name and password are right, begins no session and makes no account.
void add_flow_c(Router& router, const FlowC& flow);

/// What POST /verify does: whether the name and the password in the body are right.
/// @error credentials_invalid, and those of reading the body and of authenticate
Result<void> verify_login_c(const FlowC& flow, const Request& request);

}  // namespace signet::example
