// A HashPool under a storm of logins: see storm_pool.hpp.
#include "storm_pool.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "token_jobs.hpp"
#include "undisturbed.hpp"

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

}  // namespace

StormPool::StormPool(const HashPoolOptions& options) {
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

Credential::Credential() : hasher_(*PasswordHasher::build()), stored_(hashed_password(hasher_)) {}

Result<PasswordCheck> Credential::verify(double extra) const {
  const double begun = thread_cpu();
  auto checked = hasher_.verify(password, stored_);
  if (extra > 0)
    work_for(std::chrono::nanoseconds{static_cast<std::int64_t>((thread_cpu() - begun) * extra)});
  return checked;
}

void Logins::log_in(const HashSource& source, Clock::time_point due) {
  Login login{
      .due = due, .offered = Clock::now(), .answered = {}, .end = Login::End::failed, .hashed = false};
  const auto checked = pool_.run(source, [&]() -> Result<PasswordCheck> {
    login.hashed = true;
    if (planted_.refusal_after_hash) return fail(Errc::overloaded);
    return credential_.verify(planted_.extra_work);
  });
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

std::vector<Login> Logins::all() const {
  const std::lock_guard lock{mutex_};
  return logins_;
}

}  // namespace signet_bench
