// What INFO says, and which servers are refused for it.
#include "store/redis/server_state.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet;
using namespace signet::detail::redis;

namespace {

// Lines as Redis 7.0.15 writes them, those that are judged.
std::string info(std::string_view name = {}, std::string_view value = {}) {
  std::string text = "# Server\r\n";
  for (const auto& [line, usual] : {std::pair<std::string_view, std::string_view>{"redis_version", "7.0.15"},
                                    {"run_id", "f1e9"},
                                    {"master_replid", "8c2d"},
                                    {"maxmemory_policy", "noeviction"},
                                    {"loading", "0"},
                                    {"role", "master"}}) {
    text.append(line).append(":").append(line == name ? value : usual).append("\r\n");
  }
  return text;
}

}  // namespace

TEST_CASE("a line of INFO is found by its whole name") {
  const std::string text = "# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\nempty:\r\nlast:x";
  CHECK(info_value(text, "maxmemory") == "0");
  CHECK(info_value(text, "maxmemory_policy") == "noeviction");
  CHECK(info_value(text, "empty").empty());
  CHECK(info_value(text, "last") == "x");
  CHECK(info_value(text, "max").empty());
  CHECK(info_value("", "last").empty());
}

TEST_CASE("a primary that evicts nothing is good, and told by its run id and since when it is the primary") {
  CHECK(judge_info(info(), {}).value() == "f1e9:8c2d");
  CHECK(judge_info(info("run_id", "f1ea"), {}).value() == "f1ea:8c2d");
  CHECK(judge_info(info("master_replid", "8c2e"), {}).value() == "f1e9:8c2e");
}

TEST_CASE("a server that is not what sessions need is refused, by the name of what it lacks") {
  struct Row {
    std::string_view name;
    std::string_view value;
    Error error;
  };
  const Row rows[] = {{"redis_version", "6.2.99", fail(Errc::store_unsupported, "server_version")},
                      {"redis_version", "7", fail(Errc::store_unsupported, "server_version")},
                      {"redis_version", "", fail(Errc::store_unsupported, "server_version")},
                      {"maxmemory_policy", "allkeys-lru", fail(Errc::store_unsupported, "maxmemory_policy")},
                      {"maxmemory_policy", "", fail(Errc::store_unsupported, "maxmemory_policy")},
                      {"run_id", "", fail(Errc::store_unsupported, "info")},
                      {"loading", "1", fail(Errc::store_unavailable)},
                      {"role", "slave", fail(Errc::store_unavailable)}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(judge_info(info(row.name, row.value), {}).error() == row.error);
  }
  CHECK(judge_info(info("redis_version", "7.0.0"), {}));
  CHECK(judge_info(info("redis_version", "10.0.0"), {}));
}

TEST_CASE("the one eviction policy that was named is accepted besides noeviction") {
  CHECK(judge_info(info("maxmemory_policy", "volatile-ttl"), "volatile-ttl"));
  CHECK(judge_info(info(), "volatile-ttl"));
  CHECK(judge_info(info("maxmemory_policy", "allkeys-lru"), "volatile-ttl").error() ==
        fail(Errc::store_unsupported, "maxmemory_policy"));
}
