// Reads, answers and sends on sockets that never wait.
#include "http/httplib/conversations.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "http/body_guard.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

using Phase = ParkedSocket::Phase;

constexpr Seconds linger = Seconds::of(1);
constexpr Seconds time_to_begin = Seconds::of(1);  // who has just come is about to ask
constexpr std::size_t scratch_size = head_limit;
constexpr std::size_t out_limit =
    std::size_t{64} * 1024;    // answers to pipelined requests that are sent together
constexpr int looked_at = 32;  // of those who wait for longest, when room has to be made

bool would_wait(int number) { return number == EAGAIN || number == EWOULDBLOCK; }

// Sends what goes without waiting. @return how much; where the connection is broken, all of it
std::size_t push(ParkedSocket& c, std::string_view bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto count = ::send(c.socket.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count > 0) {
      sent += static_cast<std::size_t>(count);
    } else if (count < 0 && would_wait(errno)) {
      break;
    } else if (count == 0 || errno != EINTR) {
      c.broken = true;
      return bytes.size();
    }
  }
  return sent;
}

}  // namespace

Conversations::Conversations(const Service& service, const ParkedServerOptions& options, Offload& offload,
                             PeerCounts& peers)
    : service_(service),
      options_(options),
      offload_(offload),
      peers_(peers),
      fresh_(options.read_timeout),
      idle_(options.idle_timeout),
      read_(options.read_timeout),
      write_(options.write_timeout),
      linger_(linger),
      scratch_(std::make_unique<char[]>(scratch_size)) {}

void Conversations::set_time(Instant now, NumericDate date) noexcept {
  now_ = now;
  date_ = date;
}

std::optional<Instant> Conversations::next_deadline() const noexcept {
  std::optional<Instant> first;
  for (const DeadlineList* const list : {&fresh_, &idle_, &read_, &write_, &linger_}) {
    const auto next = list->next();
    if (next && (!first || *next < *first)) first = next;
  }
  return first;
}

ParkedSocket& Conversations::add(Arrival arrival, PeerCounts::Count* counted) {
  ParkedSocket& c = sockets_.emplace_back(std::move(arrival), counted, options_.body_limit);
  c.self = std::prev(sockets_.end());
  fresh_.add(c, now_);
  return c;
}

// An answer may hold a token.
void Conversations::clear_out() noexcept {
  wipe(out_.data(), out_.size());
  out_.clear();
}

// What is said on one connection is never left for another, whatever fails in between: not an answer, nor a
// request that was not answered.
template <class Step>
void Conversations::guarded(ParkedSocket& c, Step step) noexcept {
  clear_out();
  try {
    step();
  } catch (...) {
    const BodyGuard unanswered{head_.request};
    end(c);  // out of memory, or an access log that throws: this connection ends, the server does not
  }
}

