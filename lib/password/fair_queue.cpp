// FairQueue's turns. Linear searches on purpose: at most 4096 jobs wait, and a hash costs 10,000 times more.
#include "password/fair_queue.hpp"

namespace signet::inline v0::detail {

Result<void> FairQueue::push(QueuedJob& job, SourceKeys source, Instant now) {
  const bool place = size_ < limits_.places && waiting_of_name(source.name) < limits_.places_per_name &&
                     waiting_of_address(source.address) < limits_.places_per_address();
  if (!place || predicted_wait(source.address) > limits_.deadline) return refusal(source.address);
  const Entry entry{.job = &job, .name = source.name, .due = now + limits_.deadline};
  const auto turn = std::ranges::find(turns_, source.address, &Source::address);
  if (turn == turns_.end()) {
    turns_.push_back({.address = source.address, .jobs = {entry}});
  } else {
    turn->jobs.push_back(entry);
  }
  ++size_;
  return {};
}

QueuedJob* FairQueue::take() noexcept {
  if (turns_.empty()) return nullptr;
  std::rotate(turns_.begin(), turns_.begin() + 1, turns_.end());
  std::vector<Entry>& jobs = turns_.back().jobs;
  QueuedJob* const job = jobs.back().job;
  jobs.pop_back();
  --size_;
  erase_if_empty(turns_.end() - 1);
  return job;
}

std::optional<FairQueue::Expired> FairQueue::expire(Instant now) noexcept {
  // Inside a source the oldest comes first, and all jobs have the same deadline.
  const auto late =
      std::ranges::find_if(turns_, [&](const Source& source) { return source.jobs.front().due <= now; });
  if (late == turns_.end()) return std::nullopt;
  QueuedJob* const job = late->jobs.front().job;
  const std::uint64_t address = late->address;
  late->jobs.erase(late->jobs.begin());
  --size_;
  erase_if_empty(late);
  return Expired{.job = job, .why = refusal(address)};
}

void FairQueue::erase_if_empty(std::vector<Source>::iterator turn) noexcept {
  if (turn->jobs.empty()) turns_.erase(turn);
}

void FairQueue::served(Seconds took) noexcept {
  constexpr std::int64_t longest = 3'600'000'000;  // so that no product below overflows
  const std::int64_t sample = std::clamp(took.microseconds(), std::int64_t{0}, longest);
  const std::int64_t known = service_time_.microseconds();
  service_time_ = Seconds::of_microseconds(known == 0 ? sample : known + (sample - known) / 8);
}

Seconds FairQueue::predicted_wait(std::uint64_t address) const noexcept {
  const std::size_t own = waiting_of_address(address);
  std::size_t ahead = own;
  for (const Source& source : turns_) {
    if (source.address != address) ahead += std::min(source.jobs.size(), own + 1);
  }
  return Seconds::of_microseconds(static_cast<std::int64_t>(ahead) * service_time_.microseconds() /
                                  limits_.workers);
}

std::size_t FairQueue::waiting_of_name(std::uint64_t name) const noexcept {
  std::size_t waiting = 0;
  for (const Source& source : turns_) {
    waiting += static_cast<std::size_t>(std::ranges::count(source.jobs, name, &Entry::name));
  }
  return waiting;
}

std::size_t FairQueue::waiting_of_address(std::uint64_t address) const noexcept {
  const auto source = std::ranges::find(turns_, address, &Source::address);
  return source == turns_.end() ? 0 : source->jobs.size();
}

Error FairQueue::refusal(std::uint64_t address) const noexcept {
  const std::int64_t wait = predicted_wait(address).microseconds();
  const std::int64_t seconds = std::max<std::int64_t>(1, (wait + 999'999) / 1'000'000);
  return Error::retry(Errc::overloaded, static_cast<std::size_t>(seconds));
}

}  // namespace signet::inline v0::detail
