// Who a request is taken for, over real connections of both engines: rows H01 to H03 and H14 to H16 of the
// adversarial checklist.
#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "signet/http/bearer.hpp"
#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;
using loopback::RunningOn;

namespace {

/// Counts how often a token got as far as a verification. The tokens that hold are `ada` and `bob`.
struct Verifier {
  std::atomic<int> asked{0};

  Result<Response> who(const Request& request) {
    const auto token = bearer_token(request.headers);
    if (!token) return token.error();
    ++asked;
    if (*token != "ada" && *token != "bob") return fail(Errc::signature_invalid);
    if (request.query == "throw") throw std::runtime_error("S3cureP@ss");
    return Response::json(200, std::string{*token});
  }

  Router routes() {
    Router router;
    const auto handler = [this](const Request& request) { return who(request); };
    router.add("GET", "/who", RouteCost::inline_, handler)
        .add("POST", "/who", RouteCost::inline_, handler)
        .add("GET", "/io", RouteCost::io, handler)
        .add("GET", "/named", RouteCost::inline_, [](const Request&) -> Result<Response> {
          return fail(Errc::token_expired, "\"\r\nSet-Cookie: a=b\r\n");
        });
    return router;
  }
};

std::string asking(std::string_view path, std::string_view fields) {
  return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n";
}

}  // namespace

