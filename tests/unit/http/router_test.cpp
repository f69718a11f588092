#include "signet/http/router.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace signet;

namespace {

Handler answering(std::string text) {
  return [text](const Request&) -> Result<Response> { return Response::json(200, text); };
}

Router users() {
  Router router;
  router.add("GET", "/users/:id", RouteCost::io, answering("read"))
      .add("DELETE", "/users/:id", RouteCost::io, answering("delete"))
      .add("POST", "/auth/login", RouteCost::cpu, answering("login"))
      .add("GET", "/users", RouteCost::inline_, answering("list"));
  return router;
}

struct Asked {
  Request request;
  Router::Match match;
  std::string body;
};

Asked ask(const Router& router, std::string method, std::string path) {
  Asked asked;
  asked.request.method = std::move(method);
  asked.request.path = std::move(path);
  asked.match = router.route(asked.request);
  if (asked.match.handler != nullptr) asked.body = (*asked.match.handler)(asked.request).value().body;
  return asked;
}

}  // namespace

TEST_CASE("a router tells each of its patterns once, in the order they were added") {
  const Router router = users();
  CHECK(router.patterns() == std::vector<std::string_view>{"/users/:id", "/auth/login", "/users"});
}

TEST_CASE("a request falls on the route of its method and path, with its parameters and cost") {
  const Router router = users();
  const auto asked = ask(router, "GET", "/users/42");
  CHECK(asked.body == "read");
  CHECK(asked.match.cost == RouteCost::io);
  CHECK(asked.match.pattern == "/users/:id");
  CHECK(asked.request.param("id") == "42");
  CHECK(ask(router, "DELETE", "/users/42").body == "delete");
  CHECK(ask(router, "GET", "/users").match.cost == RouteCost::inline_);
}

TEST_CASE("HEAD falls on GET") {
  const Router router = users();
  CHECK(ask(router, "HEAD", "/users").body == "list");
}

TEST_CASE("H14: a path by another spelling falls on nothing") {
  const Router router = users();
  for (const char* path :
       {"/", "/user", "/USERS/42", "//users/42", "/users//42", "/users/42/", "/users/", "/./users/42",
        "/users/../users/42", "/%75sers/42", "/users;x/42", "/users/42/x", "users/42", ""}) {
    CAPTURE(path);
    const auto asked = ask(router, "GET", path);
    CHECK(asked.match.handler == nullptr);
    CHECK(asked.match.refusal == Errc::not_found);
    CHECK(asked.match.pattern.empty());
  }
}

TEST_CASE("H14: a parameter is handed on as it was sent") {
  const Router router = users();
  for (const char* id : {"%34%32", "42;x", "..", "a%2fb", "%"}) {
    CAPTURE(id);
    const auto asked = ask(router, "GET", std::string{"/users/"} + id);
    CHECK(asked.request.param("id") == id);
  }
}

TEST_CASE("another method of a known path is not allowed, and those allowed are listed") {
  const Router router = users();
  const auto asked = ask(router, "PUT", "/users/42");
  CHECK(asked.match.handler == nullptr);
  CHECK(asked.match.refusal == Errc::method_not_allowed);
  CHECK(asked.match.allow == "GET, HEAD, DELETE");
  CHECK(asked.match.pattern == "/users/:id");
  CHECK(ask(router, "OPTIONS", "/auth/login").match.allow == "POST");
}

TEST_CASE("a method that no standard registers here is not implemented, whatever the path") {
  const Router router = users();
  for (const char* method : {"BREW", "get", "PROPFIND", "Get"}) {
    CAPTURE(method);
    CHECK(ask(router, method, "/users").match.refusal == Errc::not_implemented);
  }
  CHECK(ask(router, "BREW", "/users").match.pattern == "/users");
  CHECK(ask(router, "BREW", "/users").match.allow == "GET, HEAD");
  CHECK(ask(router, "BREW", "/nowhere").match.pattern.empty());
  CHECK(known_method("BREW") == "-");
  CHECK(known_method("PATCH") == "PATCH");
}

TEST_CASE("a path's errors are rendered by its route, or by its first one where no method fits") {
  const auto plain = [](std::uint16_t status) {
    return [status](const Error&, const Request&) { return Response::empty(status); };
  };
  Router router;
  router.add("GET", "/a", {.errors = plain(1)}, answering("get"))
      .add("PUT", "/a", {.errors = plain(2)}, answering("put"))
      .add("GET", "/b", RouteCost::io, answering("b"));
  const auto rendered = [&router](const char* method, const char* path) {
    const auto asked = ask(router, method, path);
    if (asked.match.errors == nullptr) return 0;
    return int{(*asked.match.errors)(fail(Errc::internal_error), asked.request).status};
  };
  CHECK(rendered("GET", "/a") == 1);
  CHECK(rendered("PUT", "/a") == 2);
  CHECK(rendered("POST", "/a") == 1);
  CHECK(rendered("BREW", "/a") == 1);
  CHECK(rendered("GET", "/b") == 0);
  CHECK(rendered("GET", "/c") == 0);
}

TEST_CASE("a path that no route has is rendered by the router's own renderer, and no other is") {
  Router router = users();
  router.otherwise([](const Error&, const Request&) { return Response::empty(9); });
  const auto asked = ask(router, "GET", "/nowhere");
  CHECK(asked.match.refusal == Errc::not_found);
  REQUIRE(asked.match.errors != nullptr);
  CHECK((*asked.match.errors)(fail(Errc::not_found), asked.request).status == 9);
  CHECK(ask(router, "BREW", "/nowhere").match.errors != nullptr);
  CHECK(ask(router, "PUT", "/users").match.errors == nullptr);
  CHECK(ask(router, "GET", "/users").match.errors == nullptr);
}
