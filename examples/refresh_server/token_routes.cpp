// Gives the two endpoints flow D's way of ending and reading a token.
#include "refresh_server/token_routes.hpp"

#include <string>

#include "signet/http/token_endpoints.hpp"

namespace signet::example {
namespace {

Result<ActiveToken> told(const Result<ClaimsD>& claims) {
  if (!claims) return claims.error();
  return ActiveToken{.token_type = claims->uid.kind == TokenKind::access ? "Bearer" : "",
                     .expires_at = claims->expires_at,
                     .issued_at = claims->issued_at,
                     .not_before = claims->not_before,
                     .subject = std::to_string(claims->user_id),
                     .issuer = claims->issuer,
                     .id = make_uid(claims->uid).text()};
}

}  // namespace

void add_token_routes(Router& router, const TokenRoutes& routes) {
  const RouteRules rules{.cost = RouteCost::io, .errors = oauth_error};
  router.add("POST", "/revoke", rules, [routes](const Request& request) {
    const auto end = [&routes](std::string_view token, NumericDate now) {
      return routes.sessions.end(token, now);
    };
    return answer_revocation(request, *routes.callers.get(), end, routes.now());
  });
  router.add("POST", "/introspect", rules, [routes](const Request& request) {
    const auto read = [&routes](std::string_view token, NumericDate now) {
      return told(routes.sessions.inspect(token, now));
    };
    return answer_introspection(request, *routes.callers.get(), read, routes.now());
  });
}

}  // namespace signet::example
