// What PostgreSQL's error codes come to (PostgreSQL's documentation, appendix A).
#include "store/postgres/sqlstate.hpp"

#include <doctest/doctest.h>

using namespace signet;
using namespace signet::detail::postgres;

TEST_CASE("each kind of failure is told by its error, and whether the connection is still good") {
  struct Row {
    std::string_view sqlstate;
    Error error;
    bool usable;
  };
  const Error unavailable = fail(Errc::store_unavailable);
  const Error mismatch = fail(Errc::store_schema_mismatch);
  const Row rows[] = {{"42P01", mismatch, true},
                      {"42703", mismatch, true},
                      {"42883", mismatch, true},
                      {"3F000", mismatch, true},
                      {"42501", fail(Errc::store_unsupported, "privilege"), true},
                      {"26000", fail(Errc::store_unsupported, "prepared"), false},
                      {"42P05", fail(Errc::store_unsupported, "prepared"), false},
                      {"40001", unavailable, true},
                      {"40P01", unavailable, true},
                      {"55P03", unavailable, true},
                      {"57014", unavailable, true},
                      {"57P01", unavailable, false},  // the server is shut down
                      {"53100", unavailable, false},  // disk full
                      {"XX000", unavailable, false},
                      {"", unavailable, false}};
  for (const Row& row : rows) {
    CAPTURE(row.sqlstate);
    CHECK(judge(row.sqlstate).error == row.error);
    CHECK(judge(row.sqlstate).connection_usable == row.usable);
  }
}
