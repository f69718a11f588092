// Servers: the Redis behind a store, be it one server, a primary that sentinels name, or a cluster.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/redis/cluster.hpp"
#include "store/redis/deployment.hpp"
#include "store/redis/node.hpp"
#include "store/redis/sentinel.hpp"

namespace signet::inline v0::detail::redis {

struct ServersOptions {
  Deployment deployment;
  Session session;
  PoolOptions
      pool;  ///< of each node; `wait` bounds too how long a call waits for a cluster that is not ready
  /// Judges each new connection before it is used; whom it refuses is not the server to use.
  std::function<Result<Client>(Connection)> greet;
  /// Called with a cluster's client before each use, but not of a node that is only about to take the slot
  /// over.
  std::function<Result<void>(Client&, std::uint16_t slot)> arrive{};
};

/// @thread all calls may be made from any number of threads at once
class Servers {
 public:
  explicit Servers(ServersOptions options);
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  /// The slot of a key in a cluster; 0 where there is none.
  std::uint16_t slot(std::string_view key) const noexcept;

  /// Runs `work` on a client of the primary that has the slot of `key`. Where that replies that it has not
  /// carried it out and who would, or that it is not ready, `work` is run again: there, at most five times,
  /// or a little later. After a failure that leaves open whether it was carried out it is not run again.
  /// @param work  is given a Client& and returns a Result<Reply>; its first command, a script, is about keys
  /// of
  ///              that slot, and an error that the server replied to it is returned as the reply it is
  /// @return      what `work` returned last, unless that is an error that the server replied
  /// @error store_unavailable  no connection in time, no answer, or still not ready; else as of `judge`
  template <class Work>
  Result<Reply> use(std::string_view key, Work work);

 private:
  // Of one call: where it goes next, and how long that may go on.
  struct Course {
    std::shared_ptr<Node> node;
    std::uint64_t version;  // of the map that led there
    std::uint16_t slot;
    Instant deadline;
    bool asking = false;   // the node is only about to take the slot over
    bool reached = false;  // `work` was run
    int redirections = 0;
  };

  Result<Course> begin(std::string_view key);
  Result<void> arrive(Client& client, const Course& course) const;
  bool goes_on(Course& course, const Result<Reply>& reply);
  bool follow(Course& course, const Redirection& redirection);
  bool look_up_again(Course& course);
  bool wait_a_little(Course& course);

  ServersOptions options_;
  std::unique_ptr<Sentinels> sentinels_;
  std::unique_ptr<Cluster> cluster_;
  std::shared_ptr<Node> primary_;  // where there is no cluster
};

template <class Work>
Result<Reply> Servers::use(std::string_view key, Work work) {
  auto course = begin(key);
  if (!course) return course.error();
  for (;;) {
    course->reached = false;
    auto reply = course->node->pool().use([&](Client& client) -> Result<Reply> {
      course->reached = true;
      client.connection.ask_first(course->asking);
      if (const auto fit = arrive(client, *course); !fit) return fit.error();
      return work(client);
    });
    if (goes_on(*course, reply)) continue;
    if (reply && reply->kind == ReplyKind::error) return judge(reply->text).error;
    return reply;
  }
}

}  // namespace signet::inline v0::detail::redis
