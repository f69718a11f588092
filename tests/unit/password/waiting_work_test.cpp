// The predicted wait, kept as sums, against the same sum over all jobs, as they come and go.
#include "password/waiting_work.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <list>
#include <map>
#include <random>
#include <vector>

#include "fair_queue_bench.hpp"

using namespace queue_bench;
using detail::WaitingWork;

namespace {

constexpr FairQueueLimits roomy{
    .workers = 1, .places = 4096, .places_per_name = 4096, .deadline = Seconds::of(60)};

/// The kinds of the jobs that wait, newest first, and what one of each kind takes in microseconds.
class Model {
 public:
  std::list<std::pair<QueuedJob*, int>>& of(std::uint64_t address) { return jobs_[address]; }
  void erase(const QueuedJob* job) {
    for (auto& [address, jobs] : jobs_) {
      jobs.remove_if([&](const auto& each) { return each.first == job; });
    }
  }

  /// By the definition: the newest of each address, as many as there are turns; beyond the 16th each takes
  /// what those beyond the 16th take on average.
  std::int64_t wait(std::uint64_t address) {
    const std::size_t turns = of(address).size() + 1;
    std::int64_t exact = 0;
    std::int64_t deep = 0;
    std::int64_t all_deep = 0;
    std::int64_t within = 0;
    for (const auto& [unused, jobs] : jobs_) {
      std::size_t depth = 0;
      for (const auto& [job, kind] : jobs) {
        const bool counts = depth < turns;
        if (depth++ < 16) {
          exact += counts ? took(kind) : 0;
        } else {
          deep += took(kind);
          ++all_deep;
          within += counts ? 1 : 0;
        }
      }
    }
    return exact + (all_deep == 0 ? 0 : deep * within / all_deep);
  }
  static std::int64_t took(int kind) { return 100 * kind * kind; }

 private:
  std::map<std::uint64_t, std::list<std::pair<QueuedJob*, int>>> jobs_;
};

Pbkdf2Params params_of(int kind) { return {.iterations = static_cast<std::uint32_t>(1000 * kind)}; }

/// @param most  kinds: 1 .. most
/// @param least_depth  more jobs than that wait of one address, so that the test is of that
void compare(std::uint64_t addresses, int most, std::size_t least_depth, unsigned seed) {
  FairQueue queue{roomy};
  Model model;
  std::list<QueuedJob> jobs;
  std::size_t deepest = 0;
  std::mt19937 lots{seed};
  const auto lot = [&](std::uint64_t below) { return lots() % below; };
  for (int kind = 1; kind <= most; ++kind) {
    queue.served(params_of(kind), Seconds::of_microseconds(Model::took(kind)));
  }
  for (int step = 0; step < 3000; ++step) {
    CAPTURE(step);
    const Instant now = at(step * 0.05);
    const QueuedJob* gone = nullptr;
    if (const auto what = lot(10); what < 6) {
      const std::uint64_t address = 1 + std::min(lot(addresses), lot(addresses));
      const int kind = 1 + static_cast<int>(lot(static_cast<std::uint64_t>(most)));
      QueuedJob& job = jobs.emplace_back();
      job.kind = params_of(kind);
      job.ticket = static_cast<std::uint64_t>(step) + 1;
      if (!queue.push(job, {.address = address, .name = 1}, now)) model.of(address).push_front({&job, kind});
    } else if (what < 8) {
      gone = queue.take();
    } else if (what == 8) {
      gone = queue.withdraw(1 + lot(static_cast<std::uint64_t>(step) + 1));
    } else if (const auto expired = queue.expire(now)) {
      gone = expired->job;
    }
    model.erase(gone);
    const std::uint64_t asked = 1 + lot(addresses + 1);  // or one that nothing waits of
    deepest = std::max(deepest, model.of(asked).size());
    REQUIRE(queue.predicted_wait(asked) == Seconds::of_microseconds(model.wait(asked)));
  }
  CHECK(deepest > least_depth);
}

}  // namespace

TEST_CASE("the predicted wait is that of the jobs ahead, whatever came and went") {
  compare(40, 3, 16, 1);
  compare(40, 30, 16, 2);
}

TEST_CASE("behind sixteen jobs of one's own, deeper ones count with their mean") {
  compare(3, 3, 100, 3);
  compare(1, 30, 100, 4);
}
