// FairQueue: which waiting job runs next and which is refused. One thread, no clock: the time is an argument.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "password/linked_list.hpp"
#include "password/service_times.hpp"
#include "password/waiting_work.hpp"
#include "signet/core/instant.hpp"
#include "signet/core/observer.hpp"

namespace signet::inline v0::detail {

/// Who asks, as keyed hashes: nobody outside can choose two that meet in a table.
struct SourceKeys {
  std::uint64_t address;
  std::uint64_t name;
};

struct QueuedSource;

/// What waits. The owner keeps it alive, and as it is, until it is taken, expired or withdrawn.
struct QueuedJob {
  WorkKind kind{};
  bool joins = false;        ///< a worker may compute it together with others of its kind; it has a kind
  bool heavy = false;        ///< take_light() leaves it
  std::uint64_t ticket = 0;  ///< under which it can be withdrawn; 0: cannot

  /// The queue's own.
  struct Waiting {
    QueuedSource* source;
    std::uint64_t name;
    Instant due;
    ServiceTimes::Slot slot;
  };
  Waiting waiting{};
  Links<QueuedJob> of_source{};
  Links<QueuedJob> of_all{};
};

/// The jobs of one address that wait, newest first.
struct QueuedSource {
  std::uint64_t address = 0;
  std::size_t size = 0;
  LinkedList<QueuedJob, &QueuedJob::of_source> jobs{};
  Links<QueuedSource> turn{};
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
///
/// Admission, refusal, expiry, withdrawal and take() cost the same however many jobs wait, but for a sum over
/// powers of two. take_light() and take_to_join() pass over what they leave.
class FairQueue {
 public:
  explicit FairQueue(const FairQueueLimits& limits);
  FairQueue(const FairQueue&) = delete;
  FairQueue& operator=(const FairQueue&) = delete;

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
  /// jobs of their kinds took so far (WaitingWork).
  Seconds predicted_wait(std::uint64_t address) const noexcept;
  /// The same for an address of which nothing waits.
  Seconds predicted_wait() const noexcept { return wait_behind(nullptr); }

  std::size_t size() const noexcept { return size_; }

 private:
  static bool joins_as(const QueuedJob& job, ServiceTimes::Slot slot) noexcept;
  HashRefusal judge(SourceKeys source, Instant now) const noexcept;
  const QueuedSource* find(std::uint64_t address) const noexcept;
  Seconds wait_behind(const QueuedSource* own) const noexcept;
  std::size_t waiting_of_name(std::uint64_t name) const noexcept;
  void link(QueuedJob& job) noexcept;
  void unlink(QueuedJob& job) noexcept;
  void remove(QueuedJob& job) noexcept;
  /// Adds a source's jobs to the counts by depth (1), or takes them out of them (-1).
  void count_depths(const QueuedSource& source, int by) noexcept;
  template <class Fits>
  QueuedJob* take_first(const Fits& fits) noexcept;

  FairQueueLimits limits_;
  std::size_t size_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> names_;       ///< how many jobs wait, by name
  std::unordered_map<std::uint64_t, QueuedSource> sources_;      ///< by address
  std::unordered_map<std::uint64_t, QueuedJob*> tickets_;        ///< of those that can be withdrawn
  LinkedList<QueuedSource, &QueuedSource::turn> turns_;          ///< the first has the next turn
  LinkedList<QueuedJob, &QueuedJob::of_all> all_;                ///< the first is due first
  std::array<std::size_t, ServiceTimes::most_slots> to_join_{};  ///< by slot
  WaitingWork work_;
  ServiceTimes times_;
};

}  // namespace signet::inline v0::detail
