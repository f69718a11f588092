// FairQueue: which waiting job runs next and which is refused. One thread, no clock: the time is an argument.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "signet/core/instant.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

/// What waits. The queue never looks inside; the owner keeps it alive until it is taken or expired.
struct QueuedJob {};

/// Who asks, as keyed hashes.
struct SourceKeys {
  std::uint64_t address;
  std::uint64_t name;
};

struct FairQueueLimits {
  std::uint32_t workers;          ///< who serve this queue; at least 1
  std::uint32_t places;           ///< waiting jobs in all
  std::uint32_t places_per_name;  ///< waiting jobs of one name
  Seconds deadline;               ///< from push; a job not taken before it is expired
  constexpr std::uint32_t places_per_address() const noexcept { return std::max(16U, places / 4); }
};

/// Addresses take turns; inside one address the newest job goes first, since its caller has the most patience
/// left. A job is admitted when it would be served before the deadline if its address were served in order:
/// a full queue of one address thus says nothing about the wait of another.
class FairQueue {
 public:
  explicit FairQueue(const FairQueueLimits& limits) : limits_(limits) {}

  /// Call `expire` first, so that no overdue job holds a place.
  /// @error overloaded  no place, or predicted_wait() beyond the deadline; tells retry_after()
  Result<void> push(QueuedJob& job, SourceKeys source, Instant now);

  /// The next job to run, or null. Call `expire` first, so that it is not overdue. Only `push` allocates.
  QueuedJob* take() noexcept;

  struct Expired {
    QueuedJob* job;
    Error why;  ///< overloaded, with what a new job of this address would have to wait by now
  };
  /// Removes one job whose deadline is reached at `now`; none are left when it gives nothing.
  std::optional<Expired> expire(Instant now) noexcept;

  /// A worker was busy for `took` with one job; the average follows by an eighth of the difference.
  void served(Seconds took) noexcept;

  /// Jobs ahead of a new one of this address, taking turns, times the average service time, by workers.
  Seconds predicted_wait(std::uint64_t address) const noexcept;

  std::size_t size() const noexcept { return size_; }

 private:
  struct Entry {
    QueuedJob* job;
    std::uint64_t name;
    Instant due;
  };
  struct Source {
    std::uint64_t address;
    std::vector<Entry> jobs;  ///< oldest first, never empty
  };

  std::size_t waiting_of_name(std::uint64_t name) const noexcept;
  std::size_t waiting_of_address(std::uint64_t address) const noexcept;
  void erase_if_empty(std::vector<Source>::iterator turn) noexcept;
  Error refusal(std::uint64_t address) const noexcept;

  FairQueueLimits limits_;
  std::vector<Source> turns_;  ///< the front has the next turn
  std::size_t size_ = 0;
  Seconds service_time_{};  ///< zero until the first job was served
};

}  // namespace signet::inline v0::detail
