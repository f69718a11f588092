// Reactor: one thread that waits for all connections at once (epoll).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "http/httplib/conversations.hpp"
#include "http/httplib/entrance.hpp"
#include "http/httplib/offload.hpp"
#include "http/httplib/wire.hpp"
#include "signet/core/instant.hpp"
#include "signet/core/result.hpp"
#include "signet/http/httplib/parked_server.hpp"

namespace signet::inline v0::detail {

/// How many connections a reactor may have.
struct ConnectionLimits {
  std::size_t own = 0;     ///< 0: as many as there are descriptors for
  std::size_t shared = 0;  ///< with those of all other reactors of the process
  std::size_t sure = 0;    ///< whatever the others have
};

/// @thread one
class Reactor {
 public:
  /// Everything given is borrowed but the listener. `signal` is an eventfd: written to when a job has
  /// finished, and by others after they have set `stopping`.
  Reactor(const Service& service, const ParkedServerOptions& options, Listener listener, int signal,
          const std::atomic<bool>& stopping);

  /// Answers until `stopping` is set and every connection has ended.
  /// @error source_unavailable  name "threads", "epoll" or "accept"
  Result<void> run();

 private:
  Result<void> begin();
  Result<void> wait();
  Result<void> accept();
  void pause() noexcept;
  bool make_room();
  bool is_full() const noexcept;
  void admit(Arrival arrival) noexcept;
  bool watch(int fd, void* who, std::uint32_t events) const noexcept;
  int patience() const noexcept;
  void heed_signal();

  const Service& service_;
  int signal_;
  const std::atomic<bool>& stopping_;
  Descriptor epoll_;
  Entrance entrance_;
  PeerCounts peers_;
  Offload offload_;
  Conversations conversations_;
  ConnectionLimits limits_;
  bool accepting_ = false;  // somebody may wait to be accepted
  bool starved_ = false;    // somebody may, and there is no descriptor, or accepting fails
  bool failing_ = false;    // it is not for want of a descriptor
  bool made_way_ = false;   // a connection has ended for one that was not accepted yet
  Instant next_try_;        // where starved: what others have open may be closed by then
  bool signalled_ = false;
  bool draining_ = false;
};

}  // namespace signet::inline v0::detail
