#include "signet/core/errc.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "signet/core/error.hpp"

using namespace signet;

TEST_CASE("every code has its own snake_case name, a sentence and an HTTP status") {
  std::set<std::string_view> names;
  for (const ErrorRow& row : error_rows) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    CHECK(row.sentence.ends_with('.'));
    CHECK(row.http_status >= 400);
    CHECK(row.http_status < 600);
  }
}

TEST_CASE("an error keeps the name it was given after the owner of that name is gone") {
  std::string name = "department";
  const Error error = fail(Errc::claim_missing, name);
  name.assign(10, '#');
  CHECK(error.name() == "department");
  CHECK(error.code() == Errc::claim_missing);
  CHECK(error.stage() == Stage::claims);
}

TEST_CASE("a name is cut at 24 bytes") {
  const Error error = fail(Errc::claim_missing, "abcdefghijklmnopqrstuvwxyz");
  CHECK(error.name() == "abcdefghijklmnopqrstuvwx");
}

TEST_CASE("errors are equal when code and name are, wherever they arose") {
  CHECK(fail(Errc::claim_missing, "exp") == fail(Errc::claim_missing, "exp"));
  CHECK(fail(Errc::claim_missing, "exp") != fail(Errc::claim_missing, "nbf"));
  CHECK(fail(Errc::claim_missing, "exp") != fail(Errc::claim_invalid, "exp"));
  CHECK(Error::at(Errc::json_malformed, 3) == Error::at(Errc::json_malformed, 4));
}

TEST_CASE("an error may tell a position or a time to retry, never one as the other") {
  CHECK(Error::at(Errc::json_malformed, 7).position() == 7);
  CHECK(Error::at(Errc::json_malformed, 7).retry_after() == std::nullopt);
  CHECK(Error::retry(Errc::overloaded, 2).retry_after() == 2);
  CHECK(fail(Errc::json_malformed).position() == std::nullopt);
}
