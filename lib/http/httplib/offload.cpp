// The threads that may wait, and the way back to the one that may not.
#include "http/httplib/offload.hpp"

#include <unistd.h>

#include <cstdint>
#include <utility>

namespace signet::inline v0::detail {

Offload::Offload(const Service& service, int signal)
    : service_(service),
      signal_(signal),
      crew_(service.threads() / 2, [this](std::list<Job>& job) { work(job); }) {}

std::list<Job> Offload::take_finished() noexcept {
  std::list<Job> jobs;
  const std::lock_guard lock{mutex_};
  jobs.splice(jobs.end(), finished_);
  return jobs;
}

void Offload::work(std::list<Job>& job) noexcept {
  Job& mine = job.front();
  try {
    mine.response = service_.answer(mine.request, std::move(mine.routed));
  } catch (...) {
    mine.response.reset();  // out of memory, or an access log that throws: the connection ends
  }
  finish(job);
}

void Offload::finish(std::list<Job>& job) noexcept {
  bool first = false;
  {
    const std::lock_guard lock{mutex_};
    first = finished_.empty();
    finished_.splice(finished_.end(), job);
  }
  const std::uint64_t one = 1;
  if (first) static_cast<void>(write(signal_, &one, sizeof one) == sizeof one);
}

}  // namespace signet::inline v0::detail
