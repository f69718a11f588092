// Watchdog: breaks the connection of a call that a server left standing, which no timeout of the server's
// ends.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "signet/core/instant.hpp"

namespace signet::inline v0::detail::postgres {

class Watch;

/// One thread for all connections of a database. It sleeps for `limit` while no call is under way.
/// @thread all calls may be made from any number of threads at once
class Watchdog {
 public:
  /// Throws std::system_error where no thread is to be had.
  /// @param limit  how long a call may take
  explicit Watchdog(Seconds limit);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

 private:
  friend Watch;

  void add(Watch& watch);
  void remove(Watch& watch) noexcept;
  void keep_watch();
  Instant break_overdue() noexcept;

  Seconds limit_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;          // guarded by mutex_
  std::vector<Watch*> watches_;  // guarded by mutex_
  std::thread thread_;           // starts when all else is there
};

/// The watch over one connection's calls; beginning and ending one is two atomic writes.
/// @thread one thread at a time, beside the watchdog's own
class Watch {
 public:
  /// Throws std::system_error where no descriptor is to be had.
  /// @param watchdog  nullptr: nobody watches
  Watch(std::shared_ptr<Watchdog> watchdog, int socket);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

  void begin() noexcept;
  /// False where the connection was broken meanwhile.
  [[nodiscard]] bool end() noexcept;

 private:
  friend Watchdog;

  std::shared_ptr<Watchdog> watchdog_;
  int socket_ = -1;  // our own descriptor: the driver may close its one, and the system give its number away
  std::atomic<std::int64_t> began_;  // microseconds of the steady clock, or a mark
};

}  // namespace signet::inline v0::detail::postgres
