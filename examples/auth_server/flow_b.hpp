// Flow B's routes of the auth server: register, log in, and the public keys.
#pragma once

#include <string>

#include "auth_server/sessions_b.hpp"
#include "auth_server/token_signer.hpp"
#include "common/current.hpp"
#include "signet/account/accounts.hpp"
#include "signet/account/throttle.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/router.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet::example {

/// What the routes work with; all borrowed, for as long as the router lives.
struct FlowB {
  Accounts& accounts;
  HashPool& hashing;
  Throttle& logins;
  Throttle& registrations;
  const Current<TokenSigner>& signer;
  std::string realm;
  const Current<SessionsB>* sessions = nullptr;  ///< null: refresh is off
  SteadyClock clock = steady_now;
};

/// Adds POST /auth/register, POST /auth/login and GET /.well-known/jwks.json; with sessions, those of
/// refresh_routes_b.hpp too.
void add_flow_b(Router& router, const FlowB& flow);

}  // namespace signet::example
