#include "signet/http/request_metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "signet/core/chrono.hpp"

using namespace signet;

namespace {

Result<Response> fine(const Request&) { return Response::json(200, "{}"); }

Router routes() {
  Router router;
  router.add("GET", "/users/:id", RouteCost::inline_, fine)
      .add("PUT", "/users/:id", RouteCost::io, fine)
      .add("GET", "/teapot", RouteCost::inline_,
           [](const Request&) -> Result<Response> { return Response::json(418, "{}"); })
      .add("GET", "/nowhere", RouteCost::inline_,
           [](const Request&) -> Result<Response> { return Response::json(999, "{}"); });
  return router;
}

/// A Service that nothing but its metrics watches.
struct Watched {
  MetricRegistry registry;
  Result<Service> service = fail(Errc::internal_error);

  Watched() {
    Router router = routes();
    RequestMetrics metrics{registry, "front", router};
    service = Service::build(std::move(router),
                             {.trusted_proxies = {}, .access_log = metrics, .clock = steady_now});
  }
  void ask(std::string method, std::string path) const {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    static_cast<void>(service->handle(std::move(request)));
  }
  /// The lines of the counter, without its name.
  std::string requests() const {
    const std::string name = "signet_http_requests_total{";
    const std::string text = registry.render();
    std::string lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      if (text.compare(at, name.size(), name) == 0) {
        lines += text.substr(at + name.size(), text.find('\n', at) + 1 - at - name.size());
      }
    }
    return lines;
  }
};

std::ptrdiff_t lines_of(const std::string& text) { return std::ranges::count(text, '\n'); }

}  // namespace

TEST_CASE("requests are counted by pattern, method, status and class of status") {
  const Watched watched;
  CHECK(watched.requests().empty());
  watched.ask("GET", "/users/7");
  watched.ask("GET", "/users/8");
  watched.ask("HEAD", "/users/8");
  watched.ask("POST", "/users/8");
  watched.ask("GET", "/secret-8f3a");
  watched.ask("GET", "/teapot");
  watched.ask("GET", "/nowhere");
  static_cast<void>(watched.service->refuse(fail(Errc::request_timeout)));
  CHECK(watched.requests() ==
        R"(listener="front",route="-",method="GET",status="404",class="4xx"} 1
listener="front",route="-",method="-",status="408",class="4xx"} 1
listener="front",route="/users/:id",method="GET",status="200",class="2xx"} 2
listener="front",route="/users/:id",method="HEAD",status="200",class="2xx"} 1
listener="front",route="/users/:id",method="POST",status="405",class="4xx"} 1
listener="front",route="/teapot",method="GET",status="other",class="4xx"} 1
listener="front",route="/nowhere",method="GET",status="other",class="other"} 1
)");
}

TEST_CASE("10,000 paths and methods that nobody foresaw add no series, and none of their text is shown") {
  const Watched watched;
  watched.ask("GET", "/-/unknown");
  watched.ask("BREW", "/-/unknown");
  const std::string before = watched.registry.render();
  for (int i = 0; i < 5'000; ++i) {
    const std::string odd = "MARK" + std::to_string(i) + "\"}\n#\\";
    watched.ask("GET", "/" + odd);
    watched.ask(odd, "/" + odd);
  }
  const std::string after = watched.registry.render();
  CHECK(lines_of(after) == lines_of(before));
  CHECK(after.find("MARK") == std::string::npos);
  CHECK(watched.requests() ==
        R"(listener="front",route="-",method="GET",status="404",class="4xx"} 5001
listener="front",route="-",method="-",status="501",class="5xx"} 5001
)");
}

TEST_CASE("durations are counted by pattern, and every request is in one of them") {
  MetricRegistry registry;
  const RequestMetrics metrics{registry, "front", routes()};
  for (const std::int64_t took : {40, 60, 60}) {
    metrics({.method = "GET",
             .pattern = "/users/:id",
             .status = 200,
             .latency = Seconds::of_microseconds(took),
             .request_id = {}});
  }
  const std::string text = registry.render();
  const std::string name = "signet_http_request_duration_seconds";
  const std::string labels = R"({listener="front",route="/users/:id")";
  CHECK(text.find(name + "_bucket" + labels + R"(,le="0.00005"} 1)" + "\n") != std::string::npos);
  CHECK(text.find(name + "_bucket" + labels + R"(,le="0.0001"} 3)" + "\n") != std::string::npos);
  CHECK(text.find(name + "_sum" + labels + "} 0.00016\n") != std::string::npos);
  CHECK(text.find(name + "_count" + labels + "} 3\n") != std::string::npos);
  CHECK(text.find(name + R"(_count{listener="front",route="-"} 0)" + "\n") != std::string::npos);
}

TEST_CASE("two listeners of a process count by themselves") {
  MetricRegistry registry;
  const RequestMetrics front{registry, "front", routes()};
  const RequestMetrics back{registry, "back", routes()};
  const AccessRecord record{
      .method = "GET", .pattern = "/teapot", .status = 200, .latency = {}, .request_id = {}};
  front(record);
  back(record);
  back(record);
  const std::string text = registry.render();
  const auto line = [](const char* listener, const char* count) {
    return std::string{R"(signet_http_requests_total{listener=")"} + listener +
           R"(",route="/teapot",method="GET",status="200",class="2xx"} )" + count + "\n";
  };
  CHECK(text.find(line("front", "1") + line("back", "2")) != std::string::npos);
}

TEST_CASE("who is turned away is counted by listener and reason, and every reason is there from the start") {
  MetricRegistry registry;
  const RefusalMetrics front{registry, "front"};
  const RefusalMetrics back{registry, "back"};
  front(Refusal::threads);
  front(Refusal::threads);
  front(Refusal::buffers);
  back(Refusal::peers);
  back(Refusal::connections);
  const std::string name = "signet_http_refused_total{listener=";
  CHECK(registry.render().ends_with("# TYPE signet_http_refused_total counter\n" +    //
                                    name + "\"front\",reason=\"threads\"} 2\n" +      //
                                    name + "\"front\",reason=\"buffers\"} 1\n" +      //
                                    name + "\"front\",reason=\"peers\"} 0\n" +        //
                                    name + "\"front\",reason=\"connections\"} 0\n" +  //
                                    name + "\"back\",reason=\"threads\"} 0\n" +       //
                                    name + "\"back\",reason=\"buffers\"} 0\n" +       //
                                    name + "\"back\",reason=\"peers\"} 1\n" +         //
                                    name + "\"back\",reason=\"connections\"} 1\n"));
}
