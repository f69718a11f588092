#include "http/httplib/parked_connection.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace signet;
using detail::ByteQueue;
using detail::ParkedConnection;
using detail::RequestHead;
using detail::Turn;

namespace {

constexpr auto date =
    NumericDate::from_seconds(784'111'777);  // Sun, 06 Nov 1994 08:49:37 GMT, RFC 9110 §5.6.7

// A connection whose requests are all answered with their path and body.
struct Echo {
  ParkedConnection connection{"192.0.2.1", 64};
  std::vector<std::string> asked;
  std::vector<Error> refused;
  std::string out;

  void go_on(Turn turn, RequestHead& head) {
    while (turn == Turn::ask && !connection.ended()) {
      asked.push_back(head.request.method + " " + head.request.path + " " + head.request.body);
      CHECK(head.request.peer == "192.0.2.1");
      connection.answer(Response::empty(204), false, date, out);
      if (!connection.ended()) turn = connection.resume(head, out);
    }
    if (turn != Turn::refuse) return;
    refused.push_back(connection.error());
    connection.answer(Response::empty(400), false, date, out);
  }
  void receive(std::string_view bytes) {
    RequestHead head;
    go_on(connection.receive(bytes, head, out), head);
  }
};

const std::string three =
    "GET /a HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
    "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: "
    "u\r\n\r\n";
const std::vector<std::string> three_asked{"GET /a ", "POST /b hello", "POST /c abcde"};

}  // namespace

TEST_CASE("requests are the same whatever pieces they come in") {
  for (std::size_t cut = 0; cut <= three.size(); ++cut) {
    CAPTURE(cut);
    Echo echo;
    echo.receive(std::string_view{three}.substr(0, cut));
    echo.receive(std::string_view{three}.substr(cut));
    CHECK(echo.asked == three_asked);
    CHECK(echo.refused.empty());
    CHECK(echo.connection.idle());
  }
  Echo echo;
  for (const char c : three) echo.receive({&c, 1});
  CHECK(echo.asked == three_asked);
}

TEST_CASE("without a begun request a connection holds no memory, with one it counts what it holds") {
  Echo echo;
  CHECK(echo.connection.held() == 0);
  echo.receive("GET /a HT");
  CHECK(echo.connection.held() == 512);
  CHECK_FALSE(echo.connection.idle());
  echo.receive("TP/1.1\r\nHost: a\r\n\r\n");
  CHECK(echo.asked.size() == 1);
  CHECK(echo.connection.idle());
  CHECK(echo.connection.held() == 0);
  echo.receive("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  CHECK(echo.connection.held() > 64);  // what the body may come to
  echo.receive("0\r\n\r\n");
  CHECK(echo.connection.held() == 0);
}

TEST_CASE("what is no request is refused, and nothing after it is read") {
  struct Row {
    std::string bytes;
    Error error;
  };
  for (const Row& row :
       {Row{"GET /a HTTP/1.1\nHost: a\n\n", fail(Errc::request_malformed)},
        Row{"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 65\r\n\r\n", fail(Errc::request_too_large)},
        Row{"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n",
            fail(Errc::request_too_large)},
        Row{"GET /" + std::string(16 * 1024, 'a'), fail(Errc::header_fields_too_large)},
        Row{"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
            fail(Errc::request_malformed, "transfer-encoding")}}) {
    CAPTURE(row.bytes.substr(0, 80));
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, row.bytes.size() + three.size()}) {
      Echo echo;
      const std::string all = row.bytes + three;
      for (std::size_t at = 0; at < all.size() && !echo.connection.ended(); at += piece) {
        echo.receive(std::string_view{all}.substr(at, piece));
      }
      CHECK(echo.asked.empty());
      CHECK(echo.refused == std::vector{row.error});
      CHECK(echo.connection.cut_off());
      CHECK(echo.connection.held() == 0);
    }
  }
}

