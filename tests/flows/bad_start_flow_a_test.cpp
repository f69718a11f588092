// What keeps flow A's servers from starting: each refusal says what to do, and shows no secret.
#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <vector>

#include "flows/answers.hpp"
#include "flows/bad_start.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "flows/users_database.hpp"

using namespace signet::test;

namespace {

using Variable = std::pair<std::string, std::string>;
const Variable secret{"JWT_SECRET", "0123456789abcdef0123456789abcdef"};
const Variable database{"DATABASE_URL", "sqlite:/nowhere/users.db"};

/// Credentials as a client would send them.
std::string credentials(const std::string& name, const std::string& password) {
  return R"({"username":")" + name + R"(","password":")" + password + R"("})";
}

/// Starts flow A's auth service with each of these.
void check_auth_refused(const std::vector<BadStart>& rows) {
  for (BadStart row : rows) {
    row.arguments.insert(row.arguments.begin(), {"--flow", "A"});
    check_refused("auth_server", row);
  }
}

}  // namespace

TEST_CASE("flow A's auth service asks for a secret that is long enough, and takes no option of flow B") {
  check_auth_refused({
      {"no secret", {}, {database}, 2, "make a secret with: openssl rand -base64 48"},
      {"empty secret",
       {},
       {database, {"JWT_SECRET", " \n"}},
       2,
       "make a secret with: openssl rand -base64 48"},
      {"short secret",
       {},
       {database, {"JWT_SECRET", "0123456789abcdef0123456789abcde"}},
       2,
       "has 31 bytes, at least 32 are needed; make one with: openssl rand -base64 48"},
      {"short second secret",
       {},
       {database, {"JWT_SECRET", mark + "\nshort"}},
       2,
       "value 2 has 5 bytes, at least 32 are needed"},
      {"an option of flow B", {"--password-minimum=9"}, {secret, database}, 2, "belongs to flows B and C"},
      {"state, of flow B",
       {"--state-folder=/x"},
       {secret, database},
       2,
       "state_folder belongs to flows B and C"},
      {"a port that is none",
       {},
       {secret, database, {"PORT", mark}},
       2,
       "listen must be PORT (of 127.0.0.1)"},
      {"a log level that is none",
       {"--log-level=" + mark},
       {secret, database},
       2,
       "log_level must be debug, info, warning or error"},
      {"a role that is none",
       {"--roles=login,mint"},
       {secret, database},
       2,
       "roles must be login, validate or both"},
      {"no role", {"--roles="}, {secret, database}, 2, "set it to login, validate or login,validate"},
      {"a mode that is none", {"--mode=old"}, {secret, database}, 2, "mode must be exact or modern"},
      {"a port out of range", {}, {secret, database, {"PORT", "65536"}}, 2, "listen must be PORT"},
  });
}

TEST_CASE("flow A's auth service never repeats the database's URL, whatever is wrong with it") {
  const TemporaryFolder files;
  const std::string writable = files.write({"writable", "sqlite:" + mark, 0666});
  check_auth_refused({
      {"no database", {}, {secret}, 2, "set DATABASE_URL to sqlite:PATH"},
      {"a scheme alone", {}, {secret, {"DATABASE_URL", "sqlite:"}}, 2, "set DATABASE_URL to sqlite:PATH"},
      {"PostgreSQL",
       {},
       {secret, {"DATABASE_URL", "postgres://postgres:" + mark + "@127.0.0.1:1/database"}},
       1,
       "database"},
      {"PostgreSQL, malformed",
       {},
       {secret, {"DATABASE_URL", "postgresql://u:" + mark + "@" + mark + "@127.0.0.1:1/d"}},
       2,
       "database_url (DATABASE_URL): "},
      {"another scheme",
       {},
       {secret, {"DATABASE_URL", "mysql://u:" + mark + "@db"}},
       2,
       "scheme that is not known"},
      {"two databases",
       {},
       {secret, {"DATABASE_URL", mark}, {"SIGNET_DATABASE_URL", mark}},
       2,
       "both SIGNET_DATABASE_URL and DATABASE_URL are set; keep one"},
      {"a database as a flag", {"--database-url=" + mark}, {secret}, 2, "does not belong on a command line"},
      {"a file that others may write", {}, {secret, {"DATABASE_URL_FILE", writable}}, 2, "chmod go-w"},
      {"no such file", {}, {secret, {"DATABASE_URL", "/nowhere/" + mark}}, 1, "01-schema.sqlite.sql"},
      {"no table",
       {},
       {secret, {"DATABASE_URL", "sqlite://" + files.write({"empty.db", ""})}},
       1,
       "the database has no table users of the documented columns; servers never make it. Run "
       "examples/gateway/database/01-schema.sqlite.sql"},
  });
  CHECK(content_of(files.path() + "/empty.db").empty());
}

