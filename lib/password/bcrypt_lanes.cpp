// Measures groups of bcrypt in turns, by the CPU time of the thread: that of other threads says nothing of
// lanes.
#include "password/bcrypt_lanes.hpp"

#include <algorithm>

#include "core/thread_time.hpp"

namespace signet::inline v0::detail {
namespace {

using std::chrono::nanoseconds;

// The least of three, since whatever disturbs only adds.
BcryptGroupTimes measured_times() noexcept {
  constexpr std::uint32_t cost = 4;
  std::array<BcryptJob, bcrypt_most_lanes> jobs{};
  std::array<BcryptLane, bcrypt_most_lanes> lanes;
  BcryptGroupTimes least;
  least.fill(nanoseconds::max());
  for (int round = 0; round < 3; ++round) {
    for (std::size_t count = 2; count <= bcrypt_most_lanes; ++count) {
      const nanoseconds begin = thread_cpu_time();
      bcrypt_group(std::span{jobs}.first(count), cost, std::span{lanes}.first(count));
      least[count - 2] = std::min(least[count - 2], thread_cpu_time() - begin);
    }
  }
  return least;
}

}  // namespace

std::size_t best_bcrypt_lanes(const BcryptGroupTimes& times) noexcept {
  const auto per_password = [&](std::size_t lanes) {
    return static_cast<double>(times[lanes - 2].count()) / static_cast<double>(lanes);
  };
  double least = per_password(2);
  for (std::size_t lanes = 3; lanes <= bcrypt_most_lanes; ++lanes) {
    least = std::min(least, per_password(lanes));
  }
  std::size_t lanes = 2;
  while (per_password(lanes) > 1.03 * least) ++lanes;
  return lanes;
}

std::size_t bcrypt_lanes() noexcept {
  static const std::size_t chosen = best_bcrypt_lanes(measured_times());
  return chosen;
}

}  // namespace signet::inline v0::detail
