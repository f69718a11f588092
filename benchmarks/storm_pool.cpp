// A HashPool under a storm of logins: see storm_pool.hpp.
#include "storm_pool.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <set>
#include <thread>

#include "signet/core/chrono.hpp"
#include "token_jobs.hpp"

namespace signet_bench {
namespace {

using namespace signet;
using namespace std::chrono_literals;

constexpr std::string_view password = "correct horse battery staple";

std::set<pid_t> threads_now() {
  std::set<pid_t> threads;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/task"})
    threads.insert(static_cast<pid_t>(std::stol(entry.path().filename().string())));
  return threads;
}

int nice_of(pid_t thread) { return getpriority(PRIO_PROCESS, static_cast<id_t>(thread)); }

std::string hashed_password(const PasswordHasher& hasher) {
  auto stored = hasher.hash(password, system_random());
  if (!stored) stop(stored.error().sentence());
  return *std::move(stored);
}

std::atomic<std::int64_t> clock_ahead{0};  // microseconds

Instant clock_of_storms() noexcept { return steady_now() + Seconds::of_microseconds(clock_ahead); }

}  // namespace

StormPool::StormPool(HashPoolOptions options) {
  options.clock = &clock_of_storms;
  const std::set<pid_t> before = threads_now();
  auto pool = HashPool::build(options);
  if (!pool) stop(pool.error().sentence());
  pool_ = *std::move(pool);
  std::ranges::set_difference(threads_now(), before, std::back_inserter(threads_));
  // A worker lowers its priority before it takes its first job.
  const auto begun = Clock::now();
  while (Clock::now() - begun < 1s &&
         !std::ranges::all_of(threads_, [](pid_t thread) { return nice_of(thread) == 19; }))
    std::this_thread::sleep_for(100us);
}

bool StormPool::raise_to_normal() {
  const sched_param unused{};
  return std::ranges::all_of(threads_, [&](pid_t thread) {
    return sched_setscheduler(thread, SCHED_OTHER, &unused) == 0 &&
           setpriority(PRIO_PROCESS, static_cast<id_t>(thread), 0) == 0;
  });
}

void StormPool::refuse_waiting() { clock_ahead += Seconds::of(60).microseconds(); }

Credential::Credential() : hasher_(*PasswordHasher::build()), stored_(hashed_password(hasher_)) {}

Result<PasswordCheck> Credential::verify(HashPool& pool, const HashSource& source) const {
  return pool.verify(source, hasher_, password, stored_);
}

Result<PasswordCheck> Credential::verify(double extra) const {
  Argon2Params smaller = presets::standard;
  smaller.memory.count = static_cast<std::uint32_t>(smaller.memory.count * extra);
  if (const auto more = hasher_.verify_dummy(password, smaller); !more.has_value()) return more.error();
  return hasher_.verify(password, stored_);
}

void Logins::log_in(const HashSource& source, Clock::time_point due) {
  Login login{.due = due, .offered = Clock::now(), .answered = {}, .end = Login::End::failed};
  const auto checked = attempt(source);
  if (!checked.has_value() && checked.error().code() == Errc::overloaded) {
    if (planted_.extra_refusal > 0s) std::this_thread::sleep_for(planted_.extra_refusal);
    login.end = Login::End::refused;
  } else if (checked.has_value() && *checked == PasswordCheck::match) {
    login.end = Login::End::accepted;
  }
  login.answered = Clock::now();
  const std::lock_guard lock{mutex_};
  logins_.push_back(login);
}

Result<PasswordCheck> Logins::attempt(const HashSource& source) {
  if (planted_.refusal_after_hash) {
    return pool_.run(source, [&]() -> Result<PasswordCheck> { return fail(Errc::overloaded); });
  }
  if (planted_.extra_work > 0) {
    return pool_.run(source, [&] { return credential_.verify(planted_.extra_work); });
  }
  return credential_.verify(pool_, source);
}

std::int64_t Logins::hashed_and_refused() const {
  while (pool_.stats().running > 0) std::this_thread::sleep_for(100us);  // it counts after it answered
  const std::lock_guard lock{mutex_};
  const auto hashed =
      std::ranges::count_if(logins_, [](const Login& login) { return login.end != Login::End::refused; });
  return static_cast<std::int64_t>(pool_.stats().done) - hashed;
}

std::vector<Login> Logins::all() const {
  const std::lock_guard lock{mutex_};
  return logins_;
}

unsigned Storm::callers() const { return options.places + options.workers + 16; }

std::chrono::microseconds Storm::deadline() const {
  return std::chrono::microseconds{options.deadline.microseconds()};
}

bool Storm::in_time(const Login& login) const {
  return login.end == Login::End::accepted && login.answered - login.due <= deadline();
}

void log_in_as(Logins& logins, std::uint64_t number, Clock::time_point due) {
  const std::string who = std::to_string(number);
  logins.log_in({.address = who, .name = who}, due);
}

bool priorities_can_rise(const Storm& storm) {
  StormPool pool{storm.options};
  const bool rose = pool.raise_to_normal();
  if (!rose)
    std::fputs("storm: priorities cannot rise here: no comparison with a pool at normal priority\n", stderr);
  return rose;
}

double logins_at_capacity(const Storm& storm, Clock::duration span, double turned_away) {
  StormPool pool{storm.options};
  const OnOneProcessor together;
  Logins logins{pool.pool(), storm.credential};
  std::atomic<std::uint64_t> number{0};
  const Threads callers{2 * storm.options.workers, [&] { log_in_as(logins, ++number, Clock::now()); }};
  std::optional<Arrivals> arrivals;
  if (turned_away > 0)
    arrivals.emplace(turned_away, storm.callers(), [](std::uint64_t, Clock::time_point) {});
  run_light(span / 4);
  const auto begun = Clock::now();
  // A busy machine leaves low priority little, and from one or two logins nothing is told.
  constexpr int fewest = 10, longest = 20;
  for (int looks = 1;; ++looks) {
    run_light(span);
    const auto ended = Clock::now();
    const auto all = logins.all();
    const auto done = std::ranges::count_if(all, [&](const Login& login) {
      return login.answered > begun && login.answered <= ended && storm.in_time(login);
    });
    if (done >= fewest)
      return static_cast<double>(done) / std::chrono::duration<double>(ended - begun).count();
    if (looks == longest) stop("the machine is too busy for threads of low priority");
  }
}

}  // namespace signet_bench
