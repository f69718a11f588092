// FairQueue: which waiting job runs next and which is refused. One thread, no clock: the time is an argument.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "password/service_times.hpp"
#include "signet/core/instant.hpp"
#include "signet/core/observer.hpp"

namespace signet::inline v0::detail {

/// What waits. The owner keeps it alive, and as it is, until it is taken, expired or withdrawn.
struct QueuedJob {
  WorkKind kind{};
  bool joins = false;        ///< a worker may compute it together with others of its kind; it has a kind
  bool heavy = false;        ///< take_light() leaves it
  std::uint64_t ticket = 0;  ///< under which it can be withdrawn
};

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
  /// Of the deadline, for hashes that take longer than those before: nothing is admitted into it.
  constexpr Seconds margin() const noexcept { return Seconds::of_microseconds(deadline.microseconds() / 8); }
};

/// Why a job was not admitted, and how long a new one of its address would have to wait by now.
struct Refusal {
  HashRefusal reason;
  Seconds wait;
};

/// Addresses take turns; inside one address the newest job goes first, since its caller has the most patience
/// left. A job is admitted when it and those of its address that it passes would be served before their
/// deadlines, an eighth to spare: so who is refused is refused at once, and hardly anyone after a wait. A
/// full queue of one address says nothing about the wait of another.
class FairQueue {
 public:
  explicit FairQueue(const FairQueueLimits& limits) : limits_(limits) {}

  /// Nothing when the job was admitted. Call `expire` first, so that no overdue job holds a place.
  std::optional<Refusal> push(QueuedJob& job, SourceKeys source, Instant now);

  /// The next job to run, or null. Call `expire` first, so that it is not overdue. Only `push` allocates.
  QueuedJob* take() noexcept;
  /// The next that is not heavy.
  QueuedJob* take_light() noexcept;
  /// The next that joins and is of this kind, if the kind is measured by itself.
  QueuedJob* take_to_join(const WorkKind& kind);
  /// How often take_to_join would find one.
  std::size_t waiting_to_join(const WorkKind& kind);

  struct Expired {
    QueuedJob* job;
    Seconds wait;  ///< of a new job of this address by now
  };
  /// Removes one job whose deadline is reached at `now`; none are left when it gives nothing.
  std::optional<Expired> expire(Instant now) noexcept;

  /// Removes the job with this ticket; null if none waits.
  QueuedJob* withdraw(std::uint64_t ticket) noexcept;

  /// A worker was busy for `took` with one job of this kind.
  void served(const WorkKind& kind, Seconds took) { times_.served(times_.slot_of(kind), took); }

  /// The work ahead of a new job of this address, taking turns, by workers (Little's law): the sum of what
  /// jobs of their kinds took so far.
  Seconds predicted_wait(std::uint64_t address) const noexcept;
  /// The same for an address of which nothing waits.
  Seconds predicted_wait() const noexcept { return wait_behind(nullptr); }

  std::size_t size() const noexcept { return size_; }

 private:
  struct Entry {
    QueuedJob* job;
    std::uint64_t name;
    Instant due;
    ServiceTimes::Slot slot;
  };
  struct Source {
    std::uint64_t address;
    std::vector<Entry> jobs;  ///< oldest first, never empty
  };

  static bool joins(const Entry& entry, ServiceTimes::Slot slot) noexcept;
  HashRefusal judge(SourceKeys source, Instant now) const noexcept;
  const Source* find(std::uint64_t address) const noexcept;
  Seconds wait_behind(const Source* own) const noexcept;
  std::size_t waiting_of_name(std::uint64_t name) const noexcept;
  QueuedJob* remove(std::vector<Source>::iterator turn, std::vector<Entry>::iterator entry) noexcept;
  template <class Fits>
  QueuedJob* take_first(const Fits& fits) noexcept;

  FairQueueLimits limits_;
  std::vector<Source> turns_;  ///< the front has the next turn
  std::size_t size_ = 0;
  ServiceTimes times_;
};

}  // namespace signet::inline v0::detail
