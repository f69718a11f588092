// WaitingWork: how many jobs wait, by kind and by how soon the turns of their addresses reach them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "password/service_times.hpp"

namespace signet::inline v0::detail {

/// Counts that are kept as jobs come and go, so that a prediction takes no look at the jobs. The depth of a
/// job is the number of jobs of its address that go before it.
class WaitingWork {
 public:
  using Slot = ServiceTimes::Slot;
  /// Below, each depth has its own counts by kind; from there on all depths share them.
  static constexpr std::size_t exact_depths = 16;

  /// @param most_of_one  jobs of one address
  explicit WaitingWork(std::size_t most_of_one) : deep_(most_of_one + 1) {}

  /// A job at this depth below exact_depths is of this kind from now on (`by` 1), or no more (-1).
  void at(std::size_t depth, Slot slot, int by) noexcept { add(shallow_[depth][slot], by); }
  /// The jobs of one address are one more (1) or one fewer (-1), of this kind; there were, or then are,
  /// `jobs`.
  void of_address(std::size_t jobs, Slot slot, int by) noexcept;

  /// What the jobs of the first so many turns of each address take. Exact for up to exact_depths turns, and
  /// where there are no jobs beyond; else those of deeper turns count with the mean of all deeper jobs.
  Seconds of_turns(std::size_t turns, const ServiceTimes& times) const noexcept;

 private:
  using Count = std::uint16_t;  // of at most 4096
  using Counts = std::array<Count, ServiceTimes::most_slots>;

  static void add(Count& count, int by) noexcept { count = static_cast<Count>(count + by); }
  std::size_t deep_within(std::size_t turns) const noexcept;

  std::array<Counts, exact_depths> shallow_{};
  Counts all_{};
  std::size_t deep_jobs_ = 0;
  /// How many jobs have which depth, from exact_depths on, as a Fenwick tree: sums over a range of depths.
  std::vector<std::uint32_t> deep_;
};

}  // namespace signet::inline v0::detail
