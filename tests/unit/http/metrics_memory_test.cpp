// That counting takes no memory: it is done for each request and each hash.
#include <doctest/doctest.h>

#include "signet/http/event_metrics.hpp"
#include "signet/http/request_metrics.hpp"
#include "unit/session/metered_new.hpp"

using namespace signet;
using namespace signet::test;

TEST_CASE("an update of a counter or a histogram takes no memory") {
  MetricRegistry registry;
  Counter& counter = registry.counter({"doors_total", "Doors."}, {{"side", "north"}});
  Histogram& histogram = registry.histogram({"wait_seconds", "Waits."}, {{"queue", "long"}});
  const std::size_t before = allocations();
  counter.add();
  histogram.observe(Seconds::of_microseconds(70));
  CHECK(allocations() == before);
}

TEST_CASE("counting a request takes no memory") {
  Router router;
  router.add("GET", "/users/:id", RouteCost::inline_,
             [](const Request&) -> Result<Response> { return Response::json(200, "{}"); });
  MetricRegistry registry;
  const RequestMetrics metrics{registry, "front", router};
  const std::size_t before = allocations();
  metrics({.method = "GET", .pattern = "/users/:id", .status = 200, .latency = {}, .request_id = "r-1"});
  metrics({.method = "-", .pattern = {}, .status = 999, .latency = {}, .request_id = {}});
  CHECK(allocations() == before);
}

TEST_CASE("counting an event takes no memory") {
  MetricRegistry registry;
  LoginMetrics logins{registry};
  SessionMetrics sessions{registry};
  const std::size_t before = allocations();
  logins.count({.kind = EventKind::hash_done, .took = Seconds::of(1), .algorithm = HashAlgorithm::bcrypt});
  logins.count({.kind = EventKind::hash_refused, .refusal = HashRefusal::deadline});
  sessions.count({.kind = EventKind::session_rotated});
  CHECK(allocations() == before);
}
