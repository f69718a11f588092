// What the servers have in common: their options judged, a listening socket, and the end of serving.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

#include "http/httplib/wire.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

/// The options that every server has.
struct ListeningOptions {
  const std::string& address;
  std::uint16_t port;
  int backlog;
  std::size_t body_limit;
  Seconds idle_timeout, read_timeout, write_timeout;
};

template <class Options>
ListeningOptions listening_options(const Options& options) {
  return {.address = options.address,
          .port = options.port,
          .backlog = options.backlog,
          .body_limit = options.body_limit,
          .idle_timeout = options.idle_timeout,
          .read_timeout = options.read_timeout,
          .write_timeout = options.write_timeout};
}

/// A path for one server at a time, whoever else starts or ends meanwhile: whoever has locked the file beside
/// it that is called `PATH.lock`. The lock ends with the last process that has it open, however that ends:
/// the one that took it, unless it forked and did not exec. The file goes with the lock unless the process
/// was killed; a copy of it in a child of fork() takes nothing away.
class PathLock {
 public:
  PathLock() noexcept = default;
  PathLock(PathLock&& other) noexcept;
  PathLock& operator=(PathLock&& other) noexcept;
  ~PathLock();

  /// @error address_in_use  another has it; name "port"
  /// @error option_invalid  the file cannot be made or locked; name "address"
  static Result<PathLock> take(const std::string& path);

  /// Whether this process took it: a child of fork() has a copy.
  bool is_own() const noexcept;

 private:
  Descriptor file_;
  std::string name_;  // empty where nothing is locked
  pid_t owner_ = 0;
};

/// A listening socket; one of a path takes its file away when it ends.
class Listener {
 public:
  Listener() noexcept = default;
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  /// @error option_invalid  "backlog", "body_limit" or a timeout is out of its range; "address" is not one of
  ///                        this machine, or "port" needs privilege
  /// @error address_in_use  name "port"
  static Result<Listener> open(const ListeningOptions& options);

  int get() const noexcept { return socket_.get(); }
  /// Whether connections can still come by it.
  bool is_open() const noexcept;
  /// 0 for a path.
  std::uint16_t port() const noexcept;
  /// Leaves a path to the next server: it is there no more. @thread beside get() on another
  void leave_path() noexcept;

 private:
  static Result<Listener> open_path(const std::string& path, int backlog);

  Descriptor socket_;
  PathLock lock_;
  std::string path_;         // empty for a port
  std::uint64_t inode_ = 0;  // of the file that we made: another may have taken its name meanwhile
};

/// Whether a server answers, and whether it has to end.
/// @thread safe
class Serving {
 public:
  /// False when the end was asked for before.
  bool begin();
  /// Wakes who waits for it. @return whether it had been asked for
  bool end();
  const std::atomic<bool>& stopping() const noexcept { return stopping_; }
  /// Asks for the end, calls `wake`, and waits until it has come; where nothing has begun, nothing will.
  template <class Wake>
  void stop(Wake wake) {
    std::unique_lock lock{mutex_};
    stopping_ = true;
    wake();
    ended_.wait(lock, [this] { return !serving_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool serving_ = false;
  std::atomic<bool> stopping_{false};
};

}  // namespace signet::inline v0::detail
