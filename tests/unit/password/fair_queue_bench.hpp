// What the tests of FairQueue share: a queue with names for its jobs.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "password/fair_queue.hpp"

namespace queue_bench {

using namespace signet;
using detail::FairQueue;
using detail::FairQueueLimits;
using detail::QueuedJob;
using detail::Refusal;

struct Job : QueuedJob {
  explicit Job(std::string called) : label(std::move(called)) {}
  std::string label;
};

inline constexpr FairQueueLimits usual{
    .workers = 2, .places = 256, .places_per_name = 16, .deadline = Seconds::of_microseconds(1'500'000)};

constexpr Instant at(double seconds) {
  return Instant::from_microseconds(static_cast<std::int64_t>(seconds * 1e6));
}
constexpr Seconds lasting(double seconds) {
  return Seconds::of_microseconds(static_cast<std::int64_t>(seconds * 1e6 + (seconds < 0 ? -0.5 : 0.5)));
}

/// A queue with names for its jobs. Unless said otherwise each job has an account name of its own.
class Bench {
 public:
  explicit Bench(const FairQueueLimits& limits) : queue(limits) {}

  /// Whether it was admitted; if not, `refusal` says why.
  bool push(std::string label, std::uint64_t address, Instant now = {}) {
    return push_as(std::move(label), {.address = address, .name = next_name_++}, now);
  }
  bool push_as(std::string label, detail::SourceKeys source, Instant now = {}) {
    return push_job(Job{std::move(label)}, source, now);
  }
  bool push_job(Job job, std::uint64_t address) {
    return push_job(std::move(job), {.address = address, .name = next_name_++}, {});
  }
  bool push_job(Job job, detail::SourceKeys source, Instant now) {
    jobs_.push_back(std::make_unique<Job>(std::move(job)));
    refusal = queue.push(*jobs_.back(), source, now);
    return !refusal;
  }
  static std::string label_of(QueuedJob* job) { return job == nullptr ? "" : static_cast<Job&>(*job).label; }
  std::string take() { return label_of(queue.take()); }
  std::string take_all() {
    std::string order;
    for (std::string label = take(); !label.empty(); label = take()) order += label + ' ';
    return order;
  }
  std::string expire(Instant now) {
    std::string gone;
    while (const auto expired = queue.expire(now)) gone += static_cast<Job&>(*expired->job).label + ' ';
    return gone;
  }

  void served(double seconds) { queue.served(std::nullopt, lasting(seconds)); }

  FairQueue queue;
  std::optional<Refusal> refusal;

 private:
  std::uint64_t next_name_ = 1'000'000;
  std::vector<std::unique_ptr<Job>> jobs_;
};

inline void check_refused(const Bench& bench, HashRefusal reason, double wait) {
  REQUIRE(bench.refusal.has_value());
  CHECK(bench.refusal->reason == reason);
  CHECK(bench.refusal->wait == lasting(wait));
}

}  // namespace queue_bench
