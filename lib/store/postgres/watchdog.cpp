// Looking for overdue calls, at the moment when the oldest under way becomes one.
#include "store/postgres/watchdog.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <system_error>
#include <utility>

#include "signet/core/chrono.hpp"

namespace signet::inline v0::detail::postgres {
namespace {

constexpr std::int64_t no_call = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t broken = std::numeric_limits<std::int64_t>::min();

}  // namespace

Watchdog::Watchdog(Seconds limit) : limit_(limit), thread_([this] { keep_watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void Watchdog::add(Watch& watch) {
  const std::scoped_lock lock(mutex_);
  watches_.push_back(&watch);
}

void Watchdog::remove(Watch& watch) noexcept {
  const std::scoped_lock lock(mutex_);
  std::erase(watches_, &watch);
}

void Watchdog::keep_watch() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const Seconds rest = break_overdue() - steady_now();
    ended_.wait_for(lock, std::chrono::microseconds(rest.microseconds()), [&] { return ending_; });
  }
}

// What begins after this look is not overdue before it is time for the next.
Instant Watchdog::break_overdue() noexcept {
  const Instant now = steady_now();
  Instant next = now + limit_;
  for (Watch* const watch : watches_) {
    std::int64_t began = watch->began_.load(std::memory_order_relaxed);
    if (began == no_call || began == broken) continue;
    const Instant due = Instant::from_microseconds(began) + limit_;
    if (due > now) {
      next = std::min(next, due);
    } else if (watch->began_.compare_exchange_strong(began, broken, std::memory_order_relaxed)) {
      ::shutdown(watch->socket_, SHUT_RDWR);  // whoever waits for an answer sees the end
    }
  }
  return next;
}

Watch::Watch(std::shared_ptr<Watchdog> watchdog, int socket)
    : watchdog_(std::move(watchdog)), began_(no_call) {
  if (watchdog_ == nullptr) return;
  socket_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (socket_ < 0) throw std::system_error(errno, std::generic_category());
  watchdog_->add(*this);
}

Watch::~Watch() {
  if (watchdog_ == nullptr) return;
  watchdog_->remove(*this);
  ::close(socket_);
}

void Watch::begin() noexcept {
  if (watchdog_ != nullptr) began_.store(steady_now().microseconds(), std::memory_order_relaxed);
}

bool Watch::end() noexcept { return began_.exchange(no_call, std::memory_order_relaxed) != broken; }

}  // namespace signet::inline v0::detail::postgres
