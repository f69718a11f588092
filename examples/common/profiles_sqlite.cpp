// Profiles in one SQLite file; a row with deleted_at is a tombstone that keeps only its id and times.
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "common/profiles.hpp"
#include "store/sqlite/database.hpp"

namespace signet::example {
namespace {

namespace sqlite = signet::detail::sqlite;

constexpr sqlite::Schema schema{
    .application_id = 0x53475046,  // "SGPF"
    .version = 1,
    .statements =
        "CREATE TABLE profiles (id BLOB PRIMARY KEY CHECK (length(id) = 16), name TEXT NOT NULL,"
        " email TEXT NOT NULL, bio TEXT NOT NULL, created_at INTEGER NOT NULL,"
        " updated_at INTEGER NOT NULL, deleted_at INTEGER) STRICT, WITHOUT ROWID"};

Profile row_of(const sqlite::Statement& row) {
  const auto blob = row.blob(0);
  std::array<std::uint8_t, 16> id{};
  std::copy(blob.begin(), blob.end(), id.begin());  // the schema checks the length
  return {Uuid::from_bytes(id),
          row.text(1),
          row.text(2),
          row.text(3),
          NumericDate::from_microseconds(row.integer(4)),
          NumericDate::from_microseconds(row.integer(5))};
}

/// Runs a statement of which no row is expected.
Result<void> finish(sqlite::Statement& statement) {
  const auto step = statement.step();
  if (!step.has_value()) return step.error();
  return {};
}

/// The one profile that the statement selects, if there is one.
Result<std::optional<Profile>> one(sqlite::Statement& statement) {
  const auto step = statement.step();
  if (!step.has_value()) return step.error();
  if (*step != sqlite::Step::row) return std::optional<Profile>{};
  return std::optional{row_of(statement)};
}

class SqliteProfiles final : public ProfileStore {
 public:
  explicit SqliteProfiles(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}

  Result<void> insert_if_absent(const Profile& profile) override {
    return database_->write([&](sqlite::Connection& connection) -> Result<void> {
      auto insert = connection.use(
          "INSERT INTO profiles (id, name, email, bio, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, "
          "?6)"
          " ON CONFLICT (id) DO NOTHING");
      if (!insert) return insert.error();
      insert->bind(1, profile.id.bytes()).bind(2, profile.name).bind(3, profile.email).bind(4, profile.bio);
      insert->bind(5, profile.created_at.microseconds()).bind(6, profile.updated_at.microseconds());
      return finish(*insert);
    });
  }

  Result<std::optional<Profile>> find(const Uuid& id) override {
    return database_->read([&](sqlite::Connection& connection) { return select(connection, id); });
  }

  Result<std::optional<Profile>> replace(const Uuid& id, const std::string& name, const std::string& bio,
                                         NumericDate now) override {
    return database_->write([&](sqlite::Connection& connection) -> Result<std::optional<Profile>> {
      auto update = connection.use(
          "UPDATE profiles SET name = ?2, bio = ?3, updated_at = ?4 WHERE id = ?1 AND deleted_at IS NULL");
      if (!update) return update.error();
      update->bind(1, id.bytes()).bind(2, name).bind(3, bio).bind(4, now.microseconds());
      if (const auto done = finish(*update); !done) return done.error();
      return select(connection, id);
    });
  }

  Result<Removal> remove(const Uuid& id, NumericDate now) override {
    return database_->write([&](sqlite::Connection& connection) -> Result<Removal> {
      const auto found = select(connection, id);
      if (!found) return found.error();
      if (!*found) return Removal::was_absent;
      auto bury = connection.use(
          "UPDATE profiles SET name = '', email = '', bio = '', deleted_at = ?2, updated_at = ?2 WHERE id = "
          "?1");
      if (!bury) return bury.error();
      bury->bind(1, id.bytes()).bind(2, now.microseconds());
      if (const auto done = finish(*bury); !done) return done.error();
      return Removal::removed;
    });
  }

  Result<ProfilePage> list(const std::optional<Uuid>& after, std::uint32_t limit) override {
    return database_->read([&](sqlite::Connection& connection) -> Result<ProfilePage> {
      auto select = connection.use(
          "SELECT id, name, email, bio, created_at, updated_at FROM profiles"
          " WHERE id > ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2");
      if (!select) return select.error();
      const auto above = after ? std::span{after->bytes()} : std::span<const std::uint8_t>{};
      select->bind(1, above).bind(2, std::int64_t{limit} + 1);
      ProfilePage page;
      while (true) {
        const auto step = select->step();
        if (!step.has_value()) return step.error();
        if (*step != sqlite::Step::row) return page;
        page.more = page.profiles.size() == limit;
        if (!page.more) page.profiles.push_back(row_of(*select));
      }
    });
  }

  Result<void> ping() override {
    return database_->read([](sqlite::Connection& connection) -> Result<void> {
      const auto answer = connection.number("SELECT EXISTS (SELECT 1 FROM profiles)");
      if (!answer) return answer.error();
      return {};
    });
  }

 private:
  static Result<std::optional<Profile>> select(sqlite::Connection& connection, const Uuid& id) {
    auto statement = connection.use(
        "SELECT id, name, email, bio, created_at, updated_at FROM profiles WHERE id = ?1 AND deleted_at IS "
        "NULL");
    if (!statement) return statement.error();
    statement->bind(1, id.bytes());
    return one(*statement);
  }

  std::unique_ptr<sqlite::Database> database_;
};

const char* what_to_do(Errc code) {
  switch (code) {
    case Errc::store_schema_mismatch:
      return "belongs to another program or version; name another profiles_file";
    case Errc::store_unsupported:
      return "lies on a network file system, where SQLite loses data; use a local disk";
    default:
      return "cannot be opened; check its folder, its owner, and that no other program holds it";
  }
}

}  // namespace

Start<std::unique_ptr<ProfileStore>> open_sqlite_profiles(const std::string& path) {
  auto database = sqlite::Database::open({.path = path, .busy_timeout = Seconds::of(1)}, schema);
  if (!database) return Stop{exit_failed, path + ": " + what_to_do(database.error().code())};
  return std::unique_ptr<ProfileStore>{std::make_unique<SqliteProfiles>(*std::move(database))};
}

}  // namespace signet::example
