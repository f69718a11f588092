#include "signet/http/service.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <latch>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "signet/http/bearer.hpp"

using namespace signet;

namespace {

// A clock that goes on by one millisecond at each look.
Instant ticking() noexcept {
  thread_local std::int64_t microseconds = 0;
  return Instant::from_microseconds(microseconds += 1000);
}

struct Logged {
  std::string method, pattern, request_id;
  std::uint16_t status;
  Seconds latency;
};

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return Error{Errc::random_unavailable}; }
};

class ThrowingRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { throw std::bad_alloc{}; }
};

Result<Response> greet(const Request& request) { return Response::json(200, request.client); }

Router router() {
  Router routes;
  routes.add("GET", "/inline", RouteCost::inline_, greet)
      .add("GET", "/io", RouteCost::io, greet)
      .add("GET", "/throws", RouteCost::io,
           [](const Request&) -> Result<Response> { throw std::runtime_error("S3cureP@ss"); })
      .add("GET", "/fails/:id", RouteCost::io,
           [](const Request&) -> Result<Response> { return fail(Errc::account_exists); })
      .add("GET", "/private", RouteCost::inline_,
           [](const Request& request) -> Result<Response> {
             const auto token = bearer_token(request.headers);
             if (!token) return token.error();
             return Response::json(200, std::string{*token});
           })
      .add("DELETE", "/empty", RouteCost::io,
           [](const Request&) -> Result<Response> { return Response{204, {}, "ignored"}; })
      .add("GET", "/split", RouteCost::inline_, [](const Request&) -> Result<Response> {
        Response response = Response::json(200, "{}");
        response.headers.add("X-Name", "a\r\nSet-Cookie: b");
        return response;
      });
  return routes;
}

Service service(std::vector<Logged>* log = nullptr) {
  ServiceOptions options{.realm = "test", .threads = 4, .clock = ticking};
  if (log != nullptr) {
    options.access_log = [log](const AccessRecord& record) {
      log->push_back({std::string{record.method}, std::string{record.pattern}, std::string{record.request_id},
                      record.status, record.latency});
    };
  }
  auto built = Service::build(router(), std::move(options));
  REQUIRE(built.has_value());
  return *std::move(built);
}

Request asking(std::string method, std::string path) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.peer = "192.0.2.1";
  request.headers.add("X-Request-Id", "r-1");
  return request;
}

}  // namespace

TEST_CASE("a handler sees the client's address, and the answer carries the request id and its length") {
  const auto response = service().handle(asking("GET", "/inline"));
  CHECK(response.status == 200);
  CHECK(response.body == "192.0.2.1");
  CHECK(response.headers.single("X-Request-Id") == "r-1");
  CHECK(response.headers.single("Content-Length") == "9");
}

TEST_CASE("HEAD is GET without the body") {
  const auto response = service().handle(asking("HEAD", "/inline"));
  CHECK(response.status == 200);
  CHECK(response.body.empty());
  CHECK(response.headers.single("Content-Length") == "9");
}

TEST_CASE("a 204 has neither body nor length") {
  const auto response = service().handle(asking("DELETE", "/empty"));
  CHECK(response.status == 204);
  CHECK(response.body.empty());
  CHECK(response.headers.count("Content-Length") == 0);
}

TEST_CASE("what no route answers is a problem with the fitting status") {
  struct Row {
    const char* method;
    const char* path;
    std::uint16_t status;
    const char* code;
  };
  for (const Row row :
       {Row{"GET", "/nowhere", 404, "not_found"}, Row{"POST", "/inline", 405, "method_not_allowed"},
        Row{"BREW", "/inline", 501, "not_implemented"}, Row{"GET", "/fails/7", 409, "account_exists"},
        Row{"GET", "/throws", 500, "internal_error"}, Row{"GET", "/split", 500, "internal_error"}}) {
    CAPTURE(row.path);
    const auto response = service().handle(asking(row.method, row.path));
    CHECK(response.status == row.status);
    CHECK(response.headers.single("Content-Type") == "application/problem+json");
    CHECK(response.body.find(std::string{"\"code\":\""} + row.code + "\"") != std::string::npos);
    CHECK(response.body.find("\"request_id\":\"r-1\"") != std::string::npos);
    CHECK(response.headers.single("Allow") ==
          (row.status == 405 ? std::optional<std::string_view>{"GET, HEAD"} : std::nullopt));
  }
}

