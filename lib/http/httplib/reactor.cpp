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

// Leaves an eighth for files, stores, keys that are fetched, and what else the process has open.
std::size_t connections_of(const ParkedServerOptions& options) noexcept {
  const auto limit = raise_descriptor_limit();
  return options.connections != 0 ? options.connections : limit - limit / 8;
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
      most_(connections_of(options)) {}

Result<void> Reactor::run() {
  if (const auto begun = begin(); !begun) return begun;
  while (!draining_ || conversations_.size() > 0) {
    if (const auto waited = wait(); !waited) return waited;
    if (const auto accepted = accept(); !accepted) return accepted;
    conversations_.go_on();
    heed_signal();
    conversations_.expire();
    if (conversations_.bury() && starved_ && !draining_) accepting_ = true;
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
  const auto deadline = conversations_.next_deadline();
  if (!deadline) return -1;
  const auto left = (*deadline - steady_now()).microseconds();
  return static_cast<int>(std::clamp<std::int64_t>((left + 999) / 1000, 0, INT_MAX));
}

Result<void> Reactor::wait() {
  std::array<epoll_event, events_per_turn> events;
  const int count = epoll_wait(epoll_.get(), events.data(), events.size(), patience());
  if (count < 0 && errno != EINTR) return fail(Errc::source_unavailable, "epoll");
  conversations_.set_time(steady_now(), now());
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
        admit(std::move(arrival));
        break;
      case Arrival::Kind::none:
        accepting_ = starved_ = false;
        break;
      case Arrival::Kind::full:
        starved_ = !conversations_.give_way() && !entrance_.turn_away();
        accepting_ = !starved_;
        break;
      case Arrival::Kind::broken:
        return fail(Errc::source_unavailable, "accept");
    }
  }
  return {};
}

// Closes it where it may not stay, or there is no memory for it.
void Reactor::admit(Arrival arrival) noexcept {
  std::optional<PeerCounts::Count*> counted;
  try {
    counted = peers_.enter(arrival.peer);
    if (!counted) return service_.refused(Refusal::peers);
    if (conversations_.size() >= most_ && !conversations_.give_way()) {
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
  accepting_ = true;  // who has connected by now is answered
  for (int rounds = 0; accepting_ && rounds < most_rounds_of_backlog; ++rounds) {
    if (!accept()) break;
  }
  accepting_ = false;
  entrance_.close();
  conversations_.drain();
}

}  // namespace signet::inline v0::detail
