// What the kernel lets this process use: cores, CPU quota and memory, read below a given root.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail {

/// Cores of the affinity mask; at least 1.
unsigned usable_cores() noexcept;

/// The lowest CPU quota of this process's cgroups and their parents (v2 cpu.max, v1 cpu.cfs_quota_us), in
/// cores. `root` stands before /proc and /sys; empty for the real ones. What cannot be read is no quota.
std::optional<double> cpu_quota(const std::string& root);

/// The lowest memory limit of this process's cgroups and their parents (v2 memory.max, v1
/// memory.limit_in_bytes) and of the machine (MemTotal), in KiB; 0 if nothing can be read.
std::uint64_t memory_limit(const std::string& root);

/// What of the processor this process may use.
struct ProcessorShare {
  unsigned cores;               ///< at least 1
  std::optional<double> quota;  ///< in cores
};

/// How hashing fits that share.
struct WorkerPlan {
  unsigned workers;
  double busy_share;  ///< of a core's time that each worker may take; 0 .. 1
};

/// `wanted` 0 chooses the number. `priority_lowered`: whether workers get out of the way of other threads.
WorkerPlan plan_workers(unsigned wanted, const ProcessorShare& share, bool priority_lowered) noexcept;

/// How long a worker pauses after a job of so much processor and wall time, to keep to its share.
Seconds pause_after(Seconds processor, Seconds wall, double busy_share) noexcept;

}  // namespace signet::inline v0::detail
