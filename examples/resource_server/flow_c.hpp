// Flow C's routes of the resource server: posts behind an access token, and two that only demos serve.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "resource_server/user_names.hpp"
#include "signet/http/router.hpp"
#include "signet/token/verified_token.hpp"

namespace signet::example {

/// What the routes work with; the names are borrowed, for as long as the router lives.
struct PostsFlowC {
  std::function<Result<VerifiedToken>(std::string_view token)> verify;  ///< an access token, by flow_c_policy
  std::string realm;
  bool exact = true;  ///< documented statuses and texts; else RFC 6750 and RFC 9457
  /// Null: GET /users is not served.
  UserNames* names = nullptr;
  /// Whether the name and the password in the request's body are right, as auth_server says: nothing here
  /// looks at either. Null: POST /login is not served.
  std::function<Result<void>(const Request& request)> check_login{};
};

/// Adds GET /posts; and where they are wanted GET /users, `[{"username":"ada"}]`, open to everybody, at most
/// 1,000 names; and POST /login, `{"message":"Login successful"}`.
void add_flow_c(Router& router, const PostsFlowC& flow);

}  // namespace signet::example
