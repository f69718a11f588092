// What a stream of requests came to: latencies and statuses, and the line of JSON that tells them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace signet::example {

/// A request that was answered; status 0: one that was due and had no answer when the run ended.
struct Sample {
  float due;      ///< seconds into the run
  float latency;  ///< from then, in microseconds
  std::uint16_t status;
};

struct Tally {
  std::vector<Sample> samples;  ///< in the order of their answers
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;       ///< requests whose connection ended before the answer
  std::uint64_t retry_after = 0;  ///< answers that tell it
  unsigned open = 0;  ///< connections that were open, and answered if they were to, when the run began
};

/// `"NAME":{"open":…,"p50":…,"200":…}` of the samples from `first` on. `waiting` requests have no answer.
std::string told(const std::string& name, const Tally& tally, std::size_t first, std::size_t waiting);

/// A line for each sample: name, due, latency, status.
void write_samples(std::FILE* file, const std::string& name, const Tally& tally);

}  // namespace signet::example
