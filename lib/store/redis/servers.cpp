// Where a call goes next, after a reply that sends it elsewhere.
#include "store/redis/servers.hpp"

#include <chrono>
#include <thread>

#include "store/redis/slot.hpp"

namespace signet::inline v0::detail::redis {
namespace {

constexpr int most_redirections = 5;
constexpr std::chrono::milliseconds pause{10};

// A slot whose keys are being moved, or a cluster that has not agreed on its nodes: it passes.
bool is_not_ready(const Reply& reply) noexcept {
  return reply.is_error("TRYAGAIN") || reply.is_error("CLUSTERDOWN");
}

}  // namespace

Servers::Servers(ServersOptions options) : options_(std::move(options)) {
  const Deployment& deployment = options_.deployment;
  const auto greeted = [this](Result<Connection> connection) -> Result<Client> {
    if (!connection) return connection.error();
    return options_.greet(std::move(*connection));
  };
  const auto open_at = [this, greeted](const Endpoint& endpoint) {
    return greeted(Connection::open(endpoint, options_.session));
  };
  switch (deployment.kind) {
    case Deployment::Kind::one: {
      const Endpoint& endpoint = deployment.endpoints.front();
      primary_ =
          std::make_shared<Node>(endpoint, options_.pool, [open_at, endpoint] { return open_at(endpoint); });
      break;
    }
    case Deployment::Kind::sentinels:
      sentinels_ = std::make_unique<Sentinels>(deployment.endpoints, deployment.primary, options_.session);
      primary_ = std::make_shared<Node>(Endpoint{}, options_.pool,
                                        [this, greeted] { return greeted(sentinels_->open_primary()); });
      break;
    case Deployment::Kind::cluster:
      cluster_ = std::make_unique<Cluster>(deployment.endpoints, options_.session, options_.pool, open_at);
      break;
  }
}

std::uint16_t Servers::slot(std::string_view key) const noexcept {
  return cluster_ == nullptr ? std::uint16_t{0} : slot_of(key);
}

Result<Servers::Course> Servers::begin(std::string_view key) {
  const Instant deadline = options_.pool.clock() + options_.pool.wait;
  if (cluster_ == nullptr) return Course{.node = primary_, .version = 0, .slot = 0, .deadline = deadline};
  const std::uint16_t slot = slot_of(key);
  auto route = cluster_->owner_of(slot);
  if (!route) return route.error();
  return Course{
      .node = std::move(route->node), .version = route->version, .slot = slot, .deadline = deadline};
}

Result<void> Servers::arrive(Client& client, const Course& course) const {
  if (cluster_ == nullptr || course.asking || !options_.arrive) return {};
  return options_.arrive(client, course.slot);
}

bool Servers::goes_on(Course& course, const Result<Reply>& reply) {
  if (!reply) {
    if (reply.error().code() != Errc::store_unavailable || cluster_ == nullptr) return false;
    if (course.reached) cluster_->doubt();
    return !course.reached && course.node->unreachable() && look_up_again(course);
  }
  if (reply->kind != ReplyKind::error) return false;
  // The driver has given the connection up. Another one is to the new primary, if sentinels name it by now.
  if (reply->is_error("READONLY")) return look_up_again(course);
  if (cluster_ == nullptr) return false;
  if (is_not_ready(*reply)) return wait_a_little(course);
  const auto redirection = redirection_of(*reply, course.node->endpoint());
  return redirection && follow(course, *redirection);
}

bool Servers::follow(Course& course, const Redirection& redirection) {
  if (++course.redirections > most_redirections) return false;
  course.asking = redirection.kind == Redirection::Kind::ask;
  // It is followed even when the map cannot be had.
  if (!course.asking && !cluster_->refresh(course.version, &redirection.to)) cluster_->doubt();
  course.node = cluster_->node_at(redirection.to);
  course.version = cluster_->version();
  return true;
}

// The server there is not the primary, or does not answer.
bool Servers::look_up_again(Course& course) {
  if (++course.redirections > most_redirections) return false;
  course.asking = false;
  if (cluster_ == nullptr) return sentinels_ != nullptr;
  if (!cluster_->refresh(course.version)) return false;
  auto route = cluster_->owner_of(course.slot);
  if (!route || route->node == course.node) return false;
  course.node = std::move(route->node);
  course.version = route->version;
  return true;
}

bool Servers::wait_a_little(Course& course) {
  if (options_.pool.clock() >= course.deadline) return false;
  std::this_thread::sleep_for(pause);
  auto route = cluster_->owner_of(course.slot);
  if (!route) return false;
  course.node = std::move(route->node);
  course.version = route->version;
  course.asking = false;
  course.redirections = 0;
  return true;
}

}  // namespace signet::inline v0::detail::redis
