// How much hashing this machine can bear: the options of the password hash and of the pool that runs it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/options.hpp"
#include "common/reports.hpp"
#include "common/stop.hpp"
#include "signet/password/hash_pool.hpp"
#include "signet/password/params.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::example {

/// @param choice_flows  the flows that may choose their hash, a letter each; the others document theirs
std::vector<Option> hashing_options(std::string_view choice_flows);

/// What `password_preset` chooses, and the options that change one of its numbers.
Start<HashParams> chosen_hash(const Options& options);

struct HashingPlan {
  HashParams target;
  KiB memory;  ///< of one hash of `target`; 0: too little to count
  HashPoolOptions pool;
  std::int64_t threads = 0;  ///< the option; half of them may wait
};

/// Reads the other options. Refuses workers that together could take more than half the memory there is.
Start<HashingPlan> plan_hashing(const Options& options, const HashParams& target);

/// A hasher and the pool that runs it. The pool goes first: what it runs borrows the hasher.
struct Hashing {
  std::unique_ptr<PasswordHasher> hasher;
  std::unique_ptr<HashPool> pool;
};

/// Makes both, logs what they are and where `threads` are too few for them, and shows the pool among the
/// metrics.
Start<Hashing> open_hashing(HashingPlan plan, Reports& reports);

}  // namespace signet::example
