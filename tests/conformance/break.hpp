// Break: how a call to a store fails in the fault tests.
#pragma once

#include <cstdint>

namespace signet::test {

/// Where the n-th call breaks off.
enum class Break : std::uint8_t {
  before,  ///< nothing was done
  after,   ///< it was done, and the answer is lost
};

}  // namespace signet::test
