// ServiceTimes: how long a worker is busy with one job, measured for each kind of job.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "signet/core/numeric_date.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0::detail {

/// What a job computes, as far as that decides how long it takes; nullopt: unknown.
using WorkKind = std::optional<HashParams>;

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

  /// The average of the slot; before its first job that of all jobs; before the first of those zero.
  Seconds of(Slot slot) const noexcept { return measured_[slot].value_or(all_.value_or(Seconds{})); }

 private:
  std::array<WorkKind, most_slots> kinds_{};  ///< the first is `shared`
  std::size_t used_ = 1;
  std::array<std::optional<Seconds>, most_slots> measured_{};
  std::optional<Seconds> all_;
};

}  // namespace signet::inline v0::detail
