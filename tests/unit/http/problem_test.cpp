#include "signet/http/problem.hpp"

#include <doctest/doctest.h>

using namespace signet;

TEST_CASE("an error is a problem document with code, name and request id") {
  const auto response = problem(fail(Errc::member_invalid, "password"), "r-1");
  CHECK(response.status == 422);
  CHECK(response.headers.single("Content-Type") == "application/problem+json");
  CHECK(response.headers.single("Cache-Control") == "no-store");
  CHECK(response.headers.count("Retry-After") == 0);
  CHECK(response.body ==
        R"({"type":"about:blank","title":"Unprocessable Content","status":422,)"
        R"("detail":"A member of the request is missing or has a value that is not allowed.",)"
        R"("code":"member_invalid","name":"password","request_id":"r-1"})");
}

TEST_CASE("members without a value are left out") {
  CHECK(problem(fail(Errc::not_found), "").body ==
        R"({"type":"about:blank","title":"Not Found","status":404,)"
        R"("detail":"There is nothing at this address.","code":"not_found"})");
}

TEST_CASE("Retry-After tells the error's seconds, and one on any other 503") {
  struct Row {
    Error error;
    const char* seconds;
  };
  for (const Row& row :
       {Row{Error::retry(Errc::throttled, 7), "7"}, Row{Error::retry(Errc::overloaded, 3), "3"},
        Row{fail(Errc::store_unavailable), "1"}}) {
    CAPTURE(row.seconds);
    const auto response = problem(row.error, "");
    CHECK(response.headers.single("Retry-After") == row.seconds);
  }
}

TEST_CASE("every status of the error table has its reason phrase") {
  for (const ErrorRow& row : error_rows) {
    CAPTURE(row.name);
    CHECK_FALSE(reason_phrase(row.http_status).empty());
  }
}
