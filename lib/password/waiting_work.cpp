// WaitingWork's sums: none is over jobs.
#include "password/waiting_work.hpp"

#include <algorithm>

namespace signet::inline v0::detail {

void WaitingWork::of_address(std::size_t jobs, Slot slot, int by) noexcept {
  add(all_[slot], by);
  if (jobs <= exact_depths) return;
  deep_jobs_ += static_cast<std::size_t>(by);
  for (std::size_t i = jobs - exact_depths; i < deep_.size(); i += i & (~i + 1)) {
    deep_[i] += static_cast<std::uint32_t>(by);
  }
}

std::size_t WaitingWork::deep_within(std::size_t turns) const noexcept {
  std::size_t jobs = 0;
  for (std::size_t i = std::min(turns - exact_depths, deep_.size() - 1); i > 0; i -= i & (~i + 1)) {
    jobs += deep_[i];
  }
  return jobs;
}

Seconds WaitingWork::of_turns(std::size_t turns, const ServiceTimes& times) const noexcept {
  std::int64_t shallow = 0;
  std::int64_t deep = 0;
  for (Slot slot = 0; slot < times.slots(); ++slot) {
    std::int64_t within = 0;
    std::int64_t beyond = all_[slot];
    for (std::size_t depth = 0; depth < exact_depths; ++depth) {
      beyond -= shallow_[depth][slot];
      if (depth < turns) within += shallow_[depth][slot];
    }
    const std::int64_t each = times.of(slot).microseconds();
    shallow += within * each;
    deep += beyond * each;
  }
  if (turns > exact_depths && deep_jobs_ > 0) {
    shallow += deep * static_cast<std::int64_t>(deep_within(turns)) / static_cast<std::int64_t>(deep_jobs_);
  }
  return Seconds::of_microseconds(shallow);
}

}  // namespace signet::inline v0::detail
