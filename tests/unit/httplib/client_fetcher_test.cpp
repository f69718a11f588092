#include "signet/http/httplib/client_fetcher.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "unit/httplib/certificate.hpp"
#include "unit/httplib/loopback.hpp"

using namespace signet;
using namespace std::chrono_literals;
using loopback::Peer;

namespace {

// Answers one connection with whatever `answer` writes after the request's head was read.
class OneAnswer {
 public:
  explicit OneAnswer(std::function<void(Peer&)> answer) : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    loopback::limit_waits(listener_);
    auto address = loopback::address_of(0);
    REQUIRE(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(listener_, 1) == 0);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/jwks.json?v=1";
    thread_ = std::thread{[this, answer = std::move(answer)] {
      Peer peer = Peer::accepted(accept(listener_, nullptr, nullptr));
      request_ = peer.read_until("\r\n\r\n");
      answer(peer);
    }};
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  ~OneAnswer() {
    join();
    close(listener_);
  }
  const std::string& url() const { return url_; }
  const std::string& request() {
    join();
    return request_;
  }

 private:
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  int listener_;
  std::string url_, request_;
  std::thread thread_;
};

std::function<void(Peer&)> saying(std::string text) {
  return [text](Peer& peer) { peer.send(text); };
}

Result<std::string> fetch_from(const std::string& answer, std::size_t max_bytes = 64) {
  const OneAnswer server{saying(answer)};
  return fetch(server.url(), {.max_bytes = max_bytes});
}

Error unavailable(const char* why) { return fail(Errc::source_unavailable, why); }

}  // namespace

