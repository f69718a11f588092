// Store calls beside their floors, by a meter of the case's own: the processor time of a client and its
// server, or the wall clock where a disk is waited for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "results.hpp"
#include "signet/session/session_store.hpp"

namespace signet_bench {

/// One comparison. Google Benchmark times one thread's processor or the wall; a meter may be neither.
struct StoreCase {
  std::string name;               ///< as in results: postgres_rotation
  std::string over;               ///< what the floor is: bare_update
  std::string timed;              ///< what the meter counts
  double planted;                 ///< the slow-down of the control that must be seen
  int calls;                      ///< of one slice, at least 1 / planted
  std::function<double()> meter;  ///< nanoseconds since any moment
  std::function<void()> floor, ours;
  std::function<double()> commands{};  ///< how many a server has counted; none: there is no server
  std::string subject = "signet";      ///< whose arm `ours` is
};

/// Slices of both arms and of the controls by lot, as the harness takes them: one ratio a round each.
CaseResult run_store_case(const StoreCase& one, int rounds);

/// Ids in no order: which one a call means follows from a count, as a table of them would be measured too. A
/// caller writes the id where it is read: a copy of what was just written is waited for.
class Picks {
 public:
  /// Of 2^`bits` ids.
  explicit Picks(unsigned bits) : bits_(bits) {}
  std::uint64_t size() const noexcept { return std::uint64_t{1} << bits_; }
  signet::FamilyId id(std::uint64_t number) const noexcept;

  struct Pick {
    std::uint64_t number;
    std::uint32_t round;  ///< how often this id was picked before
  };
  /// Each id once in every 2^bits picks.
  Pick next() noexcept;

 private:
  unsigned bits_;
  std::uint64_t count_ = 0;
};

/// Families in a store, of which one at random is rotated at each call; ends the program where that fails.
class RotatedFamilies {
 public:
  /// Begins 2^`bits` families, each of a subject of its own, named by a number.
  RotatedFamilies(signet::SessionStore& store, unsigned bits);
  void rotate_one();

 private:
  signet::SessionStore& store_;
  Picks picks_;
};

/// The floors and stores that can be measured here.
std::vector<StoreCase> memory_cases();
std::vector<StoreCase> sqlite_cases(const std::string& folder);
std::vector<StoreCase> postgres_cases(const std::string& url);
std::vector<StoreCase> redis_cases(const std::string& url);

}  // namespace signet_bench
