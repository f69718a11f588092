// RecentRevokes: what was lately asked to end, so that a server that has lost it can be asked again.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "signet/core/instant.hpp"
#include "signet/core/result.hpp"
#include "store/redis/script.hpp"

namespace signet::inline v0::detail::redis {

/// Calls of scripts that may be repeated at any time, each kept for 10 minutes at least: some 700 bytes a
/// call. Of calls with the same script, first key and first argument, which end the same, one in 30 s is
/// kept.
/// @thread all calls may be made from any number of threads at once
class RecentRevokes {
 public:
  explicit RecentRevokes(SteadyClock clock) noexcept : clock_(clock) {}

  /// To be called before what the call did is acknowledged.
  void keep(const Script& script, Words keys, Words arguments);

  /// To be called before a new connection is used: repeats on it all that is kept, unless it leads to the
  /// server that the last one led to. A call that finds something else under its keys is passed over: it
  /// never will succeed, and ended nothing when it was made. Errors as of Script::run, but for that one's;
  /// the connection is then not to be used.
  /// @param server  its identity, as of ServerState
  [[nodiscard]] Result<void> catch_up(Connection& connection, std::string_view server);

  /// False when a later connection led to another server: it may not have what was kept since. Asked after
  /// `keep` and before the call is acknowledged, it makes sure that every acknowledged one was repeated
  /// there.
  [[nodiscard]] bool is_current(std::string_view server);

 private:
  struct Call {
    Instant at;
    const Script* script;
    std::vector<std::string> keys;
    std::vector<std::string> arguments;
  };

  // What a call ends: script, first key, first argument.
  using Ended = std::tuple<const Script*, std::string, std::string>;

  void forget_old();
  std::vector<Call> calls_missed_by(std::string_view server, std::size_t& next);

  SteadyClock clock_;
  std::mutex mutex_;
  std::string server_;      // guarded by mutex_, as is all below; of the server that has seen all of them
  std::deque<Call> calls_;  // oldest first
  std::map<Ended, Instant> held_;  // of all in calls_, when the newest of each was kept
  std::size_t forgotten_ = 0;      // how many there were before the oldest
};

}  // namespace signet::inline v0::detail::redis
