// The threads that may wait, and the way back to the one that may not.
#include "http/httplib/offload.hpp"

#include <unistd.h>

#include <cstdint>
#include <exception>
#include <utility>

namespace signet::inline v0::detail {

Offload::Offload(const Service& service, int signal) : service_(service), signal_(signal) {
  const std::size_t threads = service.threads() / 2;
  threads_.reserve(threads);
  try {
    while (threads_.size() < threads) threads_.emplace_back([this] { work(); });
  } catch (const std::exception&) {
    return;  // no more threads to be had: fewer do the same jobs
  }
}

Offload::~Offload() {
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
  }
  given_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Offload::give(std::list<Job>& jobs) noexcept {
  {
    const std::lock_guard lock{mutex_};
    waiting_.splice(waiting_.end(), jobs);
  }
  given_.notify_one();
}

std::list<Job> Offload::take_finished() noexcept {
  std::list<Job> jobs;
  const std::lock_guard lock{mutex_};
  jobs.splice(jobs.end(), finished_);
  return jobs;
}

void Offload::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    given_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::list<Job> mine;
    mine.splice(mine.end(), waiting_, waiting_.begin());
    lock.unlock();
    Job& job = mine.front();
    try {
      job.response = service_.answer(job.request, std::move(job.routed));
    } catch (...) {
      job.response.reset();  // out of memory, or an access log that throws: the connection ends
    }
    finish(mine);
    lock.lock();
  }
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
