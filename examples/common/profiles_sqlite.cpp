// Profiles in one SQLite file; deleted_at makes a row a tombstone that keeps only its id.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <mutex>
#include <utility>

#include "common/profiles.hpp"

namespace signet::example {
namespace {

constexpr int application_id = 0x53475046;  // "SGPF"
constexpr int schema_version = 1;
constexpr int busy_milliseconds = 2000;

constexpr const char* schema =
    "CREATE TABLE profiles (id BLOB PRIMARY KEY CHECK (length(id) = 16), name TEXT NOT NULL, email TEXT NOT "
    "NULL,"
    " bio TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER)"
    " STRICT, WITHOUT ROWID";

struct CloseConnection {
  void operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

/// A prepared statement, used once. After a call that failed it does nothing and `failed` tells.
class Statement {
 public:
  Statement(sqlite3* connection, const char* sql) {
    failed_ = sqlite3_prepare_v2(connection, sql, -1, &statement_, nullptr) != SQLITE_OK;
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Statement& bind(int at, std::int64_t number) { return checked(sqlite3_bind_int64(statement_, at, number)); }
  /// Borrows `text` until the statement is gone.
  Statement& bind(int at, const std::string& text) {
    return checked(
        sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
  }
  Statement& bind(int at, const Uuid& id) {
    return checked(sqlite3_bind_blob(statement_, at, id.bytes().data(), 16, SQLITE_TRANSIENT));
  }
  /// @return whether there is a row
  bool step() {
    const int code = failed_ ? SQLITE_ERROR : sqlite3_step(statement_);
    failed_ = code != SQLITE_ROW && code != SQLITE_DONE;
    return code == SQLITE_ROW;
  }
  bool failed() const noexcept { return failed_; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const {
    const void* const bytes = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string{} : std::string{static_cast<const char*>(bytes), size};
  }
  Uuid uuid(int column) const {
    std::array<std::uint8_t, 16> bytes{};
    const void* const blob = sqlite3_column_blob(statement_, column);
    if (blob != nullptr && sqlite3_column_bytes(statement_, column) == 16) {
      const auto* const from = static_cast<const std::uint8_t*>(blob);
      std::copy(from, from + 16, bytes.begin());
    }
    return Uuid::from_bytes(bytes);
  }

 private:
  Statement& checked(int code) {
    failed_ = failed_ || code != SQLITE_OK;
    return *this;
  }
  sqlite3_stmt* statement_ = nullptr;
  bool failed_ = false;
};

bool execute(sqlite3* connection, const char* sql) {
  return sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::int64_t pragma(sqlite3* connection, const char* sql) {
  Statement statement{connection, sql};
  return statement.step() ? statement.integer(0) : -1;
}

Connection connect(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection{opened};
  if (code != SQLITE_OK) return nullptr;
  sqlite3_busy_timeout(opened, busy_milliseconds);
  // FULL: what was acknowledged survives a power loss; read back, since a build of SQLite may refuse it.
  if (!execute(opened, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF") ||
      pragma(opened, "PRAGMA synchronous") != 2) {
    return nullptr;
  }
  return connection;
}

Profile row_of(const Statement& row) {
  return {row.uuid(0),
          row.text(1),
          row.text(2),
          row.text(3),
          NumericDate::from_microseconds(row.integer(4)),
          NumericDate::from_microseconds(row.integer(5))};
}

constexpr Error unavailable{Errc::store_unavailable};

class SqliteProfiles final : public ProfileStore {
 public:
  SqliteProfiles(std::string path, Connection first) : path_(std::move(path)) {
    idle_.push_back(std::move(first));
  }

  Result<void> insert_if_absent(const Profile& profile) override {
    const Lease lease{*this};
    Statement insert{
        lease.get(),
        "INSERT INTO profiles (id, name, email, bio, created_at, updated_at) VALUES (?1, ?2, ?3, ?4,"
        " ?5, ?6) ON CONFLICT (id) DO NOTHING"};
    insert.bind(1, profile.id).bind(2, profile.name).bind(3, profile.email).bind(4, profile.bio);
    insert.bind(5, profile.created_at.microseconds()).bind(6, profile.updated_at.microseconds()).step();
    if (insert.failed()) return unavailable;
    return {};
  }

  Result<std::optional<Profile>> find(const Uuid& id) override {
    const Lease lease{*this};
    Statement select{lease.get(),
                     "SELECT id, name, email, bio, created_at, updated_at FROM profiles"
                     " WHERE id = ?1 AND deleted_at IS NULL"};
    return one(select.bind(1, id));
  }

  Result<std::optional<Profile>> replace(const Uuid& id, const std::string& name, const std::string& bio,
                                         NumericDate now) override {
    const Lease lease{*this};
    Statement update{
        lease.get(),
        "UPDATE profiles SET name = ?2, bio = ?3, updated_at = ?4 WHERE id = ?1 AND deleted_at IS NULL"
        " RETURNING id, name, email, bio, created_at, updated_at"};
    return one(update.bind(1, id).bind(2, name).bind(3, bio).bind(4, now.microseconds()));
  }

  Result<Removal> remove(const Uuid& id, NumericDate now) override {
    const Lease lease{*this};
    Statement update{lease.get(),
                     "UPDATE profiles SET name = '', email = '', bio = '', deleted_at = ?2, updated_at = ?2"
                     " WHERE id = ?1 AND deleted_at IS NULL RETURNING 1"};
    const bool removed = update.bind(1, id).bind(2, now.microseconds()).step();
    if (removed) update.step();  // a statement with RETURNING commits when it is done
    if (update.failed()) return unavailable;
    return removed ? Removal::removed : Removal::was_absent;
  }

  Result<ProfilePage> list(const std::optional<Uuid>& after, std::uint32_t limit) override {
    const Lease lease{*this};
    Statement select{lease.get(),
                     "SELECT id, name, email, bio, created_at, updated_at FROM profiles"
                     " WHERE (?1 IS NULL OR id > ?1) AND deleted_at IS NULL ORDER BY id LIMIT ?2"};
    if (after) select.bind(1, *after);
    select.bind(2, std::int64_t{limit} + 1);
    ProfilePage page;
    while (select.step()) {
      page.more = page.profiles.size() == limit;
      if (!page.more) page.profiles.push_back(row_of(select));
    }
    if (select.failed()) return unavailable;
    return page;
  }

  Result<void> ping() override {
    const Lease lease{*this};
    if (pragma(lease.get(), "SELECT count(*) FROM (SELECT 1 FROM profiles LIMIT 1)") < 0) return unavailable;
    return {};
  }

 private:
  /// A connection of its own for one call (SQLite serves one thread per connection), kept for the next.
  class Lease {
   public:
    explicit Lease(SqliteProfiles& store) : store_(store) {
      {
        const std::lock_guard lock{store_.mutex_};
        if (!store_.idle_.empty()) {
          connection_ = std::move(store_.idle_.back());
          store_.idle_.pop_back();
        }
      }
      if (connection_ == nullptr) connection_ = connect(store_.path_);
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      if (connection_ == nullptr) return;
      const std::lock_guard lock{store_.mutex_};
      store_.idle_.push_back(std::move(connection_));
    }
    /// Null when the file cannot be opened; SQLite answers SQLITE_MISUSE to it, which every call reports.
    sqlite3* get() const noexcept { return connection_.get(); }

   private:
    SqliteProfiles& store_;
    Connection connection_;
  };

  static Result<std::optional<Profile>> one(Statement& statement) {
    std::optional<Profile> profile;
    if (statement.step()) profile = row_of(statement);
    if (profile) statement.step();
    if (statement.failed()) return unavailable;
    return profile;
  }

  std::string path_;
  std::mutex mutex_;
  std::vector<Connection> idle_;
};

/// SQLite's locks do not hold on file systems that are shared between machines.
bool on_network(const std::string& path) {
  struct statfs system{};
  if (::statfs(path.c_str(), &system) != 0) return false;
  constexpr std::array<std::uint32_t, 4> shared{0x6969 /* nfs */, 0xff534d42 /* cifs */,
                                                0xfe534d42 /* smb2 */, 0x00c36400 /* ceph */};
  for (const std::uint32_t magic : shared) {
    if (static_cast<std::uint32_t>(system.f_type) == magic) return true;
  }
  return false;
}

}  // namespace

Start<std::unique_ptr<ProfileStore>> open_sqlite_profiles(const std::string& path) {
  const auto refused = [&path](const char* why) { return Stop{exit_failed, path + ": " + why}; };
  // Made here first, since SQLite would make it readable to all.
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made < 0) return refused("cannot be opened; check its folder and its owner");
  ::close(made);
  if (on_network(path))
    return refused("lies on a network file system, where SQLite loses data; use a local disk");
  Connection connection = connect(path);
  if (connection == nullptr) return refused("is not a SQLite file, or another program holds it");
  sqlite3* const raw = connection.get();
  if (!execute(raw, "BEGIN IMMEDIATE")) return refused("is busy; which other program has it open?");
  if (pragma(raw, "SELECT count(*) FROM sqlite_schema") == 0) {
    const std::string stamp = "PRAGMA application_id=" + std::to_string(application_id) +
                              "; PRAGMA user_version=" + std::to_string(schema_version);
    if (!execute(raw, schema) || !execute(raw, stamp.c_str())) return refused("cannot be written");
  }
  if (!execute(raw, "COMMIT")) return refused("cannot be written");
  if (pragma(raw, "PRAGMA application_id") != application_id ||
      pragma(raw, "PRAGMA user_version") != schema_version) {
    return refused("belongs to another program or version; name another profiles_file");
  }
  return std::unique_ptr<ProfileStore>{std::make_unique<SqliteProfiles>(path, std::move(connection))};
}

}  // namespace signet::example
