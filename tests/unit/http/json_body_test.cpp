#include "signet/http/json_body.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet;

namespace {

Request posting(std::string body) {
  Request request;
  request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

Result<JsonBody> credentials(const Request& request) {
  return JsonBody::read(request, {"email", "password"});
}

}  // namespace

TEST_CASE("known string members are read, decoded, and kept through a move") {
  auto read = credentials(posting(R"( {"password": "S3cure\u0050@ss", "email":"a@b.com"} )"));
  REQUIRE(read.has_value());
  const JsonBody body = *std::move(read);
  CHECK(body.find("email") == "a@b.com");
  CHECK(*body.require("password") == "S3cureP@ss");
}

TEST_CASE("a member that is absent is found by neither, and required by name") {
  const auto body = credentials(posting(R"({"email":""})"));
  REQUIRE(body.has_value());
  CHECK(body->find("password") == std::nullopt);
  CHECK(body->require("password").error() == fail(Errc::member_invalid, "password"));
  CHECK(*body->require("email") == "");
}

TEST_CASE("a body that is not one well-formed object is malformed") {
  for (const char* text :
       {"", "{", "null", "[]", "\"a\"", "{\"email\":\"a\"}x", "{\"email\":\"\\ud800\"}",
        "{\"email\":\"\xff\"}", "{email:1}", "{\"email\":\"a\",}", "{\"email\":{\"a\":{\"b\":1}}}"}) {
    CAPTURE(text);
    CHECK(credentials(posting(text)).error() == fail(Errc::request_malformed));
  }
}

TEST_CASE("a member given twice is malformed, however it is spelt") {
  CHECK(credentials(posting(R"({"email":"a","email":"a"})")).error() == fail(Errc::request_malformed));
  CHECK(credentials(posting(R"({"email":"a","\u0065mail":"b"})")).error() == fail(Errc::request_malformed));
}

TEST_CASE(
    "the tolerant reading takes any Content-Type, skips what it does not know, and takes null as absent") {
  Request request = posting(R"({"role":{"a":[1]},"Email":"x","email":"a@b.com","password":null})");
  request.headers.set("Content-Type", "text/plain");
  const auto body = JsonBody::read_tolerant(request, {"email", "password"});
  REQUIRE(body.has_value());
  CHECK(body->find("email") == "a@b.com");
  CHECK(body->find("password") == std::nullopt);
}

TEST_CASE("the tolerant reading still refuses what is malformed, and a known member of another type") {
  const auto read = [](std::string text) {
    return JsonBody::read_tolerant(posting(std::move(text)), {"email"});
  };
  const auto nested = [](int levels) {  // the object itself is the first of them
    const auto others = static_cast<std::size_t>(levels - 1);
    return R"({"a":)" + std::string(others, '[') + std::string(others, ']') + "}";
  };
  const auto wide = [](int members) {
    std::string text = "{\"m0\":0";
    for (int i = 1; i < members; ++i) text += ",\"m" + std::to_string(i) + "\":0";
    return text + "}";
  };
  for (const std::string& text : {std::string{}, std::string{"null"}, std::string{"[]"}, std::string{"{"},
                                  std::string{R"({"email":"a","email":"a"})"}, nested(17), wide(65)}) {
    CAPTURE(text);
    CHECK(read(text).error() == fail(Errc::request_malformed));
  }
  CHECK(read(nested(16)).has_value());
  CHECK(read(wide(64)).has_value());
  for (const char* text : {R"({"email":1})", R"({"email":["a"]})", R"({"email":true})"}) {
    CAPTURE(text);
    CHECK(read(text).error() == fail(Errc::member_invalid, "email"));
  }
}

TEST_CASE("an unknown member is refused and told by position, not by name") {
  const auto body = credentials(posting(R"({"email":"a","role":"admin"})"));
  CHECK(body.error() == fail(Errc::member_unknown));
  CHECK(body.error().position() == 14);
  CHECK(credentials(posting(R"({"Email":"a"})")).error() == fail(Errc::member_unknown));
}

TEST_CASE("a known member that is no string is refused by name") {
  for (const char* text : {R"({"email":1})", R"({"email":null})", R"({"email":true})", R"({"email":["a"]})",
                           R"({"email":{}})"}) {
    CAPTURE(text);
    CHECK(credentials(posting(text)).error() == fail(Errc::member_invalid, "email"));
  }
}

TEST_CASE("Content-Type is application/json or absent") {
  Request request = posting(R"({"email":"a"})");
  for (const char* type :
       {"application/json", "Application/JSON", "application/json; charset=utf-8", "application/json ;x=y"}) {
    CAPTURE(type);
    request.headers.set("Content-Type", type);
    CHECK(credentials(request).has_value());
  }
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "",
                           "application/json, text/plain", "multipart/form-data"}) {
    CAPTURE(type);
    request.headers.set("Content-Type", type);
    CHECK(credentials(request).error() == fail(Errc::media_type_unsupported));
  }
  request.headers = {};
  CHECK(credentials(request).has_value());
  request.headers.add("Content-Type", "application/json").add("Content-Type", "application/json");
  CHECK(credentials(request).error() == fail(Errc::media_type_unsupported));
}
