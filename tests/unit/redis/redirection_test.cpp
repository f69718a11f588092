// MOVED, ASK and CLUSTER SLOTS as the Redis cluster specification writes them, and as a server should not.
#include "store/redis/redirection.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace signet::detail::redis;

namespace {

const Endpoint from{.host = "10.0.0.1", .port = 7000};

Reply error(const std::string& text) { return {.kind = ReplyKind::error, .text = text}; }
Reply number(std::int64_t value) { return {.kind = ReplyKind::integer, .integer = value}; }
Reply text(const std::string& value) { return {.kind = ReplyKind::bulk, .text = value}; }
Reply array(std::vector<Reply> elements) {
  return {.kind = ReplyKind::array, .elements = std::move(elements)};
}

Reply node(const std::string& host, std::int64_t port) {
  return array({text(host), number(port), text("an id"), array({})});
}
Reply slots(std::int64_t first, std::int64_t last, const Reply& primary) {
  return array({array({number(first), number(last), primary, node("10.0.0.9", 7009)})});
}

}  // namespace

TEST_CASE("MOVED and ASK name the node to go to; an empty host is that of the node that said so") {
  using Kind = Redirection::Kind;
  struct Row {
    const char* reply;
    Redirection expected;
  };
  const Row rows[] = {
      {"MOVED 3999 127.0.0.1:6381", {Kind::moved, {"127.0.0.1", 6381}}},
      {"ASK 3999 127.0.0.1:6381", {Kind::ask, {"127.0.0.1", 6381}}},
      {"MOVED 0 ::1:6381", {Kind::moved, {"::1", 6381}}},
      {"MOVED 16383 host-2.example:65535", {Kind::moved, {"host-2.example", 65535}}},
      {"ASK 3999 :6381", {Kind::ask, {"10.0.0.1", 6381}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.reply);
    const auto redirection = redirection_of(error(row.reply), from);
    REQUIRE(redirection.has_value());
    CHECK(*redirection == row.expected);
  }
}

TEST_CASE("what names no endpoint sends nowhere: no path of a socket, no port out of range") {
  for (const char* reply :
       {"MOVED", "MOVED 3999", "MOVED 3999 127.0.0.1", "MOVED 3999 127.0.0.1:", "MOVED 3999 127.0.0.1:0",
        "MOVED 3999 127.0.0.1:65536", "MOVED 3999 127.0.0.1:6381x", "MOVED 3999 /tmp/socket:6381",
        "MOVED 3999 ?:6381", "MOVED 39:99 host", "MOVEDX 3999 127.0.0.1:6381", "TRYAGAIN", ""}) {
    CAPTURE(reply);
    CHECK_FALSE(redirection_of(error(reply), from).has_value());
  }
  CHECK_FALSE(redirection_of(text("MOVED 3999 127.0.0.1:6381"), from).has_value());
}

TEST_CASE("CLUSTER SLOTS gives ranges and their primaries; replicas and what follows are passed over") {
  const auto ranges = slot_ranges_of(slots(0, 16383, node("10.0.0.2", 7002)), from);
  REQUIRE(ranges.has_value());
  CHECK(*ranges == std::vector{SlotRange{.first = 0, .last = 16383, .primary = {"10.0.0.2", 7002}}});
  for (const Reply& host : {text(""), Reply{}}) {  // nil: Redis 7, of a node that does not know its name
    const auto own =
        slot_ranges_of(array({array({number(5), number(5), array({host, number(7003)})})}), from);
    REQUIRE(own.has_value());
    CHECK(*own == std::vector{SlotRange{.first = 5, .last = 5, .primary = {"10.0.0.1", 7003}}});
  }
  CHECK(slot_ranges_of(array({}), from) == std::vector<SlotRange>{});
}

TEST_CASE("a map that is not as Redis documents it is none") {
  const Reply good = node("10.0.0.2", 7002);
  const Reply maps[] = {
      text("OK"),
      array({text("OK")}),
      slots(-1, 5, good),
      slots(0, 16384, good),
      slots(6, 5, good),
      slots(0, 5, text("10.0.0.2")),
      slots(0, 5, node("10.0.0.2", 0)),
      slots(0, 5, node("10.0.0.2", 65536)),
      slots(0, 5, node("/tmp/socket", 7002)),
      slots(0, 5, array({text("10.0.0.2"), text("7002")})),
      array({array({number(0), number(5)})}),
      array({array({text("0"), number(5), good})}),
  };
  for (const Reply& map : maps) CHECK_FALSE(slot_ranges_of(map, from).has_value());
}
