// Keeping the map of slots.
#include "store/redis/cluster.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "store/redis/slot.hpp"

namespace signet::inline v0::detail::redis {

Cluster::Cluster(std::vector<Endpoint> seeds, const Session& session, PoolOptions pool, OpenAt open)
    : seeds_(std::move(seeds)), session_(session), pool_(pool), open_(std::move(open)) {}

Result<Cluster::Route> Cluster::owner_of(std::uint16_t slot) {
  std::unique_lock lock(mutex_);
  if (in_doubt_.exchange(false) || owners_.empty() || owners_[slot] == nullptr) {
    const std::uint64_t seen = version_;
    lock.unlock();
    const auto refreshed = refresh(seen);
    lock.lock();
    if (!refreshed && owners_.empty()) return refreshed.error();
  }
  if (owners_[slot] == nullptr) return fail(Errc::store_unavailable);
  return Route{.node = owners_[slot], .version = version_};
}

std::shared_ptr<Node> Cluster::node_at(const Endpoint& endpoint) {
  const std::scoped_lock lock(mutex_);
  return node_at_locked(endpoint);
}

std::uint64_t Cluster::version() {
  const std::scoped_lock lock(mutex_);
  return version_;
}

std::shared_ptr<Node> Cluster::node_at_locked(const Endpoint& endpoint) {
  const auto known =
      std::ranges::find_if(nodes_, [&](const auto& node) { return node->endpoint() == endpoint; });
  if (known != nodes_.end()) return *known;
  return nodes_.emplace_back(
      std::make_shared<Node>(endpoint, pool_, [this, endpoint] { return open_(endpoint); }));
}

Result<void> Cluster::refresh(std::uint64_t version, const Endpoint* knows) {
  const std::uint64_t failed = failed_tours_;
  const std::scoped_lock one_at_a_time(refreshing_);
  if (this->version() != version) return {};
  // Who waited for one that failed would only make the next one wait as long again.
  if (failed_tours_ != failed) return fail(Errc::store_unavailable);
  for (const Endpoint& node : to_ask(knows)) {
    const auto ranges = ask(node);
    // A node that is not in the cluster (any more) knows of no slots.
    if (!ranges || ranges->empty()) continue;
    install(*ranges);
    return {};
  }
  ++failed_tours_;
  in_doubt_ = true;
  return fail(Errc::store_unavailable);
}

// On a connection of its own: the pools' are to primaries, and may all be in use.
std::optional<std::vector<SlotRange>> Cluster::ask(const Endpoint& node) const {
  auto connection = Connection::open(node, session_);
  if (!connection) return std::nullopt;
  const auto reply = connection->expect(std::array<std::string_view, 2>{"CLUSTER", "SLOTS"});
  if (!reply) return std::nullopt;
  return slot_ranges_of(*reply, node);
}

std::vector<Endpoint> Cluster::to_ask(const Endpoint* knows) {
  const std::scoped_lock lock(mutex_);
  std::vector<Endpoint> endpoints;
  if (knows != nullptr) endpoints.push_back(*knows);
  std::vector<Endpoint> last = seeds_;
  for (const auto& node : nodes_) {
    if (node->unreachable()) {
      last.insert(last.begin(), node->endpoint());
    } else {
      endpoints.push_back(node->endpoint());
    }
  }
  endpoints.insert(endpoints.end(), last.begin(), last.end());
  return endpoints;
}

// Nodes that have no slot are dropped, with their pools; calls that are under way on them keep them.
void Cluster::install(std::span<const SlotRange> ranges) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<Node>> owners(slot_count);
  std::vector<std::shared_ptr<Node>> nodes;
  for (const SlotRange& range : ranges) {
    const auto node = node_at_locked(range.primary);
    if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(node);
    std::fill(owners.begin() + range.first, owners.begin() + range.last + 1, node);
  }
  owners_ = std::move(owners);
  nodes_ = std::move(nodes);
  ++version_;
}

}  // namespace signet::inline v0::detail::redis
