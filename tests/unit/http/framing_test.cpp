#include "http/framing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;
using namespace signet::detail;

namespace {

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// The head's size or error, with the bytes arriving one at a time.
Result<std::size_t> size_by_drips(std::string_view text) {
  std::size_t scanned = 0;
  for (std::size_t arrived = 1; arrived <= text.size(); ++arrived) {
    const auto size = head_size(text.substr(0, arrived), scanned);
    if (!size || *size > 0) return size;
  }
  return std::size_t{0};
}

Result<RequestHead> parse(const std::string& lines) {
  RequestHead head;
  if (const auto read = parse_head(lines + "\r\n", head); !read) return read.error();
  return head;
}

RequestHead parsed(const std::string& lines) {
  auto head = parse(lines);
  REQUIRE(head.has_value());
  return *std::move(head);
}

ResponseHead answered(std::string_view text) {
  auto head = parse_response_head(text);
  REQUIRE(head.has_value());
  return *std::move(head);
}

Result<std::string> dechunk(std::string_view text, std::size_t limit = 64) {
  ChunkedBody body{limit};
  const auto taken = body.feed(text);
  if (!taken) return taken.error();
  if (!body.done()) return fail(Errc::request_timeout);
  return std::move(body).take();
}

}  // namespace

TEST_CASE("a head ends at its empty line, however its bytes arrive") {
  std::size_t scanned = 0;
  CHECK(*head_size(get, scanned) == get.size());
  scanned = 0;
  CHECK(*head_size(std::string{get} + "GET /", scanned) == get.size());
  CHECK(*size_by_drips(get) == get.size());
  CHECK(*size_by_drips(get.substr(0, get.size() - 1)) == 0);
}

TEST_CASE("a byte that two parsers may read differently is refused as soon as it is seen") {
  for (const std::string& text : {std::string{"GET / HTTP/1.1\n"}, std::string{"GET / HTTP/1.1\r\nA: b\n"},
                                  std::string{"GET / HTTP/1.1\rA"}, std::string{"GET / HTTP/1.1\r\r"},
                                  std::string{"GET \0", 5}, std::string{"\n"}, std::string{"\r\n"}}) {
    CAPTURE(text);
    CHECK(size_by_drips(text).error() == fail(Errc::request_malformed));
  }
}

TEST_CASE("a head may have 16 KiB and not one byte more") {
  const auto of_size = [](std::size_t size) {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
  };
  std::size_t scanned = 0;
  CHECK(*head_size(of_size(head_limit), scanned) == head_limit);
  scanned = 0;
  CHECK(head_size(of_size(head_limit + 1), scanned).error() == fail(Errc::header_fields_too_large));
}

TEST_CASE("a request line and fields are read as they stand") {
  const auto head =
      parse("POST /a/b%20c?x=1?y HTTP/1.1\r\nHost: a.example:80\r\nX-Y:\t v w \r\nContent-Length: 12\r\n");
  REQUIRE(head.has_value());
  CHECK(head->request.method == "POST");
  CHECK(head->request.path == "/a/b%20c");
  CHECK(head->request.query == "x=1?y");
  CHECK(head->request.headers.single("x-y") == "v w");
  CHECK(head->length == 12);
  CHECK_FALSE(head->chunked);
  CHECK(head->keep_alive);
}

