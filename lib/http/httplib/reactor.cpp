// The loop: wait, accept, let connections speak, hand out what others have made, look at the clock.
#include "http/httplib/reactor.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <new>
#include <optional>
#include <utility>

#include "signet/core/chrono.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t events_per_turn = 256;
constexpr int accepts_per_turn = 256;                              // those who have come want an answer too
constexpr int most_rounds_of_backlog = 65'536 / accepts_per_turn;  // who comes after them is not waited for
constexpr Seconds pause_of_starved = Seconds::of_microseconds(100'000);

// Leaves an eighth for files, stores, keys that are fetched, and what else the process has open. Of that
// eighth each reactor has a few connections for sure: who fills one listener does not shut another.
ConnectionLimits limits_of(const ParkedServerOptions& options) noexcept {
  const auto descriptors = raise_descriptor_limit();
  return {.own = options.connections,
          .shared = descriptors - descriptors / 8,
          .sure = std::max<std::size_t>(descriptors / 64, 1)};
}

}  // namespace

Reactor::Reactor(const Service& service, const ParkedServerOptions& options, Listener listener, int signal,
                 const std::atomic<bool>& stopping)
    : service_(service),
      signal_(signal),
      stopping_(stopping),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      entrance_(std::move(listener)),
      peers_(options.connections_per_peer, service.trusted_proxies()),
      offload_(service, signal),
      conversations_(service, options, offload_, peers_),
      limits_(limits_of(options)) {}

Result<void> Reactor::run() {
  if (const auto begun = begin(); !begun) return begun;
  while (!draining_ || conversations_.size() > 0) {
    if (const auto waited = wait(); !waited) return waited;
    if (const auto accepted = accept(); !accepted) return accepted;
    conversations_.go_on();
    heed_signal();
    conversations_.expire();
    // A descriptor is free: what failed for another reason goes on failing.
    if (conversations_.bury() && starved_ && !failing_) accepting_ = true;
  }
  return {};
}

// Edge-triggered, and watched for all it may ever wait for: one call of epoll_ctl in a connection's life.
Result<void> Reactor::begin() {
  if (offload_.threads() == 0) return fail(Errc::source_unavailable, "threads");
  if (!watch(signal_, nullptr, EPOLLIN) || !watch(entrance_.get(), this, EPOLLIN | EPOLLET)) {
    return fail(Errc::source_unavailable, "epoll");
  }
  return {};
}

bool Reactor::watch(int fd, void* who, std::uint32_t events) const noexcept {
  epoll_event event{};
  event.events = events;
  event.data.ptr = who;
  return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

// How long to wait at most, in milliseconds; rounded up, so that it never spins through the last one.
int Reactor::patience() const noexcept {
  if (accepting_ || conversations_.has_more()) return 0;
  auto deadline = conversations_.next_deadline();
  if (starved_ && (!deadline || next_try_ < *deadline)) deadline = next_try_;
  if (!deadline) return -1;
  const auto left = (*deadline - steady_now()).microseconds();
  return static_cast<int>(std::clamp<std::int64_t>((left + 999) / 1000, 0, INT_MAX));
}

Result<void> Reactor::wait() {
  std::array<epoll_event, events_per_turn> events;
  const int count = epoll_wait(epoll_.get(), events.data(), events.size(), patience());
  if (count < 0 && errno != EINTR) return fail(Errc::source_unavailable, "epoll");
  const Instant woken = steady_now();
  conversations_.set_time(woken, now());
  if (starved_ && next_try_ <= woken) accepting_ = true;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.ptr == nullptr) {
      signalled_ = true;
    } else if (event.data.ptr == this) {
      accepting_ = !draining_;
    } else {
      conversations_.wake(*static_cast<ParkedSocket*>(event.data.ptr), event.events);
    }
  }
  return {};
}

Result<void> Reactor::accept() {
  for (int i = 0; accepting_ && i < accepts_per_turn; ++i) {
    auto arrival = entrance_.next();
    switch (arrival.kind) {
      case Arrival::Kind::came:
        starved_ = failing_ = made_way_ = false;
        admit(std::move(arrival));
        break;
      case Arrival::Kind::none:
        accepting_ = starved_ = failing_ = made_way_ = false;
        break;
      case Arrival::Kind::full:
        accepting_ = make_room();
        starved_ = failing_ = false;
        if (!accepting_) pause();
        break;
      case Arrival::Kind::failed:
        accepting_ = false;
        failing_ = true;
        pause();
        break;
      case Arrival::Kind::broken:
        return fail(Errc::source_unavailable, "accept");
    }
  }
  return {};
}

void Reactor::pause() noexcept {
  starved_ = true;
  next_try_ = steady_now() + pause_of_starved;
}

// One connection at most gives way to one that waits: if the descriptor went to another thread, or the system
// has none, to end more of them would help nobody.
bool Reactor::make_room() {
  if (made_way_ || !conversations_.give_way()) return entrance_.turn_away();
  made_way_ = true;
  return true;
}

bool Reactor::is_full() const noexcept {
  const auto size = conversations_.size();
  if (limits_.own != 0) return size >= limits_.own;
  return OpenConnection::all() >= limits_.shared && size >= limits_.sure;
}

// Closes it where it may not stay, or there is no memory for it.
void Reactor::admit(Arrival arrival) noexcept {
  std::optional<PeerCounts::Count*> counted;
  try {
    counted = peers_.enter(arrival.peer);
    if (!counted) return service_.refused(Refusal::peers);
    if (is_full() && !conversations_.give_way()) {
      service_.refused(Refusal::connections);
      return peers_.leave(*counted);
    }
    ParkedSocket& c = conversations_.add(std::move(arrival), *counted);
    if (!watch(c.socket.get(), &c, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET)) conversations_.end(c);
  } catch (const std::bad_alloc&) {
    if (counted) peers_.leave(*counted);
  }
}

void Reactor::heed_signal() {
  if (!std::exchange(signalled_, false)) return;
  std::uint64_t count = 0;
  static_cast<void>(::read(signal_, &count, sizeof count));
  conversations_.take_finished();
  if (!stopping_ || std::exchange(draining_, true)) return;
  // Nobody comes by it from here on, so none is lost behind the last that is accepted.
  entrance_.leave_path();
  accepting_ = true;  // who has connected by now is answered
  for (int rounds = 0; accepting_ && rounds < most_rounds_of_backlog; ++rounds) {
    if (!accept()) break;
  }
  accepting_ = starved_ = false;
  entrance_.close();
  conversations_.drain();
}

}  // namespace signet::inline v0::detail
