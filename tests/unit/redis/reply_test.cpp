// What errors of Redis mean, and how little of their text is kept.
#include "store/redis/reply.hpp"

#include <doctest/doctest.h>

using namespace signet;
using namespace signet::detail::redis;

TEST_CASE("of an error its first word is kept, since the rest may quote what was sent") {
  // Texts of Redis 7.0.
  CHECK(kept_of_error("ERR unknown command 'AUHT', with args beginning with: 'marked secret' ") == "ERR");
  CHECK(kept_of_error("NOSCRIPT No matching script. Please use EVAL.") == "NOSCRIPT");
  CHECK(kept_of_error("WRONGPASS invalid username-password pair or user is disabled.") == "WRONGPASS");
  CHECK(kept_of_error("LOADING") == "LOADING");
  CHECK(kept_of_error("").empty());
}

TEST_CASE("where a key has moved to is kept whole") {
  CHECK(kept_of_error("MOVED 3999 127.0.0.1:6381") == "MOVED 3999 127.0.0.1:6381");
  CHECK(kept_of_error("ASK 3999 127.0.0.1:6381") == "ASK 3999 127.0.0.1:6381");
}

TEST_CASE("errors mean what a store can say, and whether the connection is any good") {
  struct Row {
    std::string_view word;
    Errc code;
    bool connection_usable;
  };
  const Row rows[] = {{"WRONGTYPE", Errc::store_schema_mismatch, true},
                      {"NOPERM", Errc::store_unsupported, true},
                      {"READONLY", Errc::store_unavailable, false},
                      {"MASTERDOWN", Errc::store_unavailable, false},
                      {"LOADING", Errc::store_unavailable, false},
                      {"NOAUTH", Errc::store_unavailable, false},
                      {"OOM", Errc::store_unavailable, true},
                      {"CLUSTERDOWN", Errc::store_unavailable, true},
                      {"ERR", Errc::store_unavailable, true},
                      {"MOVED 3999 127.0.0.1:6381", Errc::store_unavailable, true},
                      {"", Errc::store_unavailable, true}};
  for (const Row& row : rows) {
    CAPTURE(row.word);
    CHECK(judge(row.word).error == fail(row.code));
    CHECK(judge(row.word).connection_usable == row.connection_usable);
  }
}
