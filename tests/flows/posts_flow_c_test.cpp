// Flow C's resource server, called without a socket: posts, names without hashes, and the demo login.
#include "resource_server/flow_c.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/flow_c.hpp"
#include "flows/auth_server_c.hpp"
#include "resource_server/names_connection.hpp"
#include "resource_server/program.hpp"
#include "signet/store/sqlite_account_store.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

struct PostsServer {
  explicit PostsServer(bool exact = true, UserNames* names = nullptr,
                       std::function<Result<void>(const Request&)> check_login = {}) {
    Router router;
    add_flow_c(router, {.verify = [this](std::string_view token) { return verifiers->verify(token, now); },
                        .realm = "signet",
                        .exact = exact,
                        .names = names,
                        .check_login = std::move(check_login)});
    service = Service::build(std::move(router),
                             {.threads = 256, .trusted_proxies = {}, .access_log = {}, .clock = steady_now});
  }
  PostsServer(const PostsServer&) = delete;
  PostsServer& operator=(const PostsServer&) = delete;
  ~PostsServer() = default;

  Response ask(Request asked) const { return service->handle(std::move(asked)); }
  Response posts(const std::string& authorization) const {
    Request asked = request("GET", "/posts");
    if (!authorization.empty()) asked.headers.add("Authorization", authorization);
    return ask(std::move(asked));
  }

  NumericDate now = NumericDate::from_seconds(1'790'000'000);
  Options options = options_of_c(resource_program());
  Start<Verifiers> verifiers = access_verifiers_c(options);
  Result<Service> service = fail(Errc::internal_error);
};

/// auth_server's file, with an account of each of these names in realm C and one in another realm.
struct AccountsFile {
  TemporaryFolder folder;
  std::string path = folder.path() + "/accounts.db";

  explicit AccountsFile(const std::vector<std::string>& names) {
    for (const std::string& name : names) add("C", name);
    add("B", "of another realm");
  }
  void add(const std::string& realm, const std::string& name) const {
    const auto store = SqliteAccountStore::open({.path = path, .realm = realm});
    REQUIRE(store);
    REQUIRE((*store)->insert({.id = *Uuid::random(system_random()),
                              .key = name,
                              .name = name,
                              .password_hash = "$argon2id$the-hash",
                              .epoch = {},
                              .created_at = NumericDate::from_seconds(0)}));
  }
};

}  // namespace

TEST_CASE("an access token opens the posts, until it expires after 15 seconds") {
  AuthServerC const auth;
  PostsServer server;
  const std::string bearer = "Bearer " + member(auth.log_in().body, "access_token");
  const Response welcome = server.posts(bearer);
  CHECK(welcome.status == 200);
  CHECK(welcome.body == "<h1>Welcome</h1>");
  CHECK(header(welcome, "Content-Type") == "text/html; charset=utf-8");
  CHECK(header(welcome, "Cache-Control") == "no-store");
  server.now = auth.now + Seconds::of(14);
  CHECK(server.posts(bearer).status == 200);
  server.now = auth.now + Seconds::of(15);
  const Response expired = server.posts(bearer);
  CHECK(documented_line(expired) == "403 Forbidden");
  CHECK(header(expired, "WWW-Authenticate").starts_with(R"(Bearer realm="signet", error="invalid_token")"));
}

TEST_CASE("an access token that a refresh gave opens the posts too") {
  AuthServerC const auth;
  PostsServer const server;
  const Response refreshed = auth.refresh(auth.refresh_token());
  CHECK(server.posts("Bearer " + member(refreshed.body, "access_token")).status == 200);
}

TEST_CASE("without a token posts are 401, with one that is not good 403; in modern mode as RFC 6750 says") {
  AuthServerC const auth;
  PostsServer const exact;
  PostsServer const modern{false};
  const Response login = auth.log_in();
  const std::string good = member(login.body, "access_token");
  struct Row {
    std::string authorization;
    const char* exact;
    const char* modern;
  };
  const std::vector<Row> rows{
      {"", "401 Unauthorized", "401 authorization_missing"},
      {"Bearer", "401 Unauthorized", "400 authorization_malformed"},
      {"Basic " + good, "401 Unauthorized", "401 authorization_missing"},
      {"Bearer a b", "403 Forbidden", "400 authorization_malformed"},
      {"Bearer a.b.c", "403 Forbidden", "401 base64url_invalid"},
      {"Bearer " + good + "A", "403 Forbidden", "401 signature_invalid"},
      {"Bearer " + member(login.body, "refresh_token"), "403 Forbidden", "401 signature_invalid"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.authorization);
    const Response answer = exact.posts(row.authorization);
    CHECK(documented_line(answer) == row.exact);
    CHECK(header(answer, "WWW-Authenticate").starts_with(R"(Bearer realm="signet")"));
    CHECK(problem_line(modern.posts(row.authorization)) == row.modern);
  }
  CHECK(exact.posts("bearer " + good).status == 200);
}

TEST_CASE("two Authorization fields are 400 in either mode, and end the connection") {
  PostsServer const server;
  Request asked = with_bearer(request("GET", "/posts"), "a.b.c");
  asked.headers.add("Authorization", "Bearer a.b.c");
  const Response answer = server.ask(std::move(asked));
  CHECK(problem_line(answer) == "400 authorization_malformed");
  CHECK(answer.close);
}

