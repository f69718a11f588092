// Our programs among the peers of benchmarks/peers: for each line that one reads it times every job once, and
// answers with lines of case, subject and CPU nanoseconds, and a full stop.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace signet_bench {

struct Turn {
  std::string name;  ///< case, tabulator, subject
  std::function<void()> once;
};

/// Serves standard input to its end. @param calls  so many of a job are timed together
void take_turns(const std::vector<Turn>& jobs, int calls);

}  // namespace signet_bench
