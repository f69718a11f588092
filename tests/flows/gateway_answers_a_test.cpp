// What each answer of the validation means to a client of flow A's gateway, as measured on nginx 1.22
// (flows 4.1).
#include <doctest/doctest.h>

#include <future>
#include <string>
#include <vector>

#include "flows/gateway_stubs_a.hpp"
#include "support/loopback_port.hpp"

using namespace signet::test;

namespace {

constexpr const char* unavailable = "503 source_unavailable, again in 1 s";

/// Answers when the test says so, or is over: until then the connection waits.
class Silence {
 public:
  StubUpstream::Answering kept() const {
    return [ended = ended_](const std::string&) {
      ended.wait();
      return std::string{};
    };
  }
  void end() { end_.set_value(); }

 private:
  std::promise<void> end_;
  std::shared_future<void> ended_ = end_.get_future().share();
};

}  // namespace

TEST_CASE("flows 4.1: only a 2xx of the validation lets a request through") {
  StubsA stubs;
  for (const int status : {200, 201, 204, 206}) {
    CAPTURE(status);
    stubs.validations_answer([status](const std::string&) { return reply(status); });
    const Answer answer = stubs.get();
    CHECK(answer.status == 200);
    CHECK(answer.body == "the API");
    CHECK(stubs.api.take_heads().size() == 1);
  }
}

TEST_CASE("flows 4.1: every other answer of the validation has one meaning, and the API is not asked") {
  struct Row {
    int status;
    std::string fields;
    std::string problem;
    std::string challenge = "(absent)";
  };
  const std::string challenge = "Bearer realm=\"signet\", error=\"invalid_token\"";
  const std::string made_here = "Bearer realm=\"signet\", error=\"invalid_request\"";
  std::vector<Row> rows{
      {401, "WWW-Authenticate: " + challenge + "\r\nX-Auth-Status: 401 token_expired\r\n",
       "401 token_expired", challenge},
      {401, "WWW-Authenticate: Bearer\r\n", "401 request_malformed", "Bearer"},
      {403, "WWW-Authenticate: Bearer\r\n", "403 forbidden"},
      {403, "X-Auth-Status: 403 insufficient_scope\r\n", "403 insufficient_scope"},
      {403, "X-Auth-Status: 429 throttled\r\nRetry-After: 6\r\n", "429 throttled, again in 6 s"},
      {403, "X-Auth-Status: 503 overloaded\r\nRetry-After: 7\r\n", "503 overloaded, again in 7 s"},
      {403, "X-Auth-Status: 503 random_unavailable\r\n", "503 random_unavailable, again in 1 s"},
      {403, "X-Auth-Status: 500 internal_error\r\n", "503 internal_error, again in 1 s"},
      {403, "X-Auth-Status: 503 \"}\r\n", unavailable},  // nothing but a code is shown
      {400, "", "401 request_malformed", made_here},
      {429, "Retry-After: 9\r\n", "429 throttled, again in 9 s"},
      {429, "Retry-After: soon\r\n", "429 throttled, again in 1 s"},
      {431, "", "431 header_fields_too_large"},
      {503, "Retry-After: 5\r\n", "503 source_unavailable, again in 5 s"},
      {302, "Location: /login\r\n", unavailable},
  };
  for (const int status : {301, 304, 402, 404, 405, 407, 408, 413, 422, 444, 451, 500, 501, 502, 503, 504}) {
    rows.push_back({status, "", unavailable});
  }
  StubsA stubs;
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.fields);
    stubs.validations_answer([&row](const std::string&) { return reply(row.status, row.fields); });
    const Answer answer = stubs.get();
    CHECK(gateway_problem(answer) == row.problem);
    CHECK(answer.header("www-authenticate") == row.challenge);
    CHECK(answer.count("www-authenticate") == (row.challenge == "(absent)" ? 0 : 1));
  }
  CHECK(stubs.api.take_heads().empty());
}

