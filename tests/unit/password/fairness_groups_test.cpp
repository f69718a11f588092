// Fairness where workers compute groups, in simulated time.
#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "password/fair_queue.hpp"

using namespace signet;
using detail::FairQueue;
using detail::QueuedJob;
using detail::SourceKeys;

namespace {

constexpr std::int64_t millisecond = 1000;
constexpr BcryptParams bcrypt{.cost = 10};
constexpr detail::FairQueueLimits limits{
    .workers = 2, .places = 256, .places_per_name = 16, .deadline = Seconds::of_microseconds(1'500'000)};

struct Login : QueuedJob {
  explicit Login(bool is_honest) : honest(is_honest) {
    kind = bcrypt;
    joins = true;
  }
  bool honest;
};

/// Two workers that compute up to five bcrypts of cost 10 at once, in 67 ms for one and 92 ms for five. One
/// honest login a second, and a flood of a thousand a second, ten times what they can do.
class Simulation {
 public:
  int honest_asked = 0;
  int honest_served = 0;
  int served = 0;

  void run(SourceKeys (*flood)(std::uint64_t)) {
    for (std::int64_t now = 0; now < 60'000; ++now) {
      const Instant instant = Instant::from_microseconds(now * millisecond);
      while (queue_.expire(instant)) continue;
      for (Worker& worker : workers_) work(worker, now);
      ask(false, flood(static_cast<std::uint64_t>(now)), instant);
      if (now % 1000 == 500) ask(true, {.address = 1, .name = 1}, instant);
    }
  }

 private:
  struct Worker {
    std::int64_t until = 0;
    std::vector<const QueuedJob*> group{};
  };

  static std::int64_t time_of(std::size_t group) { return 61 + 6 * static_cast<std::int64_t>(group); }

  void ask(bool honest, SourceKeys source, Instant now) {
    honest_asked += honest ? 1 : 0;
    logins_.push_back(std::make_unique<Login>(honest));
    static_cast<void>(queue_.push(*logins_.back(), source, now));
  }

  void work(Worker& worker, std::int64_t now) {
    if (now < worker.until) return;
    end(worker);
    const QueuedJob* job = queue_.take();
    while (job != nullptr) {
      worker.group.push_back(job);
      job = worker.group.size() < 5 ? queue_.take_to_join(bcrypt) : nullptr;
    }
    if (!worker.group.empty()) worker.until = now + time_of(worker.group.size());
  }

  void end(Worker& worker) {
    const auto size = static_cast<std::int64_t>(worker.group.size());
    for (const QueuedJob* const job : worker.group) {
      queue_.served(bcrypt, Seconds::of_microseconds(time_of(worker.group.size()) * millisecond / size));
      honest_served += static_cast<const Login*>(job)->honest ? 1 : 0;
      ++served;
    }
    worker.group.clear();
  }

  FairQueue queue_{limits};
  std::vector<Worker> workers_{limits.workers};
  std::vector<std::unique_ptr<Login>> logins_;
};

SourceKeys one_address_many_names(std::uint64_t n) { return {.address = 2, .name = 100 + n}; }
SourceKeys one_address_one_name(std::uint64_t) { return {.address = 2, .name = 2}; }
SourceKeys many_addresses_one_name(std::uint64_t n) { return {.address = 100 + n, .name = 2}; }
SourceKeys many_addresses_many_names(std::uint64_t n) { return {.address = 100 + n % 20, .name = 100 + n}; }

}  // namespace

TEST_CASE("groups serve one honest login a second beside a flood of ten times their capacity") {
  for (const auto flood :
       {one_address_many_names, one_address_one_name, many_addresses_one_name, many_addresses_many_names}) {
    Simulation simulation;
    simulation.run(flood);
    CHECK(simulation.honest_asked == 60);
    CHECK(simulation.honest_served >= 60 * 99 / 100);
    // Five in each 91 ms of each worker are 6593 in a minute.
    CHECK(simulation.served >= 6593 * 95 / 100);
  }
}