TEST_CASE_TEMPLATE("H01: one well-formed credential is taken, every other one refused with a challenge",
                   Engine, loopback::Threaded, loopback::Parked) {
  struct Row {
    std::string field;
    int status;
  };
  const std::vector<Row> rows{{"Bearer ada", 200},
                              {"bearer ada", 200},
                              {"BEARER ada", 200},
                              {"Bearer ada \t", 200},  // white space around a value is no part of it
                              {"Bearer  ada", 400},
                              {"Bearer\tada", 400},
                              {"Bearer ada,", 400},
                              {"Bearer ada bob", 400},
                              {"Bearer ada, Bearer bob", 400},
                              {"Bearer ada\r\nAuthorization: Bearer bob", 400},
                              {"Basic YTpi", 401},
                              {"", 400},
                              {"Bearer", 400},
                              {"Bearer ad\xc3\xa4", 400},
                              {"Bearer eve", 401}};
  Verifier verifier;
  const RunningOn<Engine> running{verifier.routes()};
  for (const Row& row : rows) {
    CAPTURE(row.field);
    const auto answer = Peer{running.port()}.ask(asking("/who", "Authorization: " + row.field + "\r\n"));
    CHECK(answer.status == row.status);
    CHECK(answer.field("www-authenticate").starts_with("Bearer realm=\"signet\"") == (row.status != 200));
  }
  Peer long_one{running.port()};
  CHECK(long_one.ask(asking("/who", "Authorization: Bearer " + std::string(100'000, 'a') + "\r\n")).status ==
        431);
  CHECK(Peer{running.port()}.ask(asking("/who", "")).status == 401);
}

TEST_CASE_TEMPLATE("H02: a token in the query or the body is not read, beside one in the header or alone",
                   Engine, loopback::Threaded, loopback::Parked) {
  Verifier verifier;
  const RunningOn<Engine> running{verifier.routes()};
  const std::string body = "access_token=bob";
  const std::string form =
      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n";
  const auto post = [&](std::string_view fields) {
    return "POST /who?access_token=bob HTTP/1.1\r\nHost: a\r\n" + form + std::string{fields} + "\r\n" + body;
  };
  Peer peer{running.port()};
  CHECK(peer.ask(post("")).status == 401);
  CHECK(peer.ask(post("Authorization: Bearer ada\r\n")).body == "ada");
  CHECK(peer.ask(asking("/who?access_token=bob", "")).status == 401);
}

TEST_CASE_TEMPLATE("H03: no error, whatever its name, breaks out of its header or its body", Engine,
                   loopback::Threaded, loopback::Parked) {
  Verifier verifier;
  const RunningOn<Engine> running{verifier.routes()};
  Peer peer{running.port()};
  const auto answer = peer.ask(asking("/named", ""));
  CHECK(answer.status == 401);
  CHECK(answer.field("set-cookie").empty());
  CHECK(answer.field("www-authenticate") ==
        "Bearer realm=\"signet\", error=\"invalid_token\", error_description=\"" +
            std::string{fail(Errc::token_expired).sentence()} + "\"");
  CHECK(answer.body.find("\\\"\\r\\nSet-Cookie") != std::string::npos);
  CHECK(peer.ask(asking("/who", "Authorization: Bearer ada\r\n")).body == "ada");
}

TEST_CASE_TEMPLATE("H14: no other spelling of a protected path, and no other method, passes by its check",
                   Engine, loopback::Threaded, loopback::Parked) {
  Verifier verifier;
  const RunningOn<Engine> running{verifier.routes()};
  for (const std::string path :
       {"//who", "/who/", "/./who", "/%77ho", "/wh%6f", "/who;x", "/WHO", "/who%2f", "/a/../who", "/who//"}) {
    CAPTURE(path);
    CHECK(Peer{running.port()}.ask(asking(path, "Authorization: Bearer ada\r\n")).status == 404);
  }
  for (const std::string method : {"OPTIONS", "DELETE", "TRACE"}) {
    CAPTURE(method);
    Peer peer{running.port()};
    CHECK(peer.ask(method + " /who HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n"
                            "Access-Control-Request-Method: GET\r\nAuthorization: Bearer ada\r\n\r\n")
              .status == 405);
  }
  CHECK(verifier.asked == 0);
  Peer head{running.port()};
  REQUIRE(head.send("HEAD /who HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(head.answer(true).status == 401);
  CHECK(Peer{running.port()}.ask("GET /who HTTP/1.1\r\n:path: /who\r\nHost: a\r\n\r\n").status == 400);
}

TEST_CASE_TEMPLATE("H15: nobody is taken for who asked before on the same connection", Engine,
                   loopback::Threaded, loopback::Parked) {
  Verifier verifier;
  const RunningOn<Engine> running{verifier.routes()};
  struct Row {
    std::string request;
    int status;
    std::string body;  // of a 200
  };
  std::vector<Row> rows;
  for (const std::string path : {"/who", "/io"}) {
    rows.push_back({asking(path, "Authorization: Bearer ada\r\n"), 200, "ada"});
    rows.push_back({asking(path, ""), 401, ""});
    rows.push_back({asking(path, "Authorization: Bearer bob\r\n"), 200, "bob"});
    rows.push_back({asking(path + "?throw", "Authorization: Bearer ada\r\n"), 500, ""});
    rows.push_back({asking(path, ""), 401, ""});
  }
  Peer kept{running.port()};
  std::string together;
  for (const Row& row : rows) {
    const auto answer = kept.ask(row.request);
    CHECK(answer.status == row.status);
    if (row.status == 200) CHECK(answer.body == row.body);
    together += row.request;
  }
  Peer pipelined{running.port()};
  REQUIRE(pipelined.send(together));
  for (const Row& row : rows) {
    const auto answer = pipelined.answer();
    CHECK(answer.status == row.status);
    if (row.status == 200) CHECK(answer.body == row.body);
  }
}

TEST_CASE_TEMPLATE("H16: 10,000 bad tokens of one peer are verified once at most each, malformed ones never",
                   Engine, loopback::Threaded, loopback::Parked) {
  constexpr int rounds = 100;
  Verifier verifier;
  const RunningOn<Engine> running{verifier.routes()};
  Peer bad{running.port()};
  std::string wrong;
  std::string malformed;
  for (int i = 0; i < 50; ++i) {
    wrong += asking("/who", "Authorization: Bearer eve\r\n");
    malformed += asking("/who", "Authorization: Bearer e v e\r\n");
  }
  for (int round = 0; round < rounds; ++round) {
    REQUIRE(bad.send(wrong + malformed));
    for (int i = 0; i < 50; ++i) REQUIRE(bad.answer().status == 401);
    for (int i = 0; i < 50; ++i) REQUIRE(bad.answer().status == 400);
  }
  CHECK(verifier.asked == rounds * 50);
  CHECK(Peer{running.port()}.ask(asking("/who", "Authorization: Bearer ada\r\n")).body == "ada");
}
