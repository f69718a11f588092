// Rulings for load, played out in simulated time: FairQueue against a plain queue of the same bounds.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "password/fair_queue.hpp"

using namespace signet;
using detail::FairQueueLimits;
using detail::QueuedJob;
using detail::SourceKeys;

namespace {

constexpr std::int64_t millisecond = 1000;
constexpr std::int64_t service_time = 100 * millisecond;
constexpr std::int64_t run_time = 120'000 * millisecond;
constexpr FairQueueLimits limits{
    .workers = 2, .places = 256, .places_per_name = 16, .deadline = Seconds::of_microseconds(1'500'000)};

/// First in, first out, with the same places, deadline and prediction.
class PlainQueue {
 public:
  explicit PlainQueue(const FairQueueLimits& given) : limits_(given) {}

  std::optional<detail::Refusal> push(QueuedJob& job, SourceKeys, Instant now) {
    const auto wait = static_cast<std::int64_t>(jobs_.size()) * service_ / limits_.workers;
    if (jobs_.size() >= limits_.places) return detail::Refusal{.reason = HashRefusal::places, .wait = {}};
    if (wait > limits_.deadline.microseconds()) {
      return detail::Refusal{.reason = HashRefusal::predicted_wait, .wait = {}};
    }
    jobs_.push_back({&job, now + limits_.deadline});
    return std::nullopt;
  }
  QueuedJob* take() {
    if (jobs_.empty()) return nullptr;
    QueuedJob* const job = jobs_.front().job;
    jobs_.pop_front();
    return job;
  }
  struct Gone {
    QueuedJob* job;
  };
  std::optional<Gone> expire(Instant now) {
    if (jobs_.empty() || jobs_.front().due > now) return std::nullopt;
    return Gone{take()};
  }
  void served(const detail::WorkKind&, Seconds took) { service_ = took.microseconds(); }

 private:
  struct Entry {
    QueuedJob* job;
    Instant due;
  };
  FairQueueLimits limits_;
  std::deque<Entry> jobs_;
  std::int64_t service_ = 0;
};

struct Login : QueuedJob {
  bool honest = false;
};

struct Tally {
  int honest_asked = 0;
  int honest_served = 0;
  int served = 0;
  int waited_in_vain = 0;  // admitted, and not begun before the deadline
  double honest_share() const { return static_cast<double>(honest_served) / honest_asked; }
};

/// Who sends the n-th attempt of the flood.
using Flood = SourceKeys (*)(std::uint64_t n);

/// Two workers with 20 hashes a second between them; one honest login a second; 200 attempts a second else.
template <class Queue>
Tally simulate(Flood flood) {
  Queue queue{limits};
  Tally tally;
  std::vector<std::unique_ptr<Login>> logins;
  std::vector<std::int64_t> busy_until(limits.workers, -1);
  const auto ask = [&](bool honest, SourceKeys source, Instant now) {
    logins.push_back(std::make_unique<Login>());
    logins.back()->honest = honest;
    tally.honest_asked += honest ? 1 : 0;
    static_cast<void>(queue.push(*logins.back(), source, now).has_value());
  };
  for (std::int64_t time = 0; time < run_time; time += millisecond) {
    const Instant now = Instant::from_microseconds(time);
    while (queue.expire(now)) ++tally.waited_in_vain;
    for (std::int64_t& until : busy_until) {
      if (until > time) continue;
      if (until == time) queue.served(std::nullopt, Seconds::of_microseconds(service_time));
      const auto* const login = static_cast<Login*>(queue.take());
      if (login == nullptr) continue;
      until = time + service_time;
      ++tally.served;
      tally.honest_served += login->honest ? 1 : 0;
    }
    const auto count = static_cast<std::uint64_t>(time / millisecond);
    if (time % (5 * millisecond) == 0) ask(false, flood(count), now);
    if (time % (1000 * millisecond) == 500 * millisecond) ask(true, {.address = 1, .name = 1}, now);
  }
  return tally;
}

SourceKeys one_address_many_names(std::uint64_t n) { return {.address = 2, .name = 100 + n}; }
SourceKeys one_address_one_name(std::uint64_t) { return {.address = 2, .name = 2}; }
SourceKeys many_addresses_one_name(std::uint64_t n) { return {.address = 100 + n, .name = 2}; }

}  // namespace

TEST_CASE(
    "one honest login a second is served, whatever one address or one name sends at ten times capacity") {
  for (const Flood flood : {one_address_many_names, one_address_one_name, many_addresses_one_name}) {
    const Tally tally = simulate<detail::FairQueue>(flood);
    CHECK(tally.honest_asked == 120);
    CHECK(tally.honest_share() >= 0.99);
    CHECK(tally.served >= 2350);  // of 2400 that two workers can do: fairness costs no capacity
    CHECK(tally.waited_in_vain == 0);
  }
}

TEST_CASE("a plain queue of the same bounds fails that") {
  for (const Flood flood : {one_address_many_names, one_address_one_name, many_addresses_one_name}) {
    const Tally tally = simulate<PlainQueue>(flood);
    CHECK(tally.honest_asked == 120);
    CHECK(tally.honest_share() < 0.99);
  }
}