TEST_CASE("flow A's API service needs the secret, and nothing of flow B") {
  const std::vector<BadStart> rows{
      {"no secret", {}, {}, 2, "make a secret with: openssl rand -base64 48"},
      {"short secret", {}, {{"JWT_SECRET", "0123456789abcdef0123456789abcde"}}, 2, "at least 32 are needed"},
      {"a key of flow B", {"--jwks-url=https://x"}, {secret}, 2, "jwks_url belongs to flow B"},
      {"a delay out of range", {}, {secret, {"PROFILE_DELAY_MS", "10001"}}, 2, "from 0 to 10000"},
      {"a delay that is none",
       {},
       {secret, {"PROFILE_DELAY_MS", mark}},
       2,
       "PROFILE_DELAY_MS must be a whole number"},
      {"no flow of its own", {"--flow=D"}, {secret}, 2, "flow must be \"B\" or \"A\" or \"C\""},
  };
  for (BadStart row : rows) {
    row.arguments.insert(row.arguments.begin(), {"--flow", "A"});
    check_refused("resource_server", row);
  }
}

TEST_CASE("options of flow A are refused where flow B is served, and its documented names are not read") {
  check_refused("auth_server", {"a database", {}, {{"SIGNET_DATABASE_URL", mark}}, 2, "belongs to flow A"});
  check_refused("resource_server", {"a delay", {"--profile-delay-ms=1"}, {}, 2, "belongs to flow A"});
  const Ending good = run({"auth_server", {"--check-config"}, {{"DATABASE_URL", mark}}});
  CHECK(good.exit_code == 0);
}

TEST_CASE("flow A's configuration is checked without opening the database, and printed without its URL") {
  const Variable url{"DATABASE_URL", "sqlite:" + mark};
  CHECK(run({"auth_server", {"--flow=A", "--check-config"}, {secret, url}}).output ==
        "the configuration is good\n");
  CHECK(run({"resource_server", {"--flow=A", "--check-config"}, {secret}}).exit_code == 0);
  const Ending printed =
      run({"auth_server", {"--flow=A", "--print-config"}, {secret, url, {"PORT", "8081"}}});
  CHECK(printed.exit_code == 0);
  CHECK(member(printed.output, "listen") == "8081");
  CHECK(member(printed.output, "token_lifetime") == "900");
  CHECK(member(printed.output, "database_url") == "(set in the environment, not shown)");
  CHECK(member(printed.output, "state_folder") == "(absent)");
  CHECK(printed.output.find(mark) == std::string::npos);
}

// Rulings 11: a marked secret in every place, every error provoked, and no output holds the mark.
TEST_CASE("a secret planted everywhere in flow A never comes out") {
  const TemporaryFolder files;
  const std::string path = files.path() + "/" + mark + ".db";
  seed_users(path);
  ServiceProcess auth{{"auth_server",
                       {"--flow=A", "--hash-workers=1"},
                       {{"JWT_SECRET", mark}, {"DATABASE_URL", "sqlite:" + path}},
                       false}};
  ServiceProcess users{{"resource_server", {"--flow=A"}, {{"JWT_SECRET", mark}}, false}};
  const std::string token = "Authorization: Bearer " + mark + "\r\n";
  std::string heard;
  const auto hear = [&heard](const Answer& answer) {
    CHECK(answer.status != 0);
    heard += answer.head + answer.body;
  };
  hear(send_request(auth.port(), "POST", "/login", credentials(mark, mark)));
  hear(send_request(auth.port(), "POST", "/login", credentials("alice", mark)));
  hear(send_request(auth.port(), "POST", "/login", "{" + mark));
  hear(send_request(auth.port(), mark, "/login"));
  hear(send_request(auth.port(), "GET", "/validate", "", token));
  hear(send_request(auth.port(), "GET", "/validate", "", token + token));
  hear(send_request(auth.port(), "GET", "/validate", "", "Authorization: " + mark + "\r\n"));
  hear(send_request(users.port(), "GET", "/api/v1/user/profile?" + mark, "", token));
  hear(send_request(users.port(), "GET", "/api/v1/user/profile", "", token + token));
  std::filesystem::remove(path);
  hear(send_request(auth.port(), "POST", "/login", credentials("alice", mark)));
  hear(send_request(auth.port(), "GET", "/health"));
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_loaded"));
  for (const std::string& text : {heard, auth.stop().output, users.stop().output}) {
    CHECK(text.size() > 100);
    CHECK_MESSAGE(text.find(mark) == std::string::npos, text);
  }
}
