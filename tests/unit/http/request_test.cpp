#include "signet/http/request.hpp"

#include <doctest/doctest.h>

using namespace signet;

TEST_CASE("a field is found by its name in any case, and only when there is one of it") {
  HeaderFields headers;
  headers.add("Content-Type", "text/plain").add("X-A", "1").add("x-a", "2");
  CHECK(headers.single("content-TYPE") == "text/plain");
  CHECK(headers.single("X-A") == std::nullopt);
  CHECK(headers.single("Absent") == std::nullopt);
  CHECK(headers.count("X-a") == 2);
}

TEST_CASE("set leaves one field of a name, whatever was there") {
  HeaderFields headers;
  headers.add("X-A", "1").add("Other", "o").add("x-a", "2").set("X-A", "3");
  CHECK(headers.single("x-a") == "3");
  CHECK(headers.single("Other") == "o");
  CHECK(headers.all().size() == 2);
}

TEST_CASE("a path parameter that the pattern has not is empty") {
  Request request;
  request.path_params = {{"id", "7"}};
  CHECK(request.param("id") == "7");
  CHECK(request.param("name").empty());
}

TEST_CASE("a json response says what it is") {
  const auto response = Response::json(201, "{}");
  CHECK(response.status == 201);
  CHECK(response.headers.single("Content-Type") == "application/json");
  CHECK(response.body == "{}");
}
