// Offload: makes the answers that may wait for a store or a hash, on a bounded number of threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

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
  /// Begins with a thread for each job that can be admitted, or with as many as the system has. `signal` is
  /// an eventfd, written to when a job is finished.
  Offload(const Service& service, int signal);
  Offload(const Offload&) = delete;
  Offload& operator=(const Offload&) = delete;
  /// Waits for the jobs that were given.
  ~Offload();

  std::size_t threads() const noexcept { return threads_.size(); }
  /// Takes over the jobs, which leave the list as they are.
  void give(std::list<Job>& jobs) noexcept;
  /// What has finished since the last call.
  std::list<Job> take_finished() noexcept;

 private:
  void work();
  void finish(std::list<Job>& job) noexcept;

  const Service& service_;
  int signal_;
  std::mutex mutex_;
  std::condition_variable given_;
  std::list<Job> waiting_, finished_;  // moved by splicing, so that none is lost for want of memory
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace signet::inline v0::detail