TEST_CASE("nothing of a handler's exception reaches the caller") {
  const auto response = service().handle(asking("GET", "/throws"));
  CHECK(response.body.find("S3cure") == std::string::npos);
}

TEST_CASE("a 401 is challenged in the service's realm") {
  const auto response = service().handle(asking("GET", "/private"));
  CHECK(response.status == 401);
  CHECK(response.headers.single("WWW-Authenticate") == "Bearer realm=\"test\"");
}

TEST_CASE("H15: nothing of one request is left for the next") {
  const Service pipeline = service();
  Request first = asking("GET", "/private");
  first.headers.add("Authorization", "Bearer alice");
  CHECK(pipeline.handle(std::move(first)).body == "alice");
  CHECK(pipeline.handle(asking("GET", "/private")).status == 401);
  CHECK(pipeline.handle(asking("GET", "/throws")).status == 500);
  CHECK(pipeline.handle(asking("GET", "/private")).status == 401);
}

TEST_CASE("one record per request tells method, pattern, status, latency and id, and nothing from the path") {
  std::vector<Logged> log;
  const Service pipeline = service(&log);
  Request request = asking("GET", "/fails/secret-path");
  request.query = "token=secret-query";
  pipeline.handle(std::move(request));
  pipeline.handle(asking("BREW", "/secret"));
  pipeline.refuse(fail(Errc::request_too_large));
  REQUIRE(log.size() == 3);
  CHECK(log[0].method == "GET");
  CHECK(log[0].pattern == "/fails/:id");
  CHECK(log[0].status == 409);
  CHECK(log[0].request_id == "r-1");
  CHECK(log[0].latency == Seconds::of_microseconds(1000));
  CHECK(log[1].method == "-");
  CHECK(log[1].pattern.empty());
  CHECK(log[2].status == 413);
}

TEST_CASE("a request id is made where the caller gave none, or the request is refused for want of one") {
  Request request = asking("GET", "/inline");
  request.headers = {};
  const auto response = service().handle(request);
  CHECK(response.headers.single("X-Request-Id").value_or("").size() == 36);

  NoRandom none;
  const auto built = Service::build(router(), {.clock = ticking, .random = &none});
  REQUIRE(built.has_value());
  const auto refused = built->handle(request);
  CHECK(refused.status == 503);
  CHECK(refused.headers.single("Retry-After") == "1");
}

TEST_CASE("a malformed X-Forwarded-For of a trusted peer is answered 400 before any handler runs") {
  Request request = asking("GET", "/inline");
  request.peer.clear();
  request.headers.add("X-Forwarded-For", "rubbish");
  const auto response = service().handle(std::move(request));
  CHECK(response.status == 400);
  CHECK(response.body.find("x-forwarded-for") != std::string::npos);
}

TEST_CASE(
    "with half the threads inside io or cpu routes the next is refused at once, and inline routes go on") {
  std::latch inside{2};
  std::latch release{1};
  const auto hold = [&](const Request&) -> Result<Response> {
    inside.count_down();
    release.wait();
    return Response::empty(204);
  };
  Router routes = router();
  routes.add("POST", "/hold/io", RouteCost::io, hold).add("POST", "/hold/cpu", RouteCost::cpu, hold);
  const auto built = Service::build(std::move(routes), {.threads = 4, .clock = ticking});
  REQUIRE(built.has_value());
  std::thread io{[&] { built->handle(asking("POST", "/hold/io")); }};
  std::thread cpu{[&] { built->handle(asking("POST", "/hold/cpu")); }};
  inside.wait();

  const auto refused = built->handle(asking("GET", "/io"));
  CHECK(refused.status == 503);
  CHECK(refused.headers.single("Retry-After") == "1");
  CHECK(refused.body.find("\"overloaded\"") != std::string::npos);
  CHECK(built->handle(asking("GET", "/inline")).status == 200);

  release.count_down();
  io.join();
  cpu.join();
  CHECK(built->handle(asking("GET", "/io")).status == 200);
  CHECK(built->handle(asking("GET", "/throws")).status == 500);  // a place is given back by an exception, too
  CHECK(built->handle(asking("GET", "/throws")).status == 500);
  CHECK(built->handle(asking("GET", "/io")).status == 200);
}

