// Opens the connections of all streams, keeps their times, and reads what comes back.
#include "load/load.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace signet::example {
namespace {

constexpr std::size_t opened_at_once = 256;  // fewer than the backlogs of most servers
constexpr std::uint32_t first_address = INADDR_LOOPBACK + 1;
constexpr std::uint16_t unanswered = 0;

/// @return how many events there are
int wait_on(int epoll, std::span<epoll_event> events, Clock::duration longest) {
  const int there = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 0);
  if (there != 0 || longest <= Clock::duration::zero()) return there;
  // epoll_wait rounds to milliseconds, and a request is due to the microsecond.
  const auto nanoseconds = std::chrono::nanoseconds{longest}.count();
  const timespec span{.tv_sec = nanoseconds / 1'000'000'000, .tv_nsec = nanoseconds % 1'000'000'000};
  pollfd ready{.fd = epoll, .events = POLLIN, .revents = 0};
  if (::ppoll(&ready, 1, &span, nullptr) <= 0) return 0;
  return ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 0);
}

}  // namespace

std::size_t Stream::waiting() const {
  const auto is_waiting = [](const Client& client) { return client.state() == Client::State::waiting; };
  return overdue.size() + static_cast<std::size_t>(std::ranges::count_if(clients, is_waiting));
}

Load::Load(const LoadPlan& plan)
    : plan_(plan),
      buffer_(std::size_t{64} * 1024),
      begun_(Clock::now()),
      target_{.port = plan.port, .epoll = ::epoll_create1(EPOLL_CLOEXEC)} {
  for (const StreamPlan& each : plan.streams) {
    Stream& stream = streams_.emplace_back(Stream{.plan = &each});
    for (unsigned i = 0; i < each.connections; ++i) {
      const std::uint32_t address = each.addresses == 0 ? 0 : first_address + i % each.addresses;
      stream.clients.emplace_back(stream, each.requests[i % each.requests.size()], address);
    }
  }
}

Load::~Load() {
  streams_.clear();
  ::close(target_.epoll);
}

Clock::time_point Load::moment(double seconds) const {
  return begun_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{seconds});
}

double Load::seconds_of(Clock::time_point moment) const {
  return std::chrono::duration<double>(moment - begun_).count();
}

double Load::microseconds(Clock::duration span) {
  return std::chrono::duration<double, std::micro>(span).count();
}

bool Load::open(Client& client) {
  ++opening_;
  return client.open(target_);
}

bool Load::open() {
  const auto end = moment(plan_.open_seconds);
  for (Stream& stream : streams_) {
    for (Client& client : stream.clients) {
      while (opening_ >= opened_at_once && Clock::now() < end) take_events(end - Clock::now());
      if (Clock::now() >= end) break;
      if (!open(client)) return false;
    }
  }
  while (opening_ > 0 && Clock::now() < end) take_events(end - Clock::now());
  for (Stream& stream : streams_) {
    for (Client& client : stream.clients) {
      if (client.state() != Client::State::idle) client.close();
    }
  }
  opening_ = 0;
  return true;
}

void Load::take_events(Clock::duration longest) {
  std::array<epoll_event, 256> events;
  const int count = wait_on(target_.epoll, events, longest);
  for (int i = 0; i < count; ++i) {
    on_event(*static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr));
  }
}

void Load::on_event(Client& client) {
  switch (const auto outcome = client.on_event(buffer_)) {
    case Client::Outcome::nothing:
      return;
    case Client::Outcome::connected:
      return on_opened(client);
    case Client::Outcome::answered:
      return on_answer(client);
    default:
      return on_lost(client, outcome);
  }
}

void Load::on_opened(Client& client) {
  if (running_) return on_free(client);
  if (client.stream().plan->warm) return send(client, Clock::now());
  --opening_;
  ++client.stream().tally.open;
  client.stream().spare.push_back(&client);
}

void Load::on_answer(Client& client) {
  Stream& stream = client.stream();
  if (!running_) {
    --opening_;
    ++stream.tally.open;
    stream.spare.push_back(&client);
    return;
  }
  note(stream, client.due(), Clock::now(), client.head().status);
  if (client.head().has_retry_after) ++stream.tally.retry_after;
  if (!client.head().closes) return on_free(client);
  on_lost(client, Client::Outcome::dropped);
}

/// A connection that may send its next request, or has to wait until one is due.
void Load::on_free(Client& client) {
  Stream& stream = client.stream();
  const auto now = Clock::now();
  if (!stream.has_rate() && may_send(stream, now)) return send(client, now);
  stream.spare.push_back(&client);
  if (!stream.overdue.empty()) feed(stream, now);
}

void Load::on_lost(Client& client, Client::Outcome how) {
  Stream& stream = client.stream();
  std::erase(stream.spare, &client);
  if (how == Client::Outcome::broken) ++stream.tally.failed;
  if (running_ && how != Client::Outcome::refused) {
    if (client.open(target_)) return;
  }
  client.close();
  if (!running_) --opening_;
}

