// Requests to a Service without a socket, and single members of its JSON answers.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "signet/http/service.hpp"
#include "signet/json/view.hpp"

namespace signet::test {

/// A request as an engine would hand it over, from 127.0.0.1.
inline Request request(std::string method, std::string path, std::string body = "") {
  Request made;
  made.method = std::move(method);
  made.path = std::move(path);
  made.body = std::move(body);
  made.peer = "127.0.0.1";
  made.headers.add("Host", "localhost").add("X-Request-Id", "test-1");
  if (!made.body.empty()) made.headers.add("Content-Type", "application/json");
  return made;
}

inline Request with_bearer(Request request, const std::string& token) {
  request.headers.add("Authorization", "Bearer " + token);
  return request;
}

/// The text of a member of a JSON object, decoded when it is a string; `(absent)` when there is none.
inline std::string member(std::string body, std::string_view name) {
  std::array<JsonMember, 64> index{};
  const auto count = scan_object(body, index, {.members = 64});
  REQUIRE_MESSAGE(count, "not a JSON object: " << body);
  const auto value = JsonObject{body.data(), std::span{index}.first(*count)}.find(name);
  return value ? std::string{value->text} : "(absent)";
}

inline std::string header(const Response& response, std::string_view name) {
  return std::string{response.headers.single(name).value_or("(absent)")};
}

/// `422 email_invalid email`: status, code and name of a problem, on one line.
inline std::string problem_line(const Response& response) {
  CHECK(header(response, "Content-Type") == "application/problem+json");
  CHECK(member(response.body, "request_id") == "test-1");
  const std::string line = std::to_string(response.status) + " " + member(response.body, "code");
  const std::string name = member(response.body, "name");
  return name == "(absent)" ? line : line + " " + name;
}

}  // namespace signet::test