TEST_CASE("who was refused holds no place: with one given back the next is admitted, whatever is kept") {
  std::vector<Refusal> told;
  const auto built = Service::build(
      router(), {.threads = 4, .refusals = [&](Refusal why) { told.push_back(why); }, .clock = ticking});
  REQUIRE(built.has_value());
  Request request = asking("GET", "/io");
  auto first = built->route(request);
  const auto second = built->route(request);
  const auto refused = built->route(request);
  CHECK_FALSE(first.is_quick());
  CHECK_FALSE(second.is_quick());
  CHECK(refused.is_quick());
  CHECK(told.empty());  // until it is answered
  CHECK(built->answer(request, std::move(first)).status == 200);
  const auto next = built->route(request);
  CHECK_FALSE(next.is_quick());
  auto last = built->route(request);
  CHECK(last.is_quick());
  CHECK(built->answer(request, std::move(last)).status == 503);
  CHECK(told == std::vector{Refusal::threads});
}

TEST_CASE("a request that is refused for more than one reason is counted by the one it is told") {
  std::vector<Refusal> told;
  const auto built = Service::build(
      router(), {.threads = 2, .refusals = [&](Refusal why) { told.push_back(why); }, .clock = ticking});
  REQUIRE(built.has_value());
  Request request = asking("GET", "/io");
  const auto held = built->route(request);
  request.headers.add("Authorization", "Bearer a").add("Authorization", "Bearer b");
  CHECK(built->handle(request).status == 400);
  CHECK(told.empty());
}

TEST_CASE("H01: two Authorization fields are 400 and the end of the connection, on every route and none") {
  for (const char* path : {"/private", "/inline", "/nowhere"}) {
    CAPTURE(path);
    Request request = asking("GET", path);
    request.headers.add("Authorization", "Bearer alice").add("authorization", "Bearer alice");
    const auto response = service().handle(std::move(request));
    CHECK(response.status == 400);
    CHECK(response.close);
    CHECK(response.body.find("\"authorization_malformed\"") != std::string::npos);
  }
  CHECK_FALSE(service().handle(asking("GET", "/inline")).close);
}

namespace {

/// One route whose every error is an empty 401 that names its code.
Service bare_service(RouteRules rules, RandomSource* random = &system_random()) {
  if (!rules.errors) {
    rules.errors = [](const Error& error, const Request&) {
      Response response = Response::empty(401);
      response.headers.add("X-Code", std::string{to_string(error.code())});
      return response;
    };
  }
  Router routes;
  routes.add("GET", "/bare", std::move(rules), [](const Request& request) -> Result<Response> {
    if (request.query == "throw") throw std::runtime_error("S3cureP@ss");
    if (request.query == "split") {
      Response response = Response::empty(200);
      response.headers.add("X", "a\r\nb");
      return response;
    }
    if (request.query == "fail") return fail(Errc::token_expired, "exp");
    return Response::empty(200);
  });
  auto built = Service::build(std::move(routes), {.threads = 2, .clock = ticking, .random = random});
  REQUIRE(built.has_value());
  return *std::move(built);
}

}  // namespace

