// What flow A's gateway lets in, forwards and logs (flows 4.3).
#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "flows/gateway_stubs_a.hpp"
#include "support/await.hpp"

using namespace signet::test;

namespace {

/// Of a request's head, without its request line, in alphabetical order.
std::vector<std::string> fields_of(const std::string& head) {
  std::vector<std::string> fields;
  for (std::size_t at = head.find("\r\n") + 2; at + 2 < head.size();) {
    const std::size_t end = head.find("\r\n", at);
    fields.push_back(head.substr(at, end - at));
    at = end + 2;
  }
  std::ranges::sort(fields);
  return fields;
}

std::string request_line_of(const std::string& head) { return head.substr(0, head.find("\r\n")); }

}  // namespace

TEST_CASE("flows 4.3.2: the validation gets a GET without a body, and eleven fields at most") {
  StubsA stubs;
  const std::string fields =
      bearer("abc") +
      "X-Request-Id: id-1\r\ntraceparent: 00-1-2-00\r\nCookie: a=b\r\nRange: bytes=0-1\r\n"
      "If-None-Match: \"x\"\r\nIf-Modified-Since: x\r\nX-User-ID: 7\r\nUser-Agent: me\r\n"
      "X-Forwarded-For: 8.8.8.8\r\nForwarded: for=8.8.8.8\r\nX-Real-IP: 8.8.8.8\r\n"
      "X-Original-URI: /\r\nX-Original-Method: GET\r\nTE: trailers\r\n";
  const std::string body = R"({"text":"a body"})";
  CHECK(send_request(stubs.nginx.port(), "PUT", "/api/v1/notes?a=1", body, fields).status == 200);
  const auto heads = stubs.asked();
  REQUIRE(heads.size() == 1);
  CHECK(request_line_of(heads[0]) == "GET /validate HTTP/1.1");
  CHECK(fields_of(heads[0]) ==
        std::vector<std::string>{"Authorization: Bearer abc", "Host: localhost", "X-Forwarded-For: 127.0.0.1",
                                 "X-Forwarded-Proto: http", "X-Original-Method: PUT",
                                 "X-Original-URI: /api/v1/notes?a=1", "X-Real-IP: 127.0.0.1",
                                 "X-Request-Id: id-1", "traceparent: 00-1-2-00"});
}

TEST_CASE("flows 4.3.6: the API gets the request as it was, the client's address, and no word on who it is") {
  StubsA stubs;
  std::string fields = bearer("abc") +
                       "X-Request-Id: id-1\r\nX-Test-Client: 203.0.113.5\r\nAccept: */*\r\n"
                       "X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\n";
  for (const char* name :
       {"X-User-ID", "x-user-id", "X-User", "X-User-Name", "X-User-Role", "X-User-Email", "X-Username",
        "X-Auth-User", "X-Auth-Status", "X-Auth-Request-User", "X-Forwarded-User", "X-Forwarded-Host",
        "X-Authenticated-User", "X-Remote-User", "Remote-User", "X_User_ID"}) {
    fields += std::string{name} + ": 7\r\n";
  }
  const Connection client{stubs.nginx.port(), "127.0.0.2"};
  client.send("GET /api/v1/user/profile?a=%2F HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields +
              "\r\n");
  CHECK(client.read_answer().status == 200);
  const auto heads = stubs.api.take_heads();
  REQUIRE(heads.size() == 1);
  CHECK(request_line_of(heads[0]) == "GET /api/v1/user/profile?a=%2F HTTP/1.1");
  CHECK(fields_of(heads[0]) == std::vector<std::string>{"Accept: */*", "Authorization: Bearer abc",
                                                        "Host: localhost", "X-Forwarded-For: 203.0.113.5",
                                                        "X-Forwarded-Proto: http", "X-Real-IP: 203.0.113.5",
                                                        "X-Request-Id: id-1", "X-Test-Client: 203.0.113.5"});
}

