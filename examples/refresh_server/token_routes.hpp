// /revoke (RFC 7009) and /introspect (RFC 7662) over flow D's sessions, for services that show a key.
#pragma once

#include <functional>
#include <vector>

#include "common/current.hpp"
#include "refresh_server/sessions_d.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

/// What the two routes use; borrowed, and outlives the router.
struct TokenRoutes {
  SessionsD& sessions;
  const Current<std::vector<SecretBytes>>& callers;  ///< the keys that admit
  std::function<NumericDate()> now;                  ///< the clock
};

/// Adds both. To revoke a token of either kind is to end its session, and with it all its tokens.
void add_token_routes(Router& router, const TokenRoutes& routes);

}  // namespace signet::example