TEST_CASE("flows 4.1: a cookie that the validation sets reaches nobody, whatever else it says") {
  StubsA stubs;
  for (const int status : {200, 401, 403, 400, 503}) {
    CAPTURE(status);
    stubs.validations_answer([status](const std::string&) { return reply(status, "Set-Cookie: a=b\r\n"); });
    const Answer answer = stubs.get();
    CHECK(answer.status == (status == 400 ? 401 : status));
    CHECK(answer.count("set-cookie") == 0);
    for (const std::string& head : stubs.api.take_heads()) CHECK(head.find("a=b") == std::string::npos);
  }
}

TEST_CASE("an error of nginx's own in the place of the validation opens nothing") {
  for (const int status : {400, 404, 405, 413, 414, 500, 501, 505}) {
    CAPTURE(status);
    StubsA stubs{{{"proxy_pass http://auth_validate/validate;", "return " + std::to_string(status) + ";"}}};
    CHECK(gateway_problem(stubs.get()) == unavailable);
    CHECK(stubs.api.take_heads().empty());
  }
}

TEST_CASE(
    "what a path ends in makes no other form of a refusal, and an error of nginx's own in a login's place "
    "has it") {
  StubsA stubs{{{"proxy_pass http://auth_login;", "return 500;"}}};
  stubs.validations_answer([](const std::string&) { return reply(403); });
  CHECK(gateway_problem(stubs.get("/api/v1/x.html")) == "403 forbidden");
  CHECK(gateway_problem(send_request(stubs.nginx.port(), "POST", "/login", "{}")) == "500 internal_error");
}

TEST_CASE("flows 4.1: a validation that fails, drips or talks nonsense is 503, and the API is not asked") {
  StubsA closing;
  closing.validations_answer(StubsA::closes);
  CHECK(gateway_problem(closing.get()) == unavailable);
  CHECK(closing.asked().size() == 2);  // one try and one more
  CHECK(closing.api.take_heads().empty());
  StubsA stubs{{{"proxy_read_timeout 2s;", "proxy_read_timeout 100ms;"}}};
  for (const char* nonsense : {"nonsense\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 OK\r\n\r\n"}) {
    CAPTURE(nonsense);
    stubs.validations_answer([nonsense](const std::string&) { return nonsense; });
    CHECK(gateway_problem(stubs.get()) == unavailable);
  }
  Silence silence;
  stubs.validations_answer(silence.kept());
  CHECK(gateway_problem(stubs.get()) == unavailable);
  silence.end();
  CHECK(stubs.api.take_heads().empty());
}

TEST_CASE("rulings 10: of three instances two are tried") {
  StubUpstream auth{StubsA::closes};
  StubUpstream second_auth{StubsA::closes};
  StubUpstream third_auth{StubsA::closes};
  const auto with_third = [&](const PortsA& ports) {
    ShippedSite site = site_a(ports);
    const auto server = [](std::uint16_t port) {
      return "server 127.0.0.1:" + std::to_string(port) + " max_fails=3 fail_timeout=2s;\n";
    };
    site.changes.emplace_back(server(ports.second_auth),
                              server(ports.second_auth) + "  " + server(third_auth.port()));
    return site;
  };
  const NginxServer nginx{with_third({auth.port(), second_auth.port(), free_port()})};
  CHECK(gateway_problem(profile(nginx.port(), "t")) == unavailable);
  const auto asked = [](StubUpstream& each) { return each.take_heads().size(); };
  CHECK(asked(auth) + asked(second_auth) + asked(third_auth) == 2);
  // A login goes on from those that could not be reached, which come first.
  third_auth.answer_with(StubsA::yes);
  const NginxServer of_logins{with_third({free_port(), free_port(), free_port()})};
  CHECK(gateway_problem(send_request(of_logins.port(), "POST", "/login", "{}")) == unavailable);
  CHECK(asked(third_auth) == 0);
}

