// Prints the table when doctest has run all cases, passed or not.
#include "conformance/race_table.hpp"

#include <doctest/doctest.h>

#include <cinttypes>
#include <cstdio>
#include <utility>
#include <vector>

#include "support/quiet_listener.hpp"

namespace signet::test {
namespace {

std::vector<RaceSums>& table() {
  static std::vector<RaceSums> rows;
  return rows;
}

class PrintTable final : public QuietListener {
 public:
  explicit PrintTable(const doctest::ContextOptions&) {}

  void test_run_end(const doctest::TestRunStats&) override {
    if (table().empty()) return;
    std::printf("| race | processes x threads | rounds | winners | double spends | wrong successors |\n");
    std::printf("|---|---|---|---|---|---|\n");
    for (const RaceSums& row : table()) {
      std::printf("| %s | %s | %zu | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " |\n", row.race.c_str(),
                  row.racers.c_str(), row.rounds, row.winners, row.double_spends(), row.wrong);
    }
  }
};

REGISTER_LISTENER("race_table", 1, PrintTable);

}  // namespace

void add_to_race_table(RaceSums sums) { table().push_back(std::move(sums)); }

}  // namespace signet::test
