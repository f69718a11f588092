// Database URLs: what is read out of them, what is refused and by which name, and what libpq is given.
#include "store/postgres/connection_url.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet;
using namespace signet::detail::postgres;

namespace {

constexpr SessionRequest request{
    .connect_timeout_seconds = 3, .statement_timeout_milliseconds = 5000, .with_settings = true};

std::string parameters_of(std::string_view url, const SessionRequest& session = request) {
  const auto read = parse_connection_url(url);
  REQUIRE(read);
  const SecretBytes text = connection_parameters(*read, session);
  return std::string{text.expose_text()};
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a URL is taken apart, and what is percent-encoded is decoded") {
  const auto url = parse_connection_url(
      "postgresql://us%40er:p%3Aa%2Fs%20s%25@db.example.org:6432/my%2Fdata"
      "?sslmode=verify-full&sslrootcert=/etc/ssl/a%20b.pem&application_name=auth");
  REQUIRE(url);
  CHECK(url->user == "us@er");
  CHECK(url->password.expose_text() == "p:a/s s%");
  CHECK(url->host == "db.example.org");
  CHECK(url->port == 6432);
  CHECK(url->database == "my/data");
  REQUIRE(url->parameters.size() == 3);
  CHECK(url->parameters[0].first == "sslmode");
  CHECK(url->parameters[1].second == "/etc/ssl/a b.pem");
}

TEST_CASE("the short scheme, the default port, addresses and Unix sockets are read") {
  struct Row {
    std::string_view url;
    std::string_view host;
    std::uint16_t port;
  };
  constexpr Row rows[] = {{"postgres://u@h/d", "h", 5432},
                          {"postgresql://u@127.0.0.1:1/d", "127.0.0.1", 1},
                          {"postgresql://u@h:65535/d", "h", 65535},
                          {"postgresql://u@[::1]/d", "::1", 5432},
                          {"postgresql://u@[fe80::1]:7/d", "fe80::1", 7},
                          {"postgresql://u@/d?host=/run/postgresql", "/run/postgresql", 5432},
                          {"postgresql://u@:7/d?host=%2Frun%2Fpostgresql", "/run/postgresql", 7}};
  for (const Row& row : rows) {
    CAPTURE(row.url);
    const auto url = parse_connection_url(row.url);
    REQUIRE(url);
    CHECK(url->host == row.host);
    CHECK(url->port == row.port);
    CHECK(url->password.empty());
  }
}

TEST_CASE("a URL that is not whole, or could be read in two ways, is refused by the name of its part") {
  struct Row {
    std::string_view url;
    std::string_view name;
  };
  constexpr Row rows[] = {{"", "url.scheme"},
                          {"mysql://u@h/d", "url.scheme"},
                          {"host=h user=u", "url.scheme"},
                          {"POSTGRESQL://u@h/d", "url.scheme"},
                          {"postgresql://h/d", "url.user"},
                          {"postgresql://@h/d", "url.user"},
                          {"postgresql://:p@h/d", "url.user"},
                          {"postgresql://u%00@h/d", "url.user"},
                          {"postgresql://u%4@h/d", "url.user"},
                          {"postgresql://u%zz@h/d", "url.user"},
                          {"postgresql://u:p:q@h/d", "url.password"},
                          {"postgresql://u:p%@h/d", "url.password"},
                          {"postgresql://u:p[@h/d", "url.password"},
                          {"postgresql://u:p@q@h/d", "url.host"},
                          {"postgresql://u:p/q@h/d", "url.user"},
                          {"postgresql://u@/d", "url.host"},
                          {"postgresql://u@h1,h2/d", "url.host"},
                          {"postgresql://u@h h/d", "url.host"},
                          {"postgresql://u@[::1/d", "url.host"},
                          {"postgresql://u@[::1]x/d", "url.host"},
                          {"postgresql://u@[h]/d", "url.host"},
                          {"postgresql://u@h/d?host=/run", "url.host"},
                          {"postgresql://u@/d?host=run", "url.host"},
                          {"postgresql://u@h:/d", "url.port"},
                          {"postgresql://u@h:0/d", "url.port"},
                          {"postgresql://u@h:65536/d", "url.port"},
                          {"postgresql://u@h:+1/d", "url.port"},
                          {"postgresql://u@h:1:2/d", "url.port"},
                          {"postgresql://u@h", "url.database"},
                          {"postgresql://u@h/", "url.database"},
                          {"postgresql://u@h/a/b", "url.database"},
                          {"postgresql://u@h/d#x", "url.database"},
                          {"postgresql://u@h/d?sslmode=maybe", "url.parameter"},
                          {"postgresql://u@h/d?sslmode", "url.parameter"},
                          {"postgresql://u@h/d?sslmode=", "url.parameter"},
                          {"postgresql://u@h/d?sslmode=require&sslmode=disable", "url.parameter"},
                          {"postgresql://u@h/d?options=-c%20x", "url.parameter"},
                          {"postgresql://u@h/d?password=p", "url.parameter"},
                          {"postgresql://u@h/d?sslcert=a%00b", "url.parameter"}};
  for (const Row& row : rows) {
    CAPTURE(row.url);
    CHECK(parse_connection_url(row.url).error() == fail(Errc::option_invalid, row.name));
  }
}

TEST_CASE("libpq is given each part in quotes, with quotes and backslashes escaped") {
  const std::string text = parameters_of("postgresql://o'n:a%27b%5Cc%20host%3Devil@h/d%27");
  CHECK(contains(text, R"(user='o\'n' )"));
  CHECK(contains(text, R"(password='a\'b\\c host=evil' )"));
  CHECK(contains(text, R"(dbname='d\'' )"));
  CHECK(contains(text, "host='h' port='5432' "));
}

TEST_CASE("a session asks for its settings at connecting, except behind a proxy that refuses them") {
  CHECK(contains(parameters_of("postgresql://u@h/d"),
                 R"(options='-c statement_timeout=5000 -c default_transaction_isolation=read\\ committed )"));
  SessionRequest behind_proxy = request;
  behind_proxy.with_settings = false;
  CHECK_FALSE(contains(parameters_of("postgresql://u@h/d", behind_proxy), "options"));
  CHECK(contains(parameters_of("postgresql://u@h/d", behind_proxy),
                 "connect_timeout='3' tcp_user_timeout='10000' "));
  SessionRequest reading = request;
  reading.read_only = true;
  CHECK(contains(parameters_of("postgresql://u@h/d", reading), " -c default_transaction_read_only=on' "));
}
