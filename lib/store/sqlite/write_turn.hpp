// WriteTurn: the queue of this process's writers to one file, first come, first served.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail::sqlite {

/// SQLite lets a writer that has to wait sleep and try again, and a mutex goes to whoever is running: with
/// either, one that comes later overtakes it for as long as others write.
/// @thread all calls may be made from any number of threads at once
class WriteTurn {
 public:
  /// The one of the file, whatever its name, for as long as any user holds it; null where the file cannot be
  /// looked at.
  static std::shared_ptr<WriteTurn> of(const std::string& path);

  /// Waits for the turn. Whether it came in time.
  [[nodiscard]] bool take(Seconds timeout);
  /// Hands the turn to whoever has waited longest.
  void give_back() noexcept;

 private:
  struct Waiter {
    std::condition_variable woken;
    bool has_turn = false;
  };

  std::mutex mutex_;
  bool taken_ = false;  // guarded by mutex_, as is
  std::deque<Waiter*> queue_;
};

}  // namespace signet::inline v0::detail::sqlite
