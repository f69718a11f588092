// Opens listening sockets: a TCP port, or a path of the file system.
#include "http/httplib/listening.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view path_prefix = "unix:";
constexpr int most_tries = 100;     // to lock a file that keeps its name: on some file systems none seems to
constexpr mode_t path_mode = 0660;  // the server's group, which is where its proxy belongs

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolved(const ListeningOptions& options) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(options.address.c_str(), std::to_string(options.port).c_str(), &hints, &list) != 0)
    return {};
  return Addresses{list};
}

Error listen_error(int number) {
  if (number == EADDRINUSE) return fail(Errc::address_in_use, "port");
  if (number == EACCES) return fail(Errc::option_invalid, "port");
  return fail(Errc::option_invalid, "address");
}

bool is_timeout(Seconds span) { return span > Seconds{} && span <= Seconds::of(3600); }

Result<void> check(const ListeningOptions& options) {
  if (options.backlog < 1 || options.backlog > 65'535) return fail(Errc::option_invalid, "backlog");
  if (options.body_limit > std::size_t{16} * 1024 * 1024) return fail(Errc::option_invalid, "body_limit");
  if (!is_timeout(options.idle_timeout)) return fail(Errc::option_invalid, "idle_timeout");
  if (!is_timeout(options.read_timeout)) return fail(Errc::option_invalid, "read_timeout");
  if (!is_timeout(options.write_timeout)) return fail(Errc::option_invalid, "write_timeout");
  return {};
}

std::optional<sockaddr_un> path_address(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path || path.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::ranges::copy(path, address.sun_path);
  return address;
}

bool bind_to(int socket, const sockaddr_un& address) {
  return ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

// A socket that nobody listens on any more, left by a server that was killed.
bool is_stale(const sockaddr_un& address) {
  struct stat status{};
  if (lstat(address.sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  const Descriptor probe{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  return connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
         errno == ECONNREFUSED;
}

std::uint64_t inode_of(const std::string& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

// Whether it still has its name: whoever had the lock before may have taken the file away.
bool is_named(int file, const std::string& name) {
  struct stat opened{};
  struct stat named{};
  return fstat(file, &opened) == 0 && lstat(name.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

PathLock::PathLock(PathLock&& other) noexcept
    : file_(std::move(other.file_)), name_(std::exchange(other.name_, {})), owner_(other.owner_) {}

PathLock& PathLock::operator=(PathLock&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(name_, other.name_);
  std::swap(owner_, other.owner_);
  return *this;
}

// While it is locked: afterwards the name may be the next one's. It may be already, if somebody tidied up.
PathLock::~PathLock() {
  if (!name_.empty() && is_own() && is_named(file_.get(), name_)) unlink(name_.c_str());
}

bool PathLock::is_own() const noexcept { return owner_ == getpid(); }

Result<PathLock> PathLock::take(const std::string& path) {
  const std::string name = path + ".lock";
  for (int tries = 0; tries < most_tries; ++tries) {
    Descriptor file{::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (file.get() < 0) return fail(Errc::option_invalid, "address");
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      return errno == EWOULDBLOCK ? fail(Errc::address_in_use, "port")
                                  : fail(Errc::option_invalid, "address");
    }
    if (!is_named(file.get(), name)) continue;
    PathLock lock;
    lock.file_ = std::move(file);
    lock.name_ = name;
    lock.owner_ = getpid();
    return lock;
  }
  return fail(Errc::address_in_use, "port");
}

Listener::Listener(Listener&& other) noexcept
    : socket_(std::move(other.socket_)),
      lock_(std::move(other.lock_)),
      path_(std::move(other.path_)),
      inode_(std::exchange(other.inode_, 0)) {}

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(lock_, other.lock_);
  std::swap(path_, other.path_);
  std::swap(inode_, other.inode_);
  return *this;
}

Listener::~Listener() { leave_path(); }

// Its number cannot have become another file's: the socket keeps it.
void Listener::leave_path() noexcept {
  const auto inode = std::exchange(inode_, 0);
  if (inode != 0 && lock_.is_own() && inode_of(path_) == inode) unlink(path_.c_str());
  const PathLock left = std::move(lock_);
}

Result<Listener> Listener::open(const ListeningOptions& options) {
  if (const auto fine = check(options); !fine) return fine.error();
  if (options.address.starts_with(path_prefix)) {
    return open_path(options.address.substr(path_prefix.size()), options.backlog);
  }
  const auto address = resolved(options);
  if (!address) return fail(Errc::option_invalid, "address");
  Listener listener;
  listener.socket_ = Descriptor{socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  // Not SO_REUSEPORT, httplib's default: with it a second server on the port would not be noticed.
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener.get(), address->ai_addr, address->ai_addrlen) != 0 ||
      listen(listener.get(), options.backlog) != 0) {
    return listen_error(errno);
  }
  return listener;
}

Result<Listener> Listener::open_path(const std::string& path, int backlog) {
  const auto address = path_address(path);
  if (!address) return fail(Errc::option_invalid, "address");
  auto lock = PathLock::take(path);
  if (!lock) return lock.error();
  Listener listener;
  listener.lock_ = *std::move(lock);
  listener.socket_ = Descriptor{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!bind_to(listener.get(), *address)) {
    if (errno != EADDRINUSE) return fail(Errc::option_invalid, "address");
    if (!is_stale(*address) || unlink(path.c_str()) != 0 || !bind_to(listener.get(), *address)) {
      return fail(Errc::address_in_use, "port");
    }
  }
  listener.path_ = path;
  listener.inode_ = inode_of(path);
  // Before listen: until then nobody can connect, so the mode never lets in more than it says.
  if (chmod(path.c_str(), path_mode) != 0 || listen(listener.get(), backlog) != 0) {
    return fail(Errc::option_invalid, "address");
  }
  return listener;
}

std::uint16_t Listener::port() const noexcept {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  if (address.ss_family == AF_UNIX) return 0;
  const auto* const v4 = reinterpret_cast<const sockaddr_in*>(&address);
  const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(&address);
  return ntohs(address.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
}

bool Listener::is_open() const noexcept {
  // What is shut down or no socket tells so unasked. SO_ACCEPTCONN would not do: a path keeps it.
  pollfd end{.fd = socket_.get(), .events = 0, .revents = 0};
  return end.fd >= 0 && poll(&end, 1, 0) == 0;
}

bool Serving::begin() {
  const std::lock_guard lock{mutex_};
  serving_ = !stopping_;
  return serving_;
}

bool Serving::end() {
  const std::lock_guard lock{mutex_};
  serving_ = false;
  ended_.notify_all();
  return stopping_;
}

}  // namespace signet::inline v0::detail
