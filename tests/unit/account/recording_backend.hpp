// The password backends of this program: instant, and recording what they were asked to compute.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/password/params.hpp"

namespace signet::test {

/// Everything done since the last call of this function: hashes as the backends record them, and what stores
/// of the test add.
std::vector<std::string> take_record();
void record(std::string what);

/// Hashing fails from here on, as it does without memory.
void fail_hashing(bool fails);

/// `hash argon2id m=8 t=1 p=1`, as the backends record it.
std::string hash_record(const HashParams& params);

}  // namespace signet::test