bool Load::may_send(const Stream& stream, Clock::time_point now) const {
  const StreamPlan& plan = *stream.plan;
  return now >= moment(plan.from) && now < moment(plan.until) &&
         (plan.limit == 0 || stream.tally.sent < plan.limit);
}

void Load::send(Client& client, Clock::time_point due) {
  if (running_) ++client.stream().tally.sent;
  if (!client.send(due)) on_lost(client, Client::Outcome::broken);
}

std::optional<Clock::time_point> Load::next_due(const Stream& stream) const {
  const StreamPlan& plan = *stream.plan;
  const double seconds = plan.from + static_cast<double>(stream.fallen_due) / plan.rate;
  if (seconds >= plan.until || (plan.limit > 0 && stream.fallen_due >= plan.limit)) return std::nullopt;
  return moment(seconds);
}

/// Sends what is due on the connections that are free.
void Load::feed(Stream& stream, Clock::time_point now) {
  if (stream.has_rate()) {
    for (auto due = next_due(stream); due && *due <= now; due = next_due(stream)) {
      stream.overdue.push_back(*due);
      ++stream.fallen_due;
    }
    if (now >= moment(stream.plan->until)) give_up(stream, now);
  }
  const auto has_more = [&] { return stream.has_rate() ? !stream.overdue.empty() : may_send(stream, now); };
  while (!stream.spare.empty() && has_more()) {
    Client& client = *stream.spare.front();
    stream.spare.pop_front();
    const auto due = stream.has_rate() ? stream.overdue.front() : now;
    if (stream.has_rate()) stream.overdue.pop_front();
    send(client, due);
  }
}

bool Load::is_done(Clock::time_point now) const {
  return now >= moment(plan_.seconds) || std::ranges::all_of(streams_, [&](const Stream& stream) {
           if (stream.plan->limit > 0)
             return stream.tally.samples.size() + stream.tally.failed >= stream.plan->limit;
           return now >= moment(stream.plan->until);
         });
}

/// When there is something to do even if nothing comes in.
Clock::time_point Load::next_moment(Clock::time_point now) const {
  auto next = moment(plan_.seconds);
  if (plan_.every > 0) next = std::min(next, moment((lines_ + 1) * plan_.every));
  for (const Stream& stream : streams_) {
    if (stream.has_rate()) {
      if (const auto due = next_due(stream)) next = std::min(next, *due);
    }
    for (const double edge : {stream.plan->from, stream.plan->until}) {
      if (moment(edge) > now) next = std::min(next, moment(edge));
    }
  }
  return next;
}

void Load::run() {
  running_ = true;
  begun_ = Clock::now();
  for (auto now = begun_; !is_done(now); now = Clock::now()) {
    for (Stream& stream : streams_) feed(stream, now);
    if (plan_.every > 0 && now >= moment((lines_ + 1) * plan_.every)) tell_since_last(now);
    take_events(next_moment(now) - Clock::now());
  }
  const auto ended = Clock::now();
  leave_unanswered(ended);
  tell_all(ended);
}

/// A request that was due and has no answer waited as long as it did: to leave it out would flatter who is
/// slow.
void Load::note(Stream& stream, Clock::time_point due, Clock::time_point now, std::uint16_t status) {
  stream.tally.samples.push_back(
      {static_cast<float>(seconds_of(due)), static_cast<float>(microseconds(now - due)), status});
}

/// What is due and cannot be sent any more.
void Load::give_up(Stream& stream, Clock::time_point now) {
  for (const auto due : stream.overdue) note(stream, due, now, unanswered);
  stream.overdue.clear();
}

void Load::leave_unanswered(Clock::time_point now) {
  for (Stream& stream : streams_) {
    if (!stream.has_rate()) continue;
    for (const Client& client : stream.clients) {
      if (client.state() == Client::State::waiting) note(stream, client.due(), now, unanswered);
    }
    give_up(stream, now);
  }
}

void Load::tell_since_last(Clock::time_point now) {
  ++lines_;
  std::printf("{\"at\":%.2f", seconds_of(now));
  for (Stream& stream : streams_) {
    const std::string text = told(stream.plan->name, stream.tally, stream.told, stream.waiting());
    std::printf(",%s", text.c_str());
    stream.told = stream.tally.samples.size();
  }
  std::puts("}");
  std::fflush(stdout);
}

void Load::tell_all(Clock::time_point now) const {
  std::printf("{\"seconds\":%.4f", seconds_of(now));
  for (const Stream& stream : streams_) {
    std::printf(",%s", told(stream.plan->name, stream.tally, 0, stream.waiting()).c_str());
  }
  std::puts("}");
  std::fflush(stdout);
}

bool Load::write_samples() const {
  std::FILE* const file = std::fopen(plan_.samples.c_str(), "w");
  if (file == nullptr) return false;
  for (const Stream& stream : streams_) signet::example::write_samples(file, stream.plan->name, stream.tally);
  return std::fclose(file) == 0;
}

}  // namespace signet::example
