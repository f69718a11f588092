// Deployment: what a Redis is made of, as far as one must know to begin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/redis/driver.hpp"

namespace signet::inline v0::detail::redis {

struct Deployment {
  enum class Kind : std::uint8_t { one, sentinels, cluster };
  Kind kind = Kind::one;
  std::vector<Endpoint> endpoints{};  ///< the server; the sentinels; some of the cluster's nodes
  std::string primary{};              ///< what the sentinels call it
};

}  // namespace signet::inline v0::detail::redis
