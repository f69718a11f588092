// FairQueue's turns, and the tables by which it finds what it is asked about.
#include "password/fair_queue.hpp"

namespace signet::inline v0::detail {

FairQueue::FairQueue(const FairQueueLimits& limits) : limits_(limits), work_(limits.places_per_address()) {
  names_.reserve(limits.places);  // no table grows while jobs wait
  sources_.reserve(limits.places);
  tickets_.reserve(limits.places);
}

std::optional<Refusal> FairQueue::push(QueuedJob& job, SourceKeys source, Instant now) {
  if (const HashRefusal reason = judge(source, now); reason != HashRefusal::none) {
    return Refusal{.reason = reason, .wait = predicted_wait(source.address)};
  }
  // Whatever allocates comes first. Where that fails, a name or address of which nothing waits may be left.
  std::uint32_t& of_name = names_[source.name];
  QueuedSource& own = sources_[source.address];
  if (job.ticket != 0) tickets_.try_emplace(job.ticket, &job);
  own.address = source.address;
  ++of_name;
  job.waiting = {
      .source = &own, .name = source.name, .due = now + limits_.deadline, .slot = times_.slot_of(job.kind)};
  link(job);
  return std::nullopt;
}

HashRefusal FairQueue::judge(SourceKeys source, Instant now) const noexcept {
  if (size_ >= limits_.places) return HashRefusal::places;
  if (waiting_of_name(source.name) >= limits_.places_per_name) return HashRefusal::places_of_name;
  const QueuedSource* const own = find(source.address);
  if (own != nullptr && own->size >= limits_.places_per_address()) return HashRefusal::places_of_address;
  // The new job will go first, and the oldest of its address last: after that wait, and what it waited so
  // far.
  const Seconds left = own == nullptr ? limits_.deadline : own->jobs.last()->waiting.due - now;
  const Seconds needed =
      Seconds::of_microseconds(wait_behind(own).microseconds() + limits_.margin().microseconds());
  return needed > left ? HashRefusal::predicted_wait : HashRefusal::none;
}

// The first of each source in the order of turns, newest first inside one; its source's turn is then over.
template <class Fits>
QueuedJob* FairQueue::take_first(const Fits& fits) noexcept {
  for (QueuedSource* turn = turns_.first(); turn != nullptr; turn = turns_.after(*turn)) {
    for (QueuedJob* job = turn->jobs.first(); job != nullptr; job = turn->jobs.after(*job)) {
      if (!fits(*job)) continue;
      turns_.remove(*turn);
      turns_.push_back(*turn);
      remove(*job);
      return job;
    }
  }
  return nullptr;
}

QueuedJob* FairQueue::take() noexcept {
  return take_first([](const QueuedJob&) { return true; });
}

QueuedJob* FairQueue::take_light() noexcept {
  return take_first([](const QueuedJob& job) { return !job.heavy; });
}

QueuedJob* FairQueue::take_to_join(const WorkKind& kind) {
  const ServiceTimes::Slot slot = times_.slot_of(kind);
  if (to_join_[slot] == 0) return nullptr;
  return take_first([=](const QueuedJob& job) { return joins_as(job, slot); });
}

std::size_t FairQueue::waiting_to_join(const WorkKind& kind) { return to_join_[times_.slot_of(kind)]; }

bool FairQueue::joins_as(const QueuedJob& job, ServiceTimes::Slot slot) noexcept {
  return job.waiting.slot == slot && slot != ServiceTimes::shared && job.joins;
}

std::optional<FairQueue::Expired> FairQueue::expire(Instant now) noexcept {
  QueuedJob* const oldest = all_.first();
  if (oldest == nullptr || oldest->waiting.due > now) return std::nullopt;
  const std::uint64_t address = oldest->waiting.source->address;
  remove(*oldest);
  return Expired{.job = oldest, .wait = predicted_wait(address)};
}

QueuedJob* FairQueue::withdraw(std::uint64_t ticket) noexcept {
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return nullptr;
  QueuedJob* const job = found->second;
  remove(*job);
  return job;
}

void FairQueue::link(QueuedJob& job) noexcept {
  const auto& [source, name, due, slot] = job.waiting;
  count_depths(*source, -1);
  source->jobs.push_front(job);
  if (source->size++ == 0) turns_.push_back(*source);
  count_depths(*source, 1);
  work_.of_address(source->size, slot, 1);
  // Time hardly ever goes back between two callers, so the last is due first.
  QueuedJob* before = all_.last();
  while (before != nullptr && before->waiting.due > due) before = all_.before(*before);
  all_.insert_after(before, job);
  if (joins_as(job, slot)) ++to_join_[slot];
  ++size_;
}

void FairQueue::unlink(QueuedJob& job) noexcept {
  const auto& [source, name, due, slot] = job.waiting;
  if (joins_as(job, slot)) --to_join_[slot];
  all_.remove(job);
  work_.of_address(source->size, slot, -1);
  count_depths(*source, -1);
  source->jobs.remove(job);
  if (--source->size == 0) turns_.remove(*source);
  count_depths(*source, 1);
  --size_;
}

void FairQueue::remove(QueuedJob& job) noexcept {
  unlink(job);
  const std::uint64_t address = job.waiting.source->address;
  if (job.waiting.source->size == 0) sources_.erase(address);
  if (const auto name = names_.find(job.waiting.name); --name->second == 0) names_.erase(name);
  if (job.ticket != 0) tickets_.erase(job.ticket);
}

void FairQueue::count_depths(const QueuedSource& source, int by) noexcept {
  std::size_t depth = 0;
  for (const QueuedJob* job = source.jobs.first(); job != nullptr; job = source.jobs.after(*job)) {
    if (depth == WaitingWork::exact_depths) return;
    work_.at(depth++, job->waiting.slot, by);
  }
}

const QueuedSource* FairQueue::find(std::uint64_t address) const noexcept {
  const auto source = sources_.find(address);
  return source == sources_.end() || source->second.size == 0 ? nullptr : &source->second;
}

Seconds FairQueue::predicted_wait(std::uint64_t address) const noexcept { return wait_behind(find(address)); }

// Of another source, those that it would have served by then: its newest.
Seconds FairQueue::wait_behind(const QueuedSource* own) const noexcept {
  const std::size_t turns = own == nullptr ? 1 : own->size + 1;
  return Seconds::of_microseconds(work_.of_turns(turns, times_).microseconds() / limits_.workers);
}

std::size_t FairQueue::waiting_of_name(std::uint64_t name) const noexcept {
  const auto found = names_.find(name);
  return found == names_.end() ? 0 : found->second;
}

}  // namespace signet::inline v0::detail
