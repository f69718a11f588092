// What a benchmark program found, for machines and for people.
#pragma once

#include <string>
#include <vector>

#include "statistics.hpp"

namespace signet_bench {

/// What is counted and not timed, of one call.
struct Counts {
  double allocations = 0;  ///< by malloc, OpenSSL's and the peer's own included
  double page_faults = 0;  ///< of the calling thread, none of them from a disk
};

/// A count or a share that a program has beside times: its name in the results, and its value.
struct Figure {
  std::string name;
  double value;
};

/// One row: a subject of a case, or the floor itself.
struct SubjectResult {
  std::string subject;
  std::string level;  ///< vector level, empty where none was asked for
  Counts counts;
  Estimate ns;     ///< CaseResult::timed says of what
  Estimate ratio;  ///< over the floor, paired
  std::vector<Figure> figures{};
  int rounds = 0;  ///< that were counted, where they are not all of the case's
};

struct CaseResult {
  std::string name;
  std::string over;
  std::vector<SubjectResult> subjects;            ///< the floor first, with ratio 1
  int rounds = 0;                                 ///< that were counted, of the controls
  double planted = 0;                             ///< the slow-down that the planted control has
  Estimate same_against_same;                     ///< our arm over itself
  Estimate planted_seen;                          ///< our arm slowed down by `planted` over itself
  std::string timed = "CPU time of a job in ns";  ///< what `ns` is

  /// Whether this run can tell the planted slow-down from none: our arm over itself lies wholly within half
  /// of `planted` around 1, the slowed one wholly above that. Without it nothing may be called met or missed;
  /// a run too coarse to tell fails here as well as one that leans to a side.
  bool controls_hold() const;
};

/// The results, the machine and the versions as JSON text.
std::string to_json(const std::vector<CaseResult>& results);

/// The same as a table for people.
std::string to_table(const std::vector<CaseResult>& results);

}  // namespace signet_bench
