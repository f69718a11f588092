// What FairQueue's answers cost when few and when thousands of jobs wait, counted in instructions.
#include <doctest/doctest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "fair_queue_bench.hpp"

using namespace queue_bench;

namespace {

/// How many instructions a child of this process takes for `call`, one step at a time: no clock is asked.
long instructions_of(const std::function<void()>& call) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    raise(SIGSTOP);
    call();
    raise(SIGSTOP);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSTOPPED(status));
  long steps = 0;
  do {
    REQUIRE(ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) == 0);
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSTOPPED(status));
    ++steps;
  } while (WSTOPSIG(status) == SIGTRAP);
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return steps;
}

constexpr std::uint64_t flood = 1;
constexpr std::uint64_t busy_name = 2;

/// A queue in which `jobs` wait: a quarter of one address, sixteen of one name, the rest of nothing in
/// common.
class Crowd {
 public:
  Crowd(std::uint32_t jobs, std::uint32_t places)
      : bench_({.workers = 2, .places = places, .places_per_name = 16, .deadline = Seconds::of(60)}),
        address_(1'000) {
    for (std::uint32_t i = 0; i < jobs / 4; ++i) REQUIRE(bench_.push("flood", flood));
    for (int i = 0; i < 16; ++i) REQUIRE(bench_.push_as("name", {.address = ++address_, .name = busy_name}));
    while (bench_.queue.size() < jobs) {
      Job job{"other"};
      job.ticket = bench_.queue.size();
      REQUIRE(bench_.push_job(job, ++address_));
    }
  }
  void make_slow() { bench_.served(60); }
  std::uint64_t new_address() { return ++address_; }
  FairQueue& queue() { return bench_.queue; }

 private:
  Bench bench_;
  std::uint64_t address_;
};

struct Answer {
  std::string name;
  std::uint32_t places_over_jobs;               ///< how often the jobs that wait would fit
  bool slow;                                    ///< hashes take long
  std::function<bool(Crowd&, QueuedJob&)> ask;  ///< true: the answer was this one
};

bool refused_as(HashRefusal reason, Crowd& crowd, QueuedJob& job, detail::SourceKeys source) {
  const auto refusal = crowd.queue().push(job, source, at(1));
  return refusal && refusal->reason == reason;
}

const std::vector<Answer> answers{
    {"no place", 1, false,
     [](Crowd& crowd, QueuedJob& job) { return refused_as(HashRefusal::places, crowd, job, {flood, 9}); }},
    {"no place for the name", 2, false,
     [](Crowd& crowd, QueuedJob& job) {
       return refused_as(HashRefusal::places_of_name, crowd, job, {9, busy_name});
     }},
    {"too long a wait for a new address", 2, true,
     [](Crowd& crowd, QueuedJob& job) {
       return refused_as(HashRefusal::predicted_wait, crowd, job, {crowd.new_address(), 9});
     }},
    {"too long a wait for the address that floods", 2, true,
     [](Crowd& crowd, QueuedJob& job) {
       return refused_as(HashRefusal::predicted_wait, crowd, job, {flood, 9});
     }},
    {"admitted to a new address, and taken", 2, false,
     [](Crowd& crowd, QueuedJob& job) {
       return !crowd.queue().push(job, {crowd.new_address(), 9}, at(1)) && crowd.queue().take() != nullptr;
     }},
    {"admitted to the address that floods, and taken", 2, false,
     [](Crowd& crowd, QueuedJob& job) {
       return !crowd.queue().push(job, {flood, 9}, at(1)) && crowd.queue().take() == &job;
     }},
    {"nothing overdue", 1, false, [](Crowd& crowd, QueuedJob&) { return !crowd.queue().expire(at(1)); }},
    {"one overdue", 1, false,
     [](Crowd& crowd, QueuedJob&) { return crowd.queue().expire(at(61)).has_value(); }},
    {"withdrawn", 1, false,
     [](Crowd& crowd, QueuedJob&) { return crowd.queue().withdraw(crowd.queue().size() - 1) != nullptr; }},
    {"predicted", 1, true,
     [](Crowd& crowd, QueuedJob&) { return crowd.queue().predicted_wait() > Seconds{}; }},
};

long cost_of(const Answer& answer, std::uint32_t jobs) {
  Crowd crowd{jobs, jobs * answer.places_over_jobs};
  if (answer.slow) crowd.make_slow();
  QueuedJob job{};
  const auto asked = [&] {
    if (!answer.ask(crowd, job)) std::abort();  // which is no stop by a step
  };
  return instructions_of(asked) - instructions_of([] {});
}

}  // namespace

TEST_CASE("no answer of a queue takes twice the instructions with 64 times as many jobs waiting") {
  for (const Answer& answer : answers) {
    CAPTURE(answer.name);
    const long few = cost_of(answer, 64);
    const long many = cost_of(answer, 4096);
    CAPTURE(few);
    CAPTURE(many);
    CHECK(few > 0);
    CHECK(many < 2 * few);
  }
}
