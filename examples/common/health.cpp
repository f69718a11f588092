// The three health routes; each answer says which question it answers.
#include "common/health.hpp"

#include <utility>

namespace signet::example {
namespace {

Response told(std::uint16_t status, std::string body) {
  Response response = Response::json(status, std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Response readiness(const HealthChecks& checks) {
  if (!checks.ready()) return told(503, R"({"status":"not_ready"})");
  if (checks.only_store_routes && !checks.database()) return told(503, R"({"status":"database_down"})");
  return told(200, R"({"status":"ready"})");
}

Response health(const HealthChecks& checks) {
  if (!checks.database) return told(200, R"({"status":"ok"})");
  if (!checks.database()) return told(503, R"({"status":"degraded","database":"down"})");
  return told(200, R"({"status":"ok","database":"up"})");
}

}  // namespace

void add_health_routes(Router& router, HealthChecks checks) {
  const RouteCost readiness_cost = checks.only_store_routes ? RouteCost::io : RouteCost::inline_;
  router.add("GET", "/livez", RouteCost::inline_,
             [](const Request&) { return told(200, R"({"status":"ok"})"); });
  router.add("GET", "/readyz", readiness_cost, [checks](const Request&) { return readiness(checks); });
  const RouteCost health_cost = checks.database ? RouteCost::io : RouteCost::inline_;
  router.add("GET", "/health", health_cost,
             [checks = std::move(checks)](const Request&) { return health(checks); });
}

}  // namespace signet::example
