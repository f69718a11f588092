// The checks on a database file, and its first making: in a file beside it, linked to its name when whole.
#include "store/sqlite/file_checks.hpp"

#include <fcntl.h>
#include <cstdlib>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace signet::inline v0::detail::sqlite {
namespace {

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> check_file_system(const std::string& path) {
  struct statfs system{};
  if (::statfs(path.c_str(), &system) != 0) return fail(Errc::store_unavailable);
  if (is_network_file_system(static_cast<unsigned long>(system.f_type))) return fail(Errc::store_unsupported);
  return {};
}

// A new file beside `path`, mode 0600, removed at the end.
class Draft {
 public:
  static Result<Draft> beside(const std::string& path) {
    std::string name = path + ".XXXXXX";
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) return fail(Errc::store_unavailable);
    ::close(file);
    return Draft{std::move(name)};
  }
  Draft(Draft&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Draft& operator=(Draft&&) = delete;
  ~Draft() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::string& path() const noexcept { return path_; }

 private:
  explicit Draft(std::string path) noexcept : path_(std::move(path)) {}
  std::string path_;
};

Result<void> fill(const std::string& path, const Schema& schema) {
  auto connection = Connection::open(path, Connection::Mode::writable, Seconds{});
  if (!connection) return connection.error();
  const std::string header = "PRAGMA synchronous=FULL; BEGIN IMMEDIATE; PRAGMA application_id=" +
                             std::to_string(schema.application_id) +
                             "; PRAGMA user_version=" + std::to_string(schema.version) + ";";
  if (const auto begun = connection->execute(header.c_str()); !begun) return begun;
  if (const auto made = connection->execute(schema.statements); !made) return made;
  // The log is switched on last: all of the above then stands in the main file, where check_file looks.
  return connection->execute("COMMIT; PRAGMA journal_mode=WAL");
}

// Without this, power loss could take the name of the file, though not what is in it.
Result<void> flush_directory(const std::string& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return fail(Errc::store_unavailable);
  const bool flushed = ::fsync(file) == 0;
  ::close(file);
  return flushed ? Result<void>{} : fail(Errc::store_unavailable);
}

}  // namespace

bool is_network_file_system(unsigned long magic) noexcept {
  // linux/magic.h, and the kernel sources of those it leaves out.
  static constexpr std::array<unsigned long, 12> network{
      0x6969,      // nfs
      0x517b,      // smb
      0xff534d42,  // cifs
      0xfe534d42,  // smb2, smb3
      0x564c,      // ncp
      0x5346414f,  // afs
      0x73757245,  // coda
      0x00c36400,  // ceph
      0x01021997,  // 9p
      0x0bd00bd0,  // lustre
      0x7461636f,  // ocfs2
      0x01161970,  // gfs2
  };
  return std::ranges::find(network, magic & 0xffffffff) != network.end();
}

Result<void> make_if_absent(const std::string& path, const Schema& schema) {
  if (::access(path.c_str(), F_OK) == 0) return {};
  const std::string directory = directory_of(path);
  if (const auto local = check_file_system(directory); !local) return local;
  const auto draft = Draft::beside(path);
  if (!draft) return draft.error();
  if (const auto filled = fill(draft->path(), schema); !filled) return filled;
  const bool linked = ::link(draft->path().c_str(), path.c_str()) == 0;
  if (!linked && errno != EEXIST) return fail(Errc::store_unavailable);  // EEXIST: another process was first
  return flush_directory(directory);
}

Result<void> check_file(const std::string& path, const Schema& schema) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return fail(Errc::store_unavailable);
  if (const auto local = check_file_system(path); !local) return local;
  // SQLite itself must look: closing a file of our own would drop the locks this process holds on it.
  auto connection = Connection::open(path, Connection::Mode::immutable, Seconds{});
  if (!connection) return connection.error();
  // A log that is being copied into the file, or was when a process was killed, may have brought the count of
  // pages before the last of them; to SQLite that is corruption, unless it is told to look all the same.
  if (const auto lenient = connection->execute("PRAGMA writable_schema=ON"); !lenient) return lenient;
  if (const auto ours = check_schema(*connection, schema); !ours) return ours;
  constexpr mode_t others = S_IRWXG | S_IRWXO;
  if ((status.st_mode & others) != 0 && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return fail(Errc::store_unavailable);
  }
  return {};
}

Result<void> check_schema(Connection& connection, const Schema& schema) {
  const auto application = connection.number("PRAGMA application_id");
  if (!application) return application.error();
  const auto version = connection.number("PRAGMA user_version");
  if (!version) return version.error();
  if (*application != schema.application_id || *version != schema.version) {
    return fail(Errc::store_schema_mismatch);
  }
  return {};
}

}  // namespace signet::inline v0::detail::sqlite
