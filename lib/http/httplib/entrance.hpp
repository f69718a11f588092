// Entrance: accepts connections, and keeps one address from taking all of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "http/httplib/listening.hpp"
#include "http/httplib/wire.hpp"
#include "signet/http/client_address.hpp"

namespace signet::inline v0::detail {

/// What came of accepting.
struct Arrival {
  enum class Kind : unsigned char {
    came,    ///< a connection
    none,    ///< nobody waits
    full,    ///< somebody does, and the process or the system has no descriptor left
    failed,  ///< nobody could be accepted, for a reason that may pass
    broken,  ///< the listening socket is of no use
  };
  Kind kind = Kind::none;
  Descriptor socket{};
  std::string peer{};  ///< as Request::peer has it
};

/// Opens as many descriptors as the process may. @return how many that are
std::size_t raise_descriptor_limit() noexcept;

/// @thread one at a time
class Entrance {
 public:
  explicit Entrance(Listener listener);

  int get() const noexcept { return listener_.get(); }
  /// Takes the next connection, made non-blocking and without delay.
  Arrival next();
  /// Takes the next connection by a descriptor that is kept for it, and closes it, so that it does not wait
  /// for a place that there is not. @return whether there was one
  bool turn_away();
  /// Leaves a path to the next server; who has come by it can still be taken.
  void leave_path() noexcept { listener_.leave_path(); }
  /// Takes no connection any more.
  void close();

 private:
  Arrival take();
  bool is_awaited() const noexcept;

  Listener listener_;
  Descriptor reserve_;  // none, while others are quicker to take what it is made of
};

/// One of the connections that all parked servers of this process have together: its descriptors are theirs
/// in common. @thread safe
class OpenConnection {
 public:
  OpenConnection() noexcept { open_.fetch_add(1, std::memory_order_relaxed); }
  OpenConnection(const OpenConnection&) = delete;
  OpenConnection& operator=(const OpenConnection&) = delete;
  ~OpenConnection() { close(); }

  /// Is none any more.
  void close() noexcept {
    if (std::exchange(is_open_, false)) open_.fetch_sub(1, std::memory_order_relaxed);
  }
  /// How many there are.
  static std::size_t all() noexcept { return open_.load(std::memory_order_relaxed); }

 private:
  static std::atomic<std::size_t> open_;
  bool is_open_ = true;
};

/// Counts the connections of each address.
/// @thread one at a time
class PeerCounts {
 public:
  /// An address, its IPv6 /64, and its connections.
  using Count = std::pair<const std::string, std::size_t>;

  /// @param most  0: no limit
  PeerCounts(std::size_t most, const TrustedProxies& trusted) noexcept : most_(most), trusted_(trusted) {}

  /// Counts a connection. @return what leave() gets, null for an address that is not counted; none when it
  /// has as many as it may
  std::optional<Count*> enter(const std::string& peer);
  void leave(Count* count) noexcept;

 private:
  std::size_t most_;
  const TrustedProxies& trusted_;
  std::unordered_map<std::string, std::size_t> counts_;
};

}  // namespace signet::inline v0::detail
