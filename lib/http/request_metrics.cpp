// One counter for each route, method and status there can be, in a row; those that counted nothing are not
// shown.
#include "signet/http/request_metrics.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace signet::inline v0 {
namespace {

constexpr MetricFamily requests{"signet_http_requests_total",
                                "Answered requests by route pattern, method and status."};
constexpr MetricFamily durations{"signet_http_request_duration_seconds",
                                 "From the arrival of a request in the pipeline to its answer."};

constexpr MetricFamily refusals{"signet_http_refused_total",
                                "Requests and connections turned away for want of what the reason names."};

constexpr std::size_t methods = known_methods.size() + 1;  // the last is `-`
constexpr std::size_t statuses = 600;

struct StatusLabels {
  std::string status;
  std::string group;  // `2xx`
};

std::string group_of(std::size_t status) { return std::to_string(status / 100) + "xx"; }

std::size_t method_number(std::string_view method) noexcept {
  return static_cast<std::size_t>(std::ranges::find(known_methods, method) - known_methods.begin());
}

std::string_view method_text(std::size_t number) noexcept {
  return number < known_methods.size() ? known_methods[number] : "-";
}

}  // namespace

struct RequestMetrics::Table {
  Table(MetricRegistry& registry, std::string_view name, const Router& router);
  void collect(MetricSamples& samples) const;

  std::size_t route_number(std::string_view pattern) const noexcept {
    const auto found = std::ranges::find(routes, pattern);
    return found == routes.end() ? 0 : static_cast<std::size_t>(found - routes.begin());
  }
  std::size_t place_of(std::size_t route, std::size_t method, std::size_t status) const noexcept {
    return (route * methods + method) * labels.size() + status;
  }

  std::string listener;
  std::vector<std::string> routes{"-"};
  std::vector<Histogram*> latencies;  // by route
  std::vector<StatusLabels> labels{{"other", "other"}};
  std::array<std::uint8_t, statuses> label_of{};  // of a status; 0: it is none
  std::vector<Counter> counters;                  // by route, method and status
};

// Of each hundred, first the label of the statuses that have no name, then one for each that has.
RequestMetrics::Table::Table(MetricRegistry& registry, std::string_view name, const Router& router)
    : listener(name) {
  const auto patterns = router.patterns();
  routes.insert(routes.end(), patterns.begin(), patterns.end());
  for (const std::string& route : routes) {
    latencies.push_back(&registry.histogram(durations, {{"listener", listener}, {"route", route}}));
  }
  for (std::size_t hundred = 100; hundred < statuses; hundred += 100) {
    const auto unnamed = static_cast<std::uint8_t>(labels.size());
    labels.push_back({"other", group_of(hundred)});
    for (std::size_t status = hundred; status < hundred + 100; ++status) {
      label_of[status] = unnamed;
      if (reason_phrase(static_cast<std::uint16_t>(status)).empty()) continue;
      label_of[status] = static_cast<std::uint8_t>(labels.size());
      labels.push_back({std::to_string(status), group_of(status)});
    }
  }
  counters = std::vector<Counter>(routes.size() * methods * labels.size());
}

void RequestMetrics::Table::collect(MetricSamples& samples) const {
  for (std::size_t i = 0; i < counters.size(); ++i) {
    const std::uint64_t counted = counters[i].value();
    if (counted == 0) continue;
    const StatusLabels& label = labels[i % labels.size()];
    samples.add({{"listener", listener},
                 {"route", routes[i / labels.size() / methods]},
                 {"method", method_text(i / labels.size() % methods)},
                 {"status", label.status},
                 {"class", label.group}},
                counted);
  }
}

RequestMetrics::RequestMetrics(MetricRegistry& registry, std::string_view listener, const Router& router)
    : table_(std::make_shared<Table>(registry, listener, router)) {
  registry.counters(requests, [table = table_](MetricSamples& samples) { table->collect(samples); });
}

void RequestMetrics::operator()(const AccessRecord& record) const noexcept {
  Table& table = *table_;
  const std::size_t route = table.route_number(record.pattern);
  const std::size_t label = record.status < statuses ? table.label_of[record.status] : 0;
  table.counters[table.place_of(route, method_number(record.method), label)].add();
  table.latencies[route]->observe(record.latency);
}

RefusalMetrics::RefusalMetrics(MetricRegistry& registry, std::string_view listener) {
  const auto of = [&](std::string_view reason) {
    return &registry.counter(refusals, {{"listener", listener}, {"reason", reason}});
  };
  counters_ = {of("threads"), of("buffers"), of("peers"), of("connections")};
}

}  // namespace signet::inline v0