namespace {

struct RefusedHead {
  std::string lines;
  Error expected;
};
const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
const Error plain = fail(Errc::request_malformed);
const Error length = fail(Errc::request_malformed, "content-length");
const Error coding = fail(Errc::request_malformed, "transfer-encoding");
const Error host = fail(Errc::request_malformed, "host");
const std::vector<RefusedHead> refused_heads{
    {start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", coding},
    {start + "Content-Length: 1\r\nContent-Length: 1\r\n", length},
    {start + "Content-Length: 1, 1\r\n", length},
    {start + "Content-Length: +1\r\n", length},
    {start + "Content-Length: -1\r\n", length},
    {start + "Content-Length:\r\n", length},
    {start + "Content-Length: 0x1\r\n", length},
    {start + "Content-Length: 1 1\r\n", length},
    {start + "Content-Length: 18446744073709551616\r\n", length},
    {start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", coding},
    {start + "Transfer-Encoding: chunked, chunked\r\n", coding},
    {start + "Transfer-Encoding: gzip, chunked\r\n", coding},
    {start + "Transfer-Encoding: chunked, identity\r\n", coding},
    {start + "Transfer-Encoding: \"chunked\"\r\n", coding},
    {start + "Transfer-Encoding:\r\n", coding},
    {"GET / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n", coding},
    {start + "Transfer-Encoding: gzip\r\n", fail(Errc::not_implemented, "transfer-encoding")},
    {"GET / HTTP/1.1\r\n", host},
    {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", host},
    {"GET / HTTP/1.1\r\nHost: a/b\r\n", host},
    {"GET / HTTP/1.1\r\nHost: a@b\r\n", host},
    {start + "X : y\r\n", plain},
    {start + "X\r\n", plain},
    {start + ": y\r\n", plain},
    {start + "X: y\r\n folded\r\n", plain},
    {start + "X: y\r\n\tfolded\r\n", plain},
    {start + "X\xc3\xa9: y\r\n", plain},
    {start + "X(y): z\r\n", plain},
    {start + "X: a\x01"
             "b\r\n",
     plain},
    {start + "X: a\x7f\r\n", plain},
    {start + "Expect: 200-ok\r\n", fail(Errc::request_malformed, "expect")},
    {"GET http://a/ HTTP/1.1\r\nHost: a\r\n", plain},
    {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n", plain},
    {"OPTIONS * HTTP/1.1\r\nHost: a\r\n", plain},
    {"GET /#f HTTP/1.1\r\nHost: a\r\n", plain},
    {"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n", plain},
    {"GET  / HTTP/1.1\r\nHost: a\r\n", plain},
    {"GET /a b HTTP/1.1\r\nHost: a\r\n", plain},
    {"GET /\r\nHost: a\r\n", plain},
    {"GET / HTTP/2.0\r\nHost: a\r\n", plain},
    {"GET / http/1.1\r\nHost: a\r\n", plain},
    {"GET / HTTP/1.1 \r\nHost: a\r\n", plain},
    {" GET / HTTP/1.1\r\nHost: a\r\n", plain},
    {"G(T / HTTP/1.1\r\nHost: a\r\n", plain},
    {"PRI * HTTP/2.0\r\n", plain},  // the HTTP/2 preface
};

}  // namespace

TEST_CASE("rulings on framing: each of these heads is refused with its error") {
  for (const RefusedHead& row : refused_heads) {
    CAPTURE(row.lines);
    CHECK(parse(row.lines).error() == row.expected);
  }
}

TEST_CASE("two Authorization fields are both handed on, for the service to refuse") {
  const auto head = parsed(start + "Authorization: Bearer a\r\nauthorization: Bearer b\r\n");
  CHECK(head.request.headers.count("Authorization") == 2);
}

TEST_CASE("a head may have 64 fields and not one more") {
  std::string lines = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i < field_limit; ++i) lines += "X: y\r\n";
  CHECK(parsed(lines).request.headers.all().size() == 64);
  CHECK(parse(lines + "X: y\r\n").error() == fail(Errc::header_fields_too_large));
}

TEST_CASE("the connection goes on unless the request closes it or is of HTTP/1.0") {
  CHECK(parsed("GET / HTTP/1.1\r\nHost: a\r\nConnection: Keep-Alive\r\n").keep_alive);
  CHECK_FALSE(parsed("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n").keep_alive);
  CHECK_FALSE(parsed("GET / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: close\r\n").keep_alive);
  CHECK_FALSE(parsed("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n").keep_alive);
}

TEST_CASE("100-continue is expected from HTTP/1.1 only") {
  CHECK(parsed("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n").expects_continue);
  CHECK_FALSE(parsed("GET / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n").expects_continue);
}

TEST_CASE("a chunked body is joined, extensions and trailers dropped") {
  CHECK(*dechunk("4;ext=\"v\"\r\nwiki\r\n05\r\npedia\r\nA\r\n0123456789\r\n0\r\nX-T: dropped\r\n\r\n") ==
        "wikipedia0123456789");
  CHECK(*dechunk("0\r\n\r\n") == "");
}

TEST_CASE("a chunked body is the same however its bytes arrive, and what follows it is left alone") {
  const std::string text = "4\r\nwiki\r\n0\r\n\r\nGET";
  ChunkedBody body{64};
  std::string held;
  for (std::size_t at = 0; at < text.size() && !body.done(); ++at) {
    held += text[at];
    const auto taken = body.feed(held);
    REQUIRE(taken.has_value());
    held.erase(0, *taken);
  }
  CHECK(body.done());
  CHECK(held.empty());
  CHECK(std::move(body).take() == "wiki");
  ChunkedBody whole{64};
  CHECK(*whole.feed(text) == text.size() - 3);
}

TEST_CASE("rulings on chunks: each of these bodies is refused") {
  const std::string extension(256, 'e');
  for (const std::string& text :
       {std::string{"-1\r\n"}, std::string{"+1\r\n"}, std::string{"0x1\r\n"}, std::string{" 1\r\n"},
        std::string{"1 \r\n"}, std::string{"\r\n"}, std::string{"g\r\n"}, std::string{"1\nx\r\n"},
        std::string{"10000000000000000\r\n"}, std::string{"1\r\nxy\r\n"}, std::string{"1\r\nx\n0\r\n\r\n"},
        "1;" + extension + "\r\nx\r\n", std::string{"1\r;a\r\n"}, std::string{"0\r\nX\r\n\r\n"},
        std::string{"0\r\n X: y\r\n\r\n"}, std::string{"0\r\nX : y\r\n\r\n"}}) {
    CAPTURE(text);
    CHECK(dechunk(text).error() == fail(Errc::request_malformed));
  }
  CHECK(*dechunk("1;" + extension.substr(1) + "\r\nx\r\n0\r\n\r\n") == "x");
}

TEST_CASE("a chunked body may be as long as the limit, all chunks together") {
  CHECK(*dechunk("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", 4) == "abcd");
  CHECK(dechunk("2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n", 4).error() == fail(Errc::request_too_large));
  CHECK(dechunk("ffffffffffffffff\r\n", 4).error() == fail(Errc::request_too_large));
}

TEST_CASE("trailers are bounded like a head") {
  std::string text = "0\r\n";
  for (int i = 0; i < 17; ++i) text += "X: " + std::string(1024, 'y') + "\r\n";
  CHECK(dechunk(text).error() == fail(Errc::header_fields_too_large));
}

TEST_CASE("an answer's head is read with its length, chunking, or neither") {
  const auto sized = parse_response_head("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  REQUIRE(sized.has_value());
  CHECK(sized->status == 200);
  CHECK(sized->length == 5);
  CHECK(answered("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n").chunked);
  CHECK(answered("HTTP/1.0 404 Not Found\r\n\r\n").length == std::nullopt);
  CHECK(parse_response_head("HTTP/1.1 2x0 OK\r\n\r\n").error() == fail(Errc::request_malformed));
  CHECK(parse_response_head("ICY 200 OK long enough\r\n\r\n").error() == fail(Errc::request_malformed));
  CHECK(parse_response_head("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n").error() ==
        fail(Errc::request_malformed, "content-length"));
}

TEST_CASE("an answer is written with its date, and says so when the connection closes") {
  const auto date = NumericDate::from_seconds(784111777);  // RFC 9110 §5.6.7's example
  const auto response = Response::json(200, "{}");
  const auto written = [&](const Response& answer, bool keep_alive) {
    std::string text = "before ";
    serialise(answer, keep_alive, date, text);
    return text.substr(7);
  };
  CHECK(written(response, true) ==
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: application/json\r\n\r\n{}");
  CHECK(written(Response::empty(204), false) ==
        "HTTP/1.1 204 No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n\r\n");
}

TEST_CASE("dates are those of the calendar, in two digits each") {
  struct Row {
    std::int64_t seconds;
    const char* text;
  };
  // By GNU date: LC_ALL=C date -u -d @SECONDS '+%a, %d %b %Y %T GMT'
  for (const Row& row :
       {Row{0, "Thu, 01 Jan 1970 00:00:00 GMT"}, Row{951'782'399, "Mon, 28 Feb 2000 23:59:59 GMT"},
        Row{951'782'400, "Tue, 29 Feb 2000 00:00:00 GMT"},
        Row{1'709'251'199, "Thu, 29 Feb 2024 23:59:59 GMT"},
        Row{4'107'542'400, "Mon, 01 Mar 2100 00:00:00 GMT"},
        Row{1'798'761'599, "Thu, 31 Dec 2026 23:59:59 GMT"},
        Row{253'402'300'799, "Fri, 31 Dec 9999 23:59:59 GMT"}}) {
    CHECK(http_date(NumericDate::from_seconds(row.seconds)) == row.text);
  }
}

TEST_CASE("the end of a head is found whatever pieces it comes in, and nothing behind it is judged") {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string received = head + std::string{"\n\0\r", 3};
  for (std::size_t first = 0; first <= received.size(); ++first) {
    CAPTURE(first);
    std::size_t scanned = 0;
    const auto early = head_size(std::string_view{received}.substr(0, first), scanned);
    CHECK(early.value() == (first < head.size() ? 0 : head.size()));
    if (first >= head.size()) continue;
    const auto whole = head_size(received, scanned);
    CHECK(whole.value() == head.size());
  }
}

TEST_CASE("a byte that no head may hold is refused as soon as it has arrived, wherever it stands") {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n";
  const std::vector<std::string> bad{std::string{"\0", 1}, "\n", "\rx", "\r\r"};
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (at > 0 && head[at - 1] == '\r') continue;  // there a line feed has to follow
    for (const std::string& bytes : bad) {
      CAPTURE(at);
      const std::string text = head.substr(0, at) + bytes;
      for (const std::size_t before : {std::size_t{0}, text.size() - 1}) {
        std::size_t scanned = 0;
        REQUIRE(head_size(std::string_view{text}.substr(0, before), scanned).value() == 0);
        const auto refused = head_size(text, scanned);
        CHECK(refused.error() == fail(Errc::request_malformed));
      }
    }
  }
}
