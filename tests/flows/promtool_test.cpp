// That promtool, which judges every page of /metrics in these tests, is one that can refuse.
#include <doctest/doctest.h>

#include <string>

#include "flows/metrics_page.hpp"

using namespace signet::test;

TEST_CASE("promtool refuses pages that are not as they must be, and takes one that is") {
  const std::string good = "# HELP a_total A.\n# TYPE a_total counter\na_total{b=\"c\"} 1\n";
  CHECK(judged_by_promtool(good).empty());
  for (const std::string& bad :
       {good + "# TYPE a_total counter\n", good + "b_total 1\n", good + "a_total{b=\"\"\"} 1\n"}) {
    CAPTURE(bad);
    CHECK(judged_by_promtool(bad).find("refused: ") == 0);
  }
}
