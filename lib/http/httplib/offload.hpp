// Offload: makes the answers that may wait for a store or a hash, on a bounded number of threads.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>

#include "http/httplib/crew.hpp"
#include "signet/http/service.hpp"

namespace signet::inline v0::detail {

struct ParkedSocket;

/// A request that waits for its answer.
struct Job {
  ParkedSocket* asker;  ///< lives until the job has come back
  Request request;
  RoutedRequest routed;
  std::optional<Response> response{};  ///< none: making it threw, as for want of memory
};

/// The jobs are bounded by who gives them: Service admits half of its `threads` into io and cpu routes.
/// @thread give and take_finished on one; the rest is its own
class Offload {
 public:
  /// Will have a thread for each job that can be admitted, once there are so many. `signal` is an eventfd,
  /// written to when a job is finished.
  Offload(const Service& service, int signal);

  /// How many have begun; 0 at first only where the system has none.
  std::size_t threads() const noexcept { return crew_.size(); }
  /// Takes over the one job, which leaves the list as it is.
  void give(std::list<Job>& job) noexcept { crew_.give(job); }
  /// What has finished since the last call.
  std::list<Job> take_finished() noexcept;

 private:
  void work(std::list<Job>& job) noexcept;
  void finish(std::list<Job>& job) noexcept;

  const Service& service_;
  int signal_;
  std::mutex mutex_;
  std::list<Job> finished_;  // moved by splicing, so that none is lost for want of memory
  Crew<Job> crew_;           // the last: it waits for the jobs that were given
};

}  // namespace signet::inline v0::detail
