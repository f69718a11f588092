#include "signet/http/challenge.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace signet;

TEST_CASE("a request without a credential is challenged without an error attribute") {  // RFC 6750 §3
  CHECK(bearer_challenge(fail(Errc::authorization_missing), "example") == "Bearer realm=\"example\"");
}

TEST_CASE("a refused token is challenged with invalid_token and a sentence") {
  CHECK(bearer_challenge(fail(Errc::token_expired, "exp"), "example") ==
        "Bearer realm=\"example\", error=\"invalid_token\", "
        "error_description=\"The token's expiry time has been reached.\"");
}

TEST_CASE("H03: no challenge of any code can be broken out of, whatever name the error has") {
  for (const ErrorRow& row : error_rows) {
    CAPTURE(row.name);
    const auto text = bearer_challenge(fail(row.code, "a\"\r\nX: b"), "example");
    CHECK(std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '\\'; }));
    CHECK(text.find("X: b") == std::string::npos);
    CHECK(row.sentence.find('"') == std::string_view::npos);
  }
}

TEST_CASE("the challenge stands on each 401 and on each RFC 6750 error, and on nothing else") {
  struct Row {
    Errc code;
    bool challenged;
  };
  for (const Row row :
       {Row{Errc::authorization_missing, true}, Row{Errc::credentials_invalid, true},
        Row{Errc::insufficient_scope, true}, Row{Errc::authorization_malformed, true},
        Row{Errc::forbidden, false}, Row{Errc::not_found, false}, Row{Errc::overloaded, false}}) {
    CAPTURE(to_string(row.code));
    Response response = Response::empty(row_of(row.code).http_status);
    add_challenge(response, fail(row.code), "example");
    CHECK(response.headers.count("WWW-Authenticate") == (row.challenged ? 1 : 0));
  }
}
