// The harness: runs the arms of a comparison in turns, with controls that show whether the run could have
// failed.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/cpu_level.hpp"
#include "statistics.hpp"

namespace signet_bench {

/// One thing that is timed: a call that does the whole job once.
struct Arm {
  std::string subject;
  std::function<void()> once;
  /// At which our kernels run meanwhile; the highest where nothing is said. Shown where something is.
  std::optional<signet::detail::CpuLevel> level{};
};

/// One comparison: what the hardware or library allows (`floor`), and the subjects measured over it.
struct Case {
  std::string name;  ///< as in results: hs256_verify
  std::string over;  ///< what the floor is: precomputed_mac
  Arm floor;
  std::vector<Arm> subjects;  ///< the first is ours; the controls are made of it
  double planted;             ///< the slow-down of the control that must be seen, e.g. 0.05
};

/// Times in nanoseconds of CPU per call, one per round, by subject.
using Samples = std::map<std::string, std::vector<double>>;

/// What else is told of a subject.
struct Traits {
  std::string level;       ///< vector level, empty where none was asked for
  double allocations = 0;  ///< of one call, by malloc, OpenSSL's and the peer's own included
};

struct CaseResult {
  std::string name;
  std::string over;
  Samples samples;
  std::map<std::string, Traits> traits;  ///< by subject
  Estimate same_against_same;            ///< ratio of our arm to itself; must contain 1
  Estimate planted_seen;  ///< ratio of our arm slowed down by `planted` to itself; must lie above 1
  double planted;
  /// Both controls behave; without this no ratio of the run may be called met or missed.
  bool controls_hold() const;
};

/// Runs all arms of `one` and its two controls in turns, `rounds` times; the order rotates from round to
/// round.
CaseResult run_case(const Case& one, int rounds);

/// The results, the machine and the versions as JSON text.
std::string to_json(const std::vector<CaseResult>& results);

/// The same as a table for people.
std::string to_table(const std::vector<CaseResult>& results);

/// The main of a benchmark program, called as `program [ROUNDS] [RESULT-FILE]`: runs the cases, prints the
/// table and writes the JSON. @return 0; 1 on a wrong call; 3 where the controls of a case failed
int run_program(int argc, char** argv, const std::vector<Case>& cases);

}  // namespace signet_bench
