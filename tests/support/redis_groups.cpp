// Putting Redis servers together, and moving what they have.
#include "support/redis_groups.hpp"

#include <algorithm>

namespace signet::test {
namespace {

constexpr std::uint16_t slots = 16384;

std::vector<std::string> with(std::vector<std::string> lines, const std::string& line) {
  lines.push_back(line);
  return lines;
}

std::string url_of(const std::string& scheme, const std::array<std::unique_ptr<RedisServer>, 3>& servers) {
  return scheme + "://default:" + redis_password() + "@" + servers[0]->endpoint() + "," +
         servers[1]->endpoint() + "," + servers[2]->endpoint();
}

std::vector<std::string> sentinel_lines(const RedisServer& primary) {
  const std::string name = RedisSentinels::name;
  return {"sentinel monitor " + name + " 127.0.0.1 " + std::to_string(primary.port()) + " 2",
          "sentinel auth-pass " + name + " " + redis_password(),
          "sentinel down-after-milliseconds " + name + " 600000",
          "sentinel failover-timeout " + name + " 3000"};
}

std::string cluster_port(const RedisServer& node) {
  return node.ask({"CONFIG", "GET", "cluster-port"}).at(1);
}

}  // namespace

RedisPair::RedisPair(const std::vector<std::string>& lines)
    : primary(lines), replica(with(lines, "replicaof 127.0.0.1 " + std::to_string(primary.port()))) {
  await_link();
  await_replica();
}

void RedisPair::hold_back_replica() {
  replica.order({"CONFIG", "SET", "masterauth", "another"});
  REQUIRE(replica.ask({"CLIENT", "KILL", "TYPE", "master"}).size() == 1);
  await("the primary without replica",
        [&] { return primary.line_of({"INFO", "replication"}, "connected_slaves") == "0"; });
}

void RedisPair::let_replica_follow() {
  replica.order({"CONFIG", "SET", "masterauth", redis_password()});
  await_link();
}

void RedisPair::await_link() {
  await("the replica's link",
        [&] { return replica.line_of({"INFO", "replication"}, "master_link_status") == "up"; });
}

void RedisPair::await_replica() {
  const std::string written = primary.line_of({"INFO", "replication"}, "master_repl_offset");
  await("the replica's data", [&] {
    const std::string read = replica.line_of({"INFO", "replication"}, "slave_repl_offset");
    return !read.empty() && std::stoull(read) >= std::stoull(written);
  });
}

RedisSentinels::RedisSentinels(const std::vector<std::string>& lines) : pair(lines) {
  for (auto& sentinel : sentinels) {
    sentinel = std::make_unique<RedisServer>(sentinel_lines(pair.primary), RedisServer::Kind::sentinel);
  }
  for (const auto& sentinel : sentinels) {
    await("the sentinels' knowledge of one another", [&] {
      const auto known = sentinel->ask({"SENTINEL", "MASTER", name});
      const auto value = [&](const char* field) {
        const auto at = std::ranges::find(known, field);
        return at == known.end() ? std::string{} : *(at + 1);
      };
      return value("num-slaves") == "1" && value("num-other-sentinels") == "2";
    });
  }
}

void RedisSentinels::kill_primary() {
  pair.primary.kill();
  for (const auto& sentinel : sentinels) {
    sentinel->order({"SENTINEL", "SET", name, "down-after-milliseconds", "500"});
  }
}

void RedisSentinels::fail_over() {
  kill_primary();
  await_primary(pair.replica);
}

void RedisSentinels::await_primary(const RedisServer& server) {
  const std::vector<std::string> address{"127.0.0.1", std::to_string(server.port())};
  for (const auto& sentinel : sentinels) {
    await("the sentinels' choice",
          [&] { return sentinel->ask({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", name}) == address; });
  }
  await("the new primary's role",
        [&] { return server.line_of({"INFO", "replication"}, "role") == "master"; });
}

std::string RedisSentinels::url() const { return url_of("redis+sentinel", sentinels) + "/" + name; }

RedisCluster::RedisCluster(const std::vector<std::string>& lines) {
  std::uint32_t epoch = 0;
  for (auto& node : nodes) {
    node =
        std::make_unique<RedisServer>(with(with(lines, "cluster-enabled yes"), "cluster-node-timeout 5000"));
    const std::uint32_t first = epoch * slots / 3;
    const std::uint32_t last = (epoch + 1) * slots / 3 - 1;
    node->order({"CLUSTER", "ADDSLOTSRANGE", std::to_string(first), std::to_string(last)});
    node->order({"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(++epoch)});
    node->order({"CLUSTER", "MEET", "127.0.0.1", std::to_string(nodes[0]->port()), cluster_port(*nodes[0])});
  }
  for (const auto& node : nodes) {
    await("the cluster", [&] {
      return node->line_of({"CLUSTER", "INFO"}, "cluster_state") == "ok" &&
             node->line_of({"CLUSTER", "INFO"}, "cluster_slots_ok") == std::to_string(slots) &&
             node->line_of({"CLUSTER", "INFO"}, "cluster_known_nodes") == "3";
    });
  }
}

std::uint16_t RedisCluster::slot_of(const std::string& key) const {
  return static_cast<std::uint16_t>(std::stoul(nodes[0]->ask({"CLUSTER", "KEYSLOT", key}).at(0)));
}

// After a move the nodes may hear an older news of the slot last, until they have told one another which is
// newer.
std::size_t RedisCluster::owner_of(std::uint16_t slot) const {
  std::string owner;
  await("the nodes' agreement on a slot", [&] {
    owner = owner_seen_by(0, slot);
    return !owner.empty() && owner == owner_seen_by(1, slot) && owner == owner_seen_by(2, slot);
  });
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    if (id_of(node) == owner) return node;
  }
  FAIL("a slot is another's");
  return 0;
}

// CLUSTER SLOTS gives first, last, address, port and id of each range.
std::string RedisCluster::owner_seen_by(std::size_t node, std::uint16_t slot) const {
  const auto ranges = nodes[node]->ask({"CLUSTER", "SLOTS"});
  for (std::size_t i = 0; i + 4 < ranges.size(); i += 5) {
    if (slot >= std::stoul(ranges[i]) && slot <= std::stoul(ranges[i + 1])) return ranges[i + 4];
  }
  return {};
}

std::string RedisCluster::id_of(std::size_t node) const {
  return nodes[node]->ask({"CLUSTER", "MYID"}).at(0);
}

std::string RedisCluster::url() const { return url_of("redis+cluster", nodes); }

// In the order of the Redis cluster specification: where it goes first, so that a key asked for there is not
// sent back.
void RedisCluster::begin_move(std::uint16_t slot, std::size_t to) {
  const std::string number = std::to_string(slot);
  const std::vector<std::string> done{"OK"};
  await("both nodes' leave to move a slot", [&] {
    const std::size_t from = owner_of(slot);
    return nodes[to]->ask({"CLUSTER", "SETSLOT", number, "IMPORTING", id_of(from)}) == done &&
           nodes[from]->ask({"CLUSTER", "SETSLOT", number, "MIGRATING", id_of(to)}) == done;
  });
}

void RedisCluster::move_keys(std::uint16_t slot, std::size_t to) {
  const RedisServer& from = *nodes[owner_of(slot)];
  for (;;) {
    const auto keys = from.ask({"CLUSTER", "GETKEYSINSLOT", std::to_string(slot), "1"});
    if (keys.empty()) return;
    const std::string port = std::to_string(nodes[to]->port());
    const auto moved =
        from.ask({"MIGRATE", "127.0.0.1", port, keys[0], "0", "10000", "AUTH", redis_password()});
    REQUIRE(moved.size() == 1);
    REQUIRE_MESSAGE((moved[0] == "OK" || moved[0] == "NOKEY"), "MIGRATE gave ", moved[0]);
  }
}

void RedisCluster::end_move(std::uint16_t slot, std::size_t to) {
  const std::vector<std::string> command{"CLUSTER", "SETSLOT", std::to_string(slot), "NODE", id_of(to)};
  nodes[to]->order(command);
  for (const auto& node : nodes) node->order(command);
  // What the nodes tell each other late may give it back for a moment.
  await("the slot at its new node", [&] { return owner_of(slot) == to; });
}

void RedisCluster::move(std::uint16_t slot, std::size_t to) {
  begin_move(slot, to);
  move_keys(slot, to);
  end_move(slot, to);
}

}  // namespace signet::test
