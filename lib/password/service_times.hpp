// ServiceTimes: how long a worker is busy with one job, measured for each kind of job.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "signet/core/numeric_date.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0::detail {

/// What a job computes, as far as that decides how long it takes; nullopt: unknown.
using WorkKind = std::optional<HashParams>;

/// How much a hash of these parameters computes, in a unit of its algorithm's own: within one algorithm, time
/// is in proportion to it.
double work_of(const HashParams& params) noexcept;

/// Averages that follow each measurement by an eighth of the difference. A job of a group counts with its
/// part of the group's time, so that the average knows how well groups are filled.
class ServiceTimes {
 public:
  using Slot = std::uint8_t;
  /// Of all whose kind is unknown, or which came when every other slot was given away.
  static constexpr Slot shared = 0;
  /// More kinds than a store has parameters; a slot is never taken back.
  static constexpr std::size_t most_slots = 32;

  Slot slot_of(const WorkKind& kind);
  /// How many were given: 0 .. slots() - 1.
  Slot slots() const noexcept { return static_cast<Slot>(used_); }
  void served(Slot slot, Seconds took) noexcept;

  /// The average of the slot. Before its first job, by the work of its parameters, what jobs of its algorithm
  /// took; before the first of those the average of all jobs, since algorithms do not compare; before the
  /// first of those zero.
  Seconds of(Slot slot) const noexcept;

 private:
  std::optional<Seconds> by_algorithm(const WorkKind& kind) const noexcept;

  std::array<WorkKind, most_slots> kinds_{};  ///< the first is `shared`
  std::size_t used_ = 1;
  std::array<std::optional<Seconds>, most_slots> measured_{};
  /// Microseconds for a unit of work, in the order of HashParams.
  std::array<std::optional<double>, std::variant_size_v<HashParams>> pace_{};
  std::optional<Seconds> all_;
};

}  // namespace signet::inline v0::detail