TEST_CASE("a route's own renderer answers its errors wherever they are met") {
  struct Row {
    const char* name;
    Request request;
    const char* code;
  };
  const auto with = [](Request request, std::string name, std::string value) {
    request.headers.add(std::move(name), std::move(value));
    return request;
  };
  const auto query = [](std::string text) {
    Request request = asking("GET", "/bare");
    request.query = std::move(text);
    return request;
  };
  Request forwarded = with(asking("GET", "/bare"), "X-Forwarded-For", "rubbish");
  forwarded.peer.clear();
  const std::vector<Row> rows{
      {"the handler's", query("fail"), "token_expired"},
      {"an exception", query("throw"), "internal_error"},
      {"an answer that would split the head", query("split"), "internal_error"},
      {"another method", asking("POST", "/bare"), "method_not_allowed"},
      {"a strange method", asking("BREW", "/bare"), "not_implemented"},
      {"a malformed X-Forwarded-For", forwarded, "request_malformed"},
      {"two credentials", with(with(asking("GET", "/bare"), "Authorization", "a"), "Authorization", "b"),
       "authorization_malformed"},
  };
  const Service bare = bare_service({});
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto response = bare.handle(row.request);
    CHECK(response.status == 401);
    CHECK(response.headers.single("X-Code") == row.code);
    CHECK(response.headers.single("Content-Length") == "0");
    CHECK(response.body.empty());
    CHECK_FALSE(response.close);
  }
  NoRandom random;
  Request nameless = asking("GET", "/bare");
  nameless.headers = {};
  const auto unnamed = bare_service({}, &random).handle(nameless);
  CHECK(unnamed.headers.single("X-Code") == "random_unavailable");
}

TEST_CASE("a renderer that throws, or would split the head, is a problem of the server") {
  const auto throws = [](const Error&, const Request&) -> Response {
    throw std::runtime_error("S3cureP@ss");
  };
  const auto splits = [](const Error&, const Request&) {
    Response response = Response::empty(401);
    response.headers.add("X", "a\nb");
    return response;
  };
  for (const ErrorRenderer& renderer : {ErrorRenderer{throws}, ErrorRenderer{splits}}) {
    const auto response = bare_service({.errors = renderer}).handle(asking("POST", "/bare"));
    CHECK(response.status == 500);
    CHECK(response.body.find("\"internal_error\"") != std::string::npos);
    CHECK(response.body.find("S3cure") == std::string::npos);
  }
}

TEST_CASE("options outside their range are refused by name") {
  struct Row {
    ServiceOptions options;
    const char* name;
  };
  const auto with_realm = [](std::string realm) {
    return ServiceOptions{.realm = std::move(realm), .clock = ticking};
  };
  for (const Row& row :
       {Row{with_realm(""), "realm"}, Row{with_realm("a\"b"), "realm"}, Row{with_realm("a\\b"), "realm"},
        Row{with_realm("a\nb"), "realm"}, Row{with_realm(std::string(65, 'a')), "realm"},
        Row{ServiceOptions{.threads = 1, .clock = ticking}, "threads"},
        Row{ServiceOptions{.threads = 16'385, .clock = ticking}, "threads"}, Row{ServiceOptions{}, "clock"},
        Row{ServiceOptions{.clock = ticking, .random = nullptr}, "random"}}) {
    CAPTURE(row.name);
    CHECK(Service::build({}, row.options).error() == fail(Errc::option_invalid, row.name));
  }
}

TEST_CASE("a body is wiped when it is answered, and also where its answer throws") {
  ThrowingRandom random;
  auto built = Service::build(router(), {.threads = 4, .clock = ticking, .random = &random});
  REQUIRE(built.has_value());
  for (const bool named : {true, false}) {
    CAPTURE(named);
    Request request = asking("GET", "/inline");
    if (!named) request.headers.clear();  // an id has to be made
    request.body = "S3cureP@ss, sixteen and more";
    const std::string wiped(request.body.size(), '\0');
    auto routed = built->route(request);
    if (named) {
      CHECK(built->answer(request, std::move(routed)).status == 200);
    } else {
      CHECK_THROWS_AS(built->answer(request, std::move(routed)), std::bad_alloc);
    }
    CHECK(request.body == wiped);
  }
}