TEST_CASE(
    "flows 4.3.8: whatever its spelling or method, a path below /api/v1/ is challenged, and no other one "
    "opens") {
  StubsA stubs;
  stubs.validations_answer([](const std::string&) { return reply(401, "WWW-Authenticate: Bearer\r\n"); });
  for (const char* path : {"/api/v1/user/profile", "/api/v1/", "//api//v1//user/profile", "/api/./v1/x",
                           "/%61pi/v1/user/profile", "/x/../api/v1/x", "/x/%2e%2e/api/v1/x",
                           "/x/..%2fapi%2Fv1%2Fx", "/api/v1/..//v1/x", "/api/v1/x?y=/login"}) {
    CAPTURE(path);
    CHECK(stubs.get(path, "").status == 401);
  }
  for (const char* method : {"OPTIONS", "HEAD", "POST", "PUT", "DELETE", "PATCH", "BREW"}) {
    CAPTURE(method);
    CHECK(send_request(stubs.nginx.port(), method, profile_path).status == 401);
  }
  for (const char* path : {"/",
                           "/validate",
                           "/_auth_validation",
                           "/_unreadable",
                           "//validate",
                           "/%76alidate",
                           "/livez",
                           "/readyz",
                           "/health",
                           "/metrics",
                           "/loginfoo",
                           "/login/",
                           "/Login",
                           "/api",
                           "/api/",
                           "/api/v1x",
                           "/API/v1/user/profile",
                           "/api/V1/x",
                           "/api/v1/../../validate",
                           "/api/v1/%2e%2e/secret",
                           "/x.html"}) {
    CAPTURE(path);
    CHECK(gateway_problem(stubs.get(path)) == "404 not_found");
  }
  for (const char* path : {"/api/v1", "//api//v1", "/api/v1?x=/login"}) {
    CAPTURE(path);
    const Answer moved = stubs.get(path, "X-Request-Id: id-1\r\n");
    CHECK(moved.status == 301);
    CHECK(moved.header("location") ==
          (std::string{path}.ends_with("login") ? "/api/v1/?x=/login" : "/api/v1/"));
    CHECK(moved.count("location") == 1);
    CHECK(moved.header("x-request-id") == "id-1");
    CHECK(moved.header("content-type") == "(absent)");
    CHECK(moved.body.empty());
  }
  CHECK(stubs.api.take_heads().empty());
}