TEST_CASE("an answer ends the connection when the request, the answer or the engine says so") {
  struct Row {
    const char* name;
    std::string request;
    bool close;
    bool last;
    bool ended;
  };
  const std::string get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const Row& row :
       {Row{"nobody", get, false, false, false}, Row{"the answer", get, true, false, true},
        Row{"the engine", get, false, true, true},
        Row{"the request", "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false, false, true},
        Row{"HTTP/1.0", "GET /a HTTP/1.0\r\nHost: a\r\n\r\n", false, false, true}}) {
    CAPTURE(row.name);
    ParkedConnection connection{"", 0};
    RequestHead head;
    std::string out;
    REQUIRE(connection.receive(row.request, head, out) == Turn::ask);
    Response response = Response::empty(204);
    response.close = row.close;
    connection.answer(response, row.last, date, out);
    CHECK(connection.ended() == row.ended);
    CHECK_FALSE(connection.cut_off());
    CHECK(out == std::string{"HTTP/1.1 204 No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"} +
                     (row.ended ? "Connection: close\r\n\r\n" : "\r\n"));
  }
}

TEST_CASE("an answer that ends the connection before all was read says that it was cut off") {
  ParkedConnection connection{"", 0};
  RequestHead head;
  std::string out;
  REQUIRE(connection.receive("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b", head, out) == Turn::ask);
  connection.answer(Response::empty(204), true, date, out);
  CHECK(connection.ended());
  CHECK(connection.cut_off());
}

TEST_CASE("100 Continue is said once, and only while the body is waited for") {
  const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  Echo waiting;
  waiting.receive(head);
  CHECK(waiting.out == "HTTP/1.1 100 Continue\r\n\r\n");
  waiting.receive("o");
  waiting.receive("k");
  CHECK(waiting.asked == std::vector<std::string>{"POST /a ok"});
  CHECK(waiting.out.find("100", 25) == std::string::npos);
  Echo sent;
  sent.receive(head + "ok");
  CHECK(sent.out.starts_with("HTTP/1.1 204"));
}

TEST_CASE("a request that is late is refused as late") {
  Echo echo;
  echo.receive("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxx");
  RequestHead head;
  echo.go_on(echo.connection.time_out(), head);
  CHECK(echo.refused == std::vector{fail(Errc::request_timeout)});
  CHECK(echo.connection.ended());
  CHECK(echo.connection.idle());
}

TEST_CASE("H15: nothing of one request is left in the next on its connection") {
  ParkedConnection connection{"192.0.2.1", 64};
  RequestHead head;
  std::string out;
  REQUIRE(connection.receive(
              "POST /a?q HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nContent-Length: 1\r\n\r\n"
              "xGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
              head, out) == Turn::ask);
  head.request.client = "203.0.113.9";
  head.request.request_id = "r-1";
  head.request.path_params.emplace_back("id", "7");
  connection.answer(Response::empty(204), false, date, out);
  REQUIRE(connection.resume(head, out) == Turn::ask);
  CHECK(head.request.path == "/b");
  CHECK(head.request.query.empty());
  CHECK(head.request.body.empty());
  CHECK(head.request.headers.count("Authorization") == 0);
  CHECK(head.request.client.empty());
  CHECK(head.request.request_id.empty());
  CHECK(head.request.path_params.empty());
}

TEST_CASE("a queue of bytes gives back what was put in, in order, and its memory when it is empty") {
  ByteQueue queue;
  CHECK(queue.held() == 0);
  queue.append("");
  CHECK(queue.held() == 0);
  std::string model;
  for (int round = 0; round < 100; ++round) {
    const std::string piece(static_cast<std::size_t>(round * 37 % 101), static_cast<char>('a' + round % 26));
    queue.append(piece);
    model += piece;
    const std::size_t taken = model.size() / 2;
    queue.consume(taken);
    model.erase(0, taken);
    REQUIRE(queue.view() == model);
  }
  queue.consume(model.size());
  CHECK(queue.empty());
  CHECK(queue.held() == 0);
}
