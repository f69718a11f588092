// How much hashing this machine can bear: the options of the password hash and of the pool that runs it.
#pragma once

#include <vector>

#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/password/hash_pool.hpp"
#include "signet/password/params.hpp"

namespace signet::example {

std::vector<Option> hashing_options();

struct HashingPlan {
  HashParams target;
  KiB memory;  ///< of one hash
  HashPoolOptions pool;
};

/// Reads those options. Refuses workers that together could take more than half the memory there is.
Start<HashingPlan> plan_hashing(const Options& options);

}  // namespace signet::example
