// Profiles in a PostgreSQL database; a row with deleted_at is a tombstone that keeps only its id and times.
#include <array>
#include <utility>

#include "common/postgres.hpp"
#include "store/postgres/database.hpp"
#include "store/postgres/values.hpp"

namespace signet::example {
namespace {

namespace postgres = detail::postgres;
using postgres::bytes_value;
using postgres::RowReader;
using postgres::Rows;
using postgres::Statement;
using postgres::value;

// Texts are kept as the bytes they were given as, as those of accounts are.
constexpr std::array steps{R"(
CREATE TABLE signet_profiles.profiles (
  id         uuid   PRIMARY KEY,
  name       bytea  NOT NULL,
  email      bytea  NOT NULL,
  bio        bytea  NOT NULL,
  created_at bigint NOT NULL,  -- microseconds since 1970-01-01T00:00:00Z
  updated_at bigint NOT NULL,
  deleted_at bigint
);
)"};
constexpr postgres::Schema schema{.name = "signet_profiles", .steps = steps};

constexpr Statement insert_profile{
    "signet_insert_profile",
    "INSERT INTO signet_profiles.profiles (id, name, email, bio, created_at, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING"};
constexpr Statement profile_by_id{
    "signet_profile_by_id",
    "SELECT id, encode(name, 'hex'), encode(email, 'hex'), encode(bio, 'hex'), created_at, updated_at "
    "FROM signet_profiles.profiles WHERE id = $1 AND deleted_at IS NULL"};
constexpr Statement replace_profile{
    "signet_replace_profile",
    "UPDATE signet_profiles.profiles SET name = $2, bio = $3, updated_at = $4 "
    "WHERE id = $1 AND deleted_at IS NULL RETURNING id, encode(name, 'hex'), encode(email, 'hex'), "
    "encode(bio, 'hex'), created_at, updated_at"};
constexpr Statement bury_profile{"signet_bury_profile",
                                 "UPDATE signet_profiles.profiles SET name = '', email = '', bio = '', "
                                 "deleted_at = $2, updated_at = $2 "
                                 "WHERE id = $1 AND deleted_at IS NULL RETURNING id"};
constexpr Statement first_profiles{
    "signet_first_profiles",
    "SELECT id, encode(name, 'hex'), encode(email, 'hex'), encode(bio, 'hex'), created_at, updated_at "
    "FROM signet_profiles.profiles WHERE deleted_at IS NULL ORDER BY id LIMIT $1"};
constexpr Statement profiles_after{
    "signet_profiles_after",
    "SELECT id, encode(name, 'hex'), encode(email, 'hex'), encode(bio, 'hex'), created_at, updated_at "
    "FROM signet_profiles.profiles WHERE id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $1"};
constexpr Statement any_profile{"signet_any_profile", "SELECT EXISTS (SELECT FROM signet_profiles.profiles)"};

Result<Profile> read_profile(const Rows& rows, std::size_t number) {
  RowReader row{rows, number};
  Profile profile{.id = row.uuid(),
                  .name = row.bytes(),
                  .email = row.bytes(),
                  .bio = row.bytes(),
                  .created_at = row.date(),
                  .updated_at = row.date()};
  if (!row.good()) return fail(Errc::store_schema_mismatch);
  return profile;
}

Result<std::optional<Profile>> one(const Result<Rows>& rows) {
  if (!rows) return rows.error();
  if (rows->size() == 0) return std::optional<Profile>{};
  auto profile = read_profile(*rows, 0);
  if (!profile) return profile.error();
  return std::optional{*std::move(profile)};
}

class PostgresProfiles final : public ProfileStore {
 public:
  explicit PostgresProfiles(std::unique_ptr<PostgresDatabase::Parts> database)
      : database_(std::move(database)) {}

  Result<void> insert_if_absent(const Profile& profile) override {
    const auto done = database_->run(
        insert_profile, {value(profile.id), bytes_value(profile.name), bytes_value(profile.email),
                         bytes_value(profile.bio), value(profile.created_at), value(profile.updated_at)});
    if (!done) return done.error();
    return {};
  }

  Result<std::optional<Profile>> find(const Uuid& id) override {
    return one(database_->run(profile_by_id, {value(id)}));
  }

  Result<std::optional<Profile>> replace(const Uuid& id, const std::string& name, const std::string& bio,
                                         NumericDate now) override {
    return one(database_->run(replace_profile, {value(id), bytes_value(name), bytes_value(bio), value(now)}));
  }

  Result<Removal> remove(const Uuid& id, NumericDate now) override {
    const auto buried = database_->run(bury_profile, {value(id), value(now)});
    if (!buried) return buried.error();
    return buried->size() == 0 ? Removal::was_absent : Removal::removed;
  }

  Result<ProfilePage> list(const std::optional<Uuid>& after, std::uint32_t limit) override {
    const std::string one_more = value(std::uint64_t{limit} + 1);
    const auto rows = after ? database_->run(profiles_after, {one_more, value(*after)})
                            : database_->run(first_profiles, {one_more});
    if (!rows) return rows.error();
    ProfilePage page;
    page.more = rows->size() > limit;
    for (std::size_t number = 0; number < rows->size() && number < limit; ++number) {
      auto profile = read_profile(*rows, number);
      if (!profile) return profile.error();
      page.profiles.push_back(*std::move(profile));
    }
    return page;
  }

  Result<void> ping() override {
    const auto asked = database_->run(any_profile, {});
    if (!asked) return asked.error();
    return {};
  }

 private:
  std::unique_ptr<PostgresDatabase::Parts> database_;
};

// The user service is to have no way to a hash.
Result<void> make_apart_from_accounts(postgres::Connection& connection) {
  const auto accounts = postgres::look_for_schema(connection, postgres::service_schema().name);
  if (!accounts.has_value()) return accounts.error();
  if (*accounts == postgres::Presence::present) return fail(Errc::store_schema_mismatch);
  return postgres::migrate(connection, schema);
}

}  // namespace

Result<std::unique_ptr<ProfileStore>> open_postgres_profiles(std::string_view url) {
  auto database = postgres::connect({.url = url}, postgres::Access::read_write);
  if (!database) return database.error();
  if (const auto made = (*database)->pool.use(make_apart_from_accounts); !made) return made.error();
  return std::unique_ptr<ProfileStore>{std::make_unique<PostgresProfiles>(*std::move(database))};
}

}  // namespace signet::example
