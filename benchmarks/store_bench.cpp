// What rotating a session costs in each store, over the least that its database could do. Called as the other
// programs, and with the folder for SQLite's files, the URL of a PostgreSQL and that of a Redis after the
// result file; of a server that is not there the URL is empty.
#include <cstdio>

#include "harness.hpp"
#include "store_turns.hpp"

int main(int argc, char** argv) {
  using namespace signet_bench;
  return run_program(argc, argv, [&](int rounds) {
    std::vector<StoreCase> cases = memory_cases();
    const auto append = [&cases](std::vector<StoreCase> more) {
      for (StoreCase& one : more) cases.push_back(std::move(one));
    };
    if (argc > 3) append(sqlite_cases(argv[3]));
#ifdef SIGNET_HAVE_POSTGRES
    if (argc > 4 && *argv[4] != '\0') append(postgres_cases(argv[4]));
#endif
#ifdef SIGNET_HAVE_REDIS
    if (argc > 5 && *argv[5] != '\0') append(redis_cases(argv[5]));
#endif
    std::vector<CaseResult> results;
    for (const StoreCase& one : cases) results.push_back(run_store_case(one, rounds));
    return results;
  });
}
