// Cluster: which node has which slot, as far as we were told, and a pool of connections for each node.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "store/redis/node.hpp"
#include "store/redis/redirection.hpp"

namespace signet::inline v0::detail::redis {

/// @thread all calls may be made from any number of threads at once
class Cluster {
 public:
  using OpenAt = std::function<Result<Client>(const Endpoint&)>;

  /// @param seeds    some nodes, at least one, replicas too; the others are learnt from them
  /// @param session  for asking them; must outlive this
  /// @param open     for the pools
  Cluster(std::vector<Endpoint> seeds, const Session& session, PoolOptions pool, OpenAt open);

  struct Route {
    std::shared_ptr<Node> node;
    std::uint64_t version;  ///< of the map that said so
  };
  /// The primary that has the slot; asks for the map first where there is none, or it is in doubt.
  /// @error store_unavailable  no node could be asked, or none has the slot
  Result<Route> owner_of(std::uint16_t slot);
  std::shared_ptr<Node> node_at(const Endpoint& endpoint);
  std::uint64_t version();

  /// Asks for the map anew, unless somebody has since `version`: first `knows`, if there is one, then the
  /// nodes that could be reached last time. Without an answer it stays as it is. While one asks, others wait,
  /// and take its outcome for theirs.
  Result<void> refresh(std::uint64_t version, const Endpoint* knows = nullptr);
  /// Has the next that needs the map ask for it anew.
  void doubt() noexcept { in_doubt_ = true; }

 private:
  std::vector<Endpoint> to_ask(const Endpoint* knows);
  std::optional<std::vector<SlotRange>> ask(const Endpoint& node) const;
  std::shared_ptr<Node> node_at_locked(const Endpoint& endpoint);
  void install(std::span<const SlotRange> ranges);

  std::vector<Endpoint> seeds_;
  const Session& session_;
  PoolOptions pool_;
  OpenAt open_;
  std::atomic<bool> in_doubt_ = true;
  std::atomic<std::uint64_t> failed_tours_ = 0;
  std::mutex refreshing_;
  std::mutex mutex_;
  std::uint64_t version_ = 0;                  // guarded by mutex_, as is all below
  std::vector<std::shared_ptr<Node>> nodes_;   // of the map, and those that somebody was sent to since
  std::vector<std::shared_ptr<Node>> owners_;  // by slot; null: nobody; empty: there is no map yet
};

}  // namespace signet::inline v0::detail::redis