void Conversations::wake(ParkedSocket& c, std::uint32_t events) noexcept {
  if (c.phase == Phase::gone) return;
  c.hung_up = c.hung_up || (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  c.readable = c.readable || c.hung_up || (events & EPOLLIN) != 0;
  attend(c);
  make_room(c);
}

void Conversations::attend(ParkedSocket& c) noexcept {
  guarded(c, [&] {
    if (c.phase == Phase::sending) send_rest(c);
    if (c.readable && c.listens()) read(c);
    if (c.readable && c.phase == Phase::lingering) drop_input(c);
    if (!c.readable || c.queued || (!c.listens() && c.phase != Phase::lingering)) return;
    continued_.push_back(&c);
    c.queued = true;
  });
}

void Conversations::go_on() noexcept {
  std::vector<ParkedSocket*> these;
  these.swap(continued_);
  for (ParkedSocket* const c : these) {
    c->queued = false;
    attend(*c);  // nothing, where it has ended meanwhile: it is buried later
    make_room(*c);
  }
}

// Reads once; nothing when there is nothing to read. What was read is good until the next call, and wiped by
// whoever has looked at it.
std::optional<std::string_view> Conversations::receive(ParkedSocket& c) {
  const auto count = ::recv(c.socket.get(), scratch_.get(), scratch_size, 0);
  if (count > 0) {
    const auto size = static_cast<std::size_t>(count);
    c.readable = size == scratch_size || c.hung_up;
    return std::string_view{scratch_.get(), size};
  }
  if (count < 0 && errno == EINTR) return std::nullopt;
  c.readable = false;
  if (count == 0 || !would_wait(errno)) end(c);
  return std::nullopt;
}

void Conversations::read(ParkedSocket& c) {
  const auto arrived = receive(c);
  if (!arrived) return;
  Turn turn = Turn::wait;
  try {
    turn = c.talk.receive(*arrived, head_, out_);
  } catch (...) {
    wipe(scratch_.get(), arrived->size());
    throw;
  }
  wipe(scratch_.get(), arrived->size());
  converse(c, turn);
}

void Conversations::drop_input(ParkedSocket& c) {
  if (const auto dropped = receive(c)) wipe(scratch_.get(), dropped->size());
}

// Answers one request after the other, as long as they are there and their answers are taken.
void Conversations::converse(ParkedSocket& c, Turn turn) {
  while (turn == Turn::ask) {
    auto routed = service_.route(head_.request);
    if (!routed.is_quick()) {
      hand_over(c, std::move(routed));
      break;
    }
    answer(c, service_.answer(head_.request, std::move(routed)));
    if (c.talk.ended() || c.talk.idle()) break;
    if (out_.size() >= out_limit && !send_out(c)) break;
    turn = c.talk.resume(head_, out_);
  }
  if (turn == Turn::refuse) answer(c, service_.refuse(c.talk.error()), true);
  send_out(c);
  settle(c);
}

void Conversations::hand_over(ParkedSocket& c, RoutedRequest routed) {
  std::list<Job> job;
  job.push_back({.asker = &c, .request = {}, .routed = std::move(routed)});
  job.front().request = std::move(head_.request);  // now that there is memory: a body is in one place only
  c.working = true;
  offload_.give(job);
}

void Conversations::answer(ParkedSocket& c, const Response& response, bool last) {
  c.talk.answer(response, last || draining_, date_, out_);
  c.phase = Phase::idle;  // whatever comes next has a deadline of its own
}

// Sends an answer that was not made in converse, and goes on with what had arrived behind its request.
void Conversations::proceed(ParkedSocket& c) {
  if (send_out(c) && !c.working && !c.talk.ended() && !c.talk.idle()) {
    converse(c, c.talk.resume(head_, out_));
  } else {
    settle(c);
  }
}

void Conversations::take_finished() noexcept {
  for (auto jobs = offload_.take_finished(); !jobs.empty(); jobs.pop_front()) {
    Job& job = jobs.front();
    ParkedSocket& c = *job.asker;
    c.working = false;
    if (c.phase == Phase::gone) {
      buried_.splice(buried_.end(), sockets_, c.self);
      continue;
    }
    guarded(c, [&] {
      if (!job.response) return end(c);
      answer(c, *job.response);
      proceed(c);
    });
    attend(c);
    make_room(c);
  }
}

// @return whether all is sent
bool Conversations::send_out(ParkedSocket& c) {
  std::string_view rest = out_;
  if (c.unsent.empty()) rest.remove_prefix(push(c, rest));
  c.unsent.append(rest);
  clear_out();
  return c.unsent.empty();
}

void Conversations::send_rest(ParkedSocket& c) {
  c.unsent.consume(push(c, c.unsent.view()));
  if (!c.unsent.empty()) return;
  c.phase = Phase::idle;
  proceed(c);
}

// Decides what the connection waits for next, and until when.
void Conversations::settle(ParkedSocket& c) {
  count(c);
  const bool sends = !c.unsent.empty();
  const bool last_said = !sends && !c.working && c.talk.ended();
  if (c.broken || (last_said && !c.talk.cut_off() && !c.readable)) {
    end(c);
  } else if (sends) {
    enter(c, Phase::sending, write_);
  } else if (c.working) {
    c.phase = Phase::working;
    c.leave();
  } else if (last_said) {
    if (c.phase != Phase::lingering) shutdown(c.socket.get(), SHUT_WR);
    enter(c, Phase::lingering, linger_);
  } else if (!c.talk.idle()) {
    enter(c, Phase::reading, read_);
  } else if (c.phase != Phase::fresh) {
    c.phase = Phase::idle;
    (draining_ ? linger_ : idle_).add(c, now_);  // a request may be there; nobody waits long for one
  }
}

void Conversations::enter(ParkedSocket& c, Phase phase, DeadlineList& list) noexcept {
  if (c.phase == phase) return;
  c.phase = phase;
  list.add(c, now_);
}

void Conversations::count(ParkedSocket& c) noexcept {
  const auto held = c.talk.held() + c.unsent.held();
  held_ += held - c.held;
  c.held = held;
}

// Over the limit, those end whose memory has cost most until the rest has room; `c` is who spoke last. What
// is held behind a request that is being answered stays.
void Conversations::make_room(ParkedSocket& c) noexcept {
  while (held_ > options_.buffer_limit) {
    ParkedSocket* const one = dearest(c);
    if (one == nullptr) return;
    if (one->phase == Phase::sending) {
      end(*one);
    } else {
      turn_away(*one);
    }
  }
}

// By bytes times the time since the wait began, whatever trickles meanwhile: little for a short time, which
// is what most requests need, costs least. A newcomer counts with a millisecond, so that one that holds as
// much as many others does not cost them their places.
ParkedSocket* Conversations::dearest(ParkedSocket& latest) const noexcept {
  ParkedSocket* dearest = nullptr;
  std::uint64_t most = 0;
  const auto look_at = [&](const DeadlineList& list, Dated& waiting) {
    auto& c = static_cast<ParkedSocket&>(waiting);
    const auto milliseconds = list.waited(c, now_).microseconds() / 1000 + 1;
    const auto cost = c.held * static_cast<std::uint64_t>(milliseconds);
    if (cost <= most) return;
    most = cost;
    dearest = &c;
  };
  for (const DeadlineList* const list : {&read_, &write_}) {
    Dated* one = list->first();
    for (int i = 0; i < looked_at && one != nullptr; ++i, one = list->after(*one)) look_at(*list, *one);
  }
  if (latest.phase == Phase::reading) look_at(read_, latest);
  if (latest.phase == Phase::sending) look_at(write_, latest);
  return dearest;
}

void Conversations::turn_away(ParkedSocket& c) noexcept {
  guarded(c, [&] {
    service_.refused(Refusal::buffers);
    answer(c, service_.refuse(Error::retry(Errc::overloaded, 1)), true);
    send_out(c);
    settle(c);
  });
}

void Conversations::expire() noexcept {
  while (Dated* const late = read_.expired(now_)) {
    auto& c = static_cast<ParkedSocket&>(*late);
    guarded(c, [&] { converse(c, c.talk.time_out()); });
  }
  for (DeadlineList* const list : {&fresh_, &idle_, &write_, &linger_}) {
    while (Dated* const late = list->expired(now_)) end(static_cast<ParkedSocket&>(*late));
  }
}

// A request may be there that nobody has told of yet.
void Conversations::look_for_request(ParkedSocket& c) noexcept {
  c.readable = true;
  attend(c);
}

bool Conversations::give_way() noexcept {
  if (Dated* const idle = idle_.first()) {
    end(static_cast<ParkedSocket&>(*idle));
    return true;
  }
  Dated* const silent = fresh_.first_waiting(time_to_begin, now_);
  if (silent == nullptr) return false;
  auto& c = static_cast<ParkedSocket&>(*silent);
  look_for_request(c);
  if (c.phase == Phase::fresh) end(c);
  return c.phase == Phase::gone;
}

void Conversations::end(ParkedSocket& c) noexcept {
  if (c.phase == Phase::gone) return;
  c.phase = Phase::gone;
  c.leave();
  held_ -= std::exchange(c.held, 0);
  peers_.leave(c.counted_as);
  c.socket = Descriptor{};
  c.open.close();
  if (c.queued) std::erase(continued_, &c);
  if (!c.working) buried_.splice(buried_.end(), sockets_, c.self);
}

void Conversations::drain() noexcept {
  draining_ = true;
  for (auto next = sockets_.begin(); next != sockets_.end();) {
    ParkedSocket& c = *next++;
    if (c.phase != Phase::fresh && c.phase != Phase::idle) continue;
    look_for_request(c);
    if (c.phase == Phase::idle) end(c);
    if (c.phase == Phase::fresh) linger_.add(c, now_);
  }
}

bool Conversations::bury() noexcept {
  const bool any = !buried_.empty();
  buried_.clear();
  return any;
}

}  // namespace signet::inline v0::detail
