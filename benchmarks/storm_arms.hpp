// The arms of storm_bench: what a slice of each is made of, and what it gives.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "statistics.hpp"
#include "storm_pool.hpp"

namespace signet_bench {

/// What a slice of an arm gives; what the arm is not for stays empty.
struct Seen {
  std::vector<double> waits{};     ///< of the light thread's jobs on run queues, in ns
  double time_per_login = 0;       ///< ns between two that ended well within the deadline
  std::vector<double> refusals{};  ///< ns from offered to refused
  std::int64_t hashed_and_refused = 0;

  MeanPart wait() const;
};

enum class StormArm : std::uint8_t { capacity, ours, again, slowed, disturbed, normal, spinners };
inline constexpr std::size_t arm_count = 7;

/// Slices of all arms, and what is planted in two of them.
class Arms {
 public:
  /// Takes some 15 s to learn how much the machine hashes and what a disturbance costs.
  explicit Arms(const Storm& storm);

  Seen run(StormArm arm);

  double capacity() const { return capacity_; }  ///< logins a second
  /// Waits of the light thread for each burst of the disturbance, in ns.
  double wait_per_burst() const { return wait_per_burst_; }

  static constexpr double wait_gate = 0.5;      ///< of the mean wait is what is planted, at the least
  static constexpr double goodput_gate = 0.85;  ///< of capacity; hashes take as much longer in `slowed`

 private:
  struct How {
    bool normal_priority = false;
    Planted planted{};
    double bursts = 0;  // a second
    bool logins = false;
  };
  Seen in_storm(const How& how) const;
  Seen beside_spinners() const;
  double bursts_of_gate() const;

  const Storm& storm_;
  double capacity_;
  double wait_per_burst_ = 0;
  MeanPart waits_so_far_{};  // of `ours`
};

}  // namespace signet_bench
