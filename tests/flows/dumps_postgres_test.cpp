// What a database of accounts and sessions holds after logins and rotations: nothing that is as good as a
// token.
#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "flows/dumped_b_c.hpp"
#include "support/postgres_server.hpp"

using namespace signet::test;

namespace {

/// Every row of every table as PostgreSQL writes it, bytes in hex.
std::string rows_of(const std::string& url) {
  Outside owner{url};
  std::istringstream tables{
      owner.value("SELECT string_agg(format('%I.%I', schemaname, tablename), ' ') FROM pg_tables "
                  "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")};
  std::string rows;
  for (std::string table; tables >> table;) {
    rows += owner.value("SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM " + table + " t");
  }
  return rows;
}

}  // namespace

TEST_CASE("R10: the database of flows B and C holds digests of passwords, and no token, key or password") {
  const FreshDatabase b;
  AuthFleetB fleet;
  fleet.accounts.clear();
  Marked marked = marked_b(fleet, {{"SIGNET_ACCOUNTS_URL", b.url}});
  marked.present = {"$argon2id$", "a@b.com", family_in(marked.tokens[0]).substr(0, 8) + "-"};
  check_dump(rows_of(b.url), marked);
  const FreshDatabase c;
  marked = marked_c(FleetC{{{"SIGNET_ACCOUNTS_URL", c.url}}});
  marked.present = {"$argon2id$", "ada"};
  check_dump(rows_of(c.url), marked);
}
