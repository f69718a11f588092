// Pool: a bounded number of connections, lent to one thread at a time, the one last used first.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "signet/core/instant.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

struct PoolOptions {
  std::size_t connections;
  Seconds wait;
  SteadyClock clock;
};

/// Connections are opened when they are needed and kept. One that is `in_doubt()` after its use, or not
/// `usable()` before the next, which may ask the system, is closed, and the next that needs one opens
/// another. Who waits is served in turn: nobody overtakes.
/// @thread all calls may be made from any number of threads at once
template <class Connection>
class Pool {
 public:
  using Open = std::function<Result<Connection>()>;

  Pool(PoolOptions options, Open open) : options_(options), open_(std::move(open)) {
    idle_.reserve(options_.connections);  // so that giving back never fails
  }

  /// Runs `work`, which returns a Result, on a connection.
  /// @error store_unavailable  none was free in time; or what `open` says
  template <class Work>
  auto use(Work work) -> std::invoke_result_t<Work, Connection&> {
    std::optional<Connection> connection;
    if (const auto taken = take(connection); !taken) return taken.error();
    const Return at_end{*this, connection};
    if (connection && !connection->usable()) connection.reset();
    if (!connection) {
      auto opened = open_();
      if (!opened) return opened.error();
      connection.emplace(std::move(*opened));
    }
    return work(*connection);
  }

 private:
  struct Waiter {
    std::condition_variable woken;
    std::optional<Connection>* connection;
    bool served = false;
  };

  struct Return {
    Pool& pool;
    std::optional<Connection>& connection;
    ~Return() { pool.give_back(connection); }
  };

  // Takes a place, and with it an idle connection, if there is one.
  Result<void> take(std::optional<Connection>& connection) {
    std::unique_lock lock(mutex_);
    if (queue_.empty() && !idle_.empty()) {
      connection.emplace(std::move(idle_.back()));
      idle_.pop_back();
      return {};
    }
    if (queue_.empty() && places_ < options_.connections) {
      ++places_;
      return {};
    }
    return wait_in_turn(lock, connection);
  }

  Result<void> wait_in_turn(std::unique_lock<std::mutex>& lock, std::optional<Connection>& connection) {
    Waiter waiter{.woken = {}, .connection = &connection};
    queue_.push_back(&waiter);
    const Instant deadline = options_.clock() + options_.wait;
    while (!waiter.served) {
      const Seconds left = deadline - options_.clock();
      if (left <= Seconds{}) {
        std::erase(queue_, &waiter);
        return fail(Errc::store_unavailable);
      }
      waiter.woken.wait_for(lock, std::chrono::microseconds(left.microseconds()));
    }
    return {};
  }

  // Hands the place to whoever has waited longest, with the connection if nothing speaks against it.
  void give_back(std::optional<Connection>& connection) noexcept {
    if (connection && connection->in_doubt()) connection.reset();
    const std::scoped_lock lock(mutex_);
    if (!queue_.empty()) {
      Waiter& next = *queue_.front();
      queue_.pop_front();
      if (connection) next.connection->emplace(std::move(*connection));
      next.served = true;
      next.woken.notify_one();
    } else if (connection) {
      idle_.push_back(std::move(*connection));
    } else {
      --places_;
    }
  }

  PoolOptions options_;
  Open open_;
  std::mutex mutex_;
  std::size_t places_ = 0;        // guarded by mutex_, as is all below; lent and idle together
  std::vector<Connection> idle_;  // last used last
  std::deque<Waiter*> queue_;
};

}  // namespace signet::inline v0::detail
