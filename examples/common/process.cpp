// Core dumps and signals (Linux).
#include "common/process.hpp"

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <ctime>
#include <initializer_list>

namespace signet::example {

void forbid_core_dumps() noexcept {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  // A core_pattern that pipes ignores the limit; PR_SET_DUMPABLE is what it heeds.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

Signals::Signals() noexcept {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&taken_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&taken_, signal);
  pthread_sigmask(SIG_BLOCK, &taken_, nullptr);
}

Signal Signals::wait() noexcept {
  int signal = 0;
  while (sigwait(&taken_, &signal) != 0) {
  }
  return signal == SIGHUP ? Signal::reload : Signal::finish;
}

std::optional<Signal> Signals::wait_for(Seconds span) noexcept {
  const auto microseconds = span.microseconds();
  const timespec limit{.tv_sec = static_cast<time_t>(microseconds / 1'000'000),
                       .tv_nsec = static_cast<long>(microseconds % 1'000'000) * 1000};
  const int signal = sigtimedwait(&taken_, nullptr, &limit);
  if (signal < 0) return std::nullopt;
  return signal == SIGHUP ? Signal::reload : Signal::finish;
}

void Signals::release() noexcept { pthread_sigmask(SIG_UNBLOCK, &taken_, nullptr); }

}  // namespace signet::example
