#include "password/bcrypt_lanes.hpp"

#include <doctest/doctest.h>

using namespace signet;
using detail::BcryptGroupTimes;
using namespace std::chrono_literals;

TEST_CASE("of the lanes that come within 3 % of the best, the fewest are taken") {
  struct Row {
    BcryptGroupTimes times;  ///< of groups of 2, 3, 4, 5 and 6
    std::size_t lanes;
  };
  const Row rows[] = {
      {{70ms, 74ms, 81ms, 92ms, 115ms}, 5},           // 18.4 ms each
      {{70ms, 74ms, 81ms, 92ms, 105ms}, 6},           // 17.5 ms each
      {{20ms, 30ms, 40ms, 50ms, 60ms}, 2},            // nothing gained
      {{20ms, 60ms, 80ms, 100ms, 120ms}, 2},          // only lost
      {{200ms, 30ms, 300ms, 400ms, 500ms}, 3},        // the best in the middle
      {{2000ms, 2000ms, 412ms, 500ms, 600ms}, 4},     // 3 % from the best
      {{2000ms, 2000ms, 412001us, 500ms, 600ms}, 5},  // more than that
  };
  for (const Row& row : rows) {
    CAPTURE(row.lanes);
    CHECK(detail::best_bcrypt_lanes(row.times) == row.lanes);
  }
}

TEST_CASE("what is measured on this machine is a number of lanes there is, and stays the same") {
  const std::size_t lanes = detail::bcrypt_lanes();
  CHECK(lanes >= 2);
  CHECK(lanes <= detail::bcrypt_most_lanes);
  CHECK(detail::bcrypt_lanes() == lanes);
}
