// Flow C's servers over PostgreSQL: one database, a role that reads names, and what keeps them from starting.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/postgres.hpp"
#include "flows/bad_start.hpp"
#include "flows/servers_c.hpp"
#include "flows/users_database.hpp"
#include "resource_server/user_names.hpp"
#include "support/postgres_server.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

const std::string names_role = content_of(SIGNET_SOURCE_DIR "/examples/flows/C/database/names-role.sql");

/// A database with auth_server's tables, and the documented role.
struct Accounts {
  FreshDatabase database;
  Outside owner{database.url};
  std::string names_url = url_of(database.url, "signet_names", "names-password");

  Accounts() {
    make(database.url);
    owner.execute(names_role + "ALTER ROLE signet_names PASSWORD 'names-password'");
  }
  static void make(const std::string& url) { REQUIRE(open_postgres_accounts(url, "C", Missing::make)); }

  void add(const std::string& realm, const std::string& name) const {
    const auto stores = open_postgres_accounts(database.url, realm, Missing::refuse);
    REQUIRE(stores);
    REQUIRE(stores->accounts->insert({.id = *Uuid::random(system_random()),
                                      .key = name,
                                      .name = name,
                                      .password_hash = "$argon2id$the-hash",
                                      .epoch = {},
                                      .created_at = NumericDate::from_seconds(0)}));
  }
};

/// A folder with a .env file, and servers on the database.
struct Home {
  TemporaryFolder folder;
  std::string env_file = folder.write({".env", env_of_c()});
  Accounts accounts;

  using Variable = std::pair<std::string, std::string>;

  Launch server(const std::string& program, const std::vector<std::string>& more,
                std::vector<Variable> environment) const {
    std::vector<std::string> arguments{"--flow=C", "--env-file", env_file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return {program, std::move(arguments), std::move(environment), program != "resource_server"};
  }
  Launch auth() const {
    return server("auth_server", auth_arguments, {{"SIGNET_ACCOUNTS_URL", accounts.database.url}});
  }
  Launch posts(const ServiceProcess& auth) const {
    return server("resource_server", {"--demo-login-url", auth.url() + "/verify"},
                  {{"SIGNET_DEMO_USERS_URL", accounts.names_url}});
  }
};

Error opening_names(const std::string& url) { return open_postgres_user_names(url).error(); }

/// The code that the server refuses a query by, as PostgreSQL itself says it; 00000 where it does not.
std::string sqlstate_of(Outside& asking, const std::string& query) {
  asking.execute(
      "CREATE OR REPLACE FUNCTION pg_temp.sqlstate_of(query text) RETURNS text LANGUAGE plpgsql AS "
      "$$ BEGIN EXECUTE query; RETURN '00000'; EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE; END $$");
  return asking.value("SELECT pg_temp.sqlstate_of($q$" + query + "$q$)");
}

}  // namespace

TEST_CASE("two auth servers on one database have the same accounts and sessions, and a logout ends both's") {
  const Home home;
  const ServiceProcess one{home.auth()};
  const ServiceProcess two{home.auth()};
  check_one_store(one, two);
}

TEST_CASE("a resource server names who logged in at the auth server, by a role of its own") {
  const Home home;
  const ServiceProcess auth{home.auth()};
  const ServiceProcess resource{home.posts(auth)};
  check_shared(auth, resource.port());
  CHECK(send_request(resource.port(), "GET", "/health").body == R"({"status":"ok","database":"up"})");
}

TEST_CASE("both servers in one process read names by the same role") {
  const Home home;
  std::vector<std::string> arguments{"--demo", "--resource-listen=127.0.0.1:0"};
  arguments.insert(arguments.end(), auth_arguments.begin(), auth_arguments.end());
  const ServiceProcess both{home.server("one_process", arguments,
                                        {{"SIGNET_ACCOUNTS_URL", home.accounts.database.url},
                                         {"SIGNET_DEMO_USERS_URL", home.accounts.names_url}})};
  check_shared(both, posts_port_of(both));
}

TEST_CASE(
    "names are those of flow C's accounts, in the order of their bytes and a bounded number at a time") {
  const Accounts accounts;
  for (const char* name : {"zoë", "ada", "<b>", "Zoe"}) accounts.add("C", name);
  accounts.add("B", "of another realm");
  const auto names = open_postgres_user_names(accounts.names_url);
  REQUIRE(names);
  CHECK((*names)->list(10).value() == std::vector<std::string>{"<b>", "Zoe", "ada", "zoë"});
  CHECK((*names)->list(2).value() == std::vector<std::string>{"<b>", "Zoe"});
  CHECK((*names)->ping());
}

