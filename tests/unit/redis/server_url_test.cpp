// Redis URLs: what is read out of them, and what is refused and by which name.
#include "store/redis/server_url.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;
using namespace signet::detail::redis;

TEST_CASE("a URL is taken apart, and what is percent-encoded is decoded") {
  const auto url = parse_server_url("redis://us%40er:p%3Aa%2Fs%20s%25@cache.example.org:6380/15");
  REQUIRE(url);
  CHECK(url->user == "us@er");
  CHECK(url->password.expose_text() == "p:a/s s%");
  CHECK(url->deployment.kind == Deployment::Kind::one);
  CHECK(url->deployment.endpoints == std::vector{Endpoint{.host = "cache.example.org", .port = 6380}});
  CHECK(url->database == 15);
}

TEST_CASE("what a URL leaves out is what Redis takes for it") {
  struct Row {
    std::string_view url;
    std::string_view user;
    std::string_view password;
    std::string_view host;
    std::uint16_t port;
    std::uint32_t database;
  };
  constexpr Row rows[] = {
      {"redis://h", "", "", "h", 6379, 0},
      {"redis://h/", "", "", "h", 6379, 0},
      {"redis://h:65535/1", "", "", "h", 65535, 1},
      {"redis://:secret@h", "default", "secret", "h", 6379, 0},
      {"redis://u:secret@[::1]:7/2", "u", "secret", "::1", 7, 2},
      {"redis:///0?host=/run/redis.sock", "", "", "/run/redis.sock", 6379, 0},
      {"redis://:a@?host=%2Frun%2Fredis.sock", "default", "a", "/run/redis.sock", 6379, 0}};
  for (const Row& row : rows) {
    CAPTURE(row.url);
    const auto url = parse_server_url(row.url);
    REQUIRE(url);
    CHECK(url->user == row.user);
    CHECK(url->password.expose_text() == row.password);
    CHECK(url->deployment.endpoints ==
          std::vector{Endpoint{.host = std::string{row.host}, .port = row.port}});
    CHECK(url->database == row.database);
  }
}

TEST_CASE("sentinels and the nodes of a cluster are listed, the former with the name of their primary") {
  const auto watched = parse_server_url("redis+sentinel://u:secret@h,[::1]:7,i:26380/my%20primary/3");
  REQUIRE(watched);
  CHECK(watched->deployment.kind == Deployment::Kind::sentinels);
  CHECK(watched->deployment.endpoints == std::vector<Endpoint>{{"h", 26379}, {"::1", 7}, {"i", 26380}});
  CHECK(watched->deployment.primary == "my primary");
  CHECK(watched->database == 3);
  CHECK(watched->user == "u");
  CHECK(watched->password.expose_text() == "secret");
  const auto cluster = parse_server_url("redis+cluster://:secret@h,i:7001/");
  REQUIRE(cluster);
  CHECK(cluster->deployment.kind == Deployment::Kind::cluster);
  CHECK(cluster->deployment.endpoints == std::vector<Endpoint>{{"h", 6379}, {"i", 7001}});
  CHECK(cluster->user == "default");
}

TEST_CASE("what is wrong is named, and never quoted") {
  struct Row {
    std::string_view url;
    Error error;
  };
  const Row rows[] = {{"http://h", fail(Errc::option_invalid, "url.scheme")},
                      {"", fail(Errc::option_invalid, "url.scheme")},
                      {"rediss://h", fail(Errc::store_unsupported, "tls")},
                      {"redis://@h", fail(Errc::option_invalid, "url.user")},
                      {"redis://u%zz:p@h", fail(Errc::option_invalid, "url.user")},
                      {"redis://:@h", fail(Errc::option_invalid, "url.password")},
                      {"redis://u@h", fail(Errc::option_invalid, "url.password")},
                      {"redis://u:@h", fail(Errc::option_invalid, "url.password")},
                      {"redis+sentinel://u@h/p", fail(Errc::option_invalid, "url.password")},
                      {"redis+cluster://u@h,i", fail(Errc::option_invalid, "url.password")},
                      {"redis://:p%zz@h", fail(Errc::option_invalid, "url.password")},
                      {"redis://u:p%00@h", fail(Errc::option_invalid, "url.password")},
                      {"redis://", fail(Errc::option_invalid, "url.host")},
                      {"redis://a b", fail(Errc::option_invalid, "url.host")},
                      {"redis://h?host=/s", fail(Errc::option_invalid, "url.host")},
                      {"redis://?host=s", fail(Errc::option_invalid, "url.host")},
                      {"redis://h,i", fail(Errc::option_invalid, "url.host")},
                      {"redis://h:0", fail(Errc::option_invalid, "url.port")},
                      {"redis://h:65536", fail(Errc::option_invalid, "url.port")},
                      {"redis://h/a", fail(Errc::option_invalid, "url.database")},
                      {"redis://h/1/", fail(Errc::option_invalid, "url.database")},
                      {"redis://h?db=1", fail(Errc::option_invalid, "url.parameter")},
                      {"redis+sentinel:///p", fail(Errc::option_invalid, "url.host")},
                      {"redis+sentinel://h,/p", fail(Errc::option_invalid, "url.host")},
                      {"redis+sentinel://h,,i/p", fail(Errc::option_invalid, "url.host")},
                      {"redis+sentinel://h", fail(Errc::option_invalid, "url.primary")},
                      {"redis+sentinel://h//1", fail(Errc::option_invalid, "url.primary")},
                      {"redis+sentinel://h/p%zz", fail(Errc::option_invalid, "url.primary")},
                      {"redis+sentinel://h/p/q", fail(Errc::option_invalid, "url.database")},
                      {"redis+sentinel:///p?host=/s", fail(Errc::option_invalid, "url.host")},
                      {"redis+cluster://h/1", fail(Errc::option_invalid, "url.database")},
                      {"redis+cluster://h,i:0", fail(Errc::option_invalid, "url.port")},
                      {"redis+cluster://h?db=1", fail(Errc::option_invalid, "url.parameter")}};
  for (const Row& row : rows) {
    CAPTURE(row.url);
    CHECK(parse_server_url(row.url).error() == row.error);
  }
}
