// Profiles in a PostgreSQL database of their own: its schema, and what is refused.
#include <doctest/doctest.h>

#include <string>

#include "common/postgres.hpp"
#include "flows/profile_database.hpp"
#include "support/at_once.hpp"
#include "support/postgres_server.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace signet::test {
namespace {

class ProfilesInPostgres final : public ProfileDatabase {
 public:
  std::unique_ptr<ProfileStore> open() const override {
    auto store = open_postgres_profiles(database_.url);
    REQUIRE(store);
    return *std::move(store);
  }

 private:
  FreshDatabase database_;
};

Error opening(const std::string& url) { return open_postgres_profiles(url).error(); }

}  // namespace

std::unique_ptr<ProfileDatabase> make_profile_database() { return std::make_unique<ProfilesInPostgres>(); }

}  // namespace signet::test

TEST_CASE("however many open a new database of profiles at once, its schema is made once") {
  const FreshDatabase database;
  const auto opened = at_once(8, [&](std::size_t) -> Result<void> {
    const auto one = open_postgres_profiles(database.url);
    return one ? Result<void>{} : one.error();
  });
  for (const auto& one : opened) CHECK(one.has_value());
  CHECK(Outside{database.url}.value("SELECT count(*) FROM signet_profiles.migrations") == "1");
}

TEST_CASE("profiles are not kept beside accounts, whose hashes their server would see") {
  const FreshDatabase database;
  REQUIRE(open_postgres_accounts(database.url, "B", Missing::make));
  CHECK(opening(database.url) == fail(Errc::store_schema_mismatch));
  CHECK(Outside{database.url}.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'signet_profiles'") ==
        "0");
}

TEST_CASE("profiles of a later version, a malformed URL and a server that is not there are told apart") {
  const FreshDatabase later;
  REQUIRE(open_postgres_profiles(later.url));
  Outside{later.url}.execute("INSERT INTO signet_profiles.migrations (number) VALUES (2)");
  CHECK(opening(later.url) == fail(Errc::store_schema_mismatch));
  CHECK(opening("postgresql://u@h") == fail(Errc::option_invalid, "url.database"));
  CHECK(opening("postgresql://u@127.0.0.1:1/d") == fail(Errc::store_unavailable));
}

TEST_CASE("a deleted profile leaves its id and times in its row, and nothing of the person") {
  const FreshDatabase database;
  const auto store = open_postgres_profiles(database.url);
  REQUIRE(store);
  const Uuid id = *Uuid::parse("0b0a7a50-0000-4000-8000-00000000000a");
  const NumericDate begun = NumericDate::from_seconds(1);
  const NumericDate ended = NumericDate::from_seconds(2);
  REQUIRE((*store)->insert_if_absent({id, std::string{"a\0\xff", 3}, "e", "b", begun, begun}));
  CHECK((*store)->find(id).value()->name == std::string{"a\0\xff", 3});
  CHECK((*store)->remove(id, ended).value() == Removal::removed);
  CHECK((*store)->remove(id, ended).value() == Removal::was_absent);
  CHECK(Outside{database.url}.value("SELECT to_jsonb(p) FROM signet_profiles.profiles p") ==
        R"({"id": "0b0a7a50-0000-4000-8000-00000000000a", "bio": "\\x", "name": "\\x", "email": "\\x", )"
        R"("created_at": 1000000, "deleted_at": 2000000, "updated_at": 2000000})");
}
