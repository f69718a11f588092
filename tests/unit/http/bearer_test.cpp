#include "signet/http/bearer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;

namespace {

HeaderFields authorization(std::string value) {
  HeaderFields headers;
  headers.add("Authorization", std::move(value));
  return headers;
}

}  // namespace

TEST_CASE("H01: the token of a bearer credential is found, the scheme in any case") {
  for (const std::string scheme : {"Bearer", "bearer", "BEARER", "bEaReR"}) {
    CAPTURE(scheme);
    const auto headers = authorization(scheme + " mF_9.B5f-4.1JqM");  // RFC 6750 §2.1
    CHECK(bearer_token(headers).value_or("") == "mF_9.B5f-4.1JqM");
  }
}

TEST_CASE("a token may use the whole b64token alphabet") {
  const auto headers = authorization("Bearer aZ09-._~+/==");
  CHECK(bearer_token(headers).value_or("") == "aZ09-._~+/==");
}

TEST_CASE("H01: a bearer credential of any other shape is malformed") {
  const std::vector<std::string> values{
      "Bearer",     "Bearer ",     "Bearer  a", "Bearer\ta",     "Bearer a ",      "Bearer a,",
      "Bearer a b", "Bearer a, b", "Bearer =",  "Bearer a=b",    "Bearer \"a\"",   "Bearer \xc3\xa9",
      "",           " Bearer a",   "Bearer: a", "Bearer a\x01b", "Bear\xc3\xa9r a"};
  for (const auto& value : values) {
    CAPTURE(value);
    const auto headers = authorization(value);
    CHECK(bearer_token(headers).error() == fail(Errc::authorization_malformed));
  }
}

TEST_CASE("H01: without a bearer credential the token is missing, not malformed") {
  const HeaderFields none;
  CHECK(bearer_token(none).error() == fail(Errc::authorization_missing));
  const auto basic = authorization("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(bearer_token(basic).error() == fail(Errc::authorization_missing));
}

TEST_CASE("H01: two Authorization fields are malformed, even when both are the same") {
  auto headers = authorization("Bearer a");
  headers.add("authorization", "Bearer a");
  CHECK(bearer_token(headers).error() == fail(Errc::authorization_malformed));
}

TEST_CASE("H02: a token anywhere but in the header is not read") {
  Request request;
  request.query = "access_token=a";
  request.body = "access_token=a";
  CHECK(bearer_token(request.headers).error() == fail(Errc::authorization_missing));
}
