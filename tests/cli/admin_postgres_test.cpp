// signet admin over PostgreSQL: where the URL may stand, what is made and what is not, and what is never
// shown.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "admin.hpp"
#include "signet/store/postgres_account_store.hpp"
#include "signet/store/postgres_session_store.hpp"
#include "support/postgres_server.hpp"

namespace signet_test {

using namespace signet;
using signet::test::FreshDatabase;
using signet::test::Outside;

namespace {

// A database of its own, whose URL stands in the file `url`, since it holds a password.
class PostgresOffice final : public OfficeStore {
 public:
  explicit PostgresOffice(const Scratch& scratch) { scratch.write("url", database_.url + "\n"); }

  std::string option() const override { return "--store-file url"; }
  std::unique_ptr<AccountStore> accounts() const override { return open<PostgresAccountStore>(); }
  std::unique_ptr<SessionStore> sessions() const override { return open<PostgresSessionStore>(); }

 private:
  template <class Store>
  std::unique_ptr<Store> open() const {
    auto store = Store::open(test::open_postgres(database_.url), "B");
    REQUIRE(store);
    return *std::move(store);
  }

  FreshDatabase database_;
};

std::string schemas_in(const FreshDatabase& database) {
  return Outside{database.url}.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'signet'");
}

}  // namespace

std::unique_ptr<OfficeStore> make_office_store(const Scratch& scratch) {
  return std::make_unique<PostgresOffice>(scratch);
}

TEST_CASE("a database without our tables is left without them, unless --create is given") {
  const Scratch scratch;
  const FreshDatabase other;
  scratch.write("other", other.url);
  for (const std::string command :
       {"user add bob@example.org", "user show bob@example.org", "session revoke --before 0"}) {
    CAPTURE(command);
    const Outcome refused = scratch.signet("admin --store-file other " + command, password);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("signet: store_schema_mismatch: ") != std::string::npos);
    CHECK(refused.err.find("check the path or URL, that the server has started once") != std::string::npos);
  }
  CHECK(schemas_in(other) == "0");
  const std::string create =
      "admin --store-file other user add --preset owasp_minimum --create bob@example.org";
  CHECK(scratch.signet(create, password).exit_code == 0);
  CHECK(scratch.signet("admin --store-file other user show bob@example.org").exit_code == 0);
}

TEST_CASE("a URL of PostgreSQL comes from a file or the environment, and without a password from --store") {
  const Office office;
  const std::string show = "$signet admin user show alice@example.org";
  CHECK(office.scratch().shell("SIGNET_STORE_FILE=url " + show).exit_code == 0);
  CHECK(office.scratch().shell("SIGNET_STORE=$(cat url) " + show).exit_code == 0);
  // libpq takes the password from its own variable where the URL has none.
  const std::string split =
      "password=$(sed 's/.*signet:\\(.*\\)@.*/\\1/' url); bare=$(sed 's/:[^:]*@/@/' url); "
      "PGPASSWORD=$password ";
  CHECK(office.scratch().shell(split + show + " --store $bare").exit_code == 0);
  const Outcome refused = office.scratch().shell(show + " --store $(cat url)");
  CHECK(refused.exit_code == 2);
  CHECK(refused.err.starts_with("signet: --store carries a password"));
}

TEST_CASE("a server that does not answer, and a role that may not, are told with what to do") {
  const Office office;
  const FreshDatabase database;
  REQUIRE(PostgresDatabase::open({.url = database.url}));
  const std::string role = test::fresh_name();
  Outside{database.url}.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'marked-secret-1'");
  const Scratch& scratch = office.scratch();
  scratch.write("role", test::url_of(database.url, role, "marked-secret-1"));
  scratch.write("wrong", test::url_of(database.url, role, "marked-secret-2"));
  scratch.write("nowhere", "postgres://u:marked-secret-1@127.0.0.1:1/d");
  struct Row {
    const char* file;
    const char* error;
  };
  for (const Row& row :
       {Row{"role", "signet: store_unsupported: "}, Row{"wrong", "signet: store_unavailable: "},
        Row{"nowhere", "signet: store_unavailable: "}}) {
    CAPTURE(row.file);
    const Outcome refused =
        scratch.signet("admin user show a@example.org --store-file " + std::string{row.file});
    CHECK(refused.exit_code == 1);
    CHECK(refused.out == "");
    CHECK(refused.err.starts_with(row.error));
    CHECK(refused.err.find("marked") == std::string::npos);
  }
}

}  // namespace signet_test
