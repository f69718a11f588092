// The listener for Prometheus, its options and its one route.
#include "common/metrics_door.hpp"

#include <utility>

#include "common/endpoint.hpp"

namespace signet::example {
namespace {

// Few ask, and /metrics is an io route, of which half of the threads take one each.
constexpr std::size_t threads = 4;

}  // namespace

std::vector<Option> metrics_options() {
  return {{"metrics_listen", OptionKind::text, "",
           "where GET /metrics is served for Prometheus, as `listen`; nowhere when empty"},
          {"metrics_beyond_loopback", OptionKind::truth, "false",
           "metrics_listen may be an address that other machines reach: whoever does reads the numbers"}};
}

Start<Done> check_metrics_listener(const Options& options) {
  const std::string& listen = options.text("metrics_listen");
  if (listen.empty()) return Done{};
  auto endpoint = endpoint_of(options, "metrics_listen");
  if (!endpoint) return endpoint.stop();
  if (!is_loopback(*endpoint) && !options.truth("metrics_beyond_loopback")) {
    return Stop{exit_usage, "metrics_listen " + listen +
                                " is reachable from other machines: listen on 127.0.0.1 or [::1], or set "
                                "metrics_beyond_loopback where only Prometheus gets there"};
  }
  return check_listener(options, "metrics_listen");
}

std::vector<Door> metrics_doors(const Options& options, const Reports& reports) {
  std::vector<Door> doors;
  if (options.text("metrics_listen").empty()) return doors;
  Site site;
  site.router.add("GET", "/metrics", RouteCost::io,
                  [&reports](const Request&) -> Result<Response> { return reports.metrics().response(); });
  site.reload = [] {};
  doors.push_back({.site = std::move(site), .listen = "metrics_listen", .threads = threads});
  return doors;
}

}  // namespace signet::example