// The document's own lesson: a resource server never sees a hash.
TEST_CASE("the role that reads names is refused everything else, as PostgreSQL says it: 42501") {
  Accounts const accounts;
  accounts.add("C", "ada");
  Outside role{accounts.names_url};
  CHECK(sqlstate_of(role, "SELECT name FROM signet.account_names") == "00000");
  CHECK(role.value("SELECT to_jsonb(v) - 'id' FROM signet.account_names v") ==
        R"({"name": "ada", "realm": "C", "created_at": 0})");
  for (const char* query :
       {"SELECT password_hash FROM signet.accounts", "SELECT * FROM signet.accounts",
        "SELECT name FROM signet.accounts", "SELECT count(*) FROM signet.accounts",
        "SELECT name FROM signet.account_names WHERE id IN (SELECT id FROM signet.accounts)",
        "SELECT subject FROM signet.families", "SELECT number FROM signet.migrations",
        "UPDATE signet.accounts SET name = password_hash", "UPDATE signet.account_names SET realm = 'B'",
        "DELETE FROM signet.account_names", "CREATE VIEW signet.v AS SELECT 1",
        "DROP VIEW signet.account_names"}) {
    CAPTURE(std::string{query});
    CHECK(sqlstate_of(role, query) == "42501");
    CHECK(role.refusal(query) == fail(Errc::store_unsupported, "privilege"));
  }
}

TEST_CASE("a role that may read more than names, or not even those, is refused at the start") {
  Accounts accounts;
  const Error privilege = fail(Errc::store_unsupported, "privilege");
  CHECK(opening_names(accounts.database.url) == privilege);
  for (const char* granted : {"SELECT (password_hash) ON signet.accounts", "SELECT ON signet.families"}) {
    CAPTURE(std::string{granted});
    accounts.owner.execute("GRANT " + std::string{granted} + " TO signet_names");
    CHECK(opening_names(accounts.names_url) == privilege);
    accounts.owner.execute("REVOKE " + std::string{granted} + " FROM signet_names");
    CHECK(open_postgres_user_names(accounts.names_url));
  }
  accounts.owner.execute("REVOKE SELECT ON signet.account_names FROM signet_names");
  CHECK(opening_names(accounts.names_url) == privilege);
  accounts.owner.execute("REVOKE USAGE ON SCHEMA signet FROM signet_names");
  CHECK(opening_names(accounts.names_url) == privilege);
}

TEST_CASE("names are read where auth_server keeps them, whose tables the resource server never makes") {
  const FreshDatabase empty;
  CHECK(opening_names(empty.url) == fail(Errc::store_schema_mismatch));
  CHECK(Outside{empty.url}.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'signet'") == "0");
  CHECK(opening_names("postgresql://u@127.0.0.1:1/d") == fail(Errc::store_unavailable));
}

// Rulings 11: nothing of a URL is ever shown.
TEST_CASE("flow C's servers say what is wrong with a database's URL, and never show it") {
  const TemporaryFolder files;
  const std::string env_file = files.write({".env", env_of_c()});
  const std::string url = "postgresql://u:" + mark + "@127.0.0.1:1/d";
  const FreshDatabase empty;
  const Accounts accounts;
  struct Row {
    const char* program;
    BadStart start;
  };
  const std::vector<Row> rows{
      {"auth_server", {"no server", {}, {{"SIGNET_ACCOUNTS_URL", url}}, 1, "accounts_url: "}},
      {"auth_server", {"no URL", {}, {{"SIGNET_ACCOUNTS_URL", mark}}, 2, "url.scheme"}},
      {"auth_server",
       {"two stores", {"--accounts-file=a.db"}, {{"SIGNET_ACCOUNTS_URL", url}}, 2, "are both set; keep one"}},
      {"auth_server", {"on a command line", {"--accounts-url=" + url}, {}, 2, "others can read it"}},
      {"resource_server", {"no server", {}, {{"SIGNET_DEMO_USERS_URL", url}}, 1, "demo_users_url: "}},
      {"resource_server",
       {"two stores",
        {"--demo-users-file=a.db"},
        {{"SIGNET_DEMO_USERS_URL", url}},
        2,
        "demo_users_url and demo_users_file are both set; keep one"}},
      {"resource_server",
       {"no accounts",
        {},
        {{"SIGNET_DEMO_USERS_URL", empty.url}},
        1,
        "demo_users_url: there are no accounts; auth_server makes them when it first starts"}},
      {"resource_server",
       {"the owner's own role",
        {},
        {{"SIGNET_DEMO_USERS_URL", accounts.database.url}},
        1,
        "make it by examples/flows/C/database/names-role.sql"}},
      {"one_process",
       {"names by the accounts' role",
        {"--demo"},
        {{"SIGNET_ACCOUNTS_URL", accounts.database.url}},
        2,
        "demo_users_url goes with demo and accounts_url, and these two need it"}},
  };
  for (Row row : rows) {
    row.start.arguments.insert(row.start.arguments.end(), {"--flow=C", "--env-file", env_file});
    if (std::string{row.program} != "resource_server") {
      row.start.arguments.insert(row.start.arguments.end(), {"--state-folder", files.path() + "/state"});
    }
    check_refused(row.program, row.start);
  }
}
