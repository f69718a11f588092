// What http_load reads of HTTP and how it tells what it saw; expected lengths are counted by hand.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "load/message.hpp"
#include "load/tally.hpp"

using namespace signet::example;

TEST_CASE("a head is read when its empty line is there") {
  const std::string answer =
      "HTTP/1.1 503 Service Unavailable\r\ncontent-LENGTH: 12\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
  CHECK_FALSE(read_head(answer.substr(0, answer.size() - 1)).has_value());
  const auto head = read_head(answer + "{\"code\":\"a\"}");
  REQUIRE(head.has_value());
  CHECK(head->size == answer.size());
  CHECK(head->message() == answer.size() + 12);
  CHECK(head->status == 503);
  CHECK(head->closes);
  CHECK(head->has_retry_after);
  CHECK(head->is_framed);
}

TEST_CASE("a head without these fields has no body, stays open, and promises nothing") {
  const auto head = read_head("HTTP/1.1 204 No Content\r\nX-Retry-After: 1\r\nX-Connection: close\r\n\r\n");
  REQUIRE(head.has_value());
  CHECK(head->body == 0);
  CHECK_FALSE(head->closes);
  CHECK_FALSE(head->has_retry_after);
}

TEST_CASE("an answer in chunks is none that a load could measure") {
  const auto head = read_head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  REQUIRE(head.has_value());
  CHECK_FALSE(head->is_framed);
}

TEST_CASE("requests of a file are told apart by their lengths") {
  const std::string get = "GET /validate HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string post = "POST /login HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
  CHECK(split_messages(get + post + get) == std::vector<std::string>{get, post, get});
  CHECK(split_messages(get + post.substr(0, post.size() - 1)).empty());
  CHECK(split_messages(get + "GET").empty());
  CHECK(split_messages("").empty());
}

TEST_CASE("quantiles are values that were seen, and statuses are counted") {
  Tally tally;
  for (int i = 1; i <= 100; ++i) {
    tally.samples.push_back({0.0F, static_cast<float>(i), static_cast<std::uint16_t>(i <= 98 ? 200 : 503)});
  }
  tally.sent = 101;
  tally.open = 4;
  CHECK(told("asks", tally, 0, 1) ==
        "\"asks\":{\"p50\":51.0,\"p90\":91.0,\"p99\":100.0,\"max\":100.0,\"200\":98,\"503\":2,\"open\":4,"
        "\"sent\":101,\"failed\":0,\"retry_after\":0,\"waiting\":1}");
  CHECK(told("asks", tally, 99, 1).starts_with("\"asks\":{\"p50\":100.0,\"p90\":100.0,"));
  CHECK(told("asks", {}, 0, 0).starts_with("\"asks\":{\"p50\":0.0,"));
}
