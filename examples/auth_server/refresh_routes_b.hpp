// Flow B's routes with `refresh` on: what a login answers then, refresh and logout.
#pragma once

#include "auth_server/flow_b.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

/// Begins a session for who logged in, and answers with its access token and refresh token.
/// @error credentials_invalid  the password that was checked is no longer the account's, or it is locked
/// @error store_unavailable, random_unavailable, signing_failed
Result<Response> session_answer(const FlowB& flow, const AuthenticatedAccount& account);

/// Adds POST /auth/refresh and POST /auth/logout. Both take the refresh token in a JSON body and nowhere
/// else, since URLs end up in logs and histories (RFC 9700 §4.3). Why a token is refused is not told: whoever
/// presents it may be a thief.
void add_refresh_routes_b(Router& router, const FlowB& flow);

}  // namespace signet::example
