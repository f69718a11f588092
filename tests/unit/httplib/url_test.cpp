#include "http/httplib/url.hpp"

#include <doctest/doctest.h>

#include "signet/http/httplib/client_fetcher.hpp"

using namespace signet;

TEST_CASE("a URL is taken apart into what is connected to and what is asked for") {
  struct Row {
    const char* url;
    bool tls;
    const char* host;
    const char* port;
    const char* target;
  };
  for (const Row row : {Row{"https://id.example/jwks.json?v=1", true, "id.example", "443", "/jwks.json?v=1"},
                        Row{"https://id.example", true, "id.example", "443", "/"},
                        Row{"https://id.example:8443?v", true, "id.example", "8443", "/?v"},
                        Row{"https://[2001:db8::1]:8443/", true, "2001:db8::1", "8443", "/"},
                        Row{"http://localhost/", false, "localhost", "80", "/"},
                        Row{"http://127.0.0.1:3000/.well-known/jwks.json", false, "127.0.0.1", "3000",
                            "/.well-known/jwks.json"},
                        Row{"http://[::1]:1/", false, "::1", "1", "/"}}) {
    CAPTURE(row.url);
    const auto url = detail::parse_fetch_url(row.url);
    REQUIRE(url.has_value());
    CHECK(url->tls == row.tls);
    CHECK(url->host == row.host);
    CHECK(url->port == row.port);
    CHECK(url->target == row.target);
  }
}

TEST_CASE("H08: a URL that may not be fetched is refused when it is configured") {
  for (const char* url : {"",
                          "https://",
                          "https:///a",
                          "ftp://id.example/",
                          "file:///etc/passwd",
                          "HTTPS://id.example/",
                          "//id.example/",
                          "https://user@id.example/",
                          "https://user:secret@id.example/",
                          "https://id.example/#f",
                          "https://id.example\\a",
                          "https://id.example:0/",
                          "https://id.example:65536/",
                          "https://id.example:/",
                          "https://id.example:8x/",
                          "https://[fe80::1%25eth0]/",
                          "https://[::1",
                          "https://[id.example]/",
                          "https://b\303\274cher.example/",
                          "https://id.example/a b",
                          "https://id.example/\r\nX: y",
                          "http://id.example/",
                          "http://192.0.2.1/",
                          "http://localhost.example/",
                          "http://127.1/",
                          "http://2130706433/",
                          "http://0.0.0.0/",
                          "http://[::]/"}) {
    CAPTURE(url);
    CHECK(check_fetch_url(url).error() == fail(Errc::option_invalid, "url"));
  }
}
