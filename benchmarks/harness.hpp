// The harness: compares each subject with its floor, neighbour beside neighbour, with controls that show
// whether the run could have failed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/cpu_level.hpp"
#include "results.hpp"

namespace signet_bench {

/// One thing that is timed: a call that does the whole job `jobs` times.
struct Arm {
  std::string subject;
  std::function<void()> once;
  /// At which our kernels run meanwhile; the highest where nothing is said. Shown where something is.
  std::optional<signet::detail::CpuLevel> level{};
  int jobs = 1;  ///< more than one where a job takes hardly longer than calling an arm; ns are of one job
};

/// One comparison: what the hardware or library allows (`floor`), and the subjects measured over it.
struct Case {
  std::string name;  ///< as in results: hs256_verify
  std::string over;  ///< what the floor is: precomputed_mac
  Arm floor;
  std::vector<Arm> subjects;  ///< the first is ours; the controls are made of it
  double planted;             ///< the slow-down of the control that must be seen, e.g. 0.05
  int most = 10;              ///< portions of rounds
};

/// Runs a case. A slice is one timing of one arm: short, so that what disturbs the machine falls on
/// neighbours alike.
///
/// A block times an arm and the one it is compared with as A B B A or B A A B, by lot, and gives one ratio;
/// drift falls on both. Where a call takes longer than a slice, as of a password hash, it is A B or B A. A
/// round has one block of each comparison, in an order by lot. Rounds go on in portions until the intervals
/// of the controls and of our ratio are narrow enough for the planted slow-down, or until Case::most portions
/// are done. These are measured in every round; of the other subjects, one whose own interval is narrow
/// enough takes no part in further portions. When to stop depends on how wide the intervals are and not on
/// where they lie.
/// @param portion  rounds
CaseResult run_case(const Case& one, int portion);

/// The main of a benchmark program, called as `program [PORTION] [RESULT-FILE] [CASE]`: runs the cases, or
/// the one of that name, prints the table and writes the JSON.
/// @return 0; 1 on a wrong call; 3 where the controls of a case failed
int run_program(int argc, char** argv, const std::vector<Case>& cases);

/// The same for a program that measures by itself. @param measure  is given the wanted rounds
int run_program(int argc, char** argv, const std::function<std::vector<CaseResult>(int)>& measure);

}  // namespace signet_bench
