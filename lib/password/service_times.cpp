// The table of kinds and their averages.
#include "password/service_times.hpp"

#include <algorithm>
#include <cmath>

namespace signet::inline v0::detail {
namespace {

void follow(std::optional<Seconds>& average, Seconds sample) noexcept {
  const std::int64_t known = average.value_or(sample).microseconds();
  average = Seconds::of_microseconds(known + (sample.microseconds() - known) / 8);
}

double work(const Argon2Params& params) noexcept {
  return static_cast<double>(params.memory.count) * params.passes;
}
double work(const BcryptParams& params) noexcept { return std::exp2(params.cost); }
double work(const Pbkdf2Params& params) noexcept { return params.iterations; }
double work(const ScryptParams& params) noexcept {
  return std::exp2(params.log_n) * params.r * static_cast<double>(params.p);
}
double work(const YescryptParams& params) noexcept { return std::exp2(params.log_n) * params.r; }

constexpr Seconds longest = Seconds::of(3600);  // so that no sum over a queue overflows

}  // namespace

double work_of(const HashParams& params) noexcept {
  return std::visit([](const auto& known) { return work(known); }, params);
}

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
  const Seconds sample = std::clamp(took, Seconds{}, longest);
  follow(measured_[slot], sample);
  follow(all_, sample);
  if (const WorkKind& kind = kinds_[slot]) {
    std::optional<double>& pace = pace_[kind->index()];
    const double latest = static_cast<double>(sample.microseconds()) / work_of(*kind);
    pace = pace ? *pace + (latest - *pace) / 8 : latest;
  }
}

Seconds ServiceTimes::of(Slot slot) const noexcept {
  if (measured_[slot]) return *measured_[slot];
  if (const auto estimated = by_algorithm(kinds_[slot])) return *estimated;
  return all_.value_or(Seconds{});
}

std::optional<Seconds> ServiceTimes::by_algorithm(const WorkKind& kind) const noexcept {
  if (!kind || !pace_[kind->index()]) return std::nullopt;
  const double expected = work_of(*kind) * *pace_[kind->index()];
  return Seconds::of_microseconds(
      std::llround(std::min(expected, static_cast<double>(longest.microseconds()))));
}

}  // namespace signet::inline v0::detail