TEST_CASE("the body of a 200 answer comes back, by length, in chunks, or up to the close") {
  CHECK(*fetch_from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") == "{}");
  CHECK(*fetch_from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n") == "{}");
  CHECK(*fetch_from("HTTP/1.1 200 OK\r\n\r\n{}") == "{}");
}

TEST_CASE("the request asks for one answer of plain JSON from the named host") {
  OneAnswer server{saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")};
  REQUIRE(fetch(server.url()).has_value());
  const auto host = server.url().substr(7, server.url().find('/', 7) - 7);
  CHECK(server.request() ==
        "GET /jwks.json?v=1 HTTP/1.1\r\nHost: " + host +
            "\r\nAccept: application/jwk-set+json, application/json\r\nConnection: close\r\n\r\n");
}

TEST_CASE("H05: a body over the limit is refused, however it is delimited") {
  const std::string most(64, 'x');
  CHECK(*fetch_from("HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + most) == most);
  CHECK(*fetch_from("HTTP/1.1 200 OK\r\n\r\n" + most) == most);
  CHECK(fetch_from("HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n").error() == unavailable("size"));
  CHECK(fetch_from("HTTP/1.1 200 OK\r\n\r\n" + most + "x").error() == unavailable("size"));
  CHECK(fetch_from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n" + most + "x\r\n0\r\n\r\n")
            .error() == unavailable("size"));
}

TEST_CASE("H05: no redirect is followed and no other status taken") {
  CHECK(fetch_from("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
            .error() == unavailable("status"));
  CHECK(fetch_from("HTTP/1.1 204 No Content\r\n\r\n").error() == unavailable("status"));
  CHECK(fetch_from("HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}").error() == unavailable("status"));
}

TEST_CASE("H05: an answer that is compressed, cut short or no HTTP is refused") {
  CHECK(fetch_from("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}").error() ==
        unavailable("response"));
  CHECK(fetch_from("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}").error() == unavailable("response"));
  CHECK(fetch_from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n").error() ==
        unavailable("response"));
  CHECK(fetch_from("<html>\n").error() == unavailable("response"));
  CHECK(fetch_from("").error() == unavailable("response"));
  CHECK(fetch_from("HTTP/1.1 200 OK\r\nX: " + std::string(16 * 1024, 'x') + "\r\n\r\n").error() ==
        unavailable("response"));
}

TEST_CASE("a post sends body and fields as they are, and brings back any answer with its fields") {
  OneAnswer server{saying("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 6\r\nContent-Length: 2\r\n\r\n{}")};
  const auto answer =
      post_json(server.url(), {.body = "", .request_id = "r-1", .forwarded_for = "2001:db8::1"});
  REQUIRE(answer);
  CHECK(answer->status == 429);
  CHECK(answer->headers.single("retry-after") == "6");
  CHECK(answer->body == "{}");
  const auto host = server.url().substr(7, server.url().find('/', 7) - 7);
  CHECK(server.request() ==
        "POST /jwks.json?v=1 HTTP/1.1\r\nHost: " + host +
            "\r\nAccept: application/json\r\nConnection: close\r\nContent-Type: application/json\r\n"
            "X-Request-Id: r-1\r\nX-Forwarded-For: 2001:db8::1\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("a post's body follows its head whole, and a 204 has none") {
  std::string body;
  const OneAnswer server{[&body](Peer& peer) {
    body = peer.read_until("}");
    peer.send("HTTP/1.1 204 No Content\r\n\r\n");
    peer.at_end();  // a client that waited for a body would wait here
  }};
  const auto answer = post_json(server.url(), {.body = R"({"a":1})"}, {.timeout = Seconds{10s}});
  REQUIRE(answer);
  CHECK(answer->status == 204);
  CHECK(answer->body.empty());
  CHECK(body == R"({"a":1})");
}

TEST_CASE(
    "a post is bound as a fetch is: no field can end its line, and no URL is taken that fetch refuses") {
  CHECK(post_json("http://127.0.0.1:1/", {.body = "", .request_id = "a\r\nb: c"}).error() ==
        fail(Errc::option_invalid, "request_id"));
  CHECK(post_json("http://127.0.0.1:1/", {.body = "", .forwarded_for = "a\nb"}).error() ==
        fail(Errc::option_invalid, "forwarded_for"));
  CHECK(post_json("http://192.0.2.1/", {.body = ""}).error() == fail(Errc::option_invalid, "url"));
  const OneAnswer server{saying("HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n")};
  CHECK(post_json(server.url(), {.body = ""}, {.max_bytes = 64}).error() == unavailable("size"));
}

TEST_CASE("H05: a server that drips is left at the deadline of the whole exchange") {
  const OneAnswer server{[](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
    peer.at_end();  // until the client goes
  }};
  CHECK(fetch(server.url(), {.timeout = Seconds{200ms}}).error() == unavailable("timeout"));
}

TEST_CASE("a port where nobody listens is told as connect") {
  HttplibServer server{{}};
  const auto port = server.bind();
  REQUIRE(port.has_value());
  server.drain();  // the port stays taken, and refuses
  CHECK(fetch("http://127.0.0.1:" + std::to_string(*port)).error() == unavailable("connect"));
}

TEST_CASE("a URL that may not be fetched is refused before anything is connected") {
  CHECK(fetch("http://192.0.2.1/").error() == fail(Errc::option_invalid, "url"));
  CHECK(fetch("https://user@id.example/").error() == fail(Errc::option_invalid, "url"));
}

TEST_CASE("https needs a certificate of a trusted root that bears the host's name") {
  const loopback::Folder folder;
  loopback::make_certificate(folder, "address", "IP:127.0.0.1");
  loopback::make_certificate(folder, "name", "DNS:localhost");
  Router router;
  router.add("GET", "/", RouteCost::inline_,
             [](const Request&) -> Result<Response> { return Response::json(200, "{}"); });
  const loopback::Running by_address{
      router, {.tls = TlsFiles{folder.file("address.pem"), folder.file("address.key")}}};
  const loopback::Running by_name{router,
                                  {.tls = TlsFiles{folder.file("name.pem"), folder.file("name.key")}}};
  const auto url = [](const char* host, const loopback::Running& running) {
    return std::string{"https://"} + host + ":" + std::to_string(running.port());
  };
  const FetchOptions trusting_address{.ca_file = folder.file("address.pem")};
  const FetchOptions trusting_name{.ca_file = folder.file("name.pem")};
  CHECK(fetch(url("127.0.0.1", by_address), trusting_address).value_or("") == "{}");
  CHECK(fetch(url("localhost", by_name), trusting_name).value_or("") == "{}");
  CHECK(fetch(url("localhost", by_address), trusting_address).error() == unavailable("tls"));
  CHECK(fetch(url("127.0.0.1", by_name), trusting_name).error() == unavailable("tls"));
  CHECK(fetch(url("127.0.0.1", by_address), trusting_name).error() == unavailable("tls"));
  CHECK(fetch(url("127.0.0.1", by_address), {}).error() == unavailable("tls"));
  CHECK(fetch(url("127.0.0.1", by_address), {.ca_file = folder.file("absent.pem")}).error() ==
        unavailable("ca_file"));
}
