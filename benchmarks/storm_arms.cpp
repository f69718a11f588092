// The arms of storm_bench: see storm_arms.hpp.
#include "storm_arms.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "password/hash_pool_state.hpp"
#include "token_jobs.hpp"

namespace signet_bench {
namespace {

using namespace std::chrono_literals;

constexpr auto settling = 300ms;  // then all workers hash, and nine in ten are refused
constexpr auto span = 1600ms;     // of a slice
constexpr double beats = 1s / std::chrono::duration<double>{beat};  // a second

constexpr std::chrono::nanoseconds burst = 500us;  // of the planted disturbance: a beat, so that it meets one

double nanoseconds(Clock::duration time) {
  return static_cast<double>(std::chrono::nanoseconds{time}.count());
}

// Works for a burst so many times a second, at times that keep no step with the beat.
class Disturbance {
 public:
  explicit Disturbance(double per_second)
      : threads_(per_second > 0 ? 1U : 0U,
                 [gap = std::exponential_distribution<double>{std::max(1.0, per_second)},
                  lots = std::mt19937{20'261'122}]() mutable {
                   std::this_thread::sleep_for(std::chrono::duration<double>{gap(lots)});
                   work_for(burst);
                 }) {}

 private:
  Threads threads_;
};

void add(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// Of the time after the deadline has passed once, when the queue is as full as it will be.
void look_at_logins(const Storm& storm, const Logins& logins, Seen& seen) {
  add(seen.waits, run_light(storm.deadline() - settling).waits);
  const auto begun = Clock::now();
  add(seen.waits, run_light(span).waits);
  const auto ended = Clock::now();
  double completed = 0.5;  // so that none is no division by zero
  for (const Login& login : logins.all()) {
    if (login.answered <= begun || login.answered > ended) continue;
    if (login.end == Login::End::refused)
      seen.refusals.push_back(nanoseconds(login.answered - login.offered));
    if (storm.in_time(login)) ++completed;
  }
  seen.time_per_login = nanoseconds(ended - begun) / completed;
}

}  // namespace

MeanPart Seen::wait() const {
  return {std::accumulate(waits.begin(), waits.end(), 0.0), static_cast<double>(waits.size())};
}

// The rarer bursts are the more each adds, so what is learned of many is too little rather than too much.
Arms::Arms(const Storm& storm) : storm_(storm), capacity_(logins_at_capacity(storm, 1s)) {
  constexpr double bursts = 400;
  MeanPart disturbed{0, 0};
  for (int i = 0; i < 3; ++i) {
    waits_so_far_ += in_storm({}).wait();
    disturbed += in_storm({.bursts = bursts}).wait();
  }
  wait_per_burst_ = std::max(1000.0, (disturbed.mean() - waits_so_far_.mean()) * beats / bursts);
}

// By what ours waited so far, as that changes in the course of a run with what else the machine does.
double Arms::bursts_of_gate() const {
  return std::min(1000.0, wait_gate * waits_so_far_.mean() * beats / wait_per_burst_);
}

Seen Arms::run(StormArm arm) {
  switch (arm) {
    case StormArm::capacity:
      return {.time_per_login = 1e9 / logins_at_capacity(storm_, span, overload * capacity_)};
    case StormArm::ours: {
      Seen seen = in_storm({.logins = true});
      waits_so_far_ += seen.wait();
      return seen;
    }
    case StormArm::again:
      return in_storm({.logins = true});
    case StormArm::slowed:
      return in_storm(
          {.planted = {.extra_work = 1 / goodput_gate - 1, .extra_refusal = 1ms}, .logins = true});
    case StormArm::disturbed:
      return in_storm({.bursts = bursts_of_gate()});
    case StormArm::normal:
      return in_storm({.normal_priority = true});
    case StormArm::spinners:
      return beside_spinners();
  }
  return {};
}

Seen Arms::in_storm(const How& how) const {
  StormPool pool{storm_.options};
  if (how.normal_priority && !pool.raise_to_normal()) stop("this system does not let a priority rise");
  const OnOneProcessor together;  // all but the workers
  Logins logins{pool.pool(), storm_.credential, how.planted};
  const Disturbance disturbance{how.bursts};
  std::optional<Arrivals> arrivals{
      std::in_place, overload * capacity_, storm_.callers(),
      [&](std::uint64_t number, Clock::time_point due) { log_in_as(logins, number, due); }};
  run_light(settling);
  Seen seen;
  if (how.logins) {
    look_at_logins(storm_, logins, seen);
  } else {
    seen.waits = run_light(span).waits;
  }
  arrivals->stop();
  StormPool::refuse_waiting();
  arrivals.reset();
  seen.hashed_and_refused = logins.hashed_and_refused();
  return seen;
}

// The same requests, turned away at once, beside threads that only keep the processors busy.
Seen Arms::beside_spinners() const {
  const Threads spinners{storm_.options.workers, [] {
                           thread_local const bool lowered = signet::detail::lower_own_priority();
                           if (!lowered) stop("this system does not let a priority fall");
                           work_for(100us);
                         }};
  const OnOneProcessor together;
  const Arrivals arrivals{overload * capacity_, storm_.callers(), [](std::uint64_t, Clock::time_point) {}};
  run_light(settling);
  return {.waits = run_light(span).waits};
}

}  // namespace signet_bench