TEST_CASE(
    "rulings 2: what nginx itself cannot read is told in the gateway's form, and nobody else is asked") {
  StubsA stubs;
  const std::string long_text(20'000, 'a');
  struct Row {
    std::string request;
    std::string problem;
  };
  const std::string rest = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  const std::string end = "\r\n";
  for (const Row& row : {
           Row{"GET /api/v1/%00x" + rest + end, "400 request_malformed"},
           Row{"nonsense" + end, "400 request_malformed"},
           Row{"OPTIONS *" + rest + end, "400 request_malformed"},
           Row{"GET /api/v1/x HTTP/1.1\r\n" + end, "400 request_malformed"},
           Row{"GET /api/v1/x" + rest + "Host: other\r\n" + end, "400 request_malformed"},
           Row{"GET /api/v1/x" + rest + bearer("a") + bearer("b") + end, "400 request_malformed"},
           Row{"POST /login" + rest + "Content-Length: x\r\n" + end, "400 request_malformed"},
           Row{"POST /login" + rest + "Transfer-Encoding: chunked\r\n" + end + "zz\r\n",
               "400 request_malformed"},
           Row{"GET /api/v1/" + long_text + rest + end, "414 header_fields_too_large"},
           Row{"GET /api/v1/x" + rest + "X-Long: " + long_text + "\r\n" + end, "431 header_fields_too_large"},
           Row{"TRACE /api/v1/x" + rest + end, "501 not_implemented"},
           Row{"TRACE /login" + rest + end, "501 not_implemented"},
           Row{"POST /api/v1/x" + rest + "Transfer-Encoding: gzip\r\n" + end, "501 not_implemented"},
           Row{"GET /api/v1/x HTTP/2.0\r\nHost: localhost\r\n" + end, "505 not_implemented"},
       }) {
    CAPTURE(row.request);
    const Connection connection{stubs.nginx.port()};
    connection.send(row.request);
    CHECK(gateway_problem(connection.read_answer()) == row.problem);
  }
  CHECK(stubs.asked().empty());
  // The body of a request below /api/v1/ is read after the validation.
  const Connection connection{stubs.nginx.port()};
  connection.send("PUT /api/v1/x" + rest + bearer("t") + "Transfer-Encoding: chunked\r\n" + end + "zz\r\n");
  CHECK(gateway_problem(connection.read_answer()) == "400 request_malformed");
  CHECK(stubs.api.take_heads().empty());
}

TEST_CASE("flows 4.3.1: /login takes POST and 8 KiB, and nothing else reaches the auth service") {
  StubsA stubs;
  const auto post = [&](std::size_t size) {
    return send_request(stubs.nginx.port(), "POST", "/login?x=1", std::string(size, 'x'));
  };
  CHECK(post(8192).status == 200);
  CHECK(stubs.asked().size() == 1);
  CHECK(gateway_problem(post(8193)) == "413 request_too_large");
  for (const char* method : {"GET", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    CAPTURE(method);
    const Answer answer = send_request(stubs.nginx.port(), method, "/login");
    CHECK(answer.status == 405);
    CHECK(answer.header("allow") == "POST");
    CHECK(answer.header("content-type") == "application/json");
    CHECK(answer.header("cache-control") == "no-store");
    CHECK(answer.count("x-request-id") == 1);
    CHECK(answer.body == "{\"error\":\"Method not allowed\",\"code\":\"METHOD_NOT_ALLOWED\"}\n");
  }
  CHECK(stubs.asked().empty());
}

TEST_CASE("flows 4.3.1: the flood guard on logins counts by address, and refuses with 429") {
  StubsA stubs{{{"rate=50r/s", "rate=1r/m"}}};
  const auto log_in_from = [&](const std::string& client) {
    const Connection connection{stubs.nginx.port(), "127.0.0.2"};
    connection.send("POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Test-Client: " +
                    client + "\r\nContent-Length: 2\r\n\r\n{}");
    return connection.read_answer();
  };
  for (int i = 0; i < 101; ++i) REQUIRE(log_in_from("203.0.113.5").status == 200);
  CHECK(gateway_problem(log_in_from("203.0.113.5")) == "429 throttled, again in 1 s");
  CHECK(log_in_from("203.0.113.6").status == 200);
  CHECK(stubs.asked().size() == 102);
}

TEST_CASE("a good request id of the client is everybody's, and any other gives way to one of the gateway's") {
  StubsA stubs;
  struct Row {
    std::string given;
    bool taken;
  };
  for (const Row& row : {Row{"a", true}, Row{"A-z.0_9", true}, Row{std::string(64, 'a'), true},
                         Row{std::string(65, 'a'), false}, Row{"a b", false}, Row{"a\"b", false}}) {
    CAPTURE(row.given);
    const Answer answer = stubs.get(profile_path, "X-Request-Id: " + row.given + "\r\n");
    const std::string id = answer.header("x-request-id");
    CHECK((id == row.given) == row.taken);
    if (!row.taken) CHECK(std::regex_match(id, std::regex{"[0-9a-f]{32}"}));
    const auto auth_heads = stubs.asked();
    const auto api_heads = stubs.api.take_heads();
    REQUIRE((auth_heads.size() == 1 && api_heads.size() == 1));
    for (const std::string& head : {auth_heads[0], api_heads[0]}) {
      CHECK(head.find("\r\nX-Request-Id: " + id + "\r\n") != std::string::npos);
    }
  }
}

TEST_CASE(
    "flows 4.3.9: the access log is JSON with the validation's outcome, and holds no token, query or body") {
  const StubsA stubs;
  const std::string mark = "MARKED-SECRET";
  send_request(stubs.nginx.port(), "PUT", "/api/v1/x?" + mark, mark,
               bearer(mark) + "X-Request-Id: id-1\r\nCookie: " + mark + "\r\n");
  send_request(stubs.nginx.port(), "POST", "/login?" + mark, mark);
  std::string log;
  await("two lines of the access log", [&] {
    log = stubs.nginx.access_log();
    return std::ranges::count(log, '\n') == 2;
  });
  CHECK(log.find(mark) == std::string::npos);
  const std::size_t begin = log.rfind('\n', log.find("id-1")) + 1;
  const std::string line = log.substr(begin, log.find('\n', begin) - begin);
  CHECK(member(line, "service") == "gateway");
  CHECK(member(line, "request_id") == "id-1");
  CHECK(member(line, "method") == "PUT");
  CHECK(member(line, "path") == "/api/v1/x");
  CHECK(member(line, "status") == "200");
  CHECK(member(line, "auth_status") == "200");
  CHECK(member(line, "auth_cache") == "");
  CHECK(std::stod(member(line, "auth_s")) >= 0);
  CHECK(std::stod(member(line, "upstream_s")) >= 0);
}

TEST_CASE("a request id that an upstream sends back is not there twice") {
  StubsA stubs;
  const auto with_its_own = [](const std::string&) { return reply(200, "X-Request-Id: its-own\r\n"); };
  stubs.validations_answer(with_its_own);
  stubs.api.answer_with(with_its_own);
  const std::string given = "X-Request-Id: id-1\r\n";
  for (const Answer& answer :
       {stubs.get(profile_path, given), send_request(stubs.nginx.port(), "POST", "/login", "{}", given)}) {
    CHECK(answer.status == 200);
    CHECK(answer.header("x-request-id") == "id-1");
    CHECK(answer.count("x-request-id") == 1);
  }
}

TEST_CASE("flows 4.3.10: validation and API may answer with a head of 6 KiB") {
  StubsA stubs;
  const auto with_long_head = [](const std::string&) {
    return reply(200, "X-Long: " + std::string(std::size_t{6} * 1024, 'a') + "\r\n");
  };
  stubs.validations_answer(with_long_head);
  CHECK(stubs.get().status == 200);
  stubs.api.answer_with(with_long_head);
  CHECK(stubs.get().status == 200);
}

TEST_CASE("flows 4.3.10: a head of up to 16 KiB reaches the validation, one beyond it is 431") {
  const StubsA stubs;
  CHECK(stubs.get(profile_path, bearer(std::string(16'000, 'a'))).status == 200);
  CHECK(gateway_problem(stubs.get(profile_path, bearer(std::string(17'000, 'a')))) ==
        "431 header_fields_too_large");
}
