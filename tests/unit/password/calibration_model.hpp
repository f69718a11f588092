// Cost models to calibrate by, and how a test asks for a calibration on one.
#pragma once

#include <cstdint>
#include <vector>

#include "signet/password/calibration.hpp"

namespace signet::test {

inline Seconds microseconds(std::int64_t count) { return Seconds::of_microseconds(count); }

/// argon2id 4 KiB a microsecond, so that 19 MiB and two passes take 9,728; bcrypt 64 a round, so that cost 10
/// takes 65,536; PBKDF2 ten iterations a microsecond, so that 600,000 take 60,000.
inline std::int64_t linear(const HashParams& params) {
  if (const auto* argon2 = std::get_if<Argon2Params>(&params)) {
    return std::int64_t{argon2->memory.count} * argon2->passes / 4;
  }
  if (const auto* bcrypt = std::get_if<BcryptParams>(&params)) return std::int64_t{64} << bcrypt->cost;
  return std::get<Pbkdf2Params>(params).iterations / 10;
}

/// Remembers what was asked and what was answered.
struct Asked {
  HashParams params;
  Seconds answer;
};

template <class Model>
HashCost remembered(const Model& model, std::vector<Asked>& asked) {
  return [&model, &asked](const HashParams& params) -> Result<Seconds> {
    asked.push_back({params, microseconds(model(params))});
    return asked.back().answer;
  };
}

}  // namespace signet::test
