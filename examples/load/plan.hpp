// What http_load is to do, as its command line says it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace signet::example {

using Clock = std::chrono::steady_clock;

/// Connections that all send requests of one file.
struct StreamPlan {
  std::string name;
  std::vector<std::string> requests;  ///< of a connection always the same: its number modulo their count
  unsigned connections = 1;
  /// A second. 0: each connection sends when it has its answer; else requests fall due by the clock, wait for
  /// a connection that is free, and their latency counts from when they were due.
  double rate = 0;
  unsigned addresses = 0;   ///< that they come from: 127.0.0.2 and on; 0: the usual one
  double from = 0;          ///< seconds into the run
  double until = 0;         ///< 0: its end
  std::uint64_t limit = 0;  ///< of requests; 0: none
  bool warm = false;        ///< each connection has one request answered before the run begins
};

struct LoadPlan {
  std::uint16_t port = 0;
  double seconds = 1;        ///< the run, or the longest it may take where each stream has a limit
  double open_seconds = 10;  ///< the longest that opening the connections may take
  double every = 0;          ///< seconds between lines of what was seen since the last; 0: only the last line
  bool wait = false;         ///< for a line of input before the run, and for the end of input after it
  std::string samples;       ///< a file for each single latency; empty: none
  std::vector<StreamPlan> streams;
};

/// @return nothing where it makes no sense; then `usage` is what to say
std::optional<LoadPlan> parse_plan(std::span<char* const> arguments);

extern const char* const usage;

}  // namespace signet::example