TEST_CASE("names and demo login are not there unless they were asked for") {
  PostsServer const server;
  CHECK(problem_line(server.ask(request("GET", "/users"))) == "404 not_found");
  CHECK(problem_line(server.ask(request("POST", "/login", "{}"))) == "404 not_found");
  CHECK(problem_line(server.ask(request("POST", "/posts", "{}"))) == "404 not_found");
}

TEST_CASE("users are the names of flow C's accounts in their order, and nothing else of them") {
  const AccountsFile file{{"zoë", "ada", "<b>"}};
  auto names = open_sqlite_user_names(file.path);
  REQUIRE(names);
  PostsServer const server{true, names->get()};
  const Response answer = server.ask(request("GET", "/users"));
  CHECK(answer.status == 200);
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Cache-Control") == "no-store");
  CHECK(answer.body == R"([{"username":"<b>"},{"username":"ada"},{"username":"zoë"}])");
  file.add("C", "bob");
  CHECK(server.ask(request("GET", "/users")).body.find(R"({"username":"bob"})") != std::string::npos);
}

TEST_CASE("names are read a bounded number at a time") {
  const AccountsFile file{{"a", "b", "c"}};
  auto names = open_sqlite_user_names(file.path);
  REQUIRE(names);
  CHECK((*names)->list(2).value() == std::vector<std::string>{"a", "b"});
  CHECK((*names)->list(4).value().size() == 3);
}

// The document's own lesson: a resource server never sees a hash. On the connection it has, SQLite refuses.
TEST_CASE("the connection that reads names can read no hash and do nothing else, by whatever statement") {
  const AccountsFile file{{"ada"}};
  auto connection = connect_for_names(file.path);
  REQUIRE(connection);
  REQUIRE(connection->use("SELECT name FROM accounts WHERE realm = 'C'"));
  const auto check_refused = [&connection](const char* statement, Errc code) {
    CAPTURE(std::string{statement});
    const auto prepared = connection->use(statement);
    REQUIRE_FALSE(prepared);
    CHECK(prepared.error() == fail(code));
    CHECK(connection->execute(statement).error() == fail(code));
  };
  for (const char* statement : {
           "SELECT password_hash FROM accounts",
           "SELECT * FROM accounts",
           "SELECT name FROM accounts WHERE password_hash > '$argon2id'",
           "SELECT name FROM accounts ORDER BY password_hash",
           "SELECT a.name FROM accounts a JOIN accounts b ON a.password_hash = b.password_hash",
           "SELECT name FROM (SELECT name, password_hash AS p FROM accounts) WHERE p > ''",
           "WITH h AS (SELECT password_hash FROM accounts) SELECT * FROM h",
           "SELECT (SELECT password_hash FROM accounts)",
           "SELECT id FROM accounts",
           "SELECT epoch, locked, key, created_at FROM accounts",
           "SELECT subject FROM families",
           "SELECT sql FROM sqlite_master",
           "CREATE TEMP VIEW v AS SELECT password_hash FROM accounts",
           "ATTACH DATABASE ':memory:' AS m",
           "PRAGMA writable_schema=ON",
           "BEGIN IMMEDIATE",
           "INSERT INTO accounts SELECT * FROM accounts",
           "UPDATE accounts SET name = password_hash",
           "DELETE FROM accounts",
           "DROP TABLE accounts",
       }) {
    check_refused(statement, Errc::store_unsupported);
  }
  // Of functions SQLite says that there is none of that name.
  for (const char* statement :
       {"SELECT name FROM accounts WHERE password_hash LIKE '$argon2id%'", "SELECT hex(name) FROM accounts",
        "SELECT count(*) FROM accounts", "SELECT load_extension('x')",
        "SELECT * FROM pragma_table_info('accounts')"}) {
    check_refused(statement, Errc::store_schema_mismatch);
  }
}

TEST_CASE("names are read from auth_server's own file, which must be there") {
  const TemporaryFolder folder;
  const auto absent = open_sqlite_user_names(folder.path() + "/absent.db");
  REQUIRE_FALSE(absent);
  CHECK(absent.stop().exit_code == exit_failed);
  CHECK(absent.stop().message.find("auth_server makes it") != std::string::npos);
  const auto other = open_sqlite_user_names(folder.write({"other.db", "no database, but some text"}));
  REQUIRE_FALSE(other);
  CHECK(other.stop().message.find("belongs to another program or version") != std::string::npos);
}

TEST_CASE("the demo login says what auth_server says, and nothing here reads the password") {
  Result<void> verdict{};
  std::string body;
  PostsServer const server{true, nullptr, [&](const Request& request) {
                             body = request.body;
                             return verdict;
                           }};
  const auto log_in = [&] { return server.ask(request("POST", "/login", "whatever it is")); };
  const Response answer = log_in();
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"message":"Login successful"})");
  CHECK(header(answer, "Cache-Control") == "no-store");
  CHECK(body == "whatever it is");
  verdict = fail(Errc::credentials_invalid);
  CHECK(documented_line(log_in()) == "401 Unauthorized");
  verdict = Error::retry(Errc::throttled, 6);
  CHECK(problem_line(log_in()) == "429 throttled");
  CHECK(header(log_in(), "Retry-After") == "6");
  verdict = fail(Errc::request_malformed);
  CHECK(problem_line(log_in()) == "400 request_malformed");
  verdict = fail(Errc::source_unavailable, "connect");
  CHECK(problem_line(log_in()) == "503 source_unavailable connect");
}
