// FairQueue's turns. Linear searches on purpose: at most 4096 jobs wait, and a hash costs 10,000 times more.
#include "password/fair_queue.hpp"

namespace signet::inline v0::detail {

std::optional<Refusal> FairQueue::push(QueuedJob& job, SourceKeys source, Instant now) {
  if (const HashRefusal reason = judge(source, now); reason != HashRefusal::none) {
    return Refusal{.reason = reason, .wait = predicted_wait(source.address)};
  }
  const Entry entry{
      .job = &job, .name = source.name, .due = now + limits_.deadline, .slot = times_.slot_of(job.kind)};
  const auto turn = std::ranges::find(turns_, source.address, &Source::address);
  if (turn == turns_.end()) {
    turns_.push_back({.address = source.address, .jobs = {entry}});
  } else {
    turn->jobs.push_back(entry);
  }
  ++size_;
  return std::nullopt;
}

HashRefusal FairQueue::judge(SourceKeys source, Instant now) const noexcept {
  if (size_ >= limits_.places) return HashRefusal::places;
  if (waiting_of_name(source.name) >= limits_.places_per_name) return HashRefusal::places_of_name;
  const Source* const own = find(source.address);
  if (own != nullptr && own->jobs.size() >= limits_.places_per_address()) {
    return HashRefusal::places_of_address;
  }
  // The new job will go first, and the oldest of its address last: after that wait, and what it waited so
  // far.
  const Seconds left = own == nullptr ? limits_.deadline : own->jobs.front().due - now;
  const Seconds needed =
      Seconds::of_microseconds(wait_behind(own).microseconds() + limits_.margin().microseconds());
  return needed > left ? HashRefusal::predicted_wait : HashRefusal::none;
}

// The first of each source in the order of turns, newest first inside one; its source's turn is then over.
template <class Fits>
QueuedJob* FairQueue::take_first(const Fits& fits) noexcept {
  for (auto turn = turns_.begin(); turn != turns_.end(); ++turn) {
    const auto newest = std::find_if(turn->jobs.rbegin(), turn->jobs.rend(), fits);
    if (newest == turn->jobs.rend()) continue;
    const auto entry = std::prev(newest.base());
    std::rotate(turn, turn + 1, turns_.end());  // moves the source, and its jobs stay where they are
    return remove(turns_.end() - 1, entry);
  }
  return nullptr;
}

QueuedJob* FairQueue::take() noexcept {
  return take_first([](const Entry&) { return true; });
}

QueuedJob* FairQueue::take_light() noexcept {
  return take_first([](const Entry& entry) { return !entry.job->heavy; });
}

QueuedJob* FairQueue::take_to_join(const WorkKind& kind) {
  const ServiceTimes::Slot slot = times_.slot_of(kind);
  return take_first([=](const Entry& entry) { return joins(entry, slot); });
}

std::size_t FairQueue::waiting_to_join(const WorkKind& kind) {
  const ServiceTimes::Slot slot = times_.slot_of(kind);
  std::size_t waiting = 0;
  for (const Source& source : turns_) {
    waiting += static_cast<std::size_t>(
        std::ranges::count_if(source.jobs, [=](const Entry& entry) { return joins(entry, slot); }));
  }
  return waiting;
}

bool FairQueue::joins(const Entry& entry, ServiceTimes::Slot slot) noexcept {
  return entry.slot == slot && slot != ServiceTimes::shared && entry.job->joins;
}

std::optional<FairQueue::Expired> FairQueue::expire(Instant now) noexcept {
  // Inside a source the oldest comes first, and all jobs have the same deadline.
  const auto late =
      std::ranges::find_if(turns_, [&](const Source& source) { return source.jobs.front().due <= now; });
  if (late == turns_.end()) return std::nullopt;
  const std::uint64_t address = late->address;
  QueuedJob* const job = remove(late, late->jobs.begin());
  return Expired{.job = job, .wait = predicted_wait(address)};
}

QueuedJob* FairQueue::withdraw(std::uint64_t ticket) noexcept {
  const auto wanted = [&](const Entry& entry) { return entry.job->ticket == ticket; };
  for (auto turn = turns_.begin(); turn != turns_.end(); ++turn) {
    const auto entry = std::ranges::find_if(turn->jobs, wanted);
    if (entry != turn->jobs.end()) return remove(turn, entry);
  }
  return nullptr;
}

QueuedJob* FairQueue::remove(std::vector<Source>::iterator turn,
                             std::vector<Entry>::iterator entry) noexcept {
  QueuedJob* const job = entry->job;
  turn->jobs.erase(entry);
  --size_;
  if (turn->jobs.empty()) turns_.erase(turn);
  return job;
}

const FairQueue::Source* FairQueue::find(std::uint64_t address) const noexcept {
  const auto source = std::ranges::find(turns_, address, &Source::address);
  return source == turns_.end() ? nullptr : &*source;
}

Seconds FairQueue::predicted_wait(std::uint64_t address) const noexcept { return wait_behind(find(address)); }

Seconds FairQueue::wait_behind(const Source* own) const noexcept {
  const std::size_t turns = own == nullptr ? 1 : own->jobs.size() + 1;
  std::int64_t ahead = 0;
  for (const Source& source : turns_) {
    // Of another source, those that it would have served by then: its newest.
    const std::size_t served = std::min(source.jobs.size(), turns);
    std::for_each(source.jobs.end() - static_cast<std::ptrdiff_t>(served), source.jobs.end(),
                  [&](const Entry& entry) { ahead += times_.of(entry.slot).microseconds(); });
  }
  return Seconds::of_microseconds(ahead / limits_.workers);
}

std::size_t FairQueue::waiting_of_name(std::uint64_t name) const noexcept {
  std::size_t waiting = 0;
  for (const Source& source : turns_) {
    waiting += static_cast<std::size_t>(std::ranges::count(source.jobs, name, &Entry::name));
  }
  return waiting;
}

}  // namespace signet::inline v0::detail