TEST_CASE("rulings 10: a login that is not answered in time is 503") {
  StubsA stubs{{{"proxy_read_timeout 5s;", "proxy_read_timeout 100ms;"}}};
  Silence silence;
  stubs.validations_answer(silence.kept());
  CHECK(gateway_problem(send_request(stubs.nginx.port(), "POST", "/login", "{}")) == unavailable);
  silence.end();
}

TEST_CASE("flows 4.3.2: an instance that does not answer is passed over, and what the other says counts") {
  StubsA stubs;
  stubs.auth.answer_with(StubsA::closes);
  struct Row {
    int status;
    const char* fields;
    int seen;
  };
  for (const Row& row : {Row{200, "", 200}, Row{401, "", 401}, Row{403, "", 403}, Row{400, "", 401},
                         Row{403, "X-Auth-Status: 429 throttled\r\n", 429}, Row{404, "", 503}}) {
    CAPTURE(row.status);
    stubs.second_auth.answer_with([&row](const std::string&) { return reply(row.status, row.fields); });
    for (int i = 0; i < 3; ++i) CHECK(stubs.get().status == row.seen);
  }
}

TEST_CASE("flows 4.1: one connection carries eight validations, refused or not; bodies would cost one each") {
  StubUpstream auth{StubsA::yes};
  StubUpstream api{StubsA::yes};
  const NginxServer nginx{site_a({auth.port(), auth.port(), api.port()})};
  for (int i = 0; i < 8; ++i) {
    const int status = i % 2 == 0 ? 200 : 401;
    auth.answer_with([status](const std::string&) { return reply(status); });
    CHECK(profile(nginx.port(), "t").status == status);
  }
  CHECK(auth.connections() == 1);
  CHECK(api.connections() == 1);
  auth.answer_with([](const std::string&) { return reply(200, "", "a body"); });
  for (int i = 0; i < 8; ++i) CHECK(profile(nginx.port(), "t").status == 200);
  CHECK(auth.connections() == 8);  // the first of these came over the one before
}

TEST_CASE(
    "a login has a connection of its own: a kept one that its instance closes as it ends would take it "
    "along") {
  StubUpstream auth{StubsA::yes};
  const NginxServer nginx{site_a({auth.port(), auth.port(), free_port()})};
  for (int i = 1; i <= 3; ++i) {
    CHECK(send_request(nginx.port(), "POST", "/login", "{}").status == 200);
    CHECK(auth.connections() == i);
  }
}

TEST_CASE("rulings 10: a login that was sent is never sent again, and its failures leave validation alone") {
  StubsA stubs{{{"max_fails=3 fail_timeout=2s", "max_fails=1 fail_timeout=60s"}}};
  const auto closes_logins = [](const std::string& head) {
    return head.starts_with("POST ") ? std::string{} : reply(200);
  };
  stubs.validations_answer(closes_logins);
  for (int i = 0; i < 2; ++i) {
    CHECK(gateway_problem(send_request(stubs.nginx.port(), "POST", "/login", "{}")) == unavailable);
    CHECK(stubs.asked().size() == 1);
  }
  for (int i = 0; i < 4; ++i) CHECK(stubs.get().status == 200);
}

TEST_CASE(
    "flows 4.3.4: an API that is down is 502, one that is late 504, and its own errors pass unchanged") {
  StubsA stubs;
  stubs.api.answer_with([](const std::string&) { return reply(500, "Content-Type: text/x\r\n", "its own"); });
  const Answer own = stubs.get();
  CHECK(own.status == 500);
  CHECK(own.body == "its own");
  stubs.api.answer_with(
      [](const std::string&) { return reply(401, "WWW-Authenticate: Its\r\n", "its own"); });
  CHECK(stubs.get().header("www-authenticate") == "Its");
  stubs.api.answer_with(StubsA::closes);
  CHECK(gateway_problem(stubs.get()) == "502 source_unavailable");
  StubsA hasty{{{"proxy_read_timeout 30s;", "proxy_read_timeout 100ms;"}}};
  Silence silence;
  hasty.api.answer_with(silence.kept());
  CHECK(gateway_problem(hasty.get()) == "504 source_unavailable");
  silence.end();
}
