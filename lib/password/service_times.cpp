// The table of kinds and their averages.
#include "password/service_times.hpp"

#include <algorithm>

namespace signet::inline v0::detail {
namespace {

void follow(std::optional<Seconds>& average, Seconds sample) noexcept {
  const std::int64_t known = average.value_or(sample).microseconds();
  average = Seconds::of_microseconds(known + (sample.microseconds() - known) / 8);
}

}  // namespace

ServiceTimes::Slot ServiceTimes::slot_of(const WorkKind& kind) {
  if (!kind) return shared;
  const auto end = kinds_.begin() + static_cast<std::ptrdiff_t>(used_);
  const auto known = std::find(kinds_.begin() + 1, end, kind);
  if (known == end) {
    if (used_ == most_slots) return shared;
    kinds_[used_++] = kind;
  }
  return static_cast<Slot>(known - kinds_.begin());
}

void ServiceTimes::served(Slot slot, Seconds took) noexcept {
  constexpr Seconds longest = Seconds::of(3600);  // so that no sum over a queue overflows
  const Seconds sample = std::clamp(took, Seconds{}, longest);
  follow(measured_[slot], sample);
  follow(all_, sample);
}

}  // namespace signet::inline v0::detail
